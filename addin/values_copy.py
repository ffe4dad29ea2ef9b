"""A workbook of an older format as an .xlsx of its values, to be given the sheet 复核."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from udfs.regex import regex
from workbooks.files.coordinates import get_column_letter
from workbooks.files.sheets import SheetCells, read_sheets
from workbooks.files.visible import visible

_FORBIDDEN = regex(r"[\\/*?:\[\]]")
_LONGEST_TITLE = 31
_WIDTH, _NARROWEST, _WIDEST = 2.0, 9.0, 40.0


def write_values(file: Path, path: Path) -> None:
    """Write the values of every sheet of a file into a new .xlsx. Raises `InputError`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in read_sheets(file):
        _write_sheet(book, sheet)
    book.save(path)


def _write_sheet(book: Workbook, sheet: SheetCells) -> None:
    title = _FORBIDDEN.sub("_", sheet.name)[:_LONGEST_TITLE]
    written = book.create_sheet(title)
    written.sheet_state = "visible" if sheet.visible else "hidden"
    longest: dict[int, int] = {}
    for number, values in enumerate(sheet.rows, sheet.first_row):
        for column, value in enumerate(values, sheet.first_column):
            if value is None or value == "":
                continue
            cell = written.cell(number, column)
            cell.value = visible(value) if isinstance(value, str) else value
            if isinstance(value, str) and cell.data_type == "f":
                cell.data_type = "s"
            longest[column] = max(longest.get(column, 0), len(str(value)))
    for column, length in longest.items():
        width = min(max(_WIDTH * length, _NARROWEST), _WIDEST)
        written.column_dimensions[get_column_letter(column)].width = width
    for (top, left), (bottom, right) in sheet.merged:
        written.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
