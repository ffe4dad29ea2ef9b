"""Scores of targets (目标值) against actual values (完成值): the rules of three official forms."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from .errors import BadValueError, RuleTextError
from .numbers import Number, not_negative, number, rule_number, snap
from .targets import Target, actual_figure, attainment, parse_target
from .tiers import bounds, check_tiers, find_tier, parse_tiers, tiers
from .turning import Rule

POSITIVE, INVERSE, BY_SIGN = "正向", "反向", "按符号"

# Which rate a person may give at which level of attainment (项目支出绩效自评表, 定性指标).
ATTAINMENT_RATES = "[80%,100%]: 达成; [60%,80%): 部分达成; [0,60%): 未达成"


def target(
    target: Number | str, actual: Number | str, weight: Number, judged_rate: Number | None = None
) -> Decimal:
    """Points by the national 项目支出绩效自评表: full when met, otherwise in proportion.

    Below a lower bound 完成/目标 × weight; above an upper bound straight down to 0 at twice the bound.
    Plain targets count as "at least", those of 0 as "at most". A strict ">" or "<" scores like its
    closed form, because at equality the proportion itself is the full weight; only ">0" asks for more
    than 0. A qualitative target takes the rate a person judged (0 to 1), held to the level attained.

    Raises `MissingValueError` for a blank or a missing rate, `BadValueError` for what cannot be read,
    a negative target, units that differ, or a rate outside its level.
    """
    wanted, full = parse_target(target), not_negative(weight, "分值")
    if wanted.kind == "qualitative":
        return full * judged_share(attainment(actual), judged_rate)
    low, high = _bounds(wanted)
    return full * _attained(low, high, actual_figure(actual, wanted), wanted.operator)


def target_ratio(
    target: Number | str,
    actual: Number | str,
    weight: Number,
    excess_tiers: str | None = None,
    direction: str | None = None,
) -> Decimal:
    """Points by 完成/目标 (反向: 目标/完成) × weight, at most the weight; less for a target set too low.

    `excess_tiers` gives the share of the weight taken off by how far a positive indicator went over
    its target, (完成−目标)/目标: "<200%: 0; <300%: 10%; <500%: 20%; >=500%: 30%"; blank for none. An
    inverse indicator at 0 has done better than any target. Raises `BadValueError` for a positive
    target of 0, for 0 ÷ 0, for negative figures and for what is not a quantity.
    """
    if not _is_blank(excess_tiers):
        check_shares(str(excess_tiers))
    wanted, reached, inverse = _figures(target, actual, direction)
    full, one = not_negative(weight, "分值"), Decimal(1)
    if inverse:
        if wanted == reached == 0:
            raise BadValueError("目标值和完成值都为 0，无法按比例计分")
        return full * (one if reached <= wanted else wanted / reached)
    if wanted == 0:
        raise BadValueError("目标值为 0，无法按比例计分")
    if reached <= wanted or _is_blank(excess_tiers):
        return full * min(one, reached / wanted)
    return full * (one - tiers((reached - wanted) / wanted, str(excess_tiers)))


def goal(
    target: Number | str, actual: Number | str, weight: Number, bands: str, direction: str | None = None
) -> Decimal:
    """Points of a work goal whose over-completion is only accepted up to a ratio that depends on its size.

    The ratio is 完成/目标 (反向: 目标/完成). Below 1 it gives its share of the weight; above, `bands` says
    for targets of each size until which ratio the weight is full and at which nothing is left, straight
    in between: "(0,1]: 1.2~1.5; (1,20]: 2~3; >20: 1.5~2.5". A percentage counts as its fraction. A
    target of 0 is full at 0 and nothing otherwise. Raises `BadValueError` for a target in no band, an
    inverse indicator at 0, negative figures and for what is not a quantity.
    """
    check_bands(bands)
    wanted, reached, inverse = _figures(target, actual, direction)
    full = not_negative(weight, "分值")
    if wanted == 0:
        return full if reached == 0 else Decimal(0)
    if inverse and reached == 0:
        raise BadValueError("反向指标的完成值为 0，无法按“目标值÷完成值”计分")
    ratio = snap(wanted / reached if inverse else reached / wanted)
    if ratio <= 1:
        return full * ratio
    most, none = limits(find_tier(wanted, bands).outcome, bands)
    if ratio <= most:
        return full
    return Decimal(0) if ratio >= none else full * (none - ratio) / (none - most)


def at_target(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `target` turns: at the ends of what is asked for; a judged rate at the bounds of its levels."""
    if place == 3:
        return bounds(ATTAINMENT_RATES)
    return _multiples(rule) if place == 1 else ()


def at_target_ratio(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `target_ratio` turns: at the target and where more of the weight is taken off."""
    text = "" if len(rule) < 4 or _is_blank(rule[3]) else str(rule[3])
    over = [1 + bound for bound in bounds(text)] if text else []
    return _multiples(rule, over) if place == 1 else ()


def at_goal(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `goal` turns: at the target, and at the ratios between which its over-completion loses points."""
    ends = [end for tier in parse_tiers(str(rule[3])) for end in limits(tier.outcome, str(rule[3]))]
    return _multiples(rule, ends, ends) if place == 1 else ()


def _multiples(
    rule: Rule, factors: Iterable[Decimal] = (), divisors: Iterable[Decimal] = ()
) -> list[Decimal]:
    """0, the number of a target (both ends of a range), and its multiples."""
    wanted = parse_target("不适用" if rule[0] is None else rule[0])
    ends = [end for end in (wanted.number, wanted.upper) if end is not None]
    multiples = [end * factor for end in ends for factor in (Decimal(1), *factors)]
    return [Decimal(0), *multiples, *(end / divisor for end in ends for divisor in divisors)]


def judged_share(level: str, rate: Number | None) -> Decimal:
    """The rate a person judged for a level. Raises `BadValueError` when it does not go with the level."""
    judged = snap(number(rate, "定性指标的得分率"))
    if not 0 <= judged <= 1:
        raise BadValueError(f"定性指标的得分率是 {judged}，应在 0 到 1（100%）之间")
    allowed = find_tier(judged, ATTAINMENT_RATES).outcome
    if allowed != level:
        raise BadValueError(f"得分率 {judged} 属于“{allowed}”一档，完成值写的却是“{level}”")
    return judged


def _bounds(wanted: Target) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most a quantity target allows."""
    figure = _needed(wanted)
    if wanted.upper is not None:
        return figure, wanted.upper
    at_most = wanted.operator in ("<", "<=") or (wanted.operator == "=" and figure == 0)
    return (None, figure) if at_most else (figure, None)


def _attained(low: Decimal | None, high: Decimal | None, actual: Decimal, operator: str) -> Decimal:
    nothing, all_of_it = Decimal(0), Decimal(1)
    if low is not None and (actual < low or (operator == ">" and actual == low == 0)):
        return nothing if low == 0 else max(nothing, actual / low)
    if high is not None and actual > high:
        return nothing if high == 0 else max(nothing, all_of_it - (actual - high) / high)
    return all_of_it


def _figures(
    target: Number | str, actual: Number | str, direction: str | None
) -> tuple[Decimal, Decimal, bool]:
    """Target, actual and whether less is better."""
    wanted = parse_target(target)
    if wanted.kind == "qualitative":
        raise BadValueError("目标值是定性的，不能按比例计分，请按人工评分计分")
    figure = _needed(wanted)
    if wanted.upper is not None:
        raise BadValueError("目标值是一个区间，按比例计分要有一个数")
    reached = not_negative(actual_figure(actual, wanted), "完成值")
    return figure, reached, _is_inverse(direction, wanted.operator)


def _needed(wanted: Target) -> Decimal:
    if wanted.number is None:
        raise BadValueError("目标值写的是不适用，这一行不参加计分，请从表中删去或另行分配分值")
    return snap(not_negative(wanted.number, "目标值"))


def _is_inverse(direction: str | None, operator: str) -> bool:
    """Whether less is better; without a direction the target's own ≤ says so."""
    at_most, at_least = operator in ("<", "<="), operator in (">", ">=")
    written = str(direction).strip()
    if _is_blank(direction) or written == BY_SIGN:
        return at_most
    if written not in (POSITIVE, INVERSE):
        raise BadValueError(f"指标方向“{written}”读不懂，应为 {BY_SIGN}、{POSITIVE} 或 {INVERSE}")
    if (written == POSITIVE and at_most) or (written == INVERSE and at_least):
        raise BadValueError(f"目标值带“{operator}”，指标方向却写的是{written}，请改为一致")
    return written == INVERSE


def _is_blank(text: object) -> bool:
    # LibreOffice hands over an empty cell as 0.
    return text is None or text == 0 or (isinstance(text, str) and not text.strip())


@lru_cache(maxsize=64)
def check_shares(text: str) -> None:
    check_tiers(text)
    for tier in parse_tiers(text):
        if not 0 <= rule_number(tier.outcome, "扣减比例") <= 1:
            raise RuleTextError(f"超额分档“{text}”的扣减比例应在 0 到 100% 之间")


@lru_cache(maxsize=64)
def check_bands(text: str) -> None:
    for tier in parse_tiers(text):
        limits(tier.outcome, text)


def limits(outcome: str, text: str) -> tuple[Decimal, Decimal]:
    """The ratio up to which a band is full and the ratio from which it gives nothing."""
    most, tilde, none = outcome.partition("~")
    if not tilde:
        raise RuleTextError(
            f"分段标准“{text}”中“{outcome}”应写成“1.2~1.5”：到 1.2 倍得满分，到 1.5 倍得 0 分"
        )
    limits = rule_number(most, "得满分的倍数"), rule_number(none, "得 0 分的倍数")
    if not 1 <= limits[0] <= limits[1]:
        raise RuleTextError(f"分段标准“{text}”中“{outcome}”应从小到大，且不小于 1")
    return limits
