"""Reading the rows of a ledger's tables: which is a payment, and why one is not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import field
from decimal import Decimal
from typing import TypeVar

from udfs.records import dataclass
from workbooks.problems import InputError

from .cell_values import UnreadableCell, cell_text, is_blank, is_exact_code, read_amount, read_date
from .duplicates import find_repeats
from .footer_rows import FooterRow, GrandTotal, RunningSums, find_footer_row, label_in, mismatches
from .heading_rows import Row, is_repeated
from .payment_state import Effect, Remark, remark_on
from .payments import LedgerIssue, Payment, exact_sum, to_yuan
from .sections import Section
from .thousands import split_amount
from .units import says_unit, unit_line

T = TypeVar("T")

_TEXT_LIMIT = 80
_SHOWN_ROWS = 10
_MOST_NOTE_CELLS = 4
_YUAN_NAMES = frozenset(("人民币", "CNY", "RMB", "元", "人民币元", "本币", "本位币", "¥", "156", "01"))


@dataclass
class RowReader:
    """Reads the rows of each section, and collects payments, printed totals and issues."""

    rows: Sequence[Row]
    source: str
    payments: list[Payment] = field(default_factory=list)
    totals: list[GrandTotal] = field(default_factory=list)
    issues: list[LedgerIssue] = field(default_factory=list)
    _inexact_vouchers: set[int] = field(default_factory=set)
    # A ledger repeats its few dates, projects and codes many times: each is read once.
    _known: dict[tuple[Callable[..., object], type, object], object] = field(default_factory=dict)
    # Every row with an amount: what it counts, and what it prints; the printed totals are compared with both.
    _counted: list[Decimal] = field(default_factory=list)
    _printed: list[Decimal] = field(default_factory=list)
    _doubts: dict[str, list[int]] = field(default_factory=dict)
    _returns: list[tuple[int, Payment, Remark]] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sums = RunningSums(self._counted)

    def read(self, section: Section) -> None:
        """Read every row; a row that is not blank ends as a payment, a footer, a heading or an issue."""
        self._section, self._section_from = section, len(self._counted)
        self._sections.append(section)
        for index in range(section.begin, section.end):
            row = self.rows[index]
            if all(map(is_blank, row)) or is_repeated(row, section.headings):
                continue
            try:
                self._read_row(row, index + 1)
            except UnreadableCell as reason:
                self._note(index + 1, "unreadable", f"{reason}，未计入")

    def finish(self) -> None:
        """Decide, once every section was read, what single rows could not: returns, doubts."""
        self._settle_returns()
        self._tell_doubts()
        self.payments.sort(key=lambda payment: payment.row)

    def of_year(self, year: int) -> tuple[Payment, ...]:
        """The payments that count in a year; what does not, or only with a doubt, becomes an issue."""
        counted = [payment for payment in self.payments if payment.date.year == year]
        for payment in self.payments:
            if payment.date.year != year:
                self._note(payment.row, "outside_year", f"支付日期 {payment.date} 不在 {year} 年，未计入")
        repeats = find_repeats(counted, self._inexact_vouchers, self._other_cells)
        for repeat in repeats:
            self._note(repeat.row, repeat.kind, repeat.message)
        dropped = {repeat.row for repeat in repeats if repeat.kind == "duplicate"}
        return tuple(payment for payment in counted if payment.row not in dropped)

    def check_totals(self) -> None:
        """Note every 合计 that does not equal the sum of its readable rows."""
        unreadable = sum(issue.kind == "unreadable" for issue in self.issues)
        hint = f"；另有 {unreadable} 行读不出，未算在内" if unreadable else ""
        for total, expected in mismatches(self.totals, self._counted, self._printed):
            difference = exact_sum((total.amount, -expected))
            self._note(
                total.row,
                "total_mismatch",
                f"合计填的是 {_money(total.amount)} 元，读到的各行之和是 {_money(expected)} 元，"
                f"相差 {_money(difference)} 元{hint}",
            )

    def _read_row(self, row: Row, number: int) -> None:
        columns = self._section.headings.columns
        footer = find_footer_row(row, columns.labels)
        if footer and not self._is_payment_after_all(row, number, footer):
            self._read_footer_row(row, number, footer)
        elif self._is_note(row):
            self._read_note(row, number)
        elif remark := remark_on(row, columns):
            self._read_remarked(row, number, remark)
        elif not self._is_unpaid(row, number):
            self._count(self._payment(row, number), row)

    def _payment(self, row: Row, number: int) -> Payment:
        """A row as a payment. Raises `UnreadableCell`."""
        self._refuse_extra_cells(row)
        self._refuse_foreign(row)
        day = self._once(read_date, self._cell(row, "date"))
        amount = self._amount(row)
        project, functional, economic = (
            self._once(cell_text, self._cell(row, name)) for name in ("project", "functional", "economic")
        )
        voucher = self._cell(row, "voucher")
        payment = Payment(number, day, project, functional, economic, amount, cell_text(voucher))
        if not is_exact_code(voucher):
            self._inexact_vouchers.add(number)
        return payment

    def _amount(self, row: Row) -> Decimal:
        """The amount of a row in 元. Raises `UnreadableCell`."""
        headings = self._section.headings
        value = self._cell(row, "amount")
        if split := split_amount(row, headings.columns):
            raise UnreadableCell(f"支付金额可能被千分位逗号拆开了（{split}），请给金额加引号或去掉逗号")
        unit = headings.unit
        for cell in self._role(row, "unit"):
            unit = says_unit(cell) or unit
        return to_yuan(read_amount(value, unit), unit)

    def _less_refund(self, payment: Payment, row: Row) -> Payment:
        """A payment less what a column 退回金额 says of it."""
        headings = self._section.headings
        for cell in self._role(row, "refunded"):
            if is_blank(cell) or not (back := abs(to_yuan(read_amount(cell, headings.unit), headings.unit))):
                continue
            amount = exact_sum((payment.amount, -back))
            self._note(payment.row, "doubtful", f"退回 {_money(back)} 元，已从支付金额中减去，请核对")
            payment = payment._replace(amount=amount)
        return payment

    def _count(self, payment: Payment, row: Row, printed: Decimal | None = None) -> None:
        counted = self._less_refund(payment, row)
        self.payments.append(counted)
        self._counted.append(counted.amount)
        self._printed.append(payment.amount if printed is None else printed)

    def _leave_out(self, row: Row, number: int, kind: str, message: str) -> None:
        """Name a row that does not count, and keep its amount for the printed totals."""
        self._note(number, kind, f"{message}，未计入")
        printed = Decimal(0)
        with suppress(UnreadableCell):
            printed = self._amount(row)
        self._counted.append(Decimal(0))
        self._printed.append(printed)

    def _read_remarked(self, row: Row, number: int, remark: Remark) -> None:
        """A row with a remark that it was not paid, is a refund, or may be either."""
        effect = remark.effect
        if effect is Effect.NOT_PAID:
            return self._leave_out(row, number, "not_paid", f"{remark.text}，没有支付")
        if effect is Effect.NO_PAYMENT:
            return self._leave_out(row, number, "not_payment", f"{remark.text}，不是支付")
        if self._is_unpaid(row, number):
            return None
        payment = self._payment(row, number)
        printed = payment.amount
        if effect is Effect.RETURNED and payment.amount > 0:
            self._returns.append((len(self._counted), payment, remark))
            self._counted.append(Decimal(0))
            self._printed.append(printed)
            return None
        if effect is Effect.RETURNED:
            self._note(number, "doubtful", f"{remark.text}，是负数，已按退款计入，请核对")
        elif effect is Effect.REFUND and payment.amount > 0:
            self._note(number, "doubtful", f"{remark.text}，金额是正数，已按负数计入，请核对")
            payment = payment._replace(amount=-payment.amount)
        elif effect in (Effect.DOUBT, Effect.UNKNOWN) and payment.amount > 0:
            self._doubts.setdefault(remark.text, []).append(number)
        return self._count(payment, row, printed)

    def _settle_returns(self) -> None:
        """Payments that were returned count only where a row of their own takes them back."""
        negatives = [payment for payment in self.payments if payment.amount < 0]
        for place, payment, remark in self._returns:
            match = next((one for one in negatives if _takes_back(one, payment)), None)
            if match is None:
                self._note(payment.row, "not_paid", f"{remark.text}，没有支付，未计入")
                continue
            negatives.remove(match)
            why = f"{remark.text}；第 {match.row} 行有对应的负数，两行都已计入，请核对"
            self._note(payment.row, "doubtful", why)
            self.payments.append(payment)
            self._counted[place] = payment.amount
        self._returns.clear()

    def _tell_doubts(self) -> None:
        """One issue for each remark that leaves it open whether its rows were paid."""
        for text, numbers in self._doubts.items():
            shown = "、".join(map(str, numbers[:_SHOWN_ROWS]))
            more = " 等" if len(numbers) > _SHOWN_ROWS else ""
            rows = f"共 {len(numbers)} 行（第 {shown}{more} 行）" if len(numbers) > 1 else ""
            self._note(numbers[0], "doubtful", f"{text}，说不清是否已经支付，{rows}已计入，请核对")
        self._doubts.clear()

    def _is_unpaid(self, row: Row, number: int) -> bool:
        """Name a row that was asked for and never paid: its 实际支付金额 (or 实际支付日期) is blank."""
        columns = self._section.headings.columns
        asked = [row[n] for n in columns.asked if n < len(row) and not is_blank(row[n])]
        if not asked:
            return False
        undated = is_blank(self._cell(row, "date"))
        if columns.paid_by_date:
            unpaid, name = undated, columns.name("date")
        else:
            unpaid = _is_nothing(self._cell(row, "amount")) and (undated or not columns.dated_when_paid)
            name = columns.name("amount")
        if unpaid:
            asked_for = self._money_of(asked[0])
            self._note(number, "not_paid", f"“{name}”是空的（申请支付 {asked_for}），没有实际支付，未计入")
        return unpaid

    def _money_of(self, value: object) -> str:
        unit = self._section.headings.unit
        with suppress(UnreadableCell):
            return f"{_money(to_yuan(read_amount(value, unit), unit))} 元"
        return cell_text(value)

    def _read_footer_row(self, row: Row, number: int, footer: FooterRow) -> None:
        """Keep a 合计 for checking; other footers are named only where they could be taken for payments."""
        figure = self._cell(row, "amount")
        if is_blank(figure) or label_in(figure):
            figure = footer.inline
        if footer.grand and not is_blank(figure):
            self._refuse_extra_cells(row)
            unit = self._section.headings.unit
            amount = to_yuan(read_amount(figure, unit), unit)
            self.totals.append(GrandTotal(number, amount, len(self._counted), self._section_from))
        if footer.carried or (self._is_dated(row) and not is_blank(self._cell(row, "amount"))):
            self._note(number, "not_payment", f"“{footer.label[:20]}”不是支付，未计入")

    def _is_payment_after_all(self, row: Row, number: int, footer: FooterRow) -> bool:
        """True for a row whose project or summary only happens to contain 合计.

        A bare 合计 beside a date is a daily total, unless the row has a voucher number; with one, and for
        人员经费小计, the sums of the rows above decide.
        """
        voucher = self._cell(row, "voucher")
        has_voucher = not (is_blank(voucher) or label_in(voucher))
        if footer.carried:
            return has_voucher
        if not self._is_dated(row):
            return footer.named and has_voucher
        try:
            is_sum = self._sums.end_with(self._amount(row), at_least=2)
        except UnreadableCell:
            is_sum = False
        if not footer.named:
            if not has_voucher or is_sum:
                return False
            self._doubts.setdefault(f"写着“{footer.label[:20]}”，又有凭证号", []).append(number)
            return True
        if is_sum:
            return False
        if not has_voucher:
            self._doubts.setdefault(f"写着“{footer.label[:20]}”，没有凭证号", []).append(number)
        return True

    def _is_dated(self, row: Row) -> bool:
        try:
            self._once(read_date, self._cell(row, "date"))
        except UnreadableCell:
            return False
        return True

    def _is_note(self, row: Row) -> bool:
        """True for 制表人, 说明 and the like: a few texts, no amount, no voucher, no date."""
        filled = [value for value in row if not is_blank(value)]
        return (
            len(filled) <= _MOST_NOTE_CELLS
            and all(isinstance(value, str) for value in filled)
            and is_blank(self._cell(row, "amount"))
            and is_blank(self._cell(row, "voucher"))
            and not any(_has_figure(value) for value in filled)
            and not self._is_dated(row)
        )

    def _read_note(self, row: Row, number: int) -> None:
        headings = self._section.headings
        unit = unit_line([row], self.source)
        if unit and unit != headings.unit and not headings.unit_stated:
            raise InputError(
                f"{self.source}：第 {number} 行写着单位是{unit}，表头没有写单位；"
                f"请在表头写明，例如“支付金额（{unit}）”"
            )
        self._note(number, "not_payment", "没有日期和金额，不是支付，未计入")

    def _refuse_extra_cells(self, row: Row) -> None:
        extra = row[len(self._section.headings.columns.names) :]
        if extra and not all(map(is_blank, extra)):
            raise UnreadableCell("这一行比表头多出列（金额里的千分位逗号可能没有加引号）")

    def _refuse_foreign(self, row: Row) -> None:
        for cell in self._role(row, "currency"):
            text = cell_text(cell)
            if text and text.upper() not in _YUAN_NAMES:
                raise UnreadableCell(f"币种是“{text[:20]}”，不是人民币")

    def _role(self, row: Row, role: str) -> list[object]:
        columns = self._section.headings.columns.roles[role]
        return [row[column] for column in columns if column < len(row)]

    def _cell(self, row: Row, name: str) -> object:
        column = self._section.headings.columns.fields.get(name)
        return row[column] if column is not None and column < len(row) else None

    def _once(self, read: Callable[[object], T], value: object) -> T:
        key = (read, type(value), value)
        if key not in self._known:
            self._known[key] = read(value)
        result: T = self._known[key]  # type: ignore[assignment]
        return result

    def _other_cells(self, number: int) -> tuple[str, ...]:
        """The cells of a row in columns the ledger does not know, line numbers left out."""
        begins = [section.begin for section in self._sections]
        columns = self._sections[bisect_left(begins, number) - 1].headings.columns
        known = {*columns.fields.values(), *columns.roles["line_number"]}
        cells = enumerate(self.rows[number - 1][: len(columns.names)])
        return tuple(cell_text(value) for column, value in cells if column not in known)

    def _note(self, number: int, kind: str, message: str) -> None:
        text = " | ".join(filter(None, map(cell_text, self.rows[number - 1])))
        short = text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…"
        self.issues.append(LedgerIssue(number, kind, message, short))


def _takes_back(negative: Payment, payment: Payment) -> bool:
    same = payment.voucher if payment.voucher and negative.voucher else payment.project
    other = negative.voucher if payment.voucher and negative.voucher else negative.project
    return negative.amount == -payment.amount and same == other and negative.date >= payment.date


def _is_nothing(value: object) -> bool:
    """True for a blank, a dash, and 0."""
    if is_blank(value) or cell_text(value) in ("-", "—", "/"):
        return True
    try:
        return not read_amount(value)
    except UnreadableCell:
        return False


def _has_figure(value: object) -> bool:
    try:
        read_amount(value)
    except UnreadableCell:
        return False
    return True


def _money(amount: Decimal) -> str:
    """An amount for reading: thousands separators, at least two decimals, nothing rounded."""
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"
