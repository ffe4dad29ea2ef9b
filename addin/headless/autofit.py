"""Columns as wide as their texts, rows as high as Excel makes them."""

from __future__ import annotations

from addin.headless.addresses import Box
from addin.headless.dimensions import columns_exactly, from_characters
from addin.headless.formats import shown_width
from addin.headless.grid import Grid


def fit_columns(grid: Grid, used: Box) -> None:
    """Fit columns to their texts; a Chinese character takes two places.

    Merged cells and wrapped texts do not widen a column, as in Excel.
    """
    for column in range(used.left, used.right + 1):
        needed = max(_widths(grid, used._replace(left=column, right=column)), default=0.0)
        if needed:
            for entry in columns_exactly(grid.sheet, column, column):
                entry.width = from_characters(min(needed + 1, 255))


def free_rows(grid: Grid, used: Box) -> None:
    """Leave the height of rows to Excel, which makes them fit on opening."""
    for row in range(used.top, used.bottom + 1):
        if row in grid.sheet.row_dimensions:
            grid.sheet.row_dimensions[row].ht = None


def _widths(grid: Grid, box: Box) -> list[float]:
    return [
        shown_width(grid.value(cell.row, cell.column), str(cell.number_format))
        * float(cell.font.sz or 11)
        / 11
        for cell in grid.existing(box)
        if not cell.alignment.wrap_text and grid.merged_at(cell.row, cell.column) is None
    ]
