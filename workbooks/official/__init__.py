"""Official tables that somebody else typed, read by their headings: .xlsx, .xls, .ods, any sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from udfs.regex import regex
from workbooks.files.sheets import SheetCells, read_sheets
from workbooks.official.leftover import spans, unread_blocks
from workbooks.official.listings import listings_of
from workbooks.official.official_table import (
    Cell,
    FigureTable,
    IndicatorTable,
    LeftAlone,
    Listing,
    MoneyBlock,
    OfficialWorkbook,
    Unread,
)
from workbooks.official.planned import planned_cells
from workbooks.official.sheet_rows import LONGEST_TEXT, SheetRow, sheet_rows, too_long
from workbooks.official.table_areas import tables_of

__all__ = ["SheetCells", "official_workbook", "read_official"]

_SENTENCE = regex(
    r"(?=.*(?:\d|等级|等次|(?:指标|目标)[^。;]{0,10}(?:完成|实现|达到)))(?=.*[\u4e00-\u9fff])", re.DOTALL
)
_NO_TABLE = "没有找到绩效指标表、项目资金、预算表或季度执行表的表头，只核对文字里的数"
_UNREAD = "第 {}—{} 行像一张表，没有读懂，未核对"
_SHORTEST_SENTENCE, _LONGEST_HEADING = 6, 40


def read_official(path: Path) -> OfficialWorkbook:
    """Read every official table of a file. Raises `InputError` for a file that cannot be used."""
    return official_workbook(path.name, read_sheets(path))


def official_workbook(source: str, sheets: Iterable[SheetCells]) -> OfficialWorkbook:
    """Find the official tables in the cells of a workbook, whatever program has it open."""
    tables, figures = list[IndicatorTable](), list[FigureTable]()
    texts, headings = list[Cell](), list[Cell]()
    listings, planned = list[Listing](), list[tuple[str, int, int]]()
    money, unread, left_alone = list[MoneyBlock](), list[Unread](), list[LeftAlone]()
    for sheet in sheets:
        lines = sheet_rows(sheet)
        found = tables_of(lines)
        tables += found.tables
        figures += found.figures
        money += found.money
        if not found.tables:
            listings += listings_of(lines)
        unread += found.unread
        unread += _cut_short(sheet)
        texts += _texts(lines)
        headings += _headings(lines)
        planned += [(cell.sheet, cell.row, cell.column) for cell in planned_cells(lines)]
        if not lines:
            left_alone.append(LeftAlone(sheet.name, "工作表是空的"))
            continue
        here = [listing for listing in listings if listing.sheet == sheet.name]
        read = spans(found.tables, found.figures, found.money, here, found.unread)
        looks = list(unread_blocks(lines, read))
        left_alone += (LeftAlone(sheet.name, _UNREAD.format(*rows), rows[0]) for rows in looks)
        if not looks and not (found.tables or found.figures or found.money or _has_results(listings, sheet)):
            left_alone.append(LeftAlone(sheet.name, _NO_TABLE))
    return OfficialWorkbook(
        source,
        tuple(tables),
        tuple(figures),
        tuple(texts),
        tuple(unread),
        tuple(money),
        tuple(listings),
        tuple(left_alone),
        tuple(headings),
        frozenset(planned),
    )


def _has_results(listings: Iterable[Listing], sheet: SheetCells) -> bool:
    """Whether a sheet has a list with figures that are checked."""
    return any(listing.sheet == sheet.name and listing.is_checked for listing in listings)


def _cut_short(sheet: SheetCells) -> list[Unread]:
    return [
        Unread(cell, f"有 {length} 个字，只核对了前 {LONGEST_TEXT} 个；请分成几格，或另附说明")
        for cell, length in too_long(sheet)
    ]


def _texts(lines: Iterable[SheetRow]) -> list[Cell]:
    """The cells that say something with a figure, a grade or a conclusion in it."""
    return [
        cell
        for line in lines
        for cell in line.cells.values()
        if isinstance(cell.value, str) and _says_something(cell.text)
    ]


def _headings(lines: Iterable[SheetRow]) -> list[Cell]:
    """The short texts that stand alone in their rows and say nothing to check."""
    alone = (next(iter(line.cells.values())) for line in lines if len(line.cells) == 1)
    return [
        cell
        for cell in alone
        if isinstance(cell.value, str)
        and len(cell.text) <= _LONGEST_HEADING
        and not _says_something(cell.text)
    ]


@lru_cache(maxsize=1 << 13)
def _says_something(text: str) -> bool:
    return len(text) >= _SHORTEST_SENTENCE and bool(_SENTENCE.match(text))
