"""What the column headings of a budget table say about each other: 调整数＝调整后－年初."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from workbooks.official.headings import bare
from workbooks.official.official_table import FigureRow, FigureTable

_OPENING = r"(?:上年|年初|期初)(?:财政拨款)?(?:结余|结转|结转结余|结转和结余)(?:资金|数|额)?"
_CLOSING = (
    r"(?:年末|期末|本年|结转下年)?(?:财政拨款)?(?:结余|结转|结转结余|结转和结余|结转下年)(?:资金|数|额)?"
)
_AMOUNT = r"(?:预算)?(?:数|额|金额)?"

# Assets that are neither in use nor idle: then in use and idle do not make the whole.
_OTHER_USES = re.compile("出租|出借|报废|处置|对外投资|担保|待")

# The terms of each equation by their headings, with their signs; the last is the one to correct.
_EQUATIONS: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = (
    (
        "上年结余＋收入＝支出＋年末结余",
        (
            (1, _OPENING),
            (1, r"(?:本年|当年)?收入(?:合计|数|总额)?"),
            (-1, r"(?:本年|当年)?支出(?:合计|数|总额)?"),
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
    (
        "基本支出＋项目支出＝合计",
        (
            (1, r"基本支出(?:预算|决算)?(?:数|额|金额)?"),
            (1, r"项目支出(?:预算|决算)?(?:数|额|金额)?"),
            (-1, r"(?:本年)?(?:支出)?(?:合计|总计)|支出总额"),
        ),
    ),
)


@dataclass(frozen=True)
class Equation:
    """Columns that add up to 0 with their signs; `result` is the one that follows from the others."""

    words: str
    terms: tuple[tuple[int, int], ...]

    @property
    def columns(self) -> tuple[int, ...]:
        return tuple(column for _, column in self.terms)

    @property
    def result(self) -> int:
        return self.terms[-1][1]

    def gap(self, row: FigureRow) -> Decimal | None:
        """How much too large the result is in a row; None while a figure is missing."""
        total = Decimal(0)
        for sign, column in self.terms:
            figure = row.cells[column].number if column in row.cells else None
            if figure is None or figure.percent:
                return None
            total += sign * figure.value
        return -total

    def used(self, row: FigureRow) -> bool:
        """Whether a row has anything but zeros."""
        figures = [row.cells[column].number for column in self.columns]
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
