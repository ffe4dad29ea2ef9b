"""Amounts of one passage that must add up: the budget adjusted, and what is left of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from udfs.regex import regex
from workbooks.findings import NOTICE, Finding
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_BE = r"(?:数|额|总额|金额|资金|安排|批复|下达)*(?:共计|合计|共|为|是|:)*$"
_FIRST = regex(rf"年初[^,]{{0,10}}预算{_BE}")
_MORE = regex(rf"(?:调增|追加|增加|新增)[^,]{{0,6}}?{_BE}")
_LESS = regex(rf"(?:调减|核减|压减|减少|收回|调出)[^,]{{0,6}}?{_BE}")
_THEN = regex(rf"(?:(?:调整|追加|变更)后[^,]{{0,8}}|全年|最终|调整)预算{_BE}")
_BUDGET = regex(rf"预算{_BE}")
_SPENT = regex(rf"(?:支出|使用|执行|支付){_BE}")
_LEFT = regex(rf"(?:结余|结转|剩余|结转结余|结余结转){_BE}")
_OTHER = regex(r"上年|去年|年初结|期初|收入|收回|缴回|上缴|累计|比|较|占")


@check
def adjusted_budget(subject: Subject) -> Iterator[Finding]:
    """T16 文字里的预算调整

    一段文字写了年初预算、调增（追加）、调减的数和调整后的预算，年初预算加调增减调减应等于调整后的预算；相差超过各数舍入
    误差的提示核对。写的是上年、比较的不核对，其中某一个写了两次的不核对。
    """
    for cell in subject.narrative:
        found = [each for each in quantities(cell) if each.is_money and each.exact and not each.partial]
        first, then = _one(found, _FIRST), _one(found, _THEN)
        changes = [(each, 1) for each in found if _MORE.search(each.label)]
        changes += [(each, -1) for each in found if _LESS.search(each.label)]
        if (
            first is None
            or then is None
            or not changes
            or any(_OTHER.search(each.clause) for each, _ in changes)
        ):
            continue
        exact = first.value + sum((each.value * sign for each, sign in changes), Decimal(0))
        parts = "".join(f"{'＋' if sign > 0 else '－'}{each.shown}" for each, sign in changes)
        what = f"调整后的预算写的是 {then.shown}，{first.shown}{parts}"
        yield from _sum(
            "T16", then, exact, [first, *(each for each, _ in changes)], what, "年初预算＋调增－调减"
        )


@check
def what_is_left(subject: Subject) -> Iterator[Finding]:
    """T17 文字里的结余

    一句话里预算、支出、结余各写了一个数，没有别的金额，结余应等于预算减支出；相差超过各数舍入误差的提示核对。有上年结转、
    收回、上缴的不核对。
    """
    for cell in subject.narrative:
        for _, group in groupby(quantities(cell), key=lambda each: each.whole):
            found = [each for each in group if each.is_money]
            if len(found) != 3 or _OTHER.search(found[-1].sentence) or not all(each.exact for each in found):
                continue
            budget, spent, left = _one(found, _BUDGET), _one(found, _SPENT), _one(found, _LEFT)
            if budget is None or spent is None or left is None or any(each.partial for each in found):
                continue
            what = f"结余写的是 {left.shown}，{budget.shown}－{spent.shown}"
            yield from _sum(
                "T17", left, budget.value - spent.value, [budget, spent], what, "结余＝预算－支出"
            )


def _one(found: Sequence[Quantity], label: re.Pattern[str]) -> Quantity | None:
    """The one amount that is called so."""
    named = [each for each in found if label.search(each.label)]
    return named[0] if len(named) == 1 else None


def _sum(
    code: str, at: Quantity, exact: Decimal, parts: Sequence[Quantity], what: str, basis: str
) -> Iterator[Finding]:
    slack = sum((each.step / 2 for each in (at, *parts)), Decimal(0))
    if abs(exact - at.value) <= slack:
        return
    unit = at.value / at.figure.value if at.figure.value else Decimal(1)
    expected = f"{(exact / unit).normalize():,f}{at.unit}"
    message = f"{what}＝{expected}，请核对"
    yield Finding(code, NOTICE, at.cell.sheet, at.cell.address, message, expected, at.shown, basis)
