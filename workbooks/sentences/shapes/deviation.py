"""Points off for every step away from a mark or out of a range, to either side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import shown
from workbooks.sentences.pieces.conditions import Bound, StatedCondition, read_condition
from workbooks.sentences.pieces.context import Context, Measure
from workbooks.sentences.pieces.measuring import RESTATED, Found
from workbooks.sentences.pieces.parts import (
    AT_ZERO,
    COMPLETED,
    FLOOR,
    STEPS,
    Answers,
    RulePart,
    floor_unstated,
    plain,
    step_rounding,
)
from workbooks.sentences.shapes.stepping import EITHER, FALLING, STEP

_IN_TIME = regex(r"(?:在)?(?:计划|规定|约定|合同)(?:的)?(?:时间|期限|工期)(?:内|以内)(?:完成|完工)(?:的)?")
_RANGE_AGAIN = regex(
    r"(?:超过|超出|超|不在|偏离|低于或者?高于|高于或者?低于|超出或低于|未达到?或超过)?(?:这一|该|此|上述|规定)?(?:范围|区间|幅度|标准)?(?:的|外的|以外的)?,?"
)
_BEYOND_IT = regex(r"(?:超过|超出|超|高于)±(?P<n>\d+(?:\.\d+)?)%(?:的|以外|部分|,)*")
_OUTSIDE = regex(
    r"(?:高于|超过|大于|低于|不足|小于)(?P<a>\d+(?:\.\d+)?)%?或者?(?:高于|超过|大于|低于|不足|小于)(?P<b>\d+(?:\.\d+)?)%?(?:的|,)*"
)
_OF_RANGE = regex(r"(?:这一|该|此|上述|规定)?(?:范围|区间|幅度)")


def apart(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`完成情况与计划每相差3%扣1分`: points off for every step away from 100 %, to either side."""
    award, place, sides = awards[start], start, "<>"
    if award.kind == "full" and _IN_TIME.fullmatch(award.words) and start + 1 < len(awards):
        award, place, sides = awards[start + 1], start + 1, ">"
    if award.kind != "take" or award.before or context.weight is None:
        return
    words = award.words
    if sides == ">":
        if not re.match(r"(?:超过|超出|超期|逾期|延期)的?,", words):
            return
        words = words.partition(",")[2]
    step = STEP.fullmatch(words)
    if step is None or step["d"] not in EITHER or step["u"] not in ("%", "个百分点"):
        return
    against = re.fullmatch(r"(?P<s>[^\d,;]{2,20}?)(?:与|和|比|较)(?:计划|目标)(?:值|数)?", step["p"])
    if against is None or step["r"]:
        return
    floor, place = _floor(awards, place + 1, context.weight)
    if not floor:
        return
    measure = context.measure(
        StatedCondition(f"{against['s']}占计划的比例", low=Bound(Decimal(1), True, True))
    )
    size = f"{Decimal(step['n']).normalize():f}%"
    marks = [f"{side}100%" for side in sides]
    yield _off(measure, marks, size, award.points, context.weight, floor), place


def beyond_both(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`偏差率在±10%以内得满分,每超过1个百分点扣0.5分`, `在95%~105%之间的得满分,每偏离1个百分点扣1分`."""
    first = awards[start]
    condition = read_condition(first.words) if first.kind in ("give", "full") else None
    if condition is None or start + 1 >= len(awards) or first.before or (start > 0 and not first.fresh):
        return
    full, take = first.points if first.kind == "give" else context.weight, awards[start + 1]
    step = STEP.fullmatch(take.words) if take.kind == "take" and not take.before else None
    marks = _marks(condition, step) if step is not None else None
    if step is None or marks is None or full is None:
        return
    floor, place = _floor(awards, start + 2, full)
    low = condition.low
    measure = context.measure(StatedCondition(condition.subject, low=low, high=condition.high))
    percent = low is not None and low.percent
    size = f"{Decimal(step['n']).normalize():f}{'%' if percent else ''}"
    yield _off(measure, marks, size, take.points, full, floor), place


def _marks(condition: StatedCondition, step: re.Match[str]) -> list[str] | None:
    """Where points are lost on either side; None where the words do not speak of both sides."""
    low, high = condition.low, condition.high
    if low is not None and high is None and condition.reaches:
        high = low
    if low is None or high is None or step["d"] in FALLING:
        return None
    rate = step["u"] in ("%", "个百分点")
    if rate != low.percent or (not rate and step["u"] != low.unit):
        return None
    either = step["d"] in EITHER
    if condition.symmetric:
        once_more = _BEYOND_IT.fullmatch(step["p"])
        if once_more is not None and Decimal(once_more["n"]) == high.value * 100 and not step["r"]:
            return [f"<{shown(low)}", f">{shown(high)}"]
        again = RESTATED.fullmatch(step["p"]) is not None or _RANGE_AGAIN.fullmatch(step["p"]) is not None
        return [f"<{shown(low)}", f">{shown(high)}"] if again and not step["r"] else None
    ranged = "范围" in step["p"] + step["r"] or "区间" in step["p"] + step["r"] or "或" in step["p"]
    if not (either or ranged):
        return None
    outside = _OUTSIDE.fullmatch(step["p"])
    if outside is not None and not step["r"]:
        said = {Decimal(outside["a"]), Decimal(outside["b"])}
        scale = 100 if low.percent else 1
        return (
            [f"<{shown(low)}", f">{shown(high)}"] if said == {low.value * scale, high.value * scale} else None
        )
    if not _RANGE_AGAIN.fullmatch(step["p"]) or (step["r"] and not _OF_RANGE.fullmatch(step["r"])):
        return None
    return [f"<{shown(low)}", f">{shown(high)}"]


def _floor(awards: Sequence[Award], place: int, full: Decimal) -> tuple[bool, int]:
    """Whether points end at 0 as the words say, and what follows."""
    floor = False
    while place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        if awards[place].points > 0 and awards[place].points != full:
            break
        floor, place = True, place + 1
    return floor, place


def _off(
    measure: Measure, marks: Sequence[str], size: str, each: Decimal, full: Decimal, floor: bool
) -> RulePart:
    """Full points between the marks, and so much off for every step beyond one of them."""

    def written(answers: Answers) -> str:
        value, how = measure.written(answers), answers.get(STEPS, COMPLETED)
        if answers.get(FLOOR, AT_ZERO) != AT_ZERO:
            off = [f'per_step({value}, "{mark}", "{size}", {plain(each)}, "{how}")' for mark in marks]
            return f"{plain(full)} - {' - '.join(off)}"
        rest = f'"{size}", {plain(each)}, {plain(full)}, "{how}")'
        texts = [f'deduct_per_point({value}, "{mark}", {rest}' for mark in marks]
        return texts[0] if len(texts) == 1 else f"lowest({', '.join(texts)})"

    asked = (*measure.questions, step_rounding, *(() if floor else (floor_unstated,)))
    return RulePart(written, full, measure.needs, asked)
