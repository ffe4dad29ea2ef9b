"""The words of official tables that mean the same wherever they stand: blanks, money units, quarters."""

from __future__ import annotations

import re
from decimal import Decimal

from udfs.regex import regex
from udfs.targets import vocabulary as targets

BLANKS = frozenset({*targets.BLANKS, "无"})
"""What people write where nothing is to be filled in, in half width and without blanks around it."""

YUAN_EXPONENT = {"元": 0, "千元": 3, "万元": 4, "亿元": 8}
"""How many yuan a money unit is, as a power of ten."""

YUAN = {unit: Decimal(10**exponent) for unit, exponent in YUAN_EXPONENT.items()}
"""How many yuan a money unit is."""

MONEY_UNITS = "亿元|万元|千元|元"
"""The money units as alternatives of a pattern, the longer ones first."""

QUARTER_DIGITS = "一二三四1-4"
"""What numbers a quarter, as a class of a pattern."""

_QUARTER = regex(rf"(?:20\d\d年)?(?:第?([{QUARTER_DIGITS}])季度?(?:末|累计)?|Q([1-4])|([369]|12)月末?)", re.I)


def is_blank(text: str) -> bool:
    """Whether a text stands for nothing filled in (`-`, `/`, 无 …)."""
    return text in BLANKS


def quarter_of(text: str, *, whole: bool = True) -> int | None:
    """The quarter (1 to 4) that a text names: 一季度, 第2季度末, Q3, 9月末; None where it names none.

    With `whole` the text says nothing else; otherwise it begins with it.
    """
    found = _QUARTER.fullmatch(text) if whole else _QUARTER.match(text)
    if not found:
        return None
    digit = found[1] or found[2]
    return quarter_number(digit) if digit else int(found[3]) // 3


def quarter_number(digit: str) -> int:
    """The number of a quarter from its digit, Chinese or Arabic."""
    return "一二三四1234".index(digit) % 4 + 1
