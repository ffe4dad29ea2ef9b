"""What an action needs of the program and of the person before it: to say, to ask, to copy, to open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import xlwings as xw

TITLE = "绩效附表"
_LEDGER_FILTER = "国库集中支付明细 (*.xlsx;*.xls;*.ods;*.csv),*.xlsx;*.xls;*.ods;*.csv"
_PLAIN_FILTER = "工作簿 (*.xlsx),*.xlsx"
_WORKBOOK_FILTER = "启用宏的工作簿 (*.xlsm),*.xlsm"


class Desk(Protocol):
    """The program an action runs in."""

    def say(self, text: str) -> None:
        """Show a message."""

    def ask_ledger(self) -> Path | None:
        """Let a payment ledger be chosen; None when nothing was."""

    def ask_target(self, suggestion: str) -> Path | None:
        """Let a file be named for a new workbook, of the kind suggested; None when none was."""

    def save_copy(self, book: xw.Book, path: Path) -> None:
        """Save a copy of a workbook as it stands, unsaved changes included, and leave the workbook alone."""

    def open(self, path: Path) -> None:
        """Open a workbook for the person to work on."""

    def keep_in_sight(self, sheet: xw.Sheet, rows: int) -> None:
        """Show a sheet with its first rows held in sight."""


class ExcelDesk:
    """Excel on Windows. Not run on the machines that build this: see the Windows list."""

    def __init__(self, app: xw.App) -> None:
        self.app = app
        self.said: list[str] = []

    def say(self, text: str) -> None:
        """Shown by VBA when the action is done."""
        self.said.append(text)

    def ask_ledger(self) -> Path | None:
        # By place: pywin32 does not always know the names, and then only as the type library spells them.
        chosen = self.app.api.GetOpenFilename(_LEDGER_FILTER, 1, "选择国库集中支付明细")
        return Path(chosen) if isinstance(chosen, str) else None

    def ask_target(self, suggestion: str) -> Path | None:
        kept = _PLAIN_FILTER if suggestion.endswith(".xlsx") else _WORKBOOK_FILTER
        chosen = self.app.api.GetSaveAsFilename(suggestion, kept, 1, "新建附表，保存到")
        return Path(chosen) if isinstance(chosen, str) else None

    def save_copy(self, book: xw.Book, path: Path) -> None:
        book.api.SaveCopyAs(str(path))

    def open(self, path: Path) -> None:
        self.app.books.open(str(path))

    def keep_in_sight(self, sheet: xw.Sheet, rows: int) -> None:
        # Of the window, not of the sheet: xlwings has no member for it on Windows. Its own `activate` fails
        # where another Excel is in front.
        sheet.api.Activate()
        window = self.app.api.ActiveWindow
        window.FreezePanes = False
        window.ScrollRow = window.ScrollColumn = 1
        window.SplitColumn, window.SplitRow = 0, rows
        window.FreezePanes = True


@contextmanager
def quiet(app: xw.App) -> Iterator[None]:
    """Neither draw nor calculate meanwhile; afterwards both are as they were, whatever happens."""
    screen_updating, calculation = app.screen_updating, app.calculation
    try:
        app.screen_updating = False
        app.calculation = "manual"
        yield
    finally:
        try:
            app.calculation = calculation
        finally:
            app.screen_updating = screen_updating
