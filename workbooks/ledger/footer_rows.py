"""Rows that are no payments: 合计, 小计 … sum others, 期初余额, 过次页 … carry a sum along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from udfs.records import dataclass
from udfs.regex import regex

from .cell_values import is_blank, tidy
from .payments import exact_sum

# Differences below half a fen are the binary dust of a SUM in the file.
_DUST = Decimal("0.005")
_FEN = Decimal("0.01")

_PERIOD = (
    r"(?:\d{4}年度?)?(?:第?[一二三四1-4]季度?|[上下]半年|\d{1,2}(?:[-至到]\d{1,2})?月份?|[一二三四五六七八九十]{1,2}月份?"
    r"|全年度?|年度|[本当上]?[页日月年期]份?|本季度?|本年度|每页|分页|分类|以上|截至[^合小总累]*)?"
)
_WORD = regex(
    rf"(?P<part>{_PERIOD})(?P<word>合计|总计|小计|累计|共计)"
    r"(?:数|额|金额|总额|\d+笔)?(?:\([^()]*\))?(?::(?P<inline>.*))?"
)
_CARRYING_SIGNS = frozenset("余结页初末其")
# 上年结转 is where the money of a payment came from, unless it stands where a payment is described.
_FUNDS = regex(r"(?:\d{4}年度?)?(?:上年度?|以前年度)?(?:结转|结余|余额)(?:资金)?:?")
_PERIODS_SUM = regex(
    r"[日月季年页]计|(?:[本当上]?[日月季年期页]度?|全年|截至[^合小总累]*)(?:合计|累计)?(?:支出|支付|借方)?(?:发生额|发生数)(?:合计|累计)?"
)
_PART = regex(r"其中(?::.{0,30}|[^:]{0,12})")
_NAMED = regex(r".+(?:小计|合计|总计)(?:\([^()]*\))?:?")
_CARRIED = regex(
    r"(?:\d{4}年度?)?(?:"
    r"(?:期初|年初|月初|期末|年末|月末|本期期[初末])(?:余额|结余|结转|数|金额|累计)?"
    r"|(?:上年|上年度|上期|上月|上季|上季度|以前年度)(?:结转|结余|余额|累计)(?:余额|数|金额|资金)?"
    r"|(?:承|接|转|过|续)[上前次下]页|结转[下次][页年期月]度?|[上前]页(?:结转|转来|余额|累计|结余)"
    r"|余额|结余)(?:\([^()]*\))?:?"
)


@dataclass(frozen=True)
class FooterRow:
    """The label of a row that is no payment, as it is written.

    `grand` for 合计 and 总计, which must equal their rows; `named` for 人员经费小计, which may be the name of
    a payment too; `carried` for 期初余额 and 过次页, and for 其中：办公费, a part of the row above;
    `inline` is a figure behind the label, 合计：1,234.00.
    """

    label: str
    grand: bool = False
    named: bool = False
    carried: bool = False
    inline: str = ""


@dataclass(frozen=True)
class GrandTotal:
    """A 合计 as printed, in 元, how many rows with an amount stand above it, and above its section."""

    row: int
    amount: Decimal
    rows_above: int
    section_from: int = 0


def find_footer_row(row: Sequence[object], labels: Iterable[int] = ()) -> FooterRow | None:
    """The footer label of a row; 上年结转, also a kind of funds, only in the columns for `labels`."""
    for value in row:
        if isinstance(value, str) and ("计" in value or "发生" in value):
            footer = _summing(value)
            if footer:
                return footer
    known = frozenset(labels)
    for column, value in enumerate(row):
        if isinstance(value, str) and len(value) < 40 and not _CARRYING_SIGNS.isdisjoint(value):
            footer = _carrying(value)
            if footer and (column in known or not _FUNDS.fullmatch(footer.label)):
                return footer
    return None


@lru_cache(maxsize=4096)
def _summing(text: str) -> FooterRow | None:
    label = tidy(text).replace(" ", "")
    if _PERIODS_SUM.fullmatch(label):
        return FooterRow(label)
    if match := _WORD.fullmatch(label):
        grand = not match["part"] and match["word"] in ("合计", "总计", "共计")
        return FooterRow(label, grand, inline=match["inline"] or "")
    return FooterRow(label, named=True) if _NAMED.fullmatch(label) else None


@lru_cache(maxsize=4096)
def _carrying(text: str) -> FooterRow | None:
    label = tidy(text).replace(" ", "").strip("()[]【】")
    carried = _CARRIED.fullmatch(label) or _PART.fullmatch(label)
    return FooterRow(label, carried=True) if carried else None


@dataclass
class RunningSums:
    """Whether an amount is the sum of the rows above it: of the last one, two, three …"""

    amounts: Sequence[Decimal]
    _sums: list[Decimal] = field(default_factory=lambda: [Decimal(0)])
    _first: dict[Decimal, int] = field(default_factory=lambda: {Decimal(0).quantize(_FEN): 0})

    def end_with(self, amount: Decimal, at_least: int) -> bool:
        """True when the last rows, at least so many, add up to the amount."""
        for added in self.amounts[len(self._sums) - 1 :]:
            self._sums.append(exact_sum((self._sums[-1], added)))
            self._first.setdefault(_fen(self._sums[-1]), len(self._sums) - 1)
        start = self._first.get(_fen(exact_sum((self._sums[-1], -amount))))
        return start is not None and start <= len(self.amounts) - at_least


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(_FEN) if abs(amount) < 10**20 else amount


def mismatches(
    totals: Sequence[GrandTotal], counted: Sequence[Decimal], printed: Sequence[Decimal]
) -> list[tuple[GrandTotal, Decimal]]:
    """The totals that do not follow from the readable rows, each with the nearest sum that would.

    A total may cover the whole file (it can stand above its rows), the rows above it, those of its
    section, or those since the total before; and the rows that count (`counted`, 0 for one that does not)
    or all that are `printed`.
    """
    if not totals:
        return []
    upto, upto_printed = _running(counted), _running(printed)
    ends = sorted({total.section_from for total in totals} | {len(counted)})
    wrong = []
    since = 0
    for total in totals:
        end = next((end for end in ends if end > total.section_from), len(counted))
        nearest = _nearest(total, upto, since, end)
        if abs(total.amount - nearest) >= _DUST:
            right = abs(total.amount - _nearest(total, upto_printed, since, end)) < _DUST
            if not right:
                wrong.append((total, nearest))
        since = total.rows_above
    return wrong


def _running(amounts: Sequence[Decimal]) -> list[Decimal]:
    return list(accumulate(amounts, lambda left, right: exact_sum((left, right)), initial=Decimal(0)))


def _nearest(total: GrandTotal, upto: Sequence[Decimal], since: int, end: int) -> Decimal:
    above, start = total.rows_above, total.section_from
    sums = [upto[-1], exact_sum((upto[end], -upto[start]))]
    if above:
        sums.append(upto[above])
    for begin in {since, start}:
        if above > begin:
            sums.append(exact_sum((upto[above], -upto[begin])))
    return min(sums, key=lambda value: abs(total.amount - value))


def label_in(value: object) -> bool:
    """Whether a cell holds a footer label and nothing else."""
    return isinstance(value, str) and not is_blank(value) and bool(_summing(value) or _carrying(value))
