"""Workbooks opened to be changed and saved again, which takes far more time and memory than reading them.

Every cell of a merged area or an array becomes an object, and so does every formatted one; what is harmless
to read may be endless to copy. So what is copied must be of the size that forms have.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.regex import regex
from workbooks.files.container import Unpacked, check_content, read_bytes, refused, unreadable
from workbooks.files.made_cells import cells_of
from workbooks.files.refusals import RefusedFileError
from workbooks.problems import InputError, keep_traceback

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_XML_BYTES = 16 * 2**20
MAX_AREA = 500_000
MAX_CELLS = 2_000_000

_AREA = regex(rb"""\bref\s{0,4}=\s{0,4}["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']""")
_SPREAD = regex(rb"<(?:[\w.-]{1,40}:)?(?:mergeCell|f)\b[^<>]{0,400}>")


@contextmanager
def told_by_name(name: str) -> Iterator[None]:
    """Whatever goes wrong with the parts of a file of somebody else is one line with the file's name."""
    try:
        yield
    except InputError:
        raise
    except RefusedFileError as error:
        raise refused(name, error) from None
    # The libraries behind this fail in every way there is on files that contradict themselves.
    except Exception as error:
        keep_traceback(error, name)
        raise unreadable(name) from None


def load(path: Path, data_only: bool = False) -> Workbook:
    """Open an .xlsx or .xlsm file with openpyxl. Raises `InputError`."""
    from openpyxl import load_workbook

    content = editable(path)
    with told_by_name(path.name), warnings.catch_warnings(), merged_as_they_are():
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(content), data_only=data_only)
        check_cells(workbook)
    return workbook


@contextmanager
def merged_as_they_are() -> Iterator[None]:
    """Let openpyxl leave the cells of merged areas in the styles that they have in the file.

    It would draw their borders anew from the first cell, which takes more than half of its reading.
    """
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet import _reader
    from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

    def bind(reader: Any) -> None:
        if not reader.parser.merged_cells:
            return
        areas = [CellRange(each.ref) for each in reader.parser.merged_cells.mergeCell]
        cells: dict[tuple[int, int], Any] = reader.ws._cells
        for area in areas:
            reader.ws.cell(area.min_row, area.min_col)
            for place in list(area.cells)[1:]:
                merged: Any = MergedCell(reader.ws, *place)
                if place in cells:
                    merged._style = cells[place]._style
                cells[place] = merged
        reader.ws.merged_cells = MultiCellRange(areas)

    reads: Any = _reader.WorksheetReader
    usual = reads.bind_merged_cells
    reads.bind_merged_cells = bind
    try:
        yield
    finally:
        reads.bind_merged_cells = usual


def editable(path: Path) -> bytes:
    """The content of a file that was found safe to be copied. Raises `InputError`."""
    content = read_bytes(path)
    package = check_content(content, path.name)
    try:
        _check_parts(package)
    except RefusedFileError as error:
        raise refused(path.name, error) from None
    return content


def check_cells(workbook: Workbook) -> None:
    """Raise `RefusedFileError` for formatted cells far beyond any form, and for numbers that no cell holds.

    openpyxl reads whole numbers of any length, and cannot write such a one.
    """
    for sheet in workbook.worksheets:
        if sheet.max_row * sheet.max_column > MAX_CELLS:
            where = f"“{sheet.title}”的格式设到了第 {sheet.max_row} 行"
            raise RefusedFileError(f"{where}，太远，不能另存；请删去远处多余的行列")
        for cell in cells_of(sheet):
            if isinstance(cell.value, int) and abs(cell.value) > sys.float_info.max:
                raise RefusedFileError(f"“{sheet.title}”的 {cell.coordinate} 里的数太大，Excel 存不下")


def _check_parts(package: Unpacked) -> None:
    size = 0
    for part, length in package.sizes.items():
        if not part.endswith((".xml", ".vml")):
            continue
        size += length
        if size > MAX_XML_BYTES:
            raise RefusedFileError("内容太多，不能另存；请只留下附表再试")
    for part in package.sizes:
        if part.endswith(".xml") and sum(_areas(package.read(part))) > MAX_AREA:
            raise RefusedFileError("合并的单元格或数组公式大得不像附表，不能另存")


def _areas(part: bytes) -> Iterator[int]:
    for tag in _SPREAD.findall(part):
        for left, top, right, bottom in _AREA.findall(tag):
            yield (abs(int(bottom) - int(top)) + 1) * (abs(_number(right) - _number(left)) + 1)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
