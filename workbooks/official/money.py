"""项目资金: the money block in the head of a project form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from workbooks.files.xlsx import is_error
from workbooks.official.headings import bare
from workbooks.official.labels import plain
from workbooks.official.model import Cell, MoneyBlock, Unread
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.words import is_blank

_COLUMNS = {
    "年初预算数": r"年初(?:预算)?(?:批复)?(?:数|额|金额)?",
    "全年预算数": r"(?:全年|年度|调整后)?预算(?:数|额|金额)?",
    "全年执行数": r"(?:全年|年度|实际)?(?:执行|支出)(?:数|额|金额)?",
    "分值": r"分值|权重",
    "执行率": r"(?:预算)?执行率",
    "得分": r"(?:自评)?得分",
}
_ROWS = {
    "年度资金总额": r"(?:年度)?资金总额|年度资金|合计",
    "当年财政拨款": r"(?:其中)?:?(?:当年|本年)?(?:财政|一般公共预算)(?:性)?(?:拨款|资金)",
    "上年结转资金": r"(?:其中)?:?上年(?:结转|结余)(?:结余)?(?:资金)?",
    "其他资金": r"(?:其中)?:?其他(?:来源)?(?:资金)?",
}
AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
"""The columns of amounts, as a money block calls them."""


class MoneyReading(NamedTuple):
    """A money block, its unread cells, and how many lines it takes with its header."""

    block: MoneyBlock
    unread: tuple[Unread, ...]
    lines: int


def read_money(lines: Sequence[SheetRow], first: int) -> MoneyReading | None:
    """The money block whose headings stand in a line; None where there is none."""
    columns = columns_of(lines[first])
    names = columns.values()
    if "得分" not in names or sum(name in names for name in AMOUNTS) < 2:
        return None
    cells: dict[tuple[str, str], Cell] = {}
    end = first + 1
    while end < len(lines) and (row := row_at(lines[end], min(columns))):
        for column, name in columns.items():
            if column in lines[end].cells:
                cells.setdefault((row, name), lines[end].cells[column])
        end += 1
    if not cells:
        return None
    unread = tuple(Unread(cell, _why(*key, cell)) for key, cell in cells.items() if _unreadable(cell))
    return MoneyReading(MoneyBlock(cells), unread, end - first)


def columns_of(line: SheetRow) -> dict[int, str]:
    """The columns of a money block whose headings stand in a line, by sheet column."""
    found: dict[int, str] = {}
    for column, cell in line.cells.items():
        name = column_of(cell.text)
        if name is not None and name not in found.values():
            found[column] = name
    return found


@lru_cache(maxsize=1 << 13)
def column_of(heading: str) -> str | None:
    """What a money block calls the column with a heading."""
    text = bare(heading)
    return next((name for name, pattern in _COLUMNS.items() if re.fullmatch(pattern, text)), None)


@lru_cache(maxsize=1 << 13)
def row_of(label: str) -> str | None:
    """What a money block calls the row with a label."""
    text = plain(label).strip(":")
    return next((name for name, pattern in _ROWS.items() if re.fullmatch(pattern, text)), None)


def row_at(line: SheetRow, first_figure: int) -> str | None:
    """The row that a label left of the figures names."""
    labels = (cell.text for column, cell in line.cells.items() if column < first_figure)
    return next(filter(None, map(row_of, labels)), None)


def _unreadable(cell: Cell) -> bool:
    return is_error(cell.value) or (cell.number is None and not is_blank(cell.text))


def _why(row: str, column: str, cell: Cell) -> str:
    return f"“{row}”的“{column}”填的是“{cell.text[:20]}”，不是数字"
