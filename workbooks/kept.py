"""What takes a while to make and comes out the same every time, kept in the user's cache folder between runs.

Kept values belong to one state of the program: who changes a file of it or updates openpyxl gets new ones.
A folder that cannot be written, or a value that is gone or broken, costs the time again and nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from udfs.regex import regex

FOLDER_VARIABLE = "JIXIAO_CACHE"
"""The environment variable that names another folder to keep them in."""
LONGEST = 20_000_000
"""The most bytes of a value that is kept, or read back."""
MOST = 200
"""So many values of a state are kept: forms that units lay out themselves come in any number."""
PACKAGES = ("udfs", "workbooks")
"""The packages that a value depends on, unless other ones are named."""
_STATES_KEPT = 8
_NO_PLACE = (OSError, RuntimeError)
"""Errors where nothing can be kept; Python has the second for a user who has no home folder."""
_DIGEST = 32
_OURS = regex(r"[0-9a-f]{20}")


def kept(name: str, make: Callable[[], Any]) -> Any:
    """The value (of JSON's kinds) kept under a name, or made now and kept for the next run."""
    before = recall(name)
    if before is not None:
        with suppress(ValueError):
            return json.loads(before)
    value = make()
    keep(name, json.dumps(value, ensure_ascii=False).encode())
    return value


def recall(name: str, packages: tuple[str, ...] = PACKAGES) -> bytes | None:
    """The bytes kept under a name since `packages` were last changed; None where there are none."""
    with suppress(*_NO_PLACE):
        path = _place(name, packages)
        if path.stat().st_size <= LONGEST:
            whole = path.read_bytes()
            digest, content = whole[:_DIGEST], whole[_DIGEST:]
            return content if sha256(content).digest() == digest else None
    return None


def keep(name: str, content: bytes, packages: tuple[str, ...] = PACKAGES) -> None:
    """Keep bytes for the next run, if the folder can be written; whole, or not at all."""
    if len(content) > LONGEST:
        return
    with suppress(*_NO_PLACE):
        path = _place(name, packages)
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, mode=0o700)
            _forget_old(path.parent.parent, _STATES_KEPT)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(sha256(content).digest() + content)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
        _forget_old(path.parent, MOST)


def _place(name: str, packages: tuple[str, ...]) -> Path:
    return _root() / _state(packages) / f"{sha256(name.encode()).hexdigest()[:20]}"


def _root() -> Path:
    """The user's cache folder, as the system has it."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "jixiao" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "jixiao"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jixiao"


@lru_cache(maxsize=4)
def _state(packages: tuple[str, ...]) -> str:
    """The state of the program: names, sizes and times of its files, and of the library that writes forms."""
    digest = sha256(sys.version.encode())
    for package in sorted((*packages, "openpyxl")):
        digest.update(_files_of(package).encode())
    return digest.hexdigest()[:20]


@lru_cache(maxsize=8)
def _files_of(package: str) -> str:
    """The files of a package of ours, its VBA included; of a library its first, which tells its age."""
    origin = _origin(package)
    if origin is None:
        return ""
    if origin.parent.name == "openpyxl":
        return _told(origin)
    folders = ((folder, names) for folder, _, names in os.walk(origin.parent) if "__pycache__" not in folder)
    return "".join(sorted(_told(Path(folder, name)) for folder, names in folders for name in names))


def _told(file: Path) -> str:
    about = file.stat()
    return f"{file}|{about.st_size}|{about.st_mtime_ns}\n"


def _origin(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin) if spec and spec.origin else None


def _forget_old(folder: Path, kept_there: int) -> None:
    """Leave only the newest of ours in a folder, which may be one that the user has other things in."""
    found = [each for each in folder.iterdir() if _OURS.fullmatch(each.name)]
    if len(found) <= kept_there:
        return
    for old in sorted(found, key=lambda each: each.stat().st_mtime)[:-kept_there]:
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)
