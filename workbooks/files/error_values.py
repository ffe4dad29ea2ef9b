"""Error values of a workbook: the reader gives blank cells for them, so they are read here."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping
from typing import Any

from lxml import etree

from udfs.regex import regex
from workbooks.files.biff import sheet_records
from workbooks.files.container import Unpacked
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.package import WORKBOOK, parse, sheet_parts
from workbooks.files.refusals import DamagedFileError
from workbooks.files.walk import Walk

_ODS_CONTENT = "content.xml"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_BOOL_OR_ERROR, _FORMULA, _IS_ERROR = 0x0205, 0x0006, 2
_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_MARKED = regex(rb"""t=["']e["']""")
_USUAL = regex(
    rb"""<c r="([A-Z]{1,3}[1-9]\d{0,6})"(?: \w{1,9}="\w{0,9}"){0,9} t="e"(?: \w{1,9}="\w{0,9}"){0,9}>"""
    rb"""(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v>([^<&\r]*)</v>"""
)
"""An error as nearly every program writes it."""

Places = dict[tuple[int, int], str]
"""Error values by row and column, both from 1."""


def error_values(package: Unpacked, leave_out: Collection[str] = ()) -> dict[str, Places]:
    """The error values of each sheet that has any, by the sheet's name, in a file that was found safe; those
    of an .xlsx without the sheets left out."""
    if _ODS_CONTENT in package.names:
        return _of_ods(package)
    if not package.names:
        return _of_xls(package)
    if WORKBOOK not in package.names:
        return {}
    try:
        parts = sheet_parts(package.read, package.names)
    except (KeyError, etree.XMLSyntaxError):
        return {}
    read = {name: _errors(package.read(part)) for name, part in parts.items() if name not in leave_out}
    return {name: errors for name, errors in read.items() if errors}


def _errors(sheet: bytes) -> Places:
    marked = len(_MARKED.findall(sheet))
    if not marked:
        return {}
    usual = _USUAL.findall(sheet)
    if len(usual) == marked and b"<!" not in sheet:
        return {
            coordinate_to_tuple(address.decode()): text.decode() for address, text in usual if text.strip()
        }
    walk = _Errors()
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


def _of_xls(package: Unpacked) -> dict[str, Places]:
    try:
        return {
            title: dict(filter(None, (_error_of(kind, body) for kind, body in records)))
            for title, records in sheet_records(package.content)
        }
    except (struct.error, IndexError, UnicodeDecodeError, DamagedFileError):
        return {}


def _error_of(kind: int, body: bytes) -> tuple[tuple[int, int], str] | None:
    """Place and error value of a record of a constant or of a formula; None for any other."""
    code = None
    if kind == _BOOL_OR_ERROR and len(body) >= 8 and body[7] == 1:
        code = body[6]
    elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == _IS_ERROR:
        code = body[8]
    if code not in _CODES:
        return None
    row, column = struct.unpack_from("<HH", body)
    return (row + 1, column + 1), _CODES[code]


def _of_ods(package: Unpacked) -> dict[str, Places]:
    """The cells that LibreOffice marks as errors; the spreadsheet keeps an empty text as their value."""
    content = package.read(_ODS_CONTENT)
    if b'"error"' not in content and b"'error'" not in content:
        return {}
    found: dict[str, Places] = {}
    root = parse(content)
    for table in root.iter(f"{{{_TABLE}}}table"):
        places = found.setdefault(str(table.get(f"{{{_TABLE}}}name")), {})
        row = 1
        for line in table.iter(f"{{{_TABLE}}}table-row"):
            column = 1
            for cell in line:
                if cell.get(f"{{{_CALCEXT}}}value-type") == "error":
                    places[row, column] = "".join(cell.itertext()).strip() or "#VALUE!"
                column += _repeated(cell, "columns")
            row += _repeated(line, "rows")
    return found


def _repeated(element: Any, what: str) -> int:
    count = str(element.get(f"{{{_TABLE}}}number-{what}-repeated", "1"))
    return int(count) if count.isdecimal() and len(count) < 8 else 1
