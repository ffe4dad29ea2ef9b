"""What to say of a target or an actual value that cannot be read, on one line, with what to type instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ..regex import regex
from .vocabulary import NOT_IN_UNITS

# Looked for in the beginning of a text only: a cell may hold a whole page.
_SEARCHED = 200
_DIGITS, _CHINESE = regex(r"[0-9][0-9,.]{0,30}"), regex(r"[\u4e00-\u9fff]")
_A_SENTENCE = 5
_LONGEST_UNIT = 4
_HOW_QUALITIES = "应写 达成预期指标、部分达成预期指标并具有一定效果 或 未达成预期指标且效果较差"


def unreadable(what: str) -> Callable[[object, str], str]:
    """The message of a text that is no quantity: as written, and with plain signs."""

    def told(written: object, text: str) -> str:
        begin = text[:_SEARCHED]
        numbers = list(_DIGITS.finditer(begin))
        said = f"{what}“{short(str(written))}”"
        if not numbers:
            return f"{said}不是数，请写数和单位，如 20个；定性指标请写 达成预期指标"
        if "月" in begin or "年" in begin:
            return f"{said}读不懂，时间请写明年月，如 2024年12月底前、2024年12月15日"
        verdict = "是一句话" if len(_CHINESE.findall(begin)) >= _A_SENTENCE else "读不懂"
        return f"{said}{verdict}，请只写数和单位，如 {_example(begin, numbers)}"

    return told


def _example(text: str, numbers: list[re.Match[str]]) -> str:
    """The only number of a text with the unit behind it, if that is what it ends with."""
    unit = text[numbers[0].end() :]
    is_short = 0 < len(unit) <= _LONGEST_UNIT and unit.isprintable()
    sound = is_short and not any(sign in NOT_IN_UNITS for sign in unit)
    return f"{numbers[0][0]}{unit}" if sound and len(numbers) == 1 else "20个"


def no_number(written: object) -> str:
    return f"完成值填的是“{short(str(written))}”，应为数；一项也没有完成的请填 0"


def not_one_number(written: object) -> str:
    return f"完成值“{short(str(written))}”应是一个实际完成的数，不带比较符号，也不是区间"


def no_level(written: object) -> str:
    return f"定性指标的完成值填的是“{short(str(written))}”，{_HOW_QUALITIES}"


def lacks_percent(fraction: str, other: str, figure: Decimal) -> str:
    """96 beside 95%: it lacks its sign. 0.4 beside 0.5%: 0.4% or 40%."""
    meant = plain(figure / 100) if figure > 1 else f"{plain(figure * 100)}%"
    return f"{fraction}是百分数，{other}填的是 {plain(figure)}，请写 {plain(figure)}% 或 {meant}"


def lacks_unit(what: str, figure: Decimal, bare: str, unit: str) -> str:
    """500 beside 5万份: 500份 or 500万份."""
    return f"{what}填的是 {plain(figure)}，没有写单位，请写 {plain(figure)}{bare} 或 {plain(figure)}{unit}"


def plain(figure: Decimal) -> str:
    return f"{figure.normalize():f}"


def short(text: str) -> str:
    """A text on one line and not too long for a message."""
    line = " ".join(text[:_SEARCHED].split())
    return line if len(line) <= 24 else line[:23] + "…"
