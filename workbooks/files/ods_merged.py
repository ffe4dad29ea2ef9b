"""The merged areas of an .ods, which the reader of workbooks does not tell: read from its own XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from udfs.regex import regex
from workbooks.files.container import Unpacked

Area = tuple[tuple[int, int], tuple[int, int]]
"""First and last row and column of cells that were merged, from 1."""

_TAG = regex(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*)>")
_NAME = regex(rb"""\btable:name=["']([^"'<>]*)["']""")
_NUMBER = rb"""\btable:number-%s=["'](\d{1,7})["']"""
_ROWS_REPEATED = regex(_NUMBER % b"rows-repeated")
_COLUMNS_REPEATED = regex(_NUMBER % b"columns-repeated")
_ROWS_SPANNED = regex(_NUMBER % b"rows-spanned")
_COLUMNS_SPANNED = regex(_NUMBER % b"columns-spanned")


def merged_areas(package: Unpacked) -> dict[str, tuple[Area, ...]]:
    """The merged areas of several rows by the name of the sheet; none where the file has no such part."""
    found: dict[str, list[Area]] = {}
    if "content.xml" in package.names:
        for sheet, area in _areas(package.read("content.xml")):
            found.setdefault(sheet, []).append(area)
    return {sheet: tuple(areas) for sheet, areas in found.items()}


def _areas(content: bytes) -> Iterator[tuple[str, Area]]:
    sheet, row, repeated, column = "", 0, 1, 1
    for kind, attributes in _TAG.findall(content):
        if kind == b"table":
            name = _NAME.search(attributes)
            sheet, row, repeated = unescape(name[1].decode(errors="replace")) if name else "", 0, 1
        elif kind == b"table-row":
            row, repeated, column = row + repeated, _count(_ROWS_REPEATED, attributes), 1
        else:
            height = _count(_ROWS_SPANNED, attributes) if kind == b"table-cell" else 1
            if height > 1:
                right = column + _count(_COLUMNS_SPANNED, attributes) - 1
                yield sheet, ((row, column), (row + height - 1, right))
            column += _count(_COLUMNS_REPEATED, attributes)


def _count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return max(1, int(found[1])) if found else 1
