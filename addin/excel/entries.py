"""What the ribbon does beyond the macros: a new workbook, a ledger from a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from addin import macros
from addin.excel.build import workbook_bytes
from workbooks.forms.ledger_sheet import FIRST_ROW, LEDGER_SHEET
from workbooks.ledger import Ledger, parse_ledger, read_rows
from workbooks.problems import InputError
from workbooks.standards import load

if TYPE_CHECKING:
    import xlwings as xw


def new_table(standard_id: str, path: Path) -> None:
    """Write the empty live workbook of a standard.

    Raises `InputError` when there is such a file already, or it cannot be written.
    """
    content = workbook_bytes(load(standard_id), datetime.now(timezone.utc))
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise InputError(f"{path.name} 已经存在，没有覆盖。请换一个文件名") from None
    except OSError as error:
        raise InputError(f"不能写入 {path.name}（{error.strerror}）。请换一个文件夹") from None


def import_ledger(book: xw.Book, path: Path) -> Ledger:
    """Replace what stands in 执行明细 by a ledger file, then fill the quarters.

    Raises `InputError` before anything is written when workbook or ledger cannot be used.
    """
    standard = macros.standard_of(book)
    if standard.quarters is None:
        raise InputError(f"“{standard.title}”没有季度执行表，不需要导入执行明细")
    rows = read_rows(path)
    parse_ledger(rows, macros.year_of(book), path.name)

    sheet = book.sheets[LEDGER_SHEET]
    last = sheet.used_range.last_cell
    if last.row >= FIRST_ROW:
        sheet.range((FIRST_ROW, 1), last).clear_contents()
    sheet.range((FIRST_ROW, 1)).value = _even(rows)
    return macros.fill_quarterly(book)


def _even(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Rows of one length, as a block of cells takes them."""
    width = max(map(len, rows))
    return [[*map(_typed, row), *[None] * (width - len(row))] for row in rows]


def _typed(value: object) -> object:
    """A value that stays what it is: text is no formula, no number and no date, whatever it looks like."""
    return f"'{value}" if isinstance(value, str) and value else value
