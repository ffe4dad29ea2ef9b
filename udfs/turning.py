"""Where the result of a function may turn: every function is monotone in each argument in between.

A search for a goal leaves out whole ranges of a figure, because the extremes of a function lie at the ends
of a range and at these points. A function of the catalogue names its own beside its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from .numbers import SIGNIFICANT_DIGITS

Rule = Sequence[Decimal | str | None]
"""The arguments of a call as they stand, None for one that varies."""

Turning = Callable[[int, Rule, Decimal, Decimal], Iterable[Decimal]]
"""The values of the argument at a place (from 0), from a low to a high one, at which the result may turn.

Values outside are allowed, they are left out; a text that varies (an actual value) counts as its number.
"""

TINY = Decimal("1E-20")
"""Nothing that is not 0 comes nearer to it: a quotient of two figures, or where a denominator starts."""

_SNAPPED = Context(prec=SIGNIFICANT_DIGITS)


def nowhere(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """A function that only rises, or only falls, with each argument."""
    return ()


def near_zero(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """A function that divides: a denominator of 0 has no result, or one of its own."""
    return (Decimal(0), TINY)


def at_counts(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """A function of whole numbers: those at the ends, and 0 and 1."""
    least, most = low.to_integral_value(ROUND_CEILING), high.to_integral_value(ROUND_FLOOR)
    return (least, most, Decimal(0), Decimal(1))


def around(bound: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """A bound and the snapped values next to it, one of which may lie in another tier."""
    if bound == 0:
        return -TINY, bound, TINY
    return _SNAPPED.next_minus(bound), bound, _SNAPPED.next_plus(bound)
