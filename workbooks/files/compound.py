"""The container of an old .xls workbook ([MS-CFB]), read only as far as checking it needs.

The reader of binary workbooks ends the process on a cell outside the sheet, and prints a stack
trace on a file cut short; so the container and the cell records ([MS-XLS]) are walked here first.
"""

from __future__ import annotations

import struct

from workbooks.files.refusals import DamagedFileError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_COLUMN = 255

_HEADER_DIFAT = 109
_LAST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
_CELL_RECORDS = frozenset((0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E))
_MULTIPLE_CELLS = frozenset((0x00BD, 0x00BE))
_FILE_PASS = 0x002F
_DIMENSIONS = 0x0200
_SHARED_TEXTS = 0x00FC
_LAST_ROW = 65_536
# Flags and length of a text without a character.
_SHORTEST_TEXT = 3


class CompoundFile:
    """The streams of a compound file, by name. Raises `DamagedFileError`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._sector_size = 1 << _number(content, 30, "<H")
            self._cutoff = _number(content, 56)
            self._fat = self._numbers(self._fat_sectors())
            self._mini_fat = self._numbers(self._chain(_number(content, 60), self._fat))
            entries = self._whole_sectors(self._chain(_number(content, 48), self._fat))
        except (struct.error, ValueError):
            raise DamagedFileError("tables") from None
        self._entries = dict(_entry(entries[at : at + 128]) for at in range(0, len(entries) - 127, 128))

    def __contains__(self, name: str) -> bool:
        return (_STREAM, name.upper()) in self._entries

    def read(self, name: str) -> bytes:
        """The whole content of a stream."""
        start, size = self._entries[_STREAM, name.upper()]
        if size >= self._cutoff:
            return self._joined(start, size)
        root = next((entry for (kind, _), entry in self._entries.items() if kind == _ROOT), None)
        if root is None:
            raise DamagedFileError("root entry")
        mini = self._joined(*root)
        parts = [mini[sector * 64 : sector * 64 + 64] for sector in self._chain(start, self._mini_fat)]
        return _exactly(b"".join(parts), size)

    def _joined(self, start: int, size: int) -> bytes:
        return _exactly(b"".join(map(self._sector, self._chain(start, self._fat))), size)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._sector_size
        if at >= len(self._content):
            raise DamagedFileError(f"sector {number}")
        return self._content[at : at + self._sector_size]

    def _numbers(self, sectors: list[int]) -> list[int]:
        table = self._whole_sectors(sectors)
        return list(struct.unpack(f"<{len(table) // 4}I", table))

    def _whole_sectors(self, sectors: list[int]) -> bytes:
        return _exactly(b"".join(map(self._sector, sectors)), len(sectors) * self._sector_size)

    def _fat_sectors(self) -> list[int]:
        """The sectors of the allocation table: 109 in the header, more in sectors of their own."""
        count = _number(self._content, 44)
        if count * self._sector_size > len(self._content):
            raise DamagedFileError("number of tables")
        sectors = list(struct.unpack_from(f"<{min(count, _HEADER_DIFAT)}I", self._content, 76))
        following, steps = _number(self._content, 68), 0
        while len(sectors) < count and following < _LAST_SECTOR:
            *more, following = self._numbers([following])
            sectors += more[: count - len(sectors)]
            steps += 1
            if steps > count:
                raise DamagedFileError("table of tables")
        return sectors

    @staticmethod
    def _chain(start: int, table: list[int]) -> list[int]:
        chain = []
        while start < _LAST_SECTOR:
            chain.append(start)
            if start >= len(table) or len(chain) > len(table):
                raise DamagedFileError(f"chain at {start}")
            start = table[start]
        return chain


def with_usual_names(content: bytes) -> bytes:
    """The content with the stream of a workbook named as its reader looks for it: WORKBOOK → Workbook."""
    for usual in ("Workbook", "Book"):
        written, wanted = (name.encode("utf-16-le") for name in (usual.upper(), usual))
        at = content.find(written)
        while at >= 0:
            length = len(written) + 2
            if at % 128 == 0 and content[at + 64 : at + 67] == bytes((length, 0, _STREAM)):
                content = content[:at] + wanted + content[at + len(wanted) :]
            at = content.find(written, at + 1)
    return content


def is_encrypted(records: bytes) -> bool:
    """True for the records of a workbook with a password to open."""
    # FILEPASS stands right behind the first record or a WRITEPROT; nothing after it is readable.
    at = 0
    for _ in range(4):
        if at + 4 > len(records):
            return False
        kind, length = struct.unpack_from("<HH", records, at)
        if kind == _FILE_PASS:
            return True
        at += 4 + length
    return False


def check_records(records: bytes) -> None:
    """Raise `DamagedFileError` where a reader would reserve memory for what no sheet can hold."""
    at, end = 0, len(records) - 4
    while at <= end:
        kind, length = struct.unpack_from("<HH", records, at)
        record = records[at + 4 : at + 4 + length]
        if _last_column(kind, record) > MAX_COLUMN:
            raise DamagedFileError("column")
        if kind == _DIMENSIONS and not _is_a_sheet(record):
            raise DamagedFileError("dimensions")
        texts = _number(record, 4) if kind == _SHARED_TEXTS and len(record) >= 8 else 0
        if texts * _SHORTEST_TEXT > len(records):
            raise DamagedFileError("number of texts")
        at += 4 + length


def _last_column(kind: int, record: bytes) -> int:
    """The last column (0-based) that a record of cells names, -1 for another record."""
    if kind in _CELL_RECORDS and len(record) >= 4:
        return _number(record, 2, "<H")
    if kind in _MULTIPLE_CELLS and len(record) >= 6:
        return max(_number(record, 2, "<H"), _number(record, len(record) - 2, "<H"))
    return -1


def _is_a_sheet(record: bytes) -> bool:
    """Whether the first and last row and column of a dimension record lie on a sheet, in this order."""
    forms = {10: "<4H", 14: "<2I2H"}
    if len(record) not in forms:
        return False
    top, bottom, left, right = struct.unpack_from(forms[len(record)], record)
    empty = not (bottom and right)
    in_order = empty or (top < bottom <= _LAST_ROW and left < right <= MAX_COLUMN + 1)
    return bool(in_order and top <= _LAST_ROW and left <= MAX_COLUMN + 1)


def _entry(entry: bytes) -> tuple[tuple[int, str], tuple[int, int]]:
    """Kind and name, first sector and size of a directory entry."""
    length = min(_number(entry, 64, "<H"), 64)
    name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
    # Names differ in more than the case of letters ([MS-CFB] 2.6.4).
    return (entry[66], name.upper()), (_number(entry, 116), _number(entry, 120))


def _number(content: bytes, at: int, form: str = "<I") -> int:
    number: int = struct.unpack_from(form, content, at)[0]
    return number


def _exactly(content: bytes, size: int) -> bytes:
    if len(content) < size:
        raise DamagedFileError("stream")
    return content[:size]
