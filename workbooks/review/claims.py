"""Rates claimed in a sentence together with the two amounts they must come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from workbooks.official.model import Cell
from workbooks.review.quantities import Quantity, quantities

_DONE = r"实际|完成|按时|及时|办结|整改"
_SPENT = r"实际|支出|执行|使用|支付|决算|采购金额"
# What the words of a rate say about its numerator.
_PARTS = {
    r"执行率|支出率|支付率|使用率": _SPENT,
    r"控制率": rf"{_SPENT}|在职|在编",
    r"完成率|及时率": _DONE,
    r"到位率": r"到位",
    r"利用率": r"在用|使用|利用",
    r"满意率|满意度": r"满意",
    r"调整率": r"调整|调剂|追加|调增|调减",
    r"结转结余率|结余结转率|结余率|结转率": r"结转|结余",
    r"差异率": _SPENT,
}
_CHANGE = re.compile(r"调整率|结余率|结转率|差异率")
_CLAIM = re.compile(rf"(?P<word>{'|'.join(_PARTS)})(?:\(%\))?(?:为|是|达到?|仅为?|:|=)*$")
_BASE = re.compile(
    r"预算|计划|目标|应|编制|核定|总额|总数|所有|安排|指标|共|下达|有效|访谈|调查|样本|发放|年初|收入"
)
_SUBJECT = re.compile(r"三公|公用|采购|接待|项目|资产|人员|专项")
_WHOLE_SUBJECT = re.compile(r"部门|单位|整体|总体|全年")
# Two amounts of different times do not make a rate; a target is no claim.
_OTHER_TIME = re.compile(r"上年|去年|上半年|季度|一季|\d+月末?$|目标|计划$|预期|要求|标准")
_NO_CLAIM = re.compile(r"以上|以下|以内|左右|的|个百分点|[-~至、]")
_SHARE = re.compile(r"占.*的$")
_SHARE_WORD = re.compile(r"占比(?:为|是|达|:)?$")
_SEVERAL = re.compile(r"分别|合计占|共占|共计占|之和")


@dataclass(frozen=True)
class Claim:
    """A rate as the sentence states it (`rate`, called `word`), and what it is of."""

    word: str
    rate: Quantity
    part: Quantity
    base: Quantity

    @property
    def cell(self) -> Cell:
        return self.rate.cell

    @property
    def values(self) -> tuple[Decimal, ...]:
        """What the rate may be: the share, or for a rate of change the difference as well."""
        return self.with_base(self.base.value)

    def with_base(self, base: Decimal) -> tuple[Decimal, ...]:
        """The same with another amount below the line."""
        if not _CHANGE.search(self.word):
            return (self.part.value / base,)
        difference = abs(self.base.value - self.part.value) / base
        # 差异率 compares two totals; the others name the difference itself, or what is left.
        return (difference,) if "差异" in self.word else (self.part.value / base, difference)


def claims(cell: Cell) -> Iterator[Claim]:
    """Every rate of a cell whose sentence holds one percentage and exactly the two amounts it is of."""
    for _, group in groupby(quantities(cell), key=lambda found: found.whole):
        sentence = list(group)
        rates = [found for found in sentence if found.unit == "%"]
        if len(rates) == 1 and not _NO_CLAIM.match(rates[0].rest or ""):
            amounts = [found for found in sentence if found.unit not in ("%", "分")]
            if found := _claim(rates[0], amounts):
                yield found


def _claim(rate: Quantity, amounts: Sequence[Quantity]) -> Claim | None:
    before = [amount for amount in amounts if len(amount.sentence) < len(rate.sentence)]
    if _SEVERAL.search(rate.sentence):
        return None
    if _SHARE.search(rate.sentence) or _SHARE_WORD.search(rate.sentence):
        return _share(rate, before)
    found = _CLAIM.search(rate.sentence)
    if found is None:
        return None
    clause = _last_clause(rate)
    pairs = [pair for pair in _pairs(before) if _belong(found["word"], clause, *pair)]
    if len(pairs) != 1 or _OTHER_TIME.search(clause):
        return None
    part, base = pairs[0]
    return Claim(found["word"], rate, part, base)


def _pairs(amounts: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """The two amounts of one unit, both ways round; nothing where there are more of that unit."""
    for unit in {amount.measure for amount in amounts}:
        same = [amount for amount in amounts if amount.measure == unit]
        if len(same) == 2 and all(amount.exact and not amount.partial for amount in same):
            yield same[0], same[1]
            yield same[1], same[0]


def _belong(word: str, clause: str, part: Quantity, base: Quantity) -> bool:
    """Whether the words before two amounts make them numerator and denominator of a rate."""
    pattern = next(parts for words, parts in _PARTS.items() if re.fullmatch(words, word))
    if not base.value or not re.search(pattern, part.label) or not _is_base(base):
        return False
    if any(_OTHER_TIME.search(amount.label) for amount in (part, base)):
        return False
    subjects = set(_SUBJECT.findall(clause))
    spoken_of = set(_SUBJECT.findall(base.sentence + base.rest))
    own = set(_SUBJECT.findall(_last_clause(base)))
    return subjects <= spoken_of and (own <= subjects or not _WHOLE_SUBJECT.search(clause))


def _last_clause(quantity: Quantity) -> str:
    """What stands before a number back to the comma, quoted words included."""
    return re.split("[,、]", quantity.sentence)[-1]


def _is_base(amount: Quantity) -> bool:
    counted = not amount.is_money and not amount.label
    return counted or amount.rest.endswith("中") or bool(_BASE.search(amount.label))


def _share(rate: Quantity, amounts: Sequence[Quantity]) -> Claim | None:
    """调整金额 20 万元，占预算总额 100 万元的 20%; 预算 100 万元，其中项目支出 20 万元，占比 20%."""
    if len(amounts) != 2 or amounts[0].measure != amounts[1].measure:
        return None
    first, second = amounts
    if not (first.exact and second.exact):
        return None
    if _SHARE.search(rate.sentence):
        within = "占" in second.clause and rate.sentence[len(second.sentence) :].endswith(f"{second.unit}的")
        return Claim("占比", rate, first, second) if within and second.value else None
    parted = second.partial and not first.partial and first.value
    return Claim("占比", rate, second, first) if parted else None
