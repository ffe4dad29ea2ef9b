"""How units, standards and files are called in the summary."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePath

from workbooks.problems import InputError
from workbooks.standards.loading import load

UNKNOWN = "未识别标准"


@lru_cache(maxsize=256)
def standard_name(standard: str) -> str:
    """Region and title of a standard; of one that is no longer there, its id."""
    if not standard:
        return UNKNOWN
    try:
        loaded = load(standard)
    except InputError:
        return standard
    return f"{loaded.region}{loaded.title}"


@lru_cache(maxsize=256)
def region(standard: str) -> str:
    """Where a standard applies; of one that is no longer there, its id."""
    try:
        return load(standard).region
    except InputError:
        return standard


def unit_name(unit: str, path: str, member: str) -> str:
    """The unit, or the file that does not name one."""
    return unit or f"（未写单位）{PurePath(member or path).stem}"


def file_name(path: str, member: str) -> str:
    own = PurePath(path).name
    return f"{own}（{member}）" if member else own


def group_name(standard: str, year: int | None) -> str:
    """A standard and a year, as a heading."""
    return f"{standard_name(standard)}（{year}年度）" if year else standard_name(standard)
