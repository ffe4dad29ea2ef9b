"""The projects whose form is gone from a workbook: other sheets of it still speak of them."""

from __future__ import annotations

from workbooks.files.sheets import plain
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET, SCENARIO_SHEET
from workbooks.forms.returned.labelled import LabelledTable
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.sheets import project_summary
from workbooks.forms.sheets.scenario_sheet import FORM_NAME

_SCENARIOS = f"{SCENARIO_SHEET}－"


def lost_projects(own: OwnWorkbook) -> list[str]:
    """The projects that 项目汇总 lists, or that a sheet 情景 is about, without a form of their own.

    As many lines as there are forms that 项目汇总 does not list are taken for the same projects renamed.
    """
    forms = {plain(name) for form in own.forms for name in (form.project_name, form.sheet) if name}
    listed = [name for name in _listed(own) if name]
    unlisted = [
        form
        for form in own.forms
        if not {plain(form.project_name), plain(form.sheet)} & {plain(name) for name in listed}
    ]
    unknown = [name for name in listed if plain(name) not in forms]
    gone = unknown if len(unknown) > len(unlisted) else []
    titles = [
        sheet.removeprefix(_SCENARIOS)
        for sheet, names in own.cells.by_sheet.items()
        if sheet.startswith(_SCENARIOS) and FORM_NAME in names and not own.cells.sheet_in(names[FORM_NAME])
    ]
    return [
        *gone,
        *(title for title in titles if not any(plain(name).startswith(plain(title)) for name in gone)),
    ]


def _listed(own: OwnWorkbook) -> list[str]:
    """The names in the lines of 项目汇总, as far as its last one."""
    sheet = own.cells.sheet(PROJECT_SUMMARY_SHEET)
    table = LabelledTable(sheet, project_summary.HEADINGS) if sheet else None
    column = table.column(project_summary.HEADINGS[1]) if table else 0
    if table is None or not column:
        return []
    found: list[str] = []
    for row in range(table.header_row + 1, table.last_row + 1):
        value = table.value(row, column)
        if plain(value) == project_summary.WHOLE:
            return found
        found.append(str(value or ""))
    return []
