"""A1 references: read and written without touching a workbook."""

from __future__ import annotations

import re
from typing import NamedTuple

from udfs.regex import regex
from workbooks.files.coordinates import column_index_from_string, get_column_letter

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_CELLS = regex(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_COLUMNS = regex(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = regex(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
_QUALIFIED = regex(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)", re.DOTALL)
_PLAIN_SHEET = regex(r"[^\W\d][\w.]*")
_R1C1 = regex(r"(?i)R[0-9]*|C[0-9]*|R[0-9]*C[0-9]*")


class Box(NamedTuple):
    """A rectangle of cells, 1-based and inclusive; empty when bottom < top or right < left."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def size(self) -> int:
        return self.height * self.width

    @property
    def whole_columns(self) -> bool:
        return self.top == 1 and self.bottom == MAX_ROW

    @property
    def whole_rows(self) -> bool:
        return self.left == 1 and self.right == MAX_COLUMN

    def contains(self, other: Box) -> bool:
        return (
            self.top <= other.top
            and self.left <= other.left
            and self.bottom >= other.bottom
            and self.right >= other.right
        )

    def meet(self, other: Box) -> Box | None:
        """The common rectangle, or None."""
        common = Box(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )
        return common if common.height > 0 and common.width > 0 else None

    def join(self, other: Box) -> Box:
        """The smallest rectangle around both."""
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def address(self, row_absolute: bool = False, column_absolute: bool = False) -> str:
        """The A1 text; whole columns and rows come out as Excel writes them (A:C, 1:3)."""
        row, column = "$" * row_absolute, "$" * column_absolute
        if self.whole_rows:
            return f"{row}{self.top}:{row}{self.bottom}"
        first, last = get_column_letter(self.left), get_column_letter(self.right)
        if self.whole_columns:
            return f"{column}{first}:{column}{last}"
        start = f"{column}{first}{row}{self.top}"
        return start if self.size == 1 else f"{start}:{column}{last}{row}{self.bottom}"


def parse_a1(text: str) -> Box | None:
    """Read "B7", "$A$1:C9", "A:C" or "1:3"; None when it is not a cell address inside the sheet."""
    if match := _CELLS.fullmatch(text):
        first, top, last, bottom = match.groups()
        rows = int(top), int(bottom or top)
        columns = column_index_from_string(first), column_index_from_string(last or first)
    elif match := _COLUMNS.fullmatch(text):
        rows = 1, MAX_ROW
        columns = column_index_from_string(match[1]), column_index_from_string(match[2])
    elif match := _ROWS.fullmatch(text):
        rows, columns = (int(match[1]), int(match[2])), (1, MAX_COLUMN)
    else:
        return None
    box = Box(min(rows), min(columns), max(rows), max(columns))
    return box if box.top >= 1 and box.bottom <= MAX_ROW and box.right <= MAX_COLUMN else None


def parse_reference(text: str) -> tuple[str, Box] | None:
    """Read "'附 表'!$A$1:$B$2" (with or without "="); None for a constant, a formula or several areas."""
    match = _QUALIFIED.fullmatch(text.removeprefix("=").strip())
    if match is None:
        return None
    quoted, plain, cells = match.groups()
    box = parse_a1(cells)
    sheet = quoted.replace("''", "'") if quoted else plain
    return None if box is None or sheet.startswith("[") else (sheet, box)


def needs_quotes(sheet: str) -> bool:
    """Whether Excel quotes this sheet name: blanks, signs, a leading digit, or it looks like a cell."""
    return not _PLAIN_SHEET.fullmatch(sheet) or parse_a1(sheet) is not None or bool(_R1C1.fullmatch(sheet))


def quoted(sheet: str) -> str:
    """The sheet name as a formula writes it."""
    return "'" + sheet.replace("'", "''") + "'" if needs_quotes(sheet) else sheet
