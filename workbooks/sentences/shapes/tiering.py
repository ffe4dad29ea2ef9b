"""Tiers of one thing measured, to one side or to both, and totals that a rate holds down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import ON_LINE, Band, Bands, settle, shown
from workbooks.sentences.pieces.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.pieces.context import Context, Measure
from workbooks.sentences.pieces.measuring import OTHERWISE, Found, completion, measured, over_other, product
from workbooks.sentences.pieces.parts import (
    BEYOND,
    BY_A_PERSON,
    REST,
    TYPED,
    Answers,
    RulePart,
    plain,
)
from workbooks.sentences.pieces.targets import AVERAGE, is_amount, read_beyond
from workbooks.sentences.shapes.tier_words import (
    GROWTH,
    HAPPENED,
    HAPPENS,
    LATE,
    all_of_it,
    and_fact,
    exact_count,
    fallen,
    grows,
    in_time,
    is_opposite,
    is_the_rest,
    none_done,
    none_of_it,
    or_fact,
    shrinks,
    without_grade,
)

_AROUND_ZERO = regex(
    r"(?P<s>[^\d±,;]{0,30}?)(?:在)?(?:±(?P<a>\d+(?:\.\d+)?)%[⊕⊖]?~)?±(?P<b>\d+(?:\.\d+)?)(?P<u>%)(?P<m>[⊕⊖])?(?:以内|之内|之间)?的?"
)
_BEYOND_ZERO = regex(r"(?:偏差率?)?(?:超过|超出|大于|高于|>)±(?P<n>\d+(?:\.\d+)?)%(?:以上|以外)?(?:的)?")
_FROM_AVERAGE = regex(
    r"(?P<s>[^\d±,;≥≤<>=]{0,30}?)(?:与|和|较|比)?(?P<c>达到或高于|不低于|高于|超过|高出|低于|落后|等于|达到|持平)"
    rf"(?P<r>{AVERAGE.pattern})?(?:(?P<n>\d+(?:\.\d+)?)个百分点(?P<m>[⊕⊖])?(?P<t>以上|以内|之内)?)?(?:的)?"
)
_MEETS_IT = regex(r"(?P<c>.+?)[:,](?:的)?(?:符合|达到|满足)(?:标准|要求|规定)?(?:的)?")
_MEETS_NOT = regex(r"(?:不符合|不达|未达到?|不满足|未满足|达不到)(?:标准|要求|规定|标)?(?:的)?")
_LINE_RATES = ("", "照", "完成", "实际完成", "相应", "完成率", "实际完成率")
"""What a proportion between two tiers may be called."""
_MOST_BANDS = 40
_EXPLAINS = regex(r"$|即|说明|表明|一般")
_RATED = regex(r"(?:率|比例|比重|占比|满意度)$")
"""Of a rate 5 % more may be points or a share."""
_FRACTION = regex(
    r"\((?P<s>[^\d()]{1,24})-(?P<n>\d+(?:\.\d+)?)%\)[/÷]"
    r"(?:(?P<d>\d+(?:\.\d+)?)%|\((?P<e>\d+(?:\.\d+)?)%[~-](?P<f>\d+(?:\.\d+)?)%\))"
)
_VERBS = ("开展", "完成", "组织", "举办", "召开", "报送", "新增", "引进", "获得", "达到")
"""Words that say again what is counted: `开展检查不少于2次`, `开展1次`."""
_ANY_TARGET = ("要求", "标准值", "规定标准")
_COMPLETES = "完成"


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
        and not awards[place].before
        and (
            OTHERWISE.fullmatch(awards[place].words) is not None or _beyond(awards[place].words, found[-1][0])
        )
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


def _beyond(words: str, last: Bound) -> bool:
    """`超过±30%` behind `±20%~±30%`."""
    match = _BEYOND_ZERO.fullmatch(words)
    return match is not None and Decimal(match["n"]) / 100 == last.value


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


def from_average(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`高于全市平均2个百分点以上得5分,高于平均2个百分点以内得4分,低于平均得2分`: tiers of the distance."""
    bands: list[Band] = []
    subject = mean = ""
    place, otherwise = start, None
    while place < len(awards) and awards[place].kind in ("give", "zero"):
        award = awards[place]
        if award.before and place > start:
            break
        if bands and OTHERWISE.fullmatch(award.words):
            otherwise, place = plain(award.points), place + 1
            break
        match = _FROM_AVERAGE.fullmatch(award.words)
        if match is None or (bands and match["s"] not in ("", subject)) or not (match["r"] or mean):
            break
        condition = _distance_said(match)
        if condition is None or (mean and match["r"] and not _same_target(mean, match["r"])):
            break
        subject, mean = subject or match["s"], mean or match["r"]
        bands.append(Band(condition, plain(award.points), award.points))
        place += 1
    if len(bands) < 2 or not any(
        band.condition.percent and _edges(band.condition)[0].value for band in bands
    ):
        return
    settled = settle(bands, otherwise)
    if settled is None:
        return
    name = subject or context.name
    own, other = context.namer.rate(name), context.namer.rate(f"{name}{mean}")
    most = max(Decimal(otherwise or 0), *(band.points for band in bands))
    asked = [question for question in settled.questions if question.key != REST]
    if len(asked) < len(settled.questions):
        return

    def written(answers: Answers) -> str:
        return f'tiers({own.key} - {other.key}, "{settled.text(answers)}")'

    yield RulePart(written, most, (own, other), tuple(asked)), place


def _distance_said(match: re.Match[str]) -> StatedCondition | None:
    """How far above (or below, as a negative) an average a tier lies."""
    below, points = match["c"] in ("低于", "落后"), match["n"]
    if match["c"] in ("持平", "等于"):
        exact = Bound(Decimal(0), True, True)
        return None if points else StatedCondition("", exact, exact)
    if match["c"] in ("不低于", "达到", "达到或高于"):
        return None if points else StatedCondition("", low=Bound(Decimal(0), True, True))
    zero, far = Bound(Decimal(0), False, True), None
    if points:
        size = Decimal(points) / 100
        soft = {"⊕": True, "⊖": False}.get(match["m"] or "")
        far = Bound(-size if below else size, soft, True)
    if far is None:
        return StatedCondition("", high=zero) if below else StatedCondition("", low=zero)
    if match["t"] in ("以内", "之内"):
        return StatedCondition("", low=far, high=zero) if below else StatedCondition("", low=zero, high=far)
    if match["t"] is None and far.closed is None:
        return None
    return StatedCondition("", high=far) if below else StatedCondition("", low=far)


def tiers(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`≥90%得3分;60%≤满意度<90%得2分;<60%不得分`: a run of numeric conditions of one thing."""
    run = _Run(awards, start, context)
    if run.collected():
        yield from run.parts()


class _Run:
    """Bands collected from award to award, as long as they speak of one thing."""

    def __init__(self, awards: Sequence[Award], start: int, context: Context) -> None:
        self._awards, self._start, self._context = awards, start, context
        self._place = start
        self._bands: list[Band] = []
        self._kinds: list[str] = []
        self._sizes: list[int] = []
        """How many bands each award gave."""
        self._vetoes: list[str] = []
        self._joined: list[str] = []
        """Facts that a band asks for besides its figure, and facts that give nothing besides the last."""
        self._otherwise: str | None = None
        self._subject = self._target = ""
        self._met = self._series = False
        self._judged: Bound | None = None
        """From where on a person judges, where that is said behind the bands."""

    def collected(self) -> bool:
        """Take every award that belongs to the run; false where the run cannot be read."""
        while self._place < len(self._awards):
            award = self._awards[self._place]
            if award.before and self._place > self._start:
                break
            if award.kind == "series" and not award.words:
                return self._goes_on()
            if self._ends_with(award):
                break
            if not self._takes(award):
                break
            self._place += 1
        if self._place < len(self._awards) and self._otherwise is None:
            self._judged = self._left_to_a_person(self._awards[self._place])
            self._place += self._judged is not None
        return True

    def _left_to_a_person(self, award: Award) -> Bound | None:
        """Where `>100%,即:未入账,根据实际情况扣分` begins."""
        words, _, explained = award.words.partition(",")
        if award.kind != "judge" or award.before or not self._bands or not _EXPLAINS.match(explained):
            return None
        beyond = read_condition(words)
        own = beyond is not None and beyond.high is None and self._is_subject(beyond.subject)
        return beyond.low if beyond is not None and own else None

    def _goes_on(self) -> bool:
        """`依次类推`: the bands that it stands for, and nothing below them."""
        more = _series(self._bands)
        if more is None:
            return False
        self._bands += more
        self._vetoes += [""] * len(more)
        self._kinds += ["give"] * len(more)
        self._place, self._otherwise, self._series = self._place + 1, "0", True
        return True

    def _ends_with(self, award: Award) -> bool:
        """Whether an award says what all the rest gets."""
        if not self._bands or award.kind not in ("zero", "give"):
            return False
        if award.kind == "zero" and none_done(award.words, self._bands):
            edge = self._bands[0].condition.low or self._bands[0].condition.high
            nothing = Bound(Decimal(0), True, edge is not None and edge.percent, edge.unit if edge else "")
            self._bands.append(Band(StatedCondition("", high=nothing), "0", Decimal(0)))
            self._sizes.append(1)
            self._kinds.append("zero")
            self._vetoes.append("")
            self._place += 1
            return True
        rest = award.kind == "zero" and (self._met or is_the_rest(award.words, self._bands))
        if not (rest or OTHERWISE.fullmatch(award.words)):
            return False
        self._otherwise, self._place = plain(award.points), self._place + 1
        return True

    def _takes(self, award: Award) -> bool:
        """Add the band of an award, where its condition goes with those before it."""
        either = self._either(award)
        if either is not None:
            self._bands += either
            self._sizes.append(len(either))
            self._vetoes += [""] * len(either)
            self._kinds += [award.kind] * len(either)
            return True
        words, fact = or_fact(award)
        if award.kind in ("prop", "less"):
            words, _, rate = words.partition("|")
            if rate not in _LINE_RATES:
                return False
        words = self._without_verdict(words)
        both = None if measured(words) or award.kind == "zero" else and_fact(words)
        read = self._condition(award, both[0] if both is not None else words)
        outcome = _outcome(award, self._context, read[0] if read else None, self._subject)
        if outcome is None or read is None or not self._goes_with(*read):
            return False
        self._bands.append(Band(read[0], *outcome))
        self._sizes.append(1)
        self._joined += [both[1]] if both is not None else []
        self._vetoes.append(fact)
        self._kinds.append(award.kind)
        return True

    def _either(self, award: Award) -> list[Band] | None:
        """`90%~95%或105%~110%`: one tier on both sides of the best; each range is a band of its own."""
        pieces = re.split(r",?或者?,?", award.words)
        if award.kind not in ("give", "zero") or len(pieces) != 2 or not self._bands:
            return None
        read = [read_condition(piece) for piece in pieces]
        first, second = read
        if first is None or second is None or any(one.reaches for one in (first, second)):
            return None
        if not (self._is_subject(first.subject) and self._is_subject(second.subject)) or self._target:
            return None
        outcome = _outcome(award, self._context, first, self._subject)
        return None if outcome is None else [Band(first, *outcome), Band(second, *outcome)]

    def _without_verdict(self, words: str) -> str:
        """`每人不超过3名:符合标准` without the last words, where 不达标准 stands behind."""
        match = _MEETS_IT.fullmatch(words) if not self._bands else None
        after = self._awards[self._place + 1] if self._place + 1 < len(self._awards) else None
        if match is None or after is None or after.kind != "zero" or not _MEETS_NOT.fullmatch(after.words):
            return words
        self._met = True
        return match["c"]

    def _condition(self, award: Award, words: str) -> tuple[StatedCondition, str] | None:
        first = (
            None
            if self._bands
            else in_time(self._awards, self._place)
            or none_of_it(self._awards, self._place)
            or all_of_it(self._awards, self._place)
            or fallen(self._awards, self._place)
        )
        if self._bands and self._subject.endswith(GROWTH) and (grown := grows(words)) is not None:
            return grown, ""
        rated = _RATED.search(self._subject or self._context.name) is not None
        first = first or (None if rated else read_beyond(words, self._target))
        read = first or measured(without_grade(words))
        return read or exact_count(award, words, self._bands) or shrinks(award, words, self._bands)

    def _goes_with(self, condition: StatedCondition, relative: str) -> bool:
        """Whether a condition speaks of what the bands before it do, and against the same target."""
        if self._bands and not self._is_subject(condition.subject):
            return False
        if relative and self._target and not _same_target(self._target, relative):
            if self._target not in _ANY_TARGET:
                return False
            self._target = relative
        if self._bands and bool(self._target or relative) != bool(self._target) and not condition.percent:
            return False
        self._subject, self._target = self._subject or condition.subject, self._target or relative
        return True

    def _is_subject(self, said: str) -> bool:
        if said in ("", self._subject) or self._subject.endswith((said, f"{said}率")):
            return True
        if self._subject == HAPPENED:
            return said in HAPPENS
        if said in _VERBS and said in self._subject:
            return True
        if LATE.fullmatch(said) and self._subject.startswith(said):
            return True
        return not self._subject and self._context.name.rstrip("★▲()%（） ").endswith(said)

    def parts(self) -> Found:
        """What the run says, as long as it goes and then with one band less at a time."""
        place, otherwise, bands, sizes = self._place, self._otherwise, list(self._bands), list(self._sizes)
        while bands:
            part = self._part(bands, otherwise)
            if part is not None:
                yield part, place
            if self._series:
                return
            if self._judged is not None:
                self._judged = None
            elif otherwise is not None:
                otherwise = None
            else:
                del bands[-sizes.pop() :]
            place -= 1

    def _part(self, bands: Sequence[Band], otherwise: str | None) -> RulePart | None:
        weight, rest = self._context.weight, otherwise
        if rest is None and "take" in self._kinds[: len(bands)] and weight is not None:
            rest = plain(weight)
        amounts = bool(self._target) and is_amount(self._target, self._subject)
        if amounts and all(edge.value == 1 for band in bands for edge in _edges(band.condition)):
            bands = [_apart(band) for band in bands]
        settled = settle(bands, rest) if any(band.points for band in bands) or rest else None
        if settled is not None and self._judged is not None:
            settled = settled.judged_beyond(self._subject or self._context.name, self._judged)
        facts = [fact for fact in self._vetoes[: len(bands)] if fact]
        if settled is None or not all(is_opposite(one, facts) for one in self._joined[: len(bands)]):
            return None
        part = _tier_part(settled, self._subject, self._target, bands, self._context, Decimal(rest or 0))
        return _unless(part, facts[0], self._context) if facts else part


def _same_target(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one) or one.startswith(other) or other.startswith(one)


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


def _edges(condition: StatedCondition) -> list[Bound]:
    return [bound for bound in (condition.low, condition.high) if bound is not None]


def _apart(band: Band) -> Band:
    """A tier of one amount against another as one of their difference, which needs no division."""
    low, high = band.condition.low, band.condition.high
    nothing = [bound and replace(bound, value=Decimal(0), percent=False) for bound in (low, high)]
    return replace(band, condition=replace(band.condition, low=nothing[0], high=nothing[1]))


def _unless(part: RulePart, fact: str, context: Context) -> RulePart:
    """A part that is 0 as soon as a fact is found."""
    need = context.namer.need(fact, "yesno", "", Decimal(0), Decimal(1))

    def written(answers: Answers) -> str:
        return f"veto({need.key}, {part.written(answers)})"

    return RulePart(written, part.most, (*part.needs, need), part.questions, part.judged)


def _outcome(
    award: Award, context: Context, condition: StatedCondition | None, subject: str
) -> tuple[str, Decimal] | None:
    if (
        award.kind == "formula"
        and condition is not None
        and condition.high is not None
        and (condition.low is not None or condition.high.percent)
    ):
        split = product(award.said)
        if split is not None and condition.low is not None and _runs_up(split[0], condition):
            most = split[1] if split[1] is not None else context.weight
            return None if most is None or most != context.weight else (f"0~{plain(most)}", most)
        named = condition.subject or subject
        if split is None or not _names(split[0], named) or condition.high.value > 1:
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


def _names(rate: str, subject: str) -> bool:
    """Whether a formula speaks of what its tiers measure, by its whole name or the end of it."""
    plainly = len(rate) > 1 and re.search(r"[/÷×+()-]", rate) is None
    return plainly and (subject.endswith(rate) or (len(subject) > 1 and rate.endswith(subject)))


def _runs_up(rate: str, condition: StatedCondition) -> bool:
    """Whether `(满意率-60%)/30%` runs from 0 at the lower bound of its tier to 1 at the upper."""
    match, low, high = _FRACTION.fullmatch(rate), condition.low, condition.high
    if match is None or low is None or high is None or not low.percent:
        return False
    span = (
        Decimal(match["d"]) if match["d"] is not None else Decimal(match["e"] or 0) - Decimal(match["f"] or 0)
    )
    return Decimal(match["n"]) == low.value * 100 and span == (high.value - low.value) * 100


def _tier_part(
    settled: Bands, subject: str, target: str, bands: Sequence[Band], context: Context, rest: Decimal
) -> RulePart:
    condition = replace(bands[0].condition, subject=subject)
    whole = all(edge.value == 1 for band in bands for edge in _edges(band.condition))
    if target and is_amount(target, subject):
        apart = all(edge.value == 0 and not edge.percent for band in bands for edge in _edges(band.condition))
        measure = over_other(subject or context.subject, target, context, apart)
    elif target and (whole or AVERAGE.fullmatch(target)):
        measure = _against(condition, target, context)
    elif target:
        measure = completion(re.sub("达$", "", subject), context)
    else:
        measure = context.measure(condition)
    context.subject = subject or context.subject
    most = max(rest, *(band.points for band in bands))
    asked = list(settled.questions)
    open_end = any(question.key == REST or BY_A_PERSON in question.choices for question in asked)
    typed = context.namer.need(f"{subject or context.name}认定得分", "points", "分", Decimal(0), most)

    def written(answers: Answers) -> str:
        text = f'tiers({measure.written(answers)}, "{settled.text(answers)}")'
        by_hand = answers.get(REST) == TYPED or answers.get(BEYOND) == BY_A_PERSON
        return f"judged({typed.key}, {plain(most)}, {text})" if open_end and by_hand else text

    needs = (*measure.needs, typed) if open_end else measure.needs
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
