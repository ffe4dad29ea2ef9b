"""Tiers of one thing measured, to one side or to both, and totals that a rate holds down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from workbooks.sentences.awards import Award
from workbooks.sentences.bands import ON_LINE, Band, Bands, settle, shown
from workbooks.sentences.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.context import Context, Measure
from workbooks.sentences.flags import is_fact
from workbooks.sentences.measuring import OTHERWISE, Found, completion, measured, product
from workbooks.sentences.parts import (
    REST,
    TYPED,
    Answers,
    RulePart,
    plain,
)

_AROUND_ZERO = re.compile(
    r"(?P<s>[^\d±,;]{0,30}?)(?:在)?(?:±(?P<a>\d+(?:\.\d+)?)%[⊕⊖]?~)?±(?P<b>\d+(?:\.\d+)?)(?P<u>%)(?P<m>[⊕⊖])?(?:以内|之内|之间)?的?"
)
_MEETS_IT = re.compile(r"(?P<c>.+?)[:,](?:的)?(?:符合|达到|满足)(?:标准|要求|规定)?(?:的)?")
_MEETS_NOT = re.compile(r"(?:不符合|不达|未达到?|不满足|未满足|达不到)(?:标准|要求|规定|标)?(?:的)?")
_BEYOND = re.compile(r"(?:超出|超过|高于|超支|超标|超预算)(?:部分|预算|标准|目标)?(?:的)?")
_SHORT = re.compile(
    r"(?:未达到?|达不到|没有达到|低于|不足|不到|未完成|未达标|不达标)(?:目标值?|要求|标准|该标准)?(?:的)?"
)
_PUNCTUAL = re.compile(
    r"(?:在)?(?:(?:规定|计划|约定|合同)?的?(?:时限|期限|时间|工期)(?:以?内)|按时|按期|如期|及时|按规定时间)[^\d,;]{0,8}"
    r"|[^\d,;]{0,10}(?:符合|达到)(?:序时|计划|工程)?(?:进度|计划)(?:要求)?"
)
_HAPPENED_NOT = re.compile(r"(?:未|没有|无)(?:发生|出现)?[^\d,;]{1,16}")
_COUNTERS = ("起", "次", "件", "例", "个", "处", "人", "名", "项")
_LATE = re.compile(r"超期|逾期|延期|延迟|滞后|超过?时限|迟")
_GRADED = re.compile(
    r"^(?:优秀?|良好?|中等?|一般|较?差|基本合格|合格|不合格|基本达标|达标|不达标)(?:等次|等|档|级)?[,(:]"
)
_EXACT = re.compile(r"(?P<s>[^\d,;每]{0,24}?)(?P<n>\d{1,3})(?P<u>次|个|项|篇|场|件|家|期|份|条|人|名)(?:的)?")
_SHRINKS = re.compile(r"(?:为)?(?:负增长|下降|减少|降低|低于上年)(?:的)?")
_NONE_DONE = re.compile(r"(?:未|没有|没)[^\d,;]{1,12}|0(?:次|个|项)")
_MOST_BANDS = 40
_ANY_TARGET = ("要求", "标准值", "规定标准")
_COMPLETES = "完成"
_NUMBER_OR_FACT = re.compile(
    r"(?P<n>[^或;]*?\d[^或;,]*),?或者?(?P<f>[^\d;,]{2,20}|[^;%]{2,16}\d+(?:万|亿)?元(?:以上|以下)(?:[,、][^;%\d]{2,10}\d+(?:万|亿)?元)?)(?:的)?,?"
)


def around_zero(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`±5%以内得3分;±5%~±10%以内得1分`: tiers of how far a rate lies from 0, to either side."""
    found: list[tuple[Bound, Decimal]] = []
    subject, place = "", start
    while (
        place < len(awards) and awards[place].kind == "give" and not (awards[place].before and place > start)
    ):
        match = _AROUND_ZERO.fullmatch(awards[place].words)
        if match is None or (found and match["s"]) or match["u"] != "%":
            break
        if match["a"] is not None and (not found or Decimal(match["a"]) / 100 != found[-1][0].value):
            break
        subject = subject or match["s"]
        bound = Bound(Decimal(match["b"]) / 100, {"⊕": True, "⊖": False}.get(match["m"] or "", True), True)
        found.append((bound, awards[place].points))
        place += 1
    if not found or any(one[0].value >= two[0].value for one, two in pairwise(found)):
        return
    otherwise = (
        place < len(awards)
        and awards[place].kind == "zero"
        and (OTHERWISE.fullmatch(awards[place].words) is not None)
    )
    place += otherwise
    measure = context.measure(StatedCondition(subject, high=found[-1][0]))
    text = _mirrored(found)
    part = RulePart(
        lambda answers: f'tiers({measure.written(answers)}, "{text}")',
        found[0][1],
        measure.needs,
        measure.questions,
    )
    yield part, place


def _mirrored(found: Sequence[tuple[Bound, Decimal]]) -> str:
    """Tiers to both sides of 0; what lies further gives nothing."""
    first, points = found[0]
    ends = "[]" if first.closed else "()"
    tiers_text = [f"{ends[0]}-{shown(first)},{shown(first)}{ends[1]}: {plain(points)}"]
    for (inner, _), (outer, given) in pairwise(found):
        near, far = ("(", "]") if inner.closed else ("[", "]")
        far = "]" if outer.closed else ")"
        low = f"{'[' if outer.closed else '('}-{shown(outer)},-{shown(inner)}{')' if inner.closed else ']'}"
        tiers_text += [f"{low}: {plain(given)}", f"{near}{shown(inner)},{shown(outer)}{far}: {plain(given)}"]
    return "; ".join([*tiers_text, "其余: 0"])


def tiers(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`≥90%得3分;60%≤满意度<90%得2分;<60%不得分`: a run of numeric conditions of one thing."""
    bands: list[Band] = []
    vetoes: list[str] = []
    kinds: list[str] = []
    facts_joined: list[str] = []
    meets = False
    otherwise, target, place = None, "", start
    subject = ""
    while place < len(awards):
        award = awards[place]
        if award.before and place > start:
            break
        if award.kind == "series" and not award.words:
            more = _series(bands)
            if more is None:
                return
            bands += more
            vetoes += [""] * len(more)
            kinds += ["give"] * len(more)
            place, otherwise = place + 1, "0"
            break
        if bands and award.kind in ("zero", "give") and OTHERWISE.fullmatch(award.words):
            otherwise, place = plain(award.points), place + 1
            break
        words, fact = _or_fact(award)
        on_line = award.kind in ("prop", "less")
        if on_line:
            words, _, rate = words.partition("|")
            if rate not in ("", "照", "完成", "实际完成", "相应", "完成率", "实际完成率"):
                break
        if not bands and (match := _MEETS_IT.fullmatch(words)):
            after = awards[place + 1] if place + 1 < len(awards) else None
            if after is not None and after.kind == "zero" and _MEETS_NOT.fullmatch(after.words):
                words, meets = match["c"], True
        if bands and award.kind == "zero" and (meets or _is_the_rest(award.words, bands)):
            otherwise, place = "0", place + 1
            break
        both = None if measured(words) or award.kind == "zero" else _and_fact(words)
        if both is not None:
            words = both[0]
        read = (_in_time(awards, place) if not bands else None) or measured(_without_grade(words))
        read = read or _exact_count(award, words, bands) or _shrinks(award, words, bands)
        outcome = _outcome(award, context, read[0] if read else None)
        if outcome is None or read is None:
            break
        condition, relative = read
        if (
            bands
            and condition.subject
            and condition.subject not in (subject, "")
            and not subject.endswith(condition.subject)
            and not (subject == "发生数" and condition.subject in ("发生", "出现", "有"))
            and not (not subject and context.name.rstrip("★▲()%（） ").endswith(condition.subject))
        ):
            break
        if relative and target and not (target.endswith(relative) or relative.endswith(target)):
            if target not in _ANY_TARGET:
                break
            target = relative
        if bands and bool(target or relative) != bool(target) and not condition.percent:
            break
        subject, target = subject or condition.subject, target or relative
        bands.append(Band(condition, *outcome))
        facts_joined += [both[1]] if both is not None else []
        vetoes.append(fact)
        kinds.append(award.kind)
        place += 1
    while bands:
        rest = otherwise
        if rest is None and "take" in kinds[: len(bands)] and context.weight is not None:
            rest = plain(context.weight)
        settled = settle(bands, rest) if any(band.points for band in bands) or rest else None
        facts = [fact for fact in vetoes[: len(bands)] if fact]
        if settled is not None and all(_is_opposite(one, facts) for one in facts_joined[: len(bands)]):
            part = _tier_part(settled, subject, target, bands, context, Decimal(rest or 0))
            yield (_unless(part, facts[0], context) if facts else part), place
        if "series" in (award.kind for award in awards[start:place]):
            return
        if otherwise is not None:
            otherwise = None
        else:
            bands.pop()
        place -= 1


def _in_time(awards: Sequence[Award], place: int) -> tuple[StatedCondition, str] | None:
    """`按时完成` in front of `逾期1个月内`: no delay at all."""
    if place + 1 >= len(awards):
        return None
    late = read_condition(awards[place + 1].words)
    if late is not None and _HAPPENED_NOT.fullmatch(awards[place].words) and late.low and late.unit:
        counted = (
            late.unit in _COUNTERS and late.low.value == 1 and late.subject in ("", "发生", "出现", "有")
        )
        none = Bound(Decimal(0), True, False, late.unit)
        return (StatedCondition("发生数", high=none), "") if counted else None
    if not _PUNCTUAL.fullmatch(awards[place].words):
        return None
    if late is None or late.high is None or not _LATE.search(late.subject):
        return None
    if not (late.unit or late.percent):
        return None
    return StatedCondition(late.subject, high=Bound(Decimal(0), True, late.percent, late.unit)), ""


def _series(bands: Sequence[Band]) -> list[Band] | None:
    """The bands that 依次类推 stands for: as far down, by the same steps, as points are left."""
    lows = [band.condition.low for band in bands]
    if len(bands) < 2 or any(
        low is None or band.condition.high for low, band in zip(lows, bands, strict=True)
    ):
        return None
    values = [low.value for low in lows if low is not None]
    size, each = values[-2] - values[-1], bands[-2].points - bands[-1].points
    steps = zip(pairwise(values), pairwise(band.points for band in bands), strict=True)
    if size <= 0 or each <= 0 or any((a - b, p - q) != (size, each) for (a, b), (p, q) in steps):
        return None
    found: list[Band] = []
    low, points = values[-1] - size, bands[-1].points - each
    while low > 0 and points > 0 and len(found) < _MOST_BANDS:
        bound = replace(bands[-1].condition.low or Bound(low, True), value=low)
        found.append(Band(replace(bands[-1].condition, low=bound), plain(points), points))
        low, points = low - size, points - each
    return found


def _without_grade(words: str) -> str:
    """`优秀(90分以上)` without the name of the grade that its bounds define."""
    bare = _GRADED.sub("", words)
    return bare.removesuffix(")") if bare != words and bare.count(")") > bare.count("(") else bare


def _exact_count(award: Award, words: str, bands: Sequence[Band]) -> tuple[StatedCondition, str] | None:
    """`3次得4分` below `4次得5分`: so many, where a tier above counts the same."""
    match = _EXACT.fullmatch(words) if award.kind == "give" else None
    if match is None or (bands and bands[-1].condition.unit != match["u"]):
        return None
    low = Bound(Decimal(match["n"]), True, False, match["u"])
    if low.value == 0:
        return StatedCondition(match["s"], high=low), ""
    return StatedCondition(match["s"], low=low, reaches=True), ""


def _shrinks(award: Award, words: str, bands: Sequence[Band]) -> tuple[StatedCondition, str] | None:
    """`负增长不得分` below tiers of growth: less than 0."""
    if award.kind != "zero" or not bands or not _SHRINKS.fullmatch(words):
        return None
    if not re.search(r"增长|增幅|增加", bands[0].condition.subject) or not bands[0].condition.percent:
        return None
    return StatedCondition("", high=Bound(Decimal(0), False, True)), ""


def _is_the_rest(words: str, bands: Sequence[Band]) -> bool:
    """`超出不得分` behind an upper bound, `未达到不得分` behind a lower one."""
    if len(bands) == 1 and bands[0].condition.low is None:
        return _BEYOND.fullmatch(words) is not None
    if all(band.condition.reaches and band.condition.unit for band in bands[1:]) and len(bands) > 1:
        return _NONE_DONE.fullmatch(words) is not None
    return all(band.condition.low is not None for band in bands) and _SHORT.fullmatch(words) is not None


def _edges(condition: StatedCondition) -> list[Bound]:
    return [bound for bound in (condition.low, condition.high) if bound is not None]


def _or_fact(award: Award) -> tuple[str, str]:
    """The number and the fact of `<60%或未安排`, either of which gives nothing."""
    if award.kind == "zero" and (match := _NUMBER_OR_FACT.fullmatch(award.words)):
        return match["n"], match["f"]
    return award.words, ""


def _and_fact(words: str) -> tuple[str, str] | None:
    """The figure and the fact of `≥8%、与晋升挂钩`, which must come together."""
    pieces = [piece for piece in re.split(r",?(?:并且|且|同时)|[、,]", words) if piece not in ("", "的")]
    if len(pieces) != 2 or measured(pieces[0]) is None or not is_fact(pieces[1]):
        return None
    return pieces[0], pieces[1]


def _is_opposite(fact: str, vetoes: Sequence[str]) -> bool:
    """Whether a fact that a tier asks for is what a veto denies: 效果良好, and 效果较差 gives nothing."""
    if len(vetoes) != 1:
        return False
    same = any(fact[place : place + 2] in vetoes[0] for place in range(len(fact) - 1))
    return same or re.match(r"不|未|无|没", vetoes[0]) is not None


def _unless(part: RulePart, fact: str, context: Context) -> RulePart:
    """A part that is 0 as soon as a fact is found."""
    need = context.namer.need(fact, "yesno", "", Decimal(0), Decimal(1))

    def written(answers: Answers) -> str:
        return f"veto({need.key}, {part.written(answers)})"

    return RulePart(written, part.most, (*part.needs, need), part.questions, part.judged)


def _outcome(award: Award, context: Context, condition: StatedCondition | None) -> tuple[str, Decimal] | None:
    if (
        award.kind == "formula"
        and condition is not None
        and condition.low is not None
        and condition.high is not None
    ):
        split = product(award.said)
        if split is None or split[0] != condition.subject or condition.high.value > 1:
            return None
        full = split[1] if split[1] is not None else context.weight
        if full is None:
            return None
        return f"值×{plain(full)}", full * condition.high.value
    if award.kind in ("prop", "less"):
        between = condition is not None and condition.low is not None and condition.high is not None
        return (ON_LINE, Decimal(0)) if between else None
    if award.kind == "give":
        return plain(award.points), award.points
    if award.kind == "zero":
        return "0", Decimal(0)
    if award.kind == "take" and context.weight is not None and award.points <= context.weight:
        if "再" in award.said or "每" in award.words:
            return None
        return plain(context.weight - award.points), context.weight - award.points
    if award.kind == "full" and context.weight is not None and "不得" not in award.said:
        return plain(context.weight), context.weight
    return None


def _tier_part(
    settled: Bands, subject: str, target: str, bands: Sequence[Band], context: Context, rest: Decimal
) -> RulePart:
    condition = replace(bands[0].condition, subject=subject)
    whole = all(edge.value == 1 for band in bands for edge in _edges(band.condition))
    if target and whole:
        measure = _against(condition, target, context)
    elif target:
        measure = completion(re.sub("达$", "", subject), context)
    else:
        measure = context.measure(condition)
    most = max(rest, *(band.points for band in bands))
    asked = list(settled.questions)
    typed = context.namer.need(f"{subject or context.name}认定得分", "points", "分", Decimal(0), most)

    def written(answers: Answers) -> str:
        text = f'tiers({measure.written(answers)}, "{settled.text(answers)}")'
        return f"judged({typed.key}, {plain(most)}, {text})" if answers.get(REST) == TYPED else text

    needs = (*measure.needs, typed) if any(question.key == REST for question in asked) else measure.needs
    return RulePart(written, most, needs, (*measure.questions, *asked))


def _against(condition: StatedCondition, target: str, context: Context) -> Measure:
    """A thing over its target; of an average the difference (the bound is then 0)."""
    if re.match(_COMPLETES, target):
        name = f"{target.removeprefix(_COMPLETES)}完成率"
        return context.measure(StatedCondition(name, low=Bound(Decimal(1), True, True)))
    actual = context.namer.need(f"{condition.subject or context.name}完成值", "number")
    wanted = context.namer.need(f"{condition.subject or context.name}{target}", "number")
    return Measure(lambda answers: f"{actual.key} / {wanted.key}", (actual, wanted))


def limits(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`执行率70%~80%的自评总分不超过89分;低于70%的不超过79分`: a total held down by a rate."""
    bands: list[Band] = []
    subject, place = "", start
    while place < len(awards) and awards[place].kind == "cap" and awards[place].points > 0:
        if awards[place].before and place > start:
            break
        words = re.sub(r"(?:的)?(?:自评|评价|总)?(?:总分|得分|自评|分数)?$", "", awards[place].words)
        condition = read_condition(words)
        if condition is None or (bands and condition.subject not in ("", subject)):
            return
        subject = subject or condition.subject
        bands.append(Band(condition, plain(awards[place].points), awards[place].points))
        place += 1
    if len(bands) < 2 or context.weight is None:
        return
    top = max(
        (b.condition.high for b in bands if b.condition.high), key=lambda bound: bound.value, default=None
    )
    if top is None or any(band.points >= context.weight for band in bands):
        return
    above = StatedCondition("", low=replace(top, closed=None if top.closed is None else not top.closed))
    settled = settle([*bands, Band(above, plain(context.weight), context.weight)], None)
    if settled is None or any(question.key == REST for question in settled.questions):
        return
    measure = context.measure(StatedCondition(subject, high=top))
    total = context.namer.need("自评总分", "number", "分")

    def written(answers: Answers) -> str:
        return f'lowest({total.key}, tiers({measure.written(answers)}, "{settled.text(answers)}"))'

    yield (
        RulePart(written, context.weight, (total, *measure.needs), (*measure.questions, *settled.questions)),
        place,
    )
