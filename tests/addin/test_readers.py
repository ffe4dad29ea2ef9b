"""The values stored in a workbook, as three readers show them that recalculate nothing."""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from tests.support.contents import array_cells
from tests.support.examples import example
from tests.support.filled import published_workbook
from tests.support.live_form import same
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.standards.library import available
from workbooks.standards.loading import load


@pytest.fixture(scope="module", params=[UDF, NATIVE])
def edition(request):
    return request.param


@pytest.fixture(scope="module", params=available())
def filled(request, edition, tmp_path_factory):
    """The published workbook of a standard in an edition, and the value of each of its formula cells."""
    standard, filing = load(request.param), example(request.param)
    path = tmp_path_factory.mktemp("读取") / f"{request.param}-{edition}.xlsx"
    published_workbook(standard.id, path, edition)
    built = build(standard, filing, edition=edition)
    return path, built.values(built.scored())


def check(cells, shown, errors_are_blank=False):
    """Every cell shows its value, by a function of sheet, row and column."""
    for sheet, values in cells.items():
        for cell, value in values.items():
            found = shown(sheet, *coordinate_to_tuple(cell))
            found = float(found) if isinstance(found, int) else found
            error = errors_are_blank and isinstance(value, str) and value.startswith("#")
            assert same(found, "" if error else value), (sheet, cell, found, value)


def test_openpyxl(filled):
    path, cells = filled
    workbook = load_workbook(path, data_only=True)
    check(cells, lambda sheet, row, column: workbook[sheet].cell(row, column).value)


def test_pandas_with_calamine(filled):
    path, cells = filled
    frames = pd.read_excel(path, sheet_name=None, header=None, engine="calamine", keep_default_na=False)

    def shown(sheet, row, column):
        frame = frames[sheet]
        inside = row <= frame.shape[0] and column <= frame.shape[1]
        value = frame.iat[row - 1, column - 1] if inside else None
        return None if pd.isna(value) else value

    check(cells, shown, errors_are_blank=True)


def test_libreoffice_without_recalculating(filled, bare_libreoffice):
    """All but the folded array formulas of a scenario, whose stored results LibreOffice never takes."""
    path, cells = filled
    workbook = load_workbook(path)
    arrays = set(array_cells(workbook))
    cells = {
        sheet: {cell: value for cell, value in values.items() if (sheet, cell) not in arrays}
        for sheet, values in cells.items()
    }
    with bare_libreoffice.open(path, recalc=False) as document:
        read = {sheet: document.read(sheet, f"A1:{last_cell(workbook[sheet])}") for sheet in cells}
    check(cells, lambda sheet, row, column: read[sheet][row - 1][column - 1])


def last_cell(sheet):
    return f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
