"""What a ledger is: payments of one year, the doubts about them, and their quarterly sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Context, Decimal, localcontext
from typing import NamedTuple

from udfs.records import dataclass
from workbooks.official.words import YUAN_EXPONENT
from workbooks.problems import InputError

ISSUE_KINDS = (
    "outside_year",
    "duplicate",
    "suspected_duplicate",
    "unreadable",
    "total_mismatch",
    "not_paid",
    "not_payment",
    "doubtful",
    "left_out",
)

# Wide enough for every sum of amounts below 1e16 with the longest tail a float can have: always exact.
_EXACT = Context(prec=400)


class Payment(NamedTuple):
    """A readable row, counted from 1; the amount is in 元."""

    row: int
    date: date
    project: str
    functional: str
    economic: str
    amount: Decimal
    voucher: str


@dataclass(frozen=True)
class LedgerIssue:
    """A row that was not counted, or was counted with a doubt.

    `row` is the 1-based row of the sheet (None for what concerns a whole sheet or file), `kind` one of
    `ISSUE_KINDS`, `message` the reason in Chinese, `text` a short rendering of the row.
    """

    row: int | None
    kind: str
    message: str
    text: str


@dataclass(frozen=True, eq=False)
class Ledger:
    """The counted payments of one year, in the order of the file.

    `header_row` is the 1-based row of the headings (the last one, where they take several; the first ones,
    where a ledger has several tables).
    """

    source: str
    year: int
    header_row: int
    payments: Sequence[Payment]
    issues: tuple[LedgerIssue, ...]

    @property
    def total(self) -> Decimal:
        """All counted payments of the year, in 元; refunds are subtracted."""
        return exact_sum(payment.amount for payment in self.payments)

    @property
    def last_date(self) -> date:
        """The date of the last counted payment. Raises `InputError` when there is none."""
        if not self.payments:
            raise InputError(f"{self.source}：没有 {self.year} 年的支付记录，无法汇总")
        return max(payment.date for payment in self.payments)

    def cumulative(self, unit: str = "万元") -> tuple[Decimal | None, ...]:
        """Cumulative spend at the end of each of the 4 quarters, in `unit`, never rounded.

        A quarter after the one of the last payment has not happened yet: None.
        Raises `InputError` for a unit that is not 元, 千元, 万元 or 亿元, and for an empty ledger.
        """
        if unit not in YUAN_EXPONENT:
            raise InputError(f"不认得的金额单位“{unit}”，可用：{'、'.join(YUAN_EXPONENT)}")
        last_quarter = quarter(self.last_date)
        paid = [(quarter(payment.date), payment.amount) for payment in self.payments]
        return tuple(
            in_unit(exact_sum(amount for when, amount in paid if when <= number), unit)
            if number <= last_quarter
            else None
            for number in range(1, 5)
        )


def quarter(day: date) -> int:
    """The quarter of a day, 1 to 4."""
    return (day.month + 2) // 3


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts without rounding, whatever their number of digits."""
    with localcontext(_EXACT):
        return sum(amounts, Decimal(0))


def in_unit(yuan: Decimal, unit: str) -> Decimal:
    """Express 元 in `unit` by moving the decimal point, so that nothing is rounded."""
    return yuan.scaleb(-YUAN_EXPONENT[unit], context=_EXACT)


def to_yuan(amount: Decimal, unit: str) -> Decimal:
    """Express an amount in `unit` as 元, exactly."""
    return amount.scaleb(YUAN_EXPONENT[unit], context=_EXACT)
