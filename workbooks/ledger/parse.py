"""From raw rows to a `Ledger`: every row is a payment, a footer, a repeated heading, or an issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from workbooks.problems import InputError

from .gathering import Gathered, gather
from .heading_rows import CHECK_HEADING, Row, find_headings, missing_headings
from .payments import Ledger
from .raw_rows import check_row_count
from .rows import RowReader
from .sections import find_sections


def read_ledger(path: str | Path, year: int) -> Ledger:
    """Read a ledger file (.xlsx, .xls, .ods, .csv). Raises `InputError` when it cannot be used."""
    return parse_gathered(gather([Path(path)]), year, Path(path).name)


def parse_gathered(gathered: Gathered, year: int, source: str) -> Ledger:
    """Read the rows of ledger files, and say what of them was not read."""
    return gathered.told_with(parse_ledger(gathered.rows, year, source))


def parse_ledger(rows: Sequence[Row], year: int, source: str) -> Ledger:
    """Read the rows of a ledger; `source` names them in messages.

    Raises `InputError` when the date or amount column is missing, when there are more rows than a
    sheet holds, and when no row is a readable payment of the year.
    """
    check_row_count(len(rows), source)
    rows = _without_checks(rows, source)
    sections = find_sections(rows, source)
    if not sections:
        raise missing_headings([rows], source)
    reader = RowReader(rows, source)
    for section in sections:
        reader.read(section)
    reader.finish()
    if all(payment.date.year != year for payment in reader.payments):
        raise _nothing_to_count(reader, year, source)
    reader.check_totals()
    payments = reader.of_year(year)
    issues = tuple(sorted(reader.issues, key=lambda issue: issue.row or 0))
    return Ledger(source, year, sections[0].headings.last + 1, payments, issues)


def _without_checks(rows: Sequence[Row], source: str) -> Sequence[Row]:
    """The rows without the column 核对, which we wrote when they were read before."""
    headings = find_headings(rows, source)
    if headings is None or CHECK_HEADING not in headings.columns.names:
        return rows
    column = headings.columns.names.index(CHECK_HEADING)
    return [*rows[: headings.first], *([*row[:column], *row[column + 1 :]] for row in rows[headings.first :])]


def _nothing_to_count(reader: RowReader, year: int, source: str) -> InputError:
    """Why a ledger is empty: another year, rows that cannot be read, or no rows at all."""
    if reader.payments:
        years = Counter(payment.date.year for payment in reader.payments)
        found = "、".join(f"{found_year} 年 {count} 行" for found_year, count in sorted(years.items()))
        return InputError(f"{source}：没有 {year} 年的支付记录（读到的是{found}），请核对年度或文件")
    if reader.issues:
        first = reader.issues[0]
        unreadable = all(issue.kind == "unreadable" for issue in reader.issues)
        what = "都读不出" if unreadable else "都没有计入"
        return InputError(
            f"{source}：表头下面的 {len(reader.issues)} 行{what}，例如第 {first.row} 行：{first.message}"
        )
    return InputError(f"{source}：表头下面没有支付记录，请核对文件")
