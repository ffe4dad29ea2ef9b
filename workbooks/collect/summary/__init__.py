"""汇总.xlsx: the summary workbook of a ledger's last run, written row by row (XlsxWriter), with charts."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

from workbooks.collect.ledger import Ledger
from workbooks.collect.method import layout
from workbooks.collect.summary import comparison, findings, ranking, rates, spread, unread
from workbooks.collect.summary.paper import Book, options
from workbooks.collect.work import SUMMARY_NAME
from workbooks.xlsx import write_whole

__all__ = ["write_summary"]


def write_summary(ledger: Ledger, path: Path) -> None:
    """Write the summary of the last run; it appears whole or not at all. Raises `InputError`.

    A summary that stands there already and would be the same is left as it is.
    """
    whole, written_by = path.absolute(), layout()
    if ledger.has_summary(whole, written_by):
        return

    def write(stream: object) -> None:
        with Workbook(stream, options()) as workbook:
            workbook.define_name(SUMMARY_NAME, f'="{ledger.run}"')
            book = Book(workbook, whole)
            for part in (ranking, comparison, rates, spread, findings, unread):
                part.write(book, ledger)

    write_whole(path, write)
    ledger.note_summary(whole, written_by)
