"""What a standard takes where its document leaves a choice: in its notes, and beside the row."""

from __future__ import annotations

import pytest

from tests.support.examples import example, first_form
from workbooks.filing.scoring import score
from workbooks.forms.build import build
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.standards.loading import load

# Standard, words of the note, indicator or group with the words beside it.
READINGS = [
    ("shenzhen-2021", "预算为 0 的，控制率算不出来", "公用经费控制率", "取法：预算为0的算不出比率"),
    ("shenzhen-2021", "的“本项”取第 1 条采购执行率的 1 分", "政府采购执行情况", "取法：只指这1分"),
    ("shenzhen-2021", "财务合规性第 4 条的“本指标”取整个指标", "财务合规性", "取法：整个指标"),
    ("shenzhen-2021", "按金额精确计算", "固定资产利用率", "取法：填了两个金额的按金额算"),
    ("heping-2024", "预算和支出都为 0 的，控制率按 0% 计", "预算执行情况", "取法：“三公”预算、支出都为0"),
    ("heping-2024", "都扣到 0 分为止，不为负", "预算执行情况", "扣分扣到0分为止"),
    ("heping-2024", "填了完成、目标两个数的", "招商指标完成率", "取法：填了完成、目标两个数的按数算"),
    ("wuxi-2021", "预算为 0 的，控制率算不出来", "“三公”经费控制率(%)", "取法：预算为0的显示#DIV/0!"),
    ("wuxi-2021", "120% 为 1.2，在 (1,20] 一段", "部门目标", "百分数按小数分段，“1次”在(0,1]"),
    ("wuxi-2021", "完成值为 0 的倍数算不出来，按没有发生得满分", "部门目标", "取法：完成值为0得满分"),
    ("wuxi-2021", "不设下限，加减分可以是负分", "工作表现加减分指标", "取法：扣分不设下限，可以是负分"),
    ("wuxi-2021", "其余各项扣到 0 分为止", "公众满意度", "取法：扣到0分为止"),
    ("wuxi-2021", "按金额精确计算", "预算执行率(%)", "取法：填了两个金额的按金额算"),
    ("fengtai-2023", "反向指标完成值为 0", "认定得分", "指标值为0的填"),
    ("heping-2024", "都扣到 0 分为止，不为负", "经济发展工作完成情况", "取法：扣到0分为止"),
    ("heping-2024", "都扣到 0 分为止，不为负", "困难群众帮扶成效", "取法：扣到0分为止"),
    ("wuxi-2021", "其余各项扣到 0 分为止", "人员培养机制", "取法：扣到0分为止"),
    ("shenzhen-2021", "其余比率分母为 0 的（如没有采购计划）也是", "公用经费控制率", "显示#DIV/0!"),
]


@pytest.mark.parametrize(("standard_id", "note", "where", "beside"), READINGS)
def test_a_reading_is_declared_in_the_notes_and_beside_the_row(standard_id, note, where, beside):
    standard = load(standard_id)
    assert any(note in each for each in standard.notes)
    texts = {indicator.name: indicator.criterion for _, _, indicator in standard.rows}
    texts |= {key: group.criterion for key, group in standard.own_rows.items()}
    items = {key: item.label for rule in standard.row_rules.values() for key, item in rule.items.items()}
    assert beside in (texts | items)[where]


@pytest.mark.parametrize("standard_id", ["fengtai-2023", "project-2020"])
def test_a_rate_without_a_budget_is_declared(standard_id):
    standard = load(standard_id)
    assert any("全年预算数为 0 的，执行率算不出来" in note for note in standard.notes)
    (rate,) = [one for _, _, one in standard.rows if one.name == "预算执行率"]
    assert "取法：全年预算数为0的显示#DIV/0!" in rate.criterion
    table = score(standard, first_form(standard, example(standard_id, {"资金总额_全年预算": 0})))
    assert table.by_indicator["预算执行率"].shown == "#DIV/0!"


@pytest.mark.parametrize("standard_id", sorted({each[0] for each in READINGS}))
def test_the_workbook_shows_the_notes_and_the_words_beside_the_rows(standard_id):
    """The notes stand on 评分规则, so that the form keeps to the official ones."""
    built = build(load(standard_id), example(standard_id))
    form, rules = (
        "\n".join(str(cell.value) for row in built.workbook[title].iter_rows() for cell in row if cell.value)
        for title in (built.forms[0].sheet, RULE_SHEET)
    )
    for one, note, _, beside in READINGS:
        if one == standard_id:
            assert note in rules
            assert beside in form


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
