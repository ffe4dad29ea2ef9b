"""What a macro reads of an open workbook: its standard, cells, names and layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbooks.files.cells import WorkbookCells, sheet_title
from workbooks.files.coordinates import get_column_letter
from workbooks.files.sheets import SheetCells
from workbooks.filing.figures import cell_figure
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.layout.kinds import WORKINGS_SHEET
from workbooks.forms.page.paper import YEAR_NAME, CellValue
from workbooks.forms.returned.own_book import OwnForm, OwnWorkbook
from workbooks.forms.returned.read_back import read_own
from workbooks.forms.sheets.scenario_sheet import FORM_NAME
from workbooks.problems import InputError, in_a_command
from workbooks.standards.carried import CARRIED_SHEET, from_lines
from workbooks.standards.library import STAGE_NAME, STANDARD_NAME
from workbooks.standards.loading import load
from workbooks.standards.model import Standard

_MOST_ROWS = 300
"""Each row is one question to Excel; the official tables have fewer rows, a ledger may have thousands."""

if TYPE_CHECKING:
    import xlwings as xw


def standard_of(book: xw.Book) -> Standard:
    """The standard a workbook follows. Raises `InputError` when it is not one of ours."""
    if STAGE_NAME in book.names:
        raise InputError(f"“{book.name}”是没有得分的表（申报表、监控表），没有评分标准，用不到这个按钮")
    if STANDARD_NAME not in book.names:
        raise InputError(f"“{book.name}”不是本工具生成的附表，请用“新建附表”新建一份")
    if CARRIED_SHEET in [sheet.name for sheet in book.sheets]:
        rows = values_of(book.sheets[CARRIED_SHEET])
        return from_lines(["" if row[0] is None else str(row[0]) for row in rows], book.name)
    return load(book.names[STANDARD_NAME].refers_to.lstrip("=").strip('"'))


def cells_of(book: xw.Book) -> WorkbookCells:
    """The cells and names of a workbook as it is open now."""
    return _cells(book, list(book.sheets), with_formulas=True)


def own_of(book: xw.Book) -> OwnWorkbook:
    """What is filled in an open workbook and where it stands; the sheets that only work it out are left.

    Raises `InputError` when it is not one of ours.
    """
    standard_of(book)
    kept = [
        sheet for sheet in book.sheets if sheet.name != WORKINGS_SHEET and FORM_NAME not in own_names(sheet)
    ]
    return read_own(_cells(book, kept, with_formulas=False))


def cell_at(book: xw.Book, own: OwnWorkbook, key: str) -> xw.Range:
    """The cell in which a data item is typed. Raises `InputError` where it is gone."""
    place = own.spots.places.get(key)
    if place is None or key in own.spots.repeated:
        raise InputError(
            f"“{book.name}”里数据项“{key}”的格子不见了，可能删过行或表；"
            f"请恢复，或用 jixiao fill {own.standard.id} --data {in_a_command(book.name)} "
            "-o 新文件.xlsx 补出一份"
        )
    return book.sheets[own.title(place[0])].range(place[1])


def sheet_of(book: xw.Book, own: OwnWorkbook, title: str) -> xw.Sheet:
    """A sheet of ours, whatever it is called now. Raises `InputError` where it is gone."""
    now = own.title(title)
    if now not in [sheet.name for sheet in book.sheets]:
        raise InputError(f"“{book.name}”里没有“{title}”表，可能删过或改过表名；请恢复这张表")
    return book.sheets[now]


def _cells(book: xw.Book, kept: Sequence[xw.Sheet], with_formulas: bool) -> WorkbookCells:
    sheets, formulas, hidden = [], {}, {}
    for sheet in kept:
        used, values = sheet.used_range, values_of(sheet)
        sheets.append(SheetCells(sheet.name, values, used.row, used.column, _is_visible(sheet)))
        formulas[sheet.name] = _formulas_of(used) if with_formulas else {}
        if with_formulas and FORM_NAME not in own_names(sheet):
            hidden[sheet.name] = frozenset(_hidden_rows(sheet, used.row, values))
    shared: dict[str, str] = {}
    by_sheet: dict[str, dict[str, str]] = {sheet.name: {} for sheet in book.sheets}
    for name in book.names:
        scope, _, key = name.name.rpartition("!")
        by_sheet.get(sheet_title(scope), shared)[key] = name.refers_to.lstrip("=")
    hidden = {sheet: rows for sheet, rows in hidden.items() if rows}
    return WorkbookCells(book.name, tuple(sheets), shared, by_sheet, formulas, hidden)


def _is_visible(sheet: xw.Sheet) -> bool:
    """Whether a sheet is shown; a host that does not tell shows all."""
    try:
        return bool(sheet.visible)
    except NotImplementedError:
        return True


def _hidden_rows(sheet: xw.Sheet, first: int, values: Sequence[Sequence[object]]) -> Iterator[int]:
    """The rows with something in them that are hidden or filtered out, of the first rows of a sheet."""
    try:
        for row, line in enumerate(values[:_MOST_ROWS], first):
            if any(value is not None for value in line) and sheet.range((row, 1)).row_height == 0:
                yield row
    except NotImplementedError:
        return


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


def column_of(form: OwnForm, field: str) -> dict[int, CellValue]:
    """What a column of the indicator table shows, by its built row, those of total and grade included."""
    layout = form.layout
    return {
        row: form.figure(layout.cell(row, field)) for row in range(layout.first_row, layout.grade_row + 1)
    }


def placed_column(book: xw.Book, layout: FormLayout, field: str) -> dict[int, CellValue]:
    """What a column of a bureau's own form shows, by row."""
    if layout.placed is None:
        raise ValueError("the form is one that we print")
    span = layout.span(layout.first_row, layout.last_row, field)
    cells = book.sheets[layout.placed.sheet].range(span).options(ndim=1, err_to_str=True).value
    return {row: cell_figure(value) for row, value in enumerate(cells, layout.first_row)}


def placed_scores(book: xw.Book, layout: FormLayout) -> dict[int, CellValue]:
    """What the scores of a bureau's own form show, by row, with its total and grade."""
    if layout.placed is None:
        raise ValueError("the form is one that we print")
    form, found = book.sheets[layout.placed.sheet], placed_column(book, layout, "score")
    for place in layout.placed.rows.values():
        if place.score:
            found[place.row] = cell_figure(form.range(place.score).options(err_to_str=True).value)
    results = ((layout.total_row, layout.total_at), (layout.grade_row, layout.grade_at))
    for row, (sheet, cell) in results:
        place = (book.sheets[sheet] if sheet else form).range(cell)
        found[row] = cell_figure(place.options(err_to_str=True).value)
    return found


def year_of(own: OwnWorkbook) -> int:
    if own.filing.year is None:
        raise InputError(f"“数据”表的“{YEAR_NAME}”没有填四位数的年度，请填如 2021")
    return own.filing.year
