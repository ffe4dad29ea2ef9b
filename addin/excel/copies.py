"""A copy of a workbook from before a macro writes into it: Excel cannot undo what a macro did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from addin.excel.desk import Desk, quiet
from addin.excel.folders import copies_folder
from udfs.regex import regex
from workbooks.problems import InputError, reason_of

if TYPE_CHECKING:
    import xlwings as xw

KEPT = 10
_STAMP = "%Y%m%d-%H%M%S-%f"
_COPY = regex(r".+\.\d{8}-\d{6}-\d{6}\.\w+")


def keep_copy(desk: Desk, book: xw.Book) -> Path:
    """Save a copy and return its path; only the last `KEPT` copies stay.

    Raises `InputError` when it cannot be saved, before anything is overwritten.
    """
    name = Path(book.name)
    try:
        folder = copies_folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name.stem}.{datetime.now():{_STAMP}}{name.suffix or '.xlsx'}"
        desk.save_copy(book, path)
        copies = sorted(filter(_is_copy, folder.iterdir()), key=lambda copy: copy.name.split(".")[-2])
        for old in copies[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"改动前的留底没有存成（{reason_of(error)}），附表没有改动。请检查磁盘空间后再试"
        ) from None
    return path


@contextmanager
def overwriting(desk: Desk, book: xw.Book) -> Iterator[None]:
    """Keep a copy of a workbook of ours, then neither draw nor calculate while it is written into.

    Raises `InputError` when it is not ours.
    """
    from addin import macros

    if not macros.is_monitoring(book):
        macros.standard_of(book)
    keep_copy(desk, book)
    with quiet(book.app):
        yield


def _is_copy(path: Path) -> bool:
    return _COPY.fullmatch(path.name) is not None
