"""Scores of targets (目标值) against actual values (完成值): the rules of three official forms.

The rules themselves are steps (`goal_steps`), which the native edition writes into cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from .cell_functions import EMPTY, ONE
from .goal_rules import ATTAINMENT_RATES, check_bands, check_shares, limits
from .goal_steps import Both, goal_points, ratio_points, share_points, target_points
from .native import Part, Scope, Term
from .numbers import Number, number
from .targets import in_python, parse_target, read_in_python, see
from .targets.grammar import read
from .tiers import bounds, parse_tiers
from .turning import Rule


def target(
    target: Number | str, actual: Number | str, weight: Number, judged_rate: Number | None = None
) -> Decimal:
    """Points by the national 项目支出绩效自评表: full when met, otherwise in proportion.

    Below a lower bound 完成/目标 × weight; above an upper bound straight down to 0 at twice the bound.
    Plain targets count as "at least", those of 0 as "at most". A strict ">" or "<" scores like its
    closed form, because at equality the proportion itself is the full weight; only ">0" asks for more
    than 0. A qualitative target takes the rate a person judged (0 to 1), held to the level attained; a
    date is full when met in time and takes a judged rate below 1 after it.

    Raises `MissingValueError` for a blank or a missing rate, `BadValueError` for what cannot be read,
    a negative target, units that differ, or a rate outside its level.
    """
    return _points(_target_steps(), _scope(target, actual, weight, rate=_rate(judged_rate)))


def native_target(
    part: Part, target: Term, actual: Term, weight: Term, judged_rate: Term | None = None
) -> str:
    """`target` as a formula over its steps."""
    return target_points(_read(part, target, actual, weight), judged_rate or EMPTY).formula


def target_ratio(
    target: Number | str,
    actual: Number | str,
    weight: Number,
    excess_tiers: str | None = None,
    direction: str | None = None,
) -> Decimal:
    """Points by 完成/目标 (反向: 目标/完成) × weight, at most the weight; less for a target set too low.

    `excess_tiers` gives the share of the weight taken off by how far a positive indicator went over
    its target, (完成−目标)/目标: "<200%: 0; <300%: 10%; <500%: 20%; >=500%: 30%"; blank for none. An
    inverse indicator at 0 has done better than any target. Raises `BadValueError` for a positive
    target of 0, for 0 ÷ 0, for negative figures and for what is neither a quantity nor a date met in time.
    """
    excess = "" if _is_blank(excess_tiers) else str(excess_tiers)
    if excess:
        check_shares(excess)
    return _points(_ratio_steps(excess), _scope(target, actual, weight, direction=_direction(direction)))


def native_target_ratio(
    part: Part,
    target: Term,
    actual: Term,
    weight: Term,
    excess_tiers: Term | None = None,
    direction: Term | None = None,
) -> str:
    """`target_ratio` as a formula over its steps."""
    excess = "" if excess_tiers is None else str(excess_tiers.rule).strip()
    if excess:
        check_shares(excess)
    return ratio_points(_read(part, target, actual, weight), excess, direction or EMPTY).formula


def target_share(target: Number | str, actual: Number | str) -> Decimal:
    """How much of a target was done: 完成/目标, above 1 where more was done; a date met in time is 1.

    Only for targets of which more is better: raises `BadValueError` for ≤ and <, a range, 0, negative
    figures, units that differ, a date that was missed and for what is neither a quantity nor a date.
    """
    return _points(_share_steps(), _scope(target, actual, Decimal(1)))


def native_target_share(part: Part, target: Term, actual: Term) -> str:
    """`target_share` as a formula over its steps."""
    return share_points(_read(part, target, actual, ONE)).formula


def goal(
    target: Number | str, actual: Number | str, weight: Number, bands: str, direction: str | None = None
) -> Decimal:
    """Points of a work goal whose over-completion is only accepted up to a ratio that depends on its size.

    The ratio is 完成/目标 (反向: 目标/完成). Below 1 it gives its share of the weight; above, `bands` says
    for targets of each size until which ratio the weight is full and at which nothing is left, straight
    in between: "(0,1]: 1.2~1.5; (1,20]: 2~3; >20: 1.5~2.5". A percentage counts as its fraction. A
    target of 0 is full at 0 and nothing otherwise; an inverse indicator at 0 is full for any target. Raises
    `BadValueError` for a target in no band, negative figures and for what is neither a quantity nor a date
    met in time.
    """
    check_bands(bands)
    return _points(_goal_steps(bands), _scope(target, actual, weight, direction=_direction(direction)))


def native_goal(
    part: Part, target: Term, actual: Term, weight: Term, bands: Term, direction: Term | None = None
) -> str:
    """`goal` as a formula over its steps."""
    text = str(bands.rule)
    check_bands(text)
    return goal_points(_read(part, target, actual, weight), text, direction or EMPTY).formula


def at_target(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `target` turns: at the ends of what is asked for; a judged rate at the bounds of its levels."""
    if place == 3:
        return bounds(ATTAINMENT_RATES)
    return _multiples(rule) if place == 1 else ()


def at_target_ratio(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `target_ratio` turns: at the target and where more of the weight is taken off."""
    text = "" if len(rule) < 4 or _is_blank(rule[3]) else str(rule[3])
    over = [1 + bound for bound in bounds(text)] if text else []
    return _multiples(rule, over) if place == 1 else ()


def at_target_share(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `target_share` turns: nowhere, but only from 0 on there is one."""
    return [Decimal(0)] if place == 1 else ()


def at_goal(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `goal` turns: at the target, and at the ratios between which its over-completion loses points."""
    ends = [end for tier in parse_tiers(str(rule[3])) for end in limits(tier.outcome, str(rule[3]))]
    return _multiples(rule, ends, ends) if place == 1 else ()


def _multiples(
    rule: Rule, factors: Iterable[Decimal] = (), divisors: Iterable[Decimal] = ()
) -> list[Decimal]:
    """0, the number of a target (both ends of a range), and its multiples."""
    wanted = parse_target("不适用" if rule[0] is None else rule[0])
    ends = [end for end in (wanted.number, wanted.upper) if end is not None]
    multiples = [end * factor for end in ends for factor in (Decimal(1), *factors)]
    return [Decimal(0), *multiples, *(end / divisor for end in ends for divisor in divisors)]


def _read(part: Part, target: Term, actual: Term, weight: Term) -> Both:
    return Both(part, read(part, target, "目标值"), read(part, actual, "完成值"), weight)


def _in_python() -> Both:
    weight = Term("", lambda scope: number(scope["weight"], "分值"))
    return Both(in_python, read_in_python("target"), read_in_python("actual"), weight)


@lru_cache(maxsize=1)
def _target_steps() -> Term:
    return target_points(_in_python(), Term("", lambda scope: scope["rate"]))


@lru_cache(maxsize=1)
def _share_steps() -> Term:
    return share_points(_in_python())


@lru_cache(maxsize=64)
def _ratio_steps(excess_tiers: str) -> Term:
    return ratio_points(_in_python(), excess_tiers, _given_direction())


@lru_cache(maxsize=64)
def _goal_steps(bands: str) -> Term:
    return goal_points(_in_python(), bands, _given_direction())


def _given_direction() -> Term:
    return Term("", lambda scope: scope["direction"])


def _scope(target: object, actual: object, weight: object, **others: object) -> Scope:
    seen = {"target": see(target, "目标值"), "actual": see(actual, "完成值")}
    return {**seen, "weight": weight, **others}


def _points(steps: Term, scope: Scope) -> Decimal:
    points = steps.value(scope)
    if not isinstance(points, Decimal):
        raise TypeError(f"points are {points!r}")
    return points


def _rate(judged_rate: object) -> Decimal | str:
    return "" if judged_rate is None else judged_rate if isinstance(judged_rate, str) else number(judged_rate)


def _direction(direction: object) -> str:
    return "" if _is_blank(direction) else str(direction).strip()


def _is_blank(text: object) -> bool:
    # LibreOffice hands over an empty cell as 0.
    return text is None or text == 0 or (isinstance(text, str) and not text.strip())
