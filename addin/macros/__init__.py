"""The macros: plain functions of an `xlwings.Book`, the same in Excel, headless and on a server.

Each reads everything first, computes, then writes; none reads what it wrote, uses `.api` or the
application. A macro returns the values of the formulas it wrote (`{sheet: {cell: value}}`), so that
a host that does not calculate can store them beside the formulas.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from addin.macros.monitoring_book import is_monitoring
    from addin.macros.open_book import cells_of, standard_of
    from addin.macros.quarterly import check_quarters, fill_quarterly, import_ledger
    from addin.macros.reviewed_book import review, write_review
    from addin.macros.scenario import (
        add_scenario,
        apply_scenario,
        clear_scenario,
        duplicate_scenario,
        undo_scenario,
    )
    from addin.macros.submission import finalize
    from addin.macros.summary import fill_summary

# A command or a button runs one or two of them; importing all takes as long as its work.
_MODULES = {
    "add_scenario": "scenario",
    "apply_scenario": "scenario",
    "cells_of": "open_book",
    "check_quarters": "quarterly",
    "clear_scenario": "scenario",
    "duplicate_scenario": "scenario",
    "fill_quarterly": "quarterly",
    "fill_summary": "summary",
    "finalize": "submission",
    "import_ledger": "quarterly",
    "is_monitoring": "monitoring_book",
    "review": "reviewed_book",
    "standard_of": "open_book",
    "undo_scenario": "scenario",
    "write_review": "reviewed_book",
}

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


def __getattr__(name: str) -> object:
    """The macro of this name, its module imported when it is first asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    macro = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return macro
