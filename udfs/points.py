"""Points that a person typed, held to what the rule allows."""

from __future__ import annotations

from decimal import Decimal

from .errors import BadValueError, RuleTextError
from .numbers import Number, not_negative, rule_numbers, snap


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
