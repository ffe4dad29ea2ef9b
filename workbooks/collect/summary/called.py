"""How units, standards and files are called in the summary."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import PurePath

from udfs.regex import regex
from workbooks.problems import InputError
from workbooks.standards.loading import load

UNKNOWN = "未识别标准"
_NOT_IN_TABS = regex(r"[\[\]:*?/\\]")
_LONGEST_TAB = 31
_MARK = regex(r"-[0-9a-f]{6}$")
"""What tells forms of one title apart in the id of a standard that travels in its workbook."""


@lru_cache(maxsize=256)
def standard_name(standard: str) -> str:
    """Region and title of a standard; of one that is only in its workbooks, the title its id has."""
    if not standard:
        return UNKNOWN
    try:
        loaded = load(standard)
    except InputError:
        return _MARK.sub("", standard)
    return loaded.title if loaded.title.startswith(loaded.region) else f"{loaded.region}{loaded.title}"


@lru_cache(maxsize=256)
def region(standard: str) -> str:
    """Where a standard applies; of one that is only in its workbooks, the title its id has."""
    try:
        return load(standard).region
    except InputError:
        return _MARK.sub("", standard)


def short_name(standard: str, year: int | None) -> str:
    """Place, kind of form and year of a standard, as short as a tab needs."""
    try:
        kind = "项目" if load(standard).projects else "部门整体"
    except InputError:
        kind = ""
    name = f"{region(standard)}{kind}"
    return name if year is None or str(year) in name else f"{name}{year}"


def tab_name(wanted: str, taken: Collection[str]) -> str:
    """A name that a sheet may have, and that none of `taken` has, whatever the case of its letters."""
    name = _NOT_IN_TABS.sub("", wanted)[:_LONGEST_TAB].strip("' ")
    others = {other.casefold() for other in taken}
    number, found = 1, name
    while found.casefold() in others:
        number += 1
        found = f"{name[: _LONGEST_TAB - 4]}（{number}）"
    return found


def unit_name(unit: str, path: str, member: str) -> str:
    """The unit, or the file that does not name one."""
    return unit or f"（未写单位）{PurePath(member or path).stem}"


def file_name(path: str, member: str) -> str:
    own = PurePath(path).name
    return f"{own}（{member}）" if member else own


def group_name(standard: str, year: int | None) -> str:
    """A standard and a year, as a heading."""
    name = standard_name(standard)
    return name if year is None or str(year) in name else f"{name}（{year}年度）"
