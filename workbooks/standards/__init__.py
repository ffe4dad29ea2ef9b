"""The standards that come with the package, and loading them.

A standard is one YAML file that says how one official table is scored. Loading checks everything
that can be wrong before a workbook is built: unknown keys, weights that do not add up, names that
are not data items, tiers with gaps. Every error names the file, the line, the place and what to
write instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from workbooks import standard_checks, yamlfile
from workbooks.problems import StandardError
from workbooks.standard import Standard

FOLDER = Path(__file__).parent
OWN_FOLDER = "JIXIAO_STANDARDS"
"""The environment variable that names a folder with standards of the user's own."""


def available() -> list[str]:
    """Ids of the standards that come with the package, and of those in the user's own folder."""
    return sorted(_files())


def load(standard: str | Path) -> Standard:
    """Load a standard by id, or from a YAML file. Raises `StandardError` with the place and the remedy."""
    path = Path(standard)
    if path.suffix.lower() not in (".yaml", ".yml"):
        path = source(str(standard))
    return _as_it_is_now(path)


def every() -> Iterator[Standard]:
    """All standards that can be loaded; one of the user's own with a mistake in it is left out."""
    for _, path in sorted(_files().items()):
        with suppress(StandardError):
            yield _as_it_is_now(path)


def source(standard: str) -> Path:
    """The file of a standard. Raises `StandardError` for an unknown id."""
    files = _files()
    if standard not in files:
        raise StandardError(f"没有编号为“{standard}”的评分标准；可用：{'、'.join(sorted(files))}")
    return files[standard]


def _files() -> dict[str, Path]:
    """The file of each standard; one of the user's own never takes the place of one of the package."""
    own = os.environ.get(OWN_FOLDER)
    folders = [Path(own), FOLDER] if own else [FOLDER]
    return {path.stem: path for folder in folders for path in _entries(folder) if path.suffix == ".yaml"}


def _entries(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _as_it_is_now(path: Path) -> Standard:
    try:
        modified = path.stat().st_mtime_ns
    except OSError:
        modified = 0
    return _load(path.absolute(), modified)


@lru_cache(maxsize=64)
def _load(path: Path, _modified: int) -> Standard:
    document = yamlfile.read(path)
    standard = document.validate(Standard)
    standard_checks.check(standard, document)
    return standard
