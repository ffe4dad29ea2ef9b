"""The summary workbook, written row by row (XlsxWriter), with charts."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from workbooks.collect.jobs import SUMMARY_NAME
from workbooks.collect.register import Register
from workbooks.collect.summary import comparison, finding_list, ranking, score_rates, spread, unread_files
from workbooks.collect.summary.sheet_writer import SummaryBook, options
from workbooks.files.saving import write_whole
from workbooks.files.xlsx import CALCULATED_BY


def write_book(ledger: Register, path: Path, force: bool) -> None:
    """Write the summary of the last run; it appears whole or not at all. Raises `InputError`."""

    def write(stream: object) -> None:
        try:
            laid_out(stream)
        except FileCreateError as error:
            # What the system said is in it.
            raise error.args[0] from None

    def laid_out(stream: object) -> None:
        with Workbook(stream, options()) as workbook:
            workbook.set_calc_mode("auto", CALCULATED_BY)
            workbook.calc_on_load = False
            workbook.define_name(SUMMARY_NAME, f'="{ledger.run}"')
            book = SummaryBook(workbook, path)
            for part in (ranking, comparison, score_rates, spread, finding_list, unread_files):
                part.write(book, ledger)

    write_whole(path, write, force)
