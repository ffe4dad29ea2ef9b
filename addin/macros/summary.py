"""Filling 汇总 with live formulas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbooks.forms.build import Cells
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET, SUMMARY_SHEET
from workbooks.forms.returned.labelled import LabelledTable
from workbooks.forms.returned.moved_layout import moved
from workbooks.forms.returned.own_book import OwnForm, OwnWorkbook
from workbooks.forms.sheets import project_summary, summary_sheet
from workbooks.problems import InputError

if TYPE_CHECKING:
    import xlwings as xw

from addin.macros.monitoring_book import fill_progress, is_monitoring
from addin.macros.open_book import column_of, own_of, placed_column, placed_scores, sheet_of


def fill_summary(book: xw.Book) -> Cells:
    """Fill 汇总 with live formulas: points and rates of score by level, or one line for each project.

    Raises `InputError` (one Chinese line) when what it refers to is gone, before anything is written.
    """
    if is_monitoring(book):
        return fill_progress(book)
    own = own_of(book)
    if own.standard.projects:
        title, first = PROJECT_SUMMARY_SHEET, project_summary.FIRST_ROW
        lines = project_summary.lines(own.standard, [_project(form) for form in own.forms])
        headings: Sequence[str] = project_summary.HEADINGS
    else:
        title, first = SUMMARY_SHEET, summary_sheet.FIRST_ROW
        lines = _lines(book, own)
        headings = summary_sheet.headings(own.standard)
    sheet = sheet_of(book, own, title)
    _check_place(own, title, headings, first)
    sheet.range((first, 1)).value = [[entry.content for entry in line] for line in lines]
    return {sheet.name: summary_sheet.values(lines, first)}


def _lines(book: xw.Book, own: OwnWorkbook) -> list[summary_sheet.Line]:
    """The lines of 汇总 for the form as its rows stand now. Raises `InputError` where some are gone."""
    form = own.forms[0]
    now = own.title(form.sheet)
    sheet_of(book, own, form.sheet)
    if form.layout.placed is not None:
        # A bureau's own form has its rows where the bureau put them, which is no drift of ours.
        weights = placed_column(book, form.layout, "weight") if form.standard.own_rows else {}
        return summary_sheet.lines(form.layout, placed_scores(book, form.layout), weights)
    layout = moved(form.layout, form.drift, now, "填汇总")
    lines = summary_sheet.lines(layout, column_of(form, "score"), column_of(form, "weight"))
    return summary_sheet.retitled(lines, form.sheet, now) if now != form.sheet else lines


def _project(form: OwnForm) -> project_summary.ProjectSheet:
    """What a project's form shows."""
    layout = moved(form.layout, form.drift, form.sheet, "填汇总")
    filing = form.filing()
    if form.spots.lost:
        raise InputError(f"“{form.sheet}”表项目资金的行列不见了，不能填汇总；请先恢复")
    total, grade = (form.figure(form.layout.cell(row)) for row in (layout.total_row, layout.grade_row))
    return project_summary.ProjectSheet(form.sheet, layout, filing.name, filing.data, total, grade)


def _check_place(own: OwnWorkbook, title: str, headings: Sequence[str], first: int) -> None:
    """Raise `InputError` where the summary is not where its formulas will look."""
    sheet = own.cells.sheet(title)
    table = LabelledTable(sheet, headings) if sheet else None
    if table is None or table.header_row != first - 1 or table.column(headings[0]) != 1:
        raise InputError(
            f"“{own.title(title)}”表的表头动过（应在第 {first - 1} 行，从 A 列起），不能填汇总；"
            "请撤销增删的行列"
        )
