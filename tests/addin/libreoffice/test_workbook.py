"""The built workbook in real LibreOffice: everything recalculated equals the headless values."""

from __future__ import annotations

import subprocess

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tests.support.cases import standard_cases
from tests.support.examples import case_filing, example
from tests.support.filled import published_workbook
from tests.support.live_form import (
    check_form,
    check_new_goal_read_back,
    fourth_goal,
    same,
    type_case,
    type_new_goal,
)
from workbooks.filing.scoring import score_forms
from workbooks.forms.build import build
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET, SUMMARY_SHEET
from workbooks.forms.sheets.data_sheet import progress
from workbooks.standards.library import available
from workbooks.standards.loading import load

CASES = standard_cases()


@pytest.fixture(scope="module", params=available())
def filled(request, tmp_path_factory):
    """The published workbook of each standard, as the command line fills it."""
    path = tmp_path_factory.mktemp("附表 文件夹") / f"{request.param}.xlsx"
    return published_workbook(request.param, path, ledger=True)


def formula_values(standard, filing):
    built = build(standard, filing)
    return built.values(built.scored())


def test_every_formula_recalculated_equals_its_headless_value(libreoffice, filled):
    standard = filled.tables[0].standard
    with libreoffice.open(filled.path, recalc=True) as document:
        checked, shown = 0, document.shown()
        for sheet, cells in formula_values(standard, example(standard.id)).items():
            for cell, expected in cells.items():
                found = shown(sheet, cell)
                assert same(found, expected), (sheet, cell, found, expected, document.formula(sheet, cell))
                checked += 1
    assert checked > len(standard.rows)


def test_the_summary_recalculated_equals_what_the_macro_stored(libreoffice, filled):
    sheet = PROJECT_SUMMARY_SHEET if filled.tables[0].standard.projects else SUMMARY_SHEET
    with libreoffice.open(filled.path, recalc=False) as document:
        stored = document.read(sheet, "A1:H40")
    with libreoffice.open(filled.path, recalc=True) as document:
        document.recalculate()
        live = document.read(sheet, "A1:H40")
    total = float(filled.tables[0].total)
    assert total in [cell for row in stored for cell in row]
    for before, after in zip(stored, live, strict=True):
        assert all(same(*pair) for pair in zip(after, before, strict=True))


@pytest.mark.parametrize("standard_id", available())
def test_every_case_typed_into_the_live_workbook(libreoffice, tmp_path, standard_id):
    """Each YAML case is typed into the data cells over UNO; scores, total, grade and progress follow."""
    standard, published = load(standard_id), example(standard_id)
    path = tmp_path / "附表.xlsx"
    published_workbook(standard_id, path)
    built = build(standard, published)
    with libreoffice.open(path, recalc=False) as document:
        for name, case in CASES:
            if name != standard_id:
                continue
            filing = case_filing(standard_id, case)
            type_case(document, built, case, filing)
            table = score_forms(standard, filing)[0]
            check_form(document, built.forms[0], table, case["name"])
            if not standard.projects:
                assert document.value("数据", "C4") == progress(table), case["name"]
            type_case(document, built, case, published)


def test_a_changed_data_item_moves_the_total_at_once(libreoffice, tmp_path):
    path = tmp_path / "附表.xlsx"
    published_workbook("shenzhen-2021", path)
    with libreoffice.open(path, recalc=False) as document:
        assert document.value("附表", "I28") == 91.26
        document.write_name("四季度_累计支出", 400_000)
        assert document.value("附表", "I22") == 3.55
        assert document.value("附表", "I28") == 90.97
        assert document.value("季度执行", "E11") == 3.55
        assert document.value("汇总", "C16") == 90.97
        document.write_name("四季度_累计支出", None)
        assert document.value("附表", "I28") == "#N/A"
        assert "四季度_累计支出" in document.value("数据", "C4")
        assert document.value("汇总", "C16") == "#N/A"


def test_a_row_the_clerk_inserts_is_scored_summed_and_read_back(libreoffice, tmp_path):
    """Insert a row among the goals, fill the score down, type a goal: sums, total and names follow."""
    standard, published = load("wuxi-2021"), example("wuxi-2021")
    path, saved = tmp_path / "附表.xlsx", tmp_path / "另存.xlsx"
    published_workbook("wuxi-2021", path)
    layout = FormLayout.for_rows(standard, published.rows)
    place = fourth_goal(layout)
    row, total = place.row + 1, layout.cell(layout.total_row + 1)
    section = layout.cell(
        next(p.row for p in layout.places if p.kind == "section" and p.first is place.first)
    )
    with libreoffice.open(path, recalc=False) as document:
        assert document.value("附表", section) == 40
        document.unprotect("附表")
        document.insert_rows("附表", row)
        last = get_column_letter(max(layout.beside.values()))
        document.fill_down("附表", f"A{row - 1}:{last}{row}")
        type_new_goal(document, layout, row)
        assert document.value("附表", layout.cell(row)) == 1.5
        assert document.value("附表", section) == 41.5
        assert document.value("附表", total) == 95.26  # (89＋1.5)÷0.95＝95.263
        document.save(saved)
    check_new_goal_read_back(saved)


def test_cached_values_are_shown_without_recalculating(libreoffice, filled):
    with libreoffice.open(filled.path, recalc=False) as document:
        assert document.value(*total_cell(filled)) == float(filled.tables[0].total)


def total_cell(filled):
    table = filled.tables[0]
    layout = FormLayout.for_rows(table.standard, table.own_rows)
    sheet = load_workbook(filled.path, read_only=True).sheetnames[0]
    return sheet, layout.cell(layout.total_row)


def test_saved_by_libreoffice_the_formulas_keep_their_plain_names(libreoffice, filled, tmp_path):
    with libreoffice.open(filled.path, recalc=True) as document:
        document.save(tmp_path / "另存.xlsx")
    sheet, total = total_cell(filled)
    with libreoffice.open(tmp_path / "另存.xlsx", recalc=True) as document:
        document.recalculate()
        assert document.value(sheet, total) == float(filled.tables[0].total)
        column = total.rstrip("0123456789")
        formulas = [document.formula(sheet, f"{column}{row}") for row in range(7, 28)]
        assert any("JX_" in formula for formula in formulas)


def test_prints_in_full_on_a4(libreoffice, pdf_tools, filled, tmp_path):
    """Rendered to PDF every page is A4 and the whole form is there, in Chinese."""
    pdf = libreoffice.to_pdf(filled.path, tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode()
    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True).stdout.decode()
    assert "A4" in info
    squeezed = "".join(text.split())
    for _, _, indicator in filled.tables[0].standard.rows:
        assert indicator.explanation.replace(" ", "")[:6] in squeezed
    assert "".join(filled.tables[0].standard.form.total_label.split()) in squeezed
    assert "###" not in text
