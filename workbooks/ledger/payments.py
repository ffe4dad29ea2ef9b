"""What a ledger is: payments of one year, the doubts about them, and their quarterly sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING

from workbooks.official.words import YUAN_EXPONENT
from workbooks.problems import InputError

if TYPE_CHECKING:
    import pandas

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
    """The counted payments of one year.

    `payments` has the columns row, date (midnight timestamps), project, functional, economic, amount
    (`Decimal`, 元) and voucher, in the order of the file. `header_row` is the 1-based row of the headings
    (the last one, where they take several; the first ones, where a ledger has several tables).
    """

    source: str
    year: int
    header_row: int
    payments: pandas.DataFrame
    issues: tuple[LedgerIssue, ...]

    @property
    def total(self) -> Decimal:
        """All counted payments of the year, in 元; refunds are subtracted."""
        return exact_sum(self.payments["amount"])

    @property
    def last_date(self) -> date:
        """The date of the last counted payment. Raises `InputError` when there is none."""
        if self.payments.empty:
            raise InputError(f"{self.source}：没有 {self.year} 年的支付记录，无法汇总")
        last: date = self.payments["date"].max().date()
        return last

    def cumulative(self, unit: str = "万元") -> tuple[Decimal | None, ...]:
        """Cumulative spend at the end of each of the 4 quarters, in `unit`, never rounded.

        A quarter after the one of the last payment has not happened yet: None.
        Raises `InputError` for a unit that is not 元, 千元, 万元 or 亿元, and for an empty ledger.
        """
        if unit not in YUAN_EXPONENT:
            raise InputError(f"不认得的金额单位“{unit}”，可用：{'、'.join(YUAN_EXPONENT)}")
        last_quarter = quarter(self.last_date)
        quarters = self.payments["date"].dt.quarter
        amounts = self.payments["amount"]
        return tuple(
            in_unit(exact_sum(amounts[quarters <= number]), unit) if number <= last_quarter else None
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
