"""项目资金: the money block in the head of a project form, of whatever province."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from udfs.regex import regex
from workbooks.files.xlsx import is_error
from workbooks.official.amounts import unit_in, without_unit
from workbooks.official.headings import bare
from workbooks.official.labels import is_goal, plain
from workbooks.official.official_table import Cell, MoneyBlock, Unread
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.words import is_blank

TOTAL = MoneyBlock.TOTAL
_TIME = "(?:全年|年度|当年|本年度?|本期)"
_WHOSE = "(?:单位|部门|自评|评价|指标|考核|考评|实际|自我)"
_SUM = "(?:总额|总计|合计|总金额)"
_FUNDS = "(?:资金|预算|财政资金)"
_MONTHS = r"(?:[1-9]|1[0-2])[-—–~至到]+(?:[1-9]|1[0-2])月(?:份)?"
_COLUMNS = {
    "年初预算数": r"(?:年初|期初)(?:部门)?(?:预算)?(?:批复|申请|安排|下达)?(?:资金)?总?(?:数|额|金额)?",
    "全年预算数": (
        rf"(?:{_TIME}|最终|调整后?的?)*(?:资金)?预算(?:安排|批复|下达|调整)?(?:资金)?总?(?:数|额|金额)?"
    ),
    "期间执行数": rf"{_MONTHS}(?:预算)?(?:执行|支出)(?:数|额|金额)?",
    "期间执行率": rf"{_MONTHS}(?:预算)?(?:执行|支出)(?:率|进度)",
    "全年预计执行数": r"(?:全年预计|预计全年)(?:预算)?(?:执行|支出)(?:数|额|金额)?",
    "全年执行数": rf"(?:{_TIME}|实际|累计|预算|资金|财政)*(?:执行|支出|支付|使用)(?:资金)?总?(?:数|额|金额)?",
    "分值": r"(?:预算|资金)?(?:执行率?)?(?:标准|指标)?(?:分值|权重|权数|满分值?|赋分)(?:值|数)?",
    "执行率": rf"(?:{_TIME}|预算|资金|支出)*(?:执行|支出|支付|使用|完成)(?:率|进度|比例)",
    "得分": rf"(?:预算|资金)?(?:执行率?)?{_WHOSE}*(?:得分|评分|自评分)(?:值|数)?",
}
_ROWS = {
    TOTAL: rf"(?:项目|全年|本?年度|当年|预算|专项|财政|部门|单位|整体|支出)*{_FUNDS}?{_SUM}|年度资金",
    "当年财政拨款": r"(?:当年|本年)?(?:财政|一般公共预算)(?:性)?(?:拨款|资金)",
    "上年结转资金": r"上年(?:结转|结余)(?:结余)?(?:资金)?",
    "其他资金": r"其他(?:来源)?(?:资金)?",
}
_OF_WHICH = regex(
    r"(?:\d[.、])?(?:资金来源|资金结构|支出结构)[:,]?(?:\(?\d\)?[.、]?)?|(?:其中|包括)[:,]?|(?:\(?\d\)?|[①-⑩])[.、]?"
)
# Any other source that a region names: 省级补助, 财政专户管理资金, 自筹, 地方配套 …
_SOURCE = regex(
    r".{0,16}(?:资金|拨款|补助|结转|结余|收入|基金|预算|自筹|配套|贷款|支出|投资|债券|财政|转移支付)(?:安排|数)?"
)
_SIDE = regex(
    r"(?:项目|专项|年度|预算|财政|投入|部门|单位|整体)*(?:资金|预算|经费)(?:投入|安排|使用|执行|来源|及)*(?:情况)?(?:分析)?"
)
_POINTS = regex(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)分")
_ADJUSTED = regex("调整|全年")
_HOW = regex(r"=[A-Z][/÷][A-Z].*$")
_RATE_TIMES = regex(r"[×*xX]执行率|执行率[×*xX]")
AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
"""The columns of amounts, as a money block calls them."""
_LETTERS = regex(r"\(?[A-Z](?:[/÷][A-Z])?(?:[×*]100%)?\)?")
_IN_MONEY = (*AMOUNTS, "期间执行数", "全年预计执行数")
_LEAST_AMOUNTS = 2
_LONGEST = 30


class MoneyReading(NamedTuple):
    """A money block, its unread cells, and how many lines it takes with its header."""

    block: MoneyBlock
    unread: tuple[Unread, ...]
    lines: int


def read_money(lines: Sequence[SheetRow], first: int) -> MoneyReading | None:
    """The money block whose headings stand in a line; None where there is none."""
    below = lines[first + 1] if first + 1 < len(lines) else None
    columns = columns_of(lines[first], below)
    names = columns.values()
    if sum(name in names for name in (*AMOUNTS, "期间执行数")) < _LEAST_AMOUNTS or not _is_block(
        lines[first], columns
    ):
        return None
    unit = _unit(lines[first])
    cells: dict[tuple[str, str], Cell] = {}
    end = first + 2 if below is not None and _are_letters(below, columns) else first + 1
    while end < len(lines) and (
        row := row_at(lines[end], min(columns)) or (_other_row(lines[end], columns) if cells else None)
    ):
        for column, name in columns.items():
            if cell := lines[end].cells.get(column):
                cells.setdefault((row, name), without_unit(cell, unit) if name in _IN_MONEY else cell)
        end += 1
    if not cells:
        return None
    stated = _stated_weight(lines[first], columns, cells)
    return money_cells(cells, end - first, stated, _says_product(lines[first]))


def money_cells(
    cells: Mapping[tuple[str, str], Cell],
    lines: int,
    stated: Mapping[tuple[str, str], Cell] = {},
    product: bool = False,
) -> MoneyReading:
    """The block of some cells by row and column; what is no number is told as unread."""
    unread = tuple(Unread(cell, _why(*key, cell)) for key, cell in cells.items() if _unreadable(cell))
    return MoneyReading(MoneyBlock({**stated, **cells}, product), unread, lines)


def _is_block(line: SheetRow, columns: Mapping[int, str]) -> bool:
    """Whether headings are those of a money block, not of a budget table: points, or 项目资金 beside them."""
    if "得分" in columns.values():
        return True
    beside = [bare(cell.text) for column, cell in line.cells.items() if column < min(columns)]
    return not {"执行率", "期间执行率"}.isdisjoint(columns.values()) and any(map(_SIDE.fullmatch, beside))


def _are_letters(line: SheetRow, columns: Mapping[int, str]) -> bool:
    """Whether a line only says A, B and B/A under the headings."""
    return set(line.cells) <= set(columns) and all(
        _LETTERS.fullmatch(plain(cell.text)) for cell in line.cells.values()
    )


def _other_row(line: SheetRow, columns: Mapping[int, str]) -> str | None:
    """The label of a row with amounts that is called like no source; no row of money is passed over."""
    amounts = [line.cells.get(column) for column, name in columns.items() if name in AMOUNTS]
    if sum(cell is not None and cell.number is not None for cell in amounts) < _LEAST_AMOUNTS:
        return None
    labels = (_OF_WHICH.sub("", plain(text), count=1) for text in _labels(line, min(columns)))
    return next((bare(label) for label in labels if label and len(label) <= _LONGEST), None)


def _unit(line: SheetRow) -> str:
    return next(filter(None, (unit_in(cell.text) for cell in line.cells.values())), "")


def _stated_weight(
    line: SheetRow, columns: Mapping[int, str], cells: Mapping[tuple[str, str], Cell]
) -> dict[tuple[str, str], Cell]:
    """The weight where it has no column: 得分（20分×执行率）, 预算执行情况（10分）."""
    if "分值" in columns.values() or not any(name == "得分" for name in columns.values()):
        return {}
    scores = [line.cells[column] for column, name in columns.items() if name in ("得分", "执行率")]
    beside = [cell for column, cell in line.cells.items() if column < min(columns)]
    for cell in (*scores, *beside):
        if found := _POINTS.search(plain(cell.text)):
            return {(next((row for row, _ in cells), TOTAL), "分值"): replace(cell, value=found[1])}
    return {}


def _says_product(line: SheetRow) -> bool:
    return any(bool(_RATE_TIMES.search(plain(cell.text))) for cell in line.cells.values())


def columns_of(line: SheetRow, below: SheetRow | None = None) -> dict[int, str]:
    """The columns of a money block whose headings stand in a line, by sheet column.

    What stands over the label of a row `below` is the heading of the labels: 年度预算数 over 总额.
    """
    found: dict[int, str] = {}
    for column, cell in line.cells.items():
        name = column_of(cell.text)
        over = below.cells.get(column) if below is not None else None
        if name is None or (over is not None and row_of(over.text)):
            continue
        if below is not None and column == line.first.column and _stands_beside(below, column):
            continue  # 预算执行 is what the whole block is called here.
        before = next((each for each, other in found.items() if other == name), None)
        if before is None:
            found[column] = name
        elif (
            name == "全年预算数" and _ADJUSTED.search(plain(cell.text)) and "年初预算数" not in found.values()
        ):
            # 预算批复数 beside 调整后预算数 is that of the beginning of the year.
            found[before], found[column] = "年初预算数", name
    return found


def _stands_beside(below: SheetRow, column: int) -> bool:
    """Whether a heading stands beside a block: nothing below it, and the labels of the rows further right."""
    labels = (cell.text for at, cell in below.cells.items() if at > column and cell.number is None)
    return column not in below.cells and any(map(row_of, labels))


@lru_cache(maxsize=1 << 13)
def column_of(heading: str) -> str | None:
    """What a money block calls the column with a heading."""
    text = _HOW.sub("", bare(heading)) if len(heading) <= _LONGEST else ""
    return next((name for name, pattern in _COLUMNS.items() if re.fullmatch(pattern, text)), None)


@lru_cache(maxsize=1 << 13)
def row_of(label: str) -> str | None:
    """What a money block calls the row with a label; other sources by their own name."""
    text = plain(label).strip(":") if len(label) <= _LONGEST else ""
    text = _OF_WHICH.sub("", text, count=1) if _OF_WHICH.match(text) else text
    bared = bare(text)
    if not bared or is_goal(text):
        return None
    known = next((name for name, pattern in _ROWS.items() if re.fullmatch(pattern, bared)), None)
    return known or (bared if _SOURCE.fullmatch(bared) else None)


def row_at(line: SheetRow, first_figure: int) -> str | None:
    """The row that the nearest label left of the figures names."""
    return next(filter(None, map(row_of, _labels(line, first_figure))), None)


def _labels(line: SheetRow, first_figure: int) -> Iterator[str]:
    for column in sorted(line.cells, reverse=True):
        if column < first_figure and line.cells[column].number is None:
            yield line.cells[column].text


def _unreadable(cell: Cell) -> bool:
    return is_error(cell.value) or (cell.number is None and not is_blank(cell.text))


def _why(row: str, column: str, cell: Cell) -> str:
    return f"“{row}”的“{column}”填的是“{cell.text[:20]}”，不是数字"
