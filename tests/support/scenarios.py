"""Forms to try changes on: the published ones, and all standards with figures that lose points."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tests.support.examples import example, first_form
from workbooks.standards.loading import load
from workbooks.whatif.scenarios import Base, base_of

# 222 = 45 groups against 20, and 公用经费 103 %: the whole-table scenario of the Wuxi form.
TOO_MANY_GROUPS = {"部门目标": {"222": {"目标值": "20个", "完成值": "45个", "认定得分": None}}}
HIGH_EXPENSES = {"公用经费_控制率": "103%"}
SPECIAL_FUND = {"有专项资金": 1, "专项资金_通报次数": 1, "专项资金_十二月占比": "11%"}

_CHANGED = {
    "shenzhen-2021": ({"满意度_认定得分": None, "满意度_调查结果": "88%"}, {}),
    "heping-2024": (
        {
            "目标编制_认定得分": None,
            "目标编制_抽查项目数": 39,
            "目标编制_内容问题项目数": 3,
            "目标编制_匹配问题项目数": 7,
            "自评_认定得分": None,
            "自评_抽查项目数": 12,
            "自评_问题项目数": 1,
            "资产完整_认定得分": None,
            "资产完整_盘点数": 170,
            "资产完整_账面数": 200,
            "制度_预算_轻": 1,
            "招商_完成率": "48%",
            "三公经费_支出": "0.30",
            "三公经费_预算": "0.28",
        },
        {},
    ),
    "wuxi-2021": (
        {**HIGH_EXPENSES, **SPECIAL_FUND, "固定资产_利用率": "88%", "预算调整_调整数": "150.05"},
        {
            "部门目标": {
                **TOO_MANY_GROUPS["部门目标"],
                "223": {"目标值": "3家", "完成值": "2家", "认定得分": None},
                "224": {"目标值": "100%", "完成值": "130%", "认定得分": None},
                "225": {"目标值": "10次", "完成值": "20次", "指标方向": "反向", "认定得分": None},
                "226": {"目标值": "0", "完成值": "1", "认定得分": None},
            }
        },
    ),
    "fengtai-2023": (
        {"资金总额_全年执行": "3.87"},
        {
            "数量指标": {
                "国际友城交流活动": {"指标值": "10场", "完成值": "35场"},
                "涉外活动": {"指标值": "≥90%", "完成值": "81.5%"},
            },
            "社会效益指标": {"国际友好交流活动": {"指标值": "≤10", "完成值": "20"}},
        },
    ),
    "project-2020": (
        {"资金总额_全年执行": "117.3"},
        {
            "社会效益指标": {"安全责任事故": {"完成值": "1起"}},
            "成本指标": {"补助支出": {"完成值": "140.55万元"}},
        },
    ),
}


def published(standard_id, changes=None, rows=None) -> Base:
    """The published form, some of its figures changed."""
    standard = load(standard_id)
    return base_of(standard, first_form(standard, example(standard_id, changes, rows)))


def losing(standard_id) -> Base:
    """The published form with figures that lose points by every kind of rule the standard has."""
    return published(standard_id, *_CHANGED[standard_id])


@st.composite
def bases(draw, standard_id) -> Base:
    """Forms of a standard with some figures moved, within their kinds."""
    base = losing(standard_id)
    moved = draw(st.lists(st.sampled_from(base.changeable), max_size=6, unique_by=lambda one: one.slot))
    changes = {one.slot: one.values.written(draw(_moved(one.values))) for one in moved}
    return Base(base.apply(changes))


def _moved(values):
    """A value of the grid: near the present one, near 0, or up to three times as much."""
    most = int(3 * values.present / values.step) + 40
    places = st.one_of(
        st.integers(0, 40), st.integers(0, most), st.integers(0, most).map(lambda n: n // 100 * 100)
    )
    return places.map(lambda place: place * values.step)


@st.composite
def figures(draw, standard_id):
    """A form with a total, and one of its figures."""
    base = draw(bases(standard_id))
    return base, draw(st.sampled_from(base.changeable))


def cents(low, high):
    return st.integers(low, high).map(lambda number: Decimal(number) / 100)
