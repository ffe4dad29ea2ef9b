"""Rows that a sheet hides, by hand or by a filter: the reader of workbooks gives them like any other."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from pathlib import Path

from lxml import etree

from udfs.regex import regex
from workbooks.files.biff import sheet_records
from workbooks.files.container import Unpacked
from workbooks.files.package import sheet_parts
from workbooks.files.refusals import DamagedFileError

HiddenRows = dict[str, frozenset[int]]
"""Hidden rows (from 1) by the name of the sheet; sheets without any are left out."""

_HIDING = regex(rb"<(?:\w{1,20}:)?row\b[^<>]*\bhidden=")
_ROW = regex(rb"<(?:\w{1,20}:)?row\b([^<>]*)>")
_NUMBER = regex(rb"""\br=["'](\d{1,7})["']""")
_HIDDEN = regex(rb"""\bhidden=["'](?:1|true|on)["']""")
_ODS_TAG = regex(rb"<table:table(-row)?(?=[\s/>])([^<>]*)>")
_ODS_NAME = regex(rb"""\btable:name=["']([^"'<>]*)["']""")
_ODS_HIDDEN = regex(rb"""\btable:visibility=["'](?:collapse|filter)["']""")
_ODS_REPEATED = regex(rb"""\btable:number-rows-repeated=["'](\d{1,7})["']""")
_ROW_RECORD, _LEAST_ROW = 0x0208, 14
_HIDDEN_FLAG = 0x20
# Blank rows to the end of the sheet are hidden in one stroke; nobody wants a million of them named.
_MOST_REPEATED = 100_000
_LAST_ROW = 1_048_576


def hidden_rows(package: Unpacked, name: str, leave_out: Collection[str] = ()) -> HiddenRows:
    """The hidden rows of every sheet of a workbook that was found safe, of an .xlsx without those left out;
    none where they cannot be told."""
    suffix = Path(name).suffix.lower()
    other = {".ods": _of_ods, ".xls": _of_xls}.get(suffix)
    try:
        found = _of_xlsx(package, leave_out) if other is None else other(package)
        return {sheet: rows for sheet, rows in found if rows}
    except (KeyError, ValueError, IndexError, struct.error, etree.XMLSyntaxError, DamagedFileError):
        return {}


def _of_xlsx(package: Unpacked, leave_out: Collection[str]) -> Iterator[tuple[str, frozenset[int]]]:
    for title, part in sheet_parts(package.read, package.names).items():
        if title not in leave_out and _HIDING.search(content := package.read(part)):
            yield title, frozenset(_hidden_in(content))


def _hidden_in(sheet: bytes) -> Iterator[int]:
    number = 0
    for attributes in _ROW.findall(sheet):
        given = _NUMBER.search(attributes)
        number = int(given[1]) if given else number + 1
        if _HIDDEN.search(attributes):
            yield number


def _of_ods(package: Unpacked) -> Iterator[tuple[str, frozenset[int]]]:
    title, number, hidden = "", 1, set[int]()
    for is_row, attributes in _ODS_TAG.findall(package.read("content.xml")):
        if not is_row:
            yield title, frozenset(hidden)
            name = _ODS_NAME.search(attributes)
            title, number, hidden = name[1].decode() if name else "", 1, set()
            continue
        repeated = _ODS_REPEATED.search(attributes)
        count = int(repeated[1]) if repeated else 1
        if _ODS_HIDDEN.search(attributes) and count < _MOST_REPEATED and number + count <= _LAST_ROW:
            hidden.update(range(number, number + count))
        number += count
    yield title, frozenset(hidden)


def _of_xls(package: Unpacked) -> Iterator[tuple[str, frozenset[int]]]:
    for title, records in sheet_records(package.content):
        yield (
            title,
            frozenset(
                struct.unpack_from("<H", body)[0] + 1
                for kind, body in records
                if kind == _ROW_RECORD
                and len(body) >= _LEAST_ROW
                and struct.unpack_from("<H", body, 12)[0] & _HIDDEN_FLAG
            ),
        )
