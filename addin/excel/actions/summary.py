"""汇总: the scores by level, or by project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import macros
from addin.excel.copies import overwriting
from addin.excel.desk import Desk

if TYPE_CHECKING:
    import xlwings as xw


def fill_summary(desk: Desk, book: xw.Book, _argument: str) -> str:
    """填汇总."""
    with overwriting(desk, book):
        filled = macros.fill_summary(book)
    return f"已填写“{'”“'.join(filled)}”表。"
