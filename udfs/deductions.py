"""Deductions: per percentage point beyond a threshold, per problem found (capped or not), and the veto."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial

from .errors import BadValueError, RuleTextError
from .native import Part, Scope, Term, batched, bracketed, literal, refused, snapped, times, whole_counts
from .numbers import Number, half_width, not_negative, number, rule_number, rule_numbers, snap
from .regex import regex
from .turning import Rule

COMPLETED = "满一点"
STARTED = "不足一点按一点"
PRO_RATA = "按比例"
READINGS = (COMPLETED, STARTED, PRO_RATA)

# Steps are counted after the dust of a division is gone.
_STEP_PLACES = 9
_WHOLE = "个数应为不小于 0 的整数"
_THRESHOLD = regex(r"([<>])=?\s*(\S+)")


def deduct_per_point(
    value: Number, threshold: str, step: str | Number, deduction: Number, full: Number, reading: str
) -> Decimal:
    """Full points up to a threshold, then `deduction` off for every `step` beyond it, never below 0.

    `threshold` names the side that loses points: ">10%" or "<95%". `reading` says how a step that
    is not whole counts: only whole steps (满一点), as a whole one (不足一点按一点) or pro rata (按比例).
    Raises `BadValueError` for a value that is not a number, `RuleTextError` for a rule it cannot read.
    """
    most = _full(full)
    return max(Decimal(0), most - per_step(value, threshold, step, deduction, reading))


def native_deduct_per_point(
    part: Part, value: Term, threshold: Term, step: Term, deduction: Term, full: Term, reading: Term
) -> str:
    """`deduct_per_point` as one formula."""
    most = _full(full.rule)
    return f"MAX(0,{literal(most)}-{native_per_step(part, value, threshold, step, deduction, reading)})"


def _native_steps(part: Part, value: Term, threshold: Term, size: Decimal, reading: str) -> str:
    """The number of steps beyond the threshold, counted as the reading says."""
    above, bound = _threshold(str(threshold.rule))
    measured = snapped(value, part, "数值")
    high, low = (measured, literal(bound)) if above else (literal(bound), measured)
    excess = high if low == "0" else f"({high}-{low})"
    count = f"MAX(0,ROUND({excess if size == 1 else f'{excess}/{literal(size)}'},{_STEP_PLACES}))"
    steps = {COMPLETED: f"INT({count})", STARTED: f"ROUNDUP({count},0)", PRO_RATA: count}
    if reading not in steps:
        raise _unknown_reading(reading)
    return steps[reading]


def per_step(
    value: Number, threshold: str, step: str | Number, points: Number, reading: str, cap: Number | None = None
) -> Decimal:
    """`points` for every `step` beyond a threshold, `cap` points at most (a bonus, or what is taken off).

    Threshold, step and reading as in `deduct_per_point`; 0 up to the threshold. Raises `BadValueError` for a
    value that is not a number, `RuleTextError` for a rule it cannot read.
    """
    above, bound = _threshold(threshold)
    size, each = _sizes(step, points)
    measured = snap(number(value, "数值"))
    excess = max(Decimal(0), measured - bound if above else bound - measured)
    total = each * _steps(snap(excess / size), reading)
    return total if cap is None else min(rule_number(cap, "封顶分"), total)


def native_per_step(
    part: Part,
    value: Term,
    threshold: Term,
    step: Term,
    points: Term,
    reading: Term,
    cap: Term | None = None,
) -> str:
    """`per_step` as one formula."""
    size, each = _sizes(step.rule, points.rule)
    total = times(each, _native_steps(part, value, threshold, size, str(reading.rule)))
    return total if cap is None else f"MIN({literal(rule_number(cap.rule, '封顶分'))},{total})"


def from_threshold(place: int, rule: Rule, low: Decimal, high: Decimal) -> list[Decimal]:
    """A rule of steps turns where its first step begins; the rule is that of `deduct_per_point`."""
    return [_threshold(rule[1])[1]] if place == 0 and isinstance(rule[1], str) else []


def _threshold(text: str) -> tuple[bool, Decimal]:
    """Whether what lies above loses points, and the bound."""
    match = _THRESHOLD.fullmatch(half_width(str(text)).strip())
    if match is None:
        raise RuleTextError(f"扣分起点“{text}”读不懂，应写成“>10%”或“<95%”")
    return match[1] == ">", rule_number(match[2], "扣分起点")


def _sizes(step: str | Number, points: str | Number) -> tuple[Decimal, Decimal]:
    """Step, and points for each step."""
    size, each = rule_number(step, "步长"), rule_number(points, "每步的得分")
    if size <= 0 or each < 0:
        raise RuleTextError(f"步长是 {size}，应大于 0；每步的得分是 {each}，不能小于 0")
    return size, each


def _full(full: str | Number) -> Decimal:
    most = rule_number(full, "满分")
    if most < 0:
        raise RuleTextError(f"满分是 {most}，不能小于 0")
    return most


def _steps(steps: Decimal, reading: str) -> Decimal:
    if reading == COMPLETED:
        return steps.to_integral_value(ROUND_FLOOR)
    if reading == STARTED:
        return steps.to_integral_value(ROUND_CEILING)
    if reading == PRO_RATA:
        return steps
    raise _unknown_reading(reading)


def _unknown_reading(reading: str) -> RuleTextError:
    return RuleTextError(f"扣分口径“{reading}”读不懂，应为“{'”“'.join(READINGS)}”之一")


def deduct_per_count(full: Number, deductions: str | Number, *counts: Number) -> Decimal:
    """Full points less so much for each problem found, never below 0.

    `deductions` holds the points off per problem, one for each kind of problem ("0.35; 0.7");
    `counts` the number of problems of each kind (0 or more, whole). Raises `BadValueError` for a
    count that is negative, not whole or not a number.
    """
    each = _one_each(deductions, counts, "每项扣分")
    lost = sum((points * _count(count) for points, count in zip(each, counts, strict=True)), Decimal(0))
    return max(Decimal(0), rule_number(full, "满分") - lost)


def native_deduct_per_count(part: Part, full: Term, deductions: Term, *counts: Term) -> str:
    """`deduct_per_count` as one formula."""
    each = _one_each(deductions.rule, counts, "每项扣分")
    lost = "".join(f"-{term}" for term in _products(each, counts))
    return f"IF({whole_counts(counts)},MAX(0,{full.formula}{lost}),{refused(_WHOLE)})"


def _one_each(points: str | Number, counts: Sequence[object], what: str) -> tuple[Decimal, ...]:
    """The points of each kind, as many as there are counts."""
    each = rule_numbers(points, what)
    if len(each) != len(counts):
        raise RuleTextError(f"{what}写了 {len(each)} 档，却有 {len(counts)} 个个数")
    return each


def _products(each: Sequence[Decimal], counts: Sequence[Term]) -> list[str]:
    return [times(points, count.atom) for points, count in zip(each, counts, strict=True)]


def deduct_capped(full: Number, deductions: str | Number, most: Number, *counts: Number) -> Decimal:
    """Full points less so much for each flaw, `most` points at most in one category, never below 0.

    `deductions` holds the points off per flaw, one for each degree ("0.35; 0.7"); `counts` the number of
    flaws of each degree, one category after the other. Raises `BadValueError` for a count that is
    negative, not whole or not a number.
    """
    each, limit = _caps(deductions, most, counts)
    numbers = [_count(count) for count in counts]
    lost = sum((_lost(each, limit, category) for category in batched(numbers, len(each))), Decimal(0))
    return max(Decimal(0), rule_number(full, "满分") - lost)


def native_deduct_capped(part: Part, full: Term, deductions: Term, most: Term, *counts: Term) -> str:
    """`deduct_capped` as a formula, each category a part of its own."""
    each, limit = _caps(deductions.rule, most.rule, counts)
    lost = []
    for place, category in enumerate(batched(counts, len(each)), 1):
        off = f"MIN({literal(limit)},{'+'.join(_products(each, category))})"
        formula = f"IF({whole_counts(category)},{off},{refused(_WHOLE)})"
        lost.append(part(f"第{place}类扣分", formula, partial(_lost_of, each, limit, category), category))
    return f"MAX(0,{full.formula}-{'-'.join(lost)})"


def _caps(
    deductions: str | Number, most: str | Number, counts: Sequence[object]
) -> tuple[tuple[Decimal, ...], Decimal]:
    """The points off per flaw of each degree, and the most of a category."""
    each, limit = rule_numbers(deductions, "每处扣分"), rule_number(most, "每类最多扣分")
    if limit < 0 or min(each) < 0:
        raise RuleTextError("每处扣分和每类最多扣分不能小于 0")
    if not counts or len(counts) % len(each):
        raise RuleTextError(f"每类业务要有 {len(each)} 档个数，却一共有 {len(counts)} 个")
    return each, limit


def _lost(each: Sequence[Decimal], limit: Decimal, category: Sequence[Decimal]) -> Decimal:
    return min(limit, sum((off * count for off, count in zip(each, category, strict=True)), Decimal(0)))


def _lost_of(each: Sequence[Decimal], limit: Decimal, category: Sequence[Term], scope: Scope) -> Decimal:
    return _lost(each, limit, [_count(term.value(scope)) for term in category])


def points_per_count(points: str | Number, *counts: Number) -> Decimal:
    """So many points for each event counted (awards, faults), one value of `points` for each kind.

    Counts are whole and 0 or more. Raises `BadValueError` otherwise.
    """
    each = _one_each(points, counts, "每次得分")
    return sum((value * _count(count) for value, count in zip(each, counts, strict=True)), Decimal(0))


def native_points_per_count(part: Part, points: Term, *counts: Term) -> str:
    """`points_per_count` as one formula."""
    each = _one_each(points.rule, counts, "每次得分")
    return f"IF({whole_counts(counts)},{'+'.join(_products(each, counts))},{refused(_WHOLE)})"


def _count(value: object) -> Decimal:
    count = snap(not_negative(value, "问题数"))
    if count != count.to_integral_value():
        raise BadValueError(f"问题数是 {count}，应为整数")
    return count


def veto(problems: Number, score: Number) -> Decimal:
    """The score, or 0 as soon as one problem of the forbidden kind was found (一票否决).

    Raises `BadValueError` when `problems` is negative, not whole or not a number.
    """
    return Decimal(0) if _count(problems) > 0 else number(score, "得分")


def native_veto(part: Part, problems: Term, score: Term) -> str:
    """`veto` as one formula; an error of the score comes before one of the count."""
    points = part("没有否决时的得分", score.formula, score.value, [score])
    return f"{bracketed(points)}*IF({whole_counts([problems])},IF({problems.atom}=0,1,0),{refused(_WHOLE)})"
