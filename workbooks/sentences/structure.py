"""How parts make a whole: one after the other, under headings, for each of several things, with a veto."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces import measuring
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.conditions import read_condition
from workbooks.sentences.pieces.context import Context, Measure
from workbooks.sentences.pieces.needs import Namer
from workbooks.sentences.pieces.parts import (
    ALSO,
    NO_POINTS,
    Answers,
    RulePart,
    Written,
    also_required,
    fixed,
    partial,
    plain,
    together,
)
from workbooks.sentences.shapes import (
    compounds,
    counting,
    deviation,
    flags,
    grading,
    proportions,
    raising,
    rewards,
    several,
    stepping,
    tiering,
)

Shape = Callable[[Sequence[Award], int, Context], Iterator[tuple[RulePart, int]]]
SHAPES: tuple[Shape, ...] = (
    stepping.steps,
    stepping.from_nothing,
    stepping.late,
    several.each_of,
    several.by_number,
    several.falling_short,
    several.each_by_steps,
    several.shared_steps,
    several.each_by_share,
    deviation.apart,
    deviation.beyond_both,
    proportions.proportional,
    proportions.summed,
    tiering.from_average,
    tiering.tiers,
    tiering.limits,
    tiering.around_zero,
    grading.docked,
    grading.grades,
    compounds.each_unmet,
    compounds.required,
    compounds.compound,
    flags.named,
    grading.weighed,
    grading.spread,
    flags.listed,
    counting.counts,
    several.faults_of_all,
    counting.faults,
    counting.earned,
    counting.adjusted,
    rewards.rewarded,
    raising.raised,
    raising.earned_by_steps,
    rewards.once,
    flags.flags,
    flags.vetoes,
)
"""The likelier reading first."""
_MOST_TRIES = 400
_OWN_ALL = regex(r"(?:的)?,?(?:则)?(?:本项|该项|此项|本指标|该指标|此处)(?:指标)?$")
_OWN_SAID = regex(r"本项|该项|此项|本指标|该指标")
_NO_SUCH = regex(
    r"(?:若|如果|如)?(?:[^,;\d]{0,20})(?:没有|无|未涉及|不涉及|未发生|不需要?|无需)[^,;\d扣得]{1,30}"
)
_DOCKED = regex(r"(?:(?:该项|此项|本项)?(?:为)?扣分项|另外|此外|同时|另行扣分)(?:目)?[:,]?(?P<w>.+)")
_LACKS = regex(r"每?(?:少|缺|低|差|减少|降低|不足|未达)(?:开展|召开|完成|举办|组织)?\d")
"""`每少1期`: what a condition before it was about, not a problem beside it."""
_NO_FACT_OF_ITS_OWN = regex(r"[如若未不无否]|除|^(?:根据|按|依据|以|通过|对|由|经|评价|考核|反映|统计|参照)")
_GOES_ON = regex(r"否则|其余|除此(?:之|以)外|反之")
"""Words that go on from what was said before, and never begin a part of their own."""
_HEADING = regex(r"[^\d≥≤<>=~±⊕⊖;]{2,40}")


def whole(
    awards: Sequence[Award], context: Context, furthest: list[int], wraps: int = 3
) -> Iterator[list[RulePart]]:
    """Every way to read all awards as parts, the likeliest first; `furthest` moves to where none went on."""
    yield from _sequence(awards, context, furthest)
    if len(awards) < 2 or wraps == 0:
        return
    kinds = [award.kind for award in awards]
    if kinds == ["give", "zero", "take"] and awards[2].fresh and not (awards[1].before or awards[2].before):
        # 未盘点的不得分 between the points and what is taken off each time.
        yield from whole([awards[0], awards[2], awards[1]], context, [0], 1)
    last = awards[-1]
    if last.kind == "best" and not last.words and not last.before:
        yield from _best_of(awards[:-1], context, furthest)
        return
    if not last.before:
        for parts in whole(awards[:-1], context, furthest, wraps - 1):
            for wrap in (_vetoed, _cut_off, _exempted, _docked):
                wrapped = wrap(flags.joined(parts), last, len(parts), context)
                if wrapped is not None:
                    furthest[0] = len(awards)
                    yield [wrapped]
    if wraps == 3:
        yield from _with_a_fact(awards, context)
    vetoes = next((place for place, award in enumerate(awards) if award.kind != "zero"), len(awards))
    if 0 < vetoes < len(awards) and awards[vetoes].fresh and not any(one.before for one in awards[:vetoes]):
        for parts in _sequence(awards[vetoes:], context, [0]):
            held: RulePart | None = flags.joined(parts)
            for veto in reversed(awards[:vetoes]):
                held = None if held is None else _vetoed(held, veto, 1, context)
            if held is not None:
                yield [held]


def _with_a_fact(awards: Sequence[Award], context: Context) -> Iterator[list[RulePart]]:
    """`编制准确,调整率10%以内的得5分;超过10%的,每超1个百分点扣0.5分`: a fact beside a figure."""
    first = awards[0]
    fact, comma, rest = first.words.partition(",")
    if not comma or first.before or first.kind not in ("give", "full") or not flags.is_fact(fact):
        return
    if measuring.measured(rest) is None or _NO_FACT_OF_ITS_OWN.search(fact):
        return
    own = {fact[place : place + 2] for place in range(len(fact) - 1)}
    own -= {rest[place : place + 2] for place in range(len(rest) - 1)}
    if not own or any(pair in award.words for award in awards[1:] for pair in own):
        return
    need = context.namer.need(fact, "yesno", "", Decimal(0), Decimal(1))
    for parts in _sequence([replace(first, words=rest), *awards[1:]], context, [0]):
        if any(need in part.needs or part.flag is not None for part in parts):
            continue
        scored = flags.joined(parts)
        asked = (*scored.questions, also_required(fact))
        yield [
            replace(scored, written=_required(scored, need.key), needs=(*scored.needs, need), questions=asked)
        ]


def _required(part: RulePart, key: str) -> Written:
    def written(answers: Answers) -> str:
        text = part.written(answers)
        return f"veto(1 - {key}, {text})" if answers.get(ALSO, NO_POINTS) == NO_POINTS else text

    return written


def _best_of(awards: Sequence[Award], context: Context, furthest: list[int]) -> Iterator[list[RulePart]]:
    """Two or more ways to score, each up to the points of the row, of which the better counts."""
    for parts in _sequence(awards, context, furthest):
        facts = all(part.flag for part in parts)
        most = max(part.most for part in parts)
        if len(parts) < 2 or most != context.weight or any(part.most != most and not facts for part in parts):
            continue
        if facts and len({part.most for part in parts}) < len(parts):
            continue
        furthest[0] = len(awards) + 1
        joined = flags.joined(parts)
        asked = () if facts else joined.questions
        yield [replace(joined, written=_highest(parts), most=most, questions=asked)]


def _highest(parts: Sequence[RulePart]) -> Written:
    return lambda answers: f"highest({', '.join(part.written(answers) for part in parts)})"


def _sequence(awards: Sequence[Award], context: Context, furthest: list[int]) -> Iterator[list[RulePart]]:
    tries = [0]

    def onward(place: int) -> Iterator[list[RulePart]]:
        furthest[0] = max(furthest[0], place)
        tries[0] += 1
        if place == len(awards):
            yield []
        if place >= len(awards) or tries[0] > _MOST_TRIES:
            return
        if place and _GOES_ON.match(awards[place].words.strip("|") or awards[place].said):
            return
        subject = context.subject
        for part, after in _parts_at(awards, place, context):
            for rest in onward(after):
                yield [part, *rest]
            context.subject = subject

    for parts in onward(0):
        if parts:
            yield parts


def _parts_at(awards: Sequence[Award], place: int, context: Context) -> Iterator[tuple[RulePart, int]]:
    yield from _each(awards, place, context)
    if awards[place].before:
        yield from compounds.stated_before(awards, place, context)
        yield from several.all_listed(awards, place, context)
    if awards[place].before and not measuring.introduced(awards[place]):
        return
    for shape in (stepping.steps, proportions.proportional) if awards[place].before else SHAPES:
        context.subject = "" if awards[place].fresh else context.subject
        yield from shape(awards, place, context)
    if not awards[place].before:
        yield from _headed(awards, place, context)


def _headed(awards: Sequence[Award], place: int, context: Context) -> Iterator[tuple[RulePart, int]]:
    """`制度健全(2分):齐全得2分,每缺1项扣1分`: a heading with the points of what follows it."""
    heading = awards[place]
    if (
        heading.kind != "give"
        or heading.verb
        or context.weight is None
        or not _HEADING.fullmatch(heading.words)
        or flags.AWKWARD.search(heading.words)
        or (place > 0 and not heading.fresh)
    ):
        return
    if place + 1 >= len(awards) or awards[place + 1].before:
        return
    if awards[place + 1].kind == "give" and not (awards[place + 1].verb or heading.heads):
        # One more of the same kind, not what stands under it.
        return
    inner = Context(heading.words, heading.points, context.namer, context.ratios)
    for parts, after in _adding_up(awards, place + 1, inner, heading.points, 0):
        yield flags.joined(parts), after


def _adding_up(
    awards: Sequence[Award], place: int, context: Context, points: Decimal, depth: int
) -> Iterator[tuple[list[RulePart], int]]:
    """Parts from a place on that add up to the points of their heading."""
    if place >= len(awards) or depth > 6 or (depth and awards[place].before):
        return
    for shape in SHAPES:
        for part, after in shape(awards, place, context):
            if part.most == points:
                yield [part], after
            elif part.most < points:
                for rest, end in _adding_up(awards, after, context, points - part.most, depth + 1):
                    yield [part, *rest], end


def _vetoed(part: RulePart, award: Award, number: int, context: Context) -> RulePart | None:
    """The part, or nothing as soon as a fact is found: `存在截留的,本项不得分`."""
    if award.kind != "zero":
        return None
    own = _OWN_SAID.search(award.said + award.words[-6:]) is not None
    words = flags.any_of(_OWN_ALL.sub("", award.words))
    if not flags.is_fact(words) or read_condition(words) is not None or (number > 1 and not own):
        return None
    if not own and part.flag is not None:
        return None
    need = context.namer.need(words, "yesno", "", Decimal(0), Decimal(1))

    def written(answers: Answers) -> str:
        return f"veto({need.key}, {together([part])(answers)})"

    return RulePart(written, part.most, (*part.needs, need), part.questions, part.judged)


def _cut_off(part: RulePart, award: Award, number: int, context: Context) -> RulePart | None:
    """The part, or nothing where a figure of its own is too low or too high: `完成率低于60%的不得分`."""
    condition = read_condition(award.words) if award.kind == "zero" else None
    if (
        condition is None
        or not condition.subject
        or (number > 1 and not (award.fresh and _OWN_SAID.search(award.said)))
    ):
        return None
    if any(need.label == condition.subject for need in part.needs) or part.judged:
        return None
    falling = condition.high is not None
    cut = measuring.below(condition, falling)
    edge = condition.high or condition.low
    if cut is None or edge is None or edge.closed is None:
        return None
    same = [need for need in part.needs if need.kind == "rate" and need.label.endswith(condition.subject)]
    measure = Measure(fixed(same[0].key), ()) if len(same) == 1 else context.measure(condition)

    def written(answers: Answers) -> str:
        return f'tiers({measure.written(answers)}, "{cut}") * ({together([part])(answers)})'

    asked = tuple(question for question in part.questions)
    return RulePart(written, part.most, (*part.needs, *measure.needs), (*asked, *measure.questions))


def _exempted(part: RulePart, award: Award, number: int, context: Context) -> RulePart | None:
    """The part, or full points where there is nothing to score: `没有该项任务的,不扣分`."""
    everything = award.kind == "full" or (award.kind == "give" and award.points == context.weight)
    if not everything or context.weight is None or part.most != context.weight:
        return None
    words = re.sub(r",?(?:此处|本项|该项|此项|直接)$", "", award.words)
    if not _NO_SUCH.fullmatch(words) or "不得" in award.said:
        return None
    need = context.namer.need(re.sub(r"^(?:若|如果|如)|的$", "", words), "yesno", "", Decimal(0), Decimal(1))
    most = plain(part.most)

    def written(answers: Answers) -> str:
        return f"when({need.key}, {most}, {together([part])(answers)})"

    return RulePart(written, part.most, (need, *part.needs), part.questions, part.judged)


def _docked(part: RulePart, award: Award, number: int, context: Context) -> RulePart | None:
    """The sum of all parts, less so much for each problem: `扣分项:每存在1项问题扣0.2分`."""
    match = _DOCKED.fullmatch(award.words) if award.kind == "take" and award.fresh else None
    alone = number == 1 and award.kind == "take" and award.fresh and part.flag is None
    if not (alone or (match is not None and number > 1)) or compounds.ALL_WRONG.fullmatch(award.words):
        return None
    words = match["w"] if match is not None else award.words
    if part.flag is None and _LACKS.match(words):
        return None
    inner = [replace(award, words=words)]
    found = next(
        (one for one, end in counting.counts(inner, 0, replace(context, weight=part.most)) if end == 1), None
    )
    if found is None or len(found.needs) != 1:
        return None
    need = found.needs[0]

    def written(answers: Answers) -> str:
        return f'deduct_per_count({together([part])(answers)}, "{plain(award.points)}", {need.key})'

    return RulePart(written, part.most, (*part.needs, need), part.questions, part.judged)


def _each(awards: Sequence[Award], place: int, context: Context) -> Iterator[tuple[RulePart, int]]:
    """One shape for each of several things that are named or numbered."""
    yield from flags.shares(awards, place, context)
    for points, names, after in flags.repeated(awards, place, context):
        if after == len(awards):
            yield flags.joined([flags.flag(name, points, (), context) for name in names]), after
            continue
        found = [_inner(awards, after, points, f"{context.name}{name}", context) for name in names]
        parts = [part for part in found if part is not None]
        if len(parts) == len(names):
            yield flags.joined(parts), len(awards)
        if awards[after].fresh and all(map(flags.is_fact, names)):
            yield flags.joined([flags.flag(name, points, (partial,), context) for name in names]), after
    last = len(awards) - 1
    if place != 0 or last == 0 or awards[last].kind != "give":
        return
    for points, names, _ in flags.repeated(awards, last, context):
        inner = _inner(awards[:last], 0, points, context.name, context)
        if inner is not None and inner.flag is not None:
            words = awards[0].words
            yield (
                flags.joined([flags.flag(f"{name}：{words}", points, (), context) for name in names]),
                last + 1,
            )


def _inner(
    awards: Sequence[Award], start: int, points: Decimal, name: str, context: Context
) -> RulePart | None:
    """The part that reads all the rest for one of several things."""
    if start < len(awards) and awards[start].before and not measuring.introduced(awards[start]):
        return None
    inner = Context(name, points, Namer(name, True), context.ratios)
    for shape in SHAPES:
        for part, end in shape(awards, start, inner):
            if part.most == points and end == len(awards):
                return part
    return None
