"""The tables of a ledger, one below the other: each with its own headings, columns and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.problems import InputError

from .cell_values import UnreadableCell, is_blank, read_amount, read_date
from .footer_rows import find_footer_row
from .heading_rows import SEARCH_ROWS, Headings, Row, find_headings, headings_at, may_be_headings
from .units import DEFAULT_UNIT, says_unit

SOURCE_MARK = "来源："
"""How the line begins that we put above each of several tables (file and sheet)."""

_PRINTED = regex(r"\s*(?:打印|制表|填[报表]|编制|导出|查询|统计|报送|截[至止])(?:.{0,4}[日期时间年]|[:：])")
_MOST_PREAMBLE = 10
_MOST_PREAMBLE_CELLS = 4


@dataclass(frozen=True)
class Section:
    """A table: its headings, and its rows (from 0) from `begin` up to but not including `end`."""

    headings: Headings
    begin: int
    end: int


def find_sections(rows: Sequence[Row], source: str) -> list[Section]:
    """The tables among the rows, none when there are no headings near the top. Raises `InputError`."""
    first = find_headings(rows, source)
    if first is None:
        return []
    found = [(first, 0)]
    index = first.last + 1
    while index < len(rows):
        again = _further(rows, index, found[-1][0], source)
        if again:
            found.append(again)
            index = again[0].last
        index += 1
    _refuse_unknown_unit([headings for headings, _ in found], rows, source)
    ends = [*(preamble for _, preamble in found[1:]), len(rows)]
    return [Section(headings, headings.last + 1, end) for (headings, _), end in zip(found, ends, strict=True)]


def _further(rows: Sequence[Row], index: int, before: Headings, source: str) -> tuple[Headings, int] | None:
    """The headings that begin or end at a row further down, and where the title above them begins."""
    if not may_be_headings(rows[index]):
        return None
    for first in range(max(before.last + 1, index - 2), index + 1):
        preamble = _preamble(rows, first, before)
        found = headings_at(rows, first, source, preamble)
        if found and found.last >= index:
            return _with_unit(found, before, rows[preamble:first]), preamble
    return None


def _with_unit(found: Headings, before: Headings, preamble: Sequence[Row]) -> Headings:
    """The same headings on another page are in the unit of the first page."""
    other_table = found.lines[0] != before.lines[0] and found.unit != before.unit
    if found.unit_stated or other_table or any(map(_names_source, preamble)):
        return found
    return replace(found, unit=before.unit, unit_stated=before.unit_stated)


def _refuse_unknown_unit(tables: Sequence[Headings], rows: Sequence[Row], source: str) -> None:
    """Raise `InputError` where one table says 万元 and another nothing: it may be meant for both, or not."""
    stated = {table.unit for table in tables if table.unit_stated} - {DEFAULT_UNIT}
    silent = [table for table in tables if not (table.unit_stated or table.columns.roles["unit"])]
    if stated and silent:
        first = silent[0].first
        named = next((str(row[0]) for row in reversed(rows[:first]) if _names_source(row)), "")
        where = named.removeprefix(SOURCE_MARK) or f"{source}：第 {first + 1} 行起的表"
        raise InputError(
            f"{where}没有写单位，另外的表是{'、'.join(sorted(stated))}；"
            "请在“支付金额”的表头里写明单位，例如“支付金额（元）”"
        )


def _preamble(rows: Sequence[Row], first: int, before: Headings) -> int:
    """The first of the rows above a heading that are its title and unit, and no rows of the table before.

    Below a line that says where a table comes from, all is of that table.
    """
    for marked in range(first - 1, max(before.last, first - SEARCH_ROWS - 1), -1):
        if _names_source(rows[marked]):
            return marked
    begin = first
    while begin > before.last + 1 and first - begin < _MOST_PREAMBLE and _is_title(rows[begin - 1], before):
        begin -= 1
    return begin


def _is_title(row: Row, before: Headings) -> bool:
    filled = [value for value in row if not is_blank(value)]
    if len(filled) > _MOST_PREAMBLE_CELLS:
        return False
    fields = before.columns.fields
    amount = _value(row, fields["amount"])
    if _readable(read_amount, amount):
        return False
    if any(map(_is_of_a_title, filled)):
        return True
    day = _value(row, fields["date"])
    voucher = _value(row, fields.get("voucher", -1))
    return not (
        (filled and find_footer_row(row, before.columns.labels))
        or not any(map(is_blank, (day, amount, voucher)))
        or _readable(read_date, day)
    )


def _is_of_a_title(value: object) -> bool:
    """Whether a cell says a unit, or when a table was printed."""
    if not isinstance(value, str):
        return False
    return says_unit(value) is not None or "单位" in value or bool(_PRINTED.match(value))


def _names_source(row: Row) -> bool:
    return bool(row) and str(row[0]).startswith(SOURCE_MARK)


def _readable(read: object, value: object) -> bool:
    try:
        read(value)  # type: ignore[operator]
    except UnreadableCell:
        return False
    return True


def _value(row: Row, column: int) -> object:
    return row[column] if 0 <= column < len(row) else None
