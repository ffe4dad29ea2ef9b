"""情景: what is on the sheet, what may be typed, that a column stands on its own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl.utils import get_column_letter

from tests.support.contents import content, content_of, moved
from tests.support.examples import example
from workbooks.filing.data_file import Filing
from workbooks.forms.build import build
from workbooks.forms.sheets.scenario_sheet import (
    FIRST_ROW,
    FORM_NAME,
    LABEL,
    LAST,
    PICKS,
    USED_NAME,
    Scenario,
    slot_name,
    slot_of,
)
from workbooks.forms.sheets.scenario_sheet.places import (
    HIGH,
    KIND,
    LISTED,
    LOW,
    OFFERED,
    PART_OF,
    PLACE,
    WHOLE_ONLY,
)
from workbooks.forms.sheets.scenario_sheet.typed_range import LISTED_ONLY, NUMBER
from workbooks.standards.library import available
from workbooks.standards.loading import load
from workbooks.whatif.variables import Slot


def sheet_of(name, edition="udf", scenarios=()):
    """The sheet 情景 of the first form."""
    built = build(load(name), example(name), edition=edition, scenarios=scenarios)
    return built.workbook[built.forms[0].scenario_sheet]


def built_with(*projects):
    """A workbook of several projects, the first published one under other names."""
    filing = example("project-2020")
    named = tuple(replace(filing.projects[0], name=name) for name in projects)
    return build(load("project-2020"), replace(filing, projects=named))


@pytest.mark.parametrize("edition", ["udf", "native"])
@pytest.mark.parametrize("name", available())
def test_a_column_filled_to_the_right_is_the_next_column(name, edition):
    sheet = sheet_of(name, edition)
    checked = 0
    for row in range(1, sheet.max_row + 1):
        here, right = sheet.cell(row, 4), sheet.cell(row, 5)
        if here.data_type == "f":
            assert content_of(moved(here, right)) == content(right)
            checked += 1
    assert checked > len(load(name).rows)


PICK_ROWS = range(FIRST_ROW, FIRST_ROW + PICKS)


def folded(sheet):
    """The folded rows of the figures in use, by the name of each figure."""
    area = sheet.defined_names[USED_NAME].attr_text.rpartition("!")[2].replace("$", "")
    return {cell.value: cell.row for (cell,) in sheet[area]}


def test_only_what_is_changed_is_picked_and_typed():
    changes = {Slot("三公经费_支出"): Decimal("7.5"), Slot("满意度_认定得分"): None}
    built = build(load("shenzhen-2021"), example("shenzhen-2021"), scenarios=[Scenario("甲", changes)])
    sheet, shown = built.workbook["情景"], built.values(built.scored())["情景"]
    typed = {
        shown[f"A{row}"]: (shown[f"C{row}"], sheet.cell(row, 4).value)
        for row in PICK_ROWS
        if sheet.cell(row, 4).value is not None
    }
    assert typed == {
        "公用经费控制率：“三公”经费实际支出数": (Decimal("6.16"), 7.5),
        "公众或服务对象满意度：没有调查结果时的认定得分": (Decimal(6), "空"),
    }
    assert [sheet[f"{column}5"].value for column in "CDEF"] == ["基准", "甲", "情景2", "情景3"]
    assert sheet["C3"].value == "甲"


def test_a_new_sheet_has_nothing_picked():
    sheet = sheet_of("heping-2024")
    assert [sheet.cell(row, 1).value for row in PICK_ROWS] == [None] * PICKS


@pytest.mark.parametrize("name", available())
def test_figures_are_offered_by_labels_that_differ(name):
    built = build(load(name), example(name))
    title = built.forms[0].scenario_sheet
    sheet, shown = built.workbook[title], built.values(built.scored())[title]
    letter = get_column_letter(LISTED)
    rows = folded(sheet)
    offered = [shown[f"{letter}{row}"] for row in rows.values() if shown[f"{letter}{row}"]]
    assert len(set(offered)) == len(offered) >= len(load(name).figures_to_score)
    assert not [label for label in offered if "空行" in label or label in load(name).items]
    picks = f"A{PICK_ROWS[0]}:A{PICK_ROWS[-1]}"
    (rule,) = [
        each
        for each in sheet.data_validations.dataValidation
        if each.type == "list" and str(each.sqref) == picks
    ]
    assert rule.formula1.startswith(f"OFFSET(${letter}${min(rows.values())},0,0,")


def test_empty_rows_of_the_units_own_are_not_offered():
    built = build(load("wuxi-2021"), example("wuxi-2021"))
    sheet, shown = built.workbook["情景"], built.values(built.scored())["情景"]
    rows, place, label = folded(sheet), get_column_letter(PLACE), get_column_letter(LABEL)
    empty = [row for row in rows.values() if "（空行）" in str(shown.get(f"{label}{row}", ""))]
    assert empty
    assert {shown[f"{place}{row}"] for row in empty} == {""}


@pytest.mark.parametrize(
    ("key", "kind", "whole", "low", "high", "offered"),
    [
        # 计数：不小于 0 的整数，不大于本情景里的计划数。
        ("项目_按时完成数", NUMBER, 1, 0, 10**15, ",,"),
        ("信息公开_预算", LISTED_ONLY, 0, 0, 10**15, ",1.5,1,0,"),
        ("编制合理_符合职责", NUMBER, 0, 0, 1, ",,"),
        ("三公经费_支出", NUMBER, 0, 0, 10**15, ",,"),
    ],
)
def test_what_may_be_typed_stands_beside_each_figure(key, kind, whole, low, high, offered):
    sheet = sheet_of("shenzhen-2021")
    row = folded(sheet)[key]
    found = [sheet.cell(row, column).value for column in (KIND, WHOLE_ONLY, LOW, HIGH, OFFERED)]
    assert found == [kind, whole, low, high, offered]


def test_a_part_is_bounded_by_the_whole_of_its_own_scenario():
    sheet = sheet_of("shenzhen-2021")
    rows = folded(sheet)
    part = sheet.cell(rows["项目_按时完成数"], PART_OF).value
    assert list(rows)[part - 1] == "项目_计划完成数"
    area = f"D{PICK_ROWS[0]}:{get_column_letter(LAST)}{PICK_ROWS[-1]}"
    (rule,) = [each for each in sheet.data_validations.dataValidation if str(each.sqref) == area]
    first, last = min(rows.values()), max(rows.values())
    assert f"INDEX(D${first}:D${last}," in rule.formula1
    # Excel takes no longer formula for a validation.
    assert len(rule.formula1) <= 255


def test_every_data_item_that_a_score_asks_for_is_listed_once():
    for name in available():
        keys = list(folded(sheet_of(name)))
        wanted = list(load(name).figures_to_score)
        assert keys[: len(wanted)] == wanted
        assert len(set(keys)) == len(keys)


def test_names_of_figures_are_read_back():
    for slot in (Slot("三公经费_支出"), Slot("完成值", "部门目标", 11)):
        assert slot_of(slot_name(slot)) == slot


def test_one_project_has_the_sheets_of_any_form():
    assert built_with("甲").workbook.sheetnames == ["甲", "项目汇总", "评分规则", "情景", "图表"]


def test_of_several_projects_each_has_sheets_that_carry_its_title():
    built = built_with("甲", "情景", "一个名称长到三十一个字也放不下的农村公路养护和危桥改造工程项目")
    assert built.workbook.sheetnames[5:] == [
        "情景－甲",
        "图表－甲",
        "情景－情景",
        "图表－情景",
        "情景－一个名称长到三十一个字也放不下的农村公路养护和危桥改造工",
        "图表－一个名称长到三十一个字也放不下的农村公路养护和危桥改造工",
    ]


def test_projects_that_are_cut_to_the_same_title_are_told_apart():
    name = "一个名称长到三十一个字也放不下的农村公路养护和危桥改造工程"
    titles = built_with(f"{name}甲", f"{name}乙").workbook.sheetnames
    assert len(set(titles)) == 8
    assert all(len(title) <= 31 for title in titles)


def test_a_project_that_is_called_like_the_sheet_keeps_its_title():
    assert built_with("情景").workbook.sheetnames == ["情景", "项目汇总", "评分规则", "情景(2)", "图表"]


def test_every_name_belongs_to_its_sheet_and_leads_to_its_form():
    built = built_with("甲", "乙")
    for form in built.forms:
        scenarios, charts = (built.workbook[title] for title in (form.scenario_sheet, form.chart_sheet))
        assert scenarios.defined_names[FORM_NAME].attr_text == f"'{form.sheet}'!$A$1"
        assert charts.defined_names[FORM_NAME].attr_text == f"'{form.sheet}'!$A$1"
        assert scenarios.defined_names[USED_NAME].attr_text.startswith(f"'{form.scenario_sheet}'!")
    assert not [name for name in built.workbook.defined_names if name.startswith("情景_")]


def test_the_base_of_a_project_is_its_own():
    built = built_with("甲", "乙")
    for form in built.forms:
        sheet = built.workbook[form.scenario_sheet]
        row = folded(sheet)["资金总额_全年执行"]
        assert f"IF(ISBLANK('{form.sheet}'!资金总额_全年执行)" in sheet[f"C{row}"].value


@pytest.mark.parametrize(
    ("filing", "title"),
    [(Filing(), "情景测算"), (example("fengtai-2023"), "情景测算：外事办外事工作经费")],
)
def test_the_title_names_the_project_that_has_a_name(filing, title):
    made = build(load("fengtai-2023"), filing)
    assert made.values(made.scored())[made.forms[0].scenario_sheet]["A1"] == title
