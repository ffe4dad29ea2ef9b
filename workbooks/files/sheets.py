"""The filled cells of every sheet of a workbook, opened only after `files.container` found it safe."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbooks.files.container import TEXT_SUFFIXES, Unpacked, check_content, open_workbook, read_bytes
from workbooks.files.error_values import error_values
from workbooks.problems import InputError


@dataclass(frozen=True)
class SheetCells:
    """The values of a sheet by row; the first value stands in `first_row` and `first_column` (from 1)."""

    name: str
    rows: Sequence[Sequence[object]]
    first_row: int = 1
    first_column: int = 1


def read_sheets(path: Path) -> tuple[SheetCells, ...]:
    """All worksheets of a workbook, hidden ones too. Raises `InputError` for a file that cannot be used."""
    return sheets_in(check_content(read_bytes(path), path.name), path.name)


def sheets_in(package: Unpacked, name: str, leave_out: Collection[str] = ()) -> tuple[SheetCells, ...]:
    """The worksheets of a file that was found safe, as `read_sheets`, without those left out."""
    if Path(name).suffix.lower() in TEXT_SUFFIXES:
        raise InputError(f"{name}：这是文本文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再用")
    return tuple(_worksheets(package, name, leave_out))


def _worksheets(package: Unpacked, name: str, leave_out: Collection[str]) -> Iterator[SheetCells]:
    from python_calamine import SheetTypeEnum

    with open_workbook(package.content, name) as book:
        errors = error_values(package)
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet or about.name in leave_out:
                continue
            sheet = book.get_sheet_by_name(about.name)
            row, column = sheet.start or (0, 0)
            rows = sheet.to_python(skip_empty_area=True)
            for (at_row, at_column), value in errors.get(about.name, {}).items():
                rows[at_row - row - 1][at_column - column - 1] = value
            yield SheetCells(about.name, rows, row + 1, column + 1)
