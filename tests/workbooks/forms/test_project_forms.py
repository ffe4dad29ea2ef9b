"""Project forms: one sheet for each project, names of their own, and the project summary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import load_workbook

from addin.blank_forms import new
from addin.filling import fill
from tests.support.examples import example
from tests.support.filled import published_workbook
from tests.support.gnumeric import recalculated, values
from workbooks.files.sheet_titles import sheet_titles
from workbooks.filing.scoring import score_forms
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET
from workbooks.forms.page.writer import NATIVE
from workbooks.forms.returned.read_back import read_workbook
from workbooks.standards.library import available
from workbooks.standards.loading import load

PROJECTS = [name for name in available() if load(name).projects]


@pytest.fixture(scope="module", params=PROJECTS)
def filled(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("项目") / f"{request.param}.xlsx"
    return published_workbook(request.param, path)


def test_each_project_has_a_sheet_and_names_of_its_own(filled):
    workbook = load_workbook(filled.path)
    standard = filled.tables[0].standard
    for table, title in zip(filled.tables, workbook.sheetnames, strict=False):
        sheet = workbook[title]
        assert set(standard.money_items) <= set(sheet.defined_names)
        assert table.project in [cell.value for row in sheet["A4:I4"] for cell in row]
    assert not set(standard.money_items) & set(workbook.defined_names)


def test_the_summary_lists_every_project(filled):
    sheet = load_workbook(filled.path, data_only=True)[PROJECT_SUMMARY_SHEET]
    listed = [
        [cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=5 + len(filled.tables))
    ]
    for number, (line, table) in enumerate(zip(listed, filled.tables, strict=True), 1):
        assert line[0] == number
        assert line[1] == table.project
        assert line[5] == float(table.total)
        assert line[6] == table.grade_shown
    assert sheet.cell(6 + len(filled.tables), 2).value == "合计"


@pytest.mark.parametrize(
    ("left_out", "sums"),
    [
        (None, {"C8": 210.0, "D8": 186.1}),
        ("资金总额_全年执行", {"C8": 210.0, "D8": "#N/A"}),
        ("资金总额_全年预算", {"C8": "#N/A", "D8": 186.1}),
    ],
    ids=["all", "spent", "budget"],
)
def test_a_sum_of_the_summary_needs_every_project(left_out, sums, tmp_path, gnumeric):
    """130 and 80 planned, 126.1 and 60 spent in the example; what one of them lacks is not zero."""
    filing = example("project-2020")
    data = {key: value for key, value in filing.projects[1].data.items() if key != left_out}
    projects = (filing.projects[0], replace(filing.projects[1], data=data))
    path = tmp_path / "项目.xlsx"
    fill(load("project-2020"), replace(filing, projects=projects), path, edition=NATIVE)
    places = [(PROJECT_SUMMARY_SHEET, cell) for cell in sums]
    for found in (values(path), recalculated(path, places, tmp_path)):
        assert {cell: found[PROJECT_SUMMARY_SHEET, cell] for cell in sums} == pytest.approx(sums)


def test_what_was_filled_is_read_back(filled):
    standard, filing = read_workbook(filled.path)
    again = score_forms(standard, filing)
    assert [table.as_json() for table in again] == [table.as_json() for table in filled.tables]


@pytest.mark.parametrize("standard_id", PROJECTS)
def test_an_empty_form_is_not_scored(tmp_path, standard_id):
    path = tmp_path / "空.xlsx"
    new(load(standard_id), path)
    tables = score_forms(*read_workbook(path))
    assert [table.total_shown for table in tables] == ["#N/A"]
    assert [finding.code for finding in tables[0].findings()][:1] == ["D01"]


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["外事/工作[1]: 甲*乙?"], ["外事 工作 1   甲 乙"]),
        (["项目", "项目"], ["项目", "项目(2)"]),
        ([""], ["项目1"]),
        (["汇总"], ["汇总(2)"]),
        (["'引号'"], ["引号"]),
        (["长" * 40, "长" * 40], ["长" * 31, "长" * 27 + "(2)"]),
    ],
)
def test_sheet_titles_are_what_excel_allows(names, titles):
    assert sheet_titles(names, ["汇总"]) == titles
