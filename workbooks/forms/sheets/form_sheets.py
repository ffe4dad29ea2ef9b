"""The sheets of the forms: 附表, or one for each project of the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbooks.files.sheet_titles import sheet_titles
from workbooks.filing.data_file import Filing
from workbooks.filing.lines import OwnRow
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.layout.kinds import CHART_SHEET, SCENARIO_SHEET, WORKINGS_SHEET
from workbooks.forms.page.paper import Paper
from workbooks.forms.page.writer import Writer
from workbooks.forms.sheets import indicator_table, placed_table
from workbooks.forms.sheets.work import BuiltForm, FormSheets, Work
from workbooks.standards.model import Standard


def add(work: Work) -> None:
    """Write every form; the data items of a form that is alone belong to the whole workbook."""
    for one, filing in zip(work.sheets, work.filing.forms(work.standard), strict=True):
        work.forms.append(_form(work.papers[one.form], one, filing, work.writer))
    if not work.standard.projects:
        work.places.update(work.forms[0].places)


def form_sheets(standard: Standard, filings: Sequence[Filing], others: Sequence[str]) -> list[FormSheets]:
    """The sheets of each form; 情景 and 图表 carry the title of their form where there are several."""
    titles = (
        sheet_titles([form.name for form in filings], others) if standard.projects else [standard.form_sheet]
    )
    pairs = [
        f"{name}－{title}" if len(titles) > 1 else name
        for title in titles
        for name in (SCENARIO_SHEET, CHART_SHEET)
    ]
    pairs = sheet_titles(pairs, [*titles, *others, WORKINGS_SHEET])
    layouts = [FormLayout.for_rows(standard, form.rows) for form in filings]
    charts = [""] * len(titles) if standard.placed else pairs[1::2]
    return list(map(FormSheets, titles, pairs[::2], charts, layouts))


def _at(layout: FormLayout, group: str, number: int, own: OwnRow) -> OwnRow:
    """A row of the unit's own with its place on the sheet."""
    row = layout.row_of(layout.standard.own_rows[group], number)
    return replace(own, row=row, cells=layout.cells_of_row(row))


def _form(paper: Paper, sheets: FormSheets, filing: Filing, writer: Writer) -> BuiltForm:
    layout = sheets.layout
    write = placed_table.write if layout.placed else indicator_table.write
    cells = write(paper, layout, filing, writer)
    places = {key: (paper.title, cell) for key, cell in cells.items()}
    rows = {
        key: [_at(layout, key, number, row) for number, row in enumerate(filled)]
        for key, filled in filing.rows.items()
    }
    return BuiltForm(paper.title, layout, replace(filing, rows=rows), places, sheets.scenarios, sheets.charts)
