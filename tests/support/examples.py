"""The published examples, as filings to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbooks.expression import Figure
from workbooks.figures import typed_figure
from workbooks.filing import Filing, read_filing
from workbooks.standards import load

EXAMPLES = Path(__file__).parent.parent.parent / "workbooks" / "examples"


def example(standard_id: str, changes: dict[str, Any] | None = None) -> Filing:
    """The published filing of a standard, with some data items changed as somebody would type them."""
    standard = load(standard_id)
    filing = read_filing(EXAMPLES / f"{standard_id}.yaml", standard)
    typed = {key: typed_figure(value, standard.items[key]) for key, value in (changes or {}).items()}
    return changed(filing, typed)


def changed(filing: Filing, figures: Mapping[str, Figure]) -> Filing:
    """A filing with some figures replaced."""
    return replace(filing, data={**filing.data, **figures})
