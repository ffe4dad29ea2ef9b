"""The formulas of a bureau's own form, at their places in its file; all else on its sheet is the bureau's."""

from __future__ import annotations

from functools import partial

from udfs.totals import total_of
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ScoredTable
from workbooks.forms import paper as look
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.paper import CellValue, Paper
from workbooks.forms.result_formulas import grade_formula, placed_total
from workbooks.forms.writer import Writer
from workbooks.standards.model import Indicator


def write(paper: Paper, layout: FormLayout, _filing: Filing, writer: Writer) -> dict[str, str]:
    """Write the formulas (and the labels, which the file has itself).

    Returns the cells of the data items that are typed in the form.
    """
    cells: dict[str, str] = {}
    _write_labels(paper, layout)
    for place in layout.places:
        if isinstance(place.child, Indicator):
            formula = f"={writer.score(place.child.expression, place.child.name)}"
            compute = partial(_score, name=place.child.name)
            paper.formula(place.row, layout.column("score"), formula, look.SCORE, compute)
            cells |= {
                key: layout.cell(place.row, item.place)
                for key, item in place.child.items.items()
                if item.place
            }
    _write_results(paper, layout, writer)
    return cells


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
    names = {place.row: place.child.name for place in layout.places if isinstance(place.child, Indicator)}
    for subtotal in layout.placed.subtotals:
        formula = f"=ROUND({layout.sum_of_rows(subtotal.rows)},2)"
        added = [names[row] for row in subtotal.rows if row in names]
        paper.formula(
            *coordinate_to_tuple(subtotal.cell), formula, look.SCORE, partial(_subtotal, names=added)
        )
    sheet, total = layout.total_at
    if not sheet:
        place = coordinate_to_tuple(total)
        paper.formula(*place, placed_total(layout, writer), look.TOTAL, lambda table: table.total_shown)
    elsewhere, grade = layout.grade_at
    if not elsewhere and not sheet:
        formula = grade_formula(layout, writer, total)
        paper.formula(*coordinate_to_tuple(grade), formula, look.TOTAL, lambda table: table.grade_shown)


def _subtotal(table: ScoredTable, names: list[str]) -> CellValue:
    return total_of([table.by_indicator[name].shown for name in names])
