"""汇总.xlsx: the summary workbook of a ledger's last run."""

from __future__ import annotations

from pathlib import Path

from workbooks.collect.method import layout
from workbooks.collect.register import Register


def write_summary(ledger: Register, path: Path, force: bool) -> bool:
    """Write the summary unless it stands there as it would be written; whether it was written.

    Raises `InputError`.
    """
    whole, written_by = path.absolute(), layout()
    if ledger.has_summary(whole, written_by):
        return False
    # Most of a run in which nothing changed would be spent on importing this.
    from workbooks.collect.summary.summary_book import write_book

    write_book(ledger, whole, force)
    ledger.note_summary(whole, written_by)
    return True
