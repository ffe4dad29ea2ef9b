"""复核: what does not agree in official tables, whoever filled them in."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from addin import macros
from addin.excel.copies import keep_copy
from addin.excel.desk import Desk, quiet
from workbooks.review.review_sheet import HEADER_ROW, REVIEW_SHEET

if TYPE_CHECKING:
    import xlwings as xw


def review(desk: Desk, book: xw.Book, _argument: str) -> str:
    """复核, of any workbook with official tables."""
    keep_copy(desk, book)
    with quiet(book.app):
        reviewed = macros.review(book)
        # A window that does not take it (two windows, a shared workbook) is no reason to lose the review.
        with suppress(Exception):
            desk.keep_in_sight(book.sheets[REVIEW_SHEET], HEADER_ROW)
    return f"{reviewed.told}\n详见“复核”表。"
