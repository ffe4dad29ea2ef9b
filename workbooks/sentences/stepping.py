"""Points off for every percentage point (or step) beyond a limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.awards import Award
from workbooks.sentences.bands import shown
from workbooks.sentences.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.context import Context, Measure
from workbooks.sentences.measuring import (
    MET,
    RESTATED,
    STANDARD,
    TARGET_IS_STANDARD,
    Found,
    below,
    completion,
    measured,
)
from workbooks.sentences.outcome import Kind
from workbooks.sentences.parts import (
    AT_ZERO,
    COMPLETED,
    FLOOR,
    OF_DISTANCE,
    ONE_POINT,
    POINTS_OF,
    STARTED,
    STEPS,
    UNIT,
    Answers,
    RulePart,
    floor_unstated,
    percent_or_point,
    plain,
    point_base,
    step_rounding,
)
from workbooks.sentences.targets import AVERAGE

_STEP = regex(
    r"(?P<p>.{0,60}?)每(?P<d>低于|降低|下降|减少|少于|小于|不足|落后|低|少|差"
    r"|高于|超过|超出|大于|多于|高出|超|上升|增加|增长|提高|高|多|相差|偏离|偏差)(?:了)?"
    r"(?P<r>[^\d,;每]{0,14}?)(?P<n>\d+(?:\.\d+)?)(?P<u>个百分点|%|万元|元|公斤|吨|亩|公里|平方米|分|人次|人|名|户|天|日)"
)
_STEP_FROM = regex(
    r"(?P<s>[^\d,;每]{0,30})每(?P<d>低于|超过|高于)(?P<l>\d+(?:\.\d+)?)%(?P<rest>\d+(?:\.\d+)?个百分点)"
)
_FALLING = ("低于", "降低", "下降", "减少", "少于", "小于", "不足", "落后", "低", "少", "差")
_STEP_OF = regex(r"(?:于)?(?:目标值|标准|目标|计划|规定值|平均值|平均数|平均水平|该值|此值|1档)?")
_COUNTED_UNITS = ("人次", "人", "名", "户", "天", "日")
"""Of these, what lacks is counted one by one; only steps of several are steps of a figure."""
_RATE_TARGET = regex(r"目标|指标值|计划值|规定")
_RATE = regex(r"(?<!完成)(?:率|增速|增幅|比例|比重|占比)(?:$|[^\u4e00-\u9fff])|(?<!完成)(?:率|增速|增幅)")
_MARKED = regex(r"满意度|测评|得分|评分|分值|成绩")
"""What is given in marks out of a hundred as often as in per cent."""
_EITHER = ("相差", "偏离", "偏差")
_IN_TIME = regex(r"(?:在)?(?:计划|规定|约定|合同)(?:的)?(?:时间|期限|工期)(?:内|以内)(?:完成|完工)(?:的)?")


def steps(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`执行率≥95%得满分,每低1个百分点扣0.5分,扣完为止;低于80%不得分`."""
    front = _front(awards, start, context)
    if front is None or front.full is None:
        return
    limit, take = front.limit, awards[front.place]
    words = take.words
    if limit is None and (match := _STEP_FROM.fullmatch(words)):
        limit = _at_least_or_most(
            match["s"], Bound(Decimal(match["l"]) / 100, True, True), match["d"] == "低于"
        )
        words = f"每{match['d']}{match['rest']}"
    step = _STEP.fullmatch(words)
    if step is None or (step["r"] and not _STEP_OF.fullmatch(step["r"])):
        return
    falling = step["d"] in _FALLING
    bounds = _limits(limit, step["p"], falling) or _of_target(limit, step, falling)
    if bounds is None:
        return
    condition, relative, lower = bounds
    edge = condition.low if falling else condition.high
    if edge is None or (condition.low is not None and condition.high is not None) or step["d"] in _EITHER:
        return
    size, ending = _size(step, edge), _ending(awards, front.place + 1, front.full, step["n"])
    if size is None or ending is None:
        return
    floor, how, place = ending
    zero, place = _nothing_beyond(awards, place, condition)
    if lower is not None and (zero is None or not _complement(lower, zero)):
        return
    sizes, said = (size, take.points, front.full), (floor, how, front.met)
    pointed = step["u"] == "个百分点"
    part = _step_part(condition, relative, edge, falling, sizes, said, zero, context, pointed)
    if part is not None:
        yield part, place


@dataclass(frozen=True)
class _Front:
    """What stands in front of the steps: the limit of the full points, these, and where the steps are.

    `met` where the limit is only that a thing is done, which is 100 % of it.
    """

    limit: tuple[StatedCondition, str] | None
    full: Decimal | None
    met: bool
    place: int


def _front(awards: Sequence[Award], start: int, context: Context) -> _Front | None:
    first, place = awards[start], start
    limit: tuple[StatedCondition, str] | None = None
    full, met = context.weight, False
    if first.kind in ("give", "full"):
        limit = measured(first.words)
        met = limit is None and MET.fullmatch(first.words) is not None
        if (start > 0 and not first.fresh) or (limit is None and not met):
            return None
        if met:
            limit = _at_least_or_most("", Bound(Decimal(1), True, True), True)
        full = first.points if first.kind == "give" else full
        if first.before and not _same_standard(first.before[-1], limit):
            return None
        place += 1
    elif first.before and (match := STANDARD.fullmatch(first.before[-1])):
        limit = _at_least_or_most("", Bound(Decimal(match[1]) / 100, True, True), True)
    if place >= len(awards) or awards[place].kind != "take" or (place > start and awards[place].before):
        return None
    return _Front(limit, full, met, place)


def _at_least_or_most(subject: str, bound: Bound, falling: bool) -> tuple[StatedCondition, str]:
    """Full points down to a bound, or up to it."""
    return StatedCondition(subject, low=bound if falling else None, high=None if falling else bound), ""


def _size(step: re.Match[str], edge: Bound) -> Decimal | None:
    """The size of a step in the measure of its limit; None where the two are of other units."""
    size, percent = Decimal(step["n"]), step["u"] in ("%", "个百分点")
    if percent != edge.percent and not (edge.value == 0 and percent):
        return None
    if edge.percent or percent:
        return size / 100
    return None if edge.unit != step["u"] or (size == 1 and step["u"] in _COUNTED_UNITS) else size


def _ending(
    awards: Sequence[Award], place: int, full: Decimal, size: str
) -> tuple[bool, str | None, int] | None:
    """Whether points end at 0, how a part of a step counts, and what follows; None where a number differs."""
    floor, how = False, None
    while place < len(awards) and awards[place].kind in ("floor", "started", "completed"):
        award = awards[place]
        if not award.bare:
            break
        if award.kind == "floor":
            floor = award.points in (Decimal(-1), Decimal(0), full)
            if not floor:
                return None
        elif not _is_the_step(award.said, size):
            return None
        else:
            how = STARTED if award.kind == "started" else COMPLETED
        place += 1
    return floor, how, place


def _nothing_beyond(
    awards: Sequence[Award], place: int, condition: StatedCondition
) -> tuple[StatedCondition | None, int]:
    """Where the same thing lies so far beyond that nothing is scored, if that is said, and what follows."""
    if place < len(awards) and awards[place].kind == "zero" and not awards[place].before:
        read = read_condition(awards[place].words)
        if read is not None and read.subject in ("", condition.subject):
            return read, place + 1
    return None, place


def _is_the_step(said: str, size: str) -> bool:
    """Whether 不足5个百分点按5个百分点计算 speaks of the step itself."""
    numbers = re.findall(r"\d+(?:\.\d+)?", said.replace("1步", ""))
    return all(Decimal(number) == Decimal(size) for number in numbers)


def _same_standard(words: str, limit: tuple[StatedCondition, str] | None) -> bool:
    """Whether 以100%为标准 in front says what the condition says."""
    match, edge = STANDARD.fullmatch(words), limit and (limit[0].low or limit[0].high)
    return match is not None and bool(edge) and edge is not None and edge.value == Decimal(match[1]) / 100


def apart(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`完成情况与计划每相差3%扣1分`: points off for every step away from 100 %, to either side."""
    award, place, side = awards[start], start, "<>"
    if award.kind == "full" and _IN_TIME.fullmatch(award.words) and start + 1 < len(awards):
        award, place, side = awards[start + 1], start + 1, ">"
    if award.kind != "take" or award.before or context.weight is None:
        return
    words = award.words
    if side == ">":
        if not re.match(r"(?:超过|超出|超期|逾期|延期)的?,", words):
            return
        words = words.partition(",")[2]
    step = _STEP.fullmatch(words)
    if step is None or step["d"] not in _EITHER or step["u"] not in ("%", "个百分点"):
        return
    against = re.fullmatch(r"(?P<s>[^\d,;]{2,20}?)(?:与|和|比|较)(?:计划|目标)(?:值|数)?", step["p"])
    if against is None or step["r"]:
        return
    place, floor = place + 1, False
    if place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        if awards[place].points > 0 and awards[place].points != context.weight:
            return
        place, floor = place + 1, True
    measure = context.measure(
        StatedCondition(f"{against['s']}占计划的比例", low=Bound(Decimal(1), True, True))
    )
    full, size, each = plain(context.weight), f"{Decimal(step['n']).normalize():f}%", plain(award.points)
    if not floor:
        return

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), answers.get(STEPS, COMPLETED)
        texts = [f'deduct_per_point({value}, "{one}100%", "{size}", {each}, {full}, "{how}")' for one in side]
        return texts[0] if len(texts) == 1 else f"lowest({', '.join(texts)})"

    yield RulePart(written, context.weight, measure.needs, (*measure.questions, step_rounding)), place


def beyond_both(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`偏差率在±10%以内得满分,每超过1个百分点扣0.5分`: points off outside a range, to either side."""
    first = awards[start]
    condition = read_condition(first.words) if first.kind in ("give", "full") else None
    if condition is None or not condition.symmetric or start + 1 >= len(awards) or first.before:
        return
    full, take, place = first.points if first.kind == "give" else context.weight, awards[start + 1], start + 2
    step = _STEP.fullmatch(take.words) if take.kind == "take" and not take.before else None
    edge = condition.high
    if step is None or full is None or edge is None or not edge.percent or step["r"]:
        return
    if step["d"] in _FALLING or step["u"] not in ("%", "个百分点") or not RESTATED.fullmatch(step["p"]):
        return
    floor = False
    while place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        floor, place = True, place + 1
    measure = context.measure(StatedCondition(condition.subject, high=edge))
    bound, size, each = shown(edge), f"{Decimal(step['n']).normalize():f}%", plain(take.points)

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), answers.get(STEPS, COMPLETED)
        if answers.get(FLOOR, AT_ZERO) != AT_ZERO:
            off = [
                f'per_step({value}, "{one}", "{size}", {each}, "{how}")'
                for one in (f"<-{bound}", f">{bound}")
            ]
            return f"{plain(full)} - {' - '.join(off)}"
        rest = f'"{size}", {each}, {plain(full)}, "{how}")'
        sides = [f'deduct_per_point({value}, "{one}", {rest}' for one in (f"<-{bound}", f">{bound}")]
        return f"lowest({', '.join(sides)})"

    asked = (*measure.questions, step_rounding, *(() if floor else (floor_unstated,)))
    yield RulePart(written, full, measure.needs, asked), place


def _limits(
    limit: tuple[StatedCondition, str] | None, restated: str, falling: bool
) -> tuple[StatedCondition, str, Bound | None] | None:
    """The condition of the full points, what it is measured against, and where the steps end.

    The words before 每 may say again what lies beyond the limit, or be the only ones that say it.
    """
    restated = restated.strip(",")
    standard = STANDARD.fullmatch(restated)
    if limit is None and TARGET_IS_STANDARD.fullmatch(restated):
        bound = Bound(Decimal(1), True, True)
        return (
            StatedCondition("", low=bound if falling else None, high=None if falling else bound),
            "目标",
            None,
        )
    if limit is None and standard is not None:
        bound = Bound(Decimal(standard[1]) / 100, True, True)
        return StatedCondition("", low=bound if falling else None, high=None if falling else bound), "", None
    again = read_condition(restated)
    if limit is not None and restated and restated in (limit[0].subject, "完成率", "实际完成率"):
        own = restated == limit[0].subject or (not limit[0].subject and limit[0].percent)
        return (*limit, None) if own else None
    if again is None:
        return (*limit, None) if limit is not None and RESTATED.fullmatch(restated) else None
    if again.reaches or again.symmetric:
        return None
    if limit is None:
        if again.low is not None and again.high is not None:
            return None
        if (again.low is not None) == falling:
            return again, "", None
        if again.high is not None:
            return StatedCondition(again.subject, low=replace(again.high, closed=True)), "", None
        return (
            StatedCondition(again.subject, high=replace(again.low, closed=True) if again.low else None),
            "",
            None,
        )
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


def _complement(bound: Bound, zero: StatedCondition) -> bool:
    other = zero.high or zero.low
    return other is not None and other.value == bound.value


def _distance(subject: str, mean: str, in_points: bool, context: Context) -> Measure:
    """How far a thing lies from an average: of rates, or of marks out of a hundred where that may be."""
    kind: Kind = "number" if in_points else "rate"
    unit = "分" if in_points else "%"
    own, other = context.namer.need(subject, kind, unit), context.namer.need(f"{subject}{mean}", kind, unit)
    asked = (percent_or_point,) if in_points else ()
    return Measure(lambda answers: f"{own.key} - {other.key}", (own, other), asked)


def _of_target(
    limit: tuple[StatedCondition, str] | None, step: re.Match[str], falling: bool
) -> tuple[StatedCondition, str, Bound | None] | None:
    """`达标率每低于目标值1个百分点`: measured against a target that stands in the table."""
    subject = step["p"].strip(",")
    if limit is not None or step["u"] != "个百分点" or re.search(r"[\d,]", subject):
        return None
    if not re.fullmatch(r"(?:于)?(?:目标值?|计划值?|规定值|指标值)", step["r"]):
        return None
    bound = Bound(Decimal(1), True, True)
    return (
        StatedCondition(subject, low=bound if falling else None, high=None if falling else bound),
        "目标值",
        None,
    )


def _step_part(
    condition: StatedCondition,
    relative: str,
    edge: Bound,
    falling: bool,
    sizes: tuple[Decimal, Decimal, Decimal],
    said: tuple[bool, str | None, bool],
    zero: StatedCondition | None,
    context: Context,
    pointed: bool = False,
) -> RulePart | None:
    size, each, full = sizes
    floor, stated, goal = said
    in_points = False
    if relative and AVERAGE.fullmatch(relative):
        in_points = _MARKED.search(context.name + condition.subject + relative) is not None
        measure = _distance(condition.subject or context.name, relative, in_points, context)
        edge = replace(edge, value=Decimal(0))
    elif relative or goal:
        measure = completion(condition.subject, context)
    else:
        measure = context.measure(condition)
    threshold = f"{'<' if falling else '>'}{shown(edge) if edge.value else 0}"
    apart, base = None, None
    if pointed and zero is None and _RATE_TARGET.search(relative):
        name = condition.subject or context.name
        apart = _distance(name, relative, False, context)
        base = point_base(_RATE.search(name) is not None)
    percent = f"{(size * 100).normalize():f}%" if edge.percent or size < 1 else plain(size)
    cut = below(zero, falling) if zero is not None else None
    if zero is not None and cut is None:
        return None

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), stated or answers.get(STEPS, COMPLETED)
        step, beyond = percent, threshold
        if apart is not None and base is not None and answers.get(POINTS_OF, base.default) == OF_DISTANCE:
            value, beyond = apart.written(answers), "<0" if falling else ">0"
        if in_points and answers.get(UNIT, ONE_POINT) == ONE_POINT:
            step = plain(size * 100)
        if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
            text = f'deduct_per_point({value}, "{beyond}", "{step}", {plain(each)}, {plain(full)}, "{how}")'
        else:
            text = f'{plain(full)} - per_step({value}, "{beyond}", "{step}", {plain(each)}, "{how}")'
            text = f"({text})" if cut else text
        return f'tiers({value}, "{cut}") * {text}' if cut else text

    if not floor and cut is not None:
        bound = (zero.high or zero.low) if zero is not None else None
        floor = bound is not None and full >= each * (abs(edge.value - bound.value) / size)
    rounding = () if stated else (step_rounding,)
    based = () if base is None else (base,)
    asked = (*measure.questions, *based, *rounding, *(() if floor else (floor_unstated,)))
    needs = measure.needs if apart is None else tuple(dict.fromkeys((*measure.needs, *apart.needs)))
    return RulePart(written, full, needs, asked)
