"""Where the add-in keeps what belongs to the user: the log and the copies to go back to."""

from __future__ import annotations

import os
from pathlib import Path

APPLICATION = "jixiao"


def data_folder() -> Path:
    """The folder of the user's own data, %LOCALAPPDATA%\\jixiao on Windows; it may not be there yet."""
    local = os.environ.get("LOCALAPPDATA")
    return Path(local) / APPLICATION if local else Path.home() / ".local" / "share" / APPLICATION


def log_file() -> Path:
    """The log, which a clerk can send to whoever helps."""
    return data_folder() / "jixiao.log"


def copies_folder() -> Path:
    """The copies of workbooks from before a macro wrote into them."""
    return data_folder() / "undo"
