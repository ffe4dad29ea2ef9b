"""The rows of a sheet that hold something, with their cells as somebody printed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from udfs.once import once
from udfs.records import dataclass
from workbooks.files.sheets import SheetCells
from workbooks.official.official_table import Cell

LONGEST_TEXT = 2000
"""What stands behind so many characters of one cell is not read: no form asks for as much, and the patterns
that read texts take time with the square of their length."""
_SHOWN = 40
# What is merged over more than this is no cell of a table.
_WIDEST_MERGED, _TALLEST_MERGED = 20, 200


@dataclass(frozen=True)
class SheetRow:
    """A sheet row that holds something: its filled cells by column, from left to right.

    `covered` are the columns whose cell is merged with the one above.
    """

    number: int
    cells: Mapping[int, Cell]
    covered: frozenset[int] = frozenset()

    @once
    def first(self) -> Cell:
        return next(iter(self.cells.values()))

    @once
    def has_number(self) -> bool:
        return any(cell.number is not None for cell in self.cells.values())


def sheet_rows(sheet: SheetCells) -> tuple[SheetRow, ...]:
    """The rows of a sheet that hold something."""
    return tuple(_filled(sheet))


def _filled(sheet: SheetCells) -> Iterator[SheetRow]:
    covered = _covered(sheet)
    for number, values in enumerate(sheet.rows, sheet.first_row):
        cells = {
            column: Cell(sheet.name, number, column, _bounded(value))
            for column, value in enumerate(values, sheet.first_column)
            if value is not None and value != "" and not (isinstance(value, str) and value.isspace())
        }
        if cells:
            yield SheetRow(number, cells, frozenset(covered.get(number, ())))


def _covered(sheet: SheetCells) -> dict[int, set[int]]:
    """The columns of each row whose cell belongs to a merged one that begins above."""
    found: dict[int, set[int]] = {}
    last = sheet.first_row + len(sheet.rows) - 1
    for (top, left), (bottom, right) in sheet.merged:
        if right - left < _WIDEST_MERGED and bottom - top < _TALLEST_MERGED:
            for row in range(top + 1, min(bottom, last) + 1):
                found.setdefault(row, set()).update(range(left, right + 1))
    return found


def _bounded(value: object) -> object:
    return value[:LONGEST_TEXT] if isinstance(value, str) else value


def too_long(sheet: SheetCells) -> Iterator[tuple[Cell, int]]:
    """The cells of which only the beginning is read, and how many characters they have."""
    for number, values in enumerate(sheet.rows, sheet.first_row):
        for column, value in enumerate(values, sheet.first_column):
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                yield Cell(sheet.name, number, column, f"{value[:_SHOWN]}…"), len(value)
