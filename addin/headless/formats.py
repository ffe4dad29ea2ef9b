"""Cell formats: colours, fonts and the width a value needs on paper."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any, TypeVar

from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.styles.styleable import StyleableObject
from xlwings import base_classes

from addin.headless.addresses import Box
from addin.headless.dimensions import column_at, columns_exactly
from addin.headless.grid import Grid, places
from addin.headless.unsupported import implements, of_kind, unsupported
from udfs.regex import regex

T = TypeVar("T")
Rgb = tuple[int, int, int]

# The two theme colours every document uses; others would need the theme's own palette.
_THEME = {0: (255, 255, 255), 1: (0, 0, 0)}
_DECIMALS = regex(r"\.([0#?]+)")


def restyle(grid: Grid, box: Box, change: Callable[[Any], None]) -> None:
    """Apply `change` to every cell of a block; whole columns and rows keep it for cells still to come.

    Cells that share a format are changed once and share the result, which keeps large blocks quick.
    """
    done: dict[bytes, StyleArray] = {}
    for target in _targets(grid, box):
        before = target._style.tobytes() if target._style is not None else b""
        if before in done:
            target._style = copy(done[before])
        else:
            change(target)
            done[before] = copy(target._style)


def _targets(grid: Grid, box: Box) -> Iterator[Any]:
    if box.whole_columns:
        yield from columns_exactly(grid.sheet, box.left, box.right)
    elif box.whole_rows:
        yield from (grid.sheet.row_dimensions[row] for row in range(box.top, box.bottom + 1))
    else:
        yield from (grid.cell(row, column) for row, column in places(box))
        return
    yield from grid.existing(box)


def uniform(grid: Grid, box: Box, read: Callable[[Any], T], otherwise: T) -> T | None:
    """What `read` gives for all cells of a block, None where they differ; `otherwise` is a new cell's."""
    if box.size == 1:
        cell = grid.cells.get((box.top, box.left))
        if cell is None:
            entry = grid.sheet.row_dimensions.get(box.top)
            column = column_at(grid.sheet, box.left)
            styled: list[StyleableObject] = [
                each for each in (entry, column) if each is not None and each.has_style
            ]
            return read(styled[0]) if styled else otherwise
        return read(cell)
    cells = grid.existing(box)
    first = read(cells[0]) if cells else otherwise
    same = all(read(cell) == first for cell in cells)
    return first if same and (len(cells) == box.size or first == otherwise) else None


def to_hex(color: Rgb | str | int) -> str:
    """An RGB tuple, "#RRGGBB" or Excel's colour number as openpyxl's AARRGGBB."""
    if isinstance(color, str):
        text = color.removeprefix("#")
        if not re.fullmatch("[0-9A-Fa-f]{6}", text):
            raise ValueError(f"颜色应写成 #RRGGBB：{color}")
        return "FF" + text.upper()
    of_kind(color, (int, tuple, list), "颜色应是 #RRGGBB、（红，绿，蓝）或颜色数")
    red, green, blue = (color & 255, color >> 8 & 255, color >> 16 & 255) if isinstance(color, int) else color
    return f"FF{red:02X}{green:02X}{blue:02X}"


def to_rgb(color: Color | None) -> Rgb | None:
    """The RGB of a colour, None where there is none; raises NotImplementedError for a theme's own colours."""
    if color is None or color.type == "auto":
        return None
    if color.type == "theme":
        if color.tint or color.theme not in _THEME:
            raise unsupported("读取主题颜色", "请在模板里使用标准色")
        return _THEME[color.theme]
    text = COLOR_INDEX[color.indexed] if color.type == "indexed" and color.indexed < 64 else color.rgb
    if not isinstance(text, str):
        return None
    return int(text[-6:-4], 16), int(text[-4:-2], 16), int(text[-2:], 16)


@implements(base_classes.Font)
class Font:
    """The font of a block; reading gives None where the cells differ."""

    __slots__ = ("_box", "_grid")

    def __init__(self, grid: Grid, box: Box) -> None:
        self._grid = grid
        self._box = box

    def _get(self, read: Callable[[Any], T]) -> T | None:
        workbook: Any = self._grid.sheet.parent
        return uniform(self._grid, self._box, lambda cell: read(cell.font), read(workbook._fonts[0]))

    def _set(self, attribute: str, value: object) -> None:
        def change(cell: Any) -> None:
            font = copy(cell.font)
            setattr(font, attribute, value)
            cell.font = font

        restyle(self._grid, self._box, change)

    @property
    def bold(self) -> bool | None:
        return self._get(lambda font: bool(font.b))

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("b", value)

    @property
    def italic(self) -> bool | None:
        return self._get(lambda font: bool(font.i))

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("i", value)

    @property
    def size(self) -> float | None:
        return self._get(lambda font: font.sz)

    @size.setter
    def size(self, value: float) -> None:
        self._set("sz", of_kind(value, (int, float), "字号应是数"))

    @property
    def name(self) -> str | None:
        return self._get(lambda font: font.name)

    @name.setter
    def name(self, value: str) -> None:
        def change(cell: Any) -> None:
            font = copy(cell.font)
            # A font tied to the theme ignores its name.
            font.name, font.scheme = value, None
            cell.font = font

        restyle(self._grid, self._box, change)

    @property
    def color(self) -> Rgb | None:
        return self._get(lambda font: to_rgb(font.color) or (0, 0, 0))

    @color.setter
    def color(self, value: Rgb | str | int) -> None:
        self._set("color", Color(rgb=to_hex(value)))


def shown_width(value: object, number_format: str) -> int:
    """Characters a value needs when printed; a Chinese character takes two, the longest line counts."""
    if value is None or value == "":
        return 0
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return max(len(number_format.split(";")[0]), 8)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number_width(value, number_format)
    return max(map(_text_width, str(value).splitlines() or [""]))


def _text_width(text: str) -> int:
    # Quotation marks and signs such as × are "ambiguous"; Chinese fonts draw them two cells wide.
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _number_width(value: float, number_format: str) -> int:
    pattern = number_format.split(";")[0]
    if pattern in {"General", "@"}:
        return len(f"{value:.10g}")
    places = _DECIMALS.search(pattern)
    separator = "," if "#,##" in pattern else ""
    percent = "%" if "%" in pattern else "f"
    return len(f"{value:{separator}.{len(places[1]) if places else 0}{percent}}")
