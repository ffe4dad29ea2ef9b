"""Quantities in running text: 完成临时救助123户153人 is 123 户 and 153 人 of 临时救助."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell
from workbooks.official.printed import Printed
from workbooks.official.words import YUAN

_UNITS = (
    "人次|场次|班次|户次|家次|台次|车次|批次|人日|万元|千元|亿元|平方米|平米|公里|分钟|小时|元|户|人|名|位|台|套|个(?!百分点)|项|件|家|处(?!室|级)|次|场|篇|份|条|"
    "块|株|棵|盏|座|只|头|栋|幢|例|宗|起(?!来)|千米|公顷|批次|辆|具|批|期|间|所|册|幅|吨|亩|米|分(?!钟|之)|%"
)
_SAME_UNIT = {"名": "人", "位": "人", "批次": "批", "平米": "平方米"}
_NUMBER = regex(rf"(?<![\d.A-Za-z])(\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)({_UNITS})")
_SENTENCE = regex(r"[^。;；\n]+")
_ENDS_CLAUSE = regex(r"[,:()“”\"'《》【】\[\]]")
_BOUND = regex(
    r"(?:约|近|超过?|逾|达到?|不低于|不少于|不超过|不足|至少|最多|高于|低于|大于|小于|以上|以下|[<>=≥≤])$"
)
_PARTIAL = regex(r"其中(?!.*(?:同时|此外|另外|另有))")
_INEXACT = regex(r"(?:余|多|以上|以下|以内|左右)")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit (together `shown`), and the words before it in its clause (`label`).

    `sentence` is the sentence from its beginning up to the number, `rest` what follows up to the next mark;
    `exact` is false for 约, 超过, 不低于 and the like; `partial` for what stands behind 其中.
    """

    cell: Cell
    shown: str
    label: str
    figure: Printed
    unit: str
    clause: str
    sentence: str
    whole: str
    rest: str
    exact: bool
    partial: bool

    @property
    def value(self) -> Decimal:
        """The value, money in 元."""
        return self.figure.value * YUAN.get(self.unit, Decimal(1))

    @property
    def measure(self) -> str:
        """The unit to compare by: 元 for all money, 人 for 名."""
        return "元" if self.is_money else _SAME_UNIT.get(self.unit, self.unit)

    @property
    def is_money(self) -> bool:
        return self.unit in YUAN

    @property
    def step(self) -> Decimal:
        """One unit of the last decimal printed, money in 元."""
        return Decimal(1).scaleb(-(self.figure.decimals or 0)) * YUAN.get(self.unit, Decimal(1))


def in_yuan(value: Decimal, unit: str) -> Decimal | None:
    """An amount of a table in 元; None where its unit is not known."""
    return value * YUAN[unit] if unit in YUAN else None


@lru_cache(maxsize=2048)
def quantities(cell: Cell) -> tuple[Quantity, ...]:
    """Every quantity of a cell, sentence by sentence."""
    sentences = (plain(sentence[0]) for sentence in _SENTENCE.finditer(cell.text))
    return tuple(found for sentence in sentences for found in _of_sentence(cell, sentence))


def _of_sentence(cell: Cell, sentence: str) -> Iterator[Quantity]:
    numbers = list(_NUMBER.finditer(sentence))
    if not numbers:
        return
    marks = [mark.end() for mark in _ENDS_CLAUSE.finditer(sentence) if not _in_number(sentence, mark)]
    label, end = "", 0
    for found in numbers:
        start, passed = found.start(), bisect_right(marks, found.start())
        opening = marks[passed - 1] if passed else 0
        between = sentence[max(end, opening) : start].lstrip("、和及与")
        between = "" if between.endswith(("、", "和", "及", "与")) else between
        label = between or (label if end == start else "")
        end = found.end()
        closing = marks[passed] - 1 if passed < len(marks) else len(sentence)
        number, decimals = Decimal(found[1].replace(",", "")), len(found[1].partition(".")[2])
        percent = found[2] == "%"
        before = sentence[:start]
        yield Quantity(
            cell=cell,
            shown=found[0],
            label=label,
            figure=Printed(number / 100 if percent else number, decimals, percent),
            unit=found[2],
            clause=sentence[opening:start],
            sentence=before,
            whole=sentence,
            rest=sentence[end:closing].split("、")[0],
            exact=not _BOUND.search(between) and not _INEXACT.match(sentence, end),
            partial=bool(_PARTIAL.search(before)),
        )


def _in_number(sentence: str, mark: re.Match[str]) -> bool:
    """Whether a comma groups the digits of a number: 2,077.35."""
    return mark[0] == "," and bool(
        re.match(r"\d,\d{3}(?!\d)", sentence[max(0, mark.start() - 1) : mark.start() + 5])
    )
