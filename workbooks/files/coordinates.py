"""Cell addresses as text and as numbers, without loading openpyxl (a tenth of the time of `jixiao score`).

The names and the answers are those of `openpyxl.utils.cell`; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from udfs.regex import regex

LAST_COLUMN_LETTERS = 18_278
"""The number of ZZZ, the last column that three letters can name (a sheet ends at XFD, 16,384)."""
_CELL = regex(r"([A-Za-z]{1,3})([0-9]+)")
_RANGE = regex(r"\$?([A-Za-z]{1,3})?\$?([0-9]+)?(?:(:)\$?([A-Za-z]{1,3})?\$?([0-9]+)?)?")


@cache
def get_column_letter(column: int) -> str:
    """1 → A, 27 → AA; ValueError outside 1 … 18,278."""
    if not 1 <= column <= LAST_COLUMN_LETTERS:
        raise ValueError(f"no column {column}")
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


@cache
def column_index_from_string(letters: str) -> int:
    """A → 1, AA → 27, in either case; ValueError for what are not one to three letters."""
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise ValueError(f"no column {letters!r}")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


@lru_cache(maxsize=1 << 14)
def coordinate_to_tuple(address: str) -> tuple[int, int]:
    """Row and column, both from 1, of an address such as B12; ValueError for another text."""
    match = _CELL.fullmatch(address)
    if match is None:
        raise ValueError(f"no cell {address!r}")
    return int(match[2]), column_index_from_string(match[1])


def range_boundaries(area: str) -> tuple[int, int, int, int]:
    """First column, first row, last column, last row of B2:C9, of one cell, or (with None) of B:C and 2:9."""
    match = _RANGE.fullmatch(area)
    if match is None:
        raise ValueError(f"no range {area!r}")
    first, top, colon, last, bottom = match.groups()
    columns, rows = (first, last), (top, bottom)
    whole = all(columns + rows) or (all(columns) and not any(rows)) or (all(rows) and not any(columns))
    if colon and not whole:
        raise ValueError(f"no range {area!r}")
    left = column_index_from_string(first) if first else None
    upper = int(top) if top else None
    right = column_index_from_string(last) if last else left
    lower = int(bottom) if bottom else upper
    return left, upper, right, lower  # type: ignore[return-value]


def rows_from_range(area: str) -> Iterator[tuple[str, ...]]:
    """The addresses of a range, row by row."""
    left, upper, right, lower = range_boundaries(area)
    letters = [get_column_letter(column) for column in range(left, right + 1)]
    for row in range(upper, lower + 1):
        yield tuple(f"{letter}{row}" for letter in letters)


def absolute_coordinate(area: str) -> str:
    """B12 → $B$12, B2:C9 → $B$2:$C$9; ValueError for another text."""
    match = _RANGE.fullmatch(area)
    if match is None:
        raise ValueError(f"no range {area!r}")
    first, top, _, last, bottom = (f"${part}" if part and part != ":" else "" for part in match.groups())
    return f"{first}{top}:{last}{bottom}" if last or bottom else f"{first}{top}"


def quote_sheetname(name: str) -> str:
    """The name of a sheet as a formula has it: in quotes, an apostrophe twice."""
    return "'" + name.replace("'", "''") + "'"
