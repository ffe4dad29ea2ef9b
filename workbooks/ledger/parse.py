"""From raw rows to a `Ledger`: every row is a payment, a footer, a repeated heading, or an issue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from workbooks.problems import InputError

from .cells import UnreadableCell, cell_text, is_blank, is_exact_code, read_amount, read_date
from .footer_rows import FooterRow, GrandTotal, find_footer_row, mismatches
from .headings import Headings, Row, find_headings, is_repeated, missing_headings
from .model import Ledger, LedgerIssue, exact_sum, to_yuan
from .repeats import find_repeats
from .tables import check_row_count, read_table

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")

_TEXT_LIMIT = 80
_LINE_NUMBER = re.compile(r"(序号|行号|行次|NO\.?)", re.IGNORECASE)


class _Payment(NamedTuple):
    """A readable row; the fields are the columns of `Ledger.payments`."""

    row: int
    date: date
    project: str
    functional: str
    economic: str
    amount: Decimal
    voucher: str


def read_ledger(path: str | Path, year: int) -> Ledger:
    """Read a ledger file (.xlsx, .xls, .ods, .csv). Raises `InputError` when it cannot be used."""
    table = read_table(path)
    ledger = parse_ledger(table.rows, year, Path(path).name)
    return replace(ledger, sheet=table.sheet, other_sheets=table.other_sheets)


def parse_ledger(rows: Sequence[Row], year: int, source: str) -> Ledger:
    """Read the rows of a ledger; `source` names them in messages.

    Raises `InputError` when the date or amount column is missing, when there are more rows than a
    sheet holds, and when no row is a readable payment of the year.
    """
    check_row_count(len(rows), source)
    headings = find_headings(rows, source)
    if headings is None:
        raise missing_headings([rows], source)
    reader = _RowReader(rows, headings)
    reader.read()
    if all(payment.date.year != year for payment in reader.payments):
        raise _nothing_to_count(reader, year, source)
    reader.check_totals()
    payments = reader.of_year(year)
    issues = tuple(sorted(reader.issues, key=lambda issue: issue.row or 0))
    return Ledger(source, year, headings.last + 1, payments, issues)


@dataclass
class _RowReader:
    """Reads the rows below the headings, and collects payments, printed totals and issues."""

    rows: Sequence[Row]
    headings: Headings
    payments: list[_Payment] = field(default_factory=list)
    totals: list[GrandTotal] = field(default_factory=list)
    issues: list[LedgerIssue] = field(default_factory=list)
    _inexact_vouchers: set[int] = field(default_factory=set)
    # A ledger repeats its few dates, projects and codes many times: each is read once.
    _known: dict[tuple[Callable[..., object], type, object], object] = field(default_factory=dict)

    def read(self) -> None:
        """Read every row; a row that is not blank ends as a payment, a footer, a heading or an issue."""
        for index in range(self.headings.last + 1, len(self.rows)):
            row = self.rows[index]
            if all(map(is_blank, row)) or is_repeated(row, self.headings):
                continue
            footer = find_footer_row(row)
            try:
                if footer and not self._is_payment_after_all(row, footer):
                    self._read_footer_row(row, index + 1, footer)
                else:
                    self._read_payment(row, index + 1)
            except UnreadableCell as reason:
                self._note(index + 1, "unreadable", f"{reason}，未计入")

    def of_year(self, year: int) -> pandas.DataFrame:
        """The payments that count in a year; what does not, or only with a doubt, becomes an issue."""
        import pandas

        counted = [payment for payment in self.payments if payment.date.year == year]
        for payment in self.payments:
            if payment.date.year != year:
                self._note(payment.row, "outside_year", f"支付日期 {payment.date} 不在 {year} 年，未计入")
        frame = pandas.DataFrame(counted, columns=list(_Payment._fields))
        frame["date"] = pandas.to_datetime(frame["date"])
        repeats = find_repeats(frame, self._inexact_vouchers, self._other_cells)
        for repeat in repeats:
            self._note(repeat.row, repeat.kind, repeat.message)
        dropped = {repeat.row for repeat in repeats if repeat.kind == "duplicate"}
        payments: pandas.DataFrame = frame[~frame["row"].isin(dropped)].reset_index(drop=True)
        return payments

    def check_totals(self) -> None:
        """Note every 合计 that does not equal the sum of its readable rows."""
        unreadable = sum(issue.kind == "unreadable" for issue in self.issues)
        hint = f"；另有 {unreadable} 行读不出，未算在内" if unreadable else ""
        for total, expected in mismatches(self.totals, [payment.amount for payment in self.payments]):
            difference = exact_sum((total.amount, -expected))
            self._note(
                total.row,
                "total_mismatch",
                f"合计填的是 {_money(total.amount)} 元，读到的各行之和是 {_money(expected)} 元，"
                f"相差 {_money(difference)} 元{hint}",
            )

    def _read_payment(self, row: Row, number: int) -> None:
        self._refuse_extra_cells(row)
        day = self._once(read_date, self._cell(row, "date"))
        amount = read_amount(self._cell(row, "amount"), self.headings.unit)
        voucher = self._cell(row, "voucher")
        project, functional, economic = (
            self._once(cell_text, self._cell(row, name)) for name in ("project", "functional", "economic")
        )
        yuan = to_yuan(amount, self.headings.unit)
        payment = _Payment(number, day, project, functional, economic, yuan, cell_text(voucher))
        self.payments.append(payment)
        if not is_exact_code(voucher):
            self._inexact_vouchers.add(number)

    def _read_footer_row(self, row: Row, number: int, footer: FooterRow) -> None:
        """Keep a 合计 for checking; a 小计, and a 合计 without a figure, are only recognised."""
        figure = self._cell(row, "amount")
        if is_blank(figure) or (isinstance(figure, str) and find_footer_row([figure])):
            figure = footer.inline
        if footer.grand and not is_blank(figure):
            self._refuse_extra_cells(row)
            amount = to_yuan(read_amount(figure, self.headings.unit), self.headings.unit)
            self.totals.append(GrandTotal(number, amount, len(self.payments)))

    def _is_payment_after_all(self, row: Row, footer: FooterRow) -> bool:
        """True for a dated row whose project or summary only happens to contain 合计.

        A bare 合计 or 小计 beside a date is a daily total, unless the row has a voucher number.
        """
        try:
            self._once(read_date, self._cell(row, "date"))
        except UnreadableCell:
            return False
        voucher = self._cell(row, "voucher")
        return footer.named or not (is_blank(voucher) or find_footer_row([voucher]))

    def _refuse_extra_cells(self, row: Row) -> None:
        extra = row[len(self.headings.names) :]
        if extra and not all(map(is_blank, extra)):
            raise UnreadableCell("这一行比表头多出列（金额里的千分位逗号可能没有加引号）")

    def _cell(self, row: Row, name: str) -> object:
        column = self.headings.columns.get(name)
        return row[column] if column is not None and column < len(row) else None

    def _once(self, read: Callable[[object], T], value: object) -> T:
        key = (read, type(value), value)
        if key not in self._known:
            self._known[key] = read(value)
        result: T = self._known[key]  # type: ignore[assignment]
        return result

    def _other_cells(self, number: int) -> tuple[str, ...]:
        """The cells of a row in columns the ledger does not know, line numbers left out."""
        known = set(self.headings.columns.values())
        names = self.headings.names
        return tuple(
            cell_text(value)
            for column, value in enumerate(self.rows[number - 1][: len(names)])
            if column not in known and not _LINE_NUMBER.fullmatch(names[column])
        )

    def _note(self, number: int, kind: str, message: str) -> None:
        text = " | ".join(filter(None, map(cell_text, self.rows[number - 1])))
        short = text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…"
        self.issues.append(LedgerIssue(number, kind, message, short))


def _money(amount: Decimal) -> str:
    """An amount for reading: thousands separators, at least two decimals, nothing rounded."""
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"


def _nothing_to_count(reader: _RowReader, year: int, source: str) -> InputError:
    """Why a ledger is empty: another year, rows that cannot be read, or no rows at all."""
    if reader.payments:
        years = Counter(payment.date.year for payment in reader.payments)
        found = "、".join(f"{found_year} 年 {count} 行" for found_year, count in sorted(years.items()))
        return InputError(f"{source}：没有 {year} 年的支付记录（读到的是{found}），请核对年度或文件")
    if reader.issues:
        first = reader.issues[0]
        return InputError(
            f"{source}：表头下面的 {len(reader.issues)} 行都读不出，例如第 {first.row} 行：{first.message}"
        )
    return InputError(f"{source}：表头下面没有支付记录，请核对文件")
