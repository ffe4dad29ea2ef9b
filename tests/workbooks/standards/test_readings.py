"""What a standard takes where its document leaves a choice: on 评分规则, not among the words of a form."""

from __future__ import annotations

import pytest

from tests.support.examples import example, first_form
from workbooks.filing.scoring import score
from workbooks.forms.build import build
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.standards import library
from workbooks.standards.loading import load

# Standard, words of the note.
READINGS = [
    ("shenzhen-2021", "预算为 0 的，控制率算不出来"),
    ("shenzhen-2021", "的“本项”取第 1 条采购执行率的 1 分"),
    ("shenzhen-2021", "财务合规性第 4 条的“本项指标”取整个指标"),
    ("shenzhen-2021", "按金额精确计算"),
    ("shenzhen-2021", "其余比率分母为 0 的（如没有采购计划）也是"),
    ("heping-2024", "预算和支出都为 0 的，控制率按 0% 计"),
    ("heping-2024", "都扣到 0 分为止，不为负"),
    ("heping-2024", "填了完成、目标两个数的"),
    ("heping-2024", "台式计算机不超过编制内实有人数得 0.8 分"),
    ("heping-2024", "满意度的调查人数按有效收回数计"),
    ("wuxi-2021", "预算为 0 的，控制率算不出来"),
    ("wuxi-2021", "120% 为 1.2，在 (1,20] 一段"),
    ("wuxi-2021", "“1次”没有别的一段可用"),
    ("wuxi-2021", "第 21、23 项没有另写打分标准，按第 22 项的打分标准计分"),
    ("wuxi-2021", "1% 取满意度的 1 分（百分制），不足一点按一点计算"),
    ("wuxi-2021", "完成值为 0 的倍数算不出来，按没有发生得满分"),
    ("wuxi-2021", "不设下限，加减分可以是负分"),
    ("wuxi-2021", "其余各项扣到 0 分为止"),
    ("wuxi-2021", "按金额精确计算"),
    ("fengtai-2023", "反向指标完成值为 0"),
]
OURS = ("取法", "#DIV/0!", "#N/A", "#VALUE!")


@pytest.mark.parametrize("standard_id", sorted({each[0] for each in READINGS}))
def test_the_readings_are_on_the_sheet_of_rules(standard_id):
    standard = load(standard_id)
    built = build(standard, example(standard_id))
    cells = (cell for row in built.workbook[RULE_SHEET].iter_rows() for cell in row)
    rules = "\n".join(str(cell.value) for cell in cells if cell.value)
    for one, note in READINGS:
        if one == standard_id:
            assert any(note in each for each in standard.notes)
            assert note in rules


@pytest.mark.parametrize("standard_id", library.available())
def test_no_reading_of_ours_stands_among_the_words_of_the_form(standard_id):
    standard = load(standard_id)
    built = build(standard, example(standard_id))
    form = built.forms[0]
    printed = [
        str(cell.value)
        for row in built.workbook[form.sheet].iter_rows(max_col=form.layout.columns)
        for cell in row
        if cell.value and cell.data_type == "s"
    ]
    assert len(printed) > 20
    assert [text for text in printed if any(word in text for word in OURS)] == []


@pytest.mark.parametrize("standard_id", ["fengtai-2023", "project-2020"])
def test_a_rate_without_a_budget_is_declared(standard_id):
    standard = load(standard_id)
    assert any("全年预算数为 0 的，执行率算不出来" in note for note in standard.notes)
    table = score(standard, first_form(standard, example(standard_id, {"资金总额_全年预算": 0})))
    assert table.by_indicator["预算执行率"].shown == "#DIV/0!"


def findings(changes):
    filing = example("shenzhen-2021", changes)
    return [(each.code, each.cell, each.message) for each in score(load("shenzhen-2021"), filing).findings()]


def test_a_rate_unlike_its_amounts_is_asked_about():
    amounts = {"固定资产_在用": 979, "固定资产_总额": 1000}
    assert [each for each in findings(amounts | {"固定资产_利用率": "97.9%"}) if each[0] == "D06"] == []
    (found,) = [each for each in findings(amounts | {"固定资产_利用率": "97.8%"}) if each[0] == "D06"]
    assert found[1] == "固定资产_利用率"
    assert "填的是 97.8%，“固定资产_在用”÷“固定资产_总额”是 97.90%，得分按两个金额算" in found[2]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"固定资产_利用率": None}, ["固定资产_利用率"]),
        ({"固定资产_利用率": "90%"}, []),
        ({"固定资产_利用率": None, "固定资产_在用": 1, "固定资产_总额": 2}, []),
        ({"固定资产_利用率": "90%", "固定资产_总额": 2}, ["固定资产_在用"]),
    ],
)
def test_either_the_rate_or_both_amounts_are_asked_for(changes, missing):
    found = [cell for code, cell, _ in findings(changes) if code == "D01"]
    assert [cell for cell in found if cell.startswith("固定资产")] == missing
