"""Footer rows of a ledger: 合计, 总计 and 小计 are never payments, and a 合计 must follow from its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from .cells import tidy
from .model import exact_sum

# Differences below half a fen are the binary dust of a SUM in the file.
_DUST = Decimal("0.005")
_WORD = re.compile(
    r"(?P<part>本页|本日|本月|本季度?|本年|本期)?(?P<word>合计|总计|小计|累计)"
    r"(?:数|金额|\d+笔)?(?:\([^()]*\))?(?::(?P<inline>.*))?"
)
_NAMED = re.compile(r".+(?:小计|合计|总计)(?:\([^()]*\))?:?")


@dataclass(frozen=True)
class FooterRow:
    """The label of a footer row.

    `grand` for 合计 and 总计, which must equal their rows; `named` for 人员经费小计, which is a footer
    only when the row has no date; `inline` is a figure behind the label, 合计：1,234.00.
    """

    grand: bool
    named: bool = False
    inline: str = ""


@dataclass(frozen=True)
class GrandTotal:
    """A 合计 as printed, in 元, and how many readable rows stand above it."""

    row: int
    amount: Decimal
    rows_above: int


def find_footer_row(row: Sequence[object]) -> FooterRow | None:
    """The footer label among the cells of a row."""
    for value in row:
        if isinstance(value, str) and "计" in value:
            footer = _footer_row_of(value)
            if footer:
                return footer
    return None


@lru_cache(maxsize=4096)
def _footer_row_of(text: str) -> FooterRow | None:
    label = tidy(text).replace(" ", "")
    if match := _WORD.fullmatch(label):
        grand = match["part"] is None and match["word"] in ("合计", "总计")
        return FooterRow(grand, inline=match["inline"] or "")
    return FooterRow(grand=False, named=True) if _NAMED.fullmatch(label) else None


def mismatches(totals: Sequence[GrandTotal], amounts: Sequence[Decimal]) -> list[tuple[GrandTotal, Decimal]]:
    """The totals that do not follow from the readable rows, each with the nearest sum that would.

    A total may cover the whole file (it can stand above its rows), the rows above it, or those since
    the total before.
    """
    if not totals:
        return []
    upto = list(accumulate(amounts, lambda left, right: exact_sum((left, right)), initial=Decimal(0)))
    wrong = []
    since = 0
    for total in totals:
        above = total.rows_above
        sums = [upto[-1]]
        if above:
            sums.append(upto[above])
        if above > since:
            sums.append(exact_sum((upto[above], -upto[since])))
        nearest = min(sums, key=lambda value: abs(total.amount - value))
        if abs(total.amount - nearest) >= _DUST:
            wrong.append((total, nearest))
        since = above
    return wrong
