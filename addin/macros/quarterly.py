"""Filling the cumulative spend of each quarter from the payments ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbooks.filing.quarterly_rule import PERIODS, QuarterlyRule
from workbooks.forms.layout.kinds import LEDGER_SHEET
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.sheets import ledger_sheet, quarterly_sheet
from workbooks.forms.sheets.quarterly_sheet import ledger_note
from workbooks.ledger import Gathered, Ledger, LedgerIssue, gather, parse_gathered
from workbooks.problems import InputError
from workbooks.standards.model import Standard

if TYPE_CHECKING:
    import xlwings as xw

from addin.macros.monitoring_book import (
    count_execution,
    is_monitoring,
    ledger_sheet_of,
    write_execution,
)
from addin.macros.open_book import cell_at, own_of, sheet_of, standard_of, year_of


def fill_quarterly(book: xw.Book, told: tuple[LedgerIssue, ...] = ()) -> Ledger:
    """Fill the cumulative spend of each quarter (of a 监控表: of its months) from 执行明细, and mark doubts.

    A quarter that the ledger does not reach keeps what was typed. `told` is what is known of the files that
    the rows came from. Raises `InputError` (one Chinese line) when the workbook is not ours or the ledger
    cannot be used.
    """
    if is_monitoring(book):
        counted = count_execution(book, _rows_of(ledger_sheet_of(book)), told, LEDGER_SHEET)
        write_execution(book, counted)
        return counted.ledger
    own = own_of(book)
    unit = _quarters_unit(own.standard)
    rows = _rows_of(sheet_of(book, own, LEDGER_SHEET))
    ledger = parse_gathered(Gathered(rows, told), year_of(own), LEDGER_SHEET)
    _write_quarters(book, own, rows, ledger, unit)
    return ledger


def import_ledger(book: xw.Book, path: Path) -> Ledger:
    """Replace 执行明细 by the rows of a ledger file, and fill the cumulative spend of each quarter.

    Raises `InputError` before anything is written when the workbook is not ours or the file cannot be used.
    """
    if is_monitoring(book):
        imported = gather([path])
        counted = count_execution(book, _below_the_title(imported), imported.issues, path.name)
        _replace_rows(ledger_sheet_of(book), imported)
        write_execution(book, counted)
        return counted.ledger
    own = own_of(book)
    unit = _quarters_unit(own.standard)
    _quarter_cells(book, own)
    imported = gather([path])
    rows = _below_the_title(imported)
    ledger = parse_gathered(Gathered(rows, imported.issues), year_of(own), path.name)
    _replace_rows(sheet_of(book, own, LEDGER_SHEET), imported)
    _write_quarters(book, own, rows, ledger, unit)
    return ledger


def check_quarters(book: xw.Book) -> None:
    """Raise `InputError` where a workbook takes no ledger, before one is asked for."""
    if is_monitoring(book):
        return
    _quarters_unit(standard_of(book))


def _rows_of(sheet: xw.Sheet) -> list[list[object]]:
    """The rows of 执行明细 from its first cell on."""
    last = sheet.used_range.last_cell
    rows: list[list[object]] = sheet.range((1, 1), (last.row, last.column)).options(ndim=2).value
    return rows


def _below_the_title(imported: Gathered) -> list[list[object]]:
    """The rows of a ledger file where they will stand on 执行明细."""
    above: list[list[object]] = [[]] * (ledger_sheet.FIRST_ROW - 1)
    return [*above, *imported.rows]


def _replace_rows(sheet: xw.Sheet, imported: Gathered) -> None:
    first, last = (ledger_sheet.FIRST_ROW, 1), sheet.used_range.last_cell
    if last.row >= ledger_sheet.FIRST_ROW:
        sheet.range(first, (last.row, last.column)).clear_contents()
    sheet.range(first).value = _block(imported.rows)


def _quarters_unit(standard: Standard) -> str:
    """The unit of the amounts in 季度执行. Raises `InputError` when the standard has no such table."""
    if standard.quarters is None:
        raise InputError(f"“{standard.title}”没有季度执行表，不需要汇总执行明细")
    return standard.quarters.unit


def _write_quarters(
    book: xw.Book, own: OwnWorkbook, rows: Sequence[Sequence[object]], ledger: Ledger, unit: str
) -> None:
    spends, cells = ledger.cumulative(unit), _quarter_cells(book, own)
    column, checks = ledger_sheet.checks(rows, ledger)
    kept = []
    for period, cell, spend in zip(PERIODS, cells, spends, strict=True):
        if spend is not None:
            cell.value = float(spend)
        elif cell.value is not None:
            kept.append(period)
    if note := own.cells.find(own.cells.shared, quarterly_sheet.NOTE_NAME):
        book.sheets[own.title(note[0])].range(note[1]).value = ledger_note(ledger, kept)
    sheet = sheet_of(book, own, LEDGER_SHEET)
    sheet.range((ledger.header_row, column)).options(transpose=True).value = checks


def _quarter_cells(book: xw.Book, own: OwnWorkbook) -> list[xw.Range]:
    """The cells of the cumulative spend. Raises `InputError` where one is gone."""
    return [cell_at(book, own, key) for key in QuarterlyRule.of(own.standard).cumulative]


def _block(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Rows of one length for a block of cells; text stays text, whatever number or formula it looks like."""
    width = max(map(len, rows))
    typed = [[f"'{value}" if isinstance(value, str) and value else value for value in row] for row in rows]
    return [[*row, *[None] * (width - len(row))] for row in typed]
