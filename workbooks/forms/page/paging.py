"""Where an A4 page of a form ends: between first-level groups, or else between second-level blocks.

Excel ignores manual breaks while a sheet is fitted to one page's width and lets the rows flow; LibreOffice
and WPS honour them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

A4_POINTS = (595.3, 841.9)
_PIXELS_PER_POINT = 96 / 72
_ALL_BUT, _WIDEST_CHARACTER = 1.1, 7.5
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


def breaks(
    groups: Sequence[Sequence[Sequence[float]]], first_page: float, page: float
) -> list[tuple[int, int]]:
    """The (group, block) pairs that begin a new page; heights of their rows, and rooms, in points.

    A page ends early only when it is half used: before a group that would fit on the next page whole, or
    else before a block that does not fit any more. Otherwise the rows flow on, each whole.
    """
    found: list[tuple[int, int]] = []
    room, capacity = first_page, first_page

    def new_page() -> None:
        nonlocal room, capacity
        room = capacity = page

    for number, blocks in enumerate(groups):
        if room < sum(map(sum, blocks)) <= page and room <= capacity / 2:
            found.append((number, 0))
            new_page()
        for position, block in enumerate(blocks):
            if sum(block) > room and room <= capacity / 2 and room < capacity:
                found.append((number, position))
                new_page()
            for height in block:
                if height > room:
                    new_page()
                room -= height
    return found


def ends(
    groups: Blocks,
    foot: tuple[int, int],
    header_rows: tuple[int, int],
    height: Callable[[int], float],
    page: float,
) -> list[int]:
    """The last rows of the pages that end between groups, or between blocks, rather than within them.

    `header_rows` stand on every page; `foot` are the first and the last row below the groups.
    """

    def tall(first: int, last: int) -> list[float]:
        return [height(row) for row in range(first, last + 1)]

    heights = [[tall(*block) for block in group] for group in groups]
    heights[-1][-1] += tall(*foot)
    room, above = page - sum(tall(*header_rows)), sum(tall(1, header_rows[0] - 1))
    # A form that all but fits on a page stays on it where letters are a little narrower.
    if above + sum(sum(map(sum, group)) for group in heights) <= _ALL_BUT * room:
        return []
    return [groups[group][block][0] - 1 for group, block in breaks(heights, room - above, room)]
