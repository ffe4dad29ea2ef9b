"""xlwings without what we do not want of it: libraries it looks for, and the end it puts to others' Excel.

xlwings imports numpy, pandas and matplotlib where it finds them, for converters that nothing here uses;
without them it comes up in a tenth of the time. On Windows it also ends, by force, whenever a Python ends,
every Excel that it sees no window of: one that is just starting, or that works for another program.
"""

from __future__ import annotations

import atexit
import sys

_NOT_NEEDED = ("numpy", "pandas", "matplotlib", "plotly", "PIL")


def load() -> None:
    """Import xlwings by itself; whoever needs those libraries later gets them as ever."""
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    # None in the place of a module makes its import fail.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        import xlwings  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        atexit.unregister(windows.cleanup)
