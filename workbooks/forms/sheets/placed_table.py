"""The formulas of a bureau's own form, at their places in its file; all else on its sheet is the bureau's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from udfs.totals import total_of
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.layout.form_layout import FormLayout, Place
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.result_formulas import grade_formula, placed_total
from workbooks.forms.page.writer import Writer
from workbooks.forms.sheets import placed_rows
from workbooks.standards.model import Indicator


def write(paper: Paper, layout: FormLayout, filing: Filing, writer: Writer) -> dict[str, str]:
    """Write the formulas (and the labels, which the file has itself).

    Returns the cells of the data items that are typed in the form.
    """
    cells: dict[str, str] = dict(layout.placed.items) if layout.placed else {}
    _write_labels(paper, layout)
    if layout.beside:
        placed_rows.write_headings(paper, layout)
    for place in layout.places:
        if not isinstance(place.child, Indicator):
            placed_rows.write(paper, layout, place, filing, writer)
            continue
        formula = f"={writer.score(place.child.expression, place.child.name)}"
        compute = partial(_score, name=place.child.name)
        paper.formula(*coordinate_to_tuple(layout.score_cell(place)), formula, look.SCORE, compute)
        cells |= {
            key: layout.cell(place.row, item.place) for key, item in place.child.items.items() if item.place
        }
        _write_actual(paper, layout, place, place.child)
        for field, text in filing.texts.get(place.child.name, {}).items():
            if layout.has(field) and not layout.is_above(place):
                paper.put(place.row, layout.column(field), text, look.TEXT)
    _write_results(paper, layout, writer)
    screen.let_unbegun_look_blank(paper.sheet, layout)
    return cells


def _write_actual(paper: Paper, layout: FormLayout, place: Place, indicator: Indicator) -> None:
    """The rate that a form shows in a cell of its own."""
    cell = layout.rate_cell(place)
    if cell and indicator.actual_expression is not None:
        paper.expression(*coordinate_to_tuple(cell), indicator.actual_expression.root, look.RATE)


def _write_labels(paper: Paper, layout: FormLayout) -> None:
    """What the bureau prints over the columns and before the rows, by which both are found again."""
    for number, column in layout.numbered():
        paper.put(layout.header_rows[1], number, column.header[-1], look.HEADER)
    for place in layout.places:
        if layout.placed is not None and isinstance(place.child, Indicator):
            label = layout.placed.rows[place.child.name].label
            paper.put(place.row, layout.column("name"), label, look.TEXT)


def _score(table: ScoredTable, name: str) -> CellValue:
    return table.by_indicator[name].shown


def _write_results(paper: Paper, layout: FormLayout, writer: Writer) -> None:
    """Subtotals, total and grade, where the form has a place for them."""
    if layout.placed is None:
        return
    lines = {place.row: place for place in layout.places}
    for subtotal in layout.placed.subtotals:
        formula = f"=ROUND({layout.sum_of_rows(subtotal.rows)},2)"
        added = [lines[row] for row in subtotal.rows if row in lines]
        paper.formula(
            *coordinate_to_tuple(subtotal.cell), formula, look.SCORE, partial(_subtotal, places=added)
        )
    sheet, total = layout.total_at
    if not sheet:
        place = coordinate_to_tuple(total)
        paper.formula(*place, placed_total(layout, writer), look.TOTAL, lambda table: table.total_shown)
    elsewhere, grade = layout.grade_at
    if not elsewhere and not sheet:
        formula = grade_formula(layout, writer, total)
        paper.formula(*coordinate_to_tuple(grade), formula, look.TOTAL, lambda table: table.grade_shown)


def _subtotal(table: ScoredTable, places: Sequence[Place]) -> CellValue:
    items = (table.at(place.child, place.number) for place in places)
    return total_of([item.shown for item in items if item is not None])
