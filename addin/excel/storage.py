"""Writing a compound file, [MS-CFB] version 3: streams in folders in one file, the same bytes every time."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import field
from typing import Union

from udfs.records import dataclass

Folder = Mapping[str, Union[bytes, "Folder"]]

_SECTOR, _MINI_SECTOR, _MINI_LIMIT, _ENTRY = 512, 64, 4096, 128
_FREE, _END, _FAT_SECTOR, _NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_HEADER_FAT_SLOTS = 109
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LONGEST_NAME = 31


@dataclass
class _Entry:
    """An entry of the directory."""

    name: str
    kind: int
    data: bytes = b""
    color: int = _BLACK
    left: int = _NOTHING
    right: int = _NOTHING
    child: int = _NOTHING
    start: int = _END
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        head = struct.pack("<HBB", len(name), self.kind, self.color)
        links = struct.pack("<3I", self.left, self.right, self.child)
        # Class id, state bits and the two times stay zero.
        return name.ljust(64, b"\0") + head + links + bytes(36) + struct.pack("<IQ", self.start, self.size)


@dataclass
class _Sectors:
    """Sectors of one size and the table that chains them."""

    size: int
    content: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Append data and return its first sector."""
        count = -(-len(data) // self.size)
        if not count:
            return _END
        first = len(self.table)
        self.table += [*range(first + 1, first + count), _END]
        self.content += data.ljust(count * self.size, b"\0")
        return first


def compound_file(root: Folder) -> bytes:
    """Return the bytes of a compound file with these streams (bytes) and folders (mappings)."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add(entries, root)
    sectors, mini = _Sectors(_SECTOR), _Sectors(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (mini if entry.size < _MINI_LIMIT else sectors).add(entry.data)
        elif entry.kind == _STORAGE:
            entry.start = 0
    entries[0].start, entries[0].size = sectors.add(bytes(mini.content)), len(mini.content)
    mini_table = _numbers(mini.table)
    mini_table += b"\xff" * (-len(mini_table) % _SECTOR)
    mini_start = sectors.add(mini_table)
    directory_start = sectors.add(_directory(entries))
    return _assemble(sectors, directory_start, mini_start, len(mini_table) // _SECTOR)


def _add(entries: list[_Entry], folder: Folder) -> int:
    """Append the entries of a folder and return the root of their tree, ordered as the format asks."""
    numbers: list[int] = []
    for name in sorted(folder, key=lambda name: (len(name), name.upper())):
        if len(name) > _LONGEST_NAME:
            raise ValueError(f"the name {name} is longer than {_LONGEST_NAME} characters")
        content = folder[name]
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entry = _Entry(name, _STORAGE)
            entries.append(entry)
            entry.child = _add(entries, content)
    return _tree(entries, numbers, 1, len(numbers).bit_length())


def _tree(entries: list[_Entry], numbers: list[int], level: int, deepest: int) -> int:
    """Link sorted entries as a balanced search tree; red on the last level makes it a red-black one."""
    if not numbers:
        return _NOTHING
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.color = _RED if level == deepest > 1 else _BLACK
    entry.left = _tree(entries, numbers[:middle], level + 1, deepest)
    entry.right = _tree(entries, numbers[middle + 1 :], level + 1, deepest)
    return numbers[middle]


def _directory(entries: list[_Entry]) -> bytes:
    unused = bytes(68) + _numbers([_NOTHING] * 3) + bytes(48)
    packed = b"".join(entry.pack() for entry in entries)
    return packed + unused * (-len(entries) % (_SECTOR // _ENTRY))


def _assemble(sectors: _Sectors, directory: int, mini_start: int, mini_count: int) -> bytes:
    """Put header, sectors and their table together; the table also chains the sectors it takes itself."""
    per_sector, used, tables = _SECTOR // 4, len(sectors.table), 1
    while tables * per_sector < used + tables:
        tables += 1
    if tables > _HEADER_FAT_SLOTS:
        raise ValueError("the file would need more than the tables the header has room for")
    free = tables * per_sector - used - tables
    table = [*sectors.table, *[_FAT_SECTOR] * tables, *[_FREE] * free]
    slots = [*range(used, used + tables), *[_FREE] * (_HEADER_FAT_SLOTS - tables)]
    header = _SIGNATURE + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, tables, directory, 0, _MINI_LIMIT, mini_start, mini_count, _END, 0)
    return header + _numbers(slots) + bytes(sectors.content) + _numbers(table)


def _numbers(values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)
