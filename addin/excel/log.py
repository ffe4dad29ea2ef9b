"""The log a clerk can send: what was run on which file and how it ended, and where in our code it failed.

No figure, no text of a cell and no path is written: a message or a folder may hold what is nobody's business.
"""

from __future__ import annotations

import traceback
from datetime import datetime
from importlib import metadata
from pathlib import Path

from addin.excel.folders import log_file

MOST_BYTES = 500_000


def note(action: str, file: str, outcome: str) -> None:
    """Append a line; a log that cannot be written stops no work."""
    line = f"{datetime.now():%Y-%m-%d %H:%M:%S}\t{metadata.version('jixiao')}\t{action}\t{file}\t{outcome}\n"
    try:
        path = log_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            path.replace(path.with_suffix(".old.log"))
        with path.open("a", encoding="utf-8") as stream:
            stream.write(line)
    except OSError:
        return


def where(error: BaseException) -> str:
    """The kind of an exception, its numbers, and the places in the code it came through."""
    numbers = [str(part) for part in error.args if isinstance(part, int)]
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return " < ".join([" ".join([type(error).__name__, *numbers]), *reversed(places)])
