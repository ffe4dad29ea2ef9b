"""Scenarios give what scoring the changed form gives, and score anew only what a change touches."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.examples import changed, example, first_form
from tests.support.scenarios import HIGH_EXPENSES, SPECIAL_FUND, bases, losing, published
from udfs.expression import Expression
from workbooks.filing.scoring import score
from workbooks.problems import InputError
from workbooks.standards.library import available
from workbooks.standards.loading import load
from workbooks.whatif.scenarios import changed_items
from workbooks.whatif.variables import Slot

GROUPS_TYPED = {
    "部门目标/222/目标值": "20个",
    "部门目标/222/完成值": "45个",
    "部门目标/222/认定得分": "",
}


@pytest.mark.parametrize(
    ("standard_id", "typed", "total", "grade"),
    [
        ("shenzhen-2021", {"四季度_累计支出": "400000"}, "90.97", "优"),
        ("shenzhen-2021", {"政府采购_实际": "700"}, "90.91", "优"),
        ("shenzhen-2021", {"资金调整_累计金额": "63142.38"}, "92.06", "优"),
        ("shenzhen-2021", {"三公经费_支出": ""}, None, None),
        ("wuxi-2021", {key: str(value) for key, value in SPECIAL_FUND.items()}, "91.40", "优"),
        # (89 − 0.5 − 1.2) ÷ 0.95 = 91.894…: 优 is not lost by these two alone.
        ("wuxi-2021", {**HIGH_EXPENSES, **GROUPS_TYPED}, "91.89", "优"),
        # 89 + 2.4 − 0.5 − 1.2, not divided.
        (
            "wuxi-2021",
            {**HIGH_EXPENSES, **GROUPS_TYPED, **{key: str(value) for key, value in SPECIAL_FUND.items()}},
            "89.70",
            "良",
        ),
    ],
)
def test_whole_table(standard_id, typed, total, grade):
    base = published(standard_id)
    scenario = base.apply(base.typed(typed))
    assert scenario.total == (None if total is None else Decimal(total))
    assert scenario.grade == grade


@pytest.mark.parametrize("standard_id", available())
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_a_scenario_is_the_changed_form_scored(standard_id, data):
    base, other = losing(standard_id), data.draw(bases(standard_id)).table
    slots = {slot for slot in base.asking if base.figure(slot) != _figure(other, slot)}
    scenario = base.apply({slot: _figure(other, slot) for slot in slots})
    form = first_form(load(standard_id), example(standard_id))
    scored = score(load(standard_id), replace(form, data=other.data, rows=other.own_rows))
    assert [item.shown for item in scenario.items] == [item.shown for item in scored.items]
    assert (scenario.total_shown, scenario.grade_shown) == (scored.total_shown, scored.grade_shown)


def _figure(table, slot):
    return (
        table.own_rows[slot.group][slot.number].figures[slot.key] if slot.group else table.data.get(slot.key)
    )


def evaluations(run):
    """How often an indicator is scored while something runs."""
    calls = Counter()

    def count(frame, event, _):
        if event == "call" and frame.f_code is Expression.score.__code__:
            calls["score"] += 1

    sys.setprofile(count)
    try:
        result = run()
    finally:
        sys.setprofile(None)
    return calls["score"], result


def test_only_what_a_change_touches_is_scored():
    base = published("shenzhen-2021")
    # 部门预算_总额 is asked for by 财务合规性 and 预算执行率.
    count, scenario = evaluations(lambda: base.apply({Slot("部门预算_总额"): Decimal(600000)}))
    assert count == 2
    kept = [after is before for before, after in zip(base.table.items, scenario.items, strict=True)]
    assert kept.count(False) == 2
    assert evaluations(lambda: base.apply({Slot("表1_合计_年初"): Decimal(1)}))[0] == 0


def test_a_row_of_the_units_own_touches_itself_only():
    base = losing("wuxi-2021")
    changes = base.typed({"部门目标/223/完成值": "3家"})
    count, scenario = evaluations(lambda: base.apply(changes))
    assert count == 1
    ((before, after),) = changed_items(base.table, scenario)
    assert (before.score, after.score) == (Decimal("1.33"), Decimal(2))
    assert base.table.own_rows["部门目标"][2].figures["完成值"] == "2家"


def test_names_of_rows():
    base = published("fengtai-2023")
    assert base.slot("数量指标/#2/完成值") == Slot("完成值", "数量指标", 1)
    assert base.slot("数量指标/涉外活动/完成值") == Slot("完成值", "数量指标", 1)
    assert base.name(Slot("完成值", "数量指标", 1)) == "数量指标/涉外活动/完成值"


def test_rows_of_one_name_are_told_apart_by_number():
    standard = load("fengtai-2023")
    form = first_form(standard, example("fengtai-2023"))
    row = form.rows["数量指标"][0]
    base = published("fengtai-2023")
    twice = replace(base, table=score(standard, replace(form, rows={"数量指标": [row, row]})))
    assert twice.name(Slot("完成值", "数量指标", 1)) == "数量指标/#2/完成值"
    with pytest.raises(InputError, match="有 2 行叫"):
        twice.slot(f"数量指标/{row.name}/完成值")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("公用经费控制率", "是不是“公用经费_控制率”"),
        ("目标/222/完成值", "没有叫“目标”的一组自填行；可用：市政府目标、部门目标"),
        ("部门目标/299/完成值", "没有叫“299”的行；可用：221、222"),
        ("部门目标/222/完成", "没有“完成”一栏"),
    ],
)
def test_unknown_names_say_which_are_known(name, message):
    with pytest.raises(InputError, match=message):
        published("wuxi-2021").slot(name)


def test_changes_leave_the_base_as_it_was():
    base = published("shenzhen-2021")
    base.apply({Slot("三公经费_支出"): Decimal(9)})
    assert base.table.data["三公经费_支出"] == Decimal("6.16")
    assert changed(first_form(base.standard, example("shenzhen-2021")), {}).data == base.table.data
