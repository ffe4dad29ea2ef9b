"""A target in three columns (≥ | 10 | 个), joined as one would write it in a single one: ≥10个."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from udfs.numbers import half_width
from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell
from workbooks.official.printed import Printed
from workbooks.official.words import is_blank

_SIGNS = {
    **dict.fromkeys(("≥", ">=", "≧", "大于等于", "大于或等于", "不少于", "不低于"), "≥"),
    **dict.fromkeys(("≤", "<=", "≦", "小于等于", "小于或等于", "不超过", "不高于"), "≤"),
    **dict.fromkeys((">", "大于"), ">"),
    **dict.fromkeys(("<", "小于"), "<"),
    **dict.fromkeys(("=", "等于"), "="),
}
_PERCENT = "%"
_IN_WORDS = "定性"
_UNIT = r"[^\d\s.,~-]{0,6}"
_NUMBER = r"[\d,]*\d(?:\.\d+)?"
_WRITTEN = regex(rf"(≥|≤|>=|<=|≧|≦|>|<|=)?({_NUMBER})([-~—至到]{_NUMBER})?({_UNIT})")
_WITHOUT_UNIT = regex(rf"(?:≥|≤|>=|<=|≧|≦|>|<|=)?{_NUMBER}|{_NUMBER}[-~—至到]{_NUMBER}")
_LONGEST_UNIT = 6
# In a formatted cell 0.95 beside % is 95 %; of a target this small nobody can tell.
_SURELY_PERCENT = Decimal("0.5")


class SplitTarget(NamedTuple):
    """A target for three columns; one in words is 定性 and stays whole."""

    relation: str
    value: str | Decimal
    measure: str


def split_target(text: str) -> SplitTarget:
    """≥40场 as ≥, 40 and 场; what is no number with its unit stays whole, as 定性."""
    written = plain(text)
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return SplitTarget(_IN_WORDS if written else "", text, "")
    sign, number, upper, unit = found.groups()
    value = number.replace(",", "")
    return SplitTarget(
        _SIGNS.get(sign, "") if sign else "", f"{value}{upper}" if upper else Decimal(value), unit
    )


def with_joined_target(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells of a row by field, target and actual value with the sign and the unit beside them.

    The cells of the sign and the unit are left out. A target that has its own sign or unit stays as it is.
    """
    found = {name: cell for name, cell in cells.items() if name not in ("relation", "measure")}
    sign = _SIGNS.get(plain(cells["relation"].text), "") if "relation" in cells else ""
    unit = half_width(cells["measure"].text).strip() if "measure" in cells else ""
    unit = "" if is_blank(unit) or len(unit) > _LONGEST_UNIT else unit
    target, actual = found.get("target"), found.get("actual")
    fraction = unit == _PERCENT and target is not None and _is_fraction(target.number)
    if target is not None and target.number is not None and (sign or unit):
        found["target"] = replace(target, value=f"{sign}{_with_unit(target.number, unit, fraction)}")
    elif target is not None and unit and _WITHOUT_UNIT.fullmatch(plain(target.text)):
        found["target"] = replace(target, value=f"{plain(target.text)}{unit}")
    if actual is not None and actual.number is not None and unit and not actual.text.endswith(_PERCENT):
        beside = _is_fraction(actual.number) and unit == _PERCENT
        if beside == fraction or not beside:
            found["actual"] = replace(actual, value=_with_unit(actual.number, unit, fraction and beside))
        elif target is not None and target.number is not None and target.number.value > 1:
            found["actual"] = replace(actual, value=_with_unit(actual.number, unit, beside))
    return found


def _is_fraction(number: Printed | None) -> bool:
    """Whether a number cell shows a formatted percentage, of which only the value is known."""
    return (
        number is not None
        and number.decimals is None
        and not number.percent
        and _SURELY_PERCENT <= number.value <= 1
    )


def _with_unit(number: Printed, unit: str, fraction: bool) -> str:
    if number.percent:
        unit, fraction = _PERCENT, True
    value = number.exact * 100 if fraction else number.exact
    text = f"{value.normalize():f}" if number.decimals is None else f"{value:.{number.decimals}f}"
    return f"{text}{unit}"
