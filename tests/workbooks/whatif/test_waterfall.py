"""The bars from the full mark to the score: they join, and come out at the score."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from tests.support.examples import example
from workbooks.filing.scoring import score_forms
from workbooks.standards.library import available
from workbooks.standards.loading import load
from workbooks.whatif.waterfall import MOST, bars, entries, start


def table(name, changes=None):
    return score_forms(load(name), example(name, changes))[0]


def drawn(name, changes=None):
    return [(bar.label, bar.won - bar.lost) for bar in bars(entries(table(name, changes)))[1:-1]]


@pytest.mark.parametrize("name", available())
def test_bars_join_and_end_at_the_score(name):
    scored = table(name)
    found = bars(entries(scored))
    assert found[-1].after == scored.total
    for one, next_one in pairwise(found):
        assert one.after == next_one.before
    assert found[-1].before == found[-1].after


def test_the_greatest_loss_comes_first_and_nothing_lost_has_no_bar():
    # 预算执行率 6−3.84，效益扣 2，采购 2−0.85，三项各扣 1，及时性 6−5.57。
    assert drawn("shenzhen-2021") == [
        ("预算执行率", Decimal("-2.16")),
        ("社会效益、经济效益、生态效…", Decimal(-2)),
        ("政府采购执行情况", Decimal("-1.15")),
        ("绩效指标明确性", Decimal(-1)),
        ("财务合规性", Decimal(-1)),
        ("编外人员控制率", Decimal(-1)),
        ("项目完成及时性", Decimal("-0.43")),
    ]


def test_bonus_and_conversion_are_bars_of_their_own():
    # 加分 1；89 分除以 0.95 得 93.68，折算多 4.68。
    assert drawn("wuxi-2021")[-2:] == [("加减分", Decimal(1)), ("折算", Decimal("4.68"))]
    assert drawn("wuxi-2021", {"表彰_市": 0, "问责次数": 1})[-2][1] == -2


def test_more_losses_than_bars_share_one():
    zeros = {key: 0 for key, item in load("shenzhen-2021").scored_items.items() if item.kind == "points"}
    found = drawn("shenzhen-2021", zeros)
    assert [label for label, _ in found].index("其他失分") == MOST
    assert sum(points for _, points in found) == table("shenzhen-2021", zeros).total - 100


def test_no_total_no_bars():
    assert bars(entries(table("shenzhen-2021", {"三公经费_支出": None}))) == []


@pytest.mark.parametrize(
    ("name", "changes", "begins"),
    [
        # 得分 91.26，最低在 90 与 100 之间：从 80 画起。
        ("shenzhen-2021", None, 80),
        # 再扣 25 分，66.26：从 50 画起；没有总分，从 0 画起。
        ("shenzhen-2021", {"效益_酌情扣分": 25}, 50),
        ("wuxi-2021", {"有专项资金": None}, 0),
    ],
)
def test_the_chart_begins_ten_to_twenty_points_below_the_lowest_bar(name, changes, begins):
    assert start(bars(entries(table(name, changes)))) == begins
