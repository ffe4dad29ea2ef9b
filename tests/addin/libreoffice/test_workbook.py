"""The built workbook in real LibreOffice: everything recalculated equals the headless values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from addin.filling import fill
from tests.support.cases import standard_cases
from tests.support.examples import example
from workbooks.build import build
from workbooks.forms.form_layout import FormLayout
from workbooks.scoring import score
from workbooks.standards import available, load

CASES = standard_cases()


def same(found, expected):
    if isinstance(expected, Decimal | float | int):
        return isinstance(found, float) and found == pytest.approx(float(expected), abs=1e-9)
    return (found or "") == (expected or "")


@pytest.fixture(scope="module", params=available())
def filled(request, tmp_path_factory):
    """The published workbook of each standard, as the command line fills it."""
    path = tmp_path_factory.mktemp("附表 文件夹") / f"{request.param}.xlsx"
    filing = example(request.param)
    return fill(load(request.param), filing, path, filing.ledger)


def formula_values(standard, filing):
    built = build(standard, filing)
    return built.values(built.scored(filing))


def test_every_formula_recalculated_equals_its_headless_value(libreoffice, filled):
    standard = filled.table.standard
    with libreoffice.open(filled.path, recalc=True) as document:
        document.recalculate()
        checked = 0
        for sheet, cells in formula_values(standard, example(standard.id)).items():
            for cell, expected in cells.items():
                found = document.value(sheet, cell)
                assert same(found, expected), (sheet, cell, found, expected, document.formula(sheet, cell))
                checked += 1
    assert checked > len(standard.rows)


def test_the_summary_recalculated_equals_what_the_macro_stored(libreoffice, filled):
    with libreoffice.open(filled.path, recalc=False) as document:
        stored = document.read("汇总", "A1:H25")
    with libreoffice.open(filled.path, recalc=True) as document:
        document.recalculate()
        live = document.read("汇总", "A1:H25")
    assert [cell for row in stored for cell in row].count(91.26) == 2
    for before, after in zip(stored, live, strict=True):
        assert all(same(*pair) for pair in zip(after, before, strict=True))


def type_figure(document, key, figure):
    document.write_name(key, float(figure) if isinstance(figure, Decimal) else figure)


@pytest.mark.parametrize("standard_id", available())
def test_every_case_typed_into_the_live_workbook(libreoffice, tmp_path, standard_id):
    """Each YAML case is typed into the data cells over UNO; scores, total, grade and progress follow."""
    standard, published = load(standard_id), example(standard_id)
    path = tmp_path / "附表.xlsx"
    fill(standard, published, path)
    layout = FormLayout.for_rows(standard, published.rows)
    with libreoffice.open(path, recalc=False) as document:
        for name, case in CASES:
            if name != standard_id:
                continue
            changed = example(standard_id, case["set"])
            for key in case["set"]:
                type_figure(document, key, changed.data[key])
            table = score(standard, changed)
            shown = [row[0] for row in document.read("附表", layout.span(layout.first_row, layout.last_row))]
            for place, found in zip(layout.places, shown, strict=True):
                item = table.at(place.child, place.number)
                if item is None:
                    continue
                assert same(found, item.shown), (case["name"], item.line.name, found, item.shown)
            found_total = document.value("附表", layout.cell(layout.total_row))
            assert same(found_total, table.total_shown), (case["name"], found_total)
            assert same(document.value("附表", layout.cell(layout.grade_row)), table.grade_shown), case[
                "name"
            ]
            expected = formula_values(standard, changed)["数据"]["A4"]
            assert document.value("数据", "A4") == expected, case["name"]
            for key in case["set"]:
                type_figure(document, key, published.data.get(key))


def test_a_changed_data_item_moves_the_total_at_once(libreoffice, tmp_path):
    path = tmp_path / "附表.xlsx"
    fill(load("shenzhen-2021"), example("shenzhen-2021"), path)
    with libreoffice.open(path, recalc=False) as document:
        assert document.value("附表", "I28") == 91.26
        document.write_name("四季度_累计支出", 400_000)
        assert document.value("附表", "I22") == 3.55
        assert document.value("附表", "I28") == 90.97
        assert document.value("季度执行", "E11") == 3.55
        assert document.value("汇总", "C16") == 90.97
        document.write_name("四季度_累计支出", None)
        assert document.value("附表", "I28") == "#N/A"
        assert "四季度_累计支出" in document.value("数据", "A4")
        assert document.value("汇总", "C16") == "#N/A"


def test_cached_values_are_shown_without_recalculating(libreoffice, filled):
    with libreoffice.open(filled.path, recalc=False) as document:
        assert document.value("附表", "I28") == float(filled.table.total)


def test_saved_by_libreoffice_the_formulas_keep_their_plain_names(libreoffice, filled, tmp_path):
    with libreoffice.open(filled.path, recalc=True) as document:
        document.save(tmp_path / "另存.xlsx")
    with libreoffice.open(tmp_path / "另存.xlsx", recalc=True) as document:
        document.recalculate()
        assert document.value("附表", "I28") == float(filled.table.total)
        assert "JX_TIERS(" in document.formula("附表", "I21")


def test_prints_in_full_on_a4(libreoffice, filled, tmp_path):
    """Rendered to PDF every page is A4 and the whole form is there, in Chinese."""
    import shutil
    import subprocess

    pdf = libreoffice.to_pdf(filled.path, tmp_path)
    if shutil.which("pdftotext") is None:
        pytest.skip("没有 pdftotext：请安装 poppler-utils")
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode()
    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True).stdout.decode()
    assert "A4" in info
    squeezed = "".join(text.split())
    for _, _, indicator in filled.table.standard.rows:
        assert indicator.explanation.replace(" ", "")[:6] in squeezed
    assert filled.table.standard.form.total_label in squeezed
    assert "###" not in text
