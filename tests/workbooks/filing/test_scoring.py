"""Every standard against its YAML cases, and the properties that hold for any data."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cases import standard_cases
from tests.support.examples import case_filing, changed, example, first_form
from udfs.expression import SUM_NAME
from workbooks.filing.lines import lines
from workbooks.filing.scoring import score, score_forms
from workbooks.standards.library import available
from workbooks.standards.loading import load

CASES = standard_cases()


def scored(standard_id, filing):
    """The first table of a filing."""
    return score_forms(load(standard_id), filing)[0]


def shown(value):
    return value if isinstance(value, str) else float(value)


@pytest.mark.parametrize(("standard_id", "case"), CASES, ids=[f"{one}-{case['name']}" for one, case in CASES])
def test_case(standard_id, case):
    table = scored(standard_id, case_filing(standard_id, case))
    found = {item.line.name: shown(item.shown) for item in table.items}
    for name, expected in case.get("items", {}).items():
        assert found[name] == expected, name
    if "total" in case:
        assert shown(table.total_shown) == case["total"]
    if "grade" in case:
        assert table.grade == case["grade"]


@pytest.mark.parametrize("standard_id", available())
def test_every_indicator_has_a_case_that_moves_its_score(standard_id):
    published = example(standard_id)
    base = {i.line.name: i.shown for i in scored(standard_id, published).items}
    moved = set()
    for name, case in CASES:
        if name == standard_id:
            table = scored(standard_id, case_filing(standard_id, case))
            moved |= {i.line.name for i in table.items if i.shown != base[i.line.name]}
    named = {indicator.name for _, _, indicator in load(standard_id).rows}
    assert named <= moved
    form = first_form(load(standard_id), published)
    own = [line for line in lines(load(standard_id), form.rows) if line.group]
    assert {line.group for line in own if line.name in moved} == {line.group for line in own}


@pytest.mark.parametrize("standard_id", available())
def test_one_blank_item_leaves_no_total(standard_id):
    standard = load(standard_id)
    filing = first_form(standard, example(standard_id))
    for key in standard.figures_to_score:
        if filing.data.get(key) is None:
            continue
        table = score(standard, changed(filing, {key: None}))
        assert table.total is None, key
        assert table.total_shown == "#N/A", key
        assert any(finding.code == "D01" and finding.cell for finding in table.findings()), key


@pytest.mark.parametrize("standard_id", available())
def test_one_text_item_leaves_no_total(standard_id):
    standard = load(standard_id)
    filing = first_form(standard, example(standard_id))
    for key in standard.figures_to_score:
        if filing.data.get(key) is None:
            continue
        table = score(standard, changed(filing, {key: "约一百"}))
        assert table.total_shown == "#VALUE!", key
        assert any(finding.code == "D02" and finding.cell == key for finding in table.findings()), key


FIGURES = st.one_of(
    st.decimals(min_value=-10, max_value=1_000_000, places=2),
    st.integers(min_value=0, max_value=5).map(Decimal),
    st.none(),
    st.just("不详"),
)


@pytest.mark.parametrize("standard_id", available())
@settings(max_examples=60, deadline=None)
@given(draw=st.data())
def test_a_score_lies_between_0_and_its_weight(standard_id, draw):
    standard = load(standard_id)
    filing = first_form(standard, example(standard_id))
    keys = draw.draw(st.lists(st.sampled_from(sorted(standard.figures_to_score)), max_size=6, unique=True))
    figures = {key: draw.draw(FIGURES, label=key) for key in keys}
    table = score(standard, changed(filing, figures))
    for item in table.items:
        if item.score is not None:
            negative = item.line.indicator is not None and item.line.indicator.negative
            assert item.score <= item.line.weight
            assert negative or item.score >= 0
    if table.complete and standard.total == SUM_NAME:
        assert table.total == sum(item.score for item in table.items)


MORE_IS_WORSE = {
    "heping-2024": [
        "制度_预算_轻",
        "制度_建设项目_重",
        "支出政策_问题数",
        "编制程序_问题数",
        "监控_填报问题项目数",
        "监控_应用问题项目数",
        "公用经费_支出",
        "信息公开_问题数",
        "资金使用_问题数",
        "资金使用_未整改数",
        "资产合规_台式机数",
        "党建_未落实项数",
        "经济发展_未落实项数",
        "公共服务_未落实项数",
        "社区治理_未落实项数",
        "安全保障_未落实项数",
        "帮扶成效_未达成项数",
        "治理成效_未达成项数",
        "安全成效_未达成项数",
    ],
    "shenzhen-2021": [
        "编制规范_不符合项数",
        "目标完整_不符合项数",
        "财务合规_违规支出数",
        "资金调整_累计金额",
        "人员_编外",
        "三公经费_支出",
        "日常公用经费_支出",
        "重点工作_未完成数",
        "效益_酌情扣分",
    ],
    "wuxi-2021": [
        "编制规范_不符合项数",
        "预算调整_调整数",
        "公用经费_控制率",
        "三公经费_支出",
        "人员_在职",
        "问责次数",
    ],
}


@settings(max_examples=150, deadline=None)
@given(draw=st.data())
def test_worse_input_never_scores_better(draw):
    standard_id = draw.draw(st.sampled_from(sorted(MORE_IS_WORSE)))
    standard, filing = load(standard_id), example(standard_id)
    key = draw.draw(st.sampled_from(MORE_IS_WORSE[standard_id]))
    whole = standard.scored_items[key].kind == "count"
    figure = st.integers(0, 200) if whole else st.decimals(0, 25, places=2)
    less, more = sorted(draw.draw(st.tuples(figure, figure)))
    scale = 10_000 if key == "资金调整_累计金额" else 1
    totals = [score(standard, changed(filing, {key: Decimal(x) * scale})).total for x in (less, more)]
    assert totals[0] is not None and totals[1] is not None
    assert totals[1] <= totals[0]


def test_a_weight_that_is_not_filled_is_missing_and_no_wrong_sum():
    standard = load("project-2020")
    filing = first_form(standard, example("project-2020"))
    group, rows = next((group, rows) for group, rows in filing.rows.items() if rows)
    for weight, told in ((Decimal(1), True), (None, False)):
        first = replace(rows[0], figures={**rows[0].figures, "分值": weight})
        table = score(standard, replace(filing, rows={**filing.rows, group: [first, *rows[1:]]}))
        assert ("S05" in {finding.code for finding in table.findings()}) is told
