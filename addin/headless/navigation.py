"""Where Ctrl+arrow and Ctrl+* lead."""

from __future__ import annotations

from addin.headless.addresses import MAX_COLUMN, MAX_ROW, Box
from addin.headless.grid import Grid, Place, places

_STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
_SHORT = {name[0]: name for name in _STEPS}


def end(grid: Grid, start: Place, direction: str) -> Place:
    """The cell Ctrl+arrow reaches: the end of the filled run, the next filled cell, or the sheet's edge."""
    direction = _SHORT.get(direction, direction)
    if direction not in _STEPS:
        raise ValueError(f"方向应为 down、up、right 或 left：{direction}")
    down, right = _STEPS[direction]
    used = grid.bounds
    row, column = start
    run = grid.filled(row, column) and grid.filled(row + down, column + right)
    while True:
        row, column = row + down, column + right
        if run:
            if not grid.filled(row + down, column + right):
                return row, column
        elif grid.filled(row, column):
            return row, column
        elif (down > 0 and row > used.bottom) or (right > 0 and column > used.right) or row < 1 or column < 1:
            break
    return {
        "down": (MAX_ROW, start[1]),
        "up": (1, start[1]),
        "right": (start[0], MAX_COLUMN),
        "left": (start[0], 1),
    }[direction]


def current_region(grid: Grid, start: Box) -> Box:
    """The block around `start` up to the first blank rows and columns, diagonal neighbours included."""
    region = Box(start.top, start.left, start.top, start.left)
    while True:
        grown = region
        for side in ("bottom", "right", "top", "left"):
            grown = _grow(grid, grown, side)
        if grown == region:
            return region
        region = grown


def _grow(grid: Grid, region: Box, side: str) -> Box:
    """Push one side out until the next line beyond it, corners included, is blank."""
    step = 1 if side in {"bottom", "right"} else -1
    while True:
        line = getattr(region, side) + step
        if line < 1:
            return region
        if side in {"top", "bottom"}:
            edge = Box(line, region.left - 1, line, region.right + 1)
        else:
            edge = Box(region.top - 1, line, region.bottom + 1, line)
        if not any(grid.filled(row, column) for row, column in places(edge)):
            return region
        region = region._replace(**{side: line})
