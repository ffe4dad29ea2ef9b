"""A second engine, the `formulas` package, computes the native edition: it knows nothing of our functions.

It resolves names and functions of a workbook as Excel does, so every formula cell of every standard is
compared, not only scores, total and grade; of the unit's own rows the first filled and the first blank one
only, because the others repeat their steps (Gnumeric computes all of them, `test_gnumeric.py`).
"""

from __future__ import annotations

from dataclasses import replace

import formulas
import numpy as np
import pytest
from openpyxl import load_workbook

from addin.filling import fill
from tests.support.examples import example
from tests.support.live_form import same
from workbooks.files.made_cells import cells_of
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE
from workbooks.standards.library import available
from workbooks.standards.loading import load


def workbooks():
    """Every standard with its published figures; of several projects the first."""
    for standard_id in available():
        published = example(standard_id)
        projects = published.projects[:1] or (None,)
        for number, project in enumerate(projects, 1):
            filing = replace(published, projects=(project,)) if project else published
            filing = first_row(filing)
            yield pytest.param(load(standard_id), filing, id=f"{standard_id}-{number}")


def first_row(filing):
    """One row of the unit's own in all, of the form or of its project."""

    def cut(form):
        first = next((key for key, rows in form.rows.items() if rows), None)
        return replace(form, rows={key: rows[: int(key == first)] for key, rows in form.rows.items()})

    return replace(cut(filing), projects=tuple(map(cut, filing.projects)))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("standard", "filing"), list(workbooks()))
def test_every_formula_of_the_native_edition(tmp_path, standard, filing):
    path = tmp_path / "native.xlsx"
    tables = fill(standard, filing, path, edition=NATIVE).tables
    built = build(standard, filing, edition=NATIVE)
    values = built.values(built.scored())
    workbook = load_workbook(path)
    for form in built.forms:
        # The scenarios repeat the same formulas many times over, which takes the package minutes.
        del workbook[form.scenario_sheet], workbook[form.chart_sheet]
        results_only(workbook[form.sheet], later_rows(form), values[form.sheet])
    make_local_names_known(workbook)
    workbook.save(path)
    computed = formulas.ExcelModel().loads(str(path)).finish().calculate()
    compared = [
        (sheet.title, cell.coordinate)
        for sheet in workbook
        for cell in cells_of(sheet)
        if cell.data_type == "f" and cell.coordinate in values.get(sheet.title, {})
    ]
    for sheet, cell in compared:
        found, expected = computed[f"'[native.xlsx]{sheet.upper()}'!{cell}"].value[0, 0], values[sheet][cell]
        assert same(plain(found), expected), (sheet, cell, found, expected)
    layout = built.layout
    total = layout.cell(layout.total_row)
    assert (built.forms[0].sheet, total) in compared
    assert values[built.forms[0].sheet][total] == tables[0].total


def later_rows(form):
    """The blank rows of the unit's own behind the first: they repeat its steps."""
    own = [place for place in form.layout.places if place.kind == "own"]
    counts = {key: len(rows) for key, rows in form.filing.rows.items()}
    blank = [place.row for place in own if place.number >= counts.get(place.child.rows, 0)]
    return set(blank[1:])


def results_only(sheet, rows, values):
    """Leave the results of formulas in these rows, for whatever refers to them, without the formulas."""
    for cell in cells_of(sheet):
        if cell.row in rows and cell.data_type == "f":
            cell.value = values[cell.coordinate]


def make_local_names_known(workbook):
    """The package knows names of the whole workbook only; those of a project's sheet are made such here."""
    for sheet in workbook:
        for name in [name for name in sheet.defined_names if not name.startswith("Print_")]:
            known = sheet.defined_names.pop(name)
            known.localSheetId = None
            workbook.defined_names[name] = known


def plain(value):
    """A value of the package as a number, a text or an error value."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return float(value)
    return "" if str(value) == "empty" else str(value)
