"""Reviewing the open workbook, and its sheet 复核."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.problems import InputError
from workbooks.review import review_sheet as review_sheet
from workbooks.review.review_result import Review
from workbooks.review.reviewing import review_cells

if TYPE_CHECKING:
    import xlwings as xw

from addin.macros.open_book import cells_of, values_of

_HEADING_FILL = (237, 237, 237)


def review(book: xw.Book) -> Review:
    """Review a workbook, ours or any with official tables, and list the findings on its sheet 复核.

    Raises `InputError` when a sheet of that name is somebody else's.
    """
    reviewed = review_cells(cells_of(book))
    write_review(book, reviewed)
    return reviewed


def write_review(book: xw.Book, reviewed: Review) -> None:
    """Write the sheet 复核 anew, behind the others where there is none; nothing else is changed."""
    rows = review_sheet.content(reviewed)
    sheet = _review_sheet(book)
    sheet.clear()
    sheet.range((1, 1)).value = rows
    last, width = len(rows), len(review_sheet.HEADINGS)
    for column, characters in enumerate(review_sheet.WIDTHS, 1):
        sheet.range((1, column), (last, column)).column_width = characters
    table = sheet.range((review_sheet.HEADER_ROW, 1), (review_sheet.table_end(reviewed), width))
    table.wrap_text = True
    sheet.range((1, 1), (last, width)).font.name = "宋体"
    headings = sheet.range((review_sheet.HEADER_ROW, 1), (review_sheet.HEADER_ROW, width))
    for titles in (sheet.range((1, 1)), headings):
        titles.font.bold = True
    sheet.range((1, 1)).font.size = 16
    headings.color = _HEADING_FILL
    sheet.page_setup.print_area = sheet.range((1, 1), (last, width)).get_address(False, False)


def _review_sheet(book: xw.Book) -> xw.Sheet:
    """The sheet for the review: that of an earlier one, an empty one of its name, or a new one."""
    title = review_sheet.REVIEW_SHEET
    if title not in [sheet.name for sheet in book.sheets]:
        return book.sheets.add(title, after=book.sheets[len(book.sheets) - 1])
    sheet = book.sheets[title]
    filled = any(value is not None for row in values_of(sheet) for value in row)
    if filled and sheet.range((1, 1)).value != review_sheet.TITLE:
        raise InputError(f"“{book.name}”里的“{title}”表不是复核写的，请先把它改名")
    return sheet
