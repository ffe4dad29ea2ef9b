"""Numeric conditions as sentences write them: `满意度≥90%`, `60%≤满意度<90%`, `80%⊕~90%`, `20%以上`.

A bound is closed (`≥`, 不低于, 含), open (`>`, 低于, 不含) or soft, where the words alone do not say (以上, a
range); what soft bounds mean is settled beside their neighbours.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex

NUMBER = r"\d+(?:\.\d+)?"
_UNIT = (
    r"%|‰|个百分点|元/人·?[天日次]|吨标准煤|千瓦时|[微毫]克/(?:立方米|升)|分贝|分钟|分|[万亿]?元/(?:人次|[人亩吨户个次天日年月件]|平方米|公里)|[万亿]元|元|位|场次|[班车趟]次|[万千]?(?:册次|人次|人日|册|吨|亩|户|人|元)|名|次|个|项|例|件|起|条|份|场|期|处"
    r"|座|所|台|辆|批|个?月|个?工作日|周|天|日|年|篇|家|(?:平方)?公里|公顷|(?:[万亿])?(?:平方米|立方米)|千克|公斤|小时|学时|课时"
    r"|床|张|本|册|倍|DDDs?|mg/[Ll]|[uμ]g/m[³3]|dB|㎡|m²|m³|kWh"
)
_COMPARATORS = {
    "≥": "≥",
    **dict.fromkeys(
        (
            "大于等于",
            "大于或等于",
            "高于或等于",
            "不低于",
            "不少于",
            "不小于",
            "至少",
            "达到或超过",
            "达到及超过",
        ),
        "≥",
    ),
    **dict.fromkeys(
        ("≤", "小于等于", "小于或等于", "低于或等于", "不高于", "不超过", "不大于", "不多于", "控制在"), "≤"
    ),
    **dict.fromkeys((">", "大于", "高于", "超过", "超出", "多于"), ">"),
    **dict.fromkeys(
        ("<", "小于", "低于", "不足", "少于", "未达到", "达不到", "未达", "不到", "没有达到"), "<"
    ),
    **dict.fromkeys(("=", "等于"), "="),
    **dict.fromkeys(("达到", "完成", "达", "实现", "为", "在"), "~"),
}
_CMP = "|".join(sorted(map(re.escape, _COMPARATORS), key=len, reverse=True))
SUBJECT = r"(?P<s>[^\d≥≤<>=±~⊕⊖,;:]{0,60}?)"
_DONE = (
    r"完成|(?:处理|办理)完毕|办结|报送|提交|到位|(?:分解)?下达|拨付|支付|到达(?:现场)?|到场|响应|处置|处理|整改|修复|上报|反馈|答复|办理"
    r"|恢复|公开|兑付|发放|验收|符合|达标|交付|归档|完工|竣工"
)
_TAIL = (
    r"(?P<t>以上|以下|以内|之内|内|之间|区间|范围内|以后|之后|以外)?"
    rf"(?:(?:{_DONE})(?:[到至给][^\d,;扣得不超≥≤<>]{{1,12}})?)?(?:的|时|者|后|则|部分|,)*"
)


_INSIDE = ("以内", "之内", "内")


def _value(name: str) -> str:
    return rf"(?P<{name}n>[-±]?{NUMBER})(?P<{name}u>{_UNIT})?(?P<{name}m>[⊕⊖])?"


_ONE = regex(rf"{SUBJECT}(?P<c>{_CMP})?{_value('a')}{_TAIL}")
_WITHIN = regex(
    rf"{SUBJECT}(?:在|为|达到|达)?(?P<c>{_CMP})?{_value('a')}(?:⊕以上|以上)?(?:[,、~]|且|和|与|并且|但|至|到|,且|,但)?(?P<d>{_CMP})?{_value('b')}{_TAIL}"
)
_AROUND = regex(
    rf"{_value('a')}(?P<c>[≤<]){SUBJECT}(?P<d>[≤<]){_value('b')}(?:的|时|,)*"
    rf"|{_value('e')}(?P<g>[≥>]){SUBJECT.replace('?P<s>', '?P<r>')}(?P<h>[≥>]){_value('f')}(?:的|时|,)*"
)
_BRACKETS = regex(
    rf"{SUBJECT}(?:在|为)?(?P<c>[\[(]){_value('a')}[,~]{_value('b')}(?P<d>[\])])?(?:之间|区间|范围内)?(?:的|时|,)*"
)
_COMPARED_ALREADY = regex(
    r"(?<!不)(?:低于|高于|超过|超出|不足|小于|大于|少于|多于)|不高于|不超过|不大于|不多于|未达"
)
"""Words of comparison inside what is measured: `低于目标值60%` is below by 60 % or below 60 % of it."""
_LEADING = regex(r"^(?:[,;:、的]|其中|如果|如|若|即|当(?![年期月季地前事日天]))+")
_FILLER = regex(r"(?:的|时|情况下|情形|,)+$")


_AMONG_THE_FIRST = regex(r"(?:在|居|列|进入)?前(\d+(?:名|位))(?:以内)?")


@dataclass(frozen=True)
class Bound:
    """A bound; `closed` is None where the words do not say, `within` where it was said as 以内."""

    value: Decimal
    closed: bool | None
    percent: bool = False
    unit: str = ""
    within: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class StatedCondition:
    """A range of a measured thing; `subject` may be empty where an earlier clause named it."""

    subject: str
    low: Bound | None = None
    high: Bound | None = None
    symmetric: bool = False
    reaches: bool = False
    """`达到90%`: at least, but only down to where the next lower tier begins."""

    @property
    def percent(self) -> bool:
        return any(bound is not None and bound.percent for bound in (self.low, self.high))

    @property
    def unit(self) -> str:
        return next((bound.unit for bound in (self.low, self.high) if bound is not None and bound.unit), "")


def read_condition(text: str) -> StatedCondition | None:
    """The condition a text states from its first word to its last, or None."""
    text = _AMONG_THE_FIRST.sub(r"≤\1", _LEADING.sub("", text))
    if len(text) > 120 or not re.search(r"\d", text):
        return None
    if (match := _AROUND.fullmatch(text)) and match["g"]:
        low, high = _bound(match, "f", match["h"] == "≥"), _bound(match, "e", match["g"] == "≥")
        return _paired(match["r"], low, high)
    if match:
        low, high = _bound(match, "a", match["c"] == "≤"), _bound(match, "b", match["d"] == "≤")
        return _paired(match["s"], low, high)
    if match := _BRACKETS.fullmatch(text):
        low = _bound(match, "a", match["c"] == "[")
        closed = None if match["d"] is None else match["d"] == "]"
        return _paired(match["s"], low, _bound(match, "b", closed))
    if match := _ONE.fullmatch(text):
        return _one(match)
    if match := _WITHIN.fullmatch(text):
        return _within(match)
    return None


def _named(words: str) -> str:
    """The thing measured, without the verb before it."""
    return _FILLER.sub("", re.sub(r"^(?:达到|完成|实现)(?=.{2}|$)", "", words))


def _one(match: re.Match[str]) -> StatedCondition | None:
    sign, tail = _COMPARATORS.get(match["c"] or ""), match["t"]
    subject = _named(match["s"])
    if _COMPARED_ALREADY.search(subject):
        return None
    if match["an"].startswith("±"):
        bound = _bound(match, "a", None if match["am"] is None else True)
        return (
            StatedCondition(subject, replace(bound, value=-bound.value), bound, True)
            if tail in ("以内", "之内", "内")
            else None
        )
    if sign in ("≥", ">") and tail in (None, "以上"):
        return StatedCondition(subject, low=_bound(match, "a", sign == "≥"))
    if sign in ("≤", "<") and tail in (None, "以下", "以内", "之内", "内"):
        return StatedCondition(subject, high=_bound(match, "a", sign == "≤"))
    if tail in ("以后", "之后", "以外"):
        low = _bound(match, "a", False)
        return StatedCondition(subject, low=low) if sign is None and low.unit in ("名", "位") else None
    if sign in (None, "~", "=") and tail == "以上":
        return StatedCondition(subject, low=_bound(match, "a", None))
    if sign in (None, "~") and tail in ("以下", "以内", "之内", "内"):
        return StatedCondition(subject, high=replace(_bound(match, "a", None), within=tail != "以下"))
    said = sign or (match["au"] in ("%", "‰", "分") and (match["s"] or match["au"] == "%"))
    if tail is None and (sign == "=" or (match["c"] == "为" and Decimal(match["an"].lstrip("±")) == 0)):
        exact = _bound(match, "a", True)
        return StatedCondition(subject, low=exact, high=exact)
    if sign in (None, "~") and tail is None and said:
        return StatedCondition(subject, low=_bound(match, "a", True), reaches=True)
    return None


def _within(match: re.Match[str]) -> StatedCondition | None:
    first, second = _COMPARATORS.get(match["c"] or ""), _COMPARATORS.get(match["d"] or "")
    subject, tail = _named(match["s"]), match["t"]
    if match["an"].startswith("±") or match["bn"].startswith("±"):
        return None
    if match["au"] and match["bu"] and match["au"] != match["bu"]:
        return None
    low, high = _bound(match, "a", None), _bound(match, "b", None)
    if tail == "以下" and first is None and second is None and "以上" in match[0]:
        return _paired(subject, low, high)
    if tail in ("以上", "以下"):
        return None
    if first in ("≥", ">") and second in ("≤", "<"):
        return _paired(subject, replace(low, closed=first == "≥"), replace(high, closed=second == "≤"))
    if first in ("≤", "<") and second in ("≥", ">"):
        return _paired(subject, replace(high, closed=second == "≥"), replace(low, closed=first == "≤"))
    if first in ("≥", ">") and second is None and (re.search("[~至到]", match[0]) or tail in _INSIDE):
        return _paired(subject, replace(low, closed=first == "≥"), high)
    if first is None and second is None and "以上" in match[0] and tail in _INSIDE:
        return _paired(subject, low, replace(high, within=True))
    between = tail in ("之间", "区间", "范围内") and re.search(r"[和与](?=\d)", match[0])
    if first in (None, "~") and second is None and (between or re.search("[~至到](?=\\d)", match[0])):
        return _paired(subject, low, high)
    if second in ("≤", "<") and first in (None, "~") and re.search(r"达到?(?=\d)", match[0]):
        return _paired(
            subject, replace(low, closed=low.closed is not False), replace(high, closed=second == "≤")
        )
    if first is None and second in ("≤", "<") and "以上" in match[0]:
        return _paired(subject, low, replace(high, closed=second == "≤"))
    return None


def _paired(subject: str, low: Bound, high: Bound) -> StatedCondition | None:
    """A range whose bounds share their unit; written from high to low it is turned round."""
    percent, unit = low.percent or high.percent, low.unit or high.unit
    if high.percent and not low.percent:
        low = replace(low, value=low.value / 100, percent=True)
    if low.percent and not high.percent:
        high = replace(high, value=high.value / 100, percent=True)
    low, high = replace(low, percent=percent, unit=unit), replace(high, percent=percent, unit=unit)
    if low.value > high.value:
        low, high = high, low
    return StatedCondition(subject, low, high) if low.value < high.value else None


def _bound(match: re.Match[str], name: str, closed: bool | None) -> Bound:
    value = Decimal(match[name + "n"].lstrip("±"))
    unit, mark = match[name + "u"] or "", match[name + "m"]
    percent = unit in ("%", "个百分点")
    if percent:
        value /= 100
    elif unit == "‰":
        value /= 1000
    said = {"⊕": True, "⊖": False}.get(mark or "", closed)
    return Bound(value, said, percent, "" if percent else unit)
