"""Error values of an .xlsx: the reader of workbooks gives blank cells for them, so they are read here."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath

from lxml import etree
from openpyxl.utils import column_index_from_string

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<v>([^<]+)</v>")

Places = dict[tuple[int, int], str]
"""Error values by row and column, both from 1."""


def error_values(content: bytes) -> dict[str, Places]:
    """The error values of each sheet of an .xlsx, by the sheet's name; nothing for other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if "xl/workbook.xml" not in package.namelist():
                return {}
            return {name: _errors(package.read(part)) for name, part in _parts(package)}
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError):
        return {}


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part of the package that holds it."""
    relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), _PARSER)
    targets = {str(relation.get("Id")): str(relation.get("Target")) for relation in relations}
    book = etree.fromstring(package.read("xl/workbook.xml"), _PARSER)
    for sheet in book.iter("{*}sheet"):
        target = targets.get(str(sheet.get(_RELATION)), "")
        part = normpath(join("/xl", target)).lstrip("/")
        if part in package.namelist():
            yield str(sheet.get("name")), part


def _errors(sheet: bytes) -> Places:
    found: Places = {}
    for attributes, content in _ERROR_CELL.findall(sheet):
        place, value = _PLACE.search(attributes), _VALUE.search(content)
        if place and value:
            found[int(place[2]), column_index_from_string(place[1].decode())] = value[1].decode()
    return found
