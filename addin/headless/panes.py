"""What of a sheet stays on the screen and what of it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from addin.headless.addresses import Box
from addin.headless.unsupported import implements

if TYPE_CHECKING:
    from addin.headless.sheet import Sheet


@implements(base_classes.FreezePanes)
class FreezePanes:
    """Freezing of the upper rows and left columns."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze everything down to and including the range: "1:2" rows, "A:B" columns, "A1" both."""
        box = self._sheet.range(frozen_range).box
        row = 1 if box.whole_columns else box.bottom + 1
        column = 1 if box.whole_rows else box.right + 1
        self._sheet.grid.sheet.freeze_panes = Box(row, column, row, column).address()

    def unfreeze(self) -> None:
        self._sheet.grid.sheet.freeze_panes = None


@implements(base_classes.PageSetup)
class PageSetup:
    """Printing: the print area."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def print_area(self) -> str | None:
        stored = str(self._sheet.grid.sheet.print_area or "")
        return stored.rpartition("!")[2] or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self._sheet.grid.sheet.print_area = value or None
