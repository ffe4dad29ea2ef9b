"""The rows that a unit adds itself, in a bureau's own form: where it leaves blank rows for them.

Nothing is filled down there, so the steps of ordinary formulas stand on 算式; what our rules ask for beyond
the columns of the form is typed in columns beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from openpyxl.utils import quote_sheetname

from udfs.expression import Data, Item, Notation, Reference, guard, shown_value
from udfs.records import dataclass
from workbooks.filing.data_file import Filing
from workbooks.filing.lines import OwnRow
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.layout.form_layout import FormLayout, Place, own_rows_at, printed_name
from workbooks.forms.page import paper as look
from workbooks.forms.page.native_score import Work
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.writer import Workings, Writer


@dataclass
class _SheetSteps:
    """The partial results of one row on 算式."""

    workings: Workings | None
    label: str
    empty: str
    reference: Reference
    figures: Callable[[ScoredTable], Data]

    @property
    def first(self) -> str:
        """Nothing is filled down."""
        return ""

    def cell(self, step: str, items: Sequence[Item], formula: str, work: Work) -> str:
        """Write a partial result; it is empty while the row is."""
        if self.workings is None:
            raise ValueError("a score that calls our functions has no steps")

        def compute(table: ScoredTable) -> CellValue:
            figures = self.figures(table)
            return shown_value(items, figures, work) if figures else ""

        text = f'IF({self.empty},"",{guard(items, formula, Notation(self.reference))})'
        return self.workings.line(self.label, step, text, compute)


def write(paper: Paper, layout: FormLayout, place: Place, filing: Filing, writer: Writer) -> None:
    """Write the score of one row, and what a filing has typed in it."""
    group = own_rows_at(place)
    formula = f"={writer.own_score(layout.standard.rule_of(group).expression, _steps(layout, place, writer))}"
    paper.formula(place.row, layout.column("score"), formula, look.SCORE, partial(_score, place=place))
    filled = filing.rows.get(group.rows, ())
    _type(paper, layout, place, filled[place.number] if place.number < len(filled) else OwnRow(""))


def write_headings(paper: Paper, layout: FormLayout) -> None:
    """What the columns beside the form are for."""
    labels = {
        key: item.label for rule in layout.standard.row_rules.values() for key, item in rule.items.items()
    }
    for key, column in layout.beside.items():
        paper.put(layout.header_rows[1], column, labels[key], look.HEADER)


def _score(table: ScoredTable, place: Place) -> CellValue:
    item = table.at(place.child, place.number)
    return "" if item is None else item.shown


def _steps(layout: FormLayout, place: Place, writer: Writer) -> _SheetSteps:
    group, sheet = own_rows_at(place), quote_sheetname(layout.standard.form_sheet)
    rule = layout.standard.rule_of(group)

    def reference(key: str) -> str:
        return f"{sheet}!{layout.item_cell(place, key)}"

    def figures(table: ScoredTable) -> Data:
        item = table.at(group, place.number)
        return {} if item is None else item.line.scope(table.data)

    name, printed = f"{sheet}!{layout.cell(place.row, 'name')}", printed_name(layout, place)
    asked = [reference(key) for column in ("target", "actual") if (key := rule.key_at(column))]
    empty = f"COUNTA({','.join([name, *asked])})=0"
    if printed:
        empty = f'AND(OR({name}="",{name}={look.quoted(printed)}),COUNTA({",".join(asked)})=0)'
    label = f"{group.rows}第 {place.number + 1} 行"
    return _SheetSteps(writer.workings, label, empty, reference, figures)


def _type(paper: Paper, layout: FormLayout, place: Place, row: OwnRow) -> None:
    """The texts and figures of a row; a choice has the first one while nobody chose."""
    rule = layout.standard.rule_of(own_rows_at(place))
    for field in ("code", "name"):
        if layout.has(field):
            paper.put(place.row, layout.column(field), getattr(row, field) or None, look.TEXT)
    for field, text in row.texts.items():
        if layout.has(field):
            paper.put(place.row, layout.column(field), text, look.TEXT)
    for key, item in rule.items.items():
        figure = row.figures.get(key)
        if item.kind == "choice":
            figure = figure or item.choices[0]
        column = layout.column(item.place) if item.place else layout.beside[key]
        paper.put(place.row, column, look.plain(figure), look.TEXT)
