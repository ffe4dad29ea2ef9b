"""The cells that a sheet of openpyxl has; its own ways to them make every cell of the area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def cells_of(sheet: Worksheet) -> list[Any]:
    """The cells that a sheet has, row by row; `iter_rows` would make all those between them, too."""
    cells: dict[tuple[int, int], Any] = sheet._cells
    return [cells[place] for place in sorted(cells)]


def value_at(sheet: Worksheet, row: int, column: int) -> Any:
    """The value of a cell, which need not be there."""
    cell = sheet._cells.get((row, column))
    return None if cell is None else cell.value
