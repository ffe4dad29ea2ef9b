"""Empty workbooks as editions write them: kept between runs, and the same as one made now."""

from __future__ import annotations

import pytest

from workbooks import kept
from workbooks.filing.data_file import Filing
from workbooks.forms import unfilled as module
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.sheets.form_sheets import form_sheets
from workbooks.forms.unfilled import cells_written, unfilled
from workbooks.standards.library import available
from workbooks.standards.loading import load, state_of


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def of(standard, edition):
    return unfilled(standard, form_sheets(standard, Filing().forms(standard), []), edition, [])


@pytest.mark.parametrize("edition", [UDF, NATIVE])
@pytest.mark.parametrize("standard_id", available())
def test_what_is_kept_is_what_is_built(standard_id, edition, monkeypatch):
    standard = load(standard_id)
    made = of(standard, edition)
    monkeypatch.setattr(module, "build_unfilled", None)
    assert of(standard, edition) == made
    forms = form_sheets(standard, Filing().forms(standard), [])
    workbook = build(standard, Filing(), edition=edition, forms=forms).workbook
    assert list(made) == workbook.sheetnames
    for sheet in workbook.worksheets:
        cells = cells_written(sheet)
        assert made[sheet.title].cells.keys() == cells.keys()
        formulas = {place for place, cell in cells.items() if cell.data_type == "f"}
        assert {place for place, cell in made[sheet.title].cells.items() if cell.is_formula} == formulas
        assert made[sheet.title].columns == set(sheet.column_dimensions)


def test_other_rows_and_editions_are_other_workbooks(folder):
    standard = load("project-2020")
    one, two = (of(standard, edition) for edition in (UDF, NATIVE))
    assert one != two
    forms = form_sheets(standard, (Filing(), Filing()), [])
    assert len(unfilled(standard, forms, UDF, [])) > len(one)


def test_a_standard_that_came_with_a_workbook_is_not_kept(folder):
    """Its words may change with every file."""
    standard = load("shenzhen-2021").changed(title="别的表")
    assert state_of(standard) is None
    before = sorted(folder.rglob("*"))
    of(standard, UDF)
    assert sorted(folder.rglob("*")) == before
    assert state_of(load("shenzhen-2021"))
