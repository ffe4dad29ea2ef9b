"""Error values of an .xlsx: the reader of workbooks gives blank cells for them, so they are read here."""

from __future__ import annotations

import re
import zipfile

from lxml import etree
from openpyxl.utils import column_index_from_string

from workbooks.files.container import Unpacked
from workbooks.files.package import WORKBOOK, sheet_parts

_ERROR = b't="e"'
_ERROR_CELL = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<v>([^<]+)</v>")

Places = dict[tuple[int, int], str]
"""Error values by row and column, both from 1."""


def error_values(package: Unpacked) -> dict[str, Places]:
    """The error values of each sheet of an .xlsx that has any, by the sheet's name; none of other files."""
    if WORKBOOK not in package.names or not any(_may_have(package, part) for part in package.names):
        return {}
    try:
        parts = sheet_parts(package.read, package.names)
        return {name: _errors(package.read(part)) for name, part in parts.items() if _may_have(package, part)}
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError):
        return {}


def _may_have(package: Unpacked, part: str) -> bool:
    return part not in package.kept or _ERROR in package.kept[part]


def _errors(sheet: bytes) -> Places:
    found: Places = {}
    for attributes, content in _ERROR_CELL.findall(sheet):
        place, value = _PLACE.search(attributes), _VALUE.search(content)
        if place and value:
            found[int(place[2]), column_index_from_string(place[1].decode())] = value[1].decode()
    return found
