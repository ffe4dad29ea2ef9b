"""Building a workbook for a standard: every sheet, the defined names, the values of all formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from openpyxl.utils import quote_sheetname
from openpyxl.utils.cell import absolute_coordinate
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from udfs.expression import Figure
from workbooks.filing.data_file import Filing
from workbooks.filing.figures import DATA_SHEET, cell_figure
from workbooks.filing.lines import OwnRow
from workbooks.filing.scoring import FORM_SHEET, ScoredTable, score
from workbooks.forms import (
    budget_table,
    chart_sheet,
    data_sheet,
    indicator_table,
    ledger_sheet,
    own_rows,
    project_summary,
    quarterly_sheet,
    scenario_sheet,
    summary_sheet,
)
from workbooks.forms.chart_sheet import CHART_SHEET
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.ledger_sheet import LEDGER_SHEET
from workbooks.forms.paper import UNIT_NAME, YEAR_NAME, CellValue, Paper, add_styles, plain
from workbooks.forms.project_summary import PROJECT_SUMMARY_SHEET
from workbooks.forms.scenario_sheet import FORM_NAME, SCENARIO_SHEET, Scenario
from workbooks.forms.summary_sheet import SUMMARY_SHEET
from workbooks.forms.writer import NATIVE, UDF, WORKINGS_SHEET, Edition, Workings, Writer
from workbooks.standards.library import STANDARD_NAME
from workbooks.standards.model import Indicator, Standard

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TITLE = 31
Cells = dict[str, dict[str, CellValue]]


@dataclass(frozen=True)
class FormSheets:
    """The titles of a form's sheets ("" for a 情景 or 图表 that is not to be), and its layout."""

    form: str
    scenarios: str
    charts: str
    layout: FormLayout


@dataclass(frozen=True)
class BuiltForm:
    """One form of a workbook: its sheets, its layout, and the cells of what is typed in it."""

    sheet: str
    layout: FormLayout
    filing: Filing
    places: Mapping[str, tuple[str, str]]
    scenario_sheet: str
    chart_sheet: str


@dataclass(frozen=True)
class Built:
    """A workbook just built; `places` holds sheet and cell of each data item that all its forms share."""

    standard: Standard
    workbook: Workbook
    forms: tuple[BuiltForm, ...]
    places: Mapping[str, tuple[str, str]]
    _formulas: Mapping[str, Mapping[str, Callable[[ScoredTable], CellValue]]]

    @property
    def layout(self) -> FormLayout:
        """The layout of the first form."""
        return self.forms[0].layout

    def data(self, form: BuiltForm | None = None) -> dict[str, Figure]:
        """The figures that stand in the data cells of a form (the first) now, the shared ones included."""
        places = {**self.places, **(form or self.forms[0]).places}
        return {key: cell_figure(self._value(*places[key])) for key in self.standard.items}

    def scored(self) -> list[ScoredTable]:
        """Score each form with the figures that stand in its data cells now."""
        return [score(self.standard, replace(form.filing, data=self.data(form))) for form in self.forms]

    def values(self, tables: Sequence[ScoredTable]) -> Cells:
        """The value of every formula cell, sheet by sheet; sheets of no form take the first table's."""
        by_sheet = {
            sheet: table
            for form, table in zip(self.forms, tables, strict=True)
            for sheet in (form.sheet, form.scenario_sheet, form.chart_sheet)
        }
        return {
            sheet: {cell: compute(by_sheet.get(sheet, tables[0])) for cell, compute in formulas.items()}
            for sheet, formulas in self._formulas.items()
        }

    def _value(self, sheet: str, cell: str) -> object:
        return self.workbook[sheet][cell].value


def build(
    standard: Standard,
    filing: Filing,
    ledger_rows: Sequence[Sequence[object]] = (),
    edition: Edition = UDF,
    forms: Sequence[FormSheets] = (),
    scenarios: Sequence[Scenario] = (),
) -> Built:
    """Build the workbook of a standard, with the figures of a filing (none for an empty form).

    The native edition needs no add-in: its scores are ordinary formulas. `forms` gives the sheets of each
    form other titles and rows than those of the filing.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    filings = filing.forms(standard)
    others = _other_sheets(standard)
    sheets = forms or _sheets(standard, filings, others)
    papers = {name: Paper(workbook.create_sheet(name)) for name in (*(one.form for one in sheets), *others)}
    summary = others[-1]
    places: dict[str, tuple[str, str]] = {}

    def keep(sheet: str, cells: Mapping[str, str]) -> None:
        places.update({key: (sheet, cell) for key, cell in cells.items()})

    def new_paper(title: str) -> Paper:
        papers[title] = Paper(workbook.create_sheet(title))
        return papers[title]

    writer = Writer(Workings(new_paper) if edition == NATIVE else None)
    for table in standard.tables:
        keep(table.sheet, budget_table.write(papers[table.sheet], table))
    if standard.quarters is not None:
        quarters = standard.quarters
        keep(
            quarters.sheet, quarterly_sheet.write(papers[quarters.sheet], standard, quarters, writer.notation)
        )
        ledger_sheet.write(papers[LEDGER_SHEET], ledger_rows)
    built_forms = tuple(
        _form(papers[one.form], one, form, writer) for one, form in zip(sheets, filings, strict=True)
    )
    if writer.workings:
        writer.workings.finish()
    if standard.projects:
        keep(summary, project_summary.write(papers[summary], standard, len(built_forms)))
    else:
        places.update(built_forms[0].places)
        elsewhere = {key: sheet for key, (sheet, _) in places.items() if key in standard.scored_items}
        keep(DATA_SHEET, data_sheet.write(papers[DATA_SHEET], standard, elsewhere, filing.notes))
        keep(DATA_SHEET, data_sheet.names())
        summary_sheet.write(papers[summary], standard)
    for number, form in enumerate(built_forms):
        if form.scenario_sheet:
            own = [scenario for scenario in scenarios if scenario.form == number]
            _scenarios(new_paper, form, writer, own)
    formulas = {name: paper.formulas for name, paper in papers.items()}
    built = Built(standard, workbook, built_forms, places, formulas)
    _add_names(built)
    _fill(built, filing)
    return built


def sheet_titles(names: Sequence[str], reserved: Sequence[str]) -> list[str]:
    """A sheet title for each project: its name without what Excel forbids, cut, and never twice.

    `reserved` are the titles of the other sheets.
    """
    titles: list[str] = []
    for number, name in enumerate(names, 1):
        plain_name = _FORBIDDEN.sub(" ", name).strip("' ")[:_LONGEST_TITLE].strip() or f"项目{number}"
        title, again = plain_name, 1
        while title.casefold() in {taken.casefold() for taken in (*titles, *reserved)}:
            again += 1
            title = f"{plain_name[: _LONGEST_TITLE - 4]}({again})"
        titles.append(title)
    return titles


def _sheets(standard: Standard, filings: Sequence[Filing], others: Sequence[str]) -> list[FormSheets]:
    """The sheets of each form; 情景 and 图表 carry the title of their form where there are several."""
    titles = sheet_titles([form.name for form in filings], others) if standard.projects else [FORM_SHEET]
    pairs = [
        f"{name}－{title}" if len(titles) > 1 else name
        for title in titles
        for name in (SCENARIO_SHEET, CHART_SHEET)
    ]
    pairs = sheet_titles(pairs, [*titles, *others, WORKINGS_SHEET])
    layouts = [FormLayout.for_rows(standard, form.rows) for form in filings]
    return list(map(FormSheets, titles, pairs[::2], pairs[1::2], layouts))


def _at(layout: FormLayout, group: str, number: int, own: OwnRow) -> OwnRow:
    """A row of the unit's own with its place on the sheet."""
    row = layout.row_of(layout.standard.own_rows[group], number)
    return replace(own, row=row, cells=layout.cells_of_row(row))


def _form(paper: Paper, sheets: FormSheets, filing: Filing, writer: Writer) -> BuiltForm:
    layout = sheets.layout
    cells = indicator_table.write(paper, layout, filing, writer)
    places = {key: (paper.title, cell) for key, cell in cells.items()}
    rows = {
        key: [_at(layout, key, number, row) for number, row in enumerate(filled)]
        for key, filled in filing.rows.items()
    }
    return BuiltForm(paper.title, layout, replace(filing, rows=rows), places, sheets.scenarios, sheets.charts)


def _scenarios(
    new_paper: Callable[[str], Paper], form: BuiltForm, writer: Writer, scenarios: Sequence[Scenario]
) -> None:
    """The sheets 情景 and 图表 of a form, and their names."""
    standard = form.layout.standard
    paper = new_paper(form.scenario_sheet)
    written = scenario_sheet.write(paper, form.sheet, form.layout, writer, scenarios)
    for name, corners in written.names().items():
        _name(paper.sheet, name, paper.title, *corners)
    _name(paper.sheet, FORM_NAME, form.sheet, "A1")
    if not form.chart_sheet:
        return
    charts = new_paper(form.chart_sheet)
    _name(charts.sheet, FORM_NAME, form.sheet, "A1")
    chart_sheet.write(charts, form.sheet, standard, written)


def _other_sheets(standard: Standard) -> list[str]:
    """The sheets beside the forms, in the order of the work; the summary is the last."""
    data = [] if standard.projects else [DATA_SHEET]
    names = [*data, *(table.sheet for table in standard.tables)]
    if standard.quarters is not None:
        names += [LEDGER_SHEET, standard.quarters.sheet]
    return [*names, PROJECT_SUMMARY_SHEET if standard.projects else SUMMARY_SHEET]


def _add_names(built: Built) -> None:
    """Name every data cell: for the whole workbook, or for the sheet of its project."""
    for key, (sheet, cell) in built.places.items():
        _name(built.workbook, key, sheet, cell)
    for form in built.forms:
        scope = built.workbook[form.sheet] if built.standard.projects else built.workbook
        if built.standard.projects:
            for key, (sheet, cell) in form.places.items():
                _name(scope, key, sheet, cell)
        for key, group in built.standard.own_rows.items():
            rows = [place.row for place in form.layout.places if place.child is group]
            _name(scope, own_rows.area_name(key), form.sheet, f"A{rows[0]}", f"A{rows[-1]}")
    identity = DefinedName(STANDARD_NAME, attr_text=f'"{built.standard.id}"')
    built.workbook.defined_names[STANDARD_NAME] = identity


def _name(scope: Workbook | Worksheet, name: str, sheet: str, *corners: str) -> None:
    area = ":".join(absolute_coordinate(corner) for corner in corners)
    scope.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet)}!{area}")


def _fill(built: Built, filing: Filing) -> None:
    """Type a filing into the data cells, and the reported scores beside each form."""
    for key, figure in filing.data.items():
        _type(built, built.places[key], figure)
    _type(built, built.places[UNIT_NAME], filing.unit or None)
    _type(built, built.places[YEAR_NAME], Decimal(filing.year or built.standard.year))
    for form in built.forms:
        if built.standard.projects:
            for key, figure in form.filing.data.items():
                _type(built, form.places[key], figure)
        _fill_reported(built.workbook[form.sheet], form)


def _fill_reported(sheet: Worksheet, form: BuiltForm) -> None:
    layout, filing, column = form.layout, form.filing, form.layout.reported_column
    for place in layout.scored_places:
        if isinstance(place.child, Indicator):
            printed = filing.reported.items.get(place.child.name)
        else:
            filled = filing.rows.get(place.child.rows if place.child else "", ())
            printed = filled[place.number].reported if place.number < len(filled) else None
        sheet.cell(place.row, column).value = plain(printed)
    sheet.cell(layout.total_row, column).value = plain(filing.reported.total)
    sheet.cell(layout.grade_row, column).value = filing.reported.grade


def _type(built: Built, place: tuple[str, str], figure: Figure) -> None:
    cell = built.workbook[place[0]][place[1]]
    if isinstance(figure, str):
        cell.value = figure
        cell.data_type = "s"
    elif figure is not None:
        cell.value = plain(figure)
