"""What must be reached for all points, in front of a proportion for whoever does not reach it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.pieces.context import Context
from workbooks.sentences.pieces.measuring import MET, amount_reached, measured
from workbooks.sentences.pieces.ratios import ratio_of
from workbooks.sentences.pieces.targets import read_relative
from workbooks.sentences.shapes.flags import AWKWARD

_WANTED = regex(r"目标|计划|指标值|预算|标准")


@dataclass(frozen=True)
class Reached:
    """What gives all points (nothing is said where `met` is false), and the award that follows it.

    `condition` is a goal other than 100 %, `named` the rate it speaks of; `against_target` where it is
    measured against a target of the table, `held` where that must not be passed.
    """

    after: int
    met: bool = False
    full: Decimal | None = None
    condition: StatedCondition | None = None
    named: str = ""
    against_target: bool = False
    held: bool = False


def reached(awards: Sequence[Award], start: int, context: Context) -> Reached | None:
    """What stands in front of a proportion; None where it is no condition that a proportion goes on from."""
    award = awards[start]
    if award.kind not in ("give", "full") or start + 1 >= len(awards):
        return Reached(start)
    after = awards[start + 1]
    if (start > 0 and not award.fresh) or after.before:
        # Conditions in one breath: what follows may be said of all of them.
        return None
    read = measured(award.words)
    if read is not None and _is_all(read[0]):
        read = replace(read[0], high=None), read[1]
    if read is None and (amount := amount_reached(award.words)) is not None:
        read = amount, ""
    held = read is not None and _is_held(read, after)
    low = _goal_bound(read, held)
    described = after.kind == "less" and not (re.search(r"\d", award.words) or AWKWARD.search(award.words))
    if not (low is not None and low.value > 0) and not MET.fullmatch(award.words) and not described:
        return None
    condition, against = read if read is not None else (StatedCondition(""), "")
    return Reached(
        start + 1,
        True,
        award.points if award.kind == "give" else context.weight,
        condition if low is not None and not (low.percent and low.value == 1) else None,
        condition.subject if condition.subject.endswith("率") else "",
        bool(against),
        held,
    )


def _goal_bound(read: tuple[StatedCondition, str] | None, held: bool) -> Bound | None:
    if read is None:
        return None
    if held:
        return read[0].high
    return read[0].low if read[0].high is None else None


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


def runs_the_right_way(rate: str, held: bool) -> bool:
    """Whether a ratio is 1 at the target and falls beyond it: 目标值/实际值 where less is better."""
    ratio = ratio_of(rate)
    if ratio is None:
        return not held
    first, last = ratio.tokens[0], ratio.tokens[-1]
    inverse = bool(_WANTED.search(first)) and not _WANTED.search(last)
    return inverse == held


def misses(words: str, goal: StatedCondition | None, down: bool = False) -> bool:
    """`满意度<95%的`: what misses the goal, said again; `down` to a bound (`60%≤满意度<95%`) or not."""
    read = read_condition(words)
    if read is None and goal is None:
        against = read_relative(words)
        read = against[0] if against is not None else None
        if read is not None and read.low is not None and read.low.closed is False:
            return read.high is None and read.low.value == 1
    if read is None or read.high is None or (read.low is not None and not down):
        return False
    bound = goal.low if goal is not None else Bound(Decimal(1), True, True)
    return bound is not None and read.high.value == bound.value and read.high.closed is not True
