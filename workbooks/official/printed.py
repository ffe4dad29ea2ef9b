"""Numbers as they are printed: their value and how many decimals somebody chose to show."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from udfs.numbers import half_width
from udfs.once import once
from udfs.records import dataclass
from udfs.regex import regex

_NUMBER = regex(r"([+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?)\s*(%|分)?")

_MOST_DIGITS = 18
# What a spreadsheet's binary numbers hold for certain; beyond that lies the dust of 0.57+0.01.
_BINARY = Context(prec=14, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Printed:
    """A printed number; a percentage has the value 1 for 100 % and the decimals of its per cents.

    `decimals` is None for a number cell, of which only the value is known, not the format.
    """

    value: Decimal
    decimals: int | None = None
    percent: bool = False

    @once
    def exact(self) -> Decimal:
        """The value, that of a number cell without binary dust."""
        return self.value if self.decimals is not None else _BINARY.plus(self.value)

    @once
    def places(self) -> int:
        """The decimals that were printed (those of the per cents); of a number cell those of its value."""
        if self.decimals is not None:
            return self.decimals
        exponent = (self.exact * 100 if self.percent else self.exact).normalize().as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0


def printed(value: object) -> Printed | None:
    """Read a cell as a number; None for blanks, texts, dates and truth values."""
    if isinstance(value, str):
        return _in_text(_trimmed(value))
    if isinstance(value, bool) or value is None or isinstance(value, date):
        return None
    if isinstance(value, int | float | Decimal):
        return _of_digits(str(value))
    return _in_text(text_of(value))


@lru_cache(maxsize=1 << 13)
def _of_digits(digits: str) -> Printed | None:
    return _sensible(Printed(Decimal(digits)))


def _in_text(text: str) -> Printed | None:
    return _of_text(text) if text[:1].isdecimal() or text[:1] in ("+", "-") else None


@lru_cache(maxsize=1 << 13)
def _of_text(text: str) -> Printed | None:
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    number, decimals, percent = Decimal(found[1].replace(",", "")), len(found[2] or ""), found[3] == "%"
    return _sensible(Printed(number / 100 if percent else number, decimals, percent))


def _sensible(number: Printed) -> Printed | None:
    """No form holds a number of twenty digits, and decimal arithmetic would not hold it exactly."""
    return number if number.value.is_finite() and number.value.adjusted() < _MOST_DIGITS else None


def text_of(value: object) -> str:
    """A cell as text: half-width, without blanks at the ends; a whole number without .0."""
    if isinstance(value, str):
        return _trimmed(value)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _trimmed(str(value))


@lru_cache(maxsize=1 << 13)
def _trimmed(text: str) -> str:
    return half_width(text).strip()
