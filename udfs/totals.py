"""Grades and rates of score."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .errors import BadValueError, ScoreError
from .native import Part, Term, literal, refused, snapped
from .numbers import Number, not_negative, number, snap
from .tiers import find_tier, native_chain


def grade(total: Number, bands: str) -> str:
    """Grade of a total score by bands such as "[90,100]: 优; [80,90): 良; [60,80): 中; [0,60): 差".

    Raises `BadValueError` when the total is not a number or lies outside all bands.
    """
    return find_tier(snap(number(total, "总分")), bands).outcome


def grade_shown(total: Decimal | str, bands: str) -> str:
    """What the cell of a grade shows: the grade, or the error value of the total or of the grade."""
    if isinstance(total, str):
        return total
    try:
        return grade(total, bands)
    except ScoreError as error:
        return error.code


def native_grade(part: Part, total: Term, bands: Term) -> str:
    """`grade` as a chain of IF."""
    return native_chain(snapped(total, part, "总分"), str(bands.rule), lambda tier, _: literal(tier.outcome))


def score_rate(score: Number, weight: Number) -> Decimal:
    """Rate of score (得分率): score ÷ weight, 1 at 100 %.

    Raises `BadValueError` when the weight is not above 0 or the score is below 0.
    """
    base = number(weight, "分值")
    if base <= 0:
        raise BadValueError(f"分值是 {base}，应大于 0")
    return not_negative(score, "得分") / base


def native_score_rate(part: Part, score: Term, weight: Term) -> str:
    """`score_rate` as one formula."""
    checks = f"AND({weight.atom}>0,{score.atom}>=0)"
    return f"IF({checks},{score.atom}/{weight.atom},{refused('分值应大于 0，得分不小于 0')})"


def total_of(shown: Iterable[Decimal | str | None]) -> Decimal | str:
    """What a SUM over cells shows: their sum, or the first error value among them."""
    total = Decimal(0)
    for value in shown:
        if isinstance(value, str) and value:
            return value
        total += value if isinstance(value, Decimal) else 0
    return total
