"""Points in proportion to what was done, or less a share of what was wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import shown
from workbooks.sentences.pieces.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.pieces.context import Context, Measure
from workbooks.sentences.pieces.measuring import MET, RESTATED, STANDARD, Found, below, product
from workbooks.sentences.pieces.needs import is_rate
from workbooks.sentences.pieces.outcome import Need
from workbooks.sentences.pieces.parts import (
    ALL_OF_THEM,
    BASE,
    FULL,
    OF_ALL,
    OF_TARGET,
    OVER,
    WHICH,
    Answers,
    RulePart,
    over_100,
    own_or_all,
    plain,
    proportion_base,
)
from workbooks.sentences.pieces.ratios import Ratio, ratio_of
from workbooks.sentences.shapes import flags
from workbooks.sentences.shapes.reached import Reached, misses, reached, runs_the_right_way

_OWN_RATE = ("", "完成", "实际完成", "达成", "完成率", "实际完成率", "实际")
"""Words for the rate of the indicator itself."""
_DESCRIBED = regex(
    r"(?!.*(?:择|二者|两者|之一|其一|如|若|且|或|除|每|超过|低于|高于|加倍|减半|另|计算|不计))[^\d,;≥≤<>=]{1,24}"
)
_PARTLY = regex(
    r"(?:有|若有|如有)?(?:部分|个别)?[^\d,;≥≤<>=]{0,12}(?:未|没有?|未能)[^\d,;≥≤<>=]{1,16}(?:的|时|,|本指标)*"
)
"""Who did not do all of it: `部分项目未按时完成的`."""
_MARKS = regex(
    r"(?:按照?)?(?:本项|该项)?(?:得分|计分)=(?P<r>[^\d=×÷/+;]{0,20}(?:得分|评分|成绩|分数|平均分))×(?P<p>\d{1,3})%"
)
"""`得分=考核得分×10%`: marks out of a hundred, of which a share counts."""
_BY_ITS_MEAN = regex(r"(?:按照?|根据)[^\d,;=×÷]{2,24}(?:平均值?|均值)?(?:计分|计算|折算|得分)?")
_CONVERTED = regex(
    r"[^\d;]{0,24}\(?(?:百分制|满分1?00分)?\)?[^\d;]{0,6}(?:折算|换算)(?:计分|得分|计入(?:得分)?)?"
)
_OVER_NUMBER = regex(r"(?P<r>[^/÷()]{2,30})[/÷]\d+(?:\.\d+)?%")
"""`知晓率/80%`: a rate over its goal."""
_MORE_THAN = regex(
    r"(?:若|如果|如)?(?P<a>[\u4e00-\u9fff]{2,20})(?:大于|超过|高于|多于)(?P<b>[\u4e00-\u9fff]{2,20}?)(?:的|时)*"
)
_OWN_ITEM = regex(r"本项|该项|此项")
_TITLE = regex(r"(?!.*(?:未|不|没|低于|高于|超))[\u4e00-\u9fff]{2,20}(?:率|进度|度)")
"""`二季度预算执行率得分=`: the name of a part in front of its formula."""
_WEIGHED = regex(
    r"(?P<s>[\u4e00-\u9fff]{2,16}(?:占比|比例|比重|率|满意度))×(?P<n>\d{1,2}(?:\.\d+)?)(?P<p>%?)"
)
_WRONG = regex(r"^(?:照)?(?:未|不|没有|缺|逾期|延期|滞后|存在问题|有问题|违规|超|差错|问题)")


def proportional(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`达到目标得5分,未达到的按完成比例得分`, `得分=完成率×15分`, `按存在问题的占比扣分`."""
    goal = reached(awards, start, context)
    if goal is None or awards[goal.after].kind not in ("prop", "formula", "less"):
        return
    target = goal.condition or _target_before(awards[start])
    if awards[start].before and target is None:
        return
    said = _said(awards[goal.after], goal)
    if said is None:
        return
    all_of_it = _points(awards, said, goal, context)
    if all_of_it is None:
        return
    full, met, place = all_of_it
    own = None
    if full is None and said.kind == "formula":
        own, full = context.namer.need(f"{context.name}分值", "number", "分", Decimal(0)), Decimal(1)
    rate = goal.named if goal.named and said.rate in _OWN_RATE else said.rate
    full_from = goal.condition.low if goal.condition is not None else None
    if said.kind == "formula" and goal.condition is not None:
        # A formula says itself what is divided by what.
        target = None
        if full_from is not None and re.search(rf"[/÷]{re.escape(shown(full_from))}$", rate):
            full_from = None
        elif not _same_rate(rate, goal.condition.subject):
            return
    measure = _rate(rate, said.kind, context) if target is None else _share_of(target, rate, context)
    if full is None or measure is None:
        return
    ends = _ends(awards, place, full, rate)
    if ends is None:
        return
    capped, place = ends
    over, place = _over_plan(awards, place, measure, context)
    less = said.kind == "less"
    zero, place = _nothing_below(awards, place, rate, goal.condition, less)
    lower = read_condition(awards[goal.after].words.partition("|")[0]) if goal.met else None
    if lower is not None and lower.low is not None and not _goes_down_to(lower.low, zero):
        return
    if lower is not None and lower.low is not None:
        zero = _up_to(zero, lower.low)
    part = _proportion(
        measure,
        full,
        less,
        capped or met or less or said.kind == "marks" or target is not None,
        zero,
        _too_low(zero, goal, rate, measure, context),
        full_from if full_from is not None and full_from.percent else None,
    )
    if over is not None:
        part = _nothing_over(part, measure, full, over, context)
    yield (part if own is None else _of_own_points(part, own)), place


@dataclass(frozen=True)
class _Said:
    """A proportion as words or a formula say it: of which rate, given or taken, and of how many points."""

    rate: str
    kind: str
    points: Decimal | None = None


def _said(award: Award, goal: Reached) -> _Said | None:
    return _formula(award, goal) if award.kind == "formula" else _words(award, goal)


def _formula(award: Award, goal: Reached) -> _Said | None:
    """`得分=实际值/目标值×5`, with the words before it that only say again what was not reached."""
    split = product(award.said)
    if split is None:
        marks = _MARKS.fullmatch(award.said)
        bare = marks is not None and (not award.words or _CONVERTED.fullmatch(award.words)) and not goal.met
        return _Said(marks["r"], "marks", Decimal(marks["p"])) if marks is not None and bare else None
    again, _, rate = split[0].rpartition("按照" if "按照" in split[0] else "按")
    words = ",".join(filter(None, (award.words, again)))
    if goal.against_target and not runs_the_right_way(rate, goal.held):
        return None
    partly = goal.met and (misses(words, goal.condition, True) or _PARTLY.fullmatch(words))
    titled = (
        award.said.startswith("得分=")
        and (award.fresh or not goal.after)
        and _TITLE.fullmatch(award.words) is not None
    )
    if not (
        titled
        or RESTATED.fullmatch(words)
        or _named_again(words, rate)
        or partly
        or _BY_ITS_MEAN.fullmatch(words)
        or _CONVERTED.fullmatch(words)
    ):
        return None
    if rate.startswith("1-") and not re.search(r"[\d+×÷/=()-]", rate[2:]):
        return _Said(rate[2:], "less", split[1])
    return _Said(rate, "formula", split[1])


def _words(award: Award, goal: Reached) -> _Said | None:
    """`未完成的按完成比例得分`, `按照不合格的占比扣分`."""
    lead, _, rate = award.words.partition("|")
    again = RESTATED.fullmatch(lead) is not None
    if not (again or _DESCRIBED.fullmatch(lead) or (goal.met and misses(lead, goal.condition))):
        return None
    kind: str | None = award.kind
    if award.kind == "less":
        kind = _less_kind(rate, award.said)
        if kind is None or (goal.condition is not None and kind != "prop"):
            return None
    if rate == "完成" and not again and not goal.met:
        rate = f"{lead}完成"
    if len(rate) > 4 and rate.endswith("完成"):
        rate = f"{rate}率"
    return _Said(rate, kind or award.kind)


def _over_plan(
    awards: Sequence[Award], place: int, measure: Measure, context: Context
) -> tuple[Award | None, int]:
    """`如实际采购大于采购计划,本项得0分`: the ratio itself above 100 %, by its two amounts; what follows."""
    award = awards[place] if place < len(awards) else None
    match = _MORE_THAN.fullmatch(award.words) if award is not None and award.kind == "zero" else None
    if award is None or match is None or award.before or len(measure.needs) != 2:
        return None, place
    labels = [need.label for need in measure.needs]
    ordered = measure.written({}) == f"{measure.needs[0].key} / {measure.needs[1].key}".replace(" ", "")
    named = all(said in label for said, label in zip((match["a"], match["b"]), labels, strict=True))
    return (award, place + 1) if ordered and named else (None, place)


def _nothing_over(part: RulePart, measure: Measure, full: Decimal, over: Award, context: Context) -> RulePart:
    """The part, or nothing above 100 %: its own points or, where it is one of several, those of the row."""
    text, asked = f"<=100%: 值×{plain(full)}; >100%: 0", tuple(q for q in part.questions if q != over_100)
    if full != context.weight and _OWN_ITEM.search(over.said):
        asked = (*asked, own_or_all(plain(full)))

    def cut(answers: Answers) -> str | None:
        every = answers.get(WHICH) == ALL_OF_THEM
        return f'tiers({measure.written(answers)}, "<=100%: 1; >100%: 0")' if every else None

    return replace(
        part, written=lambda answers: f'tiers({measure.written(answers)}, "{text}")', questions=asked, cut=cut
    )


def _points(
    awards: Sequence[Award], said: _Said, goal: Reached, context: Context
) -> tuple[Decimal | None, bool, int] | None:
    """The points of a proportion (None where only the row knows), whether these are its most, what follows.

    None where two numbers of points contradict each other.
    """
    full, met, place = goal.full, goal.met, goal.after + 1
    if said.points is not None:
        if full not in (None, said.points):
            return None
        full = said.points
    if not met and place < len(awards):
        done = _all_done(awards[place], context)
        if done is not None and done == (full or context.weight):
            full, met, place = done, True, place + 1
    if place < len(awards) and awards[place].kind == "give" and awards[place].bare and not awards[place].verb:
        if full not in (None, awards[place].points):
            return None
        full, place = awards[place].points, place + 1
    return (full if full is not None else context.weight), met, place


def _ends(awards: Sequence[Award], place: int, full: Decimal, rate: str) -> tuple[bool, int] | None:
    """Whether a cap stands behind a proportion, and what follows; None where it is another number."""
    capped = False
    while place < len(awards) and awards[place].kind in ("cap", "floor") and _of_it(awards[place], rate):
        if awards[place].kind == "cap":
            if awards[place].points not in (Decimal(-1), full):
                return None
            capped = True
        elif awards[place].points > 0:
            return None
        place += 1
    return capped, place


def _of_it(award: Award, rate: str) -> bool:
    """Whether a cap stands bare, or names the rate again: `执行率超过100%的按100%计`."""
    named = award.words in (*_OWN_RATE, rate) or (len(award.words) > 2 and rate.endswith(award.words))
    return not award.before and named


def _too_low(
    zero: StatedCondition | None, goal: Reached, rate: str, measure: Measure, context: Context
) -> Measure:
    """What is too low where nothing is scored: the rate itself where it is named, not its share of a goal."""
    part = _OVER_NUMBER.fullmatch(rate)
    own = goal.condition.subject if goal.condition is not None else ""
    if zero is None or (part is None and not (own and own.endswith(zero.subject))):
        return measure
    return context.measure(StatedCondition(part["r"] if part is not None else own, low=zero.high))


def _goes_down_to(low: Bound, zero: StatedCondition | None) -> bool:
    """Whether nothing is scored exactly below where a proportion ends: `60%≤知晓率<80%按比例;<60%不得分`."""
    edge = zero.high if zero is not None else None
    return edge is not None and edge.value == low.value and not (edge.closed and low.closed)


def _up_to(zero: StatedCondition | None, low: Bound) -> StatedCondition | None:
    """Nothing is scored up to where a proportion begins: the bound belongs to whichever says that it does."""
    if zero is None or zero.high is None or zero.high.closed is not None or low.closed is None:
        return zero
    return replace(zero, high=replace(zero.high, closed=not low.closed))


def _nothing_below(
    awards: Sequence[Award], place: int, rate: str, goal: StatedCondition | None, less: bool = False
) -> tuple[StatedCondition | None, int]:
    """Where the same rate is so low that nothing is scored, if that is said, and what follows.

    Of what takes points off (`less`) it is so high.
    """
    if place >= len(awards) or awards[place].kind != "zero" or awards[place].before:
        return None, place
    read = read_condition(awards[place].words)
    named = ("", rate, goal.subject if goal is not None else rate, *_OWN_RATE)
    ends = (
        read is not None
        and goal is not None
        and len(read.subject) > 1
        and goal.subject.endswith(read.subject)
    )
    again = read is not None and (
        ends or read.subject in named or rate.startswith((f"{read.subject}/", f"{read.subject}÷"))
    )
    if read is None or not again or (read.high if less else read.low) is not None:
        return None, place
    return read, place + 1


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
    if rate in ("照", "相应", *_OWN_RATE) or (rate.endswith("完成") and not _WRONG.search(rate)):
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


def _same_rate(rate: str, subject: str) -> bool:
    """Whether a formula works with the very rate that the goal is set for."""
    return rate in _OWN_RATE or (
        len(rate) > 1 and (subject.endswith(rate) or (bool(subject) and rate.endswith(subject)))
    )


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
    if kind == "marks":
        marks = context.namer.need(f"{words}（百分制）", "number", "分", Decimal(0), Decimal(100))
        return Measure(lambda answers: f"{marks.key} / 100", (marks,))
    ratio = ratio_of(words) or ratio_of(f"{words}比例")
    if ratio is not None and not ratio.name:
        text, needs = _in_full(ratio, context).written(context.namer)
        return Measure(lambda answers: text, needs)
    if (weighed := _weighed(words, context)) is not None:
        return weighed
    if re.search(r"[\d+×÷/=()]", words) or re.fullmatch(r"[A-Za-z]{1,2}", words):
        return None
    name = words if len(words) > 2 else f"{context.name}{words}率" if words else context.name
    if kind == "less" and words.endswith("率"):
        return context.measure(StatedCondition(words, low=Bound(Decimal(0), True, True)))
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


def _weighed(words: str, context: Context) -> Measure | None:
    """`很满意占比×1+满意占比×0.8`: shares, each with how much it counts."""
    terms = [_WEIGHED.fullmatch(term) for term in words.split("+")]
    found = [term for term in terms if term is not None]
    counts = [Decimal(term["n"]) / (100 if term["p"] else 1) for term in found]
    if len(found) < 2 or len(found) < len(terms) or not (max(counts) == 1 or sum(counts) == 1):
        return None
    needs = [context.namer.rate(term["s"]) for term in found]
    if len(set(needs)) < len(needs):
        return None
    text = " + ".join(
        need.key if count == 1 else f"{need.key} * {plain(count)}"
        for need, count in zip(needs, counts, strict=True)
    )
    return Measure(lambda answers: f"({text})", tuple(needs))


def _in_full(ratio: Ratio, context: Context) -> Ratio:
    """A ratio of a rate that the sentence defines (`盘活率/80%`), with its amounts."""
    tokens: list[str] = []
    for token in ratio.tokens:
        known = context.ratio_for(token) if is_rate(token) else None
        tokens += ["(", *known.tokens, ")"] if known is not None else [token]
    return replace(ratio, tokens=tuple(tokens))


def _proportion(
    measure: Measure,
    full: Decimal,
    less: bool,
    capped: bool,
    zero: StatedCondition | None,
    too_low: Measure,
    full_from: Bound | None = None,
) -> RulePart:
    """A proportion; `full_from` where all points begin below 100 %, though the rate itself is what counts."""
    over_goal = proportion_base not in measure.questions
    points, cut = plain(full), below(zero, not less) if zero is not None else None

    def written(answers: Answers) -> str:
        value = measure.written(answers)
        if not capped and answers.get(OVER, FULL) != FULL:
            text = f'tiers({value}, "<=100%: 值×{points}; >100%: 0")'
        elif full_from is not None and (over_goal or answers.get(BASE, OF_TARGET) == OF_ALL):
            near, far = (">=", "<") if full_from.closed is not False else (">", "<=")
            bound = shown(full_from)
            text = f'tiers({value}, "{near}{bound}: {points}; {far}{bound}: 值×{points}")'
        else:
            text = f"proportion({f'1 - {value}' if less else value}, {points})"
        return f'tiers({too_low.written(answers)}, "{cut}") * {text}' if cut else text

    asked = measure.questions if capped else (*measure.questions, over_100)
    needs = tuple(dict.fromkeys((*measure.needs, *too_low.needs)))
    return RulePart(written, full, needs, asked)


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
        parts.append(_proportion(measure, points, False, False, None, measure))
    if len(parts) > 1:
        yield flags.joined(parts), place + 1
