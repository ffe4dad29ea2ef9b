"""The pace of spending: plans carried out, and plans that meet a rate or a score."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.scenarios import published
from workbooks.problems import InputError
from workbooks.whatif.pace import carried_out, course_of, evenly, for_rate, for_score

BUDGET = Decimal("505139.04")


@pytest.fixture
def course():
    return course_of(published("shenzhen-2021"), after=2)


def test_a_plan_that_repeats_the_year(course):
    spent = [Decimal("256078.40") - Decimal("223529.67"), Decimal("495698.32") - Decimal("256078.40")]
    found = carried_out(course, spent)
    assert (found.score, found.table.total) == (Decimal("3.84"), Decimal("91.26"))
    assert [round(period.rate, 4) for period in found.periods] == [
        Decimal("0.0164"),
        Decimal("0.8850"),
        Decimal("0.6759"),
        Decimal("0.9813"),
    ]
    assert [period.planned for period in found.periods] == [False, False, True, True]


def test_the_plan_for_a_rate(course):
    found = for_rate(course, Decimal("0.95"))
    # 95 % of the budget is 479,882.088; 223,529.67 is spent, six months are left.
    assert found.further == Decimal("256352.42")
    assert found.per_month == Decimal("42725.40")
    assert found.periods[-1].cumulative == Decimal("479882.09")
    # Rates 0.016449, 0.885022, 0.928341, 0.95: 1.5 times their sum.
    assert found.score == Decimal("4.17")


def test_the_plan_for_a_score_is_the_smallest(course):
    found = for_score(course, Decimal("4.20"))
    assert found.reached
    assert found.score == Decimal("4.20")
    less = carried_out(course, evenly(course, found.further - Decimal("0.01")))
    assert less.score < Decimal("4.20")


def test_a_score_out_of_reach_spends_the_whole_budget(course):
    found = for_score(course, Decimal(5))
    assert not found.reached
    assert found.periods[-1].cumulative == BUDGET
    # 0.016449 and 0.885022 stand; the third rate is 364,334.36 ÷ 378,854.28, the last 1: 4.29.
    assert found.score == Decimal("4.29")


def test_a_score_that_is_reached_already_spends_nothing():
    found = for_score(course_of(published("project-2020")), Decimal("9.5"))
    assert (found.further, found.score) == (Decimal(0), Decimal("9.70"))


def test_the_execution_of_a_year():
    # 9.895 of 10 is 98.95 % of 130: 128.635.
    found = for_score(course_of(published("project-2020"), months=2), Decimal("9.9"))
    assert (found.further, found.per_month) == (Decimal("2.54"), Decimal("1.27"))
    assert found.table.data["资金总额_全年执行"] == Decimal("128.64")
    assert found.rate == Decimal("128.64") / 130


def test_the_denominator_may_be_a_sum():
    # 5,592.11 + 2.23 = 5,594.34
    assert course_of(published("heping-2024")).budget == Decimal("5594.34")


def test_the_quarters_that_are_filled_are_over():
    base = published("shenzhen-2021", {"三季度_累计支出": None, "四季度_累计支出": None})
    assert base.table.total is None
    course = course_of(base)
    assert (course.keys, course.months) == (("三季度_累计支出", "四季度_累计支出"), 6)
    assert carried_out(course, [Decimal(100000), Decimal(100000)]).table.total is not None


def test_parts_of_an_even_plan_add_up(course):
    assert evenly(course, Decimal("100.01")) == [Decimal("50.01"), Decimal("50.00")]


@pytest.mark.parametrize(
    ("standard_id", "changes", "after", "message"),
    [
        ("shenzhen-2021", {}, None, "4 个季度之后没有要推演的；用 --after"),
        ("shenzhen-2021", {}, 4, "0—3"),
        ("shenzhen-2021", {"部门预算_总额": 0}, 2, "预算是 0，应大于 0"),
        ("shenzhen-2021", {"部门预算_总额": None}, 2, "部门预算_总额"),
        ("shenzhen-2021", {"一季度_累计支出": None}, 2, "先填数据项“一季度_累计支出”"),
        ("wuxi-2021", {}, None, "先填数据项“预算执行_支出数”"),
    ],
)
def test_what_cannot_be_planned(standard_id, changes, after, message):
    with pytest.raises(InputError, match=message):
        course_of(published(standard_id, changes), after)


def test_a_plan_has_an_amount_for_each_quarter(course):
    with pytest.raises(InputError, match="还有 2 期（三季度_累计支出、四季度_累计支出），计划里写了 3 个数"):
        carried_out(course, [Decimal(1)] * 3)


@given(after=st.integers(0, 3), wanted=st.integers(0, 600).map(lambda number: Decimal(number) / 100))
@settings(max_examples=40, deadline=None)
def test_one_cent_less_misses_the_score(after, wanted):
    course = course_of(published("shenzhen-2021"), after)
    found = for_score(course, wanted)
    if found.reached and found.further > 0:
        assert carried_out(course, evenly(course, found.further - Decimal("0.01"))).score < wanted
