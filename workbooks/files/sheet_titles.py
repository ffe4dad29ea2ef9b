"""Titles of sheets as Excel allows them."""

from __future__ import annotations

from collections.abc import Sequence

from udfs.regex import regex
from workbooks.files.visible import visible

_FORBIDDEN = regex(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TITLE = 31


def sheet_titles(names: Sequence[str], reserved: Sequence[str]) -> list[str]:
    """A sheet title for each project: its name without what Excel forbids, cut, and never twice.

    `reserved` are the titles of the other sheets.
    """
    titles: list[str] = []
    for number, name in enumerate(names, 1):
        plain_name = (
            _FORBIDDEN.sub(" ", visible(name)).strip("' ")[:_LONGEST_TITLE].strip() or f"项目{number}"
        )
        title, again = plain_name, 1
        while title.casefold() in {taken.casefold() for taken in (*titles, *reserved)}:
            again += 1
            title = f"{plain_name[: _LONGEST_TITLE - 4]}({again})"
        titles.append(title)
    return titles
