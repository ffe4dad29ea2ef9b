"""The payment ledger: read 国库集中支付明细 exports and add them up by quarter.

`read_ledger` takes an .xlsx, .xls, .ods or .csv file, `gather` several, `parse_ledger` rows pasted into a
workbook. Amounts are `Decimal` 元 throughout. Nothing is dropped in silence: what is not counted, or counted
with a doubt, is in `Ledger.issues`; what cannot be used at all is an `InputError`.
"""

from __future__ import annotations

from .gathering import Gathered, gather
from .heading_rows import CHECK_HEADING
from .parse import parse_gathered, parse_ledger, read_ledger
from .payments import ISSUE_KINDS, Ledger, LedgerIssue
from .raw_rows import LedgerFile, LedgerTable, read_file

__all__ = [
    "CHECK_HEADING",
    "ISSUE_KINDS",
    "Gathered",
    "Ledger",
    "LedgerFile",
    "LedgerIssue",
    "LedgerTable",
    "gather",
    "parse_gathered",
    "parse_ledger",
    "read_file",
    "read_ledger",
]
