"""Points that rise by steps: from a mark on, with a base, or from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import Band, settle, shown
from workbooks.sentences.pieces.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.pieces.context import Context, Measure
from workbooks.sentences.pieces.measuring import MET, OTHERWISE, RESTATED, Found, amount_reached, completion
from workbooks.sentences.pieces.parts import (
    AT_ZERO,
    COMPLETED,
    FLOOR,
    REST,
    STEPS,
    TYPED,
    Answers,
    RulePart,
    floor_unstated,
    plain,
    step_rounding,
)
from workbooks.sentences.pieces.targets import read_relative
from workbooks.sentences.shapes.stepping import EITHER, FALLING, STEP, STEP_OF

_NUMBER = r"(?P<n>\d+(?:\.\d+)?)"
_THINGS = r"(?P<u>[万千]?(?:册次|人次|册|吨|亩)|次|个|项|篇|场|件|家|期|份|条|人|名|户)"
_DONE = r"(?:报送?|完成|开展|举办|发布)?"
_MORE = regex(rf"(?P<p>.{{0,40}}?)每(?:增加|多|超过|超|提高|新增){_DONE}{_NUMBER}{_THINGS}")
_FEWER = regex(rf"(?P<p>.{{0,40}}?)每(?:减少|少|缺少?|低于|不足){_DONE}{_NUMBER}{_THINGS}")
_BESIDE = regex(
    r"(?:在此基础上,?)?(?:超过|高于|超额完成|超出|多于|未完成|低于|少于|不足|未达到?)?(?:年度|全年|工作)*"
    r"(?:目标值?|任务数?|计划数?|基数|标准|基准|指标)?(?:任务|目标)?(?:时|的|部分)*,?"
)
_FROM_NOTHING = regex(
    r"(?P<s>[^\d,;每]{0,30}?)每(?P<d>提高|增加|增长|上升|提升|升高|降低|下降|减少|压减|压缩|降|达到|完成|达)(?:了)?"
    r"(?P<n>\d+(?:\.\d+)?)(?P<u>%|个百分点)"
)
_REACHES = ("达到", "完成", "达")


@dataclass(frozen=True)
class _Mark:
    """Where the base is given; `counted` in things of a kind, else a rate."""

    condition: StatedCondition
    bound: Bound
    completed: bool = False


@dataclass(frozen=True)
class _Step:
    """So many points for every step of a size."""

    size: str
    points: Decimal


def raised(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`达到80%得3分,每提高1个百分点加0.2分,最高5分`: a base, and more or less by steps."""
    base = awards[start]
    mark = _mark(base) if base.kind == "give" and (start == 0 or base.fresh) and not base.before else None
    if mark is None:
        return
    up: _Step | None = None
    down: _Step | None = None
    share, cap, floored, lost, place = False, None, False, False, start + 1
    while place < len(awards) and not awards[place].before:
        award = awards[place]
        if award.kind == "add" and up is None and (found := _step(award, mark, True)) is not None:
            up = found
        elif award.kind == "take" and down is None and (found := _step(award, mark, False)) is not None:
            down = found
        elif award.kind == "zero" and not (up or down or lost) and _complement(award.words, mark):
            lost = True
        elif award.kind == "cap" and award.bare and "扣" not in award.said and up and cap is None:
            cap = award
        elif award.kind == "floor" and award.bare and award.points <= 0 and down:
            floored = True
        elif award.kind == "prop" and mark.completed and not share and down is None and _rest(award):
            share = True
        else:
            break
        place += 1
    if up is None or (share and down) or (lost and (share or down)):
        return
    most = _most(cap, base, up, context)
    if most is None or most <= base.points:
        return
    yield _rising(mark, base.points, up, down, share, most, floored, context, lost), place


def _complement(words: str, mark: _Mark) -> bool:
    """`<100%不得分` behind `≥100%得6分`: nothing below the mark."""
    read = read_condition(words)
    if read is None or read.low is not None or read.high is None:
        return OTHERWISE.fullmatch(words) is not None
    same = read.subject in ("", mark.condition.subject) and read.high.value == mark.bound.value
    return same and read.high.closed is not True


def _rest(award: Award) -> bool:
    lead, _, rate = award.words.partition("|")
    return RESTATED.fullmatch(lead) is not None and rate in ("", "完成", "实际完成", "照", "相应", "完成率")


def _mark(base: Award) -> _Mark | None:
    condition = read_condition(base.words)
    if condition is not None and condition.low is not None and condition.high is None:
        return _Mark(condition, condition.low)
    if (amount := amount_reached(base.words)) is not None and amount.low is not None:
        return _Mark(amount, amount.low)
    relative = read_relative(base.words)
    whole = Bound(Decimal(1), True, True)
    if relative is not None and relative[0].low == whole and relative[0].high is None:
        return _Mark(relative[0], whole, True)
    if MET.fullmatch(base.words):
        return _Mark(StatedCondition(""), whole, True)
    return None


def _step(award: Award, mark: _Mark, rising: bool) -> _Step | None:
    """The step of an award, where it runs the right way and in the measure of the mark."""
    if mark.bound.percent:
        match = STEP.fullmatch(award.words)
        against = match is not None and mark.completed and STEP_OF.fullmatch(match["r"]) is not None
        if (
            match is None
            or (match["r"] and not against)
            or match["d"] in EITHER
            or (match["d"] in FALLING) == rising
        ):
            return None
        if match["u"] not in ("%", "个百分点"):
            return None
        size = f"{Decimal(match['n']).normalize():f}%"
    else:
        match = (_MORE if rising else _FEWER).fullmatch(award.words)
        if match is None or match["u"] != mark.bound.unit:
            return None
        size = plain(Decimal(match["n"]))
    said = match["p"].strip(",")
    if not (_BESIDE.fullmatch(said) or said == mark.condition.subject):
        return None
    return _Step(size, award.points)


def _most(cap: Award | None, base: Award, up: _Step, context: Context) -> Decimal | None:
    """The points at best: the cap of what is added, or of the whole."""
    if cap is None or cap.points <= 0:
        return context.weight
    if ("加" in cap.said or cap.points <= base.points) and cap.points < base.points + up.points:
        return base.points + cap.points
    return cap.points + base.points if "加" in cap.said else cap.points


def _rising(
    mark: _Mark,
    base: Decimal,
    up: _Step,
    down: _Step | None,
    share: bool,
    most: Decimal,
    floored: bool,
    context: Context,
    lost: bool,
) -> RulePart:
    subject = mark.condition.subject
    measure = completion(subject, context) if mark.completed else context.measure(mark.condition)
    settled = (
        settle([Band(mark.condition, plain(base), base)], "0" if lost else None)
        if mark.condition.low
        else None
    )
    typed = context.namer.need(f"{subject or context.name}认定得分", "points", "分", Decimal(0), most)
    bound, more = shown(mark.bound), most - base
    asks_below = down is None and not share and settled is not None and not lost

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), answers.get(STEPS, COMPLETED)
        above = f'per_step({value}, ">{bound}", "{up.size}", {plain(up.points)}, "{how}", {plain(more)})'
        if share:
            return f"proportion({value}, {plain(base)}) + {above}"
        if down is not None:
            return f"{_below(value, bound, base, down, answers)} + {above}"
        tiers = settled.text(answers) if settled is not None else f">={bound}: {plain(base)}; <{bound}: 0"
        text = f'tiers({value}, "{tiers}") + {above}'
        return (
            f"judged({typed.key}, {plain(most)}, {text})"
            if asks_below and answers.get(REST) == TYPED
            else text
        )

    asked = (
        *measure.questions,
        *(settled.questions if (asks_below or lost) and settled else ()),
        step_rounding,
    )
    asked += () if down is None or floored else (floor_unstated,)
    needs = (*measure.needs, typed) if asks_below else measure.needs
    return RulePart(written, most, needs, asked)


def _below(value: str, bound: str, base: Decimal, down: _Step, answers: Answers) -> str:
    """The base, less so much for every step that is lacking."""
    how, each = answers.get(STEPS, COMPLETED), plain(down.points)
    if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
        return f'deduct_per_point({value}, "<{bound}", "{down.size}", {each}, {plain(base)}, "{how}")'
    return f'{plain(base)} - per_step({value}, "<{bound}", "{down.size}", {each}, "{how}")'


def earned_by_steps(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`单位能耗每降低1%得1分,最高5分`: points for every step from nothing on."""
    award, place = awards[start], start + 1
    match = _FROM_NOTHING.fullmatch(award.words) if award.kind in ("give", "add") and award.verb else None
    if match is None or award.before or (start > 0 and not award.fresh):
        return
    most = context.weight
    if place < len(awards) and awards[place].kind == "cap" and awards[place].bare:
        if "扣" in awards[place].said:
            return
        most = awards[place].points if awards[place].points > 0 else context.weight
        place += 1
    elif start or place < len(awards):
        return
    if most is None or most < award.points:
        return
    measure = _change(match["s"], match["d"], context)
    size = f"{Decimal(match['n']).normalize():f}%"

    def written(answers: Answers) -> str:
        how = answers.get(STEPS, COMPLETED)
        value, each = measure.written(answers), plain(award.points)
        return f'per_step({value}, ">0", "{size}", {each}, "{how}", {plain(most)})'

    yield RulePart(written, most, measure.needs, (*measure.questions, step_rounding)), place


def _change(subject: str, verb: str, context: Context) -> Measure:
    """What the steps are of: a rate itself, or by how much a thing changed."""
    label = subject or context.name
    if verb not in _REACHES:
        label = f"{label}{verb}{'幅度' if label.endswith(('率', '比例', '比重')) else '率'}"
    return context.measure(StatedCondition(label, low=Bound(Decimal(0), True, True)))
