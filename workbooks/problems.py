"""What goes wrong with the files of a user: one clear Chinese line, never a traceback.

A fault of ours on somebody's file is one line too; a maintainer who asks for it gets the traceback in a log.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from importlib import metadata
from pathlib import Path

LOG = "JIXIAO_LOG"
"""The environment variable that names the file to which tracebacks are added; without it none are kept."""


class InputError(ValueError):
    """An input that cannot be used; the message is one Chinese line saying what to do."""


class StandardError(InputError):
    """A mistake in a standard; the message names the file, the place and what to write instead."""

    @classmethod
    def of(cls, file: str, faults: Sequence[StandardError]) -> StandardError:
        """All mistakes of a file at once: one as it is, several as a line each below how many there are."""
        if len(faults) == 1:
            return faults[0]
        told = [f"  {str(fault).removeprefix(file).strip()}" for fault in faults]
        return cls("\n".join([f"{file} 有 {len(faults)} 处要改：", *told]))


def keep_traceback(error: Exception, name: str) -> None:
    """Add the traceback of a fault on the file with this name; a log that cannot be written stops no work."""
    log = os.environ.get(LOG)
    if not log:
        return
    trace = "".join(traceback.format_exception(error))
    entry = f"{datetime.now():%Y-%m-%d %H:%M:%S} jixiao {metadata.version('jixiao')} {name}\n{trace}\n"
    # One write, as several processes may add to the same file.
    with suppress(OSError), Path(log).open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(entry)
