"""The cells of a form that say what was planned: what stands under 预期目标, beside 实际完成情况."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell
from workbooks.official.sheet_rows import SheetRow

_WHEN = "(?:年度|年初|全年|当年|项目|预期|总体|设定|绩效|申报|中长期|调整|[()])"
_PLAN = regex(rf"{_WHEN}*目标(?:内容|情况)?(?:\d|[一二三])?")
_DONE = regex(rf"(?:{_WHEN}|目标)*(?:实际|具体)?(?:完成|实现)(?:目标)?(?:情况|结果)(?:说明)?")
_LONGEST_HEADING, _LOOK_DOWN = 20, 4


def planned_cells(lines: Sequence[SheetRow]) -> Iterator[Cell]:
    """Each text that says what was planned, where what was done stands beside it or is told elsewhere."""
    for place, line in enumerate(lines):
        cells = list(line.cells.values())
        kinds = {cell.column: _kind_of(cell) for cell in cells}
        if "done" in kinds.values() and "plan" in kinds.values():
            for below in _below(lines, place):
                yield from (cell for cell in below.cells.values() if _over(kinds, cell.column) == "plan")
        for cell, following in pairwise(cells):
            if kinds[cell.column] == "plan" and not kinds[following.column]:
                yield following


def _kind_of(cell: Cell) -> str:
    text = cell.text
    return _kind_of_heading(text) if len(text) <= _LONGEST_HEADING else ""


@lru_cache(maxsize=1 << 12)
def _kind_of_heading(text: str) -> str:
    label = plain(text).strip(":")
    return "plan" if _PLAN.fullmatch(label) else "done" if _DONE.fullmatch(label) else ""


def _below(lines: Sequence[SheetRow], place: int) -> Iterator[SheetRow]:
    """The lines under headings, up to the next headings."""
    for line in lines[place + 1 : place + 1 + _LOOK_DOWN]:
        if sum(bool(_kind_of(cell)) for cell in line.cells.values()) > 1:
            return
        yield line


def _over(kinds: dict[int, str], column: int) -> str:
    """What the heading over a column says, the nearest on the left."""
    return next((kind for at, kind in sorted(kinds.items(), reverse=True) if at <= column and kind), "")
