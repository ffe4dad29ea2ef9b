"""The compression of VBA streams, [MS-OVBA] 2.4.1: chunks of 4,096 bytes, each of copies and literals."""

from __future__ import annotations

import struct
from functools import lru_cache

CHUNK = 4096
_CONTAINER = b"\x01"
# The header of a chunk: its length less 3, the signature 0b011, and whether it is compressed.
_RAW, _COMPRESSED = 0x3000, 0xB000
_SHORTEST_COPY = 3


@lru_cache(maxsize=32)
def compress(data: bytes) -> bytes:
    """Compress a stream. Raises ValueError for a last chunk that does not shrink, which text never is."""
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return _CONTAINER + b"".join(map(_chunk, chunks))


def _chunk(plain: bytes) -> bytes:
    packed = _tokens(plain)
    if len(packed) <= CHUNK:
        return struct.pack("<H", _COMPRESSED | (len(packed) - 1)) + packed
    # A chunk stored as it is has no length of its own: it must be a full one.
    if len(plain) < CHUNK:
        raise ValueError("the last part of the stream cannot be compressed")
    return struct.pack("<H", _RAW | (CHUNK - 1)) + plain


def _tokens(plain: bytes) -> bytes:
    """Groups of eight tokens, each group after a byte whose bits say which of them are copies."""
    packed = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(plain):
        flags, group = 0, bytearray()
        for bit in range(8):
            if at >= len(plain):
                break
            offset_bits = max(4, (at - 1).bit_length())
            start, length = _longest(plain, at, seen, (0xFFFF >> offset_bits) + _SHORTEST_COPY)
            if length:
                flags |= 1 << bit
                offset, rest = at - start - 1, length - _SHORTEST_COPY
                group += struct.pack("<H", offset << (16 - offset_bits) | rest)
            else:
                length = 1
                group.append(plain[at])
            for place in range(at, at + length):
                seen.setdefault(plain[place : place + _SHORTEST_COPY], []).append(place)
            at += length
        packed.append(flags)
        packed += group
    return bytes(packed)


def _longest(plain: bytes, at: int, seen: dict[bytes, list[int]], most: int) -> tuple[int, int]:
    """Where the longest text equal to what follows began before, and its length; 0 when there is none."""
    found, best = 0, 0
    most = min(most, len(plain) - at)
    if most < _SHORTEST_COPY:
        return found, best
    for start in reversed(seen.get(plain[at : at + _SHORTEST_COPY], ())):
        length = _SHORTEST_COPY
        while length < most and plain[start + length] == plain[at + length]:
            length += 1
        if length > best:
            found, best = start, length
            if best == most:
                break
    return found, best
