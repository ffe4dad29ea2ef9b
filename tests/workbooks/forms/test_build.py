"""The workbook that is built: sheets, names, formulas, values, protection, validation, print set-up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from tests.support.contents import content, formula
from tests.support.examples import example
from workbooks.files.xlsx import save
from workbooks.filing.data_file import Filing
from workbooks.forms.build import build
from workbooks.standards.library import STANDARD_NAME, available
from workbooks.standards.loading import load


@pytest.fixture(scope="module")
def shenzhen(tmp_path_factory):
    """The published Shenzhen workbook: what was built, the file, and the file's cached values."""
    standard, filing = load("shenzhen-2021"), example("shenzhen-2021")
    built = build(standard, filing)
    table = built.scored()[0]
    path = tmp_path_factory.mktemp("带 空格 的文件夹") / "附表.xlsx"
    save(built.workbook, built.values([table]), path, force=False)
    return built, load_workbook(path), load_workbook(path, data_only=True)


def test_sheets_in_the_order_of_the_work(shenzhen):
    assert shenzhen[1].sheetnames == [
        "附表",
        "数据",
        "表1",
        "执行明细",
        "季度执行",
        "评分规则",
        "汇总",
        "情景",
        "图表",
    ]


def test_every_score_is_a_live_formula_with_its_value(shenzhen):
    built, formulas, values = shenzhen
    layout = built.layout
    for number, (_, _, indicator) in enumerate(built.standard.rows):
        cell = layout.cell(layout.first_row + number)
        assert formulas["附表"][cell].value == indicator.expression.formula()
    assert formulas["附表"]["I28"].value == "=ROUND(SUM(I7:I27),2)"
    assert values["附表"]["I28"].value == 91.26
    assert values["附表"]["I29"].value == "优"
    scores = [values["附表"].cell(row, 9).value for row in range(7, 28)]
    assert scores == [5, 5, 3, 6, 0.85, 2, 3, 2, 2, 2, 1, 1, 0, 3, 6, 3.84, 8, 5.57, 23, 3, 6]


def test_headings_are_those_of_the_official_table(shenzhen):
    sheet = shenzhen[1]["附表"]
    assert [sheet.cell(4, column).value for column in (1, 7, 8, 9)] == [
        "评价指标",
        "指标说明",
        "参考评分标准",
        "得分",
    ]
    assert [sheet.cell(5, column).value for column in (1, 3, 5)] == ["一级指标", "二级指标", "三级指标"]
    assert [sheet.cell(6, column).value for column in range(1, 7)] == ["名称", "参考分值"] * 3
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:F4", "A5:B5", "C5:D5", "E5:F5", "G4:G6", "H4:H6", "I4:I6"} <= merged
    assert {"A7:A10", "B7:B10", "C7:C8", "A21:A27"} <= merged


def test_the_scoring_text_stands_beside_each_score(shenzhen):
    sheet = shenzhen[1]["附表"]
    assert all(sheet.cell(row, 8).value for row in range(7, 28))


def test_every_data_item_is_a_named_cell_holding_its_figure(shenzhen):
    built, formulas, values = shenzhen
    filing = example("shenzhen-2021")
    for key in built.standard.items:
        ((sheet, reference),) = formulas.defined_names[key].destinations
        value = values[sheet][reference.replace("$", "")].value
        expected = filing.data.get(key)
        assert value == (None if expected is None else float(expected)), key


def test_the_workbook_knows_its_standard(shenzhen):
    assert shenzhen[1].defined_names[STANDARD_NAME].attr_text == '"shenzhen-2021"'


def test_no_formula_cell_is_left_without_a_value(shenzhen):
    built, formulas, values = shenzhen
    computed = built.values(built.scored())
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    empty = computed[sheet.title][cell.coordinate] == ""
                    assert values[sheet.title][cell.coordinate].value is not None or empty


def test_formulas_use_catalogue_functions_and_plain_excel_only(shenzhen):
    allowed = {
        "IF", "AND", "NOT", "COUNT", "COUNTA", "NA", "ROUND", "SUM", "AVERAGE", "ISNUMBER", "ISBLANK",
        "COUNTIF", "INDEX", "MATCH", "MAX", "MIN", "OR", "N", "TEXT", "LEN", "LEFT", "LARGE", "ROW",
        "IFERROR", "ISERROR", "ISNA", "INT", "ROWS", "SUMPRODUCT",
    }  # fmt: skip
    for sheet in shenzhen[1]:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    text = re.sub(r'"[^"]*"', "", formula(cell))
                    for name in re.findall(r"([A-Z_]+)\(", text):
                        assert name in allowed or name.startswith("JX_"), formula(cell)


def test_the_budget_table_shows_what_does_not_add_up(shenzhen):
    values = shenzhen[2]["表1"]
    assert values["B5"].value == 13813635.89
    # 13,962,645.99 − 12,940,496.21 − 1,995,948.48：报告印的调整数各行加不起来
    assert values["F5"].value == -973798.70
    assert values["E5"].value == 0
    assert values["E10"].value == 0


def test_quarterly_table(shenzhen):
    values = shenzhen[2]["季度执行"]
    assert [round(values.cell(row, 4).value, 4) for row in range(5, 9)] == [0.0164, 0.8850, 0.6759, 0.9813]
    assert round(values["D10"].value, 4) == 0.6397
    assert values["E11"].value == 3.84
    assert [round(values.cell(row, 3).value, 2) for row in range(5, 9)] == [
        126284.76,
        252569.52,
        378854.28,
        505139.04,
    ]


def test_progress_names_the_missing_item():
    filing = example("shenzhen-2021", {"三公经费_支出": None, "人员_编外": "八名"})
    built = build(load("shenzhen-2021"), filing)
    values = built.values(built.scored())
    line = "已填 49 项，未填 1 项（先填：“三公经费_支出”）；有错 1 项（先改：“人员_编外”）"
    assert values["数据"]["C4"] == line


def test_an_empty_form_shows_missing_everywhere_and_no_zero():
    built = build(load("shenzhen-2021"), Filing())
    table = built.scored()[0]
    values = built.values([table])
    assert all(values["附表"][f"I{row}"] == "#N/A" for row in range(7, 30))
    assert table.total is None
    assert values["附表"]["A3"] == "部门（单位）名称："
    assert all(values["季度执行"][f"D{row}"] == "#N/A" for row in (5, 6, 7, 8, 10))


def test_judged_scores_are_marked_on_the_form(shenzhen):
    marked = [row[0].value for row in shenzhen[2]["附表"].iter_rows(min_row=30, max_col=1) if row[0].value]
    assert any("公众或服务对象满意度”为认定得分" in text for text in marked)
    judged_by_survey = example("shenzhen-2021", {"满意度_认定得分": None, "满意度_调查结果": "96%"})
    built = build(load("shenzhen-2021"), judged_by_survey)
    assert built.values(built.scored())["附表"]["A30"] == ""


def test_scores_are_locked_and_figures_are_not(shenzhen):
    built, workbook, _ = shenzhen
    for name in ("附表", "数据", "表1", "季度执行"):
        assert workbook[name].protection.sheet
        assert not workbook[name].protection.password
    assert workbook["附表"]["I7"].protection.locked
    for sheet, cell in built.places.values():
        assert not workbook[sheet][cell].protection.locked, (sheet, cell)


def test_typing_is_validated_in_chinese(shenzhen):
    _, workbook, _ = shenzhen
    by_cell = {str(v.sqref): v for v in workbook["数据"].data_validations.dataValidation}
    rules = {
        built_key: by_cell[cell]
        for built_key, (sheet, cell) in shenzhen[0].places.items()
        if cell in by_cell and sheet == "数据"
    }
    places = {key: cell for key, (_, cell) in shenzhen[0].places.items()}
    assert rules["三公经费_支出"].operator == "greaterThanOrEqual"
    assert rules["三公经费_支出"].error == "应为不小于 0 的数字（单位：万元）"
    assert rules["人员_在编"].type == "whole"
    assert rules["信息公开_预算"].formula1 == '"1.5,1,0"'
    assert rules["制度健全_有效执行"].formula2 == "1.5"
    part, whole = places["项目_按时完成数"], "项目_计划完成数"
    typed = rules["项目_按时完成数"]
    assert (
        typed.formula1
        == f"AND(ISNUMBER({part}),{part}>=0,{part}=INT({part}),OR(ISBLANK({whole}),{part}<={whole}))"
    )
    assert typed.error == "应为 0 到“项目_计划完成数”之间的整数（单位：个）"
    assert rules["固定资产_利用率"].error == "应为 0 到 100% 之间的数（单位：%）"


def test_prints_on_a4_with_repeated_headings(shenzhen):
    for sheet in shenzhen[1]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        # The charts stay on one page; a table goes on to the next.
        assert sheet.page_setup.fitToHeight == (sheet.title == "图表")
    form = shenzhen[1]["附表"]
    assert form.page_setup.orientation == "landscape"
    assert form.print_title_rows == "$4:$6"
    assert form.print_area == "'附表'!$A$1:$I$30"


@pytest.mark.parametrize("standard_id", available())
def test_building_twice_gives_the_same_formulas(standard_id):
    first, second = (build(load(standard_id), example(standard_id)) for _ in range(2))
    for sheet in first.workbook:
        for row in sheet.iter_rows():
            for cell in row:
                assert content(cell) == content(second.workbook[sheet.title][cell.coordinate])


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_text_never_becomes_a_formula(tmp_path, text):
    filing = example("shenzhen-2021", {"三公经费_支出": text})
    filing = replace(filing, unit=text, notes={"三公经费_预算": text})
    built = build(load("shenzhen-2021"), filing)
    path = tmp_path / "附表.xlsx"
    save(built.workbook, built.values(built.scored()), path, force=False)
    workbook = load_workbook(path)
    sheet, cell = built.places["三公经费_支出"]
    for where, place in ((sheet, cell), built.places["单位名称"]):
        found = workbook[where][place]
        is_number = text.lstrip("+-").isdigit() and place == cell
        assert found.data_type == ("n" if is_number else "s")
        assert found.value == (int(text) if is_number else text)
    notes = [row[5] for row in workbook["数据"].iter_rows(min_row=6) if row[1].value == "三公经费_预算"]
    assert notes[0].value == text
    assert notes[0].data_type == "s"


@pytest.mark.parametrize("standard_id", available())
def test_nothing_that_excel_would_repair(standard_id):
    """Merged areas never overlap and hold one value; names, titles and prompts keep to Excel's limits."""
    workbook = build(load(standard_id), example(standard_id)).workbook
    for sheet in workbook:
        assert len(sheet.title) <= 31
        taken = set()
        for area in sheet.merged_cells.ranges:
            cells = {(row, column) for row, column in area.cells}
            assert not cells & taken, (sheet.title, str(area))
            taken |= cells
            first = (area.min_row, area.min_col)
            assert all(sheet.cell(*cell).value is None for cell in cells if cell != first), str(area)
        for validation in sheet.data_validations.dataValidation:
            assert len(validation.errorTitle or "") <= 32
            assert len(validation.promptTitle or "") <= 32
            assert max(len(validation.error or ""), len(validation.prompt or "")) <= 255
            assert len(validation.formula1 or "") <= 255
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert len(formula(cell)) <= 8192
                    assert all(len(text) <= 255 for text in re.findall(r'"([^"]*)"', formula(cell)))
