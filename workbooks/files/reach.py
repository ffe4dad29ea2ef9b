"""How far the cells of a sheet reach, measured in its XML before a reader touches it.

The reader of workbooks reserves memory for the whole rectangle up to the last filled cell, and for as many
shared texts as the file claims to have; where there is not that much, the process ends. So what would be
reserved is worked out here: by searching in sheets as every program writes them, tag by tag in others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from udfs.regex import regex
from workbooks.files.refusals import RefusedFileError
from workbooks.files.walk import Walk

MAX_CELLS = 32_000_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_CELL_TAG = regex(rb'<(?:c|row) r="([A-Za-z]*)([0-9]*)"([^<>]{0,400})>?(</)?')
_BLANK = regex(rb"\s*(?:[\w:]+=\"[^\"]{0,60}\"\s*)*/?\Z")
_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Cells and rows without an address ("" here) count on from the one before; other notations need a parser.
_ADDRESS = regex(rb'<(?:c|row)(?: r="([A-Za-z]*[0-9]*)|[/>\s])')
PREFIXED = regex(rb":(?:sheetData|row|c|f)[\s/>]")
"""A tag of a table with a prefix: those of one sheet may have different ones, or none."""
_ONE_PIECE = 2**20
_TEXTS = regex(rb"<(?:[\w.-]{1,40}:)?sst\b([^<>]{0,2000})>")
_COUNT = regex(rb"""\b(?:count|uniqueCount)\s{0,9}=\s{0,9}["']\s{0,9}(\d{1,40})""")
_PLAUSIBLE_TEXTS = 1_000_000


def reach(read: Callable[[], Iterable[bytes]], size: int) -> int:
    """The cells in the rectangle up to the last filled cell of a part that may be a sheet; 0 for any other.

    `read` gives the part of so many bytes in pieces. Raises `RefusedFileError`.
    """
    rows = columns = 0
    for number, piece in enumerate(_whole_tags(read())):
        if number == 0:
            _check_texts(piece, size)
        addresses = _ADDRESS.findall(piece)
        if b"" in addresses or PREFIXED.search(piece):
            rows, columns = _exactly(read())
            break
        # Each row number and each column is looked at once, however many cells share it.
        named = b" ".join(addresses)
        rows = max(rows, *map(_row, {b"", *named.translate(None, _LETTERS).split()}))
        columns = max(columns, *map(_column, {b"", *named.translate(None, _DIGITS).split()}))
    else:
        # Cells that are only formatted need no memory, however far out they are.
        if rows * columns > MAX_CELLS:
            last = [_farthest(piece) for piece in _whole_tags(read())]
            rows, columns = max(row for row, _ in last), max(column for _, column in last)
    if rows * columns > MAX_CELLS:
        raise RefusedFileError(f"表格区域过大（到第 {rows} 行），请删去远处多余的内容")
    return rows * columns


def _whole_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same content cut before a cell or at least before a tag, so that none falls between two pieces."""
    tail = b""
    for piece in pieces:
        if len(tail) > _ONE_PIECE:
            cut = tail.rfind(b"<c")
            cut = cut if cut > 0 else tail.rfind(b"<")
            cut = cut if cut > 0 else len(tail)
            yield tail[:cut]
            tail = tail[cut:]
        tail += piece
    yield tail


def _farthest(piece: bytes) -> tuple[int, int]:
    """The last row and column among the filled cells and the rows of a piece."""
    rows, columns = 0, set()
    for letters, digits, rest, closed in _CELL_TAG.findall(piece):
        row = _row(digits)
        if not letters:
            continue
        column = _column(letters)
        if not ((rest.endswith(b"/") or closed) and _BLANK.match(rest)):
            rows = max(rows, row)
            columns.add(column)
    return rows, max(columns, default=0)


def _row(digits: bytes | str) -> int:
    if len(digits) > 7 or (digits and not 0 < int(digits) <= LAST_ROW):
        raise RefusedFileError(f"有超出工作表范围的行号（{_shown(digits)}）")
    return int(digits or 0)


def _column(letters: bytes | str) -> int:
    number = 0
    text = letters if isinstance(letters, str) else letters.decode("ascii")
    for letter in text[:4].upper():
        number = number * 26 + ord(letter) - 64
    if number > LAST_COLUMN:
        raise RefusedFileError(f"有超出工作表范围的列号（{_shown(letters)}）")
    return number


def _shown(text: bytes | str) -> str:
    return (text if isinstance(text, str) else text.decode("ascii"))[:12]


def _check_texts(head: bytes, size: int) -> None:
    """A list of shared texts that claims more of them than its bytes can hold."""
    found = _TEXTS.search(head[:4000]) if b"sst" in head[:4000] else None
    counts = [int(count) for count in _COUNT.findall(found[1])] if found else []
    if counts and max(counts) > max(_PLAUSIBLE_TEXTS, size):
        raise RefusedFileError("共享文字的数目与内容不符")


class _Filled(Walk):
    """The last row and column among the filled cells, whatever stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = self.columns = 0

    def at_content(self, name: str, text: str) -> None:
        if self.row > LAST_ROW or self.column > LAST_COLUMN:
            raise RefusedFileError(f"有超出工作表范围的单元格（第 {self.row} 行）")
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)


def _exactly(pieces: Iterable[bytes]) -> tuple[int, int]:
    """The last row and column among the filled cells of a part that is well-formed."""
    walk = _Filled()
    walk.through(pieces)
    return walk.rows, walk.columns
