"""Filling 汇总 with live formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.filing.figures import cell_figure
from workbooks.forms import project_head, project_summary, summary_sheet
from workbooks.forms.build import Cells
from workbooks.forms.kinds import PROJECT_SUMMARY_SHEET, SUMMARY_SHEET
from workbooks.standards.model import Standard

if TYPE_CHECKING:
    import xlwings as xw

from addin.macros.open_book import column_of, layout_of, own_names, placed_scores, standard_of


def fill_summary(book: xw.Book) -> Cells:
    """Fill 汇总 with live formulas: points and rates of score by level, or one line for each project."""
    standard = standard_of(book)
    if standard.projects:
        title, first = PROJECT_SUMMARY_SHEET, project_summary.FIRST_ROW
        lines = project_summary.lines(standard, _projects(book, standard))
    else:
        title, first = SUMMARY_SHEET, summary_sheet.FIRST_ROW
        layout, form = layout_of(book.names, standard), book.sheets[standard.form_sheet]
        if layout.placed is not None:
            lines = summary_sheet.lines(layout, placed_scores(book, layout), {})
        else:
            lines = summary_sheet.lines(
                layout, column_of(form, layout, "score"), column_of(form, layout, "weight")
            )

    book.sheets[title].range((first, 1)).value = [[entry.content for entry in line] for line in lines]
    return {title: summary_sheet.values(lines, first)}


def _projects(book: xw.Book, standard: Standard) -> list[project_summary.ProjectSheet]:
    """What each project's form shows; a form is a sheet with the names of the money block."""
    found: list[project_summary.ProjectSheet] = []
    name_key = project_head.text_name(standard.project_name)
    for sheet in book.sheets:
        names = own_names(sheet)
        if name_key not in names:
            continue
        layout = layout_of(names, standard)
        scores = column_of(sheet, layout, "score")
        data = {key: cell_figure(names[key].refers_to_range.value) for key in standard.money_items}
        name = str(names[name_key].refers_to_range.value or "")
        total, grade = scores[layout.total_row], scores[layout.grade_row]
        found.append(project_summary.ProjectSheet(sheet.name, layout, name, data, total, grade))
    return found
