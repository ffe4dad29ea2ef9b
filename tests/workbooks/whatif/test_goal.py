"""Goals: what reaches them, by hand from the rules, and every suggestion applied."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.scenarios import HIGH_EXPENSES, SPECIAL_FUND, TOO_MANY_GROUPS, bases, cents, published
from workbooks.problems import InputError
from workbooks.standards.library import available
from workbooks.whatif.goal import solve, solve_by
from workbooks.whatif.pace import quarters_over
from workbooks.whatif.variables import Slot


def keeps_its_promise(base, answer):
    """Every suggestion applied: it reaches the goal, and no part of it can be smaller by one step."""
    for changes in [(change,) for change in answer.singles] + list(answer.pairs):
        typed = {change.figure.slot: change.typed for change in changes}
        scenario = base.apply(typed)
        assert scenario.total == changes[0].after
        assert scenario.total >= answer.goal
        for change in changes:
            values = change.figure.values
            if (back := values.one_less(change.value)) is not None:
                less = base.apply({**typed, change.figure.slot: values.written(back)})
                assert less.total is None or less.total < answer.goal


def test_what_brings_shenzhen_to_92():
    base = published("shenzhen-2021")
    answer = solve(base, Decimal(92))
    keeps_its_promise(base, answer)
    assert (answer.total, answer.needed) == (Decimal("91.26"), Decimal("0.74"))
    assert [(change.name, change.value, change.after) for change in answer.singles] == [
        # 13 % of 505,139.04 is 65,668.0752: below it two whole points are over 10 %, 0.8 of 1 is left.
        ("资金调整_累计金额", Decimal("65668.07"), Decimal("92.06")),
        # 1 of 28 is below 5 %.
        ("人员_编外", Decimal(1), Decimal("92.26")),
        # 4.575 needed, 3.838065 there; each point of the first rate counts 1.5 times of 126,284.76.
        ("一季度_累计支出", Decimal("64119.64"), Decimal("92.00")),
    ]
    best = answer.pairs[0]
    assert [change.name for change in best] == ["三季度_累计支出", "项目_按时完成数"]
    assert {judgement.name for judgement in answer.judgements} == {
        "指标明确_测算依据",
        "政府采购_政策落实",
        "效益_酌情扣分",
    }


def test_what_is_kept_is_in_no_answer():
    base = published("shenzhen-2021")
    over = quarters_over(base, 3)
    assert [slot.key for slot in over] == ["一季度_累计支出", "二季度_累计支出", "三季度_累计支出"]
    answer = solve(base, Decimal(92), over)
    keeps_its_promise(base, answer)
    assert [change.name for change in answer.singles] == ["资金调整_累计金额", "人员_编外"]
    assert not {change.figure.slot for pair in answer.pairs for change in pair} & set(over)
    answer = solve(base, Decimal(92), {*over, Slot("人员_编外")})
    assert [change.name for change in answer.singles] == ["资金调整_累计金额"]


@pytest.mark.parametrize(("name", "after"), [("shenzhen-2021", 5), ("shenzhen-2021", -1), ("wuxi-2021", 1)])
def test_quarters_that_are_not_there(name, after):
    with pytest.raises(InputError, match="--after"):
        quarters_over(published(name), after)


def test_shenzhen_does_not_reach_98():
    answer = solve(published("shenzhen-2021"), Decimal(98))
    assert (answer.singles, answer.pairs, answer.reached) == ((), (), False)


def test_wuxi_keeps_its_grade_with_too_many_groups_and_high_expenses():
    base = published("wuxi-2021", HIGH_EXPENSES, TOO_MANY_GROUPS)
    assert (base.table.total, base.table.grade) == (Decimal("91.89"), "优")
    assert solve(base, Decimal(90)).singles == ()
    assert solve(base, Decimal(90)).reached


def test_single_changes_that_bring_wuxi_back():
    base = published("wuxi-2021", {**HIGH_EXPENSES, **SPECIAL_FUND}, TOO_MANY_GROUPS)
    assert (base.table.total, base.table.grade) == (Decimal("89.70"), "良")
    answer = solve(base, Decimal(90))
    keeps_its_promise(base, answer)
    assert [(change.name, str(change.typed), change.after) for change in answer.singles] == [
        ("预算执行率", "0.9101", Decimal("90.20")),
        ("公众满意度_得分", "88.40", Decimal("90.70")),
        # 2 × (105 − 102.26) ÷ 5 = 1.096
        ("公用经费_控制率", "1.0226", Decimal("90.00")),
        # 2 × (3 − 2.1) = 1.8
        ("部门目标/222/完成值", "42个", Decimal("90.00")),
        ("人员_在职", "30", Decimal("90.20")),
        ("专项资金_通报次数", "0", Decimal("90.30")),
        ("表彰_市", "2", Decimal("90.70")),
        # Figures that are 0 have no share: after the others.
        ("表彰_中央", "1", Decimal("92.70")),
        ("表彰_省", "1", Decimal("91.70")),
        # Only ever a denominator: last.
        ("人员_编制", "33", Decimal("90.20")),
    ]
    assert all(base.apply({one.figure.slot: one.typed}).grade == "优" for one in answer.singles)


def test_a_divided_total():
    # 93.68 needs (93.675 × 0.95 = 88.99…) 89.00 points, 87.30 are there.
    answer = solve(published("wuxi-2021", HIGH_EXPENSES, TOO_MANY_GROUPS), Decimal("93.68"))
    assert answer.needed == Decimal("1.70")
    assert answer.singles[0].name == "公众满意度_得分"
    assert answer.singles[0].value == Decimal("89.40")


def test_one_figure():
    base = published("shenzhen-2021")
    found = solve_by(base, Slot("人员_编外"), Decimal(92))
    assert str(found) == "人员_编外再减 7 人（到 1 人），总分 91.26 → 92.26"
    none = solve_by(base, Slot("三季度_累计支出"), Decimal(92))
    assert (none.reached, none.best) == (False, Decimal("91.90"))
    assert str(none) == "只改“三季度_累计支出”到不了 92 分，最多 91.9 分"
    assert solve_by(base, Slot("三季度_累计支出"), Decimal(91)).reached


@pytest.mark.parametrize("key", ["满意度_认定得分", "表1_合计_年初", "信息公开_预算"])
def test_a_judgement_is_no_figure_to_change(key):
    with pytest.raises(InputError, match="不是可以改的数"):
        solve_by(published("shenzhen-2021"), Slot(key), Decimal(92))


def test_no_goal_without_a_total():
    with pytest.raises(InputError, match="公用经费控制率"):
        solve(published("shenzhen-2021", {"三公经费_支出": None}), Decimal(92))


def test_the_best_pair_of_two_counts():
    base = published("wuxi-2021", {"人员_在职": 33, "政府采购_问题数": 2, "管理规范_不符合数": 3})
    one, other = Slot("政府采购_问题数"), Slot("管理规范_不符合数")
    goal = base.table.total + 4
    tried = [
        (Decimal(2 - left) / 2 + Decimal(3 - right) / 3, left, right)
        for left, right in product(range(3), range(4))
        if base.apply({one: Decimal(left), other: Decimal(right)}).total >= goal
        and base.apply({one: Decimal(left)}).total < goal
        and base.apply({other: Decimal(right)}).total < goal
    ]
    found = [
        tuple(change.value for change in pair)
        for pair in solve(base, goal).pairs
        if {change.figure.slot for change in pair} == {one, other}
    ]
    assert tried
    assert {values[::-1] for values in found} | set(found) >= {min(tried)[1:]}


@pytest.mark.parametrize("standard_id", available())
@given(data=st.data())
@settings(max_examples=4, deadline=None)
def test_every_suggestion_keeps_its_promise(standard_id, data):
    base = data.draw(bases(standard_id))
    assume(base.table.total is not None)
    goal = base.table.total + data.draw(cents(1, 150))
    keeps_its_promise(base, solve(base, goal))
