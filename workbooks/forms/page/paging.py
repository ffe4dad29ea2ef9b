"""Where an A4 page of a form ends: where it is full, between groups of rows where one ends near there.

Excel ignores manual breaks while a sheet is fitted to one page's width and lets the rows flow; LibreOffice
and WPS honour them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from udfs.records import dataclass

A4_POINTS = (595.3, 841.9)
_PIXELS_PER_POINT = 96 / 72
_ALL_BUT, _WIDEST_CHARACTER = 1.1, 7.5
_BLANK = 0.15
"""Of a page: so much may stay blank at its end for the sake of a group or a block."""
Blocks = Sequence[Sequence[tuple[int, int]]]
"""Groups of rows: in each the first row and the last of its blocks."""


def page_room(widths: Sequence[float], landscape: bool, margins: tuple[float, float, float, float]) -> float:
    """Height in points that fits on a page when columns of these widths fill it.

    `margins` are left, right, top and bottom, in inches.
    """
    across, down = (A4_POINTS[1], A4_POINTS[0]) if landscape else A4_POINTS
    left, right, top, bottom = (72 * margin for margin in margins)
    pixels = sum(width * 7 + 5 for width in widths)
    scale = min(1.0, (across - left - right) * _PIXELS_PER_POINT / pixels)
    return (down - top - bottom) / scale


def widest(scale: float, landscape: bool, margins: tuple[float, float, float, float]) -> float:
    """How many characters wide columns may be that fill a page and are printed no smaller than at a scale.

    Excel draws a character 7 pixels wide, LibreOffice (measured with the letters of Calibri) up to 7.5.
    """
    across = A4_POINTS[1] if landscape else A4_POINTS[0]
    return (across - 72 * (margins[0] + margins[1])) * _PIXELS_PER_POINT / scale / _WIDEST_CHARACTER


@dataclass(frozen=True)
class PageRow:
    """A row as pages are made up of them: its height in points, what begins with it (2 a group, 1 a block of
    one), and whether the next row is to stand on its page."""

    height: float
    begins: int = 0
    held: bool = False


def breaks(rows: Sequence[PageRow], first_page: float, page: float) -> list[int]:
    """The rows, counted from 0, that begin a new page; rooms in points.

    A page is filled with whole rows. Only where that leaves little of it blank does it end before a group, or
    else before a block, that would go on overleaf.
    """
    found: list[int] = []
    first, used, room = 0, 0.0, first_page
    for number, row in enumerate(rows):
        if used + row.height > room and number > first:
            first = _begin(rows, first, number, room)
            found.append(first)
            used, room = sum(each.height for each in rows[first:number]), page
        used += row.height
    return found


def _begin(rows: Sequence[PageRow], first: int, number: int, room: float) -> int:
    """The row with which the next page begins, of a page on which row `number` does not fit any more."""
    last = number
    while last > first + 1 and rows[last - 1].held:
        last -= 1
    best, blank = last, sum(each.height for each in rows[last:number])
    for row in range(last, first, -1):
        if blank > _BLANK * room:
            break
        if rows[row].begins > rows[best].begins:
            best = row
        blank += rows[row - 1].height
    return best


def ends(
    groups: Blocks,
    foot: tuple[int, int],
    header_rows: tuple[int, int],
    height: Callable[[int], float],
    page: float,
    held: Collection[int] = (),
) -> list[int]:
    """The last rows of the pages but the last one.

    `header_rows` stand on every page; `foot` are the first and the last row below the groups, of which the
    first stays with the row above it; no page ends with a `held` row.
    """
    starts = {block[0]: 1 for group in groups for block in group} | {group[0][0]: 2 for group in groups}
    lines = range(groups[0][0][0], foot[1] + 1)
    rows = [PageRow(height(row), starts.get(row, 0), row in held or row == foot[0] - 1) for row in lines]
    room = page - sum(map(height, range(header_rows[0], header_rows[1] + 1)))
    above = sum(map(height, range(1, header_rows[0])))
    # A form that all but fits on a page stays on it where letters are a little narrower.
    if above + sum(row.height for row in rows) <= _ALL_BUT * room:
        return []
    return [lines[number] - 1 for number in breaks(rows, room - above, room)]
