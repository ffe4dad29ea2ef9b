"""Reading, snapping and rounding numbers: `Decimal` inside, floats only at the border.

Money and rates are taken exactly as typed. Binary dust (7.587/8.43 must be 90 %) is removed by
snapping to 12 significant digits before a value meets a bound; nothing else is rounded before an
item is rounded once, half-up, to 2 decimals.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

from .errors import BadValueError, MissingValueError, RuleTextError
from .regex import regex

Number = int | float | Decimal

SIGNIFICANT_DIGITS = 12
SCORE_PLACES = 2

_SNAP = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP)
_CENT = Decimal(1).scaleb(-SCORE_PLACES)
_RULE_NUMBER = regex(r"([+-]?\d+(?:\.\d+)?)\s*(%?)")
_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９．％；：，＜＞＝（）［］～－＋　", "0123456789.%;:,<>=()[]~-+ "
)


def number(value: object, what: str = "数值") -> Decimal:
    """Return a figure as `Decimal`, exactly as typed.

    Raises `MissingValueError` for a blank and `BadValueError` for text, booleans, NaN and infinity.
    """
    if type(value) is Decimal and value.is_finite():
        return value
    if value is None or (isinstance(value, str) and not value.strip()):
        raise MissingValueError(f"{what}没有填写")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise BadValueError(f"{what}填的是“{value}”，应为数字")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BadValueError(f"{what}不是有限的数字")
        return Decimal(repr(value))
    result = Decimal(value)
    if not result.is_finite():
        raise BadValueError(f"{what}不是有限的数字")
    return result


def not_negative(value: object, what: str) -> Decimal:
    """Like `number`, and raise `BadValueError` below zero."""
    result = number(value, what)
    if result < 0:
        raise BadValueError(f"{what}是 {result}，不能小于 0")
    return result


@lru_cache(maxsize=1024)
def rule_number(text: str | Number, what: str = "规则中的数") -> Decimal:
    """Read a number of a rule: 0.6, "0.6" or "60%" (a percent sign divides by 100)."""
    if not isinstance(text, str):
        return number(text, what)
    match = _RULE_NUMBER.fullmatch(half_width(text).strip())
    if match is None:
        raise RuleTextError(f"{what}“{text}”不是数，应写成 0.6 或 60%")
    result = Decimal(match[1])
    return result / 100 if match[2] else result


@lru_cache(maxsize=1024)
def rule_numbers(text: str | Number, what: str) -> tuple[Decimal, ...]:
    """Read a list of a rule: "1; 1; 0.5" (semicolons between)."""
    if not isinstance(text, str):
        return (number(text, what),)
    return tuple(rule_number(part, what) for part in half_width(text).split(";"))


def half_width(text: str) -> str:
    """Return rule text with full-width digits and signs, ≤ ≥ × included, as plain ones."""
    return text.translate(_FULL_WIDTH).replace("≤", "<=").replace("≥", ">=").replace("×", "*")


def snap(value: Decimal) -> Decimal:
    """Remove binary dust: round to 12 significant digits."""
    try:
        return _SNAP.plus(value)
    except InvalidOperation as error:
        raise BadValueError("数值太大，无法计算") from error


def round_score(value: Decimal) -> Decimal:
    """Round a score once, half-up, to 0.01 (what Excel's ROUND does)."""
    snapped = snap(value)
    # A number of 12 digits or more before the point has no cents left.
    return snapped if snapped.adjusted() >= SIGNIFICANT_DIGITS else snapped.quantize(_CENT, ROUND_HALF_UP)
