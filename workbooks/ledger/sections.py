"""The tables of a ledger, one below the other: each with its own headings, columns and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbooks.problems import InputError

from .cell_values import UnreadableCell, is_blank, read_amount, read_date
from .footer_rows import find_footer_row
from .heading_rows import Headings, Row, find_headings, headings_at, may_be_headings

SOURCE_MARK = "来源："
"""How the line begins that we put above each of several tables (file and sheet)."""

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
            return _with_unit(found, before, rows[preamble:first], source), preamble
    return None


def _with_unit(found: Headings, before: Headings, preamble: Sequence[Row], source: str) -> Headings:
    """The same headings on another page are in the unit of the first page.

    Raises `InputError` for other headings that leave it open whether they are.
    """
    other_source = any(str(row[0]).startswith(SOURCE_MARK) for row in preamble if row)
    if found.unit_stated or other_source:
        return found
    if found.lines[0] != before.lines[0] and found.unit != before.unit:
        raise InputError(
            f"{source}：第 {found.first + 1} 行起的表没有写单位，上面的表是{before.unit}；"
            "请在“支付金额”的表头里写明单位"
        )
    return replace(found, unit=before.unit, unit_stated=before.unit_stated)


def _preamble(rows: Sequence[Row], first: int, before: Headings) -> int:
    """The first of the rows above a heading that are its title and unit, and no rows of the table before."""
    begin = first
    while begin > before.last + 1 and first - begin < _MOST_PREAMBLE and _is_title(rows[begin - 1], before):
        begin -= 1
    return begin


def _is_title(row: Row, before: Headings) -> bool:
    filled = [value for value in row if not is_blank(value)]
    if len(filled) > _MOST_PREAMBLE_CELLS or not all(isinstance(value, str) for value in filled):
        return False
    if str(row[0] if row else "").startswith(SOURCE_MARK):
        return True
    fields = before.columns.fields
    labels = before.columns.labels
    return not (
        (filled and find_footer_row(row, labels))
        or not is_blank(_value(row, fields.get("voucher", -1)))
        or _readable(read_date, _value(row, fields["date"]))
        or _readable(read_amount, _value(row, fields["amount"]))
    )


def _readable(read: object, value: object) -> bool:
    try:
        read(value)  # type: ignore[operator]
    except UnreadableCell:
        return False
    return True


def _value(row: Row, column: int) -> object:
    return row[column] if 0 <= column < len(row) else None
