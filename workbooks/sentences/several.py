"""Several things in one clause: each with as many points, scored by how many are met, or costing some."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences import compounds, stepping
from workbooks.sentences.awards import Award
from workbooks.sentences.bands import Band, settle
from workbooks.sentences.conditions import StatedCondition, read_condition
from workbooks.sentences.context import Context, Measure
from workbooks.sentences.flags import UNMET, is_fact, joined
from workbooks.sentences.measuring import Found
from workbooks.sentences.outcome import Need
from workbooks.sentences.parts import RulePart, fixed, plain

_EACH_OF = regex(r"(?P<list>.{6,160}?),?(?:各|每项|每个|均|分别)(?:得|占|计)?")
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
    if place < len(awards) and awards[place].kind == "zero" and not awards[place].before:
        place += UNMET.fullmatch(awards[place].words) is not None
    yield joined(parts), place


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
    if len(goals) < 2 or start or place >= len(awards) or not awards[place].fresh or awards[place].before:
        return
    if len({condition.subject for condition, _ in goals}) < len(goals):
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
    yield joined(parts), after


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
