"""The search misses nothing: against every value nearby, and for any form of any standard."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.scenarios import cents, figures, losing
from workbooks.standards.library import available
from workbooks.whatif.search import curve_of, highest, nearest

NEARBY = 120
STANDARDS = available()


def in_order(curve):
    """The values around the present one, the nearest first."""
    values = curve.values
    present = int(values.present / values.step)
    for distance in range(1, NEARBY):
        for place in (present - distance, present + distance):
            if values.first <= place <= values.last:
                yield place


def places(values):
    """Any value, or one near the present one."""
    around = int(values.present / values.step)
    near = st.integers(around // 2, 2 * around + 50).map(lambda at: min(max(at, values.first), values.last))
    return st.one_of(st.integers(values.first, values.last), near)


@pytest.mark.parametrize("standard_id", STANDARDS)
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_the_answer_gives_the_promise_and_nothing_nearer_does(standard_id, data):
    base, figure = data.draw(figures(standard_id))
    curve = curve_of(base, figure)
    assume(curve.present is not None)
    wanted = curve.present + data.draw(cents(1, 300))
    value = nearest(curve, wanted)
    by_trying = next((place for place in in_order(curve) if (curve.points(place) or 0) >= wanted), None)
    if by_trying is not None:
        assert value == curve.value(by_trying)
    if value is not None:
        after = [base.apply({figure.slot: figure.values.written(value)}).items[line] for line in figure.lines]
        assert sum(item.score for item in after) >= wanted
        if (back := figure.values.one_less(value)) is not None:
            less = curve.points_of(figure.values.written(back))
            assert less is None or less < wanted


@pytest.mark.parametrize("standard_id", STANDARDS)
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_no_value_gives_more_than_the_highest_and_one_gives_it(standard_id, data):
    base, figure = data.draw(figures(standard_id))
    curve = curve_of(base, figure)
    most = highest(curve)
    tried = [curve.points(place) for place in in_order(curve)]
    if curve.values.first <= curve.values.last:
        tried += [curve.points(place) for place in data.draw(st.lists(places(curve.values), max_size=9))]
    points = [one for one in tried if one is not None]
    assert all(one <= most for one in points)
    if most is not None and (curve.present is None or most > curve.present):
        value = nearest(curve, most)
        assert value is not None
        assert curve.points_of(figure.values.written(value)) == most
        assert nearest(curve, most + Decimal("0.01")) is None


@pytest.mark.parametrize("standard_id", STANDARDS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_range_holds_every_value_that_occurs_in_it(standard_id, data):
    base, figure = data.draw(figures(standard_id))
    curve = curve_of(base, figure)
    values = curve.values
    assume(values.first <= values.last)
    ends = data.draw(st.tuples(places(values), places(values)))
    first, last = sorted(ends)
    inside = data.draw(st.integers(first, last))
    points = curve.points(inside)
    if points is not None:
        most = curve.most(first, last)
        assert most is not None
        assert points <= most


def test_every_kind_of_rule_is_searched():
    searched = set()
    for standard_id in STANDARDS:
        base = losing(standard_id)
        for figure in base.changeable:
            for line in curve_of(base, figure).lines:
                walk = line.expression.root.walk()
                searched |= {node.function.key for node in walk if hasattr(node, "function")}
    assert searched >= {
        "tiers",
        "ratio",
        "proportion",
        "deduct_per_point",
        "deduct_per_count",
        "deduct_capped",
        "points_per_count",
        "veto",
        "quarterly",
        "target",
        "target_ratio",
        "goal",
        "points",
    }
