"""The published workbooks, filled once in a process: whoever looks at one or changes one gets a copy."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from addin.excel.live import save_form
from addin.filling import Filled, fill
from tests.support.examples import example
from workbooks.forms.page.writer import UDF, Edition
from workbooks.standards.loading import load


def published_workbook(standard_id: str, path: Path, edition: Edition = UDF, ledger: bool = False) -> Filled:
    """Save the published workbook of a standard as `fill` does, with `ledger` from its ledger, if any."""
    filled, content = _filled(standard_id, path.suffix, edition, ledger and bool(example(standard_id).ledger))
    path.write_bytes(content)
    return replace(filled, path=path)


@lru_cache(maxsize=32)
def _filled(standard_id: str, suffix: str, edition: Edition, ledger: bool) -> tuple[Filled, bytes]:
    filing = example(standard_id)
    ledgers = [filing.ledger] if ledger and filing.ledger else []
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"附表{suffix}"
        filled = fill(load(standard_id), filing, path, ledgers, edition=edition, save=save_form)
        return filled, path.read_bytes()
