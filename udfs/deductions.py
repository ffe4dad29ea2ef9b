"""Deductions: per percentage point beyond a threshold, per problem found (capped or not), and the veto."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .errors import BadValueError, RuleTextError
from .numbers import Number, half_width, not_negative, number, rule_number, rule_numbers, snap

COMPLETED = "满一点"
STARTED = "不足一点按一点"
PRO_RATA = "按比例"
READINGS = (COMPLETED, STARTED, PRO_RATA)

_THRESHOLD = re.compile(r"([<>])=?\s*(\S+)")


def deduct_per_point(
    value: Number, threshold: str, step: str | Number, deduction: Number, full: Number, reading: str
) -> Decimal:
    """Full points up to a threshold, then `deduction` off for every `step` beyond it, never below 0.

    `threshold` names the side that loses points: ">10%" or "<95%". `reading` says how a step that
    is not whole counts: only whole steps (满一点), as a whole one (不足一点按一点) or pro rata (按比例).
    Raises `BadValueError` for a value that is not a number, `RuleTextError` for a rule it cannot read.
    """
    match = _THRESHOLD.fullmatch(half_width(str(threshold)).strip())
    if match is None:
        raise RuleTextError(f"扣分起点“{threshold}”读不懂，应写成“>10%”或“<95%”")
    bound = rule_number(match[2], "扣分起点")
    size, each, most = (
        rule_number(step, "扣分步长"),
        rule_number(deduction, "每步扣分"),
        rule_number(full, "满分"),
    )
    if size <= 0 or each < 0 or most < 0:
        raise RuleTextError("扣分步长应大于 0，每步扣分和满分不能小于 0")
    measured = snap(number(value, "扣分的指标值"))
    excess = measured - bound if match[1] == ">" else bound - measured
    if excess <= 0:
        return most
    return max(Decimal(0), most - each * _steps(snap(excess / size), reading))


def _steps(steps: Decimal, reading: str) -> Decimal:
    if reading == COMPLETED:
        return steps.to_integral_value(ROUND_FLOOR)
    if reading == STARTED:
        return steps.to_integral_value(ROUND_CEILING)
    if reading == PRO_RATA:
        return steps
    raise RuleTextError(f"扣分口径“{reading}”读不懂，应为“{'”“'.join(READINGS)}”之一")


def deduct_per_count(full: Number, deductions: str | Number, *counts: Number) -> Decimal:
    """Full points less so much for each problem found, never below 0.

    `deductions` holds the points off per problem, one for each kind of problem ("0.35; 0.7");
    `counts` the number of problems of each kind (0 or more, whole). Raises `BadValueError` for a
    count that is negative, not whole or not a number.
    """
    each = rule_numbers(deductions, "每项扣分")
    if len(each) != len(counts):
        raise RuleTextError(f"写了 {len(each)} 档扣分，却有 {len(counts)} 个问题数")
    lost = sum((points * _count(count) for points, count in zip(each, counts, strict=True)), Decimal(0))
    return max(Decimal(0), rule_number(full, "满分") - lost)


def deduct_capped(full: Number, deductions: str | Number, most: Number, *counts: Number) -> Decimal:
    """Full points less so much for each flaw, `most` points at most in one category, never below 0.

    `deductions` holds the points off per flaw, one for each degree ("0.35; 0.7"); `counts` the number of
    flaws of each degree, one category after the other. Raises `BadValueError` for a count that is
    negative, not whole or not a number.
    """
    each, limit = rule_numbers(deductions, "每处扣分"), rule_number(most, "每类最多扣分")
    if limit < 0 or min(each) < 0:
        raise RuleTextError("每处扣分和每类最多扣分不能小于 0")
    degrees = len(each)
    if not counts or len(counts) % degrees:
        raise RuleTextError(f"每类业务要有 {degrees} 档个数，却一共有 {len(counts)} 个")
    numbers = [_count(count) for count in counts]
    lost = Decimal(0)
    for start in range(0, len(numbers), degrees):
        category = zip(each, numbers[start : start + degrees], strict=True)
        lost += min(limit, sum((points * count for points, count in category), Decimal(0)))
    return max(Decimal(0), rule_number(full, "满分") - lost)


def points_per_count(points: str | Number, *counts: Number) -> Decimal:
    """So many points for each event counted (awards, faults), one value of `points` for each kind.

    Counts are whole and 0 or more. Raises `BadValueError` otherwise.
    """
    each = rule_numbers(points, "每次分数")
    if len(each) != len(counts):
        raise RuleTextError(f"写了 {len(each)} 档分数，却有 {len(counts)} 个次数")
    return sum((value * _count(count) for value, count in zip(each, counts, strict=True)), Decimal(0))


def _count(value: Number) -> Decimal:
    count = snap(not_negative(value, "问题数"))
    if count != count.to_integral_value():
        raise BadValueError(f"问题数是 {count}，应为整数")
    return count


def veto(problems: Number, score: Number) -> Decimal:
    """The score, or 0 as soon as one problem of the forbidden kind was found (一票否决).

    Raises `BadValueError` when `problems` is negative, not whole or not a number.
    """
    return Decimal(0) if _count(problems) > 0 else number(score, "得分")
