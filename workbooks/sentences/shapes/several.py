"""Several things in one clause: each with as many points, scored by how many are met, or costing some."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import Band, settle, shown
from workbooks.sentences.pieces.conditions import StatedCondition, read_condition
from workbooks.sentences.pieces.context import Context, Measure
from workbooks.sentences.pieces.measuring import RESTATED, Found
from workbooks.sentences.pieces.outcome import Need
from workbooks.sentences.pieces.parts import (
    ALL_BEFORE,
    AT_ZERO,
    BESIDES,
    COMPLETED,
    FLOOR,
    STEPS,
    WHICH,
    WITH_THE_REST,
    Answers,
    RulePart,
    fixed,
    floor_unstated,
    plain,
    step_of_all,
    step_rounding,
)
from workbooks.sentences.pieces.parts import faults_of_all as of_all
from workbooks.sentences.shapes import compounds, counting, stepping
from workbooks.sentences.shapes.flags import UNMET, flag, is_fact, joined, share

_EACH_OF = regex(r"(?P<list>.{6,160}?),?(?:各|每项|每个|均|分别)(?:得|占|计)?")
_ALL_LISTED = regex(
    r"(?:(?:以上|上述)(?:\d(?:项|条|个|点|方面))?(?:内容|要求|情况|条件)?,?)?(?:若|如)?(?:全部|均|都|完全)?(?:符合|满足|达到|具备|做到)"
    r"(?:(?:以上|上述)(?:\d(?:项|条|个))?)?(?:要求|条件|标准|内容|规定)?(?:的)?"
)
_FAULT_OF_THESE = regex(
    r"(?:以上|上述)(?:情况|要求|内容|各项|条件)?,?(?:每)?(?:出现|发现|有|存在)1(?:例|处|个|起|次|项|条)(?:问题)?"
    r"(?:不符合?|不满足|未达到|违反)(?:要求|规定|标准)?(?:的)?"
)
_ONE_UNMET = regex(
    r"(?:其中)?(?:每|每有|有|任意|任何|出现|存在|发现)?1(?:项|条|个|点|方面|处)(?:内容|要求|情况)?(?:不符合?|不满足|未满足|未达到|不达标|不具备|未做到)"
    r"(?:要求|条件|标准|规定)?(?:的)?"
)
_OF_ITS_GOAL = regex(
    r"(?:实际)?(?:完成|支出|执行)?(?:进度|数|值|率|情况)?(?:(?:与|和|占|÷|/)(?:年度|计划|应达)?目标(?:进度|数|值|率|任务)?)?"
)
_RATES_TOGETHER = regex(
    r"[^\d,;、]{2,20}(?:率|度|占比|比例)(?:[、和及][^\d,;、]{2,20}(?:率|度|占比|比例)){1,4}"
)
_APART = regex(r"[、,;]|和(?=[^\d]{2,}\d)")
_ALL_MET = regex(
    r"(?P<names>.{2,80}?)(?:的)?,?(?:全部|均|都|同时)(?:符合|满足|落实|具备|达到|达标|完成|做到|建立|到位)(?:要求|标准)?(?:的)?"
)
_SO_MANY = regex(
    r"(?P<n>[2-9])(?:项|个|条)(?:内容|要求|条件|指标)?(?:全部|均|都|同时)?(?:符合|满足|落实|具备|达到|达标|完成|做到)?(?:要求)?(?:的)?"
)
_SOME_MET = regex(
    r"(?:仅|只)?(?:有)?(?:符合|满足|落实|具备|达到|完成|做到)?(?:其中)?(?:的)?(?:任意|任何)?(?P<n>[1-9])(?:项|个|条)"
    r"(?:符合|满足|落实|具备|达到|达标|完成|做到)?(?:要求)?(?:的)?"
)
_NONE_MET = regex(r"(?:均|都|全部)?(?:未|不|没有)[^\d,;]{1,10}|0(?:项|个|条)[^\d,;]{0,6}|其他情况")
_WHEN = regex(
    r"(?:截至|截止)?(?:[一二三四五六七八九十]{1,2}月(?:底|末|份)|(?:第|前)?[一二三四]季度末?|上半年|年底|年末|全年|前[三九]个?季度)"
)


def each_of(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`一季度达到20%、二季度达到50%,各得2分`: conditions of figures in a row, each with as many points."""
    award = awards[start]
    match = _EACH_OF.fullmatch(award.words) if award.kind == "give" and not award.before else None
    if match is None or start:
        return
    conditions = [read_condition(piece) for piece in _APART.split(match["list"])]
    if len(conditions) < 2 or award.points * len(conditions) != context.weight:
        return
    parts: list[RulePart] = []
    for condition in conditions:
        if condition is None or not condition.subject:
            return
        settled = settle([Band(condition, plain(award.points), award.points)], "0")
        if settled is None:
            return
        measure = context.measure(condition)
        parts.append(_tiered(measure, settled.text({}), award.points))
    if len({part.needs for part in parts}) < len(parts):
        return
    place = start + 1
    after = awards[place] if place < len(awards) and not awards[place].before else None
    if after is not None and after.kind == "zero":
        place += UNMET.fullmatch(after.words) is not None
    elif after is not None and after.kind == "prop":
        words, _, rate = after.words.partition("|")
        goals = [one for one in conditions if one is not None]
        if not (RESTATED.fullmatch(words) and _OF_ITS_GOAL.fullmatch(rate)):
            return
        if any(one.low is None or one.high is not None or one.low.value == 0 for one in goals):
            return
        parts = [_share_of_goal(one, award.points, context) for one in goals]
        place += 1
    yield joined(parts), place


def each_by_share(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`六月进度达到40%得1分;九月进度达到67.5%得2分;未达到的按比例得分`: a share of its goal for each."""
    place, goals = start, list[tuple[StatedCondition, Award]]()
    while place < len(awards) and awards[place].kind == "give":
        goal = read_condition(awards[place].words)
        if (
            goal is None
            or goal.low is None
            or goal.high is not None
            or not goal.subject
            or goal.low.value == 0
        ):
            break
        if awards[place].before and place > start:
            return
        goals.append((goal, awards[place]))
        place += 1
    if (
        len(goals) < 2
        or start
        or place >= len(awards)
        or awards[place].before
        or awards[place].kind != "prop"
    ):
        return
    words, _, rate = awards[place].words.partition("|")
    if not (words and RESTATED.fullmatch(words) and _OF_ITS_GOAL.fullmatch(rate)):
        return
    if len({goal.subject for goal, _ in goals}) == len(goals):
        yield joined([_share_of_goal(goal, award.points, context) for goal, award in goals]), place + 1


def all_listed(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`①甲;②乙;③丙;以上3项全部符合得5分,有1项不符扣2分`: so much off for each that is not met."""
    award = awards[start]
    if award.kind == "take":
        yield from _each_fault_of(awards, start, context)
        return
    full = award.points if award.kind == "give" else context.weight if award.kind == "full" else None
    if start or full is None or not award.before or not _ALL_LISTED.fullmatch(award.words):
        return
    after = awards[1] if len(awards) > 1 else None
    if after is None or after.kind != "take" or after.before or not _ONE_UNMET.fullmatch(after.words):
        return
    names = [re.sub(r"是否(?:已经?)?", "", name) for name in award.before]
    number = re.search(r"\d", award.words)
    if not all(map(is_fact, names)) or len(set(names)) < len(names):
        return
    if number is not None and int(number[0]) != len(names):
        return
    place, floor = 2, full <= after.points * len(names) == full
    while place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        floor, place = True, place + 1
    needs = [context.namer.need(name, "yesno", "", Decimal(0), Decimal(1)) for name in names]
    unmet = f"{len(names)} - {' - '.join(need.key for need in needs)}"
    each, most = plain(after.points), plain(full)

    def written(answers: Answers) -> str:
        if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
            return f'deduct_per_count({most}, "{each}", {unmet})'
        return f'{most} - points_per_count("{each}", {unmet})'

    asked = () if floor or after.points * len(names) <= full else (floor_unstated,)
    yield RulePart(written, full, tuple(needs), asked), place


def _each_fault_of(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`①甲;②乙;以上情况每出现1例不符合要求的扣1分`: so much off for each case of any of what is listed."""
    award = awards[start]
    if start or not award.before or not all(map(is_fact, award.before)):
        return
    if _FAULT_OF_THESE.fullmatch(award.words) is None:
        return
    words = re.sub("^(?:以上|上述)(?:情况|要求|内容|各项|条件)?,?", "", award.words)
    rest = [replace(award, words=words, before=()), *awards[start + 1 :]]
    yield from counting.counts(rest, 0, context)


def _share_of_goal(condition: StatedCondition, points: Decimal, context: Context) -> RulePart:
    """As much of the points as was done of a goal, up to all of them."""
    measure, goal = context.measure(condition), condition.low.value if condition.low else Decimal(1)

    def written(answers: Answers) -> str:
        return f"proportion({measure.written(answers)} / {plain(goal)}, {plain(points)})"

    return RulePart(written, points, measure.needs, measure.questions)


def _tiered(measure: Measure, text: str, most: Decimal) -> RulePart:
    return RulePart(
        lambda answers: f'tiers({measure.written(answers)}, "{text}")', most, measure.needs, measure.questions
    )


def by_number(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`甲、乙、丙全部落实得4分;落实2项得2分;落实1项得1分;均未落实不得分`: scored by how many are met."""
    first = awards[start]
    if first.kind not in ("give", "full") or first.before or (start > 0 and not first.fresh):
        return
    full = first.points if first.kind == "give" else context.weight
    each = compounds.of_each(first.words, context)
    things = (len(each), ()) if each else _things(first.words)
    if things is None or full is None:
        return
    number, names = things
    tiers, place, points = [(number, full)], start + 1, full
    while place < len(awards) and awards[place].kind == "give" and not awards[place].before:
        match = _SOME_MET.fullmatch(awards[place].words)
        if match is None or int(match["n"]) >= tiers[-1][0] or awards[place].points >= points:
            break
        tiers.append((int(match["n"]), awards[place].points))
        points, place = awards[place].points, place + 1
    if len(tiers) < 2 or tiers[-1][0] != 1 or len(tiers) != number:
        return
    if place < len(awards) and awards[place].kind == "zero" and not awards[place].before:
        place += _NONE_MET.fullmatch(awards[place].words) is not None
    needs = tuple(need for part in each for need in part.needs) or _counted(names, context)
    met = " + ".join(part.written({}) for part in each) or " + ".join(need.key for need in needs)
    text = "; ".join(f">={one}: {plain(given)}" for one, given in tiers) + f"; <{tiers[-1][0]}: 0"
    yield RulePart(fixed(f'tiers({met}, "{text}")'), full, needs), place


def _things(words: str) -> tuple[int, tuple[str, ...]] | None:
    """How many things there are, and their names where they are named."""
    if match := _SO_MANY.fullmatch(words):
        return int(match["n"]), ()
    match = _ALL_MET.fullmatch(words)
    names = tuple(re.split(r"、|和|及", match["names"])) if match is not None else ()
    if len(names) < 2:
        names = tuple(piece for piece in re.split(r",?(?:并且|且|同时)", words.removesuffix("的")) if piece)
    if 2 <= len(names) <= 6 and all(map(is_fact, names)):
        return len(names), names
    return None


def _counted(names: tuple[str, ...], context: Context) -> tuple[Need, ...]:
    """A yes or no for each thing that is named, else how many are met."""
    if not names:
        return (context.namer.need("满足的项数", "count", "项", Decimal(0)),)
    return tuple(context.namer.need(name, "yesno", "", Decimal(0), Decimal(1)) for name in names)


def each_by_steps(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`甲率≥45%得2分,乙率≥65%得2分;每低1个百分点扣0.2分,扣完为止`: one step for all that stands before it."""
    place, goals = start, list[tuple[StatedCondition, Award]]()
    while place < len(awards) and awards[place].kind == "give":
        condition = read_condition(awards[place].words)
        if condition is None or (condition.low is None) == (condition.high is None) or not condition.subject:
            break
        if awards[place].before and place > start:
            return
        goals.append((condition, awards[place]))
        place += 1
    if len(goals) < 2 or start or place >= len(awards) or awards[place].before:
        return
    step = stepping.STEP.fullmatch(awards[place].words) if awards[place].kind == "take" else None
    if len({condition.subject for condition, _ in goals}) < len(goals) or (
        step and not RESTATED.fullmatch(step["p"])
    ):
        return
    if step is not None and step["d"] in ("少", "缺") and Decimal(step["n"]) == 1 and not step["r"]:
        yield from _each_lacking(awards, place, goals, step["u"], context)
        return
    parts: list[RulePart] = []
    after = place
    for _, award in goals:
        inner = replace(context, weight=award.points, subject="")
        run = [replace(award, fresh=True), *awards[place:]]
        found = next((one for one in stepping.steps(run, 0, inner)), None)
        if found is None or found[1] < 2:
            return
        parts.append(found[0])
        after = place + found[1] - 1
    both = joined(parts)
    yield (both if awards[place].fresh else _or_of_the_last(both, parts, goals, context)), after


def _each_lacking(
    awards: Sequence[Award],
    place: int,
    goals: Sequence[tuple[StatedCondition, Award]],
    unit: str,
    context: Context,
) -> Found:
    """`讲座不少于12次得5分、咨询不少于9次得5分,每少1次扣0.5分`: so much off for what each lacks."""
    if any(goal.unit != unit or goal.low is None for goal, _ in goals):
        return
    take, end, floor = awards[place], place + 1, False
    while end < len(awards) and awards[end].kind == "floor" and awards[end].bare:
        floor, end = True, end + 1
    parts = [
        counting.off_for_each(f"{goal.subject}少的{unit}数", unit, take.points, award.points, floor, context)
        for goal, award in goals
    ]
    yield joined(parts), end


def _or_of_the_last(
    both: RulePart,
    parts: Sequence[RulePart],
    goals: Sequence[tuple[StatedCondition, Award]],
    context: Context,
) -> RulePart:
    """The parts, with the question whether the steps are of each of them or of the last alone."""
    tiers = [
        (context.measure(condition), settle([Band(condition, plain(award.points), award.points)], "0"))
        for condition, award in goals[:-1]
    ]

    def written(answers: Answers) -> str:
        if answers.get(WHICH, ALL_BEFORE) == ALL_BEFORE:
            return both.written(answers)
        firsts = [
            f'tiers({measure.written(answers)}, "{settled.text(answers)}")'
            for measure, settled in tiers
            if settled is not None
        ]
        return " + ".join([*firsts, parts[-1].written(answers)])

    return replace(both, written=written, questions=(*both.questions, step_of_all))


def _met_or_not(award: Award, context: Context) -> RulePart:
    """The points of a fact, or of a rate that is to be all of it."""
    condition = read_condition(award.words)
    if condition is None:
        return flag(award.words, award.points, (), context)
    points = plain(award.points)
    return _tiered(context.measure(condition), f">=100%: {points}; <100%: 0", award.points)


def shared_steps(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`甲率100%,乙率98%以上,得3分;甲率或乙率每低1个百分点扣0.5分`: each costs the common points."""
    first = awards[start]
    if first.kind == "take":
        yield from _each_below(awards, start, context)
        return
    full = first.points if first.kind == "give" else context.weight if first.kind == "full" else None
    if start or full is None or first.before:
        return
    pieces = compounds.pieces_of(first.words)
    read = [read_condition(piece) for piece in pieces]
    goals = [goal for goal in read if goal is not None and goal.subject and goal.low and not goal.high]
    goals += [
        goal for goal in read if goal is not None and goal.subject and goal.low and goal.low == goal.high
    ]
    if len(goals) < 2 or len(goals) < len(pieces) or len({goal.subject for goal in goals}) < len(goals):
        return
    lost: dict[str, tuple[Decimal, Decimal]] = {}
    place = 1
    while place < len(awards) and awards[place].kind == "take" and not awards[place].before:
        step = stepping.STEP.fullmatch(awards[place].words)
        if (
            step is None
            or step["d"] not in stepping.FALLING
            or step["u"] not in ("%", "个百分点")
            or step["r"]
        ):
            return
        named = _each_named(step["p"].strip(","), goals)
        if not named or lost.keys() & set(named):
            return
        lost |= dict.fromkeys(named, (Decimal(step["n"]), awards[place].points))
        place += 1
    if len(lost) < len(goals) or any(goal.low is None or not goal.low.percent for goal in goals):
        return
    floor = False
    while place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        floor, place = True, place + 1
    yield _less_each(full, goals, lost, floor, context), place


def _each_below(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`甲率、乙率低于85%的,每降低1个百分点扣2分`: so much off for each of them."""
    step = stepping.STEP.fullmatch(awards[start].words)
    again = read_condition(step["p"].strip(",")) if step is not None else None
    if start or context.weight is None or awards[start].before or step is None or again is None or step["r"]:
        return
    names = _RATES_TOGETHER.fullmatch(again.subject)
    falling = step["d"] in stepping.FALLING and again.high is not None and again.low is None
    if names is None or not falling or step["u"] not in ("%", "个百分点") or not again.percent:
        return
    goals = [StatedCondition(name, low=again.high) for name in re.split("[、和及]", again.subject)]
    place, floor = start + 1, False
    while place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        floor, place = True, place + 1
    lost = dict.fromkeys((goal.subject for goal in goals), (Decimal(step["n"]), awards[start].points))
    if len(lost) == len(goals):
        yield _less_each(context.weight, goals, lost, floor, context), place


def _less_each(
    full: Decimal,
    goals: Sequence[StatedCondition],
    lost: Mapping[str, tuple[Decimal, Decimal]],
    floor: bool,
    context: Context,
) -> RulePart:
    """All points, less so much for every step that each falls short of its goal."""
    measures = [context.measure(goal) for goal in goals]

    def written(answers: Answers) -> str:
        how = answers.get(STEPS, COMPLETED)
        taken = [
            f'per_step({measure.written(answers)}, "<{shown(goal.low)}", "{plain(lost[goal.subject][0])}%", '
            f'{plain(lost[goal.subject][1])}, "{how}")'
            for goal, measure in zip(goals, measures, strict=True)
            if goal.low is not None
        ]
        text = f"{plain(full)} - {' - '.join(taken)}"
        return f"highest(0, {text})" if answers.get(FLOOR, AT_ZERO) == AT_ZERO else text

    needs = tuple(dict.fromkeys(need for measure in measures for need in measure.needs))
    asked = tuple(dict.fromkeys(question for measure in measures for question in measure.questions))
    ends = () if floor else (floor_unstated,)
    return RulePart(written, full, needs, (*asked, step_rounding, *ends))


def _each_named(words: str, goals: Sequence[StatedCondition]) -> list[str]:
    """The subjects that the words before 每 name: one, several (甲率或乙率), or all where none is."""
    if re.fullmatch(
        r"(?:其中)?(?:任意?1项|任何1项|各项|每项|上述指标)?(?:未达标|不达标|低于标准)?的?", words
    ):
        return [goal.subject for goal in goals]
    found = []
    for name in re.split("或者?|、|和|及|与", words):
        same = [goal.subject for goal in goals if len(name) > 1 and goal.subject.endswith(name)]
        if len(same) != 1:
            return []
        found += same
    return found if len(set(found)) == len(found) else []


def faults_of_all(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`甲得2分,乙得2分;发现1项未做的扣1分`: points of several things, less so much for each fault found."""
    place, given = start, list[Award]()
    while place < len(awards) and awards[place].kind == "give" and not (awards[place].before and place):
        condition = read_condition(awards[place].words)
        if condition is None and not is_fact(awards[place].words):
            return
        if condition is not None and not (condition.low and condition.low.value == 1 and condition.percent):
            return
        given.append(awards[place])
        place += 1
    total = sum((award.points for award in given), Decimal(0))
    if start or len(given) < 2 or total != context.weight or any(award.before for award in given):
        return
    if place >= len(awards) or awards[place].kind != "take" or awards[place].before:
        return
    if not all(share(awards[place].words, award.words) for award in given):
        # 扣谁的分: the faults must be of every one of them.
        return
    rest = [replace(awards[place], fresh=True), *awards[place + 1 :]]
    found = next(counting.counts(rest, 0, context), None)
    if found is None:
        return
    part, end = found
    every = joined([_met_or_not(award, context) for award in given])
    keys = ", ".join(need.key for need in part.needs)
    each = "; ".join(plain(award.points) for award in awards[place:] if award.kind == "take")

    def written(answers: Answers) -> str:
        if answers.get(WHICH, BESIDES) == WITH_THE_REST:
            return part.written(answers)
        return f'deduct_per_count({every.written(answers)}, "{each}", {keys})'

    needs = (*part.needs, *(need for need in every.needs if need.kind != "points"))
    yield replace(part, written=written, needs=needs, questions=(*part.questions, of_all)), place + end


def falling_short(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`六月底支出进度低于50%的扣2分,九月底低于75%的扣2分`: figures that cost points where they fall short."""
    if start or context.weight is None or len(awards) < 2:
        return
    total = sum((award.points for award in awards), Decimal(0))
    if any(award.kind != "take" or award.before for award in awards) or total > context.weight:
        return
    written, needs, tail = [], list[Need](), ""
    for award in awards:
        condition = read_condition(award.words)
        if condition is None or (condition.low is None) == (condition.high is None) or not condition.subject:
            return
        condition, tail = _in_full(condition, tail)
        measure = context.measure(condition)
        settled = settle([Band(condition, plain(award.points), award.points)], "0")
        if settled is None or measure.questions or set(measure.needs) & set(needs):
            return
        written.append(f'tiers({measure.written({})}, "{settled.text({})}")')
        needs += measure.needs
    text = f"{plain(context.weight)} - {' - '.join(written)}"
    yield RulePart(fixed(text), context.weight, tuple(needs)), len(awards)


def _in_full(condition: StatedCondition, tail: str) -> tuple[StatedCondition, str]:
    """A condition whose subject is only a date, of the same thing as the one before it."""
    match = _WHEN.match(condition.subject)
    rest = condition.subject[match.end() :] if match is not None else condition.subject
    if match is not None and not rest and tail:
        return replace(condition, subject=f"{condition.subject}{tail}"), tail
    return condition, rest or tail
