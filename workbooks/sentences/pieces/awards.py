"""A sentence as a row of awards: what is given or taken, each with the words before it that say when."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from udfs.records import dataclass
from udfs.regex import regex

AwardKind = Literal[
    "give",
    "take",
    "add",
    "zero",
    "full",
    "floor",
    "cap",
    "range",
    "take_range",
    "prop",
    "less",
    "formula",
    "judge",
    "started",
    "completed",
    "again",
    "series",
    "best",
    "docked",
]


@dataclass(frozen=True)
class Award:
    """One award.

    `words` is what stands before it (when it is given), `before` the finished clauses in front of those;
    `said` the award itself. `verb` is false for a bare number of points, as of a weight in brackets; `fresh`
    where a semicolon or full stop stands somewhere between this award and the last.
    """

    kind: AwardKind
    words: str
    said: str
    points: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    verb: bool = True
    before: tuple[str, ...] = ()
    fresh: bool = False
    shares: tuple[Decimal, ...] = ()
    """Of points taken off in steps (按50%、100%两档扣分), the shares."""
    heads: bool = False
    """Whether a colon stands behind it, as of a heading with the points of what follows."""
    shut: bool = False
    """Whether a bracket was closed between the last award and this one."""

    @property
    def bare(self) -> bool:
        """Whether nothing stands in front of it that would have to be read."""
        return not self.words and not self.before


_POINTS = r"\d+(?:\.\d+)?"
_FEN = r"分(?!钟|贝)"
"""Points, no minutes and no decibels."""
_FULL = r"满分|基本分|权重分?|全分|该项满分|指标满分|分值满分|该项分数|分值的100%|本项满分|本指标满分"
_OWN = r"(?:一律|本项|此项|该项|本指标|该指标)?"
_ZERO = (
    rf"{_OWN}(?:不得分|不计分|不予得分|不给分|不予计分|得0分|计0分|记0分|为0分)"
    r"|[\u4e00-\u9fff]{0,8}分(?:数|值)?清零"
    r"|不得(?:该项|该条|相应|对应)(?:的)?分(?:值|数)?"
    rf"|{_OWN}(?:扣完全部分值|扣除全部分值|(?<!不)全扣(?!\d))|(?<![\d.])0分(?![以~])"
)
_FLOOR = (
    r"(?:直至|直到|至|以)?(?:单项|各项|每项|本项|该项|此项|本指标|该指标|指标)?(?:分值|权重分?|分数)?"
    rf"(?:{_POINTS}{_FEN})?(?:扣完|减完|扣光)(?:该项|本项|此项)?(?:分值|分数|权重分?|满分)?(?:为止|止)?"
    rf"|扣[至到]0分(?:为止)?|(?:最多|最高|直至)扣完(?:为止)?|扣满{_POINTS}{_FEN}(?:为止)?|不倒扣分?|不(?:出现|得|计|记)负分"
    r"|最低(?:分|得分)?(?:为|得|记|计)?0(?:分|(?=[,;]|$))"
)
_CAP = (
    r"(?:单次(?:检查|考核)?)?(?:累计(?:计分|计算|加分|得分)?,?)?(?:加分|得分|扣分|计分|合计|总计|总分|总得分|本项)?(?:最高|最多|累计)?(?:得分|加分|扣分|扣|加)?"
    rf"(?:不超过|不得超过|不高于)(?:该项|本项|指标)?(?:分值上限|满分|分值|权重|{_POINTS}{_FEN})(?:上限)?"
    rf"|(?:(?:本项|该项|此项|本指标|该指标|累计|合计|总计|加分)(?:得分|加分|扣分|计分|计算)?,?)?(?:最高|最多|满分|上限)(?:得|加|计|扣|为|是)?{_POINTS}{_FEN}(?:封顶|为止)?|最高(?:得)?满分|最多得满分|{_POINTS}{_FEN}封顶|以?{_POINTS}{_FEN}为限"
    rf"|满分为止|直至满分|[加得]满{_POINTS}{_FEN}(?:为止)?|加满为止|加完为止|得满为止|加到满分为止"
    rf"|(?:超过|高于|大于)100%的?,?(?:均?按(?:照)?(?:100%|满分|{_POINTS}{_FEN})(?:计算|计分|计)?|得满分)"
    r"|(?:超过|超出|大于|高于)(?:该项|本项)?(?:指标)?(?:分值|满分|权重分?)的?,?按(?:照)?(?:该项|本项)?(?:分值|满分|权重分?|最高分)(?:计算|计分|计)?"
    r"|(?:超额完成|超过|超出)(?:的|部分)?,?(?:按满分(?:计算|计分|计)?|不(?:再|另)?加分)|最高(?:得)?(?:权重分?|分值)"
)
_LESS = (
    r"(?:按照|按|根据)(?P<lw>[^,;:()\d]{0,40}?)(?:的)?(?:比例|占比|比重)(?:相应)?"
    r"(?:扣(?:减)?|减)(?:分|相应分值|除)"
)
_PROP = (
    r"(?:按照|按(?![时期])|根据|依据)(?P<pw>[^,;:()\d分扣]{0,40}?(?:完成率(?!的?比))?)"
    r"(?:(?:的)?(?:比例|比率|比重|百分比)|(?<=完成率))(?:相应|折算)?"
    r"(?:计算)?(?:得分|计分|计算得分|计算|给分|赋分|计得分|记分|得相应分值|得相应分数)?"
    r"|(?:按照|按(?![时期]))(?P<pv>[^,;:()\d分扣=×]{1,20}率)(?:相应|折算)?(?:计算)?(?:得分|计分|给分|赋分|计得分|记分)"
)
_WEIGHT = (
    rf"(?:{_POINTS}(?![\d.%])(?:{_FEN})?|(?:该项|该|本项|本|指标)?(?:指标)?(?:分值|权重|满分))"
    r"(?:计算|计分|得分)*"
)
_FORMULA = (
    r"(?:按照|按)?(?:该项|本项|[本该]指标|指标|评价指标|实际)?(?:得分|计分)=(?P<fw>[^;,]{1,80})"
    rf"|(?:按照|按)(?P<gw>[^,;:\d=]{{1,40}}(?:[/÷]\d+(?:\.\d+)?%?)?)×{_WEIGHT}"
    rf"|(?P<hw>(?![%的))])[^,;:\d=≤≥<>]{{2,40}}[率比÷/][^,;:\d=≤≥<>]{{0,40}}|[\u4e00-\u9fff]{{2,20}}[率度][÷/]\d+(?:\.\d+)?%)×{_WEIGHT}"
)
_JUDGE = (
    r"酌情(?:扣减分值|扣分|扣减|给分|得分|计分|评分|赋分|打分|减分|加分)?"
    r"|视(?:情况|情|具体情况|情节|程度)[^,;\d]{0,12}(?:扣分|给分|得分|计分|评分|减分|打分)"
    r"|(?:根据|按照|按|依据)[^,;\d]{0,30}(?:情况|程度|原因|质量|水平|效果|结果)"
    r"(?:综合|进行|酌情|分档|具体|予以|分别|适当)*"
    r"(?:评分|打分|评定|赋分|评价|给分|计分|得分|评判|扣分|评估)"
    r"|由[^,;\d]{1,20}(?:评定|打分|评分|评价)|综合(?:评分|打分|评定|评判)"
)
_RANGE = (
    rf"(?:得|计|记|给|赋|评|在)?(?<![\d.])(?P<r1>{_POINTS})(?:{_FEN})?~(?P<r2>{_POINTS}){_FEN}"
    r"(?!以上|以下|的?[得计扣不为]|,得)(?:以内|之间)?"
)
_TAKE_RANGE = rf"(?:扣|减|扣减|扣除)(?P<q1>{_POINTS}){_FEN}?~(?P<q2>{_POINTS}){_FEN}"
_TAKE = rf"(?:扣除|扣减|加扣|另扣|再扣|扣|减)(?P<t1>{_POINTS}){_FEN}"
_ADD = rf"(?:可)?(?:加|增加|奖励|另加)(?P<a1>{_POINTS}){_FEN}"
_GIVE = (
    r"(?P<gv>得|计|记|给|赋|赋予|评|为|可得|取得该项|取得|得到|:|=)?"
    rf"(?<![\d.])(?P<g1>{_POINTS}){_FEN}(?![≥≤<>⊕⊖以~位])"
)
_FULL_GIVE = rf"直接得(?:满)?分|(?:可|即)?(?:得|计|记|给|取得|评|为)?(?:{_FULL})|不扣分|不失分"

_SIZE = r"(?:\d+(?:\.\d+)?(?:个百分点|个点|%|天|日|次|项)|1步)"
_PART_STEP = rf"(?:不足|不满|未满|未达){_SIZE}的?"
_STARTED = rf"{_PART_STEP},?(?:均)?(?:按照|按|以|视同|视为){_SIZE}(?:计算|计|扣分|扣|算)*"
_COMPLETED = rf"{_PART_STEP},?(?:不扣分|不计(?!分)|不扣|舍去|忽略不计|不予计算)"
_SERIES = r"(?:,)?(?:依次|以此|依此|依次)类推"
_BEST = (
    r"(?:(?:以上)?(?:二|两|2)(?:者|项|种)?|上述指标)?,?(?:按|取|择|就|以)(?:其)?(?:最高|高|优)(?:1[项个]|者|得分|分|原则)?(?:不就低)?"
    r"(?:计分|得分|计算|计|记分|评分|确定|考核)+(?:,(?:不|且不)(?:重复|累计)(?:计分|加分|得分|计算)?)?"
)
_DOCKED = r"(?:根据[^,;\d]{0,10})?按(?P<dk>\d+%(?:[、和]\d+%)+)(?:等)?\d?个?(?:档次|档|等级)?扣分"
_PATTERNS: dict[AwardKind, str] = {
    "docked": _DOCKED,
    "series": _SERIES,
    "best": _BEST,
    "started": _STARTED,
    "completed": _COMPLETED,
    "again": r"扣(?:除|减)?(?:相应|该项|对应|相应项)的?(?:分值|分数|分)",
    "floor": _FLOOR,
    "cap": _CAP,
    "take_range": _TAKE_RANGE,
    "take": _TAKE,
    "add": _ADD,
    "less": _LESS,
    "judge": _JUDGE,
    "formula": _FORMULA,
    "prop": _PROP,
    "zero": _ZERO,
    "full": _FULL_GIVE,
    "range": _RANGE,
    "give": _GIVE,
}
"""What each kind of award looks like; an earlier one is tried first."""
_AWARD = regex("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()))
_MEASURED = regex(
    r"(?:[≥≤<>~±]|不低于|不少于|高于|低于|超过|大于|小于|不足|达到|平均分|每增|每降|每低|每高)$"
)
_INTERVAL = regex(r"[\[(]-?[\d.]+%?,[\d.]+%?[\])]?$")
_ALL_GONE = regex(r"扣完(?:该项|本项|此项)?(?:全部)?(?:分值|分数|权重分?|满分)")
"""`发生1起扣完本项分值`: at once; behind a comma or with 为止 it is where points end."""
_HEADS = regex(r"\)?:")
_OPENING = regex(r"^(?:[,;:)、的即]|\((?![\d.]+%?,)|则)+")
_CLOSING = regex(r"[,;:(、]+$")


def awards_of(text: str) -> tuple[list[Award], str]:
    """The awards of a normalised sentence, and the words behind the last one."""
    found: list[Award] = []
    start = search = 0
    while match := _AWARD.search(text, search):
        kind = _kind(match)
        begin = match.start()
        measured = (
            kind in ("give", "full")
            and match.groupdict().get("gv") in (None, "为")
            and _MEASURED.search(text[max(0, begin - 4) : begin])
        )
        if match.end() == begin or (kind == "give" and measured):
            search = max(match.end(), begin + 1)
            continue
        heads = _HEADS.match(text, match.end()) is not None
        found.append(replace(_award(kind, match, text[start:begin]), heads=heads))
        start = search = match.end()
    return found, _OPENING.sub("", _CLOSING.sub("", text[start:].strip(")。;,"))).strip(")")


def _kind(match: re.Match[str]) -> AwardKind:
    groups = match.groupdict()
    return next(kind for kind in _PATTERNS if groups[kind] is not None)


def _award(kind: AwardKind, match: re.Match[str], words: str) -> Award:
    groups = match.groupdict()
    fresh = ";" in words or ":" in words[:2]
    pieces = [_cleaned(piece) for piece in words.split(";")]
    before, when = tuple(piece for piece in pieces[:-1] if piece), pieces[-1]
    if kind == "prop":
        when = f"{when}|{groups['pw'] or groups['pv'] or ''}"
    if kind == "less":
        when = f"{when}|{groups['lw'] or ''}"
    said = match[0]
    if kind == "formula":
        said = match[0]
    points = next(
        (Decimal(groups[name]) for name in ("g1", "t1", "a1", "r1", "q1") if groups[name]), Decimal(0)
    )
    high = next((Decimal(groups[name]) for name in ("r2", "q2") if groups[name]), Decimal(0))
    if kind == "floor" and _ALL_GONE.fullmatch(said) and words and words[-1] not in ",;、":
        kind = "zero"
    if kind in ("cap", "floor"):
        number = re.search(_POINTS + "(?=分)", said)
        points = Decimal(number[0]) if number else Decimal(-1)
    verb = kind != "give" or groups["gv"] is not None
    shares = tuple(Decimal(one) / 100 for one in re.findall(r"\d+(?=%)", groups["dk"] or ""))
    return Award(kind, when, said, points, high, verb, before, fresh, shares, words.startswith(")"))


def _cleaned(words: str) -> str:
    words = _CLOSING.sub("", _OPENING.sub("", words))
    if _INTERVAL.search(words):
        return words
    if words.count("(") > words.count(")"):
        words = words.replace("(", ",", 1) if not words.endswith("(") else words[:-1]
    if words.count(")") > words.count("("):
        words = words.replace(")", "", 1)
    return _CLOSING.sub("", _OPENING.sub("", words))
