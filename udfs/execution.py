"""Ratios, proportional scores and the quarterly budget execution."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from .errors import BadValueError, NoQuotientError, RuleTextError
from .native import DUST_PLACES, Part, Scope, Term, bracketed, literal, of_a_ratio, refused, snapped, times
from .numbers import Number, not_negative, number, rule_number, rule_numbers, snap
from .turning import Rule


def ratio(part: Number, whole: Number, both_zero: str | Number) -> Decimal:
    """`part` ÷ `whole`, and `both_zero` ("0%" or 0, as the rule says) when nothing was planned or spent.

    Both in one unit and not below 0; 1 is 100 %. Raises `BadValueError` when only the whole is 0.
    """
    share, base = not_negative(part, "实际数"), not_negative(whole, "计划数")
    if base > 0:
        return share / base
    if share > 0:
        raise BadValueError(f"计划数是 0，实际数却是 {share}，比率无法计算")
    return rule_number(both_zero, "都为 0 时的比率")


def native_ratio(part: Part, share: Term, whole: Term, both_zero: Term) -> str:
    """`ratio` as one formula."""
    none = literal(rule_number(both_zero.rule, "都为 0 时的比率"))
    checks = f"AND({share.atom}>=0,{whole.atom}>=0,OR({whole.atom}>0,{share.atom}=0))"
    return f"IF({checks},IF({whole.atom}>0,{share.atom}/{whole.atom},{none}),{refused('比率无法计算')})"


def up_to_the_cap(place: int, rule: Rule, low: Decimal, high: Decimal) -> list[Decimal]:
    """A proportion turns at the ratio that gives all the points."""
    full, cap = rule[1], rule[2] if len(rule) > 2 else rule[1]
    if not (isinstance(full, Decimal) and isinstance(cap, Decimal) and full > 0 and cap):
        return []
    return [snap(cap / full)] if place == 0 else []


def proportion(ratio: Number, full: Number, cap: Number | None = None) -> Decimal:
    """`ratio` × `full` points, never below 0 and never above `cap` (the full points unless given).

    A ratio is 1 at 100 %. Raises `BadValueError` when it is not a number.
    """
    most = rule_number(full, "满分")
    limit = most if cap is None else rule_number(cap, "封顶分")
    return min(max(Decimal(0), snap(number(ratio, "比率")) * most), limit)


def native_proportion(part: Part, ratio: Term, full: Term, cap: Term | None = None) -> str:
    """`proportion` as one formula."""
    most = rule_number(full.rule, "满分")
    limit = most if cap is None else rule_number(cap.rule, "封顶分")
    if ratio.is_reference:
        return _native_proportion(ratio.formula, most, limit)
    points = of_a_ratio(times(most, bracketed(snapped(ratio, part, "比率"))))
    return f"MIN({literal(limit)},MAX(0,{points}))"


def _native_proportion(ratio: str, most: Decimal, limit: Decimal) -> str:
    return f"MIN({literal(limit)},MAX(0,{times(most, bracketed(ratio))}))"


def quarter_rates(budget: Number, schedule: str, cumulative: Sequence[Number]) -> tuple[Decimal, ...]:
    """Execution rate of each period: cumulative spend ÷ (budget × scheduled share).

    Budget and spend in one unit, shares as "25%; 50%; 75%; 100%". Raises `BadValueError` when the
    budget is not above 0 or a figure is not a number.
    """
    total = number(budget, "预算总额")
    if total <= 0:
        raise BadValueError(f"预算总额是 {total}，应大于 0")
    shares = _shares(schedule, len(cumulative))
    spends = [number(spend, f"第{period}期累计支出") for period, spend in enumerate(cumulative, 1)]
    return tuple(snap(spend / (total * share)) for spend, share in zip(spends, shares, strict=True))


def _shares(schedule: str | Number, periods: int) -> tuple[Decimal, ...]:
    """The scheduled share of each period."""
    shares = rule_numbers(schedule, "序时进度")
    if len(shares) != periods or min(shares) <= 0:
        raise RuleTextError(f"序时进度“{schedule}”应与 {periods} 个累计支出一一对应，且都大于 0")
    return shares


def quarterly_execution(
    budget: Number, schedule: str, full: str | Number, mean_full: Number, *cumulative: Number
) -> Decimal:
    """Points of the quarterly execution: each period's rate × its points, plus the mean rate × `mean_full`.

    Each part lies between 0 and its own full points. `full` holds the points of the periods
    ("1; 1; 1; 1"); the mean is taken of the rates as they are. Errors as in `quarter_rates`.
    """
    rates = quarter_rates(budget, schedule, cumulative)
    weights = _weights(full, len(rates))
    parts = sum((proportion(rate, weight) for rate, weight in zip(rates, weights, strict=True)), Decimal(0))
    return parts + proportion(sum(rates, Decimal(0)) / len(rates), mean_full)


def _weights(full: str | Number, periods: int) -> tuple[Decimal, ...]:
    """The full points of each period."""
    weights = rule_numbers(full, "各期分值")
    if len(weights) != periods:
        raise RuleTextError(f"写了 {len(weights)} 个各期分值，却有 {periods} 个累计支出")
    return weights


def native_quarterly(
    part: Part, budget: Term, schedule: Term, full: Term, mean_full: Term, *spent: Term
) -> str:
    """`quarterly_execution` as a formula, each period's rate a part of its own."""
    shares, weights = _shares(schedule.rule, len(spent)), _weights(full.rule, len(spent))
    rates = [
        part(
            f"第{period}期执行率",
            f"ROUND({term.atom}/{bracketed(times(share, budget.atom))},{DUST_PLACES})",
            partial(_rate, budget, term, share),
            [budget, term],
        )
        for period, (term, share) in enumerate(zip(spent, shares, strict=True), 1)
    ]
    parts = [_native_proportion(rate, weight, weight) for rate, weight in zip(rates, weights, strict=True)]
    mean, most = f"({'+'.join(rates)})/{len(rates)}", rule_number(mean_full.rule, "平均分值")
    parts.append(_native_proportion(f"ROUND({mean},{DUST_PLACES})", most, most))
    return f"IF({budget.atom}>0,{'+'.join(parts)},{refused('预算总额应大于 0')})"


def _rate(budget: Term, spent: Term, share: Decimal, scope: Scope) -> Decimal:
    base = number(budget.value(scope), "预算总额") * share
    if base == 0:
        raise NoQuotientError("预算总额是 0，没有执行率")
    return snap(number(spent.value(scope), "累计支出") / base)
