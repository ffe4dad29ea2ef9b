"""The filled cells of every sheet of a workbook, opened only after `files.container` found it safe.

What .xlsx can hold is known well enough to read it here; the older formats are read in a process apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from udfs.records import dataclass
from workbooks.files import apart
from workbooks.files.container import TEXT_SUFFIXES, Unpacked, check_content, open_workbook, read_bytes
from workbooks.files.error_values import error_values
from workbooks.files.ods_merged import Area, merged_areas
from workbooks.files.reach import MAX_CELLS
from workbooks.problems import InputError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_APART = (".xls", ".ods")
_SECONDS = 60
_RESAVE = "请用 Excel 或 WPS 打开后另存为 .xlsx 再用"
_MOST_MERGED = 10_000


def plain(text: object) -> str:
    """A label without its spaces; "" for what is no text."""
    return "".join(text.split()) if isinstance(text, str) else ""


@dataclass(frozen=True)
class SheetCells:
    """The values of a sheet by row; the first value stands in `first_row` and `first_column` (from 1)."""

    name: str
    rows: Sequence[Sequence[object]]
    first_row: int = 1
    first_column: int = 1
    visible: bool = True
    merged: Sequence[Area] = ()
    """The merged areas, as far as the file and its reader tell."""

    @cached_property
    def labels(self) -> Sequence[Sequence[str]]:
        """What the cells say, as `plain`, by row like the values."""
        return tuple(tuple(plain(value) if value else "" for value in row) for row in self.rows)

    def from_first_cell(self) -> list[list[object]]:
        """The rows from A1 on, blanks before the first value included."""
        above: list[list[object]] = [[] for _ in range(self.first_row - 1)]
        left = [""] * (self.first_column - 1)
        return above + [[*left, *row] for row in self.rows]


def read_sheets(path: Path) -> tuple[SheetCells, ...]:
    """All worksheets of a workbook, hidden ones too. Raises `InputError` for a file that cannot be used."""
    return sheets_in(check_content(read_bytes(path), path.name), path.name)


def sheets_in(package: Unpacked, name: str, leave_out: Collection[str] = ()) -> tuple[SheetCells, ...]:
    """The worksheets of a file that was found safe, as `read_sheets`, without those left out."""
    if Path(name).suffix.lower() in TEXT_SUFFIXES:
        raise InputError(f"{name}：这是文本文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再用")
    sheets = values_in(package.content, name, leave_out)
    if Path(name).suffix.lower() == ".ods":
        areas = merged_areas(package)
        sheets = tuple(replace(each, merged=areas.get(each.name, ())[:_MOST_MERGED]) for each in sheets)
    errors = error_values(package, leave_out)
    for sheet in sheets:
        _put_errors(sheet, errors.get(sheet.name, {}))
    return sheets


def values_in(content: bytes, name: str, leave_out: Collection[str] = ()) -> tuple[SheetCells, ...]:
    """The worksheets of a workbook that was found safe; an error value of an .xlsx is blank."""
    read = partial(_worksheets, content, name, leave_out)
    if Path(name).suffix.lower() not in _APART:
        return read()
    return apart.apart_once(read, name, _SECONDS, _RESAVE, "workbooks.files.sheets", "python_calamine")


def _worksheets(content: bytes, name: str, leave_out: Collection[str]) -> tuple[SheetCells, ...]:
    with open_workbook(content, name) as book:
        return tuple(_each(book, name, leave_out))


def _each(book: CalamineWorkbook, name: str, leave_out: Collection[str]) -> Iterator[SheetCells]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet or about.name in leave_out:
            continue
        sheet = book.get_sheet_by_name(about.name)
        _check_area(sheet, name)
        row, column = sheet.start or (0, 0)
        rows = sheet.to_python(skip_empty_area=True)
        visible = about.visible == SheetVisibleEnum.Visible
        yield SheetCells(about.name, rows, row + 1, column + 1, visible, _merged(sheet))


def _merged(sheet: CalamineSheet) -> tuple[Area, ...]:
    """The merged areas of several rows; older readers do not know them, nor those of .ods."""
    areas = getattr(sheet, "merged_cell_ranges", None) or ()
    return tuple(
        ((top + 1, left + 1), (bottom + 1, right + 1))
        for (top, left), (bottom, right) in areas[:_MOST_MERGED]
        if bottom > top
    )


def _check_area(sheet: CalamineSheet, name: str) -> None:
    height, width = (each + 1 for each in sheet.end or (-1, -1))
    if height * width > MAX_CELLS:
        raise InputError(
            f"{name}：工作表“{sheet.name}”的区域过大（到第 {height} 行），请删去远处多余的内容再用"
        )


def with_uncalculated(
    sheets: tuple[SheetCells, ...], cells: Mapping[str, Mapping[tuple[int, int], str]]
) -> tuple[SheetCells, ...]:
    """The sheets with a word in the place of each formula that was never worked out."""
    for sheet in sheets:
        _put_errors(sheet, cells.get(sheet.name, {}))
    return sheets


def _put_errors(sheet: SheetCells, errors: Mapping[tuple[int, int], str]) -> None:
    for (row, column), value in errors.items():
        line, place = row - sheet.first_row, column - sheet.first_column
        if 0 <= line < len(sheet.rows) and 0 <= place < len(sheet.rows[line]):
            sheet.rows[line][place] = value  # type: ignore[index]
