"""The doubts about a payment ledger, as findings."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.ledger.payments import Ledger

_CODES = {
    "outside_year": "L01",
    "duplicate": "L02",
    "suspected_duplicate": "L03",
    "unreadable": "L04",
    "total_mismatch": "L05",
    "not_paid": "L07",
    "not_payment": "L08",
    "doubtful": "L09",
    "left_out": "L10",
}
LEDGER_CODES = frozenset(_CODES.values()) | {"L06"}
"""The codes of what is said about a ledger; L06 compares it with what was typed."""

_ERRORS = ("unreadable", "total_mismatch")


def ledger_findings(ledger: Ledger, sheet: str) -> Iterator[Finding]:
    """One finding for each row not counted, or counted with a doubt, and each sheet that was not read."""
    for issue in ledger.issues:
        level = ERROR if issue.kind in _ERRORS else NOTICE
        cell = f"A{issue.row}" if issue.row else ""
        yield Finding(_CODES[issue.kind], level, sheet, cell, issue.message, None, issue.text)
