"""The macros: plain functions of an `xlwings.Book`, the same in Excel, headless and on a server.

Each reads everything first, computes, then writes; none reads what it wrote, uses `.api` or the
application. A macro returns the values of the formulas it wrote (`{sheet: {cell: value}}`), so that
a host that does not calculate can store them beside the formulas.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbooks.build import STANDARD_NAME, Cells
from workbooks.figures import cell_figure
from workbooks.forms import (
    ledger_sheet,
    project_head,
    project_summary,
    quarterly_sheet,
    summary_sheet,
)
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.own_rows import area_name
from workbooks.forms.paper import YEAR_NAME, CellValue
from workbooks.forms.writer import NATIVE, UDF, Edition
from workbooks.ledger import Ledger, parse_ledger
from workbooks.problems import InputError
from workbooks.scoring import FORM_SHEET
from workbooks.standard import Standard
from workbooks.standards import load

if TYPE_CHECKING:
    import xlwings as xw


def fill_quarterly(book: xw.Book) -> Ledger:
    """Fill the cumulative spend of each quarter from 执行明细, and mark the rows to look at.

    Raises `InputError` (one Chinese line) when the workbook is not ours or the ledger cannot be used.
    """
    standard = standard_of(book)
    if standard.quarters is None:
        raise InputError(f"“{standard.title}”没有季度执行表，不需要汇总执行明细")
    sheet = book.sheets[ledger_sheet.LEDGER_SHEET]
    rows = sheet.range((1, 1), sheet.used_range.last_cell).options(ndim=2).value
    ledger = parse_ledger(rows, _year(book), ledger_sheet.LEDGER_SHEET)
    spends = ledger.cumulative(standard.quarters.unit)
    column, checks = ledger_sheet.checks(rows, ledger)

    for key, spend in zip(quarterly_sheet.QuarterlyRule.of(standard).cumulative, spends, strict=True):
        book.names[key].refers_to_range.value = None if spend is None else float(spend)
    book.names[quarterly_sheet.NOTE_NAME].refers_to_range.value = quarterly_sheet.ledger_note(ledger)
    sheet.range((ledger.header_row, column)).options(transpose=True).value = checks
    return ledger


def fill_summary(book: xw.Book) -> Cells:
    """Fill 汇总 with live formulas: points and rates of score by level, or one line for each project."""
    standard = standard_of(book)
    if standard.projects:
        title, first = project_summary.PROJECT_SUMMARY_SHEET, project_summary.FIRST_ROW
        lines = project_summary.lines(standard, _projects(book, standard))
    else:
        title, first = summary_sheet.SUMMARY_SHEET, summary_sheet.FIRST_ROW
        layout, form = _layout(book.names, standard), book.sheets[FORM_SHEET]
        lines = summary_sheet.lines(layout, _column(form, layout, "score"), _column(form, layout, "weight"))

    book.sheets[title].range((first, 1)).value = [[entry.content for entry in line] for line in lines]
    return {title: summary_sheet.values(lines, first)}


def to_native(book: xw.Book) -> Path:
    """Save the book as it was last saved beside itself in the native edition; return the new file.

    A new file instead of the open book: its sheets are protected, and unprotecting them is not the macro's
    to do. Raises `InputError` when the book was never saved, is not ours, or the new file exists.
    """
    return _saved_as(book, NATIVE, "普通公式")


def to_udf(book: xw.Book) -> Path:
    """The way back from the native edition; like `to_native`."""
    return _saved_as(book, UDF, "函数公式")


def _saved_as(book: xw.Book, edition: Edition, label: str) -> Path:
    from addin.filling import convert

    path = Path(book.fullname)
    if not path.is_file():
        raise InputError(f"“{book.name}”还没有保存，请先保存")
    return convert(path, edition, path.with_name(f"{path.stem}（{label}）.xlsx")).path


def standard_of(book: xw.Book) -> Standard:
    """The standard a workbook follows. Raises `InputError` when it is not one of ours."""
    if STANDARD_NAME not in book.names:
        raise InputError(f"“{book.name}”不是本工具生成的附表，请用“新建附表”新建一份")
    return load(book.names[STANDARD_NAME].refers_to.lstrip("=").strip('"'))


def _layout(names: xw.main.Names, standard: Standard) -> FormLayout:
    """Where things stand in a form, rows that the unit inserted included."""
    areas = {key: names[area_name(key)].refers_to_range for key in standard.own_rows}
    return FormLayout(standard, {key: area.shape[0] for key, area in areas.items()})


def _column(sheet: xw.Sheet, layout: FormLayout, field: str) -> dict[int, CellValue]:
    """What a column of the indicator table shows, by row, the rows of total and grade included."""
    cells = sheet.range(layout.span(layout.first_row, layout.grade_row, field))
    shown = cells.options(ndim=1, err_to_str=True).value
    return {row: cell_figure(value) for row, value in enumerate(shown, layout.first_row)}


def _projects(book: xw.Book, standard: Standard) -> list[project_summary.ProjectSheet]:
    """What each project's form shows; a form is a sheet with the names of the money block."""
    found: list[project_summary.ProjectSheet] = []
    name_key = project_head.text_name(standard.project_name)
    for sheet in book.sheets:
        if name_key not in sheet.names:
            continue
        layout = _layout(sheet.names, standard)
        scores = _column(sheet, layout, "score")
        data = {key: cell_figure(sheet.names[key].refers_to_range.value) for key in standard.money_items}
        name = str(sheet.names[name_key].refers_to_range.value or "")
        total, grade = scores[layout.total_row], scores[layout.grade_row]
        found.append(project_summary.ProjectSheet(sheet.name, layout, name, data, total, grade))
    return found


def _year(book: xw.Book) -> int:
    year = book.names[YEAR_NAME].refers_to_range.value
    if not isinstance(year, float | int) or int(year) != year:
        raise InputError(f"“数据”表的“{YEAR_NAME}”没有填四位数的年度，请填如 2021")
    return int(year)
