"""Targets (目标值) as people write them: "≥95%", "20条", "≤90万元", "5000-6000人次", "达成预期指标".

In real forms hardly one target is a plain number. A text is read only when the whole of it is an
operator, a number (or two) and a unit; nothing is ever picked out of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .errors import BadValueError, MissingValueError
from .numbers import Number, half_width, number, snap

Kind = Literal["quantity", "qualitative", "not_applicable"]
Operator = Literal[">=", ">", "<=", "<", "="]

ATTAINED, PARTLY_ATTAINED, NOT_ATTAINED = "达成", "部分达成", "未达成"

_BEFORE: dict[str, Operator] = {
    **dict.fromkeys((">=", "=>", "大于等于", "大于或等于", "不少于", "不低于", "不小于", "至少"), ">="),
    **dict.fromkeys((">", "大于", "超过", "高于", "多于"), ">"),
    **dict.fromkeys(("<=", "=<", "小于等于", "小于或等于", "不超过", "不高于", "不大于", "不多于"), "<="),
    **dict.fromkeys(("至多", "最多"), "<="),
    **dict.fromkeys(("<", "小于", "低于", "少于"), "<"),
    **dict.fromkeys(("=", "等于"), "="),
}
# In official Chinese 以上, 以下 and 以内 include the number itself.
_AFTER: dict[str, Operator] = {
    **dict.fromkeys(("以上", "及以上", "(含)以上"), ">="),
    **dict.fromkeys(("以下", "及以下", "(含)以下", "以内", "之内", "内"), "<="),
}
_FRACTIONS = {"%": 100, "百分比": 100, "‰": 1000}
_SPELLINGS = str.maketrans({"／": "/", "≧": ">=", "≦": "<=", "−": "-", "•": "·"})
_BLANKS = ("", "-", "—", "——", "/")
_LONGEST = 60
_A_SENTENCE = 5


def _any_of(words: dict[str, Operator]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_WORD = r"[A-Za-zμΩ°℃²³㎡㎥\u4e00-\u9fff]{1,4}?"
_UNIT = rf"[%‰]|{_WORD}(?:[/·]{_WORD}){{0,2}}(?:\((?!含){_WORD}\))?"
# The unit is taken as short as possible, so that 以上 or 内 behind it is read as what it is.
_QUANTITY = re.compile(
    rf"(?P<before>{_any_of(_BEFORE)})?\s*(?P<number>-?{_NUMBER})\s*"
    rf"(?:(?P<lower_unit>{_UNIT})?\s*(?:--?|——?|–|~|至|到)\s*(?P<upper>{_NUMBER})\s*)?"
    rf"(?P<unit>{_UNIT})??\s*(?P<after>{_any_of(_AFTER)})?"
)
# Words that make of a number something vague (100余人), a date (12月底前) or a phrase (20个完成).
NOT_A_UNIT = "余多来约几近超左右半前后底初末以内外的完成达到至增减提降第一二三四五六七八九十两"
_DIGITS, _CHINESE = re.compile(r"[0-9][0-9,.]*"), re.compile(r"[\u4e00-\u9fff]")

_WHAT = "(?:年度|预期)?(?:绩效)?(?:指标|目标)?"
_LEVELS = {
    ATTAINED: re.compile(rf"(?:已|全部)?达成{_WHAT}"),
    PARTLY_ATTAINED: re.compile(rf"部分达成{_WHAT}(?:,?并具有一定效果)?"),
    NOT_ATTAINED: re.compile(rf"未达成{_WHAT}(?:,?且效果较差)?"),
}
_GRADES = re.compile(r"[优良中低差](?:[、/,]?[优良中低差])*")


@dataclass(frozen=True)
class Target:
    """What a target asks for.

    A quantity has a number (95 % is 0.95, 90万元 is 90), with `upper` a range of both ends included;
    a qualitative target has none, and one that is not applicable is to be left out.
    """

    kind: Kind
    operator: Operator = "="
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""


def parse_target(value: Number | str, what: str = "目标值") -> Target:
    """Read a target: a number, or a text as people write it.

    Raises `MissingValueError` for a blank, `BadValueError` for what is not entirely operator,
    number and unit; its message says how to write it.
    """
    if not isinstance(value, str):
        return Target("quantity", number=number(value, what))
    text = half_width(value.translate(_SPELLINGS)).strip()
    if text in _BLANKS:
        raise MissingValueError(f"{what}没有填写")
    if text in ("不适用", "无"):
        return Target("not_applicable")
    if _GRADES.fullmatch(text) or all(_level(part) for part in re.split("[、;]", text)):
        return Target("qualitative")
    quantity = _quantity(text) if len(text) <= _LONGEST else None
    if quantity is None:
        raise BadValueError(_unreadable(value, text, what))
    return quantity


def actual_figure(value: Number | str, target: Target) -> Decimal:
    """Read an actual value (完成值) in the unit of a quantity target.

    A percentage may be a plain number too (96 % is 0.96). Raises `BadValueError` when it is not one
    figure, when both carry different units, or when 96 was typed where 96 % is meant.
    """
    actual = parse_target(value, "完成值")
    if actual.kind != "quantity" or actual.number is None:
        raise BadValueError(f"完成值填的是“{_short(str(value))}”，应为数；一项也没有完成的请填 0")
    if actual.operator != "=" or actual.upper is not None:
        raise BadValueError(f"完成值“{_short(str(value))}”应是一个实际完成的数，不带比较符号，也不是区间")
    if actual.unit and target.unit and actual.unit != target.unit:
        if not {actual.unit, target.unit} <= _FRACTIONS.keys():
            raise BadValueError(f"完成值的单位是“{actual.unit}”，目标值的单位是“{target.unit}”，请写成一致")
    elif target.number is not None:
        _check_percentages(actual, target.upper or target.number, target.unit)
    return snap(actual.number)


def attainment(value: object) -> str:
    """Read how far a qualitative target was attained: 达成, 部分达成 or 未达成.

    Raises `MissingValueError` for a blank, `BadValueError` for any other text.
    """
    if value is None or (isinstance(value, str) and value.strip() in _BLANKS):
        raise MissingValueError("完成值没有填写")
    level = _level(half_width(value).strip()) if isinstance(value, str) else None
    if level is None:
        raise BadValueError(
            f"定性指标的完成值填的是“{_short(str(value))}”，"
            "应写 达成预期指标、部分达成预期指标并具有一定效果 或 未达成预期指标且效果较差"
        )
    return level


def _level(text: str) -> str | None:
    return next((level for level, pattern in _LEVELS.items() if pattern.fullmatch(text.strip())), None)


def _quantity(text: str) -> Target | None:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    before, after = _BEFORE.get(match["before"]), _AFTER.get(match["after"])
    unit = match["unit"] or ""
    if any(sign in NOT_A_UNIT for sign in unit) or (before and after and before[0] != after[0]):
        return None
    operator = before or after or "="
    scale = _FRACTIONS.get(unit, 1)
    low = Decimal(match["number"].replace(",", "")) / scale
    unit = "%" if unit == "百分比" else unit
    if match["upper"] is None:
        return Target("quantity", operator, low, unit=unit)
    high = Decimal(match["upper"].replace(",", "")) / scale
    if match["lower_unit"] not in (None, match["unit"]) or operator != "=" or not 0 <= low < high:
        return None
    return Target("quantity", operator, low, high, unit)


def _check_percentages(actual: Target, wanted: Decimal, unit: str) -> None:
    """Refuse 96 beside 95 %: a plain number far above a percentage is one without its sign."""
    figure, one = actual.number or Decimal(0), Decimal(1)
    if unit in _FRACTIONS and not actual.unit and figure > max(one, 10 * wanted):
        raise BadValueError(f"目标值是百分数，完成值填的是 {figure}，请写 {figure}% 或 {figure / 100}")
    if actual.unit in _FRACTIONS and not unit and wanted > max(one, 10 * figure):
        raise BadValueError(f"完成值是百分数，目标值填的是 {wanted}，请写 {wanted}%")


def _unreadable(written: str, text: str, what: str) -> str:
    numbers = list(_DIGITS.finditer(text))
    if not numbers:
        return f"{what}“{_short(written)}”不是数，请写数和单位，如 20个；定性指标请写 达成预期指标"
    rest = text[numbers[0].start() :]
    meant = _quantity(rest) if len(numbers) == 1 and len(rest) <= _LONGEST else None
    example = rest if meant and meant.unit else "20个"
    verdict = "是一句话" if len(_CHINESE.findall(text)) >= _A_SENTENCE else "读不懂"
    return f"{what}“{_short(written)}”{verdict}，请只写数和单位，如 {example}"


def _short(text: str) -> str:
    """Return text on one line and not too long for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 24 else line[:23] + "…"
