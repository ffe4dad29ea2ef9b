"""Reviewing files without Excel: many at once, as a page, or as a copy with the sheet 复核."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from workbooks.documents.reading_files import is_document
from workbooks.files import apart
from workbooks.files.cells import NAMING_SUFFIXES
from workbooks.files.container import REPORT_SUFFIXES
from workbooks.files.saving import check_target, write_whole
from workbooks.problems import InputError, in_a_command, keep_traceback
from workbooks.review.of_documents import review_any
from workbooks.review.review_result import Review
from workbooks.review.reviewing import Unusable, linked

if TYPE_CHECKING:
    from workbooks.files.xlsx import CellValue

_SECONDS = 60
OLDER_SUFFIXES = (".xls", ".ods")
"""The workbooks that are read and cannot be changed."""


def review_files(files: Sequence[Path], standard_id: str | None) -> Iterator[Review | Unusable]:
    """Review one file after the other; one that cannot be used does not keep the rest from it.

    Several are reviewed in a process apart, so that not even one that kills or hangs it does. A report is
    held against the workbooks beside it: all that are given where it is the only one, else those whose name
    it begins with or that begin with its own.
    """
    if len(files) < 2:
        yield from (_reviewed(file, standard_id, ()) for file in files)
        return
    child = apart.Child("addin.checking")
    try:
        for file in files:
            yield _reviewed_apart(child, file, standard_id, _beside(file, files))
    finally:
        child.close()


def held_together(results: Sequence[Review | Unusable]) -> list[Review | Unusable]:
    """The results with what the forms of one project, in these files, say otherwise than each other."""
    reviews = iter(linked([result for result in results if isinstance(result, Review)]))
    return [next(reviews) if isinstance(result, Review) else result for result in results]


def _beside(file: Path, files: Sequence[Path]) -> tuple[Path, ...]:
    """The workbooks that a report is held against; none for a workbook."""
    if not is_document(file):
        return ()
    workbooks = [each for each in files if not is_document(each)]
    if sum(map(is_document, files)) == 1:
        return tuple(workbooks)
    return tuple(
        each for each in workbooks if file.stem.startswith(each.stem) or each.stem.startswith(file.stem)
    )


def _reviewed_apart(
    child: apart.Child, file: Path, standard_id: str | None, beside: tuple[Path, ...]
) -> Review | Unusable:
    try:
        return child(partial(_reviewed, file, standard_id, beside), _SECONDS)
    except apart.CannotStartError:
        return _reviewed(file, standard_id, beside)
    except apart.LostError as lost:
        why = f"超过 {_SECONDS} 秒没有读完，已放弃" if lost.late else "读不出来，可能已损坏或过大"
        return Unusable(str(file), f"{file.name}：{why}，请用 Excel 或 WPS 打开后另存为 .xlsx 再用")


def _reviewed(file: Path, standard_id: str | None, beside: tuple[Path, ...]) -> Review | Unusable:
    """The review without what it was read from, which is much and nobody here asks for."""
    if file.is_dir():
        return Unusable(str(file), f"{file.name}：这是文件夹；{_for_folder(file)}")
    try:
        return replace(review_any(file, standard_id, beside), subject=None)
    except InputError as error:
        return Unusable(str(file), str(error))
    except Exception as error:
        keep_traceback(error, file.name)
        fault = type(error).__name__
        return Unusable(str(file), f"{file.name}：复核程序出错（{fault}），请把这份文件发给维护人员")


def _for_folder(folder: Path) -> str:
    """The command for what is in a folder: workbooks are collected, reports checked."""
    reports = sorted(
        path.suffix.lower() for path in folder.iterdir() if path.suffix.lower() in REPORT_SUFFIXES
    )
    named = in_a_command(folder)
    collect = f"整个文件夹的附表请用 jixiao collect {named} -o 汇总.xlsx"
    if not reports:
        return collect
    return f"里面的报告请用 jixiao check {named}/*{reports[0]}，附表可以一起写在后面；{collect}"


def save_page(results: Sequence[Review | Unusable], path: Path, force: bool) -> None:
    """Save the reviews as one page. Raises `InputError` when the file exists and `force` is not given."""
    from workbooks.review.page import page

    check_target(path, force, ".html")
    content = page(results).encode("utf-8", "replace")
    write_whole(path, lambda stream: stream.write(content), force)


def copy_suffix(file: Path) -> str:
    """How a copy of a file with the sheet 复核 is called. Raises `InputError` where none can be made."""
    if is_document(file) or file.suffix.lower() in OLDER_SUFFIXES:
        return ".xlsx"
    if file.suffix.lower() not in NAMING_SUFFIXES:
        raise InputError(f"{file.name}：只有工作簿（.xlsx、.xlsm、.xls、.ods）和报告可以另存“复核”表")
    return file.suffix.lower()


def save_copy(file: Path, review: Review, path: Path, force: bool) -> None:
    """Save a copy of a workbook with the sheet 复核; macros stay in it. Raises `InputError`.

    Of an .xls or .ods only the values are copied, into an .xlsx; of a report there is only the sheet.
    """
    if is_document(file):
        _save_sheet(review, path, force)
        return
    if file.suffix.lower() in OLDER_SUFFIXES:
        from addin.values_copy import write_values

        check_target(path, force, ".xlsx")
        with TemporaryDirectory() as folder:
            values = Path(folder) / f"{file.stem}.xlsx"
            write_values(file, values)
            save_copy(values, review, path, force)
        return
    # A review alone should not wait for what writes workbooks.
    from addin import headless, macros
    from workbooks.files.xlsx import save
    from workbooks.review import review_sheet as review_sheet

    check_target(path, force, copy_suffix(file))
    try:
        book = headless.open_book(file)
    except ValueError as error:
        raise InputError(str(error)) from None
    macros.write_review(book, review)
    workbook = headless.workbook_of(book)
    review_sheet.finish(workbook[review_sheet.REVIEW_SHEET], review)
    cached: dict[str, dict[str, CellValue]] = {
        sheet: {cell: value for cell, value in cells.items() if isinstance(value, int | float | str)}
        for sheet, cells in headless.cached_of(book).items()
    }
    cached[review_sheet.REVIEW_SHEET] = dict(review_sheet.values(review))
    save(workbook, cached, path, force)


def _save_sheet(review: Review, path: Path, force: bool) -> None:
    """Save the sheet 复核 of a report as a workbook of its own."""
    from openpyxl import Workbook

    from workbooks.review.review_sheet import REVIEW_SHEET

    check_target(path, force, ".xlsx")
    with TemporaryDirectory() as folder:
        empty = Path(folder) / f"{path.stem}.xlsx"
        book = Workbook()
        book.worksheets[0].title = REVIEW_SHEET
        book.save(empty)
        save_copy(empty, review, path, force)
