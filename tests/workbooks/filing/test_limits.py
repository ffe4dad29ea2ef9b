"""Figures that cannot be: the findings, the column 状态, 填报进度 and 情景 say the same of each."""

from __future__ import annotations

import pytest

from tests.support.cases import load as load_cases
from tests.support.examples import example, first_form
from workbooks.filing.scoring import score
from workbooks.forms.build import build
from workbooks.forms.sheets.data_sheet import FILLED, progress, status
from workbooks.forms.sheets.scenario_sheet.places import figure_labels
from workbooks.standards.loading import load

JUDGED = ("可持续影响指标", "持续提升全民阅读服务能力", "定性得分率")
CASES = load_cases("figures.yaml")
"""A figure typed for one data item each, with what is to be said of it."""


def filed(case):
    return example(case["standard"], {**case.get("set", {}), case["key"]: case["typed"]})


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['key']}={case['typed']}")
def test_every_place_says_the_same(case):
    standard, filing = load(case["standard"]), filed(case)
    key = case["key"]
    table = score(standard, first_form(standard, filing))
    found = [one for one in table.findings() if one.cell == key]
    assert [finding.code for finding in found] == ([case["code"]] if "code" in case else [])
    assert all(case["says"] in finding.message for finding in found)
    assert status(table, key) == case["status"]
    named = {FILLED: "", "请核对": "；请核对 1 项"}.get(case["status"], "；有错 1 项")
    assert f"{named}（先" in progress(table) if named else "（先" not in progress(table)


@pytest.mark.parametrize("edition", ["udf", "native"])
@pytest.mark.parametrize("name", ["shenzhen-2021", "wuxi-2021"])
def test_the_scenario_sheet_says_it_too(name, edition):
    cases = [case for case in CASES if case["standard"] == name]
    # Ordinary formulas are worked out live for some of them, `test_impossible_figures.py`.
    for case in cases if edition == "udf" else cases[::4]:
        built = build(load(name), filed(case), edition=edition)
        shown = built.values(built.scored())["情景"]
        line = next(cell[0].row for cell in built.workbook["情景"]["A1:A700"] if cell[0].value == "填报状态")
        label = figure_labels(load(name))[case["key"]]
        expected = "" if case["status"] == FILLED else f"{label}：{case['status']}"
        assert (shown[f"C{line}"], shown[f"D{line}"]) == (expected, expected)


@pytest.mark.parametrize(
    ("target", "actual", "said"),
    [
        ("≥98%", "9790%", "“新书编目合格率”的完成值是 9790%；请核对是 9790% 还是 97.9%"),
        ("≥98%", "９７９０％", "请核对是 9790% 还是 97.9%"),
        ("≥98%", "248%", ""),
        ("≥98%", "300%", ""),
        ("≥500%", "1500%", ""),
        ("≥500%", "1501%", "还是 15.01%"),
        ("98个", "9790个", ""),
    ],
)
def test_a_percentage_of_a_row_of_its_own_is_asked_about(target, actual, said):
    rows = {"质量指标": {"新书编目合格率": {"指标值": target, "完成值": actual}}}
    standard = load("project-2020")
    table = score(standard, first_form(standard, example("project-2020", {}, rows)))
    found = [(one.level, one.message) for one in table.findings() if one.code == "D04"]
    assert [level for level, _ in found] == (["提示"] if said else [])
    assert all(said in message for _, message in found)


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ("８ 分", "填的是“８ 分”，应为数字"),
        ("8分", "填的是“8分”，应为数字"),
    ],
)
def test_a_text_in_a_row_of_its_own(weight, said):
    rows = {"质量指标": {"新书编目合格率": {"分值": weight}}}
    standard = load("project-2020")
    table = score(standard, first_form(standard, example("project-2020", {}, rows)))
    assert any(said in one.message for one in table.findings() if one.code == "S01")


@pytest.mark.parametrize(
    ("group", "row", "key", "typed", "said"),
    [
        ("质量指标", "新书编目合格率", "分值", "-1", "的分值是 -1，不能小于 0，请核对"),
        ("质量指标", "新书编目合格率", "分值", "0", ""),
        (
            "可持续影响指标",
            "持续提升全民阅读服务能力",
            "定性得分率",
            "-0.1",
            "的定性得分率是 -0.1，不能小于 0",
        ),
        (
            "可持续影响指标",
            "持续提升全民阅读服务能力",
            "定性得分率",
            "90.60",
            "最大只能是 100%；是 90.60% 的，请填 90.60%",
        ),
        ("可持续影响指标", "持续提升全民阅读服务能力", "定性得分率", "90.60%", ""),
        ("可持续影响指标", "持续提升全民阅读服务能力", "定性得分率", "1", ""),
    ],
)
def test_a_figure_of_a_row_of_its_own_that_cannot_be(group, row, key, typed, said):
    standard = load("project-2020")
    table = score(standard, first_form(standard, example("project-2020", {}, {group: {row: {key: typed}}})))
    found = [(one.code, one.message) for one in table.findings() if one.code in ("S01", "D03")]
    assert [code for code, _ in found] == (["D03"] if said else [])
    assert all(said in message for _, message in found)
