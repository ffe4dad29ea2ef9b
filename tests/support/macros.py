"""Which functions of `addin.macros` are macros."""

from __future__ import annotations

import inspect

from addin import macros

# What macros and the command line share; no button runs it alone.
HELPERS = {"standard_of", "cells_of", "write_review", "check_quarters", "is_monitoring"}


def macro_names() -> set[str]:
    """The macros: public functions of a book."""
    public = {name for name in macros.__all__ if inspect.isfunction(getattr(macros, name))}
    return public - HELPERS
