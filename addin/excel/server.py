"""The Python that the add-in starts, one for all workbooks: it serves the functions of cells and the buttons.

    python -I -B -m addin.excel.server {CLSID}

xlwings' own server, told to keep out of the user's folders and to give up rather than keep Excel waiting.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import suppress
from importlib import import_module

from addin import alone

USED_BY_BUTTONS = (
    "addin.excel.host",
    "addin.macros.quarterly",
    "addin.macros.reviewed_book",
    "addin.macros.scenario",
    "addin.macros.submission",
    "addin.macros.summary",
    "addin.converting",
)
SECONDS_TO_START = 60
"""The bridge, and Excel with it, waits twice as long for the server, but not once the process has ended."""


def main(clsid: str) -> None:
    """Serve Excel under the class identity that the bridge chose; returns when Excel ends."""
    # A process keeps its folder from being renamed or a stick from being taken out.
    os.chdir(sys.prefix)
    # Without a handler the server prints, and there is nowhere to.
    logging.getLogger("xlwings").addHandler(logging.NullHandler())
    slow = threading.Timer(SECONDS_TO_START, os._exit, [1])
    slow.daemon = True
    slow.start()
    alone.arrange()
    from xlwings.com_server import serve

    from addin.excel import functions  # noqa: F401  Paid here, not by the first cell.

    slow.cancel()
    threading.Thread(target=_warm_up, daemon=True).start()
    serve(clsid)


def _warm_up() -> None:
    """Import what most buttons need while the clerk is at the cells; a click finds it, or waits for it."""
    for name in USED_BY_BUTTONS:
        # Whatever is wrong is told by the button that needs it.
        with suppress(Exception):
            import_module(name)


if __name__ == "__main__":
    main(sys.argv[1])
