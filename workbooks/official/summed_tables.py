"""Tables of figures whose headings are nobody's, known by 合计 below, or above, what is listed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from workbooks.official.figure_tables import is_listed
from workbooks.official.headings import field_of
from workbooks.official.labels import is_note, is_total
from workbooks.official.sheet_rows import SheetRow

_FEWEST_COLUMNS, _FEWEST_ROWS, _MOST_ROWS = 3, 3, 200


def summed_rows(lines: Sequence[SheetRow], first: int) -> int:
    """How many rows below a row, its headings, are a list of figures and its total; 0 where they are none.

    Each row begins with its label and has a number; the total has numbers, too. Lists of payments, prices or
    people are none, nor are tables of points.
    """
    line = lines[first]
    headings = [cell.text for cell in line.cells.values()]
    if line.has_number or len(line.cells) < _FEWEST_COLUMNS or any(map(_is_of_something_else, headings)):
        return 0
    below = lines[first + 1 : first + 1 + _MOST_ROWS]
    if below and _is_sum(below[0]) and below[0].has_number:
        rows = _listed(below[1:])
        ends = len(rows) + 1 == len(below) or not _is_sum(below[len(rows) + 1])
        return len(rows) + 1 if len(rows) >= _FEWEST_ROWS - 1 and ends and all(map(_has_label, rows)) else 0
    rows = _listed(below)
    total = below[len(rows)] if len(rows) < len(below) else None
    if len(rows) < _FEWEST_ROWS - 1 or total is None or not (_is_sum(total) and total.has_number):
        return 0
    return len(rows) + 1 if all(_has_label(row) for row in rows) else 0


def _listed(lines: Sequence[SheetRow]) -> list[SheetRow]:
    return list(
        takewhile(lambda row: row.has_number and not _is_sum(row) and not is_note(row.first.text), lines)
    )


def _is_of_something_else(heading: str) -> bool:
    return is_listed(heading) or field_of(heading) in ("weight", "score")


def _is_sum(line: SheetRow) -> bool:
    return is_total(line.first.text)


def _has_label(line: SheetRow) -> bool:
    """Whether a row has its label in the first two columns: behind its number, it may be."""
    return any(cell.number is None for cell in list(line.cells.values())[:2])
