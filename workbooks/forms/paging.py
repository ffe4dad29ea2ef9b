"""Where an A4 page of a form ends: between first-level groups, or else between second-level blocks.

Excel ignores manual breaks while a sheet is fitted to one page's width and lets the rows flow; LibreOffice
and WPS honour them.
"""

from __future__ import annotations

from collections.abc import Sequence

A4_POINTS = (595.3, 841.9)
_PIXELS_PER_POINT = 96 / 72


def page_room(widths: Sequence[float], landscape: bool, margins: tuple[float, float, float, float]) -> float:
    """Height in points that fits on a page when columns of these widths fill it.

    `margins` are left, right, top and bottom, in inches.
    """
    across, down = (A4_POINTS[1], A4_POINTS[0]) if landscape else A4_POINTS
    left, right, top, bottom = (72 * margin for margin in margins)
    pixels = sum(width * 7 + 5 for width in widths)
    scale = min(1.0, (across - left - right) * _PIXELS_PER_POINT / pixels)
    return (down - top - bottom) / scale


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
