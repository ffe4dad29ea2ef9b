"""Conditions that are met or not, one by one, and the better or worse of several scores."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .errors import BadValueError, RuleTextError
from .native import Part, Term, conjunction, refused, times
from .numbers import Number, number, rule_numbers, snap
from .turning import Rule

_YES_OR_NO = "是否满足应填 1（是）或 0（否）"


def checklist(points: str | Number, *met: Number) -> Decimal:
    """Sum of the points of the conditions that are met ("1; 1; 0.5", one for each; 1 is met, 0 is not).

    Raises `BadValueError` for any other figure.
    """
    each = _one_each(points, met)
    return sum(
        (value * _met(flag, place) for place, (value, flag) in enumerate(zip(each, met, strict=True), 1)),
        Decimal(0),
    )


def native_checklist(part: Part, points: Term, *met: Term) -> str:
    """`checklist` as one formula."""
    each = _one_each(points.rule, met)
    checks = [f"OR({flag.atom}=1,{flag.atom}=0)" for flag in met]
    total = "+".join(times(value, flag.atom) for value, flag in zip(each, met, strict=True))
    return f"IF({conjunction(checks)},{total},{refused(_YES_OR_NO)})"


def at_yes_and_no(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `checklist` has a result at all."""
    return (Decimal(0), Decimal(1)) if place else ()


def _one_each(points: str | Number, met: tuple[object, ...]) -> tuple[Decimal, ...]:
    each = rule_numbers(points, "各条分值")
    if len(each) != len(met):
        raise RuleTextError(f"写了 {len(each)} 个各条分值，却有 {len(met)} 条")
    return each


def _met(flag: Number, place: int) -> Decimal:
    given = snap(number(flag, f"第{place}条"))
    if given not in (0, 1):
        raise BadValueError(f"第{place}条填的是 {given}，{_YES_OR_NO}")
    return given


def highest(*scores: Number) -> Decimal:
    """The best of several scores (择优). Raises `BadValueError` when one is not a number."""
    return max(number(score, f"第{place}个得分") for place, score in enumerate(scores, 1))


def native_highest(part: Part, *scores: Term) -> str:
    """`highest` as one formula."""
    return f"MAX({','.join(score.formula for score in scores)})"


def lowest(*scores: Number) -> Decimal:
    """The least of several scores or limits (封顶). Raises `BadValueError` when one is not a number."""
    return min(number(score, f"第{place}个得分") for place, score in enumerate(scores, 1))


def native_lowest(part: Part, *scores: Term) -> str:
    """`lowest` as one formula."""
    return f"MIN({','.join(score.formula for score in scores)})"
