"""Reading single cells of a ledger: text, dates and amounts as people and systems write them."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from udfs.regex import regex
from workbooks.official.words import YUAN_EXPONENT

# Serial numbers and years outside these are typing errors (202103 would be the year 2453).
_EARLIEST, _LATEST = date(1990, 1, 1), date(2099, 12, 31)
_EPOCH = date(1899, 12, 30)
_AMOUNT_LIMIT = Decimal(10) ** 16
_DOUBLE_DIGITS = 10**15

_INVISIBLE_MARKS = "\u200b\u200c\u200d\u2060\ufeff"
_INVISIBLE = dict.fromkeys(map(ord, _INVISIBLE_MARKS))
_BLANKS = " \t\r\n\v\f\u00a0\u2002\u2003\u2009\u3000" + _INVISIBLE_MARKS
_MINUS = str.maketrans("−–—﹣", "----")
_CLOCK = (
    r"(?:(?:星期|周).\s*)?(?:(?:上午|下午|AM|PM)\s*)?"
    r"(?:\d{1,2}[:时点]\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?)?\s*(?:AM|PM|Z|[+-]\d{2}:?\d{2})?"
)
_TIME = rf"(?:[T\s]{_CLOCK})?"
_DATE_TEXTS = (
    regex(rf"(\d{{4}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{1,2}}){_TIME}", re.IGNORECASE),
    regex(rf"(\d{{4}})\s*(年)\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*日?(?:[T\s]?{_CLOCK})", re.IGNORECASE),
    regex(rf"(\d{{4}})()(\d{{2}})(\d{{2}})(?:\d{{6}})?{_TIME}", re.IGNORECASE),
)
_LONGEST_DATE = 60
_SERIAL_TEXT = regex(r"\d{5}(?:\.\d+)?")
_AMOUNT_TEXT = regex(
    r"(?P<lead>-?)(?P<open>\(?)(?:¥|RMB|CNY|人民币)?(?P<inner>-?)(?:¥)?"
    r"(?P<digits>\d{1,16}|\d{1,3}(?:,\d{3}){1,5}|(?=\.\d))(?P<fraction>\.\d{0,20})?"
    r"(?P<unit>元|千元|万元|亿元|万|亿)?(?P<close>\)?)(?P<trail>-?)",
    re.IGNORECASE,
)
_SCIENTIFIC = regex(r"[+-]?\d+(?:\.\d+)?E[+-]?\d+", re.IGNORECASE)


class UnreadableCell(ValueError):  # noqa: N818 - not a failure of the program, a remark about a cell
    """A cell that cannot be read; the message says why, in Chinese."""


def is_blank(value: object) -> bool:
    """True for nothing, white space, NaN and NaT."""
    if isinstance(value, str):
        return not value.strip(_BLANKS)
    # NaN and NaT are the only cell values that differ from themselves.
    return value is None or bool(value != value)


def tidy(text: str) -> str:
    """Return text with full-width forms made plain, white space collapsed, invisible marks removed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return " ".join(text.split())


def cell_text(value: object) -> str:
    """A cell as one line of text: codes stored as numbers without ".0", dates in ISO form."""
    if isinstance(value, str):
        return " ".join(value.translate(_INVISIBLE).split())
    if is_blank(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(value)


def is_exact_code(value: object) -> bool:
    """False for a number whose last digits a spreadsheet has cut: over 15 digits, or 2.02E+14."""
    if isinstance(value, str):
        return not _SCIENTIFIC.fullmatch(tidy(value))
    return not isinstance(value, int | float) or abs(value) < _DOUBLE_DIGITS


def read_date(value: object) -> date:
    """Read a date cell: a date, text, or an Excel serial number. Raises `UnreadableCell`."""
    if is_blank(value):
        raise UnreadableCell("没有支付日期")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _date_of_number(value)
    if isinstance(value, str):
        return _date_of_text(tidy(value).lstrip("'"))
    raise UnreadableCell(f"支付日期“{_short(value)}”不是日期")


def _date_of_text(text: str) -> date:
    for pattern in _DATE_TEXTS if len(text) <= _LONGEST_DATE else ():
        if match := pattern.fullmatch(text):
            return _calendar_date(int(match[1]), int(match[3]), int(match[4]), text)
    if _SERIAL_TEXT.fullmatch(text):
        return _date_of_number(Decimal(text))
    raise UnreadableCell(f"支付日期“{_short(text)}”不是日期，应写成 2021-03-05")


def _date_of_number(value: int | float | Decimal) -> date:
    if not math.isfinite(value):
        raise UnreadableCell(f"支付日期“{value}”不是日期")
    whole = math.floor(value)
    if len(str(whole)) in (8, 14):
        return _date_of_text(str(whole))
    if not (_EARLIEST - _EPOCH).days <= whole <= (_LATEST - _EPOCH).days:
        raise UnreadableCell(f"支付日期“{_short(cell_text(value))}”不是日期，应写成 2021-03-05")
    return _EPOCH + timedelta(days=whole)


def _calendar_date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableCell(f"支付日期“{_short(text)}”在日历上不存在") from None


def read_amount(value: object, unit: str = "元") -> Decimal:
    """Read an amount cell, exactly as typed, in the column's `unit`; refunds are negative.

    Raises `UnreadableCell` for blanks, text, misplaced separators, figures that lost digits
    (1.23E+11), figures of 10^16 and more, and figures with a unit that is not the column's.
    """
    if is_blank(value):
        raise UnreadableCell("没有支付金额")
    if isinstance(value, str):
        return _amount_of_text(value, unit)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise UnreadableCell(f"支付金额“{_short(value)}”不是数字")
    if not math.isfinite(value):
        raise UnreadableCell(f"支付金额“{value}”不是数字")
    if isinstance(value, float):
        amount = Decimal(int(value)) if value.is_integer() else Decimal(repr(value))
    else:
        amount = Decimal(value)
    if abs(amount) >= _AMOUNT_LIMIT:
        raise UnreadableCell(f"支付金额“{_short(value)}”过大，请核对")
    return amount


def _amount_of_text(value: str, unit: str) -> Decimal:
    text = tidy(value).translate(_MINUS).replace(" ", "").lstrip("'")
    match = _AMOUNT_TEXT.fullmatch(text)
    if match is None:
        if _SCIENTIFIC.fullmatch(text):
            raise UnreadableCell(f"支付金额“{_short(value)}”是科学计数法，可能丢了位数，请改为完整的数字")
        raise UnreadableCell(f"支付金额“{_short(value)}”不是数字")
    bracketed = bool(match["open"])
    signs = bracketed + sum(bool(match[group]) for group in ("lead", "inner", "trail"))
    if bracketed != bool(match["close"]) or signs > 1:
        raise UnreadableCell(f"支付金额“{_short(value)}”的正负号或括号不成对")
    own_unit = match["unit"] or unit
    if own_unit not in YUAN_EXPONENT:
        own_unit += "元"
    if own_unit != unit:
        raise UnreadableCell(f"支付金额“{_short(value)}”的单位与这一列的单位（{unit}）不同")
    amount = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    return -amount if signs else amount


def _short(value: object) -> str:
    text = cell_text(value)
    return text if len(text) <= 30 else text[:29] + "…"
