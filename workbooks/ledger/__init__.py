"""The payment ledger: read a 国库集中支付明细 export and add it up by quarter.

`read_ledger` takes an .xlsx, .xls, .ods or .csv file, `parse_ledger` rows pasted into a workbook.
Amounts are `Decimal` 元 throughout. Nothing is dropped in silence: what is not counted, or counted
with a doubt, is in `Ledger.issues`; what cannot be used at all is an `InputError`.
"""

from __future__ import annotations

from .model import ISSUE_KINDS, Ledger, LedgerIssue
from .parse import parse_ledger, read_ledger
from .tables import LedgerTable, read_rows, read_table

__all__ = [
    "ISSUE_KINDS",
    "Ledger",
    "LedgerIssue",
    "LedgerTable",
    "parse_ledger",
    "read_ledger",
    "read_rows",
    "read_table",
]
