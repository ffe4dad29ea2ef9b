"""A second engine, the `formulas` package, computes the native edition: it knows nothing of our functions.

It resolves names and functions of a workbook as Excel does, so every formula cell of every standard is
compared, not only scores, total and grade; of the unit's own rows the first only, because the others repeat
its steps (Gnumeric computes all of them, `test_gnumeric.py`).
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
from workbooks.forms.build import build
from workbooks.forms.writer import NATIVE
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
    scenario_sheets = {title for form in built.forms for title in (form.scenario_sheet, form.chart_sheet)}
    without(path, scenario_sheets)
    make_local_names_known(path)
    computed = formulas.ExcelModel().loads(str(path)).finish().calculate()
    values = built.values(built.scored())
    for sheet in values.keys() - scenario_sheets:
        for cell, expected in values[sheet].items():
            found = plain(computed[f"'[native.xlsx]{sheet.upper()}'!{cell}"].value[0, 0])
            assert same(found, expected), (sheet, cell, found, expected)
    layout, form = built.layout, values[built.forms[0].sheet]
    assert form[layout.cell(layout.total_row)] == tables[0].total


def without(path, sheets):
    """The scenarios repeat the same formulas many times over, which takes the package minutes."""
    workbook = load_workbook(path)
    for sheet in sheets:
        workbook.remove(workbook[sheet])
    workbook.save(path)


def make_local_names_known(path):
    """The package knows names of the whole workbook only; those of a project's sheet are made such here."""
    workbook = load_workbook(path)
    for sheet in workbook:
        for name in [name for name in sheet.defined_names if not name.startswith("Print_")]:
            known = sheet.defined_names.pop(name)
            known.localSheetId = None
            workbook.defined_names[name] = known
    workbook.save(path)


def plain(value):
    """A value of the package as a number, a text or an error value."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return float(value)
    return "" if str(value) == "empty" else str(value)
