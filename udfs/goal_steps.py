"""How targets score, as steps: the rules of `udfs.goals`, in formulas and in Python alike."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from .cell_functions import (
    EMPTY,
    ONE,
    ZERO,
    Condition,
    after,
    all_of,
    any_of,
    at_most,
    below,
    differ,
    equal,
    flag,
    floor,
    is_number,
    lacking,
    least,
    measured,
    minus,
    most,
    number,
    product,
    quotient,
    raised,
    refuse,
    starts_with,
    when,
    without_dust,
    word,
)
from .goal_rules import ATTAINMENT_RATES, BY_SIGN, INVERSE, POSITIVE, limits
from .native import Part, Scope, Term, constant, literal
from .records import dataclass
from .targets.conversion import done_in_unit_of
from .targets.grammar import BLANK, DATE, OUT, QUALITATIVE, TargetReading, level_of
from .targets.messages import plain
from .targets.steps import Steps
from .tiers import Tier, find_tier, native_chain, native_points, parse_tiers, tiers

# The days from 1990 to 2099, by which a cell with a date is told from a cell with a quantity.
_FIRST_DAY, _LAST_DAY = number(32874), number(73050)
_OUT = refuse("目标值不适用", "目标值写的是不适用，这一行不参加计分，请从表中删去或另行分配分值")
_NO_TARGET = lacking("目标值没有填写")


@dataclass(frozen=True)
class Both:
    """A target, the actual value, and what their row weighs."""

    part: Part
    wanted: TargetReading
    reached: TargetReading
    weight: Term

    @property
    def of_target(self) -> Steps:
        return Steps(self.part, "目标值")

    @property
    def of_actual(self) -> Steps:
        return Steps(self.part, "完成值")

    @property
    def of_score(self) -> Steps:
        return Steps(self.part, "得分")


def target_points(both: Both, rate: Term) -> Term:
    """Points by the national form; `rate` is what a person judged, "" where nobody did."""
    kind = both.wanted.kind
    rate = both.of_actual.place("填写的得分率", rate)
    figure = _at_least_zero(both.of_target, "目标数", "目标值", both.wanted.number)
    done = done_in_unit_of(both.of_actual, both.wanted, both.reached)
    done = both.of_actual.place("可比的完成数", after(figure, measured(done)))
    share = _attained(both, figure, done)
    judged = both.of_actual.place("定性得分率", _judged_rate(both, rate))
    in_time = both.of_actual.place("时间得分率", _in_time(both, _late_rate(rate)))
    by_kind = when(equal(kind, word(QUALITATIVE)), judged, when(_is_dated(both), in_time, share))
    points = when(
        equal(kind, word(BLANK)),
        _NO_TARGET,
        when(equal(kind, word(OUT)), _OUT, _weighted(both.weight, by_kind)),
    )
    # An error in the cell of the rate shows even beside a quantity, which does not need it.
    return points if rate.constant is not None else after(rate, points)


def ratio_points(both: Both, excess_tiers: str, direction: Term) -> Term:
    """Points in proportion, less where the target was set too low; `excess_tiers` "" for never."""
    single = _Single(both, direction)
    figure, done = single.figure, single.done
    ratio = quotient(done, figure)
    positive = least(ONE, ratio)
    if excess_tiers:
        over = below(figure, done)
        counts = all_of(equal(single.inverse, ZERO), below(ZERO, figure), over)
        beyond = when(counts, without_dust(quotient(minus(done, figure), figure)), ZERO)
        beyond = both.of_score.place("超出比例", beyond)
        positive = when(over, minus(ONE, _by_tiers(beyond, excess_tiers)), ratio)
    both_zero = all_of(equal(figure, ZERO), equal(done, ZERO))
    turned = when(at_most(done, figure), ONE, quotient(figure, done))
    turned = when(both_zero, refuse("目标值和完成值都为 0，无法按比例计分"), turned)
    straight = when(equal(figure, ZERO), refuse("目标值为 0，无法按比例计分"), positive)
    return single.points(when(raised(single.inverse), turned, straight))


def share_points(both: Both) -> Term:
    """How much of a target was done, more than all of it included; less is never better here."""
    single = _Single(both, EMPTY)
    most_allowed = refuse("目标值是不超过某数的，不能按完成值÷目标值算完成率，请直接填完成率")
    no_target = refuse("目标值为 0，不能按完成值÷目标值算完成率，请直接填完成率")
    share = when(equal(single.figure, ZERO), no_target, quotient(single.done, single.figure))
    return single.points(when(raised(single.inverse), most_allowed, share))


def goal_points(both: Both, bands: str, direction: Term) -> Term:
    """Points of a work goal whose over-completion is accepted up to the ratio that its band says."""
    single = _Single(both, direction)
    figure, done = single.figure, single.done
    ratio = when(raised(single.inverse), quotient(figure, done), quotient(done, figure))
    ratio = both.of_score.place("完成比例", without_dust(ratio))
    full = both.of_score.place("满分倍数", _limit(figure, bands, 0))
    none = both.of_score.place("零分倍数", _limit(figure, bands, 1))
    down = quotient(minus(none, ratio), minus(none, full))
    beyond = when(at_most(ratio, full), ONE, when(at_most(none, ratio), ZERO, down))
    share = when(at_most(ratio, ONE), ratio, beyond)
    nothing = all_of(raised(single.inverse), equal(done, ZERO))
    share = when(nothing, ONE, share)
    return single.points(when(equal(figure, ZERO), flag(equal(done, ZERO)), share))


class _Single:
    """Target and actual value as one number each, and whether less is better."""

    def __init__(self, both: Both, direction: Term) -> None:
        self._both = both
        wanted = both.wanted
        figure = _at_least_zero(both.of_target, "目标数", "目标值", wanted.number)
        is_range = refuse("目标值是一个区间，按比例计分要有一个数")
        self.figure = both.of_target.place("单一目标数", when(equal(wanted.upper, EMPTY), figure, is_range))
        done = done_in_unit_of(both.of_actual, wanted, both.reached)
        done = _at_least_zero(both.of_actual, "不小于零的完成数", "完成值", done)
        self.done = both.of_actual.place("可比的完成数", after(self.figure, done))
        turned = after(self.done, _inverse(wanted.operator, direction))
        self.inverse = both.of_actual.place("是否反向", turned)

    def points(self, share: Term) -> Term:
        """The weight times a share; of a date all of it in time."""
        both, kind = self._both, self._both.wanted.kind
        late = refuse("完成时间晚于目标时间，没有比例，请按人工评分计分")
        in_time = both.of_actual.place("时间得分率", _in_time(both, late))
        share = both.of_score.place("得分比例", share)
        by_kind = when(_is_dated(both), in_time, after(self.inverse, share))
        qualitative = refuse("目标值是定性的，不能按比例计分，请按人工评分计分")
        readable = when(
            equal(kind, word(OUT)),
            _OUT,
            when(equal(kind, word(QUALITATIVE)), qualitative, _weighted(both.weight, by_kind)),
        )
        return when(equal(kind, word(BLANK)), _NO_TARGET, readable)


def _weighted(weight: Term, share: Term) -> Term:
    negative = refuse("不能小于 0", partial(_negative, "分值"), weight)
    return when(below(weight, ZERO), negative, product(weight, share))


def _negative(what: str, figure: Decimal) -> str:
    # The same number is remembered once, as -1 or as -1.0.
    return f"{what}是 {plain(figure)}，不能小于 0"


def _at_least_zero(steps: Steps, label: str, what: str, figure: Term) -> Term:
    negative = refuse("不能小于 0", partial(_negative, what), figure)
    return steps.place(label, when(below(figure, ZERO), negative, measured(figure)))


def _attained(both: Both, figure: Term, done: Term) -> Term:
    """How far a bound or a range was met, from 0 to 1."""
    steps, sign, upper = both.of_actual, both.wanted.operator, both.wanted.upper
    is_range = is_number(upper)
    most_allowed = when(is_range, upper, figure)
    up = when(equal(figure, ZERO), ZERO, most(ZERO, quotient(done, figure)))
    up = steps.place("不足的完成比例", up)
    over = most(ZERO, minus(ONE, quotient(minus(done, most_allowed), most_allowed)))
    over = when(equal(most_allowed, ZERO), ZERO, over)
    down = steps.place("超出的完成比例", when(at_most(done, most_allowed), ONE, over))
    none_at_all = all_of(equal(sign, word("=")), equal(figure, ZERO))
    more_than_none = all_of(equal(sign, word(">")), equal(done, ZERO), equal(figure, ZERO))
    upward = when(any_of(below(done, figure), more_than_none), up, ONE)
    bound = when(any_of(starts_with(sign, "<"), none_at_all), down, upward)
    return steps.place("完成比例", when(is_range, when(below(done, figure), up, down), bound))


def _judged_rate(both: Both, rate: Term) -> Term:
    """The rate a person judged, held to the level attained; #N/A while it is missing."""
    level = level_of(both.of_actual, both.reached)
    allowed = when(_is_share(rate), rate, refuse("得分率应在 0 到 1（100%）之间", _no_share, rate))
    allowed = both.of_actual.place("得分率在 0 到 1", _given(rate, allowed))
    held = refuse("得分率与达成程度不符", _other_level, level, rate)
    fits: list[Condition] = [equal(level, EMPTY)]
    for tier in parse_tiers(ATTAINMENT_RATES):
        low, high = (constant(end) for end in (tier.interval.low, tier.interval.high) if end is not None)
        under = at_most(allowed, high) if tier.interval.high_closed else below(allowed, high)
        fits.append(all_of(equal(level, word(tier.outcome)), at_most(low, allowed), under))
    return after(level, when(any_of(*fits), allowed, held))


def _given(rate: Term, then: Term) -> Term:
    lacks = lacking("定性指标、逾期完成的指标要由人评定，请填得分率（0 到 100%）")
    return when(equal(rate, EMPTY), lacks, then)


def _is_share(rate: Term) -> Condition:
    share = flag(all_of(at_most(ZERO, rate), at_most(rate, ONE)))
    return raised(when(is_number(rate), share, ZERO))


def _no_share(rate: object) -> str:
    return f"定性指标的得分率是 {rate}，应在 0 到 1（100%）之间"


def _other_level(level: str, rate: Decimal) -> str:
    allowed = find_tier(rate, ATTAINMENT_RATES).outcome
    return f"得分率 {plain(rate)} 属于“{allowed}”一档，完成值写的却是“{level}”"


def _is_dated(both: Both) -> Condition:
    date = word(DATE)
    return any_of(equal(both.wanted.kind, date), equal(both.reached.kind, date))


def _in_time(both: Both, late: Term) -> Term:
    """All of it for what was done by the day asked for; `late` after it."""
    wanted, reached = both.wanted, both.reached
    due = _day(wanted, wanted.last_day, "目标值")
    first, last = (_day(reached, each, "完成值") for each in (reached.first_day, reached.last_day))
    unclear = refuse(
        "完成时间请写到日", "目标是 {0}，完成值“{1}”看不出是否按时，请写到日", wanted.source, reached.source
    )
    due = both.of_target.place("最晚完成日", due)
    done = both.of_actual.place("完成日", last)
    share = when(at_most(done, due), ONE, when(below(due, first), late, unclear))
    blank = lacking("完成值没有填写")
    return when(equal(reached.kind, word(BLANK)), blank, share)


def _day(reading: TargetReading, written: Term, what: str) -> Term:
    """The day that was read, or that a cell with a date holds."""
    source = reading.source
    no_day = refuse(f"{what}不是时间", what + "“{0}”不是时间，另一栏是时间，请写成如 2024年12月底前", source)
    within = flag(all_of(at_most(_FIRST_DAY, source), at_most(source, _LAST_DAY)))
    counted = when(raised(when(is_number(source), within, ZERO)), floor(source), no_day)
    return when(equal(reading.kind, word(DATE)), written, counted)


def _late_rate(rate: Term) -> Term:
    """What a person gives for something done late: less than all of it."""
    share = when(_is_share(rate), flag(differ(rate, ONE)), ZERO)
    too_much = refuse("逾期完成的得分率应小于 1（100%）")
    return _given(rate, when(raised(share), rate, too_much))


def _inverse(operator: Term, direction: Term) -> Term:
    """1 where less is better, else 0; a direction that contradicts the sign is refused."""
    by_sign = flag(starts_with(operator, "<"))
    if direction.constant == "":
        return by_sign
    unlike = refuse("指标方向读不懂，或与目标值的符号不一致", _contradiction, operator, direction)
    turned = all_of(equal(direction, word(INVERSE)), differ_begin(operator, ">"))
    straight = all_of(equal(direction, word(POSITIVE)), differ_begin(operator, "<"))
    typed = when(straight, ZERO, when(turned, ONE, unlike))
    open_to_sign = any_of(equal(direction, EMPTY), equal(direction, word(BY_SIGN)))
    return when(open_to_sign, by_sign, typed)


def differ_begin(text: Term, sign: str) -> Condition:
    return equal(flag(starts_with(text, sign)), ZERO)


def _contradiction(operator: str, direction: str) -> str:
    if direction not in (POSITIVE, INVERSE):
        return f"指标方向“{direction}”读不懂，应为 {BY_SIGN}、{POSITIVE} 或 {INVERSE}"
    return f"目标值带“{operator}”，指标方向却写的是{direction}，请改为一致"


def _by_tiers(value: Term, text: str) -> Term:
    formula = native_chain(value.formula, text, native_points)
    return Term(formula, lambda scope: tiers(value.value(scope), text), None, value.figures)  # type: ignore[arg-type]


def _limit(figure: Term, bands: str, end: int) -> Term:
    """The ratio up to which a goal of this size is full (0), or from which nothing is left (1)."""

    def value(scope: Scope) -> Decimal:
        return limits(find_tier(figure.value(scope), bands).outcome, bands)[end]  # type: ignore[arg-type]

    def outcome(tier: Tier, _: str) -> str:
        return literal(limits(tier.outcome, bands)[end])

    return Term(native_chain(figure.formula, bands, outcome), value, None, figure.figures)
