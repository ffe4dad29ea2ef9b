"""Ranges of single rules while a figure runs through a range, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbooks.standards.expression import parse
from workbooks.whatif.ranges import FigureSpan, Ranges
from workbooks.whatif.variables import Values


def found(text, low, high, unit="", **data):
    """The range of an expression while the figure 甲 runs from one value to another, in steps of 1."""
    values = Values(Decimal(1), Decimal(1), Decimal(-1000), Decimal(1000), unit)
    span = FigureSpan("甲", Decimal(low), Decimal(high), values)
    figures = {key: Decimal(value) if isinstance(value, int) else value for key, value in data.items()}
    return Ranges(figures, span).of(parse(text, {"甲", *data}).root)


@pytest.mark.parametrize(
    ("text", "low", "high", "expected"),
    [
        # The middle tier is open at both ends, and neither end of the range lies in it.
        ('tiers(甲, "<=1: 0; <2: 5; >=2: 1")', 0, 3, (0, 5)),
        ('tiers(甲, "<=1: 3; <2: 0~2; >=2: 1")', 1, 2, (Decimal("2E-11"), 3)),
        ('tiers(甲, "<=0: 1; >0: 4")', -1, 0, (1, 1)),
        ('tiers(甲, "<=0: 1; <5: 4; >=5: 0")', -1, 6, (0, 4)),
        # A rate above 100 % has no score: what is left of the range counts.
        ('tiers(甲, "[0,1]: 2")', 1, 9, (2, 2)),
        ('tiers(甲, "[0,1]: 2")', 2, 9, None),
        # 7 ÷ 0 has no value, 7 ÷ 2 is above 100 %.
        ('tiers(7 / 甲, "<=100%: 3; >100%: 1")', 0, 7, (1, 3)),
        ("1 / 甲 - 1 / 甲", 1, 2, (Decimal("-0.5"), Decimal("0.5"))),
        ("2 - 3 * 甲", 1, 2, (-4, -1)),
        # Counts are whole: from 0.1 to 2.9 only 1 and 2 have a score.
        ('deduct_per_count(5, "2", 甲 / 10)', 1, 29, (1, 3)),
        ('deduct_capped(5, "1; 2", 3, 甲 / 10, 0)', 1, 29, (3, 4)),
        ('points_per_count("2", 甲 / 10)', 1, 29, (2, 4)),
        ("veto(甲 / 10, 3)", 1, 29, (0, 0)),
        ("veto(甲 / 10, 3)", 0, 29, (0, 3)),
        # Points beyond their limits have no value.
        ('points("2", 甲)', -5, 5, (0, 2)),
        ('levels("1.5; 1; 0", 甲)', 0, 1, (0, 1)),
        ('levels("1.5; 1; 0", 甲)', 1, 9, (1, Decimal("1.5"))),
        ("proportion(甲, 2)", -1, 9, (0, 2)),
        ('deduct_per_point(甲, ">10", 1, 1, 3, "满一点")', 10, 12, (1, 3)),
        # 0 of 0 counts as 5; 1 of 0 has no value, but 1 of next to nothing is more than any bound.
        ('tiers(ratio(0, 甲, 5), "<=1: 1; >1: 4")', 0, 2, (1, 4)),
        ('tiers(ratio(1, 甲, 5), "<=1: 1; >1: 4")', 0, 2, (1, 4)),
        ('quarterly(甲, "50%; 100%", "1; 1", 2, 1, 2)', 0, 4, (2, 4)),
        ("when(甲, 2, 1)", 0, 3, (1, 2)),
        ("when(甲, 2, 1)", 1, 3, (2, 2)),
        ("when(甲, 2, 1)", 0, 0, (1, 1)),
    ],
)
def test_a_rule(text, low, high, expected):
    assert found(text, low, high) == expected


@pytest.mark.parametrize(
    ("text", "low", "high", "expected"),
    [
        # 20 is the target: full there and up to twice as much, nothing from three times on.
        ('goal("20个", 甲, 2, "(0,1000]: 2~3")', 10, 70, (0, 2)),
        ('goal("20个", 甲, 2, "(0,1000]: 2~3", "反向")', 10, 80, (Decimal("0.5"), 2)),
        ('target("≥20个", 甲, 8)', 5, 15, (2, 6)),
        ('target("15-20个", 甲, 8)', 0, 60, (0, 8)),
        # Between 20 and 40 full, from 41 on (more than 100 % over) half; the range ends in both.
        ('target_ratio("20个", 甲, 8, "<=100%: 0; >100%: 50%")', 10, 50, (4, 8)),
        # Too much is worse than far too much: the least lies inside the range.
        ('target_ratio("20个", 甲, 8, "<=100%: 0; <200%: 50%; >=200%: 0")', 20, 70, (4, 8)),
    ],
)
def test_a_target(text, low, high, expected):
    assert found(text, low, high, unit="个") == expected


def test_a_judgement_stands_for_its_rule():
    text = 'judged(乙, 6, tiers(甲, "<1: 2; >=1: 4"))'
    assert found(text, 0, 3, 乙=5) == (5, 5)
    assert found(text, 0, 3, 乙=None) == (2, 4)


def test_other_figures_that_are_missing_leave_no_range():
    assert found("甲 + 乙", 0, 3, 乙=None) is None
    assert found("proportion(乙, 甲)", 0, 3, 乙=None) is None
