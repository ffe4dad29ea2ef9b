"""The standards that come with the package, and loading them.

A standard is one YAML file that says how one official table is scored. Loading checks everything
that can be wrong before a workbook is built: unknown keys, weights that do not add up, names that
are not data items, tiers with gaps. Every error names the file, the line, the place and what to
write instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbooks.problems import StandardError

if TYPE_CHECKING:
    from workbooks.standards.model import Standard

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
    return {stem: path for folder in folders for stem, path in _among(folder, tuple(_names(folder)))}


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return os.listdir(folder)  # noqa: PTH208 (names are enough, and this is asked for every file)
    return []


@lru_cache(maxsize=8)
def _among(folder: Path, names: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    return tuple((name.removesuffix(".yaml"), folder / name) for name in names if name.endswith(".yaml"))


def _as_it_is_now(path: Path) -> Standard:
    try:
        modified = path.stat().st_mtime_ns
    except OSError:
        modified = 0
    return _load(path.absolute(), modified)


@lru_cache(maxsize=64)
def _load(path: Path, _modified: int) -> Standard:
    # Here, so that the names of the standards are there at once.
    from workbooks.standards import checks as standard_checks
    from workbooks.standards import yamlfile
    from workbooks.standards.model import Standard

    document = yamlfile.read(path)
    standard = document.validate(Standard)
    standard_checks.check(standard, document)
    return standard
