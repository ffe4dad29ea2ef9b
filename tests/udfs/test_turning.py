"""Where functions turn: said by each function of the catalogue, and seen by the search for a goal."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from udfs.catalogue import BY_KEY, FUNCTIONS, Argument, Function
from udfs.turning import TINY, around, at_counts, near_zero, nowhere
from workbooks.standards.expression import parse
from workbooks.whatif.ranges import FigureSpan, Ranges
from workbooks.whatif.variables import Values

GOAL = "(0,1]: 1.2~1.5; (1,20]: 2~3; >20: 1.5~2.5"


def peak(value):
    """Points that rise up to 50 and fall from there on: a new function, made up."""
    return Decimal(10) - abs(Decimal(value) - 50)


def scratch(**given):
    arguments = (Argument("value", "数值", "任意数"),)
    texts = {"summary": "试", "errors": "无", "source": "无", "arguments": arguments}
    return Function("JX_PEAK", "peak", peak, lambda part, value: value.formula, **texts, **given)


def best(function, monkeypatch):
    """The most points the search believes possible while 甲 runs from 0 to 100."""
    monkeypatch.setitem(BY_KEY, "peak", function)
    span = FigureSpan(
        "甲", Decimal(0), Decimal(100), Values(Decimal(0), Decimal(1), Decimal(0), Decimal(100))
    )
    found = Ranges({}, span).of(parse("peak(甲)", {"甲"}).root)
    return found[1]


def test_a_function_without_its_turning_points_cannot_be_made():
    with pytest.raises(TypeError, match="turning"):
        scratch()
    assert next(one for one in fields(Function) if one.name == "turning").init
    assert all(callable(function.turning) for function in FUNCTIONS)


def test_goal_seek_sees_the_turning_points_of_a_new_function(monkeypatch):
    assert best(scratch(turning=lambda place, rule, low, high: [Decimal(50)]), monkeypatch) == 10
    # Without them it would believe that nothing above −40 can be had.
    assert best(scratch(turning=nowhere), monkeypatch) == -40


def turning(key, place, *rule, low=0, high=100):
    found = BY_KEY[key].turning(place, rule, Decimal(low), Decimal(high))
    return sorted(set(found))


def decimals(*texts):
    return [Decimal(text) for text in texts]


def test_around_a_bound_lie_the_nearest_snapped_values():
    assert list(around(Decimal("0.9"))) == decimals("0.899999999999", "0.9", "0.900000000001")
    assert list(around(Decimal(0))) == [-TINY, 0, TINY]


def asked(*given, **ends):
    """To be asked for in the test itself."""
    return lambda: turning(*given, **ends)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (asked("tiers", 0, None, "<=1: 0; >1: 5"), decimals("0.999999999999", "1", "1.00000000001")),
        (
            asked("grade", 0, None, "[0,60): 差; [60,100]: 好"),
            [
                -TINY,
                0,
                TINY,
                *decimals("59.9999999999", "60", "60.0000000001", "99.9999999999", "100", "100.000000001"),
            ],
        ),
        (asked("deduct_per_count", 2, 5, "1", None, low="1.5", high="7.5"), decimals("0", "1", "2", "7")),
        (asked("points", 1, "2; 3", None, 1), decimals("0", "2")),
        (asked("points", 2, "2; 3", 1, None), decimals("0", "3")),
        (asked("points", 1, None, None), decimals("0")),
        (asked("points", 0, None, 1), []),
        (asked("levels", 1, "1.5; 1; 0", None), decimals("0", "1", "1.5")),
        (asked("levels", 1, None, None), []),
        (asked("levels", 0, None, 1), []),
        (
            asked("tier_range", 0, None, 3, ">=1: 3~4; <1: 0~2"),
            decimals("0.999999999999", "1", "1.00000000001"),
        ),
        (asked("tier_range", 1, 2, None, ">=1: 3~4; <1: 0~2"), decimals("0", "2", "3", "4")),
        (asked("tier_range", 2, 2, 3, None), []),
        (asked("grade_range", 1, "好", None, "好: 3~4; 差: 0"), decimals("0", "3", "4")),
        (asked("grade_range", 0, None, 3, "好: 3~4; 差: 0"), []),
        (asked("deduct_per_point", 0, None, ">10%", "1%", 1, 5, "满一点"), decimals("0.1")),
        (asked("deduct_per_point", 4, 0.5, ">10%", "1%", 1, None, "满一点"), []),
        (asked("per_step", 0, None, "<95%", "1%", 1, "满一点"), decimals("0.95")),
        (asked("per_step", 0, None, None, "1%", 1, "满一点"), []),
        # 封顶 1 分、满分 10 分：比率 10% 就到顶；满分为 0 时哪里也不到顶
        (asked("proportion", 0, None, Decimal(1), Decimal("0.5")), decimals("0.5")),
        (asked("proportion", 0, None, Decimal(10), Decimal(1)), decimals("0.1")),
        (asked("proportion", 0, None, Decimal(10)), decimals("1")),
        (asked("proportion", 0, None, Decimal(0), Decimal(1)), []),
        (asked("proportion", 0, None, None, Decimal(1)), []),
        (asked("proportion", 0, None, Decimal(10), None), []),
        (asked("proportion", 1, Decimal(1), None), []),
        (asked("target", 1, "15-20个", None, 8), decimals("0", "15", "20")),
        (asked("target", 2, "15-20个", 3, None), []),
        (asked("target", 1, None, None, 8), decimals("0")),
        (asked("target", 1, "优", None, 8), decimals("0")),
        (asked("target_ratio", 1, "20个", None, 8), decimals("0", "20")),
        (asked("target_ratio", 1, "20个", None, 8, ""), decimals("0", "20")),
        (asked("target_ratio", 2, "20个", 30, None), []),
        (asked("target_share", 1, "20个", None), decimals("0")),
        (asked("target_share", 0, None, 30), []),
        (
            asked("goal", 1, "20个", None, 2, "(0,40]: 2~4; >40: 1~5"),
            decimals("0", "4", "5", "10", "20", "40", "80", "100"),
        ),
        (asked("goal", 2, "20个", 30, None, GOAL), []),
    ],
)
def test_points_by_hand(asked, expected):
    assert asked() == expected


def test_a_judged_rate_turns_where_its_level_begins_and_ends():
    found = turning("target", 3, "优", "部分达成", 8, None)
    assert set(decimals("0.6", "0.8", "0.799999999999")) <= set(found)


def test_over_completion_turns_where_more_is_taken_off():
    # 20 + 20 × 100 % = 40, and a hair beside it.
    found = turning("target_ratio", 1, "20个", None, 8, "<=100%: 0; >100%: 50%")
    assert found == decimals("0", "20", "39.99999999998", "40", "40.0000000002")


def test_conditions_have_a_result_at_yes_and_no_only_and_their_points_do_not_vary():
    assert turning("checklist", 0, None, 1, 0) == []
    assert turning("checklist", 1, "2; 1", None, 1) == decimals("0", "1")
    assert turning("checklist", 2, "2; 1", 1, None) == decimals("0", "1")


def test_what_divides_turns_near_zero():
    assert turning("ratio", 1, 1, None) == turning("score_rate", 1, 1, None) == [0, TINY]
    assert BY_KEY["quarterly"].turning is near_zero
    assert BY_KEY["veto"].turning is at_counts
