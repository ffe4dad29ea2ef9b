"""Blank official forms as a bureau sends them: the layout of a standard emptied."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbooks.filing.data_file import Filing
from workbooks.filing.figures import DATA_SHEET
from workbooks.forms.build import Built, build
from workbooks.forms.layout.kinds import LEDGER_SHEET, PROJECT_SUMMARY_SHEET, SUMMARY_SHEET
from workbooks.forms.layout.rule_places import RULE_SHEET
from workbooks.forms.page.paper import UNIT_NAME, YEAR_NAME
from workbooks.standards.model import Standard

_OURS = (DATA_SHEET, LEDGER_SHEET, SUMMARY_SHEET, PROJECT_SUMMARY_SHEET, RULE_SHEET)


def blank_form(standard: Standard, filing: Filing, path: Path) -> Built:
    """Save a blank form with room for a filing; return the workbook that holds the filing, for comparison.

    Nothing of ours is left: no formula, no name, no figure, no column beside the form.
    """
    built = build(standard, filing)
    built.workbook.save(path)
    workbook = load_workbook(path)
    for name in list(workbook.defined_names):
        del workbook.defined_names[name]
    for sheet in list(workbook.worksheets):
        if sheet.title in _OURS:
            workbook.remove(sheet)
            continue
        for name in list(sheet.defined_names):
            del sheet.defined_names[name]
        years = {
            cell.coordinate: _without_year(cell.value, built.scored()[0].year)
            for row in sheet["A1:Z6"]
            for cell in row
            if YEAR_NAME in str(cell.value)
        }
        _empty(sheet)
        for cell, text in years.items():
            sheet[cell] = text
    for form in built.forms:
        layout, sheet = form.layout, workbook[form.sheet]
        sheet.delete_cols(layout.columns + 1, 20)
        if standard.form.head is None and standard.form.unit_line:
            sheet["A3"] = f"{standard.form.unit_label}：________"
    workbook.save(path)
    return built


def _without_year(formula: str, year: int) -> str:
    """A title of ours with room for the year before 年度, else with the year; the unit is printed already."""
    parts = [part.strip('"') for part in formula.removeprefix("=").split("&")]
    has_room = any(part.startswith("年度") for part in parts)
    printed = {
        YEAR_NAME: "    " if has_room else str(year),
        UNIT_NAME: "天津市和平区人民政府劝业场街道办事处",
    }
    named = {part: "市人民政府外事办公室" for part in parts if part.startswith("IF(LEFT(")}
    return "".join({**printed, **named}.get(part, part) for part in parts)


def _empty(sheet: Worksheet) -> None:
    """Take out every formula, and everything that stands in a cell for input."""
    sheet.protection.sheet = False
    for row in sheet.iter_rows():
        for cell in row:
            is_formula = isinstance(cell.value, str) and cell.value.startswith("=")
            if is_formula or str(cell.style).startswith("填报"):
                cell.value = None
    sheet.data_validations.dataValidation = []
