"""Which cells of an .xlsx hold formulas: the reader of workbooks gives only the values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import unescape

from lxml import etree

from udfs.regex import regex
from workbooks.files.container import Unpacked
from workbooks.files.package import sheet_parts
from workbooks.files.reach import PREFIXED

SheetFormulas = Mapping[str, Mapping[str, str]]
"""The text of each formula by sheet and address; a cell that shares the formula of another has ""."""

_WITH_FORMULA = (
    rb"""<%bc\b(?: r="([A-Z]{1,3}[1-9]\d{0,6})")?([^<>]*)>\s*"""
    rb"""<%bf\b[^<>]*?(?:/>|>([^<]*)</)"""
)
_CELL = regex(_WITH_FORMULA % (b"", b""))
_PREFIX = rb"(?:\w{1,20}:)?"
_PREFIXED_CELL = regex(_WITH_FORMULA % (_PREFIX, _PREFIX))
_ADDRESS = regex(rb"""\br=["']([A-Z]{1,3}[1-9]\d{0,6})["']""")


def formulas_in(package: Unpacked, leave_out: Collection[str] = ()) -> SheetFormulas:
    """The formulas of the sheets of an .xlsx that was found safe, without those left out; none where they
    cannot be told."""
    try:
        parts = sheet_parts(package.read, package.names)
        return {
            title: _of_sheet(package.read(part)) for title, part in parts.items() if title not in leave_out
        }
    except (KeyError, ValueError, etree.XMLSyntaxError):
        return {}


def _of_sheet(content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    cell = _PREFIXED_CELL if PREFIXED.search(content) else _CELL
    for usual, attributes, text in cell.findall(content):
        address = usual or ((other := _ADDRESS.search(attributes)) and other[1])
        if address:
            written = text.decode("utf-8", "replace")
            found[address.decode()] = unescape(written) if "&" in written else written
    return found
