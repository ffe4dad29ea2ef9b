"""Conditions against a target or an average: `达到年度目标值`, `低于平均水平`, `规定数的80%`."""

from __future__ import annotations

import re
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.conditions import Bound, StatedCondition

_TARGET = (
    r"(?:年度|全年|年初|预期|规定|计划|控制|设定|上级|既定|绩效|下达的?|市级|区级|省级|县级|确定的?|可种面积的?)*"
    r"(?:目标值|达标线|达标值|合格线|基准线|基准值|目标线|目标任务|工作目标|目标要求|目标|指标值|任务数|工作任务|任务|计划数|计划值|计划|规定数|规定值|要求|标准值|规定标准|上年度?(?:同期)?(?:数|水平|实际)?"
    r"|(?:计划|目标|概算|合同|批复|核定)(?:成本|金额|价|投资|造价)|(?:批复的?|核定的?|年初|安排的?)?预算(?:安排|批复)?(?:目标|任务|数|金额|总额|成本|控制数)?(?:范围)?)"
)
_AVERAGE = (
    r"(?:(?:上年|[前近]?[一二三四五六]年|全国|全省|全市|全区|全县|各地区|同行业|行业)*|[^\d,;≥≤<>=]{0,20}?测评)"
    r"(?:平均(?:值|数|比例数?|比重|水平|分|进度|成本|增速|增幅|[\u4e00-\u9fff]{0,5}率|占比)?|均值)"
    r"|(?:规定的?|同期)?序时进度(?:要求)?"
)
_MEETS = (
    r"达到或超过|达到及超过|完成或超额完成|达成或超额达成|完成并超额完成|超额完成"
    r"|完成|达成|达到|实现|达|≥|不低于|大于或?等于"
)
_MISSES = r"未完成|没有完成|未达成|没有达成|未达到|没有达到|未能完成|未实现|未达|低于|小于|<|少于|不足|达不到"
_BELOW = r"未超过?|没有超过?|未超出|不超(?!过)|未突破|不突破|不超出|≤|小于或?等于|不超过|不高于|不大于|控制在"
_ABOVE = r">|大于|高于|超过|超出"
_RELATIVE = regex(
    rf"(?P<s>[^\d≥≤<>=±,;:]{{0,40}}?)(?P<c>{_MISSES}|{_BELOW}|{_MEETS}|{_ABOVE})(?P<r>(?:{_AVERAGE})|(?:{_TARGET})?)(?:的(?P<n>\d+(?:\.\d+)?)%)?(?P<i>以内|之内|内)?(?:的|时|,)*"
)
_SHARE = regex(
    rf"(?P<s>[^\d≥≤<>=±,;:]{{0,30}}?)(?P<c>≥|>|<|≤|达到|完成|达)?(?P<r>{_TARGET})(?:的|(?<=目标)|(?<=任务)|(?<=计划))(?P<n>\d+(?:\.\d+)?)%(?P<t>以上|以下)?(?:的|时|,)*"
)
_TASK = regex(
    r"(?P<no>未|没有|未能)?(?:全面|全部|超额)?完成(?P<t>[^\d,;≥≤<>率]{2,20}(?:收入|投资|产值|支出|税收|建设|工作)(?:目标)?任务)(?:的|,)*"
)
_BETWEEN_SHARES = regex(
    rf"(?:(?P<r>{_TARGET})的?)?(?P<n>\d+(?:\.\d+)?)%(?P<c>[≤<])(?P<s>[^\d≥≤<>=±,;:]{{2,30}}?)(?P<d>[≤<])(?P<t>{_TARGET})(?:的)?(?:(?P<m>\d+(?:\.\d+)?)%)?(?:的|时|,)*"
)
"""`目标值的80%≤带动就业人数<目标值`: between two shares of a target."""
_AMOUNT = (
    r"数|额|量|金额|成本|经费|支出|收入|费用?|造价|投资|预算|概算|决算|结算|面积|天数|价格?"
    r"|定额|标准|计划|存量"
)
_WORDS = r"[^\d≥≤<>=±,;:]"
_NAMED = rf"{_WORDS}{{0,22}}?(?:{_AMOUNT})"
_OTHER_AMOUNT = (
    r"(?:计划|预算|批复|核定|规定|编制|上年|去年|上一年|控制|目标|应|定额|年初|合同|概算|限额|同期)"
    rf"(?:{_WORDS}{{0,16}}?(?:{_AMOUNT}))?"
)
_COMPARED = (
    "不超过|未超过|未超|不超|不高于|不大于|不突破|未突破|超过|超出|高于|大于|低于|小于"
    "|少于|不低于|不少于|等于"
)
_TWO_AMOUNTS = regex(
    rf"(?P<s>(?:{_NAMED})?)(?:(?P<c>≤|<|≥|>|=|小于或?等于|大于或?等于)(?P<r>{_NAMED})"
    rf"|(?P<w>{_COMPARED})(?P<o>{_OTHER_AMOUNT}))(?:的|时|,)*"
)
_SHARE_BEYOND = regex(
    rf"(?P<s>[^\d≥≤<>=±,;:]{{0,30}}?)(?P<c>超过|超出|高于|超支|突破|大于|超|低于|少于|小于|不足)(?P<r>{_TARGET}|{_AVERAGE}|{_OTHER_AMOUNT})?"
    r"(?P<n>\d+(?:\.\d+)?)%(?P<m>[⊕⊖])?(?:~(?P<k>\d+(?:\.\d+)?)%(?P<l>[⊕⊖])?)?(?P<t>以内|之内|内|以上|之间)?(?:的|时|,)*"
)
_CHANGE_BEYOND = regex(
    r"(?P<s>[^\d≥≤<>=±,;:]{0,24}?)(?:(?:较|比)(?P<r>上年度?|去年|上年同期)|同比)?"
    r"(?P<c>增长|增加|上升|提高|上涨|下降|减少|降低)(?P<rest>\d.*)"
)
_FALLS_SHORT = ("低于", "少于", "小于", "不足")
AVERAGE = regex(_AVERAGE)
ENDS_IN_AVERAGE = regex(rf"(?:{_AVERAGE})(?:的|为|在)?$")
TARGET = regex(_TARGET)


def is_amount(target: str, subject: str) -> bool:
    """Whether both sides are amounts of their own names (在职人员数 and 编制数), not 目标 or 平均 alone."""
    if re.fullmatch(_NAMED, subject) and re.search(r"预算|概算|上年|合同|造价", target):
        return True
    return TARGET.fullmatch(target) is None and AVERAGE.fullmatch(target) is None and "完成" not in target[:2]


def read_relative(text: str) -> tuple[StatedCondition, str] | None:
    """A condition against a target, its bounds as shares of it, and the word for the target."""
    text = re.sub(r"^(?:[,;:、的]|如果|如|若|即|当(?![年月季前地期]))+", "", text)
    if len(text) > 90:
        return None
    if match := _SHARE.fullmatch(text):
        share = Decimal(match["n"]) / 100
        if match["c"] in ("<", "≤") or match["t"] == "以下":
            return StatedCondition(match["s"], high=Bound(share, match["c"] != "<" or None, True)), match["r"]
        return StatedCondition(match["s"], low=Bound(share, match["c"] != ">", True)), match["r"]
    if (match := _BETWEEN_SHARES.fullmatch(text)) and match["r"] in (None, match["t"]):
        far = Decimal(match["m"]) / 100 if match["m"] else Decimal(1)
        if match["r"] is None or Decimal(match["n"]) / 100 >= far:
            return None
        near = Bound(Decimal(match["n"]) / 100, match["c"] == "≤", True)
        return StatedCondition(match["s"], near, Bound(far, match["d"] == "≤", True)), match["t"]
    if match := _TASK.fullmatch(text):
        if match["no"]:
            return StatedCondition("", high=Bound(Decimal(1), False, True)), f"完成{match['t']}"
        return StatedCondition("", low=Bound(Decimal(1), True, True)), f"完成{match['t']}"
    match = _RELATIVE.fullmatch(text)
    if match is None or not (match["r"] or re.fullmatch(_MISSES + "|" + _MEETS, match["c"])):
        return None
    share = Decimal(match["n"]) / 100 if match["n"] else Decimal(1)
    sign = match["c"]
    if re.fullmatch(_MISSES, sign):
        return StatedCondition(match["s"], high=Bound(share, False, True)), match["r"]
    if re.fullmatch(_BELOW, sign):
        return StatedCondition(match["s"], high=Bound(share, True, True)), match["r"]
    if re.fullmatch(_MEETS, sign):
        return StatedCondition(match["s"], low=Bound(share, True, True)), match["r"]
    return StatedCondition(match["s"], low=Bound(share, False, True)), match["r"]


def read_two_amounts(text: str) -> tuple[StatedCondition, str] | None:
    """A condition of one amount against another: `在职人员数≤编制数`; its bound is 1, their ratio."""
    match = _TWO_AMOUNTS.fullmatch(text) if len(text) <= 60 else None
    if match is None:
        return None
    sign, other = match["c"] or match["w"], match["r"] or match["o"]
    if not match["s"] and match["c"] is None and sign != "等于":
        return None
    if sign in (
        "≤",
        "小于等于",
        "小于或等于",
        "不超过",
        "未超过",
        "未超",
        "不超",
        "不高于",
        "不大于",
        "不突破",
        "未突破",
    ):
        return StatedCondition(match["s"], high=Bound(Decimal(1), True, True)), other
    if sign in ("<", "低于", "小于", "少于"):
        return StatedCondition(match["s"], high=Bound(Decimal(1), False, True)), other
    if sign in ("=", "等于"):
        return StatedCondition(
            match["s"], Bound(Decimal(1), True, True), Bound(Decimal(1), True, True)
        ), other
    closed = sign in ("≥", "大于等于", "大于或等于", "不低于", "不少于")
    return StatedCondition(match["s"], low=Bound(Decimal(1), closed, True)), other


def read_beyond(text: str, known: str) -> tuple[StatedCondition, str] | None:
    """`超过目标5%以内`: how far beyond a target, as shares of it; `known` where a tier before named it."""
    changed = _CHANGE_BEYOND.fullmatch(text) if known and re.match("上年|去年", known) else None
    if changed is not None and not changed["s"]:
        way = "超过" if changed["c"] in ("增长", "增加", "上升", "提高", "上涨") else "低于"
        text = f"{way}{changed['rest']}"
    match = _SHARE_BEYOND.fullmatch(text) if len(text) <= 60 else None
    if match is None or not (match["r"] or known) or (match["s"] and not match["r"]):
        return None
    target, short = match["r"] or known, match["c"] in _FALLS_SHORT
    marks = {"⊕": True, "⊖": False}
    near, far = Decimal(match["n"]) / 100, Decimal(match["k"]) / 100 if match["k"] else None
    said, last = marks.get(match["m"] or ""), marks.get(match["l"] or "")
    if far is None and match["t"] in ("以内", "之内", "内"):
        near, far, said, last = Decimal(0), near, False, said
    elif far is None and match["t"] is None:
        said = False if said is None else said
    if (match["t"] == "之间" and match["k"] is None) or (far is not None and far <= near):
        return None
    if far is not None and match["t"] == "以上":
        return None
    sign = -1 if short else 1
    first = Bound(1 + sign * near, said, True)
    second = None if far is None else Bound(1 + sign * far, last, True)
    low, high = (second, first) if short else (first, second)
    return StatedCondition(match["s"], low, high), target
