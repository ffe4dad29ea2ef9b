"""The demonstration: the published tables, built, scored and compared with what was printed."""

from __future__ import annotations

from pathlib import Path

from addin.editions import SUFFIX, Save
from addin.filling import Filled, fill
from workbooks.files.saving import make_folder
from workbooks.filing.data_file import read_filing
from workbooks.forms.page.writer import Edition
from workbooks.standards.library import available
from workbooks.standards.loading import load

EXAMPLES = Path(__file__).parent.parent / "workbooks" / "examples"


def names() -> list[str]:
    """The standards with a published table."""
    return [name for name in available() if (EXAMPLES / f"{name}.yaml").exists()]


def run(name: str, folder: Path, save: Save) -> list[Filled]:
    """Fill two workbooks of a published table, with functions (.xlsm) and with ordinary formulas (.xlsx).

    Earlier demonstrations in the folder are replaced.
    """
    make_folder(folder)
    return [_fill(name, folder, edition, save) for edition in SUFFIX]


def _fill(name: str, folder: Path, edition: Edition, save: Save) -> Filled:
    standard = load(name)
    filing = read_filing(EXAMPLES / f"{name}.yaml", standard)
    ledgers = [filing.ledger] if filing.ledger else ()
    target = folder / f"{name}{SUFFIX[edition]}"
    return fill(standard, filing, target, ledgers, force=True, edition=edition, save=save)
