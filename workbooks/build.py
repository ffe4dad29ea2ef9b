"""Building a workbook for a standard: every sheet, the defined names, the values of all formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from workbooks.expression import Figure
from workbooks.figures import DATA_SHEET, cell_figure
from workbooks.filing import Filing
from workbooks.forms import (
    budget_table,
    data_sheet,
    indicator_table,
    ledger_sheet,
    own_rows,
    quarterly_sheet,
    summary_sheet,
)
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.ledger_sheet import LEDGER_SHEET
from workbooks.forms.paper import UNIT_NAME, YEAR_NAME, CellValue, Paper, add_styles, plain
from workbooks.forms.summary_sheet import SUMMARY_SHEET
from workbooks.scoring import FORM_SHEET, ScoredTable, score
from workbooks.standard import Indicator, Standard

STANDARD_NAME = "评分标准编号"
Cells = dict[str, dict[str, CellValue]]


@dataclass(frozen=True)
class Built:
    """A workbook just built; `places` holds sheet and cell of each data item."""

    standard: Standard
    workbook: Workbook
    layout: FormLayout
    places: Mapping[str, tuple[str, str]]
    _formulas: Mapping[str, Mapping[str, Callable[[ScoredTable], CellValue]]]

    def data(self) -> dict[str, Figure]:
        """The figures that stand in the data cells now."""
        return {key: cell_figure(self._cell(key)) for key in self.standard.items}

    def scored(self, filing: Filing) -> ScoredTable:
        """Score the filing with the figures that stand in the data cells now."""
        return score(self.standard, replace(filing, data=self.data()))

    def values(self, table: ScoredTable) -> Cells:
        """The value of every formula cell, sheet by sheet."""
        return {
            sheet: {cell: compute(table) for cell, compute in formulas.items()}
            for sheet, formulas in self._formulas.items()
        }

    def _cell(self, key: str) -> object:
        sheet, cell = self.places[key]
        return self.workbook[sheet][cell].value


def build(standard: Standard, filing: Filing, ledger_rows: Sequence[Sequence[object]] = ()) -> Built:
    """Build the workbook of a standard, with the figures of a filing (none for an empty form)."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    # A machine without the add-in must go on showing the right values instead of #NAME?.
    workbook.calculation.fullCalcOnLoad = False
    add_styles(workbook)
    papers = {name: Paper(workbook.create_sheet(name)) for name in _sheet_names(standard)}
    places: dict[str, tuple[str, str]] = {}

    def keep(sheet: str, cells: Mapping[str, str]) -> None:
        places.update({key: (sheet, cell) for key, cell in cells.items()})

    for table in standard.tables:
        keep(table.sheet, budget_table.write(papers[table.sheet], table))
    if standard.quarters is not None:
        quarters = standard.quarters
        keep(quarters.sheet, quarterly_sheet.write(papers[quarters.sheet], standard, quarters))
        ledger_sheet.write(papers[LEDGER_SHEET], ledger_rows)
    layout = FormLayout.for_rows(standard, filing.rows)
    keep(FORM_SHEET, indicator_table.write(papers[FORM_SHEET], layout, filing))
    elsewhere = {key: sheet for key, (sheet, _) in places.items() if key in standard.scored_items}
    keep(DATA_SHEET, data_sheet.write(papers[DATA_SHEET], standard, elsewhere, filing.notes))
    keep(DATA_SHEET, data_sheet.names())
    summary_sheet.write(papers[SUMMARY_SHEET], standard)
    _add_names(workbook, layout, places)
    formulas = {name: paper.formulas for name, paper in papers.items()}
    built = Built(standard, workbook, layout, places, formulas)
    _fill(built, filing)
    return built


def _sheet_names(standard: Standard) -> list[str]:
    names = [FORM_SHEET, DATA_SHEET, *(table.sheet for table in standard.tables)]
    if standard.quarters is not None:
        names += [LEDGER_SHEET, standard.quarters.sheet]
    return [*names, SUMMARY_SHEET]


def _add_names(workbook: Workbook, layout: FormLayout, places: Mapping[str, tuple[str, str]]) -> None:
    for key, (sheet, cell) in places.items():
        column, row = cell.rstrip("0123456789"), cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        _name(workbook, key, f"'{sheet}'!${column}${row}")
    for key in layout.standard.own_rows:
        rows = [
            place.row
            for place in layout.places
            if place.kind == "own" and place.child is layout.standard.own_rows[key]
        ]
        _name(workbook, own_rows.area_name(key), f"'{FORM_SHEET}'!$A${rows[0]}:$A${rows[-1]}")
    _name(workbook, STANDARD_NAME, f'"{layout.standard.id}"')


def _name(workbook: Workbook, name: str, refers_to: str) -> None:
    workbook.defined_names[name] = DefinedName(name, attr_text=refers_to)


def _fill(built: Built, filing: Filing) -> None:
    """Type a filing into the data cells, and the reported scores beside the form."""
    for key, figure in filing.data.items():
        _type(built, key, figure)
    _type(built, UNIT_NAME, filing.unit or None)
    _type(built, YEAR_NAME, Decimal(filing.year or built.standard.year))
    form, column = built.workbook[FORM_SHEET], built.layout.reported_column
    for place in built.layout.places:
        if isinstance(place.child, Indicator):
            printed = filing.reported.items.get(place.child.name)
        elif place.child is not None:
            filled = filing.rows.get(place.child.rows, ())
            printed = filled[place.number].reported if place.number < len(filled) else None
        else:
            continue
        form.cell(place.row, column).value = plain(printed)
    form.cell(built.layout.total_row, column).value = plain(filing.reported.total)
    form.cell(built.layout.grade_row, column).value = filing.reported.grade


def _type(built: Built, key: str, figure: Figure) -> None:
    sheet, place = built.places[key]
    cell = built.workbook[sheet][place]
    if isinstance(figure, str):
        cell.value = figure
        cell.data_type = "s"
    elif figure is not None:
        cell.value = plain(figure)
