"""Grades that a person picks, and points that a person gives inside what the sentence allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.context import Context
from workbooks.sentences.pieces.measuring import OTHERWISE, Found
from workbooks.sentences.pieces.needs import as_printed
from workbooks.sentences.pieces.parts import (
    RulePart,
    fixed,
    plain,
)
from workbooks.sentences.shapes.flags import is_fact

_WAYS = {
    **dict.fromkeys(("下降", "减少", "降低", "压减", "低于", "少于"), "down"),
    **dict.fromkeys(("持平", "不变", "一致", "等于"), "same"),
    **dict.fromkeys(("上升", "增加", "提高", "增长", "提升", "高于", "多于"), "up"),
}
_DIRECTION = regex(
    rf"[^\d,;]{{0,20}}?(?P<w>{'|'.join(_WAYS)})(?:(?:上年|去年)(?:同期)?(?:水平|数)?|[^\d,;]{{0,6}}平均(?:水平|值|数))?(?:的)?"
)
_PLAIN_GRADE = regex(
    r"(?:[^\d,;]{0,8}?(?:效果|成效|作用|效益|评价|结果|等次|等级|质量|程度|影响|情况)(?:经(?:复核|评审|考核|审核|评定|认定|验收))?(?:被)?(?:评)?(?:为|是)?|被?评为|被?评价为|为)?"
    r"(?:优秀|优|良好|良|中等|中|较差|差|较好|很好|好|一般|不显著|较显著|非常显著|显著|不明显|较明显|明显|合格|基本合格|不合格|满意|基本满意|不满意|较高|较低|高|低|达标|基本达标|不达标|第?[特一二三四1234](?:等次?|档|类|等级)奖?|[ABCDabcd]|(?:[^\d,;]{0,12}(?:达到?|为|优于))?[ⅠⅡⅢⅣⅤⅥ1-5]类(?:及?以上|及?以下|或以上)?(?:水质)?(?:标准)?(?:及?以上|及?以下|或以上)?)(?:的|级|等次|等|档|者)*"
)
_DAY = r"[〇一二三四五六七八九十年]*[〇一二三四五六七八九十]月(?:[〇一二三四五六七八九十]{1,2}日|底|末|份)?"
_DIGITS_IN_WORDS = "〇一二三四五六七八九"
_MONTH_AND_DAY = regex(
    r"(?P<y>次年|翌年|下一?年)?(?P<m>[〇一二三四五六七八九]{1,2})月(?:(?P<d>[〇一二三四五六七八九]{1,2})日)?"
)
_BEFORE = regex(rf"[^\d,;前后]{{0,12}}{_DAY}(?:之前|以前|前)[^\d,;前后未不]{{0,12}}")
_AFTER = regex(
    rf"[^\d,;前后]{{0,12}}{_DAY}(?:之后|以后|后)[^\d,;前后]{{0,12}}|逾期[^\d,;]{{0,8}}"
    r"|未(?:按时|按期|及时)[^\d,;]{0,8}"
)
_SCORES = regex(r"得分|计分|扣分|不得|满分")
_WITHIN = regex(r"(?<=[后起之])\d{1,3}个?(?:工作日|日|天|月|小时)(?:以?内)")
_ONLY_ONCE = regex(r"^(?:只|仅)[^\d,;]{1,8}1(?:次|项|个)(?=的?$)")
_CONTRAST = regex(
    r"^(?:未|不|没有|无|基本|部分|较|一般|仅|只|均不|均未|有部分|少部分|大部分|缺)|不合格|不达标|不符合|未通过|不通过|整改后|整改合格|缺失|不到位|但|简单|不全|不完整|不够|较差|均|项满足"
)


def weighed(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`支出规范(1分),不规范的酌情扣分`: a condition whose points a person gives, up to what is written."""
    if start > 0 and not awards[start].fresh:
        return
    place, run = start, []
    while place < len(awards) and awards[place].kind in ("give", "full") and is_fact(awards[place].words):
        if (awards[place].fresh or awards[place].before) and place > start:
            break
        run.append(awards[place])
        place += 1
    first = place
    most = [award.points if award.kind == "give" else context.weight for award in run]
    while place < len(awards) and awards[place].kind in ("judge", "take_range") and not awards[place].fresh:
        taken = awards[place]
        if taken.before or re.search(r"\d", taken.words):
            return
        place += 1
    if place == first or not run or None in most:
        return
    if place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        place += 1
    points = [limit for limit in most if limit is not None]
    needs = [
        context.namer.need(f"{award.words}评分", "points", "分", Decimal(0), limit)
        for award, limit in zip(run, points, strict=True)
    ]
    maxima, keys = "; ".join(map(plain, points)), ", ".join(need.key for need in needs)
    yield (
        RulePart(fixed(f'points("{maxima}", {keys})'), sum(points, Decimal(0)), tuple(needs), judged=True),
        place,
    )


def spread(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`规划科学(0~2分)`: points that a person gives inside a range."""
    award = awards[start]
    if award.kind != "range" or not is_fact(award.words) or award.points >= award.high:
        return
    need = context.namer.need(f"{award.words}评分", "points", "分", award.points, award.high)
    if award.points == 0:
        text = f'points("{plain(award.high)}", {need.key})'
    else:
        text = f'tier_range(0, {need.key}, ">=0: {plain(award.points)}~{plain(award.high)}; <0: 0")'
    yield RulePart(fixed(text), award.high, (need,), judged=True), start + 1


def docked(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`按50%、100%两个档次扣分`: how much of the points a person takes off, out of a few shares."""
    award = awards[start]
    if award.kind != "docked" or award.words or context.weight is None or max(award.shares) > 1:
        return
    names = ["不扣分", *(f"扣{plain(share * 100)}%" for share in award.shares)]
    points = [context.weight, *(context.weight * (1 - share) for share in award.shares)]
    grade = context.namer.need(f"{context.name}扣分档次", "choice", "", choices=tuple(names))
    text = "; ".join(f"{name}: {plain(given)}" for name, given in zip(names, points, strict=True))
    yield RulePart(fixed(f'grade_points({grade.key}, "{text}")'), context.weight, (grade,)), start + 1


def grades(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`好4分;中2分;差0分`, `效果显著得10~12分,较好得7~9分`: one of several grades."""
    found: list[tuple[str, Award]] = []
    place = start
    while place < len(awards) and not (awards[place].before and place > start):
        award = awards[place]
        if (
            award.kind not in ("give", "zero", "range", "full")
            or not award.words
            or (award.kind == "full" and context.weight is None)
        ):
            break
        if (
            re.search(r"\d", _WITHIN.sub("", _ONLY_ONCE.sub("", award.words)))
            or len(award.words) > 60
            or "除外" in award.words
            or "不失分" in award.said
            or "不扣分" in award.said
        ):
            break
        found.append((award.words, award))
        place += 1
    while len(found) >= 2:
        part = _graded(found, context)
        if part is not None:
            yield part, place
        found.pop()
        place -= 1


def _graded(found: Sequence[tuple[str, Award]], context: Context) -> RulePart | None:
    found = _in_order(found, context)
    names = [name for name, _ in found]
    ranged = any(award.kind == "range" for _, award in found)
    ends = [_ends(award, context) for _, award in found]
    falling = all(one[1] > other[1] for one, other in pairwise(ends))
    plain_names = (
        _by_what_happened(names)
        or all(_PLAIN_GRADE.fullmatch(name) for name in names)
        or _against_last_year(names)
        or _by_date(names)
    )
    if len(set(names)) < len(names) or not falling or any(_SCORES.search(name) for name in names):
        return None
    if not (
        plain_names
        or (
            len(found) >= 3
            and any(_CONTRAST.search(name) for name in names[1:])
            and ends[-1][1] <= ends[0][1] / 2
        )
    ):
        return None
    short = _short(["其他情况" if OTHERWISE.fullmatch(name) else as_printed(name) for name in names])
    grade = context.namer.need(f"{context.name}等次", "choice", "", choices=tuple(short))
    text = "; ".join(f"{name}: {_span(end)}" for name, end in zip(short, ends, strict=True))
    if len(text) > 250:
        return None
    if not ranged:
        return RulePart(fixed(f'grade_points({grade.key}, "{text}")'), ends[0][1], (grade,))
    points = context.namer.need(f"{context.name}评分", "points", "分", ends[-1][0], ends[0][1])
    expression = f'grade_range({grade.key}, {points.key}, "{text}")'
    return RulePart(fixed(expression), ends[0][1], (grade, points), judged=True)


def _in_order(found: Sequence[tuple[str, Award]], context: Context) -> Sequence[tuple[str, Award]]:
    """`公开得2分,未公开不得分,公开不全得1分`: the worst said before the middling."""
    ends = [_ends(award, context)[1] for _, award in found]
    if len(found) != 3 or found[1][1].kind != "zero" or not ends[0] > ends[2] > ends[1]:
        return found
    return [found[0], found[2], found[1]]


def _by_what_happened(names: Sequence[str]) -> bool:
    """`未发生事故`, `发生一般事故`, `发生重大事故`: nothing, something, something worse."""
    none = re.match(r"(?:未|没有|无)(?:发生|出现|造成)?", names[0]) is not None
    return none and len(names) > 2 and all(re.match("发生|出现|造成", name) for name in names[1:])


def _by_date(names: Sequence[str]) -> bool:
    """`三月底前到账`, `六月底前到账`, `六月底以后到账`: the sooner the more."""
    days = [_day_in(name) for name in names[:-1]]
    last = _day_in(names[-1])
    sooner = all(one < two for one, two in pairwise(days)) and last in ((), days[-1])
    later = _AFTER.fullmatch(names[-1]) is not None or OTHERWISE.fullmatch(names[-1]) is not None
    return sooner and all(map(_BEFORE.fullmatch, names[:-1])) and later


def _day_in(name: str) -> tuple[int, ...]:
    """Month and day of a date in words (`六月三〇日`, `六月底`), which can be compared; empty without one."""
    match = _MONTH_AND_DAY.search(name)
    if match is None:
        return ()
    month, day = ("".join(str(_DIGITS_IN_WORDS.index(sign)) for sign in match[part] or "") for part in "md")
    return int(month) + (12 if match["y"] else 0), int(day or 31)


def _against_last_year(names: Sequence[str]) -> bool:
    """`比上年减少`, `持平`, `增加`: each another direction."""
    found = [_DIRECTION.fullmatch(name) for name in names]
    ways = [match["w"] if match else "" for match in found]
    return all(ways) and len({_WAYS[way] for way in ways}) == len(names)


def _ends(award: Award, context: Context) -> tuple[Decimal, Decimal]:
    if award.kind == "range":
        return min(award.points, award.high), max(award.points, award.high)
    if award.kind == "full":
        return context.weight or Decimal(0), context.weight or Decimal(0)
    points = award.points if award.kind == "give" else Decimal(0)
    return points, points


def _span(end: tuple[Decimal, Decimal]) -> str:
    return plain(end[0]) if end[0] == end[1] else f"{plain(end[0])}~{plain(end[1])}"


def _short(names: Sequence[str]) -> list[str]:
    """Names of grades that fit a drop-down, still different from each other."""
    cleaned = [re.sub(r"[:;\"]", "", re.sub(r"(?:的|等次|者)+$", "", name)) or name for name in names]
    prefix = re.match(r"(?:效果|成效|作用|效益|影响|评价为|评为|结果为)", cleaned[0])
    if prefix and len(cleaned[0]) > prefix.end():
        cleaned[0] = cleaned[0][prefix.end() :]
    tails = [name if len(name) <= 20 else name.rpartition(",")[2] for name in cleaned]
    if len(set(tails)) == len(tails) and all(2 <= len(tail) <= 20 for tail in tails):
        # 降低行政成本效果较好: what tells the grades apart stands last.
        return tails
    return [name if len(name) <= 20 else f"{name[:18]}…{place}" for place, name in enumerate(cleaned, 1)]
