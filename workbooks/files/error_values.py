"""Error values of an .xlsx: the reader of workbooks gives blank cells for them, so they are read here."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from workbooks.files.container import Unpacked
from workbooks.files.package import WORKBOOK, sheet_parts
from workbooks.files.walk import Walk

_ERROR = (b't="e"', b"t='e'")

Places = dict[tuple[int, int], str]
"""Error values by row and column, both from 1."""


def error_values(package: Unpacked) -> dict[str, Places]:
    """The error values of each sheet of an .xlsx that has any, by the sheet's name; none of other files."""
    if WORKBOOK not in package.names or not any(_may_have(package, part) for part in package.names):
        return {}
    try:
        parts = sheet_parts(package.read, package.names)
    except (KeyError, etree.XMLSyntaxError):
        return {}
    return {name: _errors(package.read(part)) for name, part in parts.items() if _may_have(package, part)}


def _may_have(package: Unpacked, part: str) -> bool:
    return part not in package.kept or any(error in package.kept[part] for error in _ERROR)


def _errors(sheet: bytes) -> Places:
    walk = _Errors()
    if any(error in sheet for error in _ERROR):
        walk.through([sheet])
    return walk.found


class _Errors(Walk):
    def __init__(self) -> None:
        super().__init__()
        self.found: Places = {}
        self._is_error = False

    def at_cell(self, attributes: Mapping[str, str]) -> None:
        self._is_error = attributes.get("t") == "e"

    def at_content(self, name: str, text: str) -> None:
        if self._is_error and name == "v" and text.strip():
            place = self.row, self.column
            self.found[place] = self.found.get(place, "") + text
