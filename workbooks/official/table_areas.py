"""The tables of one sheet: where each begins and ends, and what is written above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

from udfs.records import dataclass
from workbooks.official.caption import caption_of, grade_above, is_caption, is_title, total_above
from workbooks.official.figure_tables import figure_header, read_figures
from workbooks.official.headings import MAX_COLUMNS, Header, header_at
from workbooks.official.indicators import read_indicators
from workbooks.official.labels import is_total
from workbooks.official.money import MoneyReading, read_money
from workbooks.official.money_pairs import read_pairs
from workbooks.official.official_table import FigureTable, IndicatorTable, MoneyBlock, Unread
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.summed_tables import summed_rows
from workbooks.official.task_money import read_tasks
from workbooks.official.three_public import read_three_public, three_public_header

_MAX_CAPTION = 20
_MAX_HEAD = 10


@dataclass
class SheetTables:
    """The tables found on a sheet."""

    tables: list[IndicatorTable] = field(default_factory=list)
    figures: list[FigureTable] = field(default_factory=list)
    money: list[MoneyBlock] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


@dataclass(frozen=True)
class _Start:
    """Where a table begins: the lines of its headings, and for 项目资金 the block itself."""

    first: int
    end: int
    indicators: Header | None = None
    money: MoneyReading | None = None
    three_public: bool = False
    rows: int = 0
    """How many rows it has, where that is known."""


def tables_of(lines: Sequence[SheetRow]) -> SheetTables:
    """Every table of a sheet, from the top."""
    found, starts = SheetTables(), _starts(lines)
    money: MoneyBlock | None = None
    free = 0
    for place, start in enumerate(starts):
        limit = starts[place + 1].first if place + 1 < len(starts) else len(lines)
        if start.money is not None:
            money = start.money.block
            found.money.append(money)
            found.unread += start.money.unread
            if not any(later.indicators for later in starts[place + 1 :]):
                _give_below(found, money)
            continue
        end = start.end + start.rows if start.rows else _title_before(lines, start.end, limit)
        body = lines[start.end : end]
        above = lines[max(free, start.first - _MAX_CAPTION) : start.first]
        caption = caption_of(above, lines[start.first : start.end])
        if start.indicators is not None:
            reading = read_indicators(start.indicators, body, caption, money)
            if not (reading.table.rows or reading.table.levels):
                continue
            found.tables.append(_with_total(reading.table, above))
            found.unread += reading.unread
            money, free = None, start.end + len(body)
            continue
        if start.three_public:
            found.figures += read_three_public(lines[start.first : start.end], body, caption)
            continue
        for figures in read_figures(lines[start.first : start.end], body, caption):
            found.figures.append(figures.table)
            found.unread += figures.unread
            free = max(free, start.end + sum(line.number <= figures.last for line in body))
    return found


def _give_below(found: SheetTables, money: MoneyBlock) -> None:
    """Give a block below the last table of a sheet to that table, where it has none above."""
    if found.tables and found.tables[-1].money is None:
        found.tables[-1] = replace(found.tables[-1], money=money)


def _with_total(table: IndicatorTable, above: Sequence[SheetRow]) -> IndicatorTable:
    """The table with the total and the grade printed at the head of its form, where it has none below."""
    if not table.has("score"):
        return table
    if table.grade is None:
        table = replace(table, grade=grade_above(above))
    if table.total is not None or (cell := total_above(above)) is None:
        return table
    return replace(table, total={"score": cell}, total_label="总分")


def _starts(lines: Sequence[SheetRow]) -> list[_Start]:
    """The headings of all tables; headings repeated on the next page of a table begin no other."""
    starts: list[_Start] = []
    place, ended = 0, False
    while place < len(lines):
        start = _start_at(lines, place, within=bool(starts) and not ended)
        if start is None:
            ended = ended or is_total(lines[place].first.text)
            place += 1
            continue
        if ended or not (starts and _is_repeated(starts[-1], start)):
            starts.append(start)
            ended = False
        place = start.end
    return starts


def _start_at(lines: Sequence[SheetRow], place: int, within: bool) -> _Start | None:
    """The table that begins at a line; `within` another, no list of unknown headings does."""
    if pairs := read_pairs(lines, place):
        return _Start(place, place + pairs.lines, money=pairs)
    if lines[place].has_number or not 2 <= len(lines[place].cells) <= MAX_COLUMNS:
        return None
    if tasks := read_tasks(lines, place):
        return _Start(place, place + tasks.lines, money=tasks)
    if header := header_at(lines, place):
        return _Start(place, header.end, indicators=header)
    if money := read_money(lines, place):
        return _Start(place, place + money.lines, money=money)
    if height := three_public_header(lines, place):
        return _Start(place, place + height, three_public=True)
    if height := figure_header(lines, place):
        return _Start(place, place + height)
    rows = 0 if within else summed_rows(lines, place)
    return _Start(place, place + 1, rows=rows) if rows else None


def _is_repeated(last: _Start, start: _Start) -> bool:
    """Whether the headings are those of the table above, which has not come to its total yet."""
    if last.indicators is None or start.indicators is None:
        return False
    return last.indicators.columns == start.indicators.columns


def _title_before(lines: Sequence[SheetRow], end: int, limit: int) -> int:
    """Where the lines below one table end, and those above the next begin: at the title of that.

    Above the headings stand its lines of 项目名称 and the like, and above these its titles.
    """
    if limit == len(lines):
        return limit
    first = limit
    for place in range(limit - 1, max(end, limit - _MAX_HEAD) - 1, -1):
        if is_title(lines[place]) or is_caption(lines[place]):
            first = place
        elif is_total(lines[place].first.text) or (first < limit and is_title(lines[first])):
            break
    return first
