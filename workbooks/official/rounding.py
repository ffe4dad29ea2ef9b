"""Telling a rounding habit from an error: how a printed number came from the exact one."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from functools import lru_cache

from udfs.numbers import snap
from udfs.records import dataclass
from workbooks.official.printed import Printed

_MODES = (
    (ROUND_HALF_UP, "四舍五入到{}"),
    (ROUND_DOWN, "截去尾数，只留{}"),
    (ROUND_HALF_EVEN, "按“四舍六入五成双”到{}"),
    (ROUND_UP, "进一法到{}"),
)
# How many decimals fewer than printed a mode may have kept; coarser, it would explain almost anything.
_COARSER = {ROUND_HALF_UP: 99, ROUND_DOWN: 1, ROUND_HALF_EVEN: 0, ROUND_UP: 0}
_WIDE = Context(prec=99)
# Nobody types more decimals into a number cell; one that has them was computed.
_MOST_TYPED = 8
_DIGITS = ["整数", "一位小数", "两位小数", "三位小数", "四位小数", "五位小数", "六位小数"]


@dataclass(frozen=True)
class Fit:
    """Whether a printed number follows from the exact one, or else the habit that explains it (or "")."""

    follows: bool
    habit: str = ""


_FOLLOWS, _DIFFERS = Fit(True), Fit(False)


def fit(exact: Decimal, shown: Printed, places: int = 0) -> Fit:
    """Compare a printed number with the exact one, at the decimals that were printed.

    It follows when it is the exact one rounded half-up to at least `places` decimals; a number cell also when
    only binary dust lies between. A coarser number is a habit, so is one that was truncated (a zero may have
    been added), rounded up or half-even; anything else is an error.
    """
    scale = 100 if shown.percent else 1
    value, printed = exact * scale, shown.exact * scale
    decimals = shown.places
    computed = shown.decimals is None and decimals > _MOST_TYPED
    if printed == value or (computed and snap(printed) == snap(value)):
        return _FOLLOWS
    if decimals >= places and printed == rounded(value, decimals):
        return _FOLLOWS
    for kept in range(min(decimals, len(_DIGITS) - 1), -1, -1):
        for mode, words in _MODES:
            if decimals - kept <= _COARSER[mode] and printed == rounded(value, kept, mode):
                return Fit(False, words.format(_DIGITS[kept]))
    return _DIFFERS


def rounded(value: Decimal, decimals: int, mode: str = ROUND_HALF_UP) -> Decimal:
    """A number at so many decimals, half-up unless said otherwise; one with too many digits as it is."""
    if value.adjusted() + decimals >= _WIDE.prec:
        return value
    return value.quantize(_unit_of(decimals), rounding=mode, context=_WIDE)


@lru_cache(maxsize=128)
def _unit_of(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)
