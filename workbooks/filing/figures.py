"""Figures as people type them: read exactly, and named where the rule does not allow them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from udfs.expression import Data, Figure
from udfs.numbers import half_width
from udfs.regex import regex
from workbooks.filing.limits import DOUBTFUL, broken, limits_of
from workbooks.findings import ERROR, MISSING, NOTICE, About, Finding, quoted
from workbooks.official.words import is_blank
from workbooks.standards.items import DataItem
from workbooks.standards.model import Standard

_NUMBER = regex(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_MONEY = {
    unit: Decimal(10) ** power
    for unit, power in (("元", 0), ("千元", 3), ("万元", 4), ("万", 4), ("百万元", 6), ("亿元", 8), ("亿", 8))
}
"""Units of money in yuan."""
_ANOTHER = regex("[元十百千万亿%‰％/~～—–至到以不约余多-]")
"""What makes another number of the one before it, or a range."""
_DIGIT = regex(r"\d")
_BLANKS = ("", "-", "--", "—", "——", "/", "无")
_THOUSANDS = regex(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_LEADING_NUMBER = regex(r"[+-]?[\d,]+(\.\d+)?")

_YES_OR_NO = {"是": Decimal(1), "否": Decimal(0), "有": Decimal(1), "没有": Decimal(0)}
DATA_SHEET = "数据"


def cell_figure(value: object) -> Figure:
    """A figure as a spreadsheet cell holds it: text stays text, because Excel computes no text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float) and not isfinite(value):
        return "#NUM!"  # as Excel shows what is more than it can hold
    if isinstance(value, int | float):
        return Decimal(repr(value).removesuffix(".0"))
    return value.isoformat() if isinstance(value, date) else str(value)


def typed_figure(value: object, item: DataItem) -> Figure:
    """A figure as somebody wrote it in a data file: `-`, `/` and 无 are blanks, "2,077.35" and
    "97.90%" (for a rate) are numbers. What is no number stays text, so that it shows as an error."""
    if item.kind == "choice" and value in (None, ""):
        return item.choices[0]
    if not isinstance(value, str):
        return cell_figure(value)
    text = half_width(value).strip()
    if is_blank(text):
        return None
    if item.kind == "yesno" and text in _YES_OR_NO:
        return _YES_OR_NO[text]
    if item.kind == "grade":
        return value.strip()
    if item.kind == "target":
        return Decimal(text) if _NUMBER.fullmatch(text) and "," not in text else value.strip()
    percent = text.endswith("%") and item.kind == "rate"
    digits = text[:-1].strip() if percent else text
    if not _NUMBER.fullmatch(digits):
        return value.strip()
    number = Decimal(digits.replace(",", ""))
    return number / 100 if percent else number


def in_full_width(value: object, item: DataItem) -> bool:
    """Whether somebody wrote the digits of a figure in full width, which is read, and told."""
    return (
        isinstance(value, str)
        and half_width(value) != value
        and isinstance(typed_figure(value, item), Decimal)
    )


def row_in_full_width(value: object, item: DataItem) -> bool:
    """`in_full_width` for a row of the unit's own, whose targets and actual values are texts anyway."""
    return item.kind != "target" and in_full_width(value, item)


def full_width_reason(typed: str, figure: Figure) -> str:
    return (
        f"填的是全角数字“{typed}”，按 {figure} 读；请改为半角（表格里的公式把全角数字当作文字，算不出得分）"
    )


def full_width_note(standard: Standard, key: str, typed: str, figure: Figure, sheet: str) -> Finding:
    """That a figure was read although a spreadsheet takes what is typed for a text."""
    return _finding(sheet, "D05", NOTICE, key, full_width_reason(typed, figure), standard.items[key], typed)


def problems(standard: Standard, data: Data, sheet: str = DATA_SHEET) -> Iterator[Finding]:
    """What stands in the way of a score, one finding for each data item concerned.

    `sheet` is the sheet on which the data items are typed.
    """
    for key, item in standard.items.items():
        figure = data.get(key)
        if figure is None:
            if key in standard.figures_to_score and not may_stay_blank(key, standard, data):
                yield _not_filled(standard, key, item, sheet)
        elif item.kind == "grade" and figure in item.choices:
            continue
        elif item.kind == "grade":
            wrong = f"填的是“{figure}”，只能填 {' / '.join(item.choices)}"
            yield _finding(sheet, "D02", ERROR, key, wrong, item, str(figure))
        elif isinstance(figure, str) and item.kind == "target":
            continue  # The rule reads it, and says what it cannot read.
        elif isinstance(figure, str):
            yield _finding(sheet, "D02", ERROR, key, _not_a_number(figure, item), item, figure)
        elif limit := broken(limits_of(standard, key), figure, whole_of(item, data)):
            code, level = ("D04", NOTICE) if limit.word == DOUBTFUL else ("D03", ERROR)
            reason = limit.reason(figure, whole_of(item, data))
            yield _finding(sheet, code, level, key, reason, item, str(figure))
    yield from _unlike_amounts(standard, data, sheet)


def _not_filled(standard: Standard, key: str, item: DataItem, sheet: str) -> Finding:
    """What is missing, and which scores wait for it."""
    unit = f"单位：{item.unit_label}" if item.unit_label else ""
    if item.kind == "yesno":
        unit = "是填 1，否填 0"
    told = "，".join(filter(None, ("" if item.label == key else item.label, unit)))
    finding = _finding(sheet, "D01", MISSING, key, f"没有填写（{told}）" if told else "没有填写", item)
    names = [one.name for _, _, one in standard.rows if key in one.expression.keys]
    return replace(finding, basis=f"用于{'、'.join(map(quoted, names))}" if names else item.label)


def _unlike_amounts(standard: Standard, data: Data, sheet: str) -> Iterator[Finding]:
    """Rates that were typed although their amounts are there, and do not round to the same."""
    for one in standard.rates_of_amounts:
        rate, part, whole = (data.get(key) for key in (one.rate, one.part, one.whole))
        if not (isinstance(rate, Decimal) and isinstance(part, Decimal) and isinstance(whole, Decimal)):
            continue
        places = Decimal(1).scaleb(min(-2, int(rate.normalize().as_tuple().exponent)))
        exact = part / whole if whole else rate
        if exact.quantize(places, ROUND_HALF_UP) != rate:
            reason = (
                f"填的是 {(rate * 100).normalize():f}%，“{one.part}”÷“{one.whole}”是 {exact * 100:.2f}%，"
                "得分按两个金额算，请核对"
            )
            yield _finding(sheet, "D06", NOTICE, one.rate, reason, standard.items[one.rate], str(rate))


def whole_of(item: DataItem, data: Data) -> Decimal | None:
    """The figure that a data item is a part of; None where there is none, or it is no number."""
    whole = data.get(item.at_most) if item.at_most else None
    return whole if isinstance(whole, Decimal) else None


def may_stay_blank(key: str, standard: Standard, data: Data) -> bool:
    """Whether nothing asks for a data item, the other figures being as they are."""
    excuse = standard.excuses.get(key)
    return excuse is not None and excuse.holds(data)


def _not_a_number(text: str, item: DataItem) -> str:
    digits = half_width(text).strip()
    if isinstance(typed_figure(text, item), Decimal):
        number = digits.replace(",", "")
        return f"填的是文本格式的“{text}”，不是数；请把单元格改为数字格式，重新键入 {number}"
    unit = f"（单位：{item.unit_label}）" if item.unit_label else ""
    if digits in _BLANKS:
        return f"填的是“{text}”，应为数字{unit}；没有的请清空这一格，确实是零的填 0"
    proposed = _proposed(digits, item)
    remedy = f"，请改为 {proposed}" if proposed else "，请改为数字"
    return f"填的是“{text}”，应为数字{unit}{remedy}"


def _proposed(text: str, item: DataItem) -> str:
    """The number that is meant beyond doubt, in the unit of the item; "" where it is not the only one (never
    2021 for 2021-03-01) or what stands behind it makes another of it (never 5 for 5亿元)."""
    lead = _LEADING_NUMBER.match(text)
    if lead is None:
        return ""
    behind, written = text[lead.end() :].strip(), lead[0].replace(",", "")
    if "," in lead[0] and not _THOUSANDS.fullmatch(lead[0]):
        return ""
    if item.kind == "money" and behind in _MONEY and item.unit in _MONEY:
        number = Decimal(written) * _MONEY[behind] / _MONEY[item.unit]
        return written if _MONEY[behind] == _MONEY[item.unit] else f"{number.normalize():f}"
    if _DIGIT.search(behind) or _ANOTHER.search(behind) or (item.kind == "count" and "." in written):
        return ""
    return written


def _finding(
    sheet: str, code: str, level: str, key: str, reason: str, item: DataItem, found: str | None = None
) -> Finding:
    about = About("figure", key)
    return Finding(code, level, sheet, key, f"数据项“{key}”{reason}", None, found, item.label, about)
