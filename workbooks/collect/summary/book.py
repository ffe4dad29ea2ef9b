"""The summary workbook, written row by row (XlsxWriter), with charts."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

from workbooks.collect.model import SUMMARY_NAME
from workbooks.collect.register import Register
from workbooks.collect.summary import comparison, findings, ranking, rates, spread, unread
from workbooks.collect.summary.paper import SummaryBook, options
from workbooks.files.saving import write_whole
from workbooks.files.xlsx import CALCULATED_BY


def write_book(ledger: Register, path: Path) -> None:
    """Write the summary of the last run; it appears whole or not at all. Raises `InputError`."""

    def write(stream: object) -> None:
        with Workbook(stream, options()) as workbook:
            workbook.set_calc_mode("auto", CALCULATED_BY)
            workbook.calc_on_load = False
            workbook.define_name(SUMMARY_NAME, f'="{ledger.run}"')
            book = SummaryBook(workbook, path)
            for part in (ranking, comparison, rates, spread, findings, unread):
                part.write(book, ledger)

    write_whole(path, write)
