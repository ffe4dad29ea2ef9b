"""Rows that occur twice: certain duplicates are counted once, doubtful ones are counted and listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from udfs.records import dataclass

from .payments import Payment


@dataclass(frozen=True)
class Repeat:
    """A row that repeats an earlier one; `kind` is "duplicate" or "suspected_duplicate"."""

    row: int
    kind: str
    message: str


def find_repeats(
    payments: Sequence[Payment],
    inexact_vouchers: set[int],
    other_cells: Callable[[int], tuple[str, ...]],
) -> list[Repeat]:
    """Name every payment that equals an earlier one in all recognised columns.

    It is a duplicate when the voucher number is there, undamaged (its row is not in
    `inexact_vouchers`), and the columns the ledger does not know (`other_cells`) are the same too.
    Otherwise it may be a second payment, or another payee of one voucher: suspected only.
    """
    repeats = []
    first_alike: dict[tuple[object, ...], int] = {}
    first_equal: dict[tuple[object, ...], int] = {}
    times = Counter(map(_compared, payments))
    for payment in payments:
        alike = _compared(payment)
        if times[alike] == 1:
            continue
        row, voucher = payment.row, payment.voucher
        equal = (*alike, other_cells(row))
        if alike in first_alike:
            certain = voucher and row not in inexact_vouchers and equal in first_equal
            first = first_equal[equal] if certain else first_alike[alike]
            repeats.append(_duplicate(row, first, voucher) if certain else _suspected(row, first, voucher))
        first_alike.setdefault(alike, row)
        first_equal.setdefault(equal, row)
    return repeats


def _compared(payment: Payment) -> tuple[object, ...]:
    """All that was recognised of a row."""
    return payment[1:]


def _duplicate(row: int, first: int, voucher: str) -> Repeat:
    return Repeat(row, "duplicate", f"重复：与第 {first} 行完全相同（凭证号 {voucher}），只计一次")


def _suspected(row: int, first: int, voucher: str) -> Repeat:
    why = "凭证号不能区分" if voucher else "没有凭证号"
    return Repeat(row, "suspected_duplicate", f"疑似重复：与第 {first} 行相同，{why}，已计入，请核对")
