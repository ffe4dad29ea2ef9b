"""From a ledger file to raw rows: every sheet that has the headings, or the text file, cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.container import TEXT_SUFFIXES, Unpacked, check_content, read_bytes
from workbooks.files.sheets import sheets_in
from workbooks.problems import InputError

from .heading_rows import SEARCH_ROWS, find_headings, missing_headings, nearly_headings
from .thousands import mend_thousands

MAX_ROWS = 1_048_576

_DELIMITERS = (",", "\t", ";")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# What no cell of a workbook may hold ([XML 1.0] Char), and what a reader of .xlsx makes of it.
_CONTROL = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_x00[01][0-9A-Fa-f]_")
_SHOWN_ROWS = 10


@dataclass(frozen=True)
class LedgerTable:
    """The raw rows of a ledger and the sheet they come from (None for a text file), as they stand there.

    Row n of the sheet is item n-1. `hidden` says what is hidden and was read all the same.
    """

    rows: list[list[object]]
    sheet: str | None = None
    hidden: str = ""


@dataclass(frozen=True)
class LedgerFile:
    """The tables of a ledger file, and for each sheet that was left out why, in Chinese."""

    name: str
    tables: tuple[LedgerTable, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Sheet:
    name: str
    rows: list[list[object]]
    visible: bool


def read_file(path: str | Path) -> LedgerFile:
    """Every sheet that has the headings of a ledger, or the text file. Raises `InputError`.

    Hidden sheets are read only where no other has the headings.
    """
    path = Path(path)
    content = read_bytes(path)
    package = check_content(content, path.name)
    if path.suffix.lower() in TEXT_SUFFIXES:
        return LedgerFile(path.name, (LedgerTable(_text_rows(content, path.name)),))
    return _workbook_file(package, path.name)


def check_row_count(count: int, source: str) -> None:
    """Raise `InputError` for more rows than a sheet can hold."""
    if count > MAX_ROWS:
        raise InputError(f"{source}：有 {count} 行，超过上限 {MAX_ROWS} 行，请按月份拆开")


def _text_rows(content: bytes, name: str) -> list[list[object]]:
    text = _decode(content, name)
    beginnings = [_beginning(text, delimiter) for delimiter in _DELIMITERS]
    for delimiter, beginning in zip(_DELIMITERS, beginnings, strict=True):
        if find_headings(beginning, name):
            rows = _clean(_split(text, delimiter, name))
            return mend_thousands(rows, name) if delimiter == "," else rows
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


def _clean(rows: list[list[object]]) -> list[list[object]]:
    """The rows without control characters, which no cell may hold."""
    for row in rows:
        for column, value in enumerate(row):
            if isinstance(value, str) and not value.isprintable() and _CONTROL.search(value):
                row[column] = _CONTROL.sub("", value)
    return rows


def _workbook_file(package: Unpacked, name: str) -> LedgerFile:
    sheets = _sheets(package, name)
    found = [sheet for sheet in sheets if find_headings(sheet.rows[: SEARCH_ROWS + 1], name)]
    if not found:
        raise missing_headings([sheet.rows for sheet in sheets], _sheets_label(name, sheets))
    used = [sheet for sheet in found if sheet.visible] or found[:1]
    tables = tuple(_table(package, name, sheet) for sheet in used)
    return LedgerFile(name, tables, tuple(_left_out(sheets, used, found)))


def _table(package: Unpacked, name: str, sheet: _Sheet) -> LedgerTable:
    return LedgerTable(sheet.rows, sheet.name, _hidden(package, name, sheet))


def _hidden(package: Unpacked, name: str, sheet: _Sheet) -> str:
    """What of a table that is read is hidden, in words; "" for nothing."""
    from workbooks.files.hidden import hidden_rows

    if not sheet.visible:
        return f"工作表“{sheet.name}”是隐藏的，已读入，请核对"
    filled = [n for n, row in enumerate(sheet.rows, 1) if any(value not in (None, "") for value in row)]
    hidden = sorted(hidden_rows(package, name).get(sheet.name, frozenset()).intersection(filled))
    if not hidden:
        return ""
    shown = "、".join(map(str, hidden[:_SHOWN_ROWS])) + (" 等" if len(hidden) > _SHOWN_ROWS else "")
    return f"工作表“{sheet.name}”有 {len(hidden)} 行是隐藏的或筛选掉的，已一并计入（第 {shown} 行），请核对"


def _left_out(sheets: list[_Sheet], used: list[_Sheet], found: list[_Sheet]) -> Iterator[str]:
    """Why each other sheet that may be a ledger is not read."""
    for sheet in sheets:
        if sheet in used:
            continue
        if sheet in found:
            yield f"工作表“{sheet.name}”是隐藏的，没有读入；要计入请先取消隐藏"
        elif sheet.visible and (lacking := nearly_headings(sheet.rows)):
            yield f"工作表“{sheet.name}”没有找到表头{'和'.join(lacking)}，没有读入；是支付明细的请补上表头"


def _sheets_label(name: str, sheets: list[_Sheet]) -> str:
    if len(sheets) < 2:
        return name
    return f"{name}（工作表{'、'.join(f'“{sheet.name}”' for sheet in sheets[:10])}）"


def _sheets(package: Unpacked, name: str) -> list[_Sheet]:
    """All worksheets with their rows from A1 on, in the order of the tabs; blanks arrive as empty text."""
    return [
        _Sheet(sheet.name, _clean(sheet.from_first_cell()), sheet.visible)
        for sheet in sheets_in(package, name)
    ]
