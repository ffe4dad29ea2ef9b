"""Points in proportion to what was done, or less a share of what was wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from workbooks.sentences import flags
from workbooks.sentences.awards import Award
from workbooks.sentences.bands import shown
from workbooks.sentences.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.context import Context, Measure
from workbooks.sentences.measuring import MET, RESTATED, STANDARD, Found, below, measured, product
from workbooks.sentences.outcome import Need
from workbooks.sentences.parts import (
    BASE,
    FULL,
    OF_ALL,
    OF_TARGET,
    OVER,
    Answers,
    RulePart,
    over_100,
    plain,
    proportion_base,
)
from workbooks.sentences.ratios import ratio_of
from workbooks.sentences.targets import read_relative

_OWN_RATE = ("", "完成", "实际完成", "达成", "完成率", "实际完成率", "实际")
"""Words for the rate of the indicator itself."""
_DESCRIBED = re.compile(
    r"(?!.*(?:如|若|且|或|除|每|超过|低于|高于|加倍|减半|另|计算|不计))[^\d,;≥≤<>=]{1,24}"
)
_PARTLY = re.compile(
    r"(?:有|若有|如有)?(?:部分|个别)?[^\d,;≥≤<>=]{0,12}(?:未|没有?|未能)[^\d,;≥≤<>=]{1,16}(?:的|时|,|本指标)*"
)
"""Who did not do all of it: `部分项目未按时完成的`."""
_WANTED = re.compile(r"目标|计划|指标值|预算|标准")
_WRONG = re.compile(r"^(?:照)?(?:未|不|没有|缺|逾期|延期|滞后|存在问题|有问题|违规|超|差错|问题)")


def proportional(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`达到目标得5分,未达到的按完成比例得分`, `得分=完成率×15分`, `按存在问题的占比扣分`."""
    place, full, met = start, None, False
    held = against_target = False
    named = ""
    award = awards[place]
    goal: StatedCondition | None = None
    if award.kind in ("give", "full") and place + 1 < len(awards):
        if start > 0 and not award.fresh:
            # Conditions in one breath: what follows may be said of all of them.
            return
        read = measured(award.words)
        if read is not None and _is_all(read[0]):
            read = replace(read[0], high=None), read[1]
        low = read[0].low if read is not None and read[0].high is None else None
        held = read is not None and _is_held(read, awards[place + 1])
        against_target = read is not None and bool(read[1])
        if read is not None and held:
            low = read[0].high
        described = awards[place + 1].kind == "less" and re.search(r"\d", award.words) is None
        if not (low is not None and low.value > 0) and not MET.fullmatch(award.words) and not described:
            return
        if read is not None and read[0].subject.endswith("率"):
            named = read[0].subject
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
    if awards[start].before and target is None:
        return
    words, kind = award.words, award.kind
    if award.kind == "formula":
        split = product(award.said)
        if split is None:
            return
        rate, stated = split
        again, _, rate = rate.rpartition("按照" if "按照" in rate else "按")
        words = f"{words}{again}"
        missed = met and _misses(words, goal)
        if against_target and not _runs_the_right_way(rate, held):
            return
        if not (
            RESTATED.fullmatch(words)
            or _named_again(words, rate)
            or missed
            or (met and _PARTLY.fullmatch(words))
        ):
            return
        if goal is not None and "÷" not in rate and "/" not in rate:
            # The rate itself: nothing says that it is divided by the goal.
            target = None
        if rate.startswith("1-") and not re.search(r"[\d+×÷/=()-]", rate[2:]):
            rate, kind = rate[2:], "less"
        if stated is not None:
            if full is not None and stated != full:
                return
            full = stated
    else:
        lead, _, rate = words.partition("|")
        if not (RESTATED.fullmatch(lead) or _DESCRIBED.fullmatch(lead) or (met and _misses(lead, goal))):
            return
        if goal is not None and (kind == "less") and _less_kind(rate, award.said) != "prop":
            return
        if award.kind == "less":
            wrong = _less_kind(rate, award.said)
            if wrong is None:
                return
            kind = wrong
        if rate == "完成" and not RESTATED.fullmatch(lead) and not met:
            rate = f"{lead}完成"
    place += 1
    if not met and place < len(awards):
        all_of_it = _all_done(awards[place], context)
        if all_of_it is not None and all_of_it == (full or context.weight):
            full, met, place = all_of_it, True, place + 1
    if place < len(awards) and awards[place].kind == "give" and awards[place].bare and not awards[place].verb:
        if full is not None and full != awards[place].points:
            return
        full, place = awards[place].points, place + 1
    full = full if full is not None else context.weight
    own = None
    if full is None and kind == "formula":
        own, full = context.namer.need(f"{context.name}分值", "number", "分", Decimal(0)), Decimal(1)
    if kind == "formula" and goal is not None and target is not None:
        target = None
    if named and rate in _OWN_RATE:
        rate = named
    measure = _rate(rate, kind, context) if target is None else _share_of(target, rate, context)
    if full is None or measure is None:
        return
    capped = met or kind == "less" or target is not None
    while place < len(awards) and awards[place].kind in ("cap", "floor") and awards[place].bare:
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
        if (
            read_zero is not None
            and read_zero.low is None
            and (not read_zero.subject or read_zero.subject in _OWN_RATE or read_zero.subject == rate)
        ):
            zero, place = read_zero, place + 1
    part = _proportion(measure, full, kind == "less", capped, zero)
    yield (part if own is None else _of_own_points(part, own)), place


def _all_done(award: Award, context: Context) -> Decimal | None:
    """The points of `全部完成得5分` behind a proportion, which only says where it ends."""
    if (
        award.kind not in ("give", "full")
        or award.before
        or "不" in award.said
        or not MET.fullmatch(award.words)
    ):
        return None
    return award.points if award.kind == "give" else context.weight


def _is_all(condition: StatedCondition) -> bool:
    """`达标率=100%`, which nothing can pass."""
    low, high = condition.low, condition.high
    return low is not None and low == high and low.percent and low.value == 1


def _is_held(read: tuple[StatedCondition, str], after: Award) -> bool:
    """`实际值≤目标值得满分;实际值>目标值,得分=目标值/实际值×分值`: a target not to be passed."""
    high = read[0].high
    return (
        bool(read[1])
        and after.kind == "formula"
        and high is not None
        and high.value == 1
        and read[0].low is None
    )


def _runs_the_right_way(rate: str, held: bool) -> bool:
    """Whether a ratio is 1 at the target and falls beyond it: 目标值/实际值 where less is better."""
    ratio = ratio_of(rate)
    if ratio is None:
        return not held
    first, last = ratio.tokens[0], ratio.tokens[-1]
    inverse = bool(_WANTED.search(first)) and not _WANTED.search(last)
    return inverse == held


def _misses(words: str, goal: StatedCondition | None) -> bool:
    """`满意度<95%的`: what does not reach the goal, said again."""
    read = read_condition(words)
    if read is None and goal is None:
        against = read_relative(words)
        read = against[0] if against is not None else None
        if read is not None and read.low is not None and read.low.closed is False:
            return read.high is None and read.low.value == 1
    if read is None or read.high is None or read.low is not None:
        return False
    bound = goal.low if goal is not None else Bound(Decimal(1), True, True)
    return bound is not None and read.high.value == bound.value and read.high.closed is not True


def _named_again(words: str, rate: str) -> bool:
    """`公众满意度得分=满意度×10`: the words in front only name the rate."""
    return re.search(r"[\d=+×÷/,;:]", words) is None and (words in rate or rate in words)


def _of_own_points(part: RulePart, own: Need) -> RulePart:
    """A proportion of points that the row itself says, where the sentence is one for many rows."""

    def written(answers: Answers) -> str:
        return f"{part.written(answers)} * {own.key}"

    return RulePart(written, part.most, (*part.needs, own), part.questions, part.judged)


def _less_kind(rate: str, said: str) -> Literal["less", "prop"] | None:
    """Whether points are taken off by a share of what is wrong, or given by what was done (按比例扣分)."""
    if rate in ("照", "相应", *_OWN_RATE):
        return "prop"
    return "less" if "占" in rate + said or _WRONG.search(rate) else None


def _target_before(award: Award) -> StatedCondition | None:
    """The condition in front of a proportion: `查处案件10例以上;否则按完成比例得分`."""
    if len(award.before) != 1 or award.kind != "prop":
        return None
    read = read_condition(award.before[0])
    if read is not None and read.low is not None and read.high is None and read.low.value > 0:
        return read
    match = STANDARD.fullmatch(award.before[0])
    return StatedCondition("", low=Bound(Decimal(match[1]) / 100, True, True)) if match else None


def _share_of(target: StatedCondition, rate: str, context: Context) -> Measure | None:
    """How much of a number was reached, where the proportion is one of completion."""
    if (rate not in _OWN_RATE and not target.subject.endswith(rate)) or target.low is None:
        return None
    if target.low.value == 1 and target.percent:
        return _rate(rate, "prop", context)
    measure, whole = context.measure(target), shown(target.low)
    if not target.percent:
        return Measure(
            lambda answers: f"{measure.written(answers)} / {whole}", measure.needs, measure.questions
        )
    share = plain(target.low.value)

    def written(answers: Answers) -> str:
        value = measure.written(answers)
        return value if answers.get(BASE, OF_TARGET) == OF_ALL else f"{value} / {share}"

    return Measure(written, measure.needs, (*measure.questions, proportion_base))


def _rate(words: str, kind: str, context: Context) -> Measure | None:
    """The rate that a proportional score takes: a ratio of two amounts where the words say of which."""
    words = re.sub(r"^(?:照|(?:否则|未达到?的?|低于)(?:按照|按)?)(?=.{2})", "", words)
    if re.fullmatch(r"(?:完成|达成)(?:年度|工作)*(?:任务|目标|计划)", words):
        words = "完成"
    ratio = ratio_of(words) or ratio_of(f"{words}比例")
    if ratio is not None and not ratio.name:
        text, needs = ratio.written(context.namer)
        return Measure(lambda answers: text, needs)
    if re.search(r"[\d+×÷/=()]", words):
        return None
    name = words if len(words) > 2 else f"{context.name}{words}率" if words else context.name
    if kind == "less":
        return context.measure(
            StatedCondition(f"{words}占比" if words else "", low=Bound(Decimal(0), True, True))
        )
    if context.ratio_for(words) is None and words in _OWN_RATE:
        known = context.ratio_for("")
        if known is None:
            name = context.name if context.name.endswith("率") else f"{context.name}完成率"
            return context.measure(StatedCondition(name, low=Bound(Decimal(0), True, True)))
        return context.measure(StatedCondition("", low=Bound(Decimal(0), True, True)))
    return context.measure(StatedCondition(words or name, low=Bound(Decimal(0), True, True)))


def _proportion(
    measure: Measure, full: Decimal, less: bool, capped: bool, zero: StatedCondition | None
) -> RulePart:
    points, cut = plain(full), below(zero, True) if zero is not None else None

    def written(answers: Answers) -> str:
        value = measure.written(answers)
        if not capped and answers.get(OVER, FULL) != FULL:
            text = f'tiers({value}, "<=100%: 值×{points}; >100%: 0")'
        else:
            text = f"proportion({f'1 - {value}' if less else value}, {points})"
        return f'tiers({value}, "{cut}") * {text}' if cut else text

    asked = measure.questions if capped else (*measure.questions, over_100)
    return RulePart(written, full, measure.needs, asked)


def summed(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`得分=数量完成率×2+质量达标率×3`: several rates, each of its own points."""
    award, place = awards[start], start
    if award.kind != "formula" or award.words or award.before:
        return
    terms = [part for part in re.split(r"\+(?![^(]*\))", award.said) if part]
    while place + 1 < len(awards) and awards[place + 1].kind == "formula" and not awards[place + 1].words:
        if not awards[place + 1].said.startswith("+") or awards[place + 1].before:
            break
        place += 1
        terms.append(awards[place].said.removeprefix("+"))
    parts: list[RulePart] = []
    for term in terms:
        split = product(term)
        points = split[1] if split is not None else None
        measure = _rate(split[0], "formula", context) if split is not None else None
        if points is None or measure is None:
            return
        parts.append(_proportion(measure, points, False, False, None))
    if len(parts) > 1:
        yield flags.joined(parts), place + 1
