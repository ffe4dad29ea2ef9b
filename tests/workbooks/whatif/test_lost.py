"""Lost points and the next step of each figure, by hand from the words of the rules."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.scenarios import bases, losing, published
from workbooks.standards.library import available
from workbooks.whatif.lost import losses
from workbooks.whatif.variables import Slot


def steps(base, indicator):
    """Next and best change of each figure of an indicator: (value, points after)."""
    loss = next(loss for loss in losses(base) if loss.item.line.name == indicator)
    return {
        step.next.name: [(str(change.typed), change.after) for change in step.changes] for step in loss.steps
    }


def test_the_sentence_of_a_tier():
    # 7.70 of 8.43 is 91.3 %; 90 % is 7.587, and only below it are the 3 points: 7.58.
    base = published("shenzhen-2021", {"三公经费_支出": "7.70"})
    loss = next(loss for loss in losses(base) if loss.item.line.name == "公用经费控制率")
    sentences = [str(step.next) for step in loss.steps if not step.next.figure.basis]
    assert sentences == ["三公经费_支出再减 0.12 万元（到 7.58 万元），得分 5 → 6"]


def test_losses_are_sorted_and_add_to_what_the_total_lacks():
    found = losses(published("shenzhen-2021"))
    assert [loss.lost for loss in found] == sorted((loss.lost for loss in found), reverse=True)
    assert sum(loss.lost for loss in found) == Decimal(100) - Decimal("91.26")


@pytest.mark.parametrize(
    ("standard_id", "indicator", "name", "expected"),
    [
        # Below 20 % the first 0.1 comes back; 101,027.808 is 20 %. From 55,565.2944 (11 %) one point is off.
        ("shenzhen-2021", "财务合规性", "资金调整_累计金额", [("101027.80", "2.1"), ("55565.29", "3")]),
        # 3 of 30 is 10 %, which still is in the middle tier; 1 of 28 is below 5 %, 2 of 29 is not.
        ("shenzhen-2021", "编外人员控制率", "人员_编外", [("3", "0.5"), ("1", "1")]),
        ("shenzhen-2021", "项目完成及时性", "项目_按时完成数", [("14", "6")]),
        # 值×1 plus 0.5: 0.355 × 691.13 = 245.351…; full at 0.995, because 1.495 rounds to 1.50.
        ("shenzhen-2021", "政府采购执行情况", "政府采购_实际", [("245.36", "0.86"), ("687.68", "1.5")]),
        # More than 91 % is less than four whole points below 95 %; more than 94 % less than one.
        ("wuxi-2021", "预算执行率(%)", "预算执行率", [("0.9101", "1.5"), ("0.9401", "3")]),
        # 2.48 below the average counts as 3; 2.00 below as 2.
        ("wuxi-2021", "公众满意度", "公众满意度_得分", [("88.40", "6"), ("90.40", "8")]),
        # 34 of 29: three whole points over at 30, none at 29.
        ("wuxi-2021", "在职人员控制率（%）", "人员_在职", [("30", "0.5"), ("29", "2")]),
        ("heping-2024", "资产管理合规性", "资产合规_台式机数", [("137", "4")]),
    ],
)
def test_steps_of_the_published_forms(standard_id, indicator, name, expected):
    assert steps(published(standard_id), indicator)[name] == [
        (typed, Decimal(after)) for typed, after in expected
    ]


@pytest.mark.parametrize(
    ("standard_id", "indicator", "name", "expected"),
    [
        # 45 of 20 is 2.25 times: 1.5. At 44 it is 2 × (3 − 2.2); full from 40 on.
        (
            "wuxi-2021",
            "举办2021无锡国际赏樱周活动暨中日樱花友谊林建设34周年纪念活动",
            "部门目标/222/完成值",
            [("44个", "1.6"), ("40个", "2")],
        ),
        # 130 % of a target of 100 %: 2 × (1.5 − 1.3) ÷ 0.3; full at 1.995: 1.5 − 0.29925 = 120.075 %.
        (
            "wuxi-2021",
            "联系走访在锡港资企业",
            "部门目标/224/完成值",
            [("129.97%", "1.34"), ("120.07%", "2")],
        ),
        # Inverse: 10 ÷ 20 of 2 points; 10 ÷ 19 gives 1.05.
        (
            "wuxi-2021",
            "配合省市重大外事活动，做好重要外宾团组邀请和接待工作",
            "部门目标/225/完成值",
            [("19次", "1.05"), ("10次", "2")],
        ),
        # 250 % over the target costs 10 %; less than 200 % over is less than 30.
        ("fengtai-2023", "国际友城交流活动", "数量指标/国际友城交流活动/完成值", [("29场", "10")]),
        # 81.5 of 90 %: 9.06; 9.065 needs 81.585 %.
        ("fengtai-2023", "涉外活动", "数量指标/涉外活动/完成值", [("81.59%", "9.07"), ("89.96%", "10")]),
        ("project-2020", "安全责任事故", "社会效益指标/安全责任事故/完成值", [("0起", "10")]),
    ],
)
def test_steps_of_rows(standard_id, indicator, name, expected):
    assert steps(losing(standard_id), indicator)[name] == [
        (typed, Decimal(after)) for typed, after in expected
    ]


def test_judgements_stand_apart():
    found = losses(published("shenzhen-2021"))
    loss = next(loss for loss in found if loss.item.line.name == "政府采购执行情况")
    assert [str(one) for one in loss.judgements] == [
        "政府采购_政策落实（第2条：采购政策功能落实）现为 0.5，评为 1 时得分 0.85 → 1.35"
    ]
    assert "政府采购_政策落实" not in [step.next.name for step in loss.steps]
    # Points taken off by a judgement: better is less.
    loss = next(loss for loss in found if loss.item.line.weight == 25)
    assert [(one.name, one.best, one.after) for one in loss.judgements] == [("效益_酌情扣分", 0, 25)]


def test_what_does_not_apply_and_bonus_points_are_not_lost():
    names = {loss.item.line.name for loss in losses(published("wuxi-2021"))}
    assert names == {"公众满意度", "预算执行率(%)", "在职人员控制率（%）"}
    blamed = published("wuxi-2021", {"问责次数": 2})
    loss = next(loss for loss in losses(blamed) if loss.item.line.name == "工作表现加减分指标")
    assert loss.lost == 3


def test_no_step_leaves_the_bounds_of_its_figure():
    # All 14 planned projects are done in time; the two counts of the sample stay within the sample.
    base = losing("heping-2024")
    for figure in base.changeable:
        if figure.item.at_most:
            assert figure.values.high == base.figure(Slot(figure.item.at_most))
    quarters = published("shenzhen-2021")
    third = next(one for one in quarters.changeable if one.slot.key == "三季度_累计支出")
    assert (third.values.low, third.values.high) == (Decimal("223529.67"), Decimal("495698.32"))


@pytest.mark.parametrize("standard_id", available())
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_every_step_keeps_its_promise(standard_id, data):
    base = data.draw(bases(standard_id))
    for loss in losses(base):
        place = [item.line for item in base.table.items].index(loss.item.line)
        for change in (change for step in loss.steps for change in step.changes):
            slot, values = change.figure.slot, change.figure.values
            assert base.apply({slot: change.typed}).items[place].score == change.after
            if (back := values.one_less(change.value)) is not None:
                less = base.apply({slot: values.written(back)}).items[place].score
                assert less is None or less < change.after
