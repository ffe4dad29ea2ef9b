"""How many lines a text takes in a column: counted as a page is set, in the widest of the usual fonts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.coordinates import get_column_letter
from workbooks.files.made_cells import cells_of
from workbooks.files.written_with import Worksheet

BODY_POINTS = 9
LINE_HEIGHT = 13.2
"""Points for a line of the body: 宋体 and 仿宋 need 12, the fonts of Noto 13.1 (1.45 of their size)."""

_PIXELS_PER_CHARACTER, _PIXELS_PER_POINT = 7, 96 / 72
_LOST = 0.4
"""Of an em, in each line: no printer sets as narrow as the screen."""
_NARROW = 0.64
"""Of an em: a Latin letter or digit in DejaVu, which stands in where 宋体 (half an em) is missing."""
_PADDING, _DEFAULT_HEIGHT = 2.0, 15.0
_OPENS, _CLOSES = "（《“‘「『【〔(<[", "，。、；：！？）》”’」』】〕…—·%％),.;:!?>]"
_WORD = regex(r"[!-~]+")


@lru_cache(maxsize=1 << 12)
def lines(text: str, width: float, points: float = BODY_POINTS) -> int:
    """Lines a text takes in a column of `width` characters."""
    em = points * _PIXELS_PER_POINT
    room = max(1.0, width * _PIXELS_PER_CHARACTER / em - _LOST)
    return sum(_lines(line, room) for line in text.strip().split("\n"))


def _lines(text: str, room: float) -> int:
    """Filled greedily; what does not break is set on the next line, what fits on none is cut."""
    if len(text) <= room:
        return 1
    count, used = 1, 0.0
    for length in _pieces(text):
        if used + length > room and used:
            count, used = count + 1, 0.0
        whole = int((used + length) // room) if length > room else 0
        count, used = count + whole, used + length - whole * room
    return count


def _pieces(text: str) -> Iterator[float]:
    """The lengths, in em, of what is never broken: a character or a word, with the signs that hold to it."""
    at, length, open_ended = 0, 0.0, False
    while at < len(text):
        word = _WORD.match(text, at)
        piece = word[0] if word else text[at]
        if length and not open_ended and piece[0] not in _CLOSES:
            yield length
            length = 0.0
        length += sum(map(_em, piece))
        open_ended = piece[-1] in _OPENS
        at += len(piece)
    if length:
        yield length


def _em(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else _NARROW


@dataclass(frozen=True)
class SetText:
    """A text set in some rows, across a width in characters."""

    text: str
    rows: range
    width: float
    points: float = BODY_POINTS

    @property
    def height(self) -> float:
        """What it takes, in points."""
        return lines(self.text, self.width, self.points) * self.points * LINE_HEIGHT / BODY_POINTS + _PADDING


def raised(texts: Iterable[SetText], height: Callable[[int], float]) -> dict[int, float]:
    """The rows in which a text would be cut off, with the heights at which none is."""
    new: dict[int, float] = {}
    # A row raised for a text of its own has more room for those merged over it and others.
    for each in sorted(texts, key=lambda text: len(text.rows) > 1):
        known = {row: new.get(row) or height(row) for row in each.rows}
        short = each.height - sum(known.values())
        if short > 0:
            new |= {row: points + short / len(known) for row, points in known.items()}
    return new


def hold_texts(sheet: Worksheet, worked_out: Mapping[str, str]) -> None:
    """Raise the rows in which a text, in its column or merged area, would be cut off.

    `worked_out` says by cell how long the texts of formulas get.
    """
    areas = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    texts = list[SetText]()
    for cell in cells_of(sheet):
        text, row, column = worked_out.get(cell.coordinate, cell.value), cell.row, cell.column
        is_text = cell.data_type == "s" or cell.coordinate in worked_out
        if isinstance(text, str) and len(text) > 1 and is_text and cell.alignment.wrap_text:
            area = areas.get((row, column))
            last_row, last_column = (area.max_row or row, area.max_col or column) if area else (row, column)
            width = sum((_width(sheet, each) for each in range(column, last_column + 1)), 0.0)
            texts.append(SetText(text, range(row, last_row + 1), width, cell.font.size or BODY_POINTS))
    for row, points in raised(texts, lambda row: row_height(sheet, row)).items():
        sheet.row_dimensions[row].height = points


def _width(sheet: Worksheet, column: int) -> float:
    return float(sheet.column_dimensions[get_column_letter(column)].width)


def row_height(sheet: Worksheet, row: int) -> float:
    """The height of a row in points, set or not."""
    return float(sheet.row_dimensions[row].height or _DEFAULT_HEIGHT)
