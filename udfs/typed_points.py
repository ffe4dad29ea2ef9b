"""Points that a person typed, held to what the rule allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from .errors import BadValueError, RuleTextError
from .native import Part, Term, conjunction, literal, refused
from .numbers import Number, not_negative, rule_numbers, snap
from .turning import Rule


def points(maxima: str | Number, *awarded: Number) -> Decimal:
    """Sum of the points awarded, each between 0 and its maximum ("1; 1; 0.5", one for each).

    Raises `BadValueError` when a figure is not a number, below 0 or above its maximum.
    """
    limits = rule_numbers(maxima, "评分上限")
    if len(limits) != len(awarded):
        raise RuleTextError(f"写了 {len(limits)} 个评分上限，却有 {len(awarded)} 个评分")
    total = Decimal(0)
    for position, (limit, value) in enumerate(zip(limits, awarded, strict=True), 1):
        given = snap(not_negative(value, f"第{position}项评分"))
        if given > limit:
            raise BadValueError(f"第{position}项评分是 {given}，超过上限 {limit}")
        total += given
    return total


def native_points(part: Part, maxima: Term, *awarded: Term) -> str:
    """`points` as one formula."""
    # A single maximum may be a cell: the weight of a row of the unit's own.
    limits = [maxima.atom] if maxima.constant is None else _literals(maxima.constant)
    if len(limits) != len(awarded):
        raise RuleTextError(f"写了 {len(limits)} 个评分上限，却有 {len(awarded)} 个评分")
    checks: list[str] = []
    for limit, term in zip(limits, awarded, strict=True):
        checks += [f"{term.atom}>=0", f"{term.atom}<={limit}"]
    return f"IF({conjunction(checks)},{_sum(awarded)},{refused('评分小于 0 或超过上限')})"


def at_limits(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `points` turns: the least and the most of one judgement."""
    if place == 0:
        return ()
    maxima = rule_numbers(rule[0] if rule[0] is not None else 0, "评分上限")
    return (Decimal(0), *maxima[place - 1 : place])


def levels(allowed: str | Number, *awarded: Number) -> Decimal:
    """Sum of the levels awarded, each one of the allowed ones ("1.5; 1; 0").

    Raises `BadValueError` when a figure is not among them.
    """
    choices = rule_numbers(allowed, "可评分档")
    total = Decimal(0)
    for position, value in enumerate(awarded, 1):
        given = snap(not_negative(value, f"第{position}项评分"))
        if given not in choices:
            raise BadValueError(f"第{position}项评分是 {given}，只能是 {' / '.join(map(str, choices))}")
        total += given
    return total


def native_levels(part: Part, allowed: Term, *awarded: Term) -> str:
    """`levels` as one formula."""
    choices = rule_numbers(allowed.rule, "可评分档")
    checks = [f"OR({','.join(f'{term.atom}={literal(choice)}' for choice in choices)})" for term in awarded]
    return f"IF({conjunction(checks)},{_sum(awarded)},{refused('评分不是规定的档')})"


def at_levels(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `levels` has a result at all."""
    return () if place == 0 or rule[0] is None else rule_numbers(rule[0], "可评分档")


def _literals(maxima: str | Number) -> list[str]:
    return [literal(limit) for limit in rule_numbers(maxima, "评分上限")]


def _sum(awarded: Sequence[Term]) -> str:
    return "+".join(term.atom for term in awarded)
