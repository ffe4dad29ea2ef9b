"""The macros: plain functions of an `xlwings.Book`, the same in Excel, headless and on a server.

Each reads everything first, computes, then writes; none reads what it wrote, uses `.api` or the
application. A macro returns the values of the formulas it wrote (`{sheet: {cell: value}}`), so that
a host that does not calculate can store them beside the formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from addin import scenarios
from workbooks.files.cells import WorkbookCells, sheet_title
from workbooks.files.sheets import SheetCells
from workbooks.filing.figures import cell_figure
from workbooks.filing.scoring import FORM_SHEET
from workbooks.forms import ledger_sheet, project_head, project_summary, quarterly_sheet, summary_sheet
from workbooks.forms.build import STANDARD_NAME, Cells
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.own_rows import area_name
from workbooks.forms.paper import YEAR_NAME, CellValue
from workbooks.forms.scenario_sheet import CHOICE_NAME, FIRST, FORM_NAME, SCENARIO_SHEET
from workbooks.forms.writer import NATIVE, UDF, Edition
from workbooks.ledger import Ledger, parse_ledger, read_rows
from workbooks.problems import InputError
from workbooks.review import sheet as review_sheet
from workbooks.review.reviewing import Review, review_cells
from workbooks.standards.loading import load
from workbooks.standards.model import Standard
from workbooks.submission.final_copy import FinalCopy, beside, save_final_copy

if TYPE_CHECKING:
    import xlwings as xw

_HEADING_FILL = (237, 237, 237)


def fill_quarterly(book: xw.Book) -> Ledger:
    """Fill the cumulative spend of each quarter from 执行明细, and mark the rows to look at.

    Raises `InputError` (one Chinese line) when the workbook is not ours or the ledger cannot be used.
    """
    standard = standard_of(book)
    unit = _quarters_unit(standard)
    sheet = book.sheets[ledger_sheet.LEDGER_SHEET]
    last = sheet.used_range.last_cell
    rows = sheet.range((1, 1), (last.row, last.column)).options(ndim=2).value
    ledger = parse_ledger(rows, _year(book), ledger_sheet.LEDGER_SHEET)
    _write_quarters(book, standard, rows, ledger, unit)
    return ledger


def import_ledger(book: xw.Book, path: Path) -> Ledger:
    """Replace 执行明细 by the rows of a ledger file, and fill the cumulative spend of each quarter.

    Raises `InputError` before anything is written when the workbook is not ours or the file cannot be used.
    """
    standard = standard_of(book)
    unit = _quarters_unit(standard)
    imported = read_rows(path)
    above: list[list[object]] = [[]] * (ledger_sheet.FIRST_ROW - 1)
    rows = [*above, *imported]
    ledger = parse_ledger(rows, _year(book), path.name)
    sheet = book.sheets[ledger_sheet.LEDGER_SHEET]
    first, last = (ledger_sheet.FIRST_ROW, 1), sheet.used_range.last_cell

    if last.row >= ledger_sheet.FIRST_ROW:
        sheet.range(first, (last.row, last.column)).clear_contents()
    sheet.range(first).value = _block(imported)
    _write_quarters(book, standard, rows, ledger, unit)
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


def review(book: xw.Book) -> Review:
    """Review a workbook, ours or any with official tables, and list the findings on its sheet 复核.

    Raises `InputError` when a sheet of that name is somebody else's.
    """
    reviewed = review_cells(cells_of(book))
    write_review(book, reviewed)
    return reviewed


def write_review(book: xw.Book, reviewed: Review) -> None:
    """Write the sheet 复核 anew, behind the others where there is none; nothing else is changed."""
    rows = review_sheet.content(reviewed)
    sheet = _review_sheet(book)
    sheet.clear()
    sheet.range((1, 1)).value = rows
    last, width = len(rows), len(review_sheet.HEADINGS)
    for column, characters in enumerate(review_sheet.WIDTHS, 1):
        sheet.range((1, column), (last, column)).column_width = characters
    table = sheet.range((review_sheet.HEADER_ROW, 1), (review_sheet.table_end(reviewed), width))
    table.wrap_text = True
    sheet.range((1, 1), (last, width)).font.name = "宋体"
    headings = sheet.range((review_sheet.HEADER_ROW, 1), (review_sheet.HEADER_ROW, width))
    for titles in (sheet.range((1, 1)), headings):
        titles.font.bold = True
    sheet.range((1, 1)).font.size = 16
    headings.color = _HEADING_FILL
    sheet.freeze_panes.freeze_at(f"1:{review_sheet.HEADER_ROW}")
    sheet.page_setup.print_area = sheet.range((1, 1), (last, width)).get_address(False, False)


def finalize(book: xw.Book, unfinished: bool = False) -> FinalCopy:
    """Save a final copy (values only) beside the workbook, as <name>-定稿.xlsx; nothing is overwritten.

    What was typed since the last save is in the copy; rows that were inserted since then must be saved first.
    Raises `InputError` while something is missing or wrong, unless `unfinished` allows it.
    """
    path = Path(book.fullname)
    if not path.is_file():
        raise InputError(f"“{book.name}”没有保存在本机的文件夹里，请先保存再定稿")
    return save_final_copy(path, beside(path), live=cells_of(book), unfinished=unfinished)


def add_scenario(book: xw.Book, name: str = "新情景") -> str:
    """Add a scenario that changes nothing yet behind the others on 情景, and choose it; return its name.

    Of several sheets 情景 the scenario macros take the one that is looked at, or that of the form looked at.
    """
    sheet = _scenarios(book)
    return scenarios.copy_column(sheet, FIRST, name, keep=False)


def duplicate_scenario(book: xw.Book, name: str = "") -> str:
    """Copy the chosen scenario with its changes behind the others, and choose the copy; return its name."""
    sheet = _scenarios(book)
    column = sheet.chosen()
    return scenarios.copy_column(sheet, column, name or f"{sheet.titles[column]}副本", keep=True)


def apply_scenario(book: xw.Book) -> int:
    """Put the changes of the chosen scenario into the data cells; return how many. `undo_scenario` undoes it.

    Raises `InputError` before anything is written when there is none, or the rows of the form have changed.
    """
    return scenarios.apply(_scenarios(book))


def undo_scenario(book: xw.Book) -> int:
    """Put back what the data cells held before scenarios were applied; return how many."""
    return scenarios.undo(_scenarios(book))


def clear_scenario(book: xw.Book) -> str:
    """Clear the changes of the chosen scenario; return its name."""
    return scenarios.clear(_scenarios(book))


def cells_of(book: xw.Book) -> WorkbookCells:
    """The cells and names of a workbook as it is open now."""
    sheets = []
    for sheet in book.sheets:
        used = sheet.used_range
        sheets.append(SheetCells(sheet.name, _values(sheet), used.row, used.column))
    shared: dict[str, str] = {}
    by_sheet: dict[str, dict[str, str]] = {sheet.name: {} for sheet in sheets}
    for name in book.names:
        scope, _, key = name.name.rpartition("!")
        by_sheet.get(sheet_title(scope), shared)[key] = name.refers_to.lstrip("=")
    return WorkbookCells(book.name, tuple(sheets), shared, by_sheet)


def _values(sheet: xw.Sheet) -> list[list[object]]:
    """The used cells of a sheet, errors as they are shown."""
    values: list[list[object]] = sheet.used_range.options(ndim=2, err_to_str=True).value
    return values


def _review_sheet(book: xw.Book) -> xw.Sheet:
    """The sheet for the review: that of an earlier one, an empty one of its name, or a new one."""
    title = review_sheet.REVIEW_SHEET
    if title not in [sheet.name for sheet in book.sheets]:
        return book.sheets.add(title, after=book.sheets[len(book.sheets) - 1])
    sheet = book.sheets[title]
    filled = any(value is not None for row in _values(sheet) for value in row)
    if filled and sheet.range((1, 1)).value != review_sheet.TITLE:
        raise InputError(f"“{book.name}”里的“{title}”表不是复核写的，请先把它改名")
    return sheet


def standard_of(book: xw.Book) -> Standard:
    """The standard a workbook follows. Raises `InputError` when it is not one of ours."""
    if STANDARD_NAME not in book.names:
        raise InputError(f"“{book.name}”不是本工具生成的附表，请用“新建附表”新建一份")
    return load(book.names[STANDARD_NAME].refers_to.lstrip("=").strip('"'))


def _scenarios(book: xw.Book) -> scenarios.Scenarios:
    """The sheet 情景 that is meant. Raises `InputError` when there is none, or several might be."""
    standard = standard_of(book)
    names = {sheet.name: _own_names(sheet) for sheet in book.sheets}
    title = _scenario_sheet(book, names, standard)
    form = _form_of(names[title])
    if form not in names:
        raise InputError(f"“{title}”表所属的附表已经删除")
    figures = {name.name: name for name in book.names} | names[form]
    layout = _layout(figures, standard)
    return scenarios.Scenarios(book.sheets[title], names[title], book.sheets[form], figures, layout)


def _scenario_sheet(book: xw.Book, names: Mapping[str, Mapping[str, xw.Name]], standard: Standard) -> str:
    """The sheet 情景 that is looked at, that of the form looked at, or the only one; `names` by sheet."""
    found = [title for title, own in names.items() if CHOICE_NAME in own]
    active = book.sheets.active.name
    form = _form_of(names[active]) or active
    meant = [title for title in found if title == active] or [
        title for title in found if _form_of(names[title]) == form
    ]
    if meant:
        return meant[0]
    is_form = standard.projects and project_head.text_name(standard.project_name) in names[active]
    if is_form or not found:
        lacking = active if is_form else book.name
        raise InputError(
            f"“{lacking}”没有“{SCENARIO_SHEET}”表；请先保存，再用 jixiao fill 以本文件为 --data 重新生成"
        )
    if len(found) > 1:
        raise InputError(f"有 {len(found)} 张“{SCENARIO_SHEET}”表，请先切换到要用的那一张，或它的附表")
    return found[0]


def _form_of(names: Mapping[str, xw.Name]) -> str:
    """The form that a sheet with these names belongs to; "" where it belongs to none."""
    return (
        sheet_title(names[FORM_NAME].refers_to.lstrip("=").rpartition("!")[0]) if FORM_NAME in names else ""
    )


def _quarters_unit(standard: Standard) -> str:
    """The unit of the amounts in 季度执行. Raises `InputError` when the standard has no such table."""
    if standard.quarters is None:
        raise InputError(f"“{standard.title}”没有季度执行表，不需要汇总执行明细")
    return standard.quarters.unit


def _write_quarters(
    book: xw.Book, standard: Standard, rows: Sequence[Sequence[object]], ledger: Ledger, unit: str
) -> None:
    spends = ledger.cumulative(unit)
    column, checks = ledger_sheet.checks(rows, ledger)
    for key, spend in zip(quarterly_sheet.QuarterlyRule.of(standard).cumulative, spends, strict=True):
        book.names[key].refers_to_range.value = None if spend is None else float(spend)
    book.names[quarterly_sheet.NOTE_NAME].refers_to_range.value = quarterly_sheet.ledger_note(ledger)
    sheet = book.sheets[ledger_sheet.LEDGER_SHEET]
    sheet.range((ledger.header_row, column)).options(transpose=True).value = checks


def _block(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Rows of one length for a block of cells; text stays text, whatever number or formula it looks like."""
    width = max(map(len, rows))
    typed = [[f"'{value}" if isinstance(value, str) and value else value for value in row] for row in rows]
    return [[*row, *[None] * (width - len(row))] for row in typed]


def _own_names(sheet: xw.Sheet) -> dict[str, xw.Name]:
    """The names that belong to a sheet; some hosts put that of the sheet before them, some do not."""
    return {name.name.rpartition("!")[2]: name for name in sheet.names}


def _layout(names: Mapping[str, xw.Name], standard: Standard) -> FormLayout:
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
        names = _own_names(sheet)
        if name_key not in names:
            continue
        layout = _layout(names, standard)
        scores = _column(sheet, layout, "score")
        data = {key: cell_figure(names[key].refers_to_range.value) for key in standard.money_items}
        name = str(names[name_key].refers_to_range.value or "")
        total, grade = scores[layout.total_row], scores[layout.grade_row]
        found.append(project_summary.ProjectSheet(sheet.name, layout, name, data, total, grade))
    return found


def _year(book: xw.Book) -> int:
    year = book.names[YEAR_NAME].refers_to_range.value
    if not isinstance(year, float | int) or int(year) != year:
        raise InputError(f"“数据”表的“{YEAR_NAME}”没有填四位数的年度，请填如 2021")
    return int(year)
