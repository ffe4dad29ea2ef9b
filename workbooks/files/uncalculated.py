"""Formulas of an .xlsx that were never worked out: the reader of workbooks gives blank cells for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from lxml import etree

from udfs.regex import regex
from workbooks.files.container import Unpacked
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.package import WORKBOOK, sheet_parts

NOT_CALCULATED = "（公式没有计算）"
"""What stands for such a cell: it is not blank, and no number either."""

_FORMULA = regex(rb"<(?:\w{1,20}:)?f[\s/>]")
_CELL = regex(rb"<(?:\w{1,20}:)?c\s([^<>]{0,400})>")
_CELL_END = regex(rb"</(?:\w{1,20}:)?c>")
_ADDRESS = regex(rb"""\br=["']([A-Z]{1,3}\d{1,7})["']""")
_RESULT = regex(rb"<(?:\w{1,20}:)?v\b[^<>]{0,100}>[^<]")
_TEXT = regex(rb"""\bt=["'](?:str|e)["']""")


def uncalculated(package: Unpacked) -> dict[str, dict[tuple[int, int], str]]:
    """The formula cells without a result by sheet, then by row and column (from 1); none of other files."""
    if WORKBOOK not in package.names:
        return {}
    try:
        parts = sheet_parts(package.read, package.names)
    except (KeyError, etree.XMLSyntaxError):
        return {}
    found = {title: _cells(package.read(part)) for title, part in parts.items()}
    return {title: cells for title, cells in found.items() if cells}


def _cells(sheet: bytes) -> dict[tuple[int, int], str]:
    if not _FORMULA.search(sheet):
        return {}
    return {
        coordinate_to_tuple(address[1].decode()): NOT_CALCULATED
        for attributes, content in _cells_of(sheet)
        if _FORMULA.search(content)
        and not _RESULT.search(content)
        and not _TEXT.search(attributes)
        and (address := _ADDRESS.search(attributes))
    }


def _cells_of(sheet: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The attributes and the content of each cell that has any."""
    tags = _CELL.finditer(sheet)
    for tag, after in pairwise(chain(tags, (None,))):
        if tag is None or tag[1].endswith(b"/"):
            continue
        content = sheet[tag.end() : after.start() if after else None]
        if end := _CELL_END.search(content):
            yield tag[1], content[: end.start()]
