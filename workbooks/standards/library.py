"""Which standards there are: those that come with the package, and those in a folder of the user's own."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from workbooks.problems import StandardError

FOLDER = Path(__file__).parent
OWN_FOLDER = "JIXIAO_STANDARDS"
"""The environment variable that names a folder with standards of the user's own."""

STANDARD_NAME = "评分标准编号"
"""The defined name by which a workbook of ours says which standard it follows."""
STAGE_NAME = "绩效目标表编号"
"""The defined name by which a workbook of ours says which form of targets, without scores, it holds."""


def available() -> list[str]:
    """Ids of the standards that come with the package, and of those in the user's own folder."""
    return sorted(files())


def source(standard: str) -> Path:
    """The file of a standard. Raises `StandardError` for an unknown id."""
    known = files()
    if standard not in known:
        close = _meant(standard, known)
        meant = f"，是不是 {'、'.join(close)}？" if close else "；"
        raise StandardError(
            f"没有编号为“{standard}”的评分标准{meant}"
            f"可用：{'、'.join(sorted(known))}（各是哪里的，见 jixiao standards）"
        )
    return known[standard]


def _meant(written: str, known: Mapping[str, Path]) -> list[str]:
    """The ids that were probably meant: a slip, the beginning of one, the name of the place or the form."""
    import difflib

    begun = [one for one in known if len(written) > 1 and one.startswith(written.lower())]
    return (
        difflib.get_close_matches(written, known, n=1, cutoff=0.8)
        or begun
        or [one for one, path in sorted(known.items()) if len(written) > 1 and _says(path, written)]
    )


def _says(path: Path, written: str) -> bool:
    """Whether the title or the region of a standard has these words."""
    with suppress(OSError, UnicodeDecodeError):
        lines = path.read_text(encoding="utf-8").splitlines()
        return any(line.startswith(("title:", "region:")) and written in line for line in lines)
    return False


def fingerprint(standard: str) -> str:
    """The same for as long as the file of a standard says the same. Raises `StandardError`."""
    return sha256(source(standard).read_bytes()).hexdigest()


def files() -> dict[str, Path]:
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
