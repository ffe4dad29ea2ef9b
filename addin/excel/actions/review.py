"""复核: what does not agree in official tables, whoever filled them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import macros
from addin.excel.copies import keep_copy
from addin.excel.desk import Desk, quiet

if TYPE_CHECKING:
    import xlwings as xw


def review(desk: Desk, book: xw.Book, _argument: str) -> str:
    """复核, of any workbook with official tables."""
    keep_copy(desk, book)
    with quiet(book.app):
        reviewed = macros.review(book)
    return f"{reviewed.told}\n详见“复核”表。"
