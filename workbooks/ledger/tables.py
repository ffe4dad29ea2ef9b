"""From a ledger file to raw rows: the sheet that has the headings, or the text file, cell by cell."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from workbooks.files.container import TEXT_SUFFIXES, check_content, read_bytes
from workbooks.files.sheets import values_in
from workbooks.problems import InputError

from .headings import SEARCH_ROWS, find_headings, missing_headings

MAX_ROWS = 1_048_576

_DELIMITERS = (",", "\t", ";")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class LedgerTable:
    """The raw rows of a ledger and the sheet they come from (None for a text file).

    `other_sheets` also have the headings of a ledger; they were not read.
    """

    rows: list[list[object]]
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()


def read_rows(path: str | Path) -> list[list[object]]:
    """The raw rows of the first sheet that has the headings of a ledger, or of the text file.

    Row n of the sheet is item n-1. Raises `InputError` for a file that cannot be used.
    """
    return read_table(path).rows


def read_table(path: str | Path) -> LedgerTable:
    """Like `read_rows`, and say which sheet was read. Visible sheets come before hidden ones."""
    path = Path(path)
    content = read_bytes(path)
    check_content(content, path.name)
    if path.suffix.lower() in TEXT_SUFFIXES:
        return LedgerTable(_text_rows(content, path.name))
    return _workbook_table(content, path.name)


def check_row_count(count: int, source: str) -> None:
    """Raise `InputError` for more rows than a sheet can hold."""
    if count > MAX_ROWS:
        raise InputError(f"{source}：有 {count} 行，超过上限 {MAX_ROWS} 行，请按月份拆开")


def _text_rows(content: bytes, name: str) -> list[list[object]]:
    text = _decode(content, name)
    beginnings = [_beginning(text, delimiter) for delimiter in _DELIMITERS]
    for delimiter, beginning in zip(_DELIMITERS, beginnings, strict=True):
        if find_headings(beginning, name):
            return _split(text, delimiter, name)
    raise missing_headings(beginnings, name)


def _decode(content: bytes, name: str) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16_BOMS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{name}：文字编码认不出来，请用 Excel 打开后另存为“CSV UTF-8”")


def _beginning(text: str, delimiter: str) -> list[list[object]]:
    """The first records, with whatever quotes: enough to see whether the delimiter is the right one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[object]] = []
    # A quote that is never closed runs into the field limit; what came before is enough.
    with suppress(csv.Error):
        rows.extend(list[object](row) for row in islice(reader, SEARCH_ROWS + 1))
    return rows


def _split(text: str, delimiter: str, name: str) -> list[list[object]]:
    """All records of delimited text; a blank line is an empty record."""
    rows: list[list[object]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in islice(reader, MAX_ROWS + 1):
            rows.append(list[object](row))
    except csv.Error:
        raise InputError(
            f"{name}：第 {len(rows) + 1} 行的引号不成对，请用 Excel 打开核对后另存为 .xlsx 再用"
        ) from None
    check_row_count(len(rows), name)
    return rows


def _workbook_table(content: bytes, name: str) -> LedgerTable:
    sheets = _sheets(content, name)
    found = [sheet for sheet, rows in sheets if find_headings(rows[: SEARCH_ROWS + 1], name)]
    if not found:
        raise missing_headings([rows for _, rows in sheets], _sheets_label(name, sheets))
    return LedgerTable(dict(sheets)[found[0]], found[0], tuple(found[1:]))


def _sheets_label(name: str, sheets: list[tuple[str, list[list[object]]]]) -> str:
    if len(sheets) < 2:
        return name
    return f"{name}（工作表{'、'.join(f'“{sheet}”' for sheet, _ in sheets[:10])}）"


def _sheets(content: bytes, name: str) -> list[tuple[str, list[list[object]]]]:
    """All worksheets with their rows, visible ones first; error values and blanks arrive as empty text."""
    sheets = sorted(values_in(content, name), key=lambda sheet: not sheet.visible)
    return [(sheet.name, sheet.from_first_cell()) for sheet in sheets]
