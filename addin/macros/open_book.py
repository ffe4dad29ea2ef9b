"""What a macro reads of an open workbook: its standard, cells, names and layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from workbooks.files.cells import WorkbookCells, sheet_title
from workbooks.files.sheets import SheetCells
from workbooks.filing.figures import cell_figure
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.own_rows import area_name
from workbooks.forms.paper import YEAR_NAME, CellValue
from workbooks.problems import InputError
from workbooks.standards.carried import CARRIED_SHEET, from_lines
from workbooks.standards.library import STANDARD_NAME
from workbooks.standards.loading import load
from workbooks.standards.model import Standard

if TYPE_CHECKING:
    import xlwings as xw


def standard_of(book: xw.Book) -> Standard:
    """The standard a workbook follows. Raises `InputError` when it is not one of ours."""
    if STANDARD_NAME not in book.names:
        raise InputError(f"“{book.name}”不是本工具生成的附表，请用“新建附表”新建一份")
    if CARRIED_SHEET in [sheet.name for sheet in book.sheets]:
        rows = values_of(book.sheets[CARRIED_SHEET])
        return from_lines(["" if row[0] is None else str(row[0]) for row in rows], book.name)
    return load(book.names[STANDARD_NAME].refers_to.lstrip("=").strip('"'))


def cells_of(book: xw.Book) -> WorkbookCells:
    """The cells and names of a workbook as it is open now."""
    sheets, formulas = [], {}
    for sheet in book.sheets:
        used = sheet.used_range
        sheets.append(SheetCells(sheet.name, values_of(sheet), used.row, used.column))
        formulas[sheet.name] = _formulas_of(used)
    shared: dict[str, str] = {}
    by_sheet: dict[str, dict[str, str]] = {sheet.name: {} for sheet in sheets}
    for name in book.names:
        scope, _, key = name.name.rpartition("!")
        by_sheet.get(sheet_title(scope), shared)[key] = name.refers_to.lstrip("=")
    return WorkbookCells(book.name, tuple(sheets), shared, by_sheet, formulas)


def _formulas_of(used: xw.Range) -> dict[str, str]:
    """The formulas among some cells, by address; none where the host does not tell them (a server)."""
    rows, columns = used.shape
    try:
        texts = used.formula
    except NotImplementedError:
        return {}
    lines = ((texts,),) if rows == columns == 1 else texts
    return {
        f"{get_column_letter(column)}{row}": text
        for row, line in enumerate(lines, used.row)
        for column, text in enumerate(line, used.column)
        if isinstance(text, str) and text.startswith("=")
    }


def values_of(sheet: xw.Sheet) -> list[list[object]]:
    """The used cells of a sheet, errors as they are shown."""
    values: list[list[object]] = sheet.used_range.options(ndim=2, err_to_str=True).value
    return values


def own_names(sheet: xw.Sheet) -> dict[str, xw.Name]:
    """The names that belong to a sheet; some hosts put that of the sheet before them, some do not."""
    return {name.name.rpartition("!")[2]: name for name in sheet.names}


def layout_of(names: Mapping[str, xw.Name], standard: Standard) -> FormLayout:
    """Where things stand in a form, rows that the unit inserted included."""
    areas = {key: names[area_name(key)].refers_to_range for key in standard.own_rows}
    return FormLayout(standard, {key: area.shape[0] for key, area in areas.items()})


def column_of(sheet: xw.Sheet, layout: FormLayout, field: str) -> dict[int, CellValue]:
    """What a column of the indicator table shows, by row, the rows of total and grade included."""
    cells = sheet.range(layout.span(layout.first_row, layout.grade_row, field))
    shown = cells.options(ndim=1, err_to_str=True).value
    return {row: cell_figure(value) for row, value in enumerate(shown, layout.first_row)}


def placed_scores(book: xw.Book, layout: FormLayout) -> dict[int, CellValue]:
    """What the scores of a bureau's own form show, by row, with its total and grade."""
    if layout.placed is None:
        raise ValueError("the form is one that we print")
    form = book.sheets[layout.placed.sheet]
    cells = form.range(layout.span(layout.first_row, layout.last_row)).options(ndim=1, err_to_str=True).value
    found = {row: cell_figure(value) for row, value in enumerate(cells, layout.first_row)}
    results = ((layout.total_row, layout.total_at), (layout.grade_row, layout.grade_at))
    for row, (sheet, cell) in results:
        place = (book.sheets[sheet] if sheet else form).range(cell)
        found[row] = cell_figure(place.options(err_to_str=True).value)
    return found


def year_of(book: xw.Book) -> int:
    year = book.names[YEAR_NAME].refers_to_range.value
    if not isinstance(year, float | int) or int(year) != year:
        raise InputError(f"“数据”表的“{YEAR_NAME}”没有填四位数的年度，请填如 2021")
    return int(year)
