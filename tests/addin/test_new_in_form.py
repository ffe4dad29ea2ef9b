"""The rules of a known standard in its official file, for all five; a data file into a form made live."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from addin.adopting import adopt, new_in_form
from addin.excel.bureau_file import save_live
from addin.renewing import fill_form
from tests.support.adopted import DATA, edited
from tests.support.examples import example
from tests.support.official_forms import FACTS, official_form, plain_form
from tests.support.places import ROOT
from workbooks.files.cells import read_cells
from workbooks.files.sheet_xml import address
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import score_forms
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.returned.read_back import read_workbook
from workbooks.problems import InputError
from workbooks.review.reviewing import review_cells
from workbooks.standards.loading import load
from workbooks.submission.final_copy import save_final_copy

STANDARDS = ["shenzhen-2021", "heping-2024", "wuxi-2021", "fengtai-2023", "project-2020"]
OURS = {"S06", "S07", "S08", "S10", "U02"}


def one_form(name):
    """The published figures of a standard, those of the first project where there are several."""
    filing = replace(example(name), ledger=None)
    projects = filing.projects
    return replace(projects[0], unit=filing.unit, year=filing.year) if projects else filing


@pytest.fixture(scope="module", params=STANDARDS)
def made(request, tmp_path_factory):
    """A standard, its blank form, the form with its rules, and that filled with the published figures.

    The blank forms are those of the documents; where the shared material is missing our own likeness.
    """
    name = request.param
    folder = tmp_path_factory.mktemp("official")
    if FACTS.is_file():
        source = official_form(load(name), folder / "空表.xlsx")
    else:
        source = plain_form(name, folder / "空表.xlsx")
    live = new_in_form(load(name), source, folder / "附表.xlsx")
    filled = fill_form(live.path, one_form(name), folder / "填好.xlsx", NATIVE)
    return name, source, live, filled


def shown(table):
    return [(item.line.name, str(item.shown)) for item in table.items]


def test_the_official_file_scores_as_our_own(made):
    name, _, _, filled = made
    ours = score_forms(load(name), example(name))[0]
    assert shown(filled.tables[0]) == shown(ours)
    assert filled.tables[0].total == ours.total
    assert filled.tables[0].grade_shown == ours.grade_shown


def test_it_is_read_back_and_reviewed(made):
    name, _, live, filled = made
    found, filing = read_workbook(filled.path)
    assert (found.id, found) == (name, live.standard)
    assert {key: len(rows) for key, rows in filing.rows.items()} == {
        key: len(rows) for key, rows in one_form(name).rows.items() if rows
    }
    assert not {finding.code for finding in review_cells(read_cells(filled.path)).findings} & OURS
    # An empty form asks for figures, and says nothing of its rules.
    assert not {finding.code for finding in review_cells(read_cells(live.path)).findings} & OURS


def test_what_the_bureau_prints_stays(made):
    _, source, live, filled = made
    before, title = read_cells(source), live.standard.form_sheet
    printed = before.sheet(title)
    placeholders = {row.label for rows in live.standard.placed.own.values() for row in rows}
    for path in (live.path, filled.path):
        after = read_cells(path)
        for number, line in enumerate(printed.rows, printed.first_row):
            for column, value in enumerate(line, printed.first_column):
                if value not in (None, "") and str(value).strip() not in placeholders:
                    assert str(after.value(title, number, column)) == str(value), (number, column)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(live.path) as new:
        changed = {part for part in old.namelist() if old.read(part) != new.read(part)}
    sheet_parts = {part for part in changed if part.startswith("xl/worksheets/")}
    assert len(sheet_parts) == 1
    assert changed - sheet_parts <= {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
    }


def test_libreoffice_recalculates_the_same(bare_libreoffice, made):
    _, _, _, filled = made
    table = filled.tables[0]
    found, _ = read_workbook(filled.path)
    form = found.form_sheet
    layout = FormLayout.for_rows(found, {})
    with bare_libreoffice.open(filled.path, recalc=True) as document:
        document.recalculate()
        for place in layout.places:
            item = table.at(place.child, place.number)
            value = document.value(form, layout.score_cell(place))
            if item is None:
                assert value in ("", None), place.row
            else:
                right = item.shown
                assert value == (right if isinstance(right, str) else pytest.approx(float(right)))
        sheet, cell = layout.total_at
        assert document.value(sheet or form, cell) == pytest.approx(float(table.total))


@pytest.mark.parametrize("name", ["heping-2024", "wuxi-2021", "fengtai-2023"])
def test_with_functions(libreoffice, tmp_path, name):
    source = plain_form(name, tmp_path / "空表.xlsx")
    live = new_in_form(load(name), source, tmp_path / "附表.xlsm", save=save_live)
    filled = fill_form(live.path, one_form(name), tmp_path / "填好.xlsm", UDF, save=save_live)
    total = score_forms(load(name), example(name))[0].total
    assert filled.tables[0].total == total
    placed = live.standard.placed
    with libreoffice.open(filled.path, recalc=True) as document:
        document.recalculate()
        assert document.value(placed.sheet, placed.total) == pytest.approx(float(total))


def test_the_final_copy_has_no_columns_of_ours(made, tmp_path):
    _, source, live, filled = made
    if not live.standard.own_rows:
        return
    final = save_final_copy(filled.path, tmp_path / "定稿.xlsx", unfinished=True)
    cells = read_cells(final.path)
    assert [sheet.name for sheet in cells.sheets] == [sheet.name for sheet in read_cells(source).sheets]
    widest = max(len(row) for row in cells.sheet(live.standard.form_sheet).rows)
    assert widest < live.standard.placed.beside
    # In the live file they are typed, and not printed.
    sheet = load_workbook(live.path)[live.standard.form_sheet]
    assert sheet.print_area
    last = sheet.print_area.replace("'", "").rpartition("!")[2].replace("$", "").partition(":")[2]
    assert live.standard.placed.beside > sheet[last].column


def test_another_form_is_told(tmp_path):
    with pytest.raises(InputError, match="里没有 19 个指标"):
        new_in_form(load("shenzhen-2021"), DATA / "blank.xlsx", tmp_path / "附表.xlsx")


def test_a_form_with_rules_already_is_told(tmp_path):
    source = plain_form("heping-2024", tmp_path / "空表.xlsx")
    live = new_in_form(load("heping-2024"), source, tmp_path / "附表.xlsx")
    with pytest.raises(InputError, match="已经放过规则"):
        new_in_form(load("heping-2024"), live.path, tmp_path / "再放.xlsx")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The national project form with its rules, of our own wording."""
    folder = tmp_path_factory.mktemp("project")
    source = plain_form("project-2020", folder / "空表.xlsx")
    return new_in_form(load("project-2020"), source, folder / "附表.xlsx")


def test_more_rows_than_the_form_has_are_told(project, tmp_path):
    filing = one_form("project-2020")
    rows = {key: [*lines, *lines, *lines] for key, lines in filing.rows.items() if lines}
    with pytest.raises(InputError, match=r"有 \d+ 行，附表\.xlsx 只有 \d+ 行"):
        fill_form(project.path, replace(filing, rows=rows), tmp_path / "填好.xlsx", NATIVE)


def test_several_projects_are_told(project, tmp_path):
    one = example("project-2020").projects[0]
    with pytest.raises(InputError, match="只放得下一个"):
        fill_form(project.path, Filing(projects=(one, one)), tmp_path / "填好.xlsx", NATIVE)


def test_a_filled_form_of_ours_fills_the_official_one(project, tmp_path):
    """A filing by projects with its one project, as our own workbook gives it."""
    filing = example("project-2020")
    filing = replace(filing, projects=filing.projects[:1])
    filled = fill_form(project.path, filing, tmp_path / "填好.xlsx", NATIVE)
    assert filled.tables[0].total == score_forms(load("project-2020"), example("project-2020"))[0].total


def test_amounts_in_another_unit_are_told(tmp_path):
    source = plain_form("project-2020", tmp_path / "空表.xlsx")
    title = load_workbook(source).sheetnames[0]
    heading = next(
        (row, column)
        for row, line in enumerate(read_cells(source).sheet(title).rows, 1)
        for column, value in enumerate(line, 1)
        if value == "项目资金（万元）"
    )
    other = edited(source, tmp_path / "元.xlsx", {(title, address(heading)): "项目资金（元）"})
    with pytest.raises(InputError, match="金额单位是元，标准是万元"):
        new_in_form(load("project-2020"), other, tmp_path / "附表.xlsx")


def test_a_group_without_rows_is_told(tmp_path):
    source = plain_form("project-2020", tmp_path / "空表.xlsx")
    workbook = load_workbook(source)
    for row in workbook.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "时效指标":
                cell.value = "别的指标"
    workbook.save(source)
    with pytest.raises(InputError, match="“时效指标”"):
        new_in_form(load("project-2020"), source, tmp_path / "附表.xlsx")


def test_a_data_file_fills_an_adopted_form(tmp_path):
    live = adopt(DATA / "blank.xlsx", tmp_path / "附表.xlsx")
    keys = live.standard.rows[0][2].expression.keys
    data = dict(zip(keys, (Decimal(93), Decimal(100)), strict=True))
    texts = {"预算执行率": {"reason": "项目推迟"}}
    filing = Filing(unit="某局", data=data, texts=texts)
    filled = fill_form(live.path, filing, tmp_path / "填好.xlsx", NATIVE)
    assert filled.tables[0].by_indicator["预算执行率"].score == 9
    assert filled.tables[0].unit == "某局"
    assert read_workbook(filled.path)[1].texts["预算执行率"]["reason"] == "项目推迟"


def test_the_command_line(tmp_path):
    """In a real process: the sheet is chosen by its name, nothing is replaced without --force."""
    source = plain_form("heping-2024", tmp_path / "空表.xlsx")
    workbook = load_workbook(source)
    workbook.copy_worksheet(workbook.worksheets[0]).title = "副本"
    workbook.save(source)

    def run(*more):
        command = [sys.executable, "-m", "addin", "new", "heping-2024", *more]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    target = tmp_path / "附表.xlsx"
    asked = run("--form", source, "-o", target)
    assert (asked.returncode, target.exists()) == (2, False)
    assert "请用 --sheet 表名 选一张" in asked.stderr
    done = run("--form", source, "--sheet", "附表", "-o", target)
    assert (done.returncode, target.exists()) == (0, True), done.stderr
    again = run("--form", source, "--sheet", "附表", "-o", target)
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    alone = run("--sheet", "附表", "-o", tmp_path / "别的.xlsx")
    assert (alone.returncode, "要与 --form" in alone.stderr) == (2, True)
