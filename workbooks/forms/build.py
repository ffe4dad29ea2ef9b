"""Building a workbook for a standard: every sheet, the defined names, the values of all formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from importlib import import_module

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter
from workbooks.files.visible import visible
from workbooks.files.written_with import DefinedName, Workbook
from workbooks.filing.data_file import Filing
from workbooks.filing.figures import DATA_SHEET, cell_figure, may_stay_blank
from workbooks.filing.scoring import ScoredTable, score
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.layout.kinds import KINDS, titles
from workbooks.forms.page import screen
from workbooks.forms.page.paper import UNIT_NAME, YEAR_NAME, CellValue, Paper, add_styles, plain
from workbooks.forms.page.writer import NATIVE, UDF, Edition, Workings, Writer
from workbooks.forms.sheets import own_rows
from workbooks.forms.sheets.form_sheets import form_sheets
from workbooks.forms.sheets.scenario_sheet.one_column import Scenario
from workbooks.forms.sheets.scenario_sheet.places import slot_of
from workbooks.forms.sheets.work import BuiltForm, FormSheets, Work, add_name
from workbooks.standards.library import STANDARD_NAME
from workbooks.standards.model import Indicator, Standard

_ROOM = "workbooks.forms.sheets"
Cells = dict[str, dict[str, CellValue]]


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
    others = titles(standard, lambda kind: kind.belongs == "workbook")
    sheets = forms or form_sheets(standard, filing.forms(standard), others)
    names = (*(one.form for one in sheets), *others)
    papers = {name: Paper(workbook.create_sheet(name)) for name in names}
    scenarios = scenarios or [
        Scenario(one.name, {slot_of(name): figure for name, figure in one.changes.items()}, one.form)
        for one in filing.scenarios
    ]
    work = Work(standard, filing, workbook, Writer(), papers, sheets, ledger_rows, scenarios)
    if edition == NATIVE:
        work.writer = Writer(Workings(work.new_paper))
    for kind in sorted(KINDS, key=lambda kind: kind.turn):
        if kind.belongs == "form" or kind.titles(standard):
            import_module(f"{_ROOM}.{kind.module}").add(work)
    formulas = {name: paper.formulas for name, paper in papers.items()}
    built = Built(standard, workbook, tuple(work.forms), work.places, formulas)
    _add_names(built)
    _fill(built, filing)
    _open_where_work_begins(built)
    return built


def _add_names(built: Built) -> None:
    """Name every data cell: for the whole workbook, or for the sheet of its project."""
    for key, (sheet, cell) in built.places.items():
        add_name(built.workbook, key, sheet, cell)
    for form in built.forms:
        scope = built.workbook[form.sheet] if built.standard.projects else built.workbook
        if built.standard.projects:
            for key, (sheet, cell) in form.places.items():
                add_name(scope, key, sheet, cell)
        for key, group in built.standard.own_rows.items():
            rows = [place.row for place in form.layout.places if place.child is group]
            add_name(scope, own_rows.area_name(key), form.sheet, f"A{rows[0]}", f"A{rows[-1]}")
    identity = DefinedName(STANDARD_NAME, attr_text=f'"{built.standard.id}"')
    built.workbook.defined_names[STANDARD_NAME] = identity


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
        _fill_reported(built.workbook, form)


def _open_where_work_begins(built: Built) -> None:
    """Open on 数据, or on the first project, at the first blank cell that something is to be typed in.

    A bureau's own form opens on 数据, too, unless all its figures are typed in the form.
    """
    standard, first = built.standard, built.forms[0]
    if standard.projects:
        for form in reversed(built.forms):
            screen.open_at(built.workbook, form.sheet, _asked(built, form, form.sheet, form.places))
        return
    for form in built.forms if not standard.placed else ():
        _select_first_input(built, form)
    in_form = standard.placed and all(built.places[key][0] == first.sheet for key in standard.items)
    sheet = first.sheet if in_form else DATA_SHEET
    screen.open_at(built.workbook, sheet, _asked(built, first, sheet, built.places))


def _select_first_input(built: Built, form: BuiltForm) -> None:
    """Put the cursor of a form on the first cell of its table that is to be filled in."""
    sheet, layout = built.workbook[form.sheet], form.layout
    rows = sheet.iter_rows(layout.first_row, layout.last_row, 1, layout.columns)
    cells = (cell for row in rows for cell in row if cell.data_type != "f")
    inputs = (cell.coordinate for cell in cells if not cell.protection.locked)
    first = next(inputs, None)
    if first is not None:
        screen.select(sheet, first)


def _asked(built: Built, form: BuiltForm, sheet: str, places: Mapping[str, tuple[str, str]]) -> list[str]:
    """The cells of a sheet in which something is to be typed for a form, from the top down."""
    data = built.data(form)
    asked = (
        coordinate_to_tuple(cell)
        for key, (at, cell) in places.items()
        if at == sheet and not may_stay_blank(key, built.standard, data)
    )
    return [_address(*place) for place in sorted(asked)]


def _address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _fill_reported(workbook: Workbook, form: BuiltForm) -> None:
    layout, filing = form.layout, form.filing
    for place in layout.scored_places:
        if isinstance(place.child, Indicator):
            printed = filing.reported.items.get(place.child.name)
        else:
            filled = filing.rows.get(place.child.rows if place.child else "", ())
            printed = filled[place.number].reported if place.number < len(filled) else None
        _report(workbook, form, layout.reported_at(place), plain(printed))
    _report(workbook, form, layout.reported_at(None), plain(filing.reported.total))
    _report(workbook, form, layout.reported_at(None, grade=True), filing.reported.grade)


def _report(workbook: Workbook, form: BuiltForm, place: tuple[str, str], value: object) -> None:
    sheet, cell = place
    workbook[sheet or form.sheet][cell].value = value


def _type(built: Built, place: tuple[str, str], figure: Figure) -> None:
    cell = built.workbook[place[0]][place[1]]
    if isinstance(figure, str):
        cell.value = visible(figure)
        cell.data_type = "s"
    elif figure is not None:
        cell.value = plain(figure)
