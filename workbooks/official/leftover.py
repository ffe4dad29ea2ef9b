"""What looks like a table and was not read as one: it must not be taken for clean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from udfs.regex import regex
from workbooks.official.official_table import Cell, FigureTable, IndicatorTable, Listing, MoneyBlock, Unread
from workbooks.official.sheet_rows import SheetRow

# A table of the kind that is reviewed speaks of one of these in its headings.
_SUBJECTS = regex("得分|评分|分值|权重|自评|指标|预算|决算|执行|支出|金额|完成率")
_FEWEST_LINES, _FEWEST_CELLS, _FEWEST_WITH_NUMBERS = 3, 3, 2
_HEADINGS_ABOVE = 4


Span = tuple[int, int]
"""First and last row of a part of a sheet."""


def spans(
    tables: Iterable[IndicatorTable],
    figures: Iterable[FigureTable],
    money: Iterable[MoneyBlock],
    listings: Iterable[Listing],
    unread: Iterable[Unread],
) -> list[Span]:
    """The rows of a sheet that belong to what was read on it."""
    read = [*map(_span_of_table, tables), *map(_span_of_rows, figures), *map(_span_of_rows, listings)]
    read += [_span(cell.row for cell in _cells(block)) for block in money]
    return read + [(each.cell.row, each.cell.row) for each in unread]


def _cells(block: MoneyBlock) -> Iterator[Cell]:
    yield from block.cells.values()
    yield from (task.name for task in block.tasks)


def unread_blocks(lines: Sequence[SheetRow], read: Sequence[Span]) -> Iterator[Span]:
    """Each block of a sheet that looks like a table and is no part of what was read."""
    block: list[SheetRow] = []
    for place, line in enumerate(lines):
        if not any(first <= line.number <= last for first, last in read):
            block.append(line)
        if block and (block[-1] is not line or place == len(lines) - 1):
            yield from _as_table(block)
            block = []


def _as_table(block: Sequence[SheetRow]) -> Iterator[Span]:
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


def _span_of_table(table: IndicatorTable) -> Span:
    cells = [*(table.total or {}).values(), *table.notes, *([table.grade] if table.grade else [])]
    rows = [table.header_row, *(row.number for row in table.rows), *(cell.row for cell in cells)]
    rows += [row for level in table.levels for row in (level.heading.row, *level.rows)]
    return _span(rows)


def _span_of_rows(table: FigureTable | Listing) -> Span:
    return _span([table.header_row, *(row.number for row in table.rows)])


def _span(rows: Iterable[int]) -> Span:
    listed = list(rows)
    return (min(listed), max(listed)) if listed else (0, 0)
