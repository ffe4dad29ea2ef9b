"""The macros of a 监控表: what was spent, from the payments ledger, and 监控汇总, the worst project first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from udfs.records import dataclass
from workbooks.files.sheets import SheetCells
from workbooks.forms.build import Cells
from workbooks.forms.layout.kinds import LEDGER_SHEET, MONITORING_SUMMARY, STAGE_SHEETS, WARNING_SHEET
from workbooks.forms.page.paper import CellValue, letter
from workbooks.forms.sheets import ledger_sheet
from workbooks.ledger import Gathered, Ledger, LedgerIssue, parse_gathered
from workbooks.problems import InputError
from workbooks.stages.ledger_execution import (
    Execution,
    MonitoredProject,
    doubts,
    executions,
    monitored_projects,
)
from workbooks.stages.monitor_summary import (
    BUDGET,
    FIRST_ROW,
    RATE,
    SPENT,
    lines,
    progress_of,
    told_of,
    worst_first,
)
from workbooks.stages.stage_forms import stage_form
from workbooks.stages.stage_reading import targets_of
from workbooks.stages.warning_sheet import COLOUR, PROJECT
from workbooks.standards.library import STAGE_NAME

if TYPE_CHECKING:
    import xlwings as xw

from addin.macros.open_book import cells_of


def is_monitoring(book: xw.Book) -> bool:
    """Whether a workbook is one of our 监控表."""
    if STAGE_NAME not in book.names:
        return False
    form = stage_form(book.names[STAGE_NAME].refers_to.strip('="'))
    return form is not None and form.stage == "监控表"


@dataclass(frozen=True)
class CountedExecution:
    """What the projects of a 监控表 spent by a ledger, and what to say beside its rows."""

    ledger: Ledger
    found: tuple[Execution, ...]
    column: int
    checks: list[str | None]


def count_execution(
    book: xw.Book, rows: Sequence[Sequence[object]], told: tuple[LedgerIssue, ...], source: str
) -> CountedExecution:
    """What each project spent in the months of its 监控表, by rows as they stand (or will) on 执行明细.

    Raises `InputError` where there is no 监控表, no year, or the ledger cannot be used.
    """
    projects = _projects(book, _forms(book))
    years = {project.year for project in projects}
    year = next(iter(years))
    if len(years) > 1 or year is None:
        raise InputError("监控表标题下面没有写四位数的年度，或几张表的年度不同，请写成如（2024年度）")
    ledger = parse_gathered(Gathered(list(map(list, rows)), told), year, source)
    found = executions(ledger, projects)
    column, checks = ledger_sheet.checks(rows, ledger)
    issues = [LedgerIssue(None, "doubtful", text, "") for text in doubts(ledger, found)]
    return CountedExecution(replace(ledger, issues=(*ledger.issues, *issues)), tuple(found), column, checks)


def write_execution(book: xw.Book, counted: CountedExecution) -> None:
    """Write what was spent into the forms, and what is to be looked at beside the rows of 执行明细.

    A project that the ledger has nothing of keeps what was typed.
    """
    for one in counted.found:
        if one.amount is not None:
            for cell in one.cells:
                book.sheets[one.project.sheet].range(cell).value = float(one.amount)
    place = (counted.ledger.header_row, counted.column)
    ledger_sheet_of(book).range(place).options(transpose=True).value = counted.checks


def ledger_sheet_of(book: xw.Book) -> xw.Sheet:
    """执行明细 of a 监控表. Raises `InputError` where it is gone."""
    return _sheet(book, LEDGER_SHEET)


def _sheet(book: xw.Book, title: str) -> xw.Sheet:
    if title not in [sheet.name for sheet in book.sheets]:
        raise InputError(f"“{book.name}”里没有“{title}”表，可能删过或改过表名；请恢复这张表")
    return book.sheets[title]


def fill_progress(book: xw.Book) -> Cells:
    """Fill 监控汇总, the worst project first; its amounts follow the forms, its order is that of now.

    Raises `InputError` where the sheet or the 监控表 are gone, before anything is written.
    """
    summary, sheets = _sheet(book, MONITORING_SUMMARY), _forms(book)
    places = {project.sheet: project for project in _projects(book, sheets)}
    colours = _colours(book)
    forms = [one for one in targets_of(book.name, sheets) if one.sheet in places]
    found = [progress_of(one, colours.get(one.project, Counter()), one.sheet) for one in forms]
    ordered = worst_first(found)
    values: dict[str, CellValue] = {}
    content: list[list[object]] = []
    for row, (one, line) in enumerate(zip(ordered, lines(ordered), strict=True), FIRST_ROW):
        shown: list[object] = [_typed(value) for value in line]
        for column, formula in _formulas(places[one.source], row).items():
            values[f"{letter(column)}{row}"] = "" if line[column - 1] is None else line[column - 1]
            shown[column - 1] = formula
        content.append(shown)
    summary.range((2, 1)).value = told_of((one.period for one in forms), _rules_of(book))
    summary.range((FIRST_ROW, 1)).value = content
    return {MONITORING_SUMMARY: values}


def _formulas(place: MonitoredProject, row: int) -> dict[int, str]:
    """The cells of a line that follow its form: budget, what was spent, and their rate."""
    title = "'" + place.sheet.replace("'", "''") + "'"
    factor = "" if place.unit == "万元" else f"*{place.in_ten_thousands}"
    cells = {BUDGET: place.budget, SPENT: place.spent_total}
    found = {}
    for column, (at_row, at_column) in cells.items():
        cell = f"{title}!{letter(at_column)}{at_row}"
        found[column] = f'=IF({cell}="","",{cell}{factor})'
    part, whole = f"{letter(SPENT)}{row}", f"{letter(BUDGET)}{row}"
    found[RATE] = f'=IF(COUNT({part},{whole})<2,"",IF({whole}=0,"",{part}/{whole}))'
    return found


def _projects(book: xw.Book, sheets: Sequence[SheetCells]) -> tuple[MonitoredProject, ...]:
    projects = monitored_projects(book.name, sheets)
    if not projects:
        raise InputError(
            f"“{book.name}”里没有写明月份（如“1-7月执行数”）的监控表，不能填写；请恢复监控表的表头"
        )
    return projects


def _forms(book: xw.Book) -> tuple[SheetCells, ...]:
    """The sheets of the forms, without those of ours beside them."""
    return tuple(sheet for sheet in cells_of(book).sheets if sheet.name not in STAGE_SHEETS)


def _colours(book: xw.Book) -> dict[str, Counter[str]]:
    """The colours that 预警 shows for each project, where there is such a sheet."""
    found: dict[str, Counter[str]] = {}
    if WARNING_SHEET not in [sheet.name for sheet in book.sheets]:
        return found
    sheet = book.sheets[WARNING_SHEET]
    last = sheet.used_range.last_cell.row
    for line in sheet.range((1, PROJECT), (last, COLOUR)).options(ndim=2, err_to_str=True).value:
        project, colour = line[0], line[-1]
        if project and colour:
            found.setdefault(str(project), Counter())[str(colour)] += 1
    return found


def _rules_of(book: xw.Book) -> str:
    """What the rules on 预警 are called; "" where there is no such sheet."""
    if WARNING_SHEET not in [sheet.name for sheet in book.sheets]:
        return ""
    return str(book.sheets[WARNING_SHEET].range((1, 1)).value or "").partition("：")[2]


def _typed(value: CellValue) -> object:
    """A value to type: text stays text, whatever number or formula it looks like."""
    if isinstance(value, str):
        return f"'{value}"
    return None if value is None else float(value)
