"""The blank form of every standard, filled: it shows what our own workbook shows."""

from __future__ import annotations

import zipfile
from decimal import Decimal

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.formula import ArrayFormula

from tests.support.blank_forms import blank_form
from tests.support.decorated import decorate
from tests.support.examples import example
from tests.support.office_sdk import office_faults
from workbooks.files.xlsx import MAIN
from workbooks.standards.library import available
from workbooks.standards.loading import load
from workbooks.submission.template import fill_template

# What only our own form has: how a score was judged, why there is no grade.
_OURS = ("※", "（分值合计")


def same(found, expected):
    if isinstance(expected, Decimal | float | int):
        return found == pytest.approx(float(expected), abs=1e-9)
    return (found or "") == (expected or "")


@pytest.fixture(scope="module", params=available())
def filled(request, tmp_path_factory):
    """A blank form, what it should show, and the form filled."""
    folder = tmp_path_factory.mktemp("空 表")
    standard, filing = load(request.param), example(request.param)
    blank = folder / "空表.xlsx"
    built = blank_form(standard, filing, blank)
    return blank, built, fill_template(standard, filing, blank, folder / "填好.xlsx")


def expected_cells(built):
    """What each printed cell of our own forms and tables shows."""
    values = built.values(built.scored())
    standard = built.standard
    widths = {form.sheet: form.layout.columns for form in built.forms}
    widths |= {table.sheet: 1 + len(table.columns) for table in standard.tables}
    if standard.quarters:
        widths[standard.quarters.sheet] = 5
    sections = {
        (form.sheet, form.layout.cell(place.row, "weight"))
        for form in built.forms
        for place in form.layout.places
        if place.kind == "section"
    }
    for name, width in widths.items():
        for row in built.workbook[name].iter_rows(max_col=width):
            for cell in row:
                value = values[name].get(cell.coordinate, cell.value)
                ours = isinstance(value, str) and (value.startswith(_OURS) or value == "不评等级")
                if not ours and (name, cell.coordinate) not in sections:
                    yield name, cell.coordinate, value


def test_it_shows_what_our_own_workbook_shows(filled):
    _, built, result = filled
    book = load_workbook(result.path)
    wrong = [
        (sheet, cell, book[sheet][cell].value, value)
        for sheet, cell, value in expected_cells(built)
        if not same(book[sheet][cell].value, value)
    ]
    assert wrong == []
    assert [one for one in result.unplaced if one.what != "评价等级"] == []
    assert len(result.placed) > len(built.standard.rows)


def test_it_follows_the_published_schemas(filled):
    _, _, result = filled
    assert office_faults(result.path) == []


def test_only_the_filled_cells_of_the_sheets_differ(filled):
    blank, _, result = filled
    assert_only_filled_cells_differ(blank, result)


def assert_only_filled_cells_differ(blank, result, also=()):
    """Compare every part; of the sheets that were filled, everything beside the cells in the result."""
    parts = {part: title for title, part in sheet_parts(blank).items()}
    touched = {sheet: set() for sheet in parts.values()}
    for one in (*result.placed, *also):
        touched[one.sheet].add(one.cell)
    with zipfile.ZipFile(blank) as before, zipfile.ZipFile(result.path) as after:
        assert [each.filename for each in before.infolist()] == [each.filename for each in after.infolist()]
        for entry in before.infolist():
            old, new = before.read(entry), after.read(entry.filename)
            assert after.getinfo(entry.filename).date_time == entry.date_time
            if touched.get(parts.get(entry.filename)):
                cells = touched[parts[entry.filename]]
                assert old != new
                assert without(old, cells) == without(new, cells), entry.filename
            else:
                assert old == new, entry.filename


def without(sheet, cells):
    """The XML of a sheet without the content of some cells, whose style and place stay."""
    root = etree.fromstring(sheet)
    for cell in root.iter(f"{{{MAIN}}}c"):
        cell.attrib.pop("t", None) if cell.get("r") in cells or len(cell) == 0 else None
        if cell.get("r") in cells:
            for child in list(cell):
                cell.remove(child)
    return etree.tostring(root, method="c14n")


def sheet_parts(path):
    with zipfile.ZipFile(path) as archive:
        names = [
            each.get("name")
            for each in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{{{MAIN}}}sheet")
        ]
    return {name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(names, 1)}


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_pictures_notes_headers_printer_and_macros_stay_byte_for_byte(tmp_path, suffix):
    standard, filing = load("shenzhen-2021"), example("shenzhen-2021")
    blank = tmp_path / f"空表{suffix}"
    blank_form(standard, filing, blank)
    book = load_workbook(blank)
    yellow = PatternFill("solid", bgColor="FFFFFF00")
    book["附表"].conditional_formatting.add("I7:I27", CellIsRule("lessThan", ["1"], fill=yellow))
    book["附表"]["K1"] = ArrayFormula("K1:K2", "=ROW(1:2)")
    book.save(blank)
    decorate(blank)
    result = fill_template(standard, filing, blank, tmp_path / f"填好{suffix}")
    assert_only_filled_cells_differ(blank, result)
    with zipfile.ZipFile(result.path) as archive:
        assert ("xl/vbaProject.bin" in archive.namelist()) == (suffix == ".xlsm")
        sheet = archive.read("xl/worksheets/sheet1.xml")
    parts = (b"<drawing ", b"<legacyDrawing ", b"<legacyDrawingHF ", b"conditionalFormatting", b"rId95")
    for kept in parts:
        assert kept in sheet


def test_libreoffice_opens_it_and_shows_the_values(libreoffice, tmp_path):
    standard, filing = load("shenzhen-2021"), example("shenzhen-2021")
    blank = tmp_path / "空表.xlsx"
    built = blank_form(standard, filing, blank)
    decorate(blank)
    result = fill_template(standard, filing, blank, tmp_path / "填好.xlsx")
    with libreoffice.open(result.path) as document:
        wrong = [
            (sheet, cell, document.value(sheet, cell), value)
            for sheet, cell, value in expected_cells(built)
            if value not in (None, "") and not same(document.value(sheet, cell), value)
        ]
    assert wrong == []
