"""The native edition: ordinary formulas that can be read, with their steps out of the form's way."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from openpyxl.utils import range_boundaries

from tests.support.examples import example
from udfs.native import LONGEST
from workbooks.files.made_cells import cells_of
from workbooks.filing.data_file import Filing
from workbooks.forms.build import build
from workbooks.forms.layout.kinds import WORKINGS_SHEET
from workbooks.forms.page.writer import NATIVE
from workbooks.standards.library import available
from workbooks.standards.loading import load

EXCEL_2010 = {
    *("AND", "AVERAGE", "CLEAN", "COUNT", "COUNTA", "COUNTIF", "DATE", "EXACT", "FIND", "IF", "IFERROR"),
    *("INDEX", "INT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT", "LARGE", "LEFT", "LEN", "MATCH", "MAX"),
    *("MID", "MIN", "MONTH", "N", "NA", "NOT", "OR", "RIGHT", "ROUND", "ROUNDUP", "ROW", "ROWS"),
    *("SUBSTITUTE", "SUM", "SUMIF", "SUMPRODUCT", "TEXT", "VALUE", "ABS"),
}
ROWS, PROJECT_ROWS = 120, 15


def with_many_rows(standard):
    """The published filing with over a hundred rows of the unit's own in each group, or in each project."""
    filing, most = example(standard.id), PROJECT_ROWS if standard.projects else ROWS

    def grown(form):
        return replace(form, rows={key: [*rows, *rows * most][:most] for key, rows in form.rows.items()})

    return replace(grown(filing), projects=tuple(map(grown, filing.projects)))


def built(standard_id, content):
    standard = load(standard_id)
    filings = {"empty": Filing, "published": lambda: example(standard_id)}
    filing = filings[content]() if content in filings else with_many_rows(standard)
    return build(standard, filing, edition=NATIVE)


def formulas(book):
    for sheet in book.workbook:
        yield from ((sheet, cell) for cell in cells_of(sheet) if cell.data_type == "f")


@pytest.mark.parametrize("content", ["empty", "published", "many rows"])
@pytest.mark.parametrize("standard_id", available())
def test_every_formula_can_be_read_and_needs_nothing_installed(standard_id, content):
    for _, cell in formulas(built(standard_id, content)):
        assert len(cell.value) <= LONGEST, (cell.coordinate, len(cell.value), cell.value)
        text = re.sub(r'"[^"]*"', "", cell.value)
        called = set(re.findall(r"([A-Z_.0-9]+)\(", text))
        assert called <= EXCEL_2010, (cell.coordinate, called - EXCEL_2010, cell.value)


@pytest.mark.parametrize("standard_id", available())
def test_the_printed_form_is_that_of_the_udf_edition(standard_id):
    """All but the score formulas is the same: what is written, how wide, how high, what is printed."""
    native, udf = (build(load(standard_id), example(standard_id), edition=kind) for kind in ("native", "udf"))
    for form in udf.forms:
        ours, theirs = native.workbook[form.sheet], udf.workbook[form.sheet]
        assert ours.print_area == theirs.print_area
        assert ours.print_title_rows == theirs.print_title_rows
        left, top, right, bottom = range_boundaries(theirs.print_area.rpartition("!")[2].replace("$", ""))
        for row in theirs.iter_rows(top, bottom, left, max(right, form.layout.steps_column - 1)):
            assert ours.row_dimensions[row[0].row].height == theirs.row_dimensions[row[0].row].height
            for cell in row:
                same = ours[cell.coordinate]
                assert same.style == cell.style
                assert same.value == cell.value or (same.data_type, cell.data_type) == ("f", "f")


@pytest.mark.parametrize("standard_id", ["wuxi-2021", "fengtai-2023", "project-2020"])
def test_steps_stand_in_narrow_columns_beside_the_form_and_can_be_filled_down(standard_id):
    book = built(standard_id, "published")
    form = book.forms[0]
    sheet, first = book.workbook[form.sheet], form.layout.steps_column
    assert sheet.max_column - first > 20
    columns = sheet.column_dimensions
    narrow = [one for one in columns.values() if one.outlineLevel == 1]
    assert [(one.min, one.max, one.width < 2, one.hidden) for one in narrow] == [
        (first, sheet.max_column, True, False)
    ]
    headings = [
        cell.value for cell in sheet[form.layout.header_rows[1]] if cell.column >= first and cell.value
    ]
    assert len(headings) == sheet.max_column - first + 1 == len(set(headings))
    assert "目标值：数值" in headings
    own = next(place.row for place in form.layout.places if place.kind == "own")
    steps = [cell for cell in sheet[own] if cell.column >= first]
    assert all(cell.data_type == "f" and not cell.protection.locked for cell in steps)
    assert f"ISBLANK({steps[0].coordinate})" in sheet[form.layout.cell(own)].value


def test_partial_results_of_the_documents_own_indicators_stand_on_a_sheet_of_their_own():
    book = built("shenzhen-2021", "published")
    sheet = book.workbook[WORKINGS_SHEET]
    steps = {cell.value: sheet[f"C{cell.row}"].value for cell in sheet["B"][4:]}
    assert "第1期执行率" in steps
    used = " ".join(cell.value for _, cell in formulas(book))
    assert all(f"{WORKINGS_SHEET}!$C${row}" in used for row in range(5, sheet.max_row + 1))


def test_a_short_standard_has_no_sheet_of_steps():
    assert WORKINGS_SHEET not in built("fengtai-2023", "published").workbook.sheetnames
