"""What the words of a tier say besides its bounds: facts, grades, counts, delays, and all the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import Band
from workbooks.sentences.pieces.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.pieces.measuring import MET, measured
from workbooks.sentences.shapes.flags import is_fact

HAPPENED, HAPPENS = "发生数", ("发生", "出现", "有")
"""How often something happened that should not, and how a sentence begins to say it."""
_BEYOND = regex(r"(?:超出|超过|高于|超支|超标|超预算)(?:部分|预算|标准|目标)?(?:的)?")
_SHORT = regex(
    r"(?:未达到?|达不到|没有达到|低于|不足|不到|未完成|未达标|不达标)(?:目标值?|要求|标准|该标准)?(?:的)?"
)
_PUNCTUAL = regex(
    r"(?:在)?(?:(?:规定|计划|约定|合同)?的?(?:时限|期限|时间|工期)(?:以?内)|(?:提前或者?)?(?:按时|按期|如期|及时|按规定时间)(?:或者?提前)?)[^\d,;]{0,8}"
    r"|按(?:合同|计划|约定|规定)(?:的)?(?:工期|时间|期限|节点|进度)[^\d,;]{0,8}"
    r"|[^\d,;]{0,10}(?:早于或等于|早于或者等于|不晚于|不迟于|早于|未晚于|未超过)[^\d,;]{0,6}(?:时间|期限|工期|日期|节点)"
    r"|[^\d,;]{0,10}(?:符合|达到)(?:序时|计划|工程)?(?:进度|计划)(?:要求)?"
)
_HAPPENED_NOT = regex(r"(?:未|没有|无)(?:发生|出现)?[^\d,;]{1,16}")
_COUNTERS = ("起", "次", "件", "例", "个", "处", "人", "名", "项")
LATE = regex(r"延误|拖延|拖期|晚于|晚|超期|逾期|延期|延迟|滞后|超过?时限|迟")
_GRADED = regex(
    r"^(?:优秀?|良好?|中等?|一般|较?差|基本合格|合格|不合格|基本达标|达标|不达标)(?:等次|等|档|级)?[,(:]"
)
_VERDICT = regex(
    r"(?<=[%分⊕上下]),?(?:的)?,?(?:为|是|属于?|评为|认定为|视为)(?:优秀?|良好?|中等?|较?差|基本合格|合格|不合格|基本满意|很?满意|不满意|基本达标|达标|不达标"
    r"|较好|一般)(?:的|,|等次|等级)*$"
)
"""`80%以上为满意,得8分`: the name of the grade behind its bounds."""
_EXACT = regex(r"(?P<s>[^\d,;每]{0,24}?)(?P<n>\d{1,3})(?P<u>次|个|项|篇|场|件|家|期|份|条|人|名)(?:的)?")
_RISES, _FALLS = r"增长|增幅|增加|提高|提升|上升|增收", r"下降|减少|降低|压减|压缩|降幅|节约"
_SHRINKS = regex(
    rf"(?:为|比上年|较上年|同比|出现)*(?:(?P<n>负增长|负数|负值|负|低于上年|不增反降|不升反降|{_FALLS})"
    rf"|(?P<z>(?:未|没有|无)(?:{_RISES})|零增长))(?:的)?"
)
_GROWS = regex(
    rf"(?:为|比上年|较上年|同比|出现)*(?:(?P<n>高于上年|不降反升|不减反增|反弹|反升|超过上年|{_RISES})"
    rf"|(?P<z>(?:未|没有|无)(?:{_FALLS})))(?:的)?"
)
_NONE_DONE = regex(r"(?:未|没有|没)[^\d,;]{1,12}|0(?:次|个|项)")
_NUMBER_OR_FACT = regex(
    r"(?P<n>[^或;]*?\d[^或;,]*),?或者?(?P<f>[^\d;,]{2,20}|[^;%]{2,16}\d+(?:万|亿)?元(?:以上|以下)(?:[,、][^;%\d]{2,10}\d+(?:万|亿)?元)?)(?:的)?,?"
)


def in_time(awards: Sequence[Award], place: int) -> tuple[StatedCondition, str] | None:
    """`按时完成` in front of `逾期1个月内`: no delay at all."""
    if place + 1 >= len(awards):
        return None
    late = read_condition(awards[place + 1].words)
    if late is not None and _HAPPENED_NOT.fullmatch(awards[place].words) and late.low and late.unit:
        counted = late.unit in _COUNTERS and late.low.value == 1 and late.subject in ("", *HAPPENS)
        none = Bound(Decimal(0), True, False, late.unit)
        return (StatedCondition(HAPPENED, high=none), "") if counted else None
    if not _PUNCTUAL.fullmatch(awards[place].words):
        return None
    if late is None or late.high is None or not LATE.search(late.subject):
        return None
    if not (late.unit or late.percent):
        return None
    return StatedCondition(late.subject, high=Bound(Decimal(0), True, late.percent, late.unit)), ""


_NONE_OF_IT = regex(
    r"[^\d,;]{0,8}?(?:(?:未|没有|无)(?:发生|出现|产生|进行)?(?P<w>[^\d,;]{2,12}?)|(?P<v>[^\d,;]{2,12}?)(?:数额?|额|金额|总额)?(?:为|=)0)(?:的)?"
)
_EXCESS = regex(
    r"超|偏差|偏离|逾期|投诉|追加|调整|调剂|变更|结转|结余|闲置|差错|不合格|违规|沉淀|浪费|损失|空置"
)


def none_of_it(awards: Sequence[Award], place: int) -> tuple[StatedCondition, str] | None:
    """`无追加预算` in front of `追加预算占年初预算比例5%以内`: 0 % of what the next tier measures."""
    match = _NONE_OF_IT.fullmatch(awards[place].words)
    if match is None or place + 1 >= len(awards):
        return None
    above = read_condition(awards[place + 1].words)
    if above is None or not above.percent or above.high is None or above.high.value <= 0:
        return None
    if above.low is not None and above.low.value != 0:
        return None
    thing = match["w"] or match["v"]
    if not (above.subject.startswith(thing) and _EXCESS.search(thing) and len(above.subject) > len(thing)):
        return None
    return StatedCondition(above.subject, high=Bound(Decimal(0), True, True)), ""


def all_of_it(awards: Sequence[Award], place: int) -> tuple[StatedCondition, str] | None:
    """`全额到位` in front of `到位率80%以上`: 100 % of the rate that the next tier names."""
    if place + 1 >= len(awards) or not MET.fullmatch(awards[place].words) or awards[place + 1].before:
        return None
    below = read_condition(awards[place + 1].words)
    if below is None or not below.percent or below.low is None or below.low.value >= 1:
        return None
    if below.subject in ("", "完成") and "完成" in awards[place].words and not below.reaches:
        return StatedCondition("完成率", low=Bound(Decimal(1), True, True), reaches=True), ""
    subject = (
        f"{below.subject}率" if below.subject in ("到位", "完成", "覆盖", "达标", "拨付") else below.subject
    )
    if not subject.endswith("率"):
        return None
    return StatedCondition(subject, low=Bound(Decimal(1), True, True), reaches=True), ""


GROWTH = "增减率"
_FALLEN = regex(
    r"(?P<s>[^\d,;]{2,24}?)(?:比|较|同比|与)?(?P<b>上年末?|上年度|去年|年初|上年同期)(?:相比)?"
    r"(?P<w>减少|下降|降低|未增加|不增加|未增长|没有增加|持平或减少|持平或下降|减少或持平|下降或持平)(?:的)?"
)
_GROWN = regex(r"(?:增加|增长|上升|增幅|增长率)(?=\d)")


def fallen(awards: Sequence[Award], place: int) -> tuple[StatedCondition, str] | None:
    """`比上年末减少` in front of `增加10%以内`: what does not grow at all."""
    match = _FALLEN.fullmatch(awards[place].words)
    if match is None or place + 1 >= len(awards) or grows(awards[place + 1].words) is None:
        return None
    held = match["w"] not in ("减少", "下降", "降低")
    return StatedCondition(f"{match['s']}比{match['b']}{GROWTH}", high=Bound(Decimal(0), held, True)), ""


def grows(words: str) -> StatedCondition | None:
    """`增加10%以内`, `增加10%~30%` behind what did not grow: from more than 0 on."""
    start = _GROWN.match(words)
    read = read_condition(words[start.end() :]) if start is not None else None
    if read is None or read.subject or not any(end and end.percent for end in (read.low, read.high)):
        return None
    return replace(read, low=read.low or Bound(Decimal(0), False, True))


def without_grade(words: str) -> str:
    """`优秀(90分以上)` without the name of the grade that its bounds define."""
    bare = _GRADED.sub("", _VERDICT.sub("", words))
    return bare.removesuffix(")") if bare and bare != words and bare.count(")") > bare.count("(") else bare


def exact_count(award: Award, words: str, bands: Sequence[Band]) -> tuple[StatedCondition, str] | None:
    """`3次得4分` below `4次得5分`: so many, where a tier above counts the same."""
    match = _EXACT.fullmatch(words) if award.kind == "give" else None
    if match is None or (bands and bands[-1].condition.unit != match["u"]):
        return None
    low = Bound(Decimal(match["n"]), True, False, match["u"])
    if low.value == 0:
        return StatedCondition(match["s"], high=low), ""
    return StatedCondition(match["s"], low=low, reaches=True), ""


def shrinks(award: Award, words: str, bands: Sequence[Band]) -> tuple[StatedCondition, str] | None:
    """`负增长不得分` below tiers of growth, `不降反升` below tiers of a fall."""
    if award.kind not in ("zero", "give") or not bands:
        return None
    found = turned_round(words, bands[0].condition.subject)
    if found is None or found[0].high is None:
        return None
    bound = replace(found[0].high, percent=bands[0].condition.percent, unit=bands[0].condition.unit)
    return replace(found[0], low=found[0].low and bound, high=bound), found[1]


def turned_round(words: str, subject: str) -> tuple[StatedCondition, str] | None:
    """`负增长` of a growth, `不降反升` of a fall: the other side of 0."""
    rising, falling = re.search(_RISES, subject), re.search(_FALLS, subject)
    if (rising is None) == (falling is None):
        return None
    if re.fullmatch(r"(?:与|同|比)?(?:上年|去年|同期)*(?:保持)?(?:基本)?(?:持平|不变)(?:的)?", words):
        nothing = Bound(Decimal(0), True, True)
        return StatedCondition("", nothing, nothing), ""
    match = (_SHRINKS if rising else _GROWS).fullmatch(words)
    if match is None:
        return None
    return StatedCondition("", high=Bound(Decimal(0), match["z"] is not None, True)), ""


def is_the_rest(words: str, bands: Sequence[Band]) -> bool:
    """`超出不得分` behind an upper bound, `未达到不得分` behind a lower one."""
    if len(bands) == 1 and bands[0].condition.low is None:
        return _BEYOND.fullmatch(words) is not None
    least = [band.condition.low.value for band in bands if band.condition.low is not None]
    whole = all(band.condition.unit in _COUNTERS for band in bands) and len(least) == len(bands)
    one_by_one = all(band.condition.reaches and band.condition.unit for band in bands[1:])
    if len(bands) > 1 and (one_by_one or (whole and min(least) == 1)):
        return _NONE_DONE.fullmatch(words) is not None
    return all(band.condition.low is not None for band in bands) and _SHORT.fullmatch(words) is not None


def none_done(words: str, bands: Sequence[Band]) -> bool:
    """`未带动就业不得分` below `50人以下得1分`: none of what is counted."""
    match = re.fullmatch(r"(?:未|没有|无)(?P<w>[^\d,;]{2,10})", words.removesuffix("的"))
    lowest = [band for band in bands if band.condition.low is None and band.points > 0]
    if match is None or len(lowest) != 1 or len(bands) < 2:
        return False
    subject = next((band.condition.subject for band in bands if band.condition.subject), "")
    return match["w"] in subject


def or_fact(award: Award) -> tuple[str, str]:
    """The number and the fact of `<60%或未安排`, either of which gives nothing."""
    if award.kind == "zero" and (match := _NUMBER_OR_FACT.fullmatch(award.words)):
        return match["n"], match["f"]
    return award.words, ""


def and_fact(words: str) -> tuple[str, str] | None:
    """The figure and the fact of `≥8%、与晋升挂钩`, which must come together."""
    pieces = [piece for piece in re.split(r",?(?:并且|且|同时)|[、,]", words) if piece not in ("", "的")]
    if len(pieces) != 2 or measured(pieces[0]) is None or not is_fact(pieces[1]):
        return None
    return pieces[0], pieces[1]


def is_opposite(fact: str, vetoes: Sequence[str]) -> bool:
    """Whether a fact that a tier asks for is what a veto denies: 效果良好, and 效果较差 gives nothing."""
    if len(vetoes) != 1:
        return False
    same = any(fact[place : place + 2] in vetoes[0] for place in range(len(fact) - 1))
    return same or re.match(r"不|未|无|没", vetoes[0]) is not None
