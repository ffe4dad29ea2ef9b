"""Reviewing files without Excel: many at once, as a page, or as a copy with the sheet 复核."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from addin import headless, macros
from workbooks.files.cells import NAMING_SUFFIXES
from workbooks.files.saving import check_target, write_whole
from workbooks.files.xlsx import CellValue, save
from workbooks.problems import InputError, keep_traceback
from workbooks.review import sheet as review_sheet
from workbooks.review.page import page
from workbooks.review.reviewing import Review, Unusable, review_file


def review_files(files: Sequence[Path], standard_id: str | None) -> Iterator[Review | Unusable]:
    """Review one file after the other; one that cannot be used does not keep the rest from it."""
    for file in files:
        try:
            yield review_file(file, standard_id)
        except InputError as error:
            yield Unusable(str(file), str(error))
        except Exception as error:
            keep_traceback(error, file.name)
            fault = type(error).__name__
            yield Unusable(str(file), f"{file.name}：复核程序出错（{fault}），请把这份文件发给维护人员")


def save_page(results: Sequence[Review | Unusable], path: Path, force: bool) -> None:
    """Save the reviews as one page. Raises `InputError` when the file exists and `force` is not given."""
    check_target(path, force, ".html")
    content = page(results).encode("utf-8", "replace")
    write_whole(path, lambda stream: stream.write(content))


def save_copy(file: Path, review: Review, path: Path, force: bool) -> None:
    """Save a copy of an .xlsx or .xlsm file with the sheet 复核; macros stay in it. Raises `InputError`."""
    if file.suffix.lower() not in NAMING_SUFFIXES:
        raise InputError(f"{file.name}：只有 .xlsx 和 .xlsm 可以另存为带“复核”表的副本，请先另存为 .xlsx")
    check_target(path, force, file.suffix.lower())
    try:
        book = headless.open_book(file)
    except ValueError as error:
        raise InputError(str(error)) from None
    macros.write_review(book, review)
    workbook = headless.workbook_of(book)
    review_sheet.finish(workbook[review_sheet.REVIEW_SHEET], review)
    values: dict[str, dict[str, CellValue]] = {
        sheet: {cell: value for cell, value in cells.items() if isinstance(value, int | float | str)}
        for sheet, cells in headless.cached_of(book).items()
    }
    values[review_sheet.REVIEW_SHEET] = dict(review_sheet.values(review))
    save(workbook, values, path, force)
