"""What of a sheet is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from addin.headless.addresses import parse_a1
from addin.headless.unsupported import implements, of_kind

if TYPE_CHECKING:
    from addin.headless.sheet import Sheet

_AREA = "打印区域应是单元格地址，如 A1:F20"


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
        if value and not all(parse_a1(area.strip()) for area in of_kind(value, str, _AREA).split(",")):
            raise ValueError(f"{_AREA}：{value}")
        self._sheet.grid.sheet.print_area = value or None
