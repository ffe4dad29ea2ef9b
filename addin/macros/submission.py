"""Handing in what is open: the final copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbooks.problems import InputError
from workbooks.submission.final_copy import FinalCopy, beside, save_final_copy

if TYPE_CHECKING:
    import xlwings as xw

from addin.macros.open_book import cells_of


def finalize(book: xw.Book, unfinished: bool = False) -> FinalCopy:
    """Save a final copy (values only) beside the workbook, as <name>-定稿.xlsx; nothing is overwritten.

    What was typed since the last save is in the copy; rows that were inserted since then must be saved first.
    Raises `InputError` while something is missing or wrong, unless `unfinished` allows it.
    """
    path = Path(book.fullname)
    if not path.is_file():
        raise InputError(f"“{book.name}”没有保存在本机的文件夹里，请先保存再定稿")
    return save_final_copy(path, beside(path), live=cells_of(book), unfinished=unfinished)
