"""Run macros without Excel: an xlwings engine over openpyxl.

A macro is a plain function of an `xlwings.Book`. `open_book` and `wrap` give such a book without Excel, each
in an application of its own, so that books of the same name and their settings never meet. Reading and
writing follow Excel as seen through xlwings; what openpyxl cannot do raises NotImplementedError in Chinese
instead of doing it wrongly. Known differences: formulas are not calculated (a formula cell shows the result
of its last calculation, or nothing), and text that looks like a number or a date stays text.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

import openpyxl
import xlwings

from addin.headless.book import Book
from addin.headless.engine import App, engine
from workbooks.files.coordinates import coordinate_to_tuple

__all__ = ["activate", "alerts_of", "cached_of", "open_book", "workbook_of", "wrap"]


def activate() -> None:
    """Make `xlwings.Book(path)` and its kind work without Excel in this process.

    May be called again; an engine already registered (Excel on Windows) stays and can be activated again.
    """
    engine.activate()


def open_book(path: str | PathLike[str]) -> xlwings.Book:
    """Open an .xlsx or .xlsm file; macros are kept, formulas show the results saved in the file.

    Raises FileNotFoundError, or ValueError when the file is not such a workbook.
    """
    return _shown(App(engine.apps).books.load(Path(path)))


def wrap(
    workbook: openpyxl.Workbook,
    cached: Mapping[str, Mapping[str, object]] | None = None,
    name: str = "未命名.xlsx",
) -> xlwings.Book:
    """A workbook just built as a book, without the disk.

    `cached` holds the results of its formula cells: sheet name → address ("B7") → value. Raises ValueError
    for a sheet the workbook does not have.
    """
    unknown = set(cached or {}) - set(workbook.sheetnames)
    if unknown:
        raise ValueError(f"工作簿里没有工作表：{'、'.join(sorted(unknown))}")
    places = {
        sheet: {coordinate_to_tuple(address): value for address, value in values.items()}
        for sheet, values in (cached or {}).items()
    }
    return _shown(App(engine.apps).books.adopt(workbook, places, name))


def workbook_of(book: xlwings.Book) -> openpyxl.Workbook:
    """The openpyxl workbook behind a book."""
    return _headless(book).workbook


def cached_of(book: xlwings.Book) -> dict[str, dict[str, object]]:
    """The results still known of formula cells: sheet name → address → value.

    A cell written to has lost its result. The results of formulas that depend on it are kept as they were:
    whoever changes inputs recomputes them.
    """
    return _headless(book).cached()


def alerts_of(book: xlwings.Book) -> list[str]:
    """What macros told the user through `book.app.alert`, in order."""
    return list(_headless(book).app.alerts)


def _shown(book: Book) -> xlwings.Book:
    # Where there is no Excel, xlwings has no engine at all; where there is, it keeps the first place.
    if xlwings.engines.active is None:
        activate()
    return xlwings.Book(impl=book)


def _headless(book: xlwings.Book) -> Book:
    if not isinstance(book.impl, Book):
        raise TypeError("这个工作簿是在 Excel 中打开的，不是无界面工作簿")
    return book.impl
