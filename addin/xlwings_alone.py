"""xlwings without the libraries it looks for and we do not hand to it: a tenth of the time to import.

xlwings imports numpy, pandas and matplotlib where it finds them, for converters that nothing here uses.
Import this module before `xlwings`, where starting counts.
"""

from __future__ import annotations

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
