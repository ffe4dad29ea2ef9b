"""Shapes over figures: tiers, points off per percentage point, points in proportion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from workbooks.sentences.awards import Award
from workbooks.sentences.bands import Band, settle, shown
from workbooks.sentences.conditions import Bound, Condition, read_condition
from workbooks.sentences.context import Context, Measure
from workbooks.sentences.parts import (
    AT_ZERO,
    COMPLETED,
    FLOOR,
    FULL,
    OVER,
    REST,
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
_FALLING = ("低于", "降低", "下降", "减少", "少于", "低", "少")
_RISING = ("高于", "超过", "超出", "超", "上升", "增加", "增长", "提高", "高")
_RESTATED = re.compile(
    r"(?:没有完成|未完成|未达到?|未达标|没有达到|达不到|超过|低于|高于|不足|超出|否则?|不达标|未达到目标|没有达到目标|低于目标值?|超过的?|未达到要求|未达要求|不到位|保障不到位)?(?:部分)?(?:的|者)?,?"
)
_STANDARD = re.compile(r"(?:以|目标(?:值)?(?:为)?|标准(?:为)?)(\d+(?:\.\d+)?)%(?:为(?:标准|目标))?")
_TIMES = re.compile(
    r"(?:(?:按照|按)?(?:该项|本项|指标|评价指标|实际)?(?:得分|计分)=|按照|按)?(?P<w>.+?)"
    r"×(?:(?P<n>\d+(?:\.\d+)?)分?|(?:该项|该|本项|本|指标)?(?:指标)?(?:分值|权重|满分))(?:计算|计分|得分)*"
)
_MET = re.compile(
    r"(?:全部|按期|按时|按计划|如期|已|足额|及时)*(?:完成|达成|达到|实现|达标|到位)[^\d,;]{0,16}"
)


def tiers(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`≥90%得3分;60%≤满意度<90%得2分;<60%不得分`: a run of numeric conditions of one thing."""
    bands: list[Band] = []
    otherwise, target, place = None, "", start
    subject = ""
    while place < len(awards):
        award = awards[place]
        if award.before and place > start:
            break
        if bands and award.kind == "zero" and OTHERWISE.fullmatch(award.words):
            otherwise, place = "0", place + 1
            break
        read = _measured(award.words)
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
        place += 1
    while bands:
        settled = settle(bands, otherwise) if any(band.points for band in bands) else None
        if settled is not None:
            yield _tier_part(settled, subject, target, bands, context), place
        if otherwise is not None:
            otherwise = None
        else:
            bands.pop()
        place -= 1


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
        match = _TIMES.fullmatch(award.said)
        full = Decimal(match["n"]) if match and match["n"] else context.weight
        if match is None or full is None or match["w"] != condition.subject or condition.high.value > 1:
            return None
        return f"值×{plain(full)}", full * condition.high.value
    if award.kind == "give":
        return plain(award.points), award.points
    if award.kind == "zero":
        return "0", Decimal(0)
    if award.kind == "full" and context.weight is not None and "不" not in award.said:
        return plain(context.weight), context.weight
    return None


def _tier_part(settled, subject: str, target: str, bands: Sequence[Band], context: Context) -> Part:  # type: ignore[no-untyped-def]
    condition = replace(bands[0].condition, subject=subject)
    measure = _against(condition, target, context) if target else context.measure(condition)
    most = max(band.points for band in bands)
    asked = list(settled.questions)
    typed = context.namer.need(f"{subject or context.name}认定得分", "points", "分", Decimal(0), most)

    def written(answers: Answers) -> str:
        text = f'tiers({measure.written(answers)}, "{settled.text(answers)}")'
        return f"judged({typed.key}, {plain(most)}, {text})" if answers.get(REST) == TYPED else text

    needs = (*measure.needs, typed) if any(question.key == REST for question in asked) else measure.needs
    return Part(written, most, needs, (*measure.questions, *asked))


def _against(condition: Condition, target: str, context: Context) -> Measure:
    """A thing over its target; of an average the difference (the bound is then 0)."""
    if not target:
        return context.measure(condition)
    actual = context.namer.need(f"{condition.subject or context.name}完成值", "number")
    wanted = context.namer.need(f"{condition.subject or context.name}{target}", "number")
    return Measure(lambda answers: f"{actual.key} / {wanted.key}", (actual, wanted))


def steps(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`执行率≥95%得满分,每低1个百分点扣0.5分,扣完为止;低于80%不得分`."""
    first, place = awards[start], start
    limit: tuple[Condition, str] | None = None
    full = context.weight
    if first.kind in ("give", "full"):
        limit = _measured(first.words)
        met = limit is None and _MET.fullmatch(first.words) is not None
        if limit is None and not met:
            return
        if met:
            limit = Condition("", low=Bound(Decimal(1), True, True)), ""
        if first.kind == "give":
            full = first.points
        place += 1
    elif first.before and (match := _STANDARD.fullmatch(first.before[-1])):
        limit = Condition("", low=Bound(Decimal(match[1]) / 100, True, True)), ""
    if place >= len(awards) or awards[place].kind != "take" or (place > start and awards[place].before):
        return
    take = awards[place]
    step = _STEP.fullmatch(take.words)
    if step is None or full is None:
        return
    falling = step["d"] in _FALLING
    bounds = _limits(limit, step["p"], falling)
    if bounds is None:
        return
    condition, relative, lower = bounds
    edge = condition.low if falling else condition.high
    if (
        edge is None
        or (condition.low is not None and condition.high is not None)
        or step["d"] in ("相差", "偏离", "偏差")
    ):
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
    floor = place < len(awards) and awards[place].kind == "floor" and not awards[place].words
    place += floor
    zero = None
    if place < len(awards) and awards[place].kind == "zero" and not awards[place].before:
        read = read_condition(awards[place].words)
        if read is not None and read.subject in ("", condition.subject):
            zero, place = read, place + 1
    if lower is not None and (zero is None or not _complement(lower, zero)):
        return
    part = _step_part(condition, relative, edge, falling, (size, take.points, full), floor, zero, context)
    if part is not None:
        yield part, place


def _limits(
    limit: tuple[Condition, str] | None, restated: str, falling: bool
) -> tuple[Condition, str, Bound | None] | None:
    """The condition of the full points, what it is measured against, and where the steps end.

    The words before 每 may say again what lies beyond the limit, or be the only ones that say it.
    """
    restated = restated.strip(",")
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
    floor: bool,
    zero: Condition | None,
    context: Context,
) -> Part | None:
    size, each, full = sizes
    if relative and AVERAGE.fullmatch(relative):
        own = context.namer.need(condition.subject or context.name, "rate", "%")
        mean = context.namer.need(f"{condition.subject or context.name}{relative}", "rate", "%")
        measure = Measure(lambda answers: f"{own.key} - {mean.key}", (own, mean))
        edge = replace(edge, value=Decimal(0))
    else:
        measure = context.measure(condition)
    threshold = f"{'<' if falling else '>'}{shown(edge)}"
    step = f"{(size * 100).normalize():f}%" if edge.percent or size < 1 else plain(size)
    cut = _below(zero, falling) if zero is not None else None
    if zero is not None and cut is None:
        return None

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), answers.get(STEPS, COMPLETED)
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
    asked = (*measure.questions, step_rounding, *(() if floor else (floor_unstated,)))
    return Part(written, full, measure.needs, asked)


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
    if award.kind in ("give", "full") and place + 1 < len(awards):
        read = _measured(award.words)
        reached = (
            read is not None and read[0].low is not None and read[0].low.value == 1 and read[0].high is None
        )
        if not (reached or _MET.fullmatch(award.words)):
            return
        full = award.points if award.kind == "give" else context.weight
        place, met = place + 1, True
        award = awards[place]
        if award.before:
            return
    if award.kind not in ("prop", "formula", "less"):
        return
    words = award.words
    if award.kind == "formula":
        match = _TIMES.fullmatch(award.said)
        if match is None or (words and not _RESTATED.fullmatch(words)):
            return
        rate, stated = match["w"], match["n"]
        if stated is not None:
            if full is not None and Decimal(stated) != full:
                return
            full = Decimal(stated)
    else:
        lead, _, rate = words.partition("|")
        if not (
            _RESTATED.fullmatch(lead)
            or (award.kind == "less" and len(lead) <= 12 and not re.search(r"\d", lead))
        ):
            return
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
    measure = _rate(rate, award.kind, context)
    if full is None or measure is None:
        return
    capped = met or award.kind == "less"
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
    yield _proportion(measure, full, award.kind == "less", capped, zero), place


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
