"""情景: what is on the sheet, what may be typed, that a column stands on its own."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl.utils import get_column_letter

from tests.support.contents import content, content_of, moved
from tests.support.examples import example
from workbooks.forms.build import build
from workbooks.forms.scenario_sheet import FORM_NAME, LAST, USED_NAME, Scenario, slot_name, slot_of
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


def test_only_what_is_changed_is_typed():
    changes = {Slot("三公经费_支出"): Decimal("7.5"), Slot("满意度_认定得分"): None}
    sheet = sheet_of("shenzhen-2021", scenarios=[Scenario("甲", changes)])
    rows = {sheet.cell(row, 1).value: row for row in range(10, 66)}
    typed = {
        key: sheet.cell(row, 4).value for key, row in rows.items() if sheet.cell(row, 4).data_type != "f"
    }
    assert {key: value for key, value in typed.items() if value is not None} == {
        "三公经费_支出": 7.5,
        "满意度_认定得分": "空",
    }
    assert [sheet[f"{column}5"].value for column in "CDEF"] == ["基准", "甲", "情景2", "情景3"]
    assert sheet["C3"].value == "甲"


def test_what_the_data_sheet_stops_is_stopped_in_every_column():
    sheet = sheet_of("shenzhen-2021")
    rows = {sheet.cell(row, 1).value: row for row in range(10, 66)}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}

    def rule(key):
        return rules[f"D{rows[key]}:{get_column_letter(LAST)}{rows[key]}"].formula1

    cell = f"D{rows['项目_按时完成数']}"
    most = re.search(r"<=(\w+)\)", rule("项目_按时完成数"))[1]
    assert rule("项目_按时完成数").startswith(f'IF({cell}="空",TRUE,AND(ISNUMBER({cell}),{cell}>=0')
    # 不大于本情景里的计划数，而不是基准的。
    assert f'IF(D{rows["项目_计划完成数"]}="",' in sheet[most].value
    assert rule("信息公开_预算") == '"1.5,1,0,空"'


def test_every_data_item_that_a_score_asks_for_is_listed_once():
    for name in available():
        sheet = sheet_of(name)
        keys = [sheet.cell(row, 1).value for row in range(10, 10 + len(load(name).figures_to_score))]
        assert keys == list(load(name).figures_to_score)


def test_names_of_figures_are_read_back():
    for slot in (Slot("三公经费_支出"), Slot("完成值", "部门目标", 11)):
        assert slot_of(slot_name(slot)) == slot


def test_one_project_has_the_sheets_of_any_form():
    assert built_with("甲").workbook.sheetnames == ["甲", "项目汇总", "情景", "图表"]


def test_of_several_projects_each_has_sheets_that_carry_its_title():
    built = built_with("甲", "情景", "一个名称长到三十一个字也放不下的农村公路养护和危桥改造工程项目")
    assert built.workbook.sheetnames[4:] == [
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
    assert len(set(titles)) == 7
    assert all(len(title) <= 31 for title in titles)


def test_a_project_that_is_called_like_the_sheet_keeps_its_title():
    assert built_with("情景").workbook.sheetnames == ["情景", "项目汇总", "情景(2)", "图表"]


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
        assert sheet["A10"].value == "资金总额_全年执行"
        assert sheet["C10"].value == (
            f"=IF(ISBLANK('{form.sheet}'!资金总额_全年执行),\"\",'{form.sheet}'!资金总额_全年执行)"
        )
