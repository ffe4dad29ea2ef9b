"""The records of an old .xls workbook, sheet by sheet ([MS-XLS]), for what its reader does not tell."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from workbooks.files.compound import CompoundFile

_SHEET, _BEGIN = 0x0085, 0x0809
_NAMES = ("Workbook", "Book")

Record = tuple[int, bytes]
"""The kind of a record and its body."""


def sheet_records(content: bytes) -> Iterator[tuple[str, list[Record]]]:
    """The records of each sheet by its name, in a file that was found safe."""
    compound = CompoundFile(content)
    titles: dict[int, str] = {}
    title, found = "", list[Record]()
    stream = next((name for name in _NAMES if name in compound), None)
    for at, kind, body in _records(compound.read(stream) if stream else b""):
        if kind == _SHEET:
            titles[struct.unpack_from("<I", body)[0]] = _short_text(body[6:])
        elif kind == _BEGIN and at in titles:
            if title:
                yield title, found
            title, found = titles[at], []
        elif title:
            found.append((kind, body))
    if title:
        yield title, found


def _records(records: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        yield at, kind, records[at + 4 : at + 4 + length]
        at += 4 + length


def _short_text(body: bytes) -> str:
    """A short Unicode string ([MS-XLS] 2.5.240): length, width of characters, characters."""
    length, wide = body[0], body[1] & 1
    return body[2 : 2 + length * 2].decode("utf-16-le") if wide else body[2 : 2 + length].decode("latin-1")
