"""Amounts that a text file splits at their separators: 1,286,540.00 without quotes is three cells."""

from __future__ import annotations

from collections.abc import Sequence

from udfs.regex import regex

from .columns import Columns
from .sections import find_sections

_LEADING = regex(r"-?[1-9]\d{0,2}")
_GROUP = regex(r"\d{3}")
# A column of figures of its own beside the amount: 余额, 退回金额, 单价.
_OF_NUMBERS = regex("[额数价率比]|结余|预算")
_LAST_GROUP = regex(r"\d{3}\.\d{1,2}")


def mend_thousands(rows: list[list[object]], source: str) -> list[list[object]]:
    """Put split amounts together where the row has just as many cells too many, and the last has decimals.

    Any other row stays as it is; `split_amount` names those that leave a doubt.
    """
    mended = list(rows)
    for section in find_sections(rows, source):
        columns = section.headings.columns
        width = len(columns.names)
        for index in range(section.begin, section.end):
            mended[index] = _mended(rows[index], columns.fields["amount"], width)
    return mended


def split_amount(row: Sequence[object], columns: Columns) -> str:
    """The cells that look like one amount, 1,286.00, in a row that is not too long; "" for none."""
    amount = columns.fields["amount"]
    groups = _groups(row, amount)
    if not groups or not _ends_in_decimals(row, amount, groups):
        return ""
    beside = columns.names[amount + 1 : amount + groups + 1]
    if any(map(_OF_NUMBERS.search, beside)):
        return ""
    return ",".join(map(str, row[amount : amount + groups + 1]))


def _mended(row: list[object], amount: int, width: int) -> list[object]:
    groups, end = _groups(row, amount), len(row)
    while end - width > groups and row[end - 1] == "":
        end -= 1
    if not groups or end - width != groups or not _ends_in_decimals(row, amount, groups):
        return row
    joined = ",".join(map(str, row[amount : amount + groups + 1]))
    return [*row[:amount], joined, *row[amount + groups + 1 : end]]


def _groups(row: Sequence[object], amount: int) -> int:
    """How many cells behind the amount continue it, up to the one with the decimals."""
    first = row[amount] if amount < len(row) else None
    if not (isinstance(first, str) and _LEADING.fullmatch(first.strip())):
        return 0
    count = 0
    for value in row[amount + 1 :]:
        text = value.strip() if isinstance(value, str) else ""
        if _LAST_GROUP.fullmatch(text):
            return count + 1
        if not _GROUP.fullmatch(text):
            return count
        count += 1
    return count


def _ends_in_decimals(row: Sequence[object], amount: int, groups: int) -> bool:
    return bool(_LAST_GROUP.fullmatch(str(row[amount + groups]).strip()))
