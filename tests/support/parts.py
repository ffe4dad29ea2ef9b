"""Office files part by part."""

from __future__ import annotations

import zipfile
from pathlib import Path


def parts(path: Path) -> dict[str, bytes]:
    """The content of every part of an Office file; a damaged one is an error."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(found: dict[str, bytes], path: Path) -> Path:
    """An Office file of these parts."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return path
