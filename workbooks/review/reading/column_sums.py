"""What the column headings of a budget table say about each other: 调整数＝调整后－年初."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.headings import bare
from workbooks.official.official_table import FigureRow, FigureTable
from workbooks.official.words import is_blank

_OPENING = r"(?:上年|年初|期初)(?:财政拨款)?(?:结余|结转|结转结余|结转和结余)(?:资金|数|额)?"
_CLOSING = (
    r"(?:年末|期末|本年|结转下年)?(?:财政拨款)?(?:结余|结转|结转结余|结转和结余|结转下年)(?:资金|数|额)?"
)
_AMOUNT = r"(?:预算)?(?:数|额|金额)?"

# Assets that are neither in use nor idle: then in use and idle do not make the whole.
_OTHER_USES = regex("出租|出借|报废|处置|对外投资|担保|待")

# The terms of each equation by their headings, with their signs; the last is the one to correct.
_EQUATIONS: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = (
    (
        "上年结余＋收入＝支出＋年末结余",
        (
            (1, _OPENING),
            (1, r"(?:本年|当年)?收入(?:合计|数|总额)?"),
            (-1, r"(?:本年|当年)?支出(?:合计|小计|数|总额)?"),
            (-1, _CLOSING),
        ),
    ),
    (
        "调整数＝调整后预算－年初预算",
        (
            (1, rf"调整后{_AMOUNT}|全年{_AMOUNT}|调整预算数?"),
            (-1, rf"年初{_AMOUNT}"),
            (-1, r"(?:预算)?(?:调整|追加|调增|增减)(?:数|额|金额)"),
        ),
    ),
    (
        "在用＋闲置＝总额",
        (
            (1, r"(?:实际)?在用(?:固定)?(?:资产)?(?:数|额|总额|金额)?"),
            (1, r"闲置(?:固定)?(?:资产)?(?:数|额|总额|金额)?"),
            (-1, r"(?:固定)?(?:资产)?(?:总额|合计|总计)"),
        ),
    ),
)

_FUNDS = (
    r"一般公共预算(?:财政拨款|拨款|资金)?(?:收入|支出)?",
    r"政府性基金(?:预算)?(?:财政拨款|拨款|资金)?(?:收入|支出)?",
    r"国有资本经营(?:预算)?(?:财政拨款|拨款|资金)?(?:收入|支出)?",
)
_CARS = r"公务用车购置(?:及|和)运行(?:维护)?费"
# A whole and the columns that make it up; where a row has nothing in one of these, it is blank.
_SUMS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "基本支出＋项目支出＝合计",
        r"(?:本年支出)?(?:支出)?(?:合计|总计|小计)|支出总额",
        (
            r"(?:本年支出)?基本支出(?:小计|合计)?(?:预算|决算)?(?:数|额|金额)?",
            r"(?:本年支出)?项目支出(?:小计|合计)?(?:预算|决算)?(?:数|额|金额)?",
            r"上缴上级支出",
            r"(?:事业单位)?经营支出",
            r"对附属单位补助支出",
        ),
    ),
    (
        "人员经费＋公用经费＝合计",
        r"(?:基本支出)?(?:合计|总计|小计)",
        (r"(?:基本支出)?人员经费", r"(?:基本支出)?(?:日常)?公用经费"),
    ),
    (
        "各项收入相加＝本年收入合计",
        r"(?:本年)?收入合计|合计",
        (
            r"(?:一般公共预算)?财政拨款收入(?:小计)?",
            r"上级补助收入",
            r"事业收入(?:小计)?",
            r"(?:事业单位)?经营收入",
            r"附属单位上缴收入",
            r"其他收入",
        ),
    ),
    (
        "一般公共预算＋政府性基金＋其他各项资金＝合计",
        r"(?:决算数|金额|本年支出)?(?:合计|小计|总计)",
        (
            *_FUNDS,
            r"财政专户管理资金(?:收入|支出)?",
            r"(?:上级|上级财政)补助(?:收入|支出)?",
            r"事业收入",
            r"(?:事业单位)?经营收入",
            r"附属单位上缴收入",
            r"(?:单位|自有)资金",
            r"上年(?:结转|结余)(?:结余|和结余)?(?:资金)?",
            r"其他(?:资金|收入|支出|来源)",
        ),
    ),
    (
        "本年收入＋上年结转＝总计",
        r"(?:收入)?总计",
        (r"(?:本年|当年)收入(?:合计|小计)?", r"上年(?:结转|结余)(?:结余|和结余)?(?:资金)?"),
    ),
    (
        "因公出国（境）费＋公务用车费＋公务接待费＝合计",
        r"合计|小计|总计",
        (r"因公出国(?:境)?(?:费用?)?", rf"{_CARS}(?:小计|合计)?", r"公务接待费"),
    ),
    (
        "公务用车购置费＋公务用车运行维护费＝小计",
        rf"{_CARS}(?:小计|合计)?",
        (rf"(?:{_CARS})?公务用车购置费?", rf"(?:{_CARS})?公务用车运行(?:维护)?费"),
    ),
)
_FEWEST_PARTS = 2
# Of a source that nobody had anything from the whole column is blank, and is none of the figures.
_BY_SOURCE = ("各项收入相加＝本年收入合计", "一般公共预算＋政府性基金＋其他各项资金＝合计")
# What stands over a heading in the row above: 2023年预算数 over 小计, 基本支出.
_OVER = r"(?:本年|当年|年度?|预算|决算|执行|支出|收入|数|额|金额|一般公共预算|财政拨款)*?"
_SUM_WORD = regex(r"(?:合计|小计|总计)$")
_CAR = "公务用车"
"""In the words of the two equations that the form of “三公”经费 itself states."""


@dataclass(frozen=True)
class Equation:
    """Columns that add up to 0 with their signs; `result` is the one that follows from the others.

    With `sparse` a row may leave some of them blank, having nothing there; `certain` where the official
    form of the table says so.
    """

    words: str
    terms: tuple[tuple[int, int], ...]
    sparse: bool = False
    certain: bool = False

    @property
    def columns(self) -> tuple[int, ...]:
        return tuple(column for _, column in self.terms)

    @property
    def result(self) -> int:
        return self.terms[-1][1]

    def gap(self, row: FigureRow) -> Decimal | None:
        """How much too large the result is in a row; None while a figure is missing."""
        figures = [(sign, column, row.cells.get(column)) for sign, column in self.terms]
        known = [
            (sign, cell.number.value)
            for sign, _, cell in figures
            if cell is not None and cell.number is not None and not cell.number.percent
        ]
        lacking = [column for _, column, cell in figures if cell is None or is_blank(cell.text)]
        whole = self.sparse and self.result not in lacking and len(known) >= _FEWEST_PARTS
        if len(known) < len(figures) and not (whole and len(known) + len(lacking) == len(figures)):
            return None
        return -sum((sign * value for sign, value in known), Decimal(0))

    def used(self, row: FigureRow) -> bool:
        """Whether a row has anything but zeros."""
        figures = [row.cells[column].number for column in self.columns if column in row.cells]
        return any(figure is not None and figure.value for figure in figures)


def equations(table: FigureTable) -> Iterator[Equation]:
    """The equations whose headings all stand in a table, each once."""
    headings = {column: bare(heading) for column, heading in table.headings.items()}
    for words, terms in _EQUATIONS:
        found: list[tuple[int, int]] = []
        for sign, pattern in terms:
            columns = [column for column, heading in headings.items() if re.fullmatch(pattern, heading)]
            columns = [column for column in columns if column not in {each for _, each in found}]
            if len(columns) == 1:
                found.append((sign, columns[0]))
        if words.startswith("在用") and any(map(_OTHER_USES.search, headings.values())):
            continue
        if len(found) == len(terms):
            yield Equation(words, tuple(found))
    for words, whole, parts in _SUMS:
        wholes = [column for column, heading in headings.items() if _is(whole, heading)]
        for start, behind in _groups(headings, wholes):
            group = _below_one_heading(headings[start], behind)
            listed = [_only(group, part) for part in parts]
            columns = [column for column in listed if column is not None and column not in wholes]
            needed = 1 if words in _BY_SOURCE else _FEWEST_PARTS
            if len(columns) >= _FEWEST_PARTS and None not in listed[:needed]:
                signed = (*((1, column) for column in columns), (-1, start))
                yield Equation(words, signed, sparse=True, certain=_CAR in words)


def _groups(headings: Mapping[int, str], wholes: Sequence[int]) -> Iterator[tuple[int, Mapping[int, str]]]:
    """Each whole with the columns that may make it up: of several those up to the next."""
    if not wholes:
        return
    if len(wholes) == 1:
        yield wholes[0], headings
        return
    for start, end in zip(wholes, [*wholes[1:], max(headings, default=0) + 1], strict=True):
        yield start, {column: name for column, name in headings.items() if start < column < end}


def _below_one_heading(whole: str, group: Mapping[int, str]) -> Mapping[int, str]:
    """The columns below the heading that a 合计 stands below (本年收入 over 合计), where there are such."""
    over = _SUM_WORD.sub("", whole)
    below = {column: name for column, name in group.items() if over and name.startswith(over)}
    return below if len(below) > _FEWEST_PARTS else group


@lru_cache(maxsize=1 << 13)
def _is(pattern: str, heading: str) -> bool:
    return re.fullmatch(f"{_OVER}(?:{pattern})", heading) is not None


def _only(headings: Mapping[int, str], pattern: str) -> int | None:
    """The one column whose heading is of a kind."""
    columns = [column for column, heading in headings.items() if _is(pattern, heading)]
    return columns[0] if len(columns) == 1 else None
