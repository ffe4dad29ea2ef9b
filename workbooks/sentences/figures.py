"""Shapes over figures: tiers, points off per percentage point, points in proportion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from workbooks.sentences.awards import Award
from workbooks.sentences.bands import Band, Bands, settle, shown
from workbooks.sentences.conditions import Bound, Condition, read_condition
from workbooks.sentences.context import Context, Measure
from workbooks.sentences.parts import (
    AT_ZERO,
    COMPLETED,
    FLOOR,
    FULL,
    OVER,
    REST,
    STARTED,
    STEPS,
    TYPED,
    Answers,
    Part,
    floor_unstated,
    over_100,
    plain,
    step_rounding,
)
from workbooks.sentences.ratios import ratio_of
from workbooks.sentences.targets import AVERAGE, read_relative

Found = Iterator[tuple[Part, int]]
OTHERWISE = re.compile(
    r"(?:否则?|其余|其他|其它|其他情况|其余情况|其他情形|其余情形|除此以外|除此之外)(?:的)?"
)
_STEP = re.compile(
    r"(?P<p>.{0,60}?)每(?P<d>低于|降低|下降|减少|少于|低|少|高于|超过|超出|超|上升|增加|增长|提高|高|相差|偏离|偏差)(?:了)?"
    r"(?P<r>[^\d,;每]{0,14}?)(?P<n>\d+(?:\.\d+)?)(?P<u>个百分点|%|万元|元|公斤|吨|亩|分|天|日)"
)
_STEP_FROM = re.compile(
    r"(?P<s>[^\d,;每]{0,30})每(?P<d>低于|超过|高于)(?P<l>\d+(?:\.\d+)?)%(?P<rest>\d+(?:\.\d+)?个百分点)"
)
_FALLING = ("低于", "降低", "下降", "减少", "少于", "低", "少")
_EITHER = ("相差", "偏离", "偏差")
_RISING = ("高于", "超过", "超出", "超", "上升", "增加", "增长", "提高", "高")
_RESTATED = re.compile(
    r"(?:没有完成|未完成|未达成|没有达成|部分完成|未全部完成|未能完成|低于目标|未达到?|未达标|没有达到|达不到|超过|低于|高于|不足|超出|否则?|不达标|未达到目标|没有达到目标|低于目标值?|超过的?|未达到要求|未达要求|不到位|保障不到位)?(?:部分)?(?:的|者)?,?"
)
_STANDARD = re.compile(
    r"(?:以|目标(?:值)?(?:为)?|标准(?:为)?)(\d+(?:\.\d+)?)%(?:为(?:标准|目标|基准|基数|目标值))?"
)
_GIVES = re.compile(
    r"^(?:(?:按照|按)?(?:该项|本项|指标|评价指标|实际)?(?:得分|计分)=|按照|按)|(?:计算|计分|得分)+$"
)
_POINTS_FACTOR = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)分?|(?:该项|该|本项|本|指标)?(?:指标)?(?:分值|权重分?|满分)(?:\((?P<m>\d+(?:\.\d+)?)分\))?"
)
_AROUND_ZERO = re.compile(
    r"(?P<s>[^\d±,;]{0,30}?)(?:在)?(?:±(?P<a>\d+(?:\.\d+)?)%[⊕⊖]?~)?±(?P<b>\d+(?:\.\d+)?)(?P<u>%)(?P<m>[⊕⊖])?(?:以内|之内|之间)?的?"
)
_DESCRIBED = re.compile(r"(?!.*(?:如|若|且|或|除|每|超过|低于|高于))[^\d,;≥≤<>=]{1,24}")
_WRONG = re.compile(r"^(?:照)?(?:未|不|没有|缺|逾期|延期|滞后|存在问题|有问题|违规|超|差错|问题)")
_COMPLETES = "完成"
_NUMBER_OR_FACT = re.compile(r"(?P<n>[^或;]*\d[^或;]*)或者?(?P<f>[^\d;,]{2,20})")
_MET = re.compile(
    r"(?:全部|按期|按时|按计划|如期|已|足额|及时)*(?:完成|达成|达到|实现|达标|到位)[^\d,;]{0,16}"
)


def introduced(award: Award) -> bool:
    """Whether the finished clause before an award is a condition of its own, which its shape takes."""
    if len(award.before) != 1:
        return False
    return _STANDARD.fullmatch(award.before[0]) is not None or (
        award.kind == "prop" and read_condition(award.before[0]) is not None
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
    measure = context.measure(Condition(subject, high=found[-1][0]))
    text = _mirrored(found)
    part = Part(
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
    otherwise, target, place = None, "", start
    subject = ""
    while place < len(awards):
        award = awards[place]
        if award.before and place > start:
            break
        if bands and award.kind in ("zero", "give") and OTHERWISE.fullmatch(award.words):
            otherwise, place = plain(award.points), place + 1
            break
        words, fact = _or_fact(award)
        read = _measured(words)
        outcome = _outcome(award, context, read[0] if read else None)
        if outcome is None or read is None:
            break
        condition, relative = read
        if (
            bands
            and condition.subject
            and condition.subject not in (subject, "")
            and not subject.endswith(condition.subject)
        ):
            break
        if relative and target and not (target.endswith(relative) or relative.endswith(target)):
            break
        if bands and bool(target or relative) != bool(target) and not condition.percent:
            break
        subject, target = subject or condition.subject, target or relative
        bands.append(Band(condition, *outcome))
        vetoes.append(fact)
        kinds.append(award.kind)
        place += 1
    while bands:
        rest = otherwise
        if rest is None and "take" in kinds[: len(bands)] and context.weight is not None:
            rest = plain(context.weight)
        settled = settle(bands, rest) if any(band.points for band in bands) or rest else None
        if settled is not None:
            part = _tier_part(settled, subject, target, bands, context, Decimal(rest or 0))
            facts = [fact for fact in vetoes[: len(bands)] if fact]
            yield (_unless(part, facts[0], context) if facts else part), place
        if otherwise is not None:
            otherwise = None
        else:
            bands.pop()
        place -= 1


def _or_fact(award: Award) -> tuple[str, str]:
    """The number and the fact of `<60%或未安排`, either of which gives nothing."""
    if award.kind == "zero" and (match := _NUMBER_OR_FACT.fullmatch(award.words)):
        return match["n"], match["f"]
    return award.words, ""


def _unless(part: Part, fact: str, context: Context) -> Part:
    """A part that is 0 as soon as a fact is found."""
    need = context.namer.need(fact, "yesno", "", Decimal(0), Decimal(1))

    def written(answers: Answers) -> str:
        return f"veto({need.key}, {part.written(answers)})"

    return Part(written, part.most, (*part.needs, need), part.questions, part.judged)


def _measured(words: str) -> tuple[Condition, str] | None:
    condition = read_condition(words)
    if condition is not None and not condition.symmetric:
        return (condition, "") if not AVERAGE.search(condition.subject) else None
    return read_relative(words) if condition is None else None


def _outcome(award: Award, context: Context, condition: Condition | None) -> tuple[str, Decimal] | None:
    if (
        award.kind == "formula"
        and condition is not None
        and condition.low is not None
        and condition.high is not None
    ):
        product = _product(award.said)
        if product is None or product[0] != condition.subject or condition.high.value > 1:
            return None
        full = product[1] if product[1] is not None else context.weight
        if full is None:
            return None
        return f"值×{plain(full)}", full * condition.high.value
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
) -> Part:
    condition = replace(bands[0].condition, subject=subject)
    measure = _against(condition, target, context) if target else context.measure(condition)
    most = max(rest, *(band.points for band in bands))
    asked = list(settled.questions)
    typed = context.namer.need(f"{subject or context.name}认定得分", "points", "分", Decimal(0), most)

    def written(answers: Answers) -> str:
        text = f'tiers({measure.written(answers)}, "{settled.text(answers)}")'
        return f"judged({typed.key}, {plain(most)}, {text})" if answers.get(REST) == TYPED else text

    needs = (*measure.needs, typed) if any(question.key == REST for question in asked) else measure.needs
    return Part(written, most, needs, (*measure.questions, *asked))


def _against(condition: Condition, target: str, context: Context) -> Measure:
    """A thing over its target; of an average the difference (the bound is then 0)."""
    if re.match(_COMPLETES, target):
        name = f"{target.removeprefix(_COMPLETES)}完成率"
        return context.measure(Condition(name, low=Bound(Decimal(1), True, True)))
    actual = context.namer.need(f"{condition.subject or context.name}完成值", "number")
    wanted = context.namer.need(f"{condition.subject or context.name}{target}", "number")
    return Measure(lambda answers: f"{actual.key} / {wanted.key}", (actual, wanted))


def steps(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`执行率≥95%得满分,每低1个百分点扣0.5分,扣完为止;低于80%不得分`."""
    first, place = awards[start], start
    limit: tuple[Condition, str] | None = None
    full, met = context.weight, False
    if first.kind in ("give", "full"):
        limit = _measured(first.words)
        met = limit is None and _MET.fullmatch(first.words) is not None
        if limit is None and not met:
            return
        if met:
            limit = Condition("", low=Bound(Decimal(1), True, True)), ""
        if first.kind == "give":
            full = first.points
        if first.before and not _same_standard(first.before[-1], limit):
            return
        place += 1
    elif first.before and (match := _STANDARD.fullmatch(first.before[-1])):
        limit = Condition("", low=Bound(Decimal(match[1]) / 100, True, True)), ""
    if place >= len(awards) or awards[place].kind != "take" or (place > start and awards[place].before):
        return
    take = awards[place]
    words = take.words
    if limit is None and (match := _STEP_FROM.fullmatch(words)):
        bound = Bound(Decimal(match["l"]) / 100, True, True)
        falls = match["d"] == "低于"
        limit = Condition(match["s"], low=bound if falls else None, high=None if falls else bound), ""
        words = f"每{match['d']}{match['rest']}"
    step = _STEP.fullmatch(words)
    if step is None or full is None:
        return
    falling = step["d"] in _FALLING
    bounds = _limits(limit, step["p"], falling)
    if bounds is None:
        return
    condition, relative, lower = bounds
    edge = condition.low if falling else condition.high
    if edge is None or (condition.low is not None and condition.high is not None) or step["d"] in _EITHER:
        return
    size = Decimal(step["n"])
    if (step["u"] in ("%", "个百分点")) != edge.percent and not (
        edge.value == 0 and step["u"] in ("%", "个百分点")
    ):
        return
    if edge.percent or step["u"] in ("%", "个百分点"):
        size /= 100
    elif edge.unit != step["u"]:
        return
    if step["r"] and not re.fullmatch(
        r"(?:于)?(?:目标值|标准|目标|计划|规定值|平均值|平均数|平均水平|该值|此值|1档)?", step["r"]
    ):
        return
    place += 1
    floor, how = False, None
    while place < len(awards) and awards[place].kind in ("floor", "started", "completed"):
        if awards[place].words or awards[place].before:
            break
        if awards[place].kind == "floor":
            floor = awards[place].points in (Decimal(-1), Decimal(0), full)
            if not floor:
                return
        else:
            how = STARTED if awards[place].kind == "started" else COMPLETED
        place += 1
    zero = None
    if place < len(awards) and awards[place].kind == "zero" and not awards[place].before:
        read = read_condition(awards[place].words)
        if read is not None and read.subject in ("", condition.subject):
            zero, place = read, place + 1
    if lower is not None and (zero is None or not _complement(lower, zero)):
        return
    part = _step_part(
        condition, relative, edge, falling, (size, take.points, full), (floor, how, met), zero, context
    )
    if part is not None:
        yield part, place


def _same_standard(words: str, limit: tuple[Condition, str] | None) -> bool:
    """Whether 以100%为标准 in front says what the condition says."""
    match, edge = _STANDARD.fullmatch(words), limit and (limit[0].low or limit[0].high)
    return match is not None and bool(edge) and edge is not None and edge.value == Decimal(match[1]) / 100


def apart(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`完成情况与计划每相差3%扣1分`: points off for every step away from 100 %, to either side."""
    award = awards[start]
    if award.kind != "take" or award.before or context.weight is None:
        return
    step = _STEP.fullmatch(award.words)
    if step is None or step["d"] not in _EITHER or step["u"] not in ("%", "个百分点"):
        return
    against = re.fullmatch(r"(?P<s>[^\d,;]{2,20}?)(?:与|和|比|较)(?:计划|目标)(?:值|数)?", step["p"])
    if against is None or step["r"]:
        return
    place, floor = start + 1, False
    if place < len(awards) and awards[place].kind == "floor" and not awards[place].words:
        if awards[place].points > 0 and awards[place].points != context.weight:
            return
        place, floor = place + 1, True
    measure = context.measure(Condition(f"{against['s']}占计划的比例", low=Bound(Decimal(1), True, True)))
    full, size, each = plain(context.weight), f"{Decimal(step['n']).normalize():f}%", plain(award.points)
    if not floor:
        return

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), answers.get(STEPS, COMPLETED)
        sides = (
            f'deduct_per_point({value}, "{side}100%", "{size}", {each}, {full}, "{how}")' for side in "<>"
        )
        return f"lowest({', '.join(sides)})"

    yield Part(written, context.weight, measure.needs, (*measure.questions, step_rounding)), place


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
    above = Condition("", low=replace(top, closed=None if top.closed is None else not top.closed))
    settled = settle([*bands, Band(above, plain(context.weight), context.weight)], None)
    if settled is None or any(question.key == REST for question in settled.questions):
        return
    measure = context.measure(Condition(subject, high=top))
    total = context.namer.need("自评总分", "number", "分")

    def written(answers: Answers) -> str:
        return f'lowest({total.key}, tiers({measure.written(answers)}, "{settled.text(answers)}"))'

    yield (
        Part(written, context.weight, (total, *measure.needs), (*measure.questions, *settled.questions)),
        place,
    )


def _limits(
    limit: tuple[Condition, str] | None, restated: str, falling: bool
) -> tuple[Condition, str, Bound | None] | None:
    """The condition of the full points, what it is measured against, and where the steps end.

    The words before 每 may say again what lies beyond the limit, or be the only ones that say it.
    """
    restated = restated.strip(",")
    standard = _STANDARD.fullmatch(restated)
    if limit is None and standard is not None:
        bound = Bound(Decimal(standard[1]) / 100, True, True)
        return Condition("", low=bound if falling else None, high=None if falling else bound), "", None
    again = read_condition(restated)
    if again is None:
        return (*limit, None) if limit is not None and _RESTATED.fullmatch(restated) else None
    if again.reaches or again.symmetric:
        return None
    if limit is None:
        if again.low is not None and again.high is not None:
            return None
        if (again.low is not None) == falling:
            return again, "", None
        if again.high is not None:
            return Condition(again.subject, low=replace(again.high, closed=True)), "", None
        return Condition(again.subject, high=replace(again.low, closed=True) if again.low else None), "", None
    condition, relative = limit
    edge = condition.low or condition.high
    beyond = again.high if condition.low is not None else again.low
    if (
        edge is None
        or beyond is None
        or beyond.value != edge.value
        or again.subject not in ("", condition.subject)
    ):
        return None
    return condition, relative, again.low if condition.low is not None else again.high


def _complement(bound: Bound, zero: Condition) -> bool:
    other = zero.high or zero.low
    return other is not None and other.value == bound.value


def _step_part(
    condition: Condition,
    relative: str,
    edge: Bound,
    falling: bool,
    sizes: tuple[Decimal, Decimal, Decimal],
    said: tuple[bool, str | None, bool],
    zero: Condition | None,
    context: Context,
) -> Part | None:
    size, each, full = sizes
    floor, stated, goal = said
    if relative and AVERAGE.fullmatch(relative):
        own = context.namer.need(condition.subject or context.name, "rate", "%")
        mean = context.namer.need(f"{condition.subject or context.name}{relative}", "rate", "%")
        measure = Measure(lambda answers: f"{own.key} - {mean.key}", (own, mean))
        edge = replace(edge, value=Decimal(0))
    elif relative or goal:
        measure = _completion(condition.subject, context)
    else:
        measure = context.measure(condition)
    threshold = f"{'<' if falling else '>'}{shown(edge)}"
    step = f"{(size * 100).normalize():f}%" if edge.percent or size < 1 else plain(size)
    cut = _below(zero, falling) if zero is not None else None
    if zero is not None and cut is None:
        return None

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), stated or answers.get(STEPS, COMPLETED)
        if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
            text = (
                f'deduct_per_point({value}, "{threshold}", "{step}", {plain(each)}, {plain(full)}, "{how}")'
            )
        else:
            text = f'{plain(full)} - per_step({value}, "{threshold}", "{step}", {plain(each)}, "{how}")'
            text = f"({text})" if cut else text
        return f'tiers({value}, "{cut}") * {text}' if cut else text

    if not floor and cut is not None:
        bound = (zero.high or zero.low) if zero is not None else None
        floor = bound is not None and full >= each * (abs(edge.value - bound.value) / size)
    rounding = () if stated else (step_rounding,)
    asked = (*measure.questions, *rounding, *(() if floor else (floor_unstated,)))
    return Part(written, full, measure.needs, asked)


def _completion(subject: str, context: Context) -> Measure:
    """How much of its target a thing reached, as one rate."""
    if context.ratio_for(subject) is not None:
        return context.measure(Condition(subject, low=Bound(Decimal(1), True, True)))
    name = subject or context.name
    label = name if name.endswith(("率", "比例")) else f"{name}完成率"
    return context.measure(Condition(label, low=Bound(Decimal(1), True, True)))


def _below(zero: Condition, falling: bool) -> str | None:
    """Tiers that are 0 where nothing is scored and 1 elsewhere."""
    bound = zero.high if falling else zero.low
    if bound is None or (zero.high is not None and zero.low is not None):
        return None
    closed = bound.closed is not False
    if falling:
        return f"{'<=' if closed else '<'}{shown(bound)}: 0; {'>' if closed else '>='}{shown(bound)}: 1"
    return f"{'>=' if closed else '>'}{shown(bound)}: 0; {'<' if closed else '<='}{shown(bound)}: 1"


def proportional(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`达到目标得5分,未达到的按完成比例得分`, `得分=完成率×15分`, `按存在问题的占比扣分`."""
    place, full, met = start, None, False
    award = awards[place]
    goal: Condition | None = None
    if award.kind in ("give", "full") and place + 1 < len(awards):
        read = _measured(award.words)
        low = read[0].low if read is not None and read[0].high is None else None
        described = awards[place + 1].kind == "less" and re.search(r"\d", award.words) is None
        if not (low is not None and low.value > 0) and not _MET.fullmatch(award.words) and not described:
            return
        if read is not None and low is not None and not (low.percent and low.value == 1):
            goal = read[0]
        full = award.points if award.kind == "give" else context.weight
        place, met = place + 1, True
        award = awards[place]
        if award.before:
            return
    if award.kind not in ("prop", "formula", "less"):
        return
    target = goal or _target_before(awards[start])
    if (awards[start].before and target is None) or (goal is not None and award.kind != "prop"):
        return
    words, kind = award.words, award.kind
    if award.kind == "formula":
        product = _product(award.said)
        if product is None or (words and not _RESTATED.fullmatch(words)):
            return
        rate, stated = product
        if stated is not None:
            if full is not None and stated != full:
                return
            full = stated
    else:
        lead, _, rate = words.partition("|")
        if not (_RESTATED.fullmatch(lead) or _DESCRIBED.fullmatch(lead)):
            return
        if award.kind == "less":
            wrong = _less_kind(rate, award.said)
            if wrong is None:
                return
            kind = wrong
        if rate == "完成" and not _RESTATED.fullmatch(lead) and not met:
            rate = f"{lead}完成"
    place += 1
    if (
        place < len(awards)
        and awards[place].kind == "give"
        and not awards[place].words
        and not awards[place].verb
    ):
        if full is not None and full != awards[place].points:
            return
        full, place = awards[place].points, place + 1
    full = full if full is not None else context.weight
    measure = _rate(rate, kind, context) if target is None else _share_of(target, rate, context)
    if full is None or measure is None:
        return
    capped = met or kind == "less" or target is not None
    while place < len(awards) and awards[place].kind in ("cap", "floor") and not awards[place].words:
        if awards[place].kind == "cap":
            if awards[place].points not in (Decimal(-1), full):
                return
            capped = True
        elif awards[place].points > 0:
            return
        place += 1
    zero = None
    if place < len(awards) and awards[place].kind == "zero" and not awards[place].before:
        read_zero = read_condition(awards[place].words)
        if read_zero is not None and read_zero.low is None and not read_zero.subject:
            zero, place = read_zero, place + 1
    yield _proportion(measure, full, kind == "less", capped, zero), place


def _product(said: str) -> tuple[str, Decimal | None] | None:
    """The rate and the points (None for 分值) of `得分=分值×(实际数/计划数)×100%`, in any order."""
    factors, depth, start = [], 0, 0
    body = _GIVES.sub("", _GIVES.sub("", said))
    for place, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if sign == "×" and depth == 0:
            factors.append(body[start:place])
            start = place + 1
    factors = [factor for factor in [*factors, body[start:]] if factor != "100%"]
    points = [factor for factor in factors if _POINTS_FACTOR.fullmatch(factor)]
    rates = [factor for factor in factors if not _POINTS_FACTOR.fullmatch(factor)]
    if len(points) != 1 or len(rates) != 1:
        return None
    match = _POINTS_FACTOR.fullmatch(points[0])
    number = (match["n"] or match["m"]) if match else None
    rate = rates[0]
    if rate.startswith("(") and rate.endswith(")") and rate.count("(") == 1:
        rate = rate[1:-1]
    return rate, Decimal(number) if number else None


def _less_kind(rate: str, said: str) -> Literal["less", "prop"] | None:
    """Whether points are taken off by a share of what is wrong, or given by what was done (按比例扣分)."""
    if rate in ("", "照", "完成", "实际完成", "相应"):
        return "prop"
    return "less" if "占" in rate + said or _WRONG.search(rate) else None


def _target_before(award: Award) -> Condition | None:
    """The condition in front of a proportion: `查处案件10例以上;否则按完成比例得分`."""
    if len(award.before) != 1 or award.kind != "prop":
        return None
    read = read_condition(award.before[0])
    if read is not None and read.low is not None and read.high is None and read.low.value > 0:
        return read
    match = _STANDARD.fullmatch(award.before[0])
    return Condition("", low=Bound(Decimal(match[1]) / 100, True, True)) if match else None


def _share_of(target: Condition, rate: str, context: Context) -> Measure | None:
    """How much of a number was reached, where the proportion is one of completion."""
    if rate not in ("完成", "实际完成", "达成", "") or target.low is None:
        return None
    if target.low.value == 1 and target.percent:
        return _rate(rate, "prop", context)
    measure, whole = context.measure(target), shown(target.low)
    if whole.endswith("%"):
        whole = plain(target.low.value)
    return Measure(lambda answers: f"{measure.written(answers)} / {whole}", measure.needs, measure.questions)


def _rate(words: str, kind: str, context: Context) -> Measure | None:
    """The rate that a proportional score takes: a ratio of two amounts where the words say of which."""
    words = re.sub(r"^(?:照|实际)", "", words) if words.startswith("照") else words
    ratio = ratio_of(words) or ratio_of(f"{words}比例")
    if ratio is not None and not re.search(r"\d", words):
        text, needs = ratio.written(context.namer)
        return Measure(lambda answers: text, needs)
    if re.search(r"[\d+×÷/=()]", words):
        return None
    name = words if len(words) > 2 else f"{context.name}{words}率" if words else context.name
    if kind == "less":
        return context.measure(Condition(f"{words}占比" if words else "", low=Bound(Decimal(0), True, True)))
    if context.ratio_for(words) is None and words in ("完成", "", "实际完成", "达成"):
        known = context.ratio_for("")
        if known is None:
            name = context.name if context.name.endswith("率") else f"{context.name}完成率"
            return context.measure(Condition(name, low=Bound(Decimal(0), True, True)))
        return context.measure(Condition("", low=Bound(Decimal(0), True, True)))
    return context.measure(Condition(words or name, low=Bound(Decimal(0), True, True)))


def _proportion(measure: Measure, full: Decimal, less: bool, capped: bool, zero: Condition | None) -> Part:
    points, cut = plain(full), _below(zero, True) if zero is not None else None

    def written(answers: Answers) -> str:
        value = measure.written(answers)
        if not capped and answers.get(OVER, FULL) != FULL:
            text = f'tiers({value}, "<=100%: 值×{points}; >100%: 0")'
        else:
            text = f"proportion({f'1 - {value}' if less else value}, {points})"
        return f'tiers({value}, "{cut}") * {text}' if cut else text

    asked = measure.questions if capped else (*measure.questions, over_100)
    return Part(written, full, measure.needs, asked)
