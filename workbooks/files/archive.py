"""A zip package, unpacked under limits: no part is larger, stored otherwise or there more often than it says.

Readers disagree about packages that contradict themselves (a part twice, a size that lies), so what one of
them found safe another may not; such packages are refused. Parts are inflated here, not by `zipfile`, which
stops at the size a part claims and so never sees that there is more.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from workbooks.files.refusals import DamagedFileError, RefusedFileError

MAX_UNPACKED_BYTES = 2**30
MAX_RATIO = 200
MAX_PARTS = 10_000

# A ratio says nothing about a small part: blank rows alone compress a hundredfold.
_RATIO_FLOOR = 20 * 2**20
_CHUNK = 2**20
_LOCAL_HEADER = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """The parts of a package by name, none of them unpacked yet."""

    def __init__(self, content: bytes, package: zipfile.ZipFile) -> None:
        self._content = content
        entries = package.infolist()
        self.entries = {entry.filename: entry for entry in entries}
        self.encrypted = any(entry.flag_bits & 1 for entry in entries)
        _check_entries(entries)

    def pieces(self, part: str) -> Iterator[bytes]:
        """The content of a part, a megabyte at a time. Raises `DamagedFileError`, `KeyError`."""
        entry, total, checksum = self.entries[part], 0, 0
        packed = self._packed(entry)
        for piece in _inflated(packed) if entry.compress_type else _cut(packed):
            total += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if total > entry.file_size:
                break
            yield piece
        if total != entry.file_size or checksum != entry.CRC:
            raise DamagedFileError(part)

    def read(self, part: str) -> bytes:
        """The whole content of a part, as `pieces`."""
        return b"".join(self.pieces(part))

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        start = entry.header_offset
        lengths = struct.unpack_from("<HH", self._content, start + 26)
        start += _LOCAL_HEADER + sum(lengths)
        if start + entry.compress_size > len(self._content):
            raise DamagedFileError(entry.filename)
        return memoryview(self._content)[start : start + entry.compress_size]


@contextmanager
def opened(content: bytes) -> Iterator[Archive]:
    """The package in a file's content. Raises `DamagedFileError`, `RefusedFileError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            archive = Archive(content, package)
        yield archive
    except (DamagedFileError, RefusedFileError):
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError):
        raise DamagedFileError("package") from None


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise RefusedFileError(f"压缩包里有 {len(entries)} 个部件，不像正常的文件")
    # The parts of an Office file are told apart without regard to case.
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise RefusedFileError(f"压缩包里“{twice}”出现两次，不知道该读哪一个")
    for entry in entries:
        if entry.compress_type not in _METHODS:
            raise RefusedFileError("压缩包的压缩方式不是 Excel 所用的")
        _check_size(entry.file_size, entry.compress_size)
    _check_size(sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries))


def _check_size(unpacked: int, packed: int) -> None:
    bomb = unpacked > _RATIO_FLOOR and unpacked > MAX_RATIO * packed
    if unpacked > MAX_UNPACKED_BYTES or bomb:
        raise RefusedFileError(f"解压后有 {unpacked / 2**20:.0f} MB，不像正常的文件")


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left: bytes | memoryview = packed
    while not inflate.eof:
        piece = inflate.decompress(left, _CHUNK)
        left = inflate.unconsumed_tail
        if not piece and not left and not inflate.eof:
            raise DamagedFileError("cut short")
        yield piece


def _cut(content: memoryview) -> Iterator[bytes]:
    for start in range(0, len(content), _CHUNK):
        yield bytes(content[start : start + _CHUNK])
