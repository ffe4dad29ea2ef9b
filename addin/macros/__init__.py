"""The macros: plain functions of an `xlwings.Book`, the same in Excel, headless and on a server.

Each reads everything first, computes, then writes; none reads what it wrote, uses `.api` or the
application. A macro returns the values of the formulas it wrote (`{sheet: {cell: value}}`), so that
a host that does not calculate can store them beside the formulas.
"""

from addin.macros.monitoring_book import is_monitoring
from addin.macros.open_book import cells_of, standard_of
from addin.macros.quarterly import check_quarters, fill_quarterly, import_ledger
from addin.macros.review import review, write_review
from addin.macros.scenario import (
    add_scenario,
    apply_scenario,
    clear_scenario,
    duplicate_scenario,
    undo_scenario,
)
from addin.macros.submission import finalize
from addin.macros.summary import fill_summary

__all__ = [
    "add_scenario",
    "apply_scenario",
    "cells_of",
    "check_quarters",
    "clear_scenario",
    "duplicate_scenario",
    "fill_quarterly",
    "fill_summary",
    "finalize",
    "import_ledger",
    "is_monitoring",
    "review",
    "standard_of",
    "undo_scenario",
    "write_review",
]
