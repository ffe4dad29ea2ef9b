"""What looks like a table and was not read as one: it must not be taken for clean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from workbooks.official.model import FigureTable, IndicatorTable, MoneyBlock, Unread
from workbooks.official.sheet_rows import SheetRow

# A table of the kind that is reviewed speaks of one of these in its headings.
_SUBJECTS = re.compile("得分|评分|分值|权重|自评|指标|预算|决算|执行|支出|金额|完成率")
_FEWEST_LINES, _FEWEST_CELLS, _FEWEST_WITH_NUMBERS = 3, 3, 2
_HEADINGS_ABOVE = 4


def unread_blocks(
    lines: Sequence[SheetRow],
    tables: Iterable[IndicatorTable],
    figures: Iterable[FigureTable],
    money: Iterable[MoneyBlock],
    unread: Iterable[Unread],
) -> Iterator[tuple[int, int]]:
    """First and last row of each block of a sheet that looks like a table and was not read as one."""
    read = [*map(_span_of_table, tables), *map(_span_of_figures, figures)]
    read += [_span(cell.row for cell in block.cells.values()) for block in money]
    read += [(cell.row, cell.row) for cell in (each.cell for each in unread)]
    block: list[SheetRow] = []
    for place, line in enumerate(lines):
        if not any(first <= line.number <= last for first, last in read):
            block.append(line)
        if block and (block[-1] is not line or place == len(lines) - 1):
            yield from _as_table(block)
            block = []


def _as_table(block: Sequence[SheetRow]) -> Iterator[tuple[int, int]]:
    """The rows of a block from the first to the last with several cells, where it looks like a table."""
    wide = [line for line in block if len(line.cells) >= _FEWEST_CELLS]
    with_numbers = [line for line in wide if line.has_number]
    if len(wide) < _FEWEST_LINES or len(with_numbers) < _FEWEST_WITH_NUMBERS:
        return
    start = block.index(wide[0])
    headings = block[max(0, start - _HEADINGS_ABOVE) : start + _HEADINGS_ABOVE]
    words = (cell.text for line in headings for cell in line.cells.values() if cell.number is None)
    if any(map(_SUBJECTS.search, words)):
        yield wide[0].number, wide[-1].number


def _span_of_table(table: IndicatorTable) -> tuple[int, int]:
    cells = [*(table.total or {}).values(), *table.notes, *([table.grade] if table.grade else [])]
    rows = [table.header_row, *(row.number for row in table.rows), *(cell.row for cell in cells)]
    rows += [row for level in table.levels for row in (level.heading.row, *level.rows)]
    return _span(rows)


def _span_of_figures(table: FigureTable) -> tuple[int, int]:
    return _span([table.header_row, *(row.number for row in table.rows)])


def _span(rows: Iterable[int]) -> tuple[int, int]:
    listed = list(rows)
    return (min(listed), max(listed)) if listed else (0, 0)
