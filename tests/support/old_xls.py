"""A workbook in the old binary format (.xls), written record by record: no library writes it any more."""

from __future__ import annotations

import struct

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + encoded)


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 0))


def workbook(rows: list[list[object]], *extra: bytes, protection: bytes = b"") -> bytes:
    """A BIFF8 workbook of one sheet; `extra` are further cell records."""
    cells = [
        label(r, c, value) if isinstance(value, str) else number(r, c, float(str(value)))
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
    ]
    name = "明细".encode("utf-16-le")
    head = begin(0x0005) + protection
    position = len(head) + 4 + 8 + len(name) + 4
    sheet = record(0x0085, struct.pack("<IBBBB", position, 0, 0, 2, 1) + name)
    return head + sheet + record(0x000A) + begin(0x0010) + b"".join([*cells, *extra]) + record(0x000A)


def compound(name: str, content: bytes) -> bytes:
    """A compound file of one stream, padded to where no mini stream is needed."""
    content = content.ljust(4096, b"\0")
    sectors = -(-len(content) // SECTOR)
    table = [TABLE, END, *range(3, sectors + 2), END]
    fat = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    directory = entry("Root Entry", 5, END, 0, child=1) + entry(name, 2, 2, len(content))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    padded = content.ljust(sectors * SECTOR, b"\0")
    return header + fat + directory.ljust(SECTOR, b"\0") + padded


def entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(encoded), kind, 1, FREE, FREE, child)
    return encoded.ljust(64, b"\0") + links + bytes(36) + struct.pack("<III", start, size, 0)
