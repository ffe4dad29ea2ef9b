"""情景: what is on the sheet, what may be typed, that a column stands on its own."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from openpyxl.utils import get_column_letter

from tests.support.contents import content, content_of, moved
from tests.support.examples import example
from workbooks.build import build
from workbooks.forms.scenario_sheet import LAST, SCENARIO_SHEET, Scenario, slot_name, slot_of
from workbooks.standards import available, load
from workbooks.whatif.figures import Slot

STANDARDS = [name for name in available() if not load(name).projects]


def sheet_of(name, edition="udf", scenarios=()):
    return build(load(name), example(name), edition=edition, scenarios=scenarios).workbook[SCENARIO_SHEET]


@pytest.mark.parametrize("edition", ["udf", "native"])
@pytest.mark.parametrize("name", STANDARDS)
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
    rows = {sheet.cell(row, 1).value: row for row in range(6, 62)}
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
    rows = {sheet.cell(row, 1).value: row for row in range(6, 62)}
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
    for name in STANDARDS:
        sheet = sheet_of(name)
        keys = [sheet.cell(row, 1).value for row in range(6, 6 + len(load(name).figures_to_score))]
        assert keys == list(load(name).figures_to_score)


def test_names_of_figures_are_read_back():
    for slot in (Slot("三公经费_支出"), Slot("完成值", "部门目标", 11)):
        assert slot_of(slot_name(slot)) == slot


@pytest.mark.parametrize("name", [name for name in available() if load(name).projects])
def test_forms_filled_project_by_project_have_none(name):
    assert SCENARIO_SHEET not in build(load(name), example(name)).workbook.sheetnames
