"""Tables of figures whose headings are nobody's, known by their last row: what is listed, then 合计."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from workbooks.official.labels import is_note, is_total
from workbooks.official.sheet_rows import SheetRow

_FEWEST_COLUMNS, _FEWEST_ROWS, _MOST_ROWS = 3, 3, 200


def summed_header(lines: Sequence[SheetRow], first: int) -> int:
    """1 where a row heads a list of figures that ends with its total; 0 for any other.

    Each row between begins with its label and has a number; the total has numbers, too.
    """
    line = lines[first]
    if line.has_number or len(line.cells) < _FEWEST_COLUMNS:
        return 0
    below = lines[first + 1 : first + 1 + _MOST_ROWS]
    rows = list(takewhile(lambda row: row.has_number and not _is_sum(row) and not is_note(row.first.text), below))
    total = below[len(rows)] if len(rows) < len(below) else None
    if len(rows) < _FEWEST_ROWS - 1 or total is None or not (_is_sum(total) and total.has_number):
        return 0
    return int(all(_has_label(row) for row in rows))


def _is_sum(line: SheetRow) -> bool:
    return is_total(line.first.text)


def _has_label(line: SheetRow) -> bool:
    """Whether a row has its label in the first two columns: behind its number, it may be."""
    return any(cell.number is None for cell in list(line.cells.values())[:2])
