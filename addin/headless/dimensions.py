"""Column and row dimensions as Excel sees them: grouped entries looked up and split, widths in characters."""

from __future__ import annotations

from copy import copy

from openpyxl.worksheet.dimensions import ColumnDimension, RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from addin.headless.unsupported import of_kind
from workbooks.files.coordinates import get_column_letter

# The file stores a width with 5 pixels of padding, measured in digits of 7 pixels (Calibri 11).
_PADDING = 5 / 7
_DEFAULT_WIDTH = 8.43 + _PADDING
_DEFAULT_HEIGHT = 15.0


def to_characters(width: float) -> float:
    """A stored width as Range.column_width reports it."""
    return max(0.0, round(width - _PADDING, 2))


def from_characters(characters: float) -> float:
    """A width in characters as the file stores it."""
    if not 0 <= of_kind(characters, (int, float), "列宽应是数") <= 255:
        raise ValueError(f"列宽应在 0 到 255 之间：{characters}")
    return round(characters + _PADDING, 4) if characters else 0.0


def default_width(sheet: Worksheet) -> float:
    return float(sheet.sheet_format.defaultColWidth or _DEFAULT_WIDTH)


def column_at(sheet: Worksheet, column: int) -> ColumnDimension | None:
    """The entry that covers a column; one entry may cover several (A:C stored under "A")."""
    for entry in sheet.column_dimensions.values():
        entry.reindex()
        if entry.min is not None and entry.max is not None and entry.min <= column <= entry.max:
            return entry
    return None


def columns_exactly(sheet: Worksheet, left: int, right: int) -> list[ColumnDimension]:
    """Entries that together cover left..right and nothing else, so that changing them changes only those.

    Overlapping entries make Excel repair the file; therefore a straddling entry is split, a gap filled.
    """
    for edge in (left, right + 1):
        _split(sheet, edge)
    found = [entry for entry in sheet.column_dimensions.values() if left <= (entry.min or 0) <= right]
    free = left
    for entry in sorted(found, key=lambda each: each.min or 0):
        found += _fill(sheet, free, (entry.min or 0) - 1)
        free = (entry.max or 0) + 1
    return found + _fill(sheet, free, right)


def _split(sheet: Worksheet, edge: int) -> None:
    entry = column_at(sheet, edge)
    if entry is None or entry.min == edge:
        return
    rest = copy(entry)
    rest.index, rest.min, rest.max = get_column_letter(edge), edge, entry.max
    entry.max = edge - 1
    sheet.column_dimensions[rest.index] = rest


def _fill(sheet: Worksheet, left: int, right: int) -> list[ColumnDimension]:
    if left > right:
        return []
    letter = get_column_letter(left)
    entry = ColumnDimension(sheet, index=letter, min=left, max=right, width=default_width(sheet))
    sheet.column_dimensions[letter] = entry
    return [entry]


def column_width(sheet: Worksheet, column: int) -> float:
    """Width in characters; a hidden column counts 0."""
    entry = column_at(sheet, column)
    if entry is not None and entry.hidden:
        return 0.0
    return to_characters(default_width(sheet) if entry is None else entry.width)


def row_height(sheet: Worksheet, row: int) -> float:
    """Height in points; a hidden row counts 0."""
    entry: RowDimension | None = sheet.row_dimensions.get(row)
    if entry is not None and entry.hidden:
        return 0.0
    if entry is not None and entry.ht is not None:
        return float(entry.ht)
    return float(sheet.sheet_format.defaultRowHeight or _DEFAULT_HEIGHT)
