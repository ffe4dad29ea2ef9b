"""Forms of several pages: headings on each of them, pages that end between levels; a chart of full width."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from addin.filling import fill
from addin.staging import Monitored, monitoring_file, new_stage_form
from workbooks.filing.data_file import Filing
from workbooks.forms.page.paper import INPUT_COLOUR
from workbooks.stages.declaration_form import declaration_workbook
from workbooks.stages.monitor_summary import HEADINGS
from workbooks.stages.self_evaluation import as_filing
from workbooks.stages.stage_forms import stage_forms
from workbooks.stages.targets_set import SetIndicator, SetTargets
from workbooks.standards.loading import load

LEVELS = [level for level in stage_forms()["declare-project"].groups() for _ in range(4)]
"""44 indicators, four of each second level."""


def long(is_of_department=False):
    indicators = [
        SetIndicator(level1, level2, f"{level2}第{number}项的具体内容", f"≥{number}个")
        for number, (level1, level2) in enumerate(LEVELS, 1)
    ]
    return SetTargets("某项目", 2024, "", indicators=tuple(indicators), is_of_department=is_of_department)


def printed_whole(sheet, level_column):
    """The sheet has breaks, each before the first row of a second level, and its headings on every page."""
    starts = {
        area.min_row
        for area in sheet.merged_cells.ranges
        if area.min_col == area.max_col == level_column and area.max_row > area.min_row
    }
    breaks = [one.id + 1 for one in sheet.row_breaks.brk]
    assert breaks
    assert set(breaks) <= starts
    has_headings_on_every_page(sheet)


def has_headings_on_every_page(sheet):
    headings = {cell.value for cell in sheet[title_rows(sheet)[0]]}
    assert {"一级指标", "二级指标", "三级指标"} <= headings


@pytest.mark.parametrize("name", [name for name, form in stage_forms().items() if form.stage == "申报表"])
def test_of_a_declaration(name):
    form = stage_forms()[name]
    workbook, _ = declaration_workbook(form, [long(form.is_of_department)])
    level = "term_level2" if form.has("term_level2") else "level2"
    printed_whole(workbook.worksheets[0], form.column(level))


@pytest.mark.parametrize("of_department", [False, True])
def test_of_a_monitoring_form(tmp_path, of_department):
    monitoring_file([long(of_department)], tmp_path / "监控.xlsx", False, Monitored())
    printed_whole(load_workbook(tmp_path / "监控.xlsx").worksheets[0], 3)


def test_of_a_self_evaluation(tmp_path):
    standard = load("project-2020")
    filing, left = as_filing(standard, [long()])
    assert left == []
    fill(standard, filing, tmp_path / "自评.xlsx", edition="native")
    sheet = load_workbook(tmp_path / "自评.xlsx").worksheets[0]
    has_headings_on_every_page(sheet)
    ends = [one.id for one in sheet.row_breaks.brk]
    assert ends
    # Pages are filled with whole rows; for the sake of a level some 15 % may stay blank.
    again = sum(height_of(sheet, row) for row in title_rows(sheet))
    heights = [
        sum(height_of(sheet, row) for row in range(first + 1, last + 1)) + (again if first else 0)
        for first, last in zip((0, *ends), ends, strict=False)
    ]
    assert min(heights) > 0.8 * max(heights)


def title_rows(sheet):
    first, last = (int(row) for row in sheet.print_title_rows.replace("$", "").split(":"))
    return range(first, last + 1)


def height_of(sheet, row):
    return sheet.row_dimensions[row].height or 15


@pytest.mark.parametrize("name", ["project-2020", "fengtai-2023"])
def test_a_form_of_one_page_is_not_broken(tmp_path, name):
    fill(load(name), Filing(), tmp_path / "空.xlsx", edition="native")
    assert load_workbook(tmp_path / "空.xlsx").worksheets[0].row_breaks.brk == []


def test_the_chart_of_the_summary_is_as_wide_as_its_table(tmp_path):
    new_stage_form(stage_forms()["monitor-project"], tmp_path / "监控.xlsx")
    anchor = load_workbook(tmp_path / "监控.xlsx")["监控汇总"]._charts[0].anchor
    assert (anchor._from.col, anchor.to.col) == (0, len(HEADINGS) - 1)


@pytest.mark.parametrize("name", stage_forms())
def test_only_the_title_is_held_and_work_begins_at_the_first_input(tmp_path, name):
    new_stage_form(stage_forms()[name], tmp_path / "表.xlsx")
    sheet = load_workbook(tmp_path / "表.xlsx").worksheets[0]
    pane = sheet.sheet_view.pane
    assert pane.ySplit == 1
    (chosen,) = (each.activeCell for each in sheet.sheet_view.selection if each.pane == pane.activePane)
    assert not sheet[chosen].protection.locked
    assert all(
        cell.protection.locked for row in sheet.iter_rows(max_row=sheet[chosen].row - 1) for cell in row
    )
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, sheet.max_column + 1)]
    assert sum(widths) * 7.85 * (sheet.sheet_view.zoomScale or 100) / 100 < 1366 - 100
    # Ten rows of indicators (they begin above row 14) in the room that Excel leaves at 1366 × 768.
    shown = [sheet.row_dimensions[row].height or 15 for row in (1, *range(14, 24))]
    assert sum(shown) * 4 / 3 <= 490


@pytest.mark.parametrize("name", stage_forms())
def test_the_year_is_to_be_filled_in(tmp_path, name):
    new_stage_form(stage_forms()[name], tmp_path / "表.xlsx")
    sheet = load_workbook(tmp_path / "表.xlsx").worksheets[0]
    assert sheet["A2"].fill.fgColor.rgb == INPUT_COLOUR and not sheet["A2"].protection.locked
    (rule,) = (each for each in sheet.data_validations.dataValidation if "A2" in each.sqref)
    assert rule.formula1 == 'ISNUMBER(FIND("年度",A2))' and rule.showInputMessage


def test_a_form_of_a_known_year_begins_below_it(tmp_path):
    monitoring_file([long()], tmp_path / "监控.xlsx", False, Monitored())
    view = load_workbook(tmp_path / "监控.xlsx").worksheets[0].sheet_view
    (chosen,) = (each.activeCell for each in view.selection if each.pane == view.pane.activePane)
    assert chosen == "C3"


def test_the_ledger_of_several_projects_asks_for_their_names(tmp_path):
    new_stage_form(stage_forms()["monitor-project"], tmp_path / "监控.xlsx")
    workbook = load_workbook(tmp_path / "监控.xlsx")
    assert "几个项目的还要有项目名称" in workbook["执行明细"]["A2"].value
    assert "监控月份" in workbook["执行明细"]["A2"].value
    sheet = workbook["监控汇总"]
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, len(HEADINGS) + 1)]
    assert sum(widths) * 9.87 * (sheet.sheet_view.zoomScale or 100) / 100 < 1366 - 100
