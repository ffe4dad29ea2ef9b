"""Error values of an .xlsx: the reader of workbooks gives blank cells for them, so they are read here."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree
from openpyxl.utils import column_index_from_string

from workbooks.package import WORKBOOK, sheet_parts

_ERROR_CELL = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<v>([^<]+)</v>")

Places = dict[tuple[int, int], str]
"""Error values by row and column, both from 1."""


def error_values(content: bytes) -> dict[str, Places]:
    """The error values of each sheet of an .xlsx, by the sheet's name; nothing for other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = frozenset(package.namelist())
            if WORKBOOK not in names:
                return {}
            parts = sheet_parts(package.read, names)
            return {name: _errors(package.read(part)) for name, part in parts.items()}
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError):
        return {}


def _errors(sheet: bytes) -> Places:
    found: Places = {}
    for attributes, content in _ERROR_CELL.findall(sheet):
        place, value = _PLACE.search(attributes), _VALUE.search(content)
        if place and value:
            found[int(place[2]), column_index_from_string(place[1].decode())] = value[1].decode()
    return found
