"""The summary in both of its styles: which cells, which formulas, which values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl.workbook import Workbook

from tests.support.examples import example
from workbooks.filing.figures import cell_figure
from workbooks.forms.build import build
from workbooks.forms.page.paper import Paper, add_styles
from workbooks.forms.sheets import summary_sheet
from workbooks.forms.sheets.total_words import total_in_words
from workbooks.standards.form import FORM_SHEET
from workbooks.standards.library import available
from workbooks.standards.loading import load


def lines(standard_id, changes=None):
    """The lines as the macro gets them from the built workbook."""
    filing = example(standard_id, changes)
    built = build(load(standard_id), filing)
    layout, form = built.layout, built.workbook[FORM_SHEET]
    computed = built.values(built.scored())[FORM_SHEET]

    def column(field):
        rows = range(layout.first_row, layout.grade_row + 1)
        cells = {row: layout.cell(row, field) for row in rows}
        shown = {row: computed.get(cell, form[cell].value) for row, cell in cells.items()}
        return {row: cell_figure(value) for row, value in shown.items()}

    return summary_sheet.lines(layout, column("score"), column("weight"))


def written(standard_id):
    workbook = Workbook()
    add_styles(workbook)
    paper = Paper(workbook.active)
    summary_sheet.write(paper, load(standard_id))
    return paper.sheet


def contents(line):
    return [entry.content for entry in line]


def shown(filled, column):
    return [line[column].value for line in filled]


def test_by_second_level_as_the_report_prints_it():
    sheet = written("heping-2024")
    assert sheet["A1"].value == "表3.2.1　二级指标得分率表"
    assert [cell.value for cell in sheet[4]] == ["一级指标", "二级指标", "分值", "得分", "得分率"]
    filled = lines("heping-2024")
    assert [line[0].content for line in filled if line[0].content] == [
        "部门决策\n（14分）",
        "管理效率\n（26分）",
        "履职产出\n（37分）",
        "履职效益\n（23分）",
        "合计",
    ]
    assert [line[1].content for line in filled][2:5] == ["预算绩效管理", "预算执行", "资产管理"]
    assert [line[2].content for line in filled] == [8, 6, 10, 9, 7, 3, 10, 8, 8, 8, 5, 15, 3, 100]
    points = [8, 6, 10, 9, 6.2, 3, 10, 8, 8, 8, 5, 15, 3, 99.2]
    assert [float(value) for value in shown(filled, 3)] == points
    rates = [f"{value:.2%}" for value in shown(filled, 4)]
    assert rates == ["100.00%"] * 4 + ["88.57%"] + ["100.00%"] * 8 + ["99.20%"]


def test_by_second_level_every_figure_is_a_live_formula():
    filled = lines("heping-2024")
    assert contents(filled[4])[3:] == [
        "=ROUND(SUM(附表!H14:H15),2)",
        "=IF(ISNUMBER(D9),D9/C9,D9)",
    ]
    assert contents(filled[-1])[2:] == [100, "=附表!H26", "=IF(ISNUMBER(D18),D18/C18,D18)"]


def test_side_by_side_first_and_second_level_have_scores():
    sheet = written("shenzhen-2021")
    assert sheet["A1"].value == "绩效评价得分汇总表"
    scores = ["分值", "得分", "得分率"]
    assert [cell.value for cell in sheet[4]] == ["一级指标", *scores, "二级指标", *scores]
    filled = lines("shenzhen-2021")
    assert [line[0].content for line in filled if line[0].content] == [
        "部门决策",
        "部门管理",
        "部门绩效",
        "合计",
        "评分等级",
    ]
    assert contents(filled[2])[:4] == [
        "部门管理",
        20,
        "=ROUND(SUM(附表!I11:I20),2)",
        "=IF(ISNUMBER(C7),C7/B7,C7)",
    ]
    assert contents(filled[3])[:4] == [None] * 4
    assert filled[-2][2].value == filled[-2][6].value == Decimal("91.26")
    assert filled[-1][2].value == "优"


@pytest.mark.parametrize(
    ("standard_id", "missing", "column"),
    [("heping-2024", "招商_完成率", 3), ("shenzhen-2021", "三公经费_支出", 6)],
)
def test_a_missing_score_is_missing_in_every_sum_above_it(standard_id, missing, column):
    filled = lines(standard_id, {missing: None})
    errors = [line for line in filled if line[column].value == "#N/A"]
    assert len(errors) == 2
    assert all(line[column + 1].value == "#N/A" for line in errors)
    assert errors[-1][0].content == "合计"


@pytest.mark.parametrize("standard_id", [name for name in available() if not load(name).projects])
def test_what_the_macro_writes_stays_inside_the_ruled_lines(standard_id):
    sheet, filled = written(standard_id), lines(standard_id)
    width = len([cell for cell in sheet[4] if cell.value])
    assert {len(line) for line in filled} == {width}
    last = summary_sheet.FIRST_ROW + len(filled) - 1
    assert sheet.cell(last, 1).border.bottom.style == "thin"
    below = [str(sheet.cell(last + offset, 1).value) for offset in (1, 2)]
    assert "填汇总" in below[1 if below[0].startswith("※") else 0]
    hidden = [
        cell
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
        if (row, column) != (area.min_row, area.min_col)
        and summary_sheet.FIRST_ROW <= row <= last
        and (cell := filled[row - summary_sheet.FIRST_ROW][column - 1]).content is not None
    ]
    assert hidden == []
    live = summary_sheet.values(filled, summary_sheet.FIRST_ROW)
    assert all(f"{'ABCDEFGH'[width - 1]}{row}" in live for row in range(5, last))


def test_below_the_table_stands_how_a_total_comes_about_that_its_lines_do_not_add_up_to():
    sheet = written("wuxi-2021")
    assert sheet["A21"].value == (
        "※ 自填行所在二级指标的分值是所填分值之和，可能与一级指标的分值不同；"
        "合计的分值是满分 100 分，加分 10 分不计在内；"
        "合计的得分：数据项“有专项资金”为 0 时为各项得分之和 ÷ 0.95，"
        "不为 0 时为各项得分之和，四舍五入到两位小数。"
    )
    assert sheet.print_area.endswith("$H$21")
    assert str(sheet["A22"].value).startswith("按钮“填汇总”")


@pytest.mark.parametrize("standard_id", ["heping-2024", "shenzhen-2021"])
def test_where_the_lines_add_up_nothing_is_said(standard_id):
    assert total_in_words(load(standard_id)) == ""
    assert not [cell.value for row in written(standard_id) for cell in row if str(cell.value).startswith("※")]


@pytest.mark.parametrize(
    ("total", "words"),
    [
        ("合计", ""),
        ("合计 * 100 / 90", "※ 合计的得分：各项得分之和 × 100 ÷ 90，四舍五入到两位小数。"),
        ("(合计 + 2) / 0.9", "※ 合计的得分：（各项得分之和 + 2） ÷ 0.9，四舍五入到两位小数。"),
        ("given(某项, 合计, 1)", "※ 合计的得分：按算式“given(某项, 合计, 1)”计算，四舍五入到两位小数。"),
    ],
)
def test_the_rule_of_a_total_in_words(total, words):
    assert total_in_words(load("heping-2024").changed(total=total)) == words
