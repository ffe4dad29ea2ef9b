"""A workbook of our own under review: what its scores lack, and what was reported and does not follow.

The findings of the scored forms name data items and indicators; here they get the cells of the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from workbooks.files.cells import WorkbookCells
from workbooks.filing.quarterly_rule import QuarterlyRule
from workbooks.filing.scoring import ScoredTable, score_forms
from workbooks.findings import MISSING, NOTICE, Finding
from workbooks.forms.findings import placed
from workbooks.forms.layout.kinds import LEDGER_SHEET
from workbooks.forms.page.paper import UNIT_NAME, YEAR_NAME
from workbooks.forms.returned.own_book import OwnWorkbook
from workbooks.forms.sheets.ledger_sheet import FIRST_ROW
from workbooks.ledger import parse_ledger
from workbooks.ledger.findings import ledger_findings
from workbooks.problems import InputError
from workbooks.review.own_rules import rule_findings
from workbooks.review.typed_over import computed_findings, form_findings


def own_findings(cells: WorkbookCells, own: OwnWorkbook, tables: list[ScoredTable]) -> Iterator[Finding]:
    """The findings of every form with their cells, then those of the payment ledger."""
    for told in of_tables(own, tables):
        yield from told
    yield from changed_findings(cells, own, tables)
    yield from rule_findings(cells, own)
    yield from _ledger_findings(cells, own)


def of_tables(own: OwnWorkbook, tables: list[ScoredTable]) -> Iterator[list[Finding]]:
    """The findings of every scored form, with the cells of what they are about."""
    for form, table in zip(own.forms, tables, strict=True):
        yield [placed(finding, form, form.spots.places, own.spots.places) for finding in table.findings()]


def as_titled(findings: Iterable[Finding], own: OwnWorkbook) -> Iterator[Finding]:
    """Findings under the titles that the sheets have in the file."""
    for finding in findings:
        yield replace(finding, sheet=own.title(finding.sheet))


def changed_findings(cells: WorkbookCells, own: OwnWorkbook, tables: list[ScoredTable]) -> Iterator[Finding]:
    """How the forms were changed, and computed cells that do not show what follows from the data."""
    yield from _head_findings(own)
    yield from form_findings(cells, own)
    if any(table.reads_full_width for table in tables):
        # What the formulas show is compared with what they make of it: a text.
        own = replace(own, filing=own.filing.as_typed())
        tables = score_forms(own.standard, own.filing)
    yield from computed_findings(cells, own, tables)


def _head_findings(own: OwnWorkbook) -> Iterator[Finding]:
    """The unit and the year that nobody typed, where there is a cell for them."""
    for label, typed in ((UNIT_NAME, own.filing.unit.strip()), (YEAR_NAME, own.filing.year)):
        place = own.cells.find(own.cells.shared, label)
        if place and not typed:
            yield Finding("D07", MISSING, *place, f"{label}没有填写")


def _ledger_findings(cells: WorkbookCells, own: OwnWorkbook) -> Iterator[Finding]:
    """What the rows of 执行明细 say, and where the quarterly table does not follow from them."""
    quarters, rows = own.standard.quarters, _ledger_rows(cells)
    if quarters is None or own.filing.year is None or not any(map(any, rows[FIRST_ROW - 1 :])):
        return
    try:
        ledger = parse_ledger(rows, own.filing.year, LEDGER_SHEET)
        spends = ledger.cumulative(quarters.unit)
    except InputError as error:
        yield Finding("L04", NOTICE, LEDGER_SHEET, "", str(error))
        return
    yield from ledger_findings(ledger, LEDGER_SHEET)
    for key, spend in zip(QuarterlyRule.of(own.standard).cumulative, spends, strict=True):
        typed = own.filing.data.get(key)
        if isinstance(typed, Decimal) and typed != _as_cell(spend):
            sheet, cell = own.spots.places[key]
            right = "没有支出" if spend is None else str(spend)
            message = f"“{key}”填的是 {typed}，执行明细汇总为 {right}"
            yield Finding("L06", NOTICE, sheet, cell, message, right, str(typed), "累计支出按执行明细汇总")


def _as_cell(spend: Decimal | None) -> Decimal | None:
    """A sum as a cell holds it: the nearest double."""
    return None if spend is None else Decimal(repr(float(spend)))


def _ledger_rows(cells: WorkbookCells) -> list[list[object]]:
    """The rows of 执行明细 from A1 on; none where there is no such sheet."""
    for sheet in cells.sheets:
        if sheet.name == LEDGER_SHEET:
            left: list[object] = [None] * (sheet.first_column - 1)
            above: list[list[object]] = [[] for _ in range(sheet.first_row - 1)]
            return [*above, *([*left, *row] for row in sheet.rows)]
    return []
