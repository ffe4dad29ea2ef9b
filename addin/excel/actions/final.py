"""报送: copies beside the workbook, which itself is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import converting, macros
from addin.excel.bureau_file import save_live
from addin.excel.desk import Desk, quiet
from addin.excel.live import save_form

if TYPE_CHECKING:
    import xlwings as xw


def finalize(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """定稿: a copy beside the workbook, which itself is left alone."""
    with quiet(book.app):
        final = macros.finalize(book)
    return f"已定稿：{final.path.name}，在附表旁边。"


def to_native(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """普通公式版, beside the workbook."""
    return f"已另存：{converting.to_native(book).name}，在附表旁边。"


def to_udf(_desk: Desk, book: xw.Book, _argument: str) -> str:
    """函数版, beside the workbook."""
    return f"已另存：{converting.to_udf(book, save_form, save_live).name}，在附表旁边。"
