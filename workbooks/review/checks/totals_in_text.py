"""Budget, spending and balance of the whole in the texts: one value each, and the rates that follow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from udfs.regex import regex
from workbooks.findings import NOTICE, Finding
from workbooks.official.rounding import fit
from workbooks.review.checks.statements import total_rate
from workbooks.review.reading.claims import claims
from workbooks.review.reading.comparing import written
from workbooks.review.reading.hierarchy import is_total
from workbooks.review.reading.quantities import Quantity, in_yuan, quantities
from workbooks.review.reading.whole_amounts import BUDGETS, Kind, StatedAmount, StatedTotals, stated_totals
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_OF = r"(?:^|[,、:]|年度?|[我本][局办厅委]|单位|部门|整体|全年|资金|总体|项目|本年|末|率)"
_BE = r"(?:为|是|达到?|仅为?|:|约为)?$"
_RATES: dict[str, re.Pattern[str]] = {
    "执行率": regex(rf"{_OF}(?:预算|资金)*(?:执行|支出|使用)率{_BE}"),
    "结余率": regex(rf"{_OF}(?:资金)?(?:结转结余|结余结转|结转和结余|结余|结转)率{_BE}"),
    "差异率": regex(rf"{_OF}(?:预决算|决算)差异率{_BE}"),
    "调整率": regex(rf"{_OF}(?:预算)?调整率{_BE}"),
    "占预算的比重": regex(r"占(?:全年|年初|调整后?的?|部门|项目|本?年度?)*预算(?:总额|数|总数|资金)?的$"),
}
_WAYS: dict[str, tuple[Kind, tuple[Kind, ...], bool]] = {
    "执行率": ("支出", BUDGETS, False),
    "结余率": ("结余", (*BUDGETS, "支出"), False),
    "差异率": ("支出", BUDGETS, True),
    "调整率": ("调整预算", ("年初预算",), True),
    "占预算的比重": ("支出", BUDGETS, False),
}
"""What stands above and below the line of each rate, and whether it is of their difference."""

_NO_CLAIM = regex(r"以上|以下|以内|左右|的|个百分点|[-~至]")
_PLANNED = regex(r"目标|计划|要求|力争|确保|标准|应达|平均|季度|月")
# A whole year's amounts are printed with this many digits at least; fewer meet by chance.
_FEWEST_DIGITS = 3


@check
def two_totals(subject: Subject) -> Iterator[Finding]:
    """C09 预算、支出有两个数，或是同一个数

    同一份文字里，本年度的总支出（决算）、年初预算或调整后的预算写了两个不同的数，提示核对；其中一个与预算相同的
    一并指出。同一个数既写作预算又写作支出，而另外写有不同的预算、不到 100% 的执行率的，也提示。上年、项目、
    财政拨款等一部分的数不比。
    """
    for stated in stated_totals(subject):
        differing = _differing(stated)
        if differing is not None:
            yield differing
        else:
            yield from _both(stated)


def _differing(stated: StatedTotals) -> Finding | None:
    """The first total that is stated with two values."""
    budgets = {each.quantity.value for each in stated.of(*BUDGETS)}
    for kind in ("支出", "年初预算", "调整预算"):
        for one, other in pairwise(stated.of(kind)):
            first, second = one.quantity, other.quantity
            if abs(first.value - second.value) < max(first.step, second.step):
                continue
            same = [each for each in (first, second) if kind == "支出" and each.value in budgets]
            told = f"，{same[0].shown}又是预算" if same else ""
            message = (
                f"本年度{kind}写的是 {second.shown}，另一处写的是 {first.shown}{told}，请核对是不是同一口径"
            )
            return _finding("C09", second, message, first.shown, f"同一年度只有一个{kind}")
    return None


def _both(stated: StatedTotals) -> Iterator[Finding]:
    """An amount that is called budget as well as spending, though something says that they differ."""
    budgets = stated.of(*BUDGETS)
    for spent in stated.of("支出"):
        same = [each for each in budgets if each.quantity.value == spent.quantity.value]
        if not same or sum(map(str.isdecimal, spent.quantity.shown)) < _FEWEST_DIGITS:
            continue
        why = _why_they_differ(stated, spent, same[0])
        if why:
            message = (
                f"{spent.quantity.shown}写作支出，{_at(same[0].quantity)}又写作{same[0].kind}，"
                f"{why}，请核对哪一个写错了"
            )
            yield _finding("C09", spent.quantity, message, None, "预算与支出是两个数")
            return


def _why_they_differ(stated: StatedTotals, spent: StatedAmount, same: StatedAmount) -> str:
    rates = [found for found in _rates(stated, "执行率") if found.figure.value != 1]
    wholes = [each.quantity.value for each in stated.of(*BUDGETS)]
    for rate in rates:
        if not any(fit(spent.quantity.value / whole, rate.figure).follows for whole in wholes if whole):
            return f"可是执行率写的是 {rate.shown}"
    others = [
        each for each in stated.of("年初预算", "调整预算") if each.quantity.value != same.quantity.value
    ]
    if same.kind == "年初预算" and others and not rates:
        return f"可是{others[0].kind}是 {others[0].quantity.shown}"
    return ""


@check
def rates_of_totals(subject: Subject) -> Iterator[Finding]:
    """C15 全文的总额与比率

    执行率、结转结余率、预决算差异率、预算调整率写在一处，预算、支出、结转结余写在别处（隔了几句、几段）的，比率应由这些数得出：用全文写的
    任何一个预算（或表里的合计）都得不出的，提示核对。一句话里两个数都有的由 R03 核对，表里印有执行率合计的由
    R04 核对，四个季度、项目、目标的比率不比。
    """
    printed = total_rate(subject) is not None
    for stated in stated_totals(subject):
        judged = {
            (claim.cell, claim.rate.sentence)
            for cell in stated.cells
            if "%" in cell.text
            for claim in claims(cell)
        }
        for word, (part, wholes, _) in _WAYS.items():
            if (word == "执行率" and printed) or not stated.of(part) or not stated.of(*wholes):
                continue
            for rate in _rates(stated, word):
                if (rate.cell, rate.sentence) not in judged:
                    yield from _rate(word, rate, stated, _in_tables(subject))


def _rate(word: str, rate: Quantity, stated: StatedTotals, others: Sequence[Decimal]) -> Iterator[Finding]:
    """A rate that follows from no part and whole; the part nearest above it is told."""
    part_kind, whole_kinds, is_change = _WAYS[word]
    parts = [each.quantity for each in stated.of(part_kind)]
    wholes = [each.quantity for each in stated.of(*whole_kinds)]
    if word == "占预算的比重":
        parts = [each for each in parts if each.whole == rate.whole and each.cell == rate.cell]

    def share(part: Decimal, whole: Decimal) -> Decimal:
        return abs(part - whole) / whole if is_change else part / whole

    known = [*(each.value for each in parts), *others], [*(each.value for each in wholes), *others]
    ways = (share(part, whole) for part in known[0] for whole in known[1] if whole and part != whole)
    full = any(part == whole for part in known[0] for whole in known[1])
    if any(fit(way, rate.figure).follows for way in ways) or (
        full and rate.figure.value == int(not is_change)
    ):
        return
    above = [
        each for each in parts if (each.cell.row, len(each.sentence)) <= (rate.cell.row, len(rate.sentence))
    ]
    if not parts or not all(each.value for each in wholes):
        return
    part = (above or parts)[-1]
    whole = min(wholes, key=lambda each: abs(share(part.value, each.value) - rate.figure.value))
    expected = written(share(part.value, whole.value), rate.figure)
    told = f"{_at(part)}的 {part.shown}", f"{_at(whole)}的 {whole.shown}"
    worked = f"{told[0]}与{told[1]}之差÷{whole.shown}" if is_change else "÷".join(told)
    message = f"{word}写的是 {rate.shown}，按{worked}应为 {expected}，请核对各是什么口径"
    yield _finding("C15", rate, message, expected, "比率由全文的数得出")


def _rates(stated: StatedTotals, word: str) -> Iterator[Quantity]:
    """The rates of the whole in its own year."""
    for cell in stated.cells:
        for found in quantities(cell) if "%" in cell.text else ():
            said = found.sentence if word == "占预算的比重" else found.label
            claimed = found.unit == "%" and found.exact and not found.partial
            named = claimed and _RATES[word].search(said) and not _NO_CLAIM.match(found.rest)
            if named and stated.is_whole(found) and not _PLANNED.search(found.clause):
                yield found


def _in_tables(subject: Subject) -> list[Decimal]:
    """The amounts of the total rows of tables, and of the money of a project."""
    rows = [(table, row) for table in subject.workbook.figures for row in table.rows if is_total(row)]
    found = [
        in_yuan(cell.number.value, table.unit) or cell.number.value
        for table, row in rows
        for cell in row.cells.values()
        if cell.number is not None and not cell.number.percent
    ]
    blocks = [
        cell.number.value for money in subject.workbook.money for cell in money.cells.values() if cell.number
    ]
    return [*found, *(value * scale for value in blocks for scale in (Decimal(1), Decimal(10_000)))]


def _at(found: Quantity) -> str:
    return f"工作表“{found.cell.sheet}”{found.cell.address} "


def _finding(code: str, at: Quantity, message: str, expected: str | None, basis: str) -> Finding:
    return Finding(code, NOTICE, at.cell.sheet, at.cell.address, message, expected, at.shown, basis)
