"""What an edition of an empty workbook writes in its sheets, kept between runs: making one takes a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from udfs.records import dataclass
from workbooks.files.coordinates import rows_from_range
from workbooks.files.made_cells import cells_of
from workbooks.filing.data_file import Filing
from workbooks.forms.build import Built, build
from workbooks.forms.page.writer import Edition
from workbooks.forms.sheets.scenario_sheet.one_column import Scenario
from workbooks.forms.sheets.work import FormSheets
from workbooks.kept import kept
from workbooks.standards.loading import state_of
from workbooks.standards.model import Standard


class UnfilledCell(NamedTuple):
    """What a cell holds: a text, a number, nothing (below the first of an array formula), or a formula."""

    value: Any
    is_formula: bool


@dataclass(frozen=True)
class UnfilledSheet:
    """A sheet of an empty workbook: what is written by cell, its columns and rows with sizes of their own."""

    cells: Mapping[str, UnfilledCell]
    columns: frozenset[str]
    rows: frozenset[int]


def unfilled(
    standard: Standard, forms: Sequence[FormSheets], edition: Edition, scenarios: Sequence[Scenario]
) -> dict[str, UnfilledSheet]:
    """The sheets of an empty workbook with these forms, by title; kept for the next run."""
    state = state_of(standard)
    if state is None:
        return unfilled_anew(standard, forms, edition, scenarios)
    sizes = [(one.form, one.scenarios, one.charts, sorted(one.layout.sizes.items())) for one in forms]
    names = [(one.name, one.form) for one in scenarios]
    name = repr(("unfilled", state, edition, sizes, names))
    noted = kept(name, lambda: _noted(build_unfilled(standard, forms, edition, scenarios)))
    return _read(noted)


def unfilled_anew(
    standard: Standard, forms: Sequence[FormSheets], edition: Edition, scenarios: Sequence[Scenario]
) -> dict[str, UnfilledSheet]:
    """The same, made now, for who keeps less of it."""
    return _read(_noted(build_unfilled(standard, forms, edition, scenarios)))


def build_unfilled(
    standard: Standard, forms: Sequence[FormSheets], edition: Edition, scenarios: Sequence[Scenario]
) -> Built:
    """An empty workbook with these sheets and rows."""
    empty = Filing(projects=(Filing(),) * len(forms)) if standard.projects else Filing()
    return build(standard, empty, edition=edition, forms=forms, scenarios=scenarios)


def cells_written(sheet: Worksheet) -> dict[str, Any]:
    """The cells of a sheet that hold something, by their address; those of an array formula too."""
    found = {cell.coordinate: cell for cell in cells_of(sheet) if cell.value is not None}
    below = [place for cell in found.values() for place in _below(cell.value)]
    return found | {place: sheet[place] for place in below}


def _below(value: object) -> list[str]:
    """The cells of an array formula below its first; reading a workbook takes them for typed ones."""
    if not isinstance(value, ArrayFormula):
        return []
    return [cell for row in rows_from_range(value.ref) for cell in row][1:]


def _noted(built: Built) -> dict[str, Any]:
    """Unfilled sheets in JSON's kinds."""
    return {
        sheet.title: {
            "cells": {place: _told(cell) for place, cell in cells_written(sheet).items()},
            "columns": list(sheet.column_dimensions),
            "rows": list(sheet.row_dimensions),
        }
        for sheet in built.workbook.worksheets
    }


def _told(cell: Any) -> tuple[Any, bool]:
    value = cell.value
    if isinstance(value, ArrayFormula):
        value = value.text
    return (float(value) if isinstance(value, Decimal) else value), cell.data_type == "f"


def _read(noted: Mapping[str, Any]) -> dict[str, UnfilledSheet]:
    return {
        title: UnfilledSheet(
            {place: UnfilledCell(*told) for place, told in sheet["cells"].items()},
            frozenset(sheet["columns"]),
            frozenset(sheet["rows"]),
        )
        for title, sheet in noted.items()
    }
