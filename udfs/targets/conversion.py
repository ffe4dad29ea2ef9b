"""An actual value in the unit of its target: 48000份 of 5万份 is 4.8万份.

万, 亿, 千 and % are factors where both sides can be brought to one unit. Where only one side has a unit,
the size of the other decides if only one reading is near it; otherwise it is an error that says what to type.
"""

from __future__ import annotations

from decimal import Decimal

from ..cell_functions import (
    EMPTY,
    ONE,
    ZERO,
    after,
    all_of,
    any_of,
    at_most,
    converted,
    differ,
    equal,
    exactly,
    is_number,
    lacking,
    number,
    product,
    quotient,
    refuse,
    when,
    word,
)
from ..native import Term
from . import messages
from .grammar import BLANK, QUANTITY, TargetReading
from .steps import Steps

_FAR = 10
"""How many times another figure one may be and still be in the same unit."""


def done_in_unit_of(steps: Steps, wanted: TargetReading, reached: TargetReading) -> Term:
    """The actual value in the unit of the target; #N/A where it is not filled in."""
    factor = steps.place("换算", _factor(steps, wanted, reached))
    in_unit = when(equal(factor, ONE), reached.number, converted(product(reached.number, factor)))
    single = all_of(equal(reached.operator, word("=")), equal(reached.upper, EMPTY))
    unfit = refuse("完成值应是一个数", messages.not_one_number, reached.source)
    no_number = refuse("完成值应为数", messages.no_number, reached.source)
    readable = after(reached.number, when(single, in_unit, unfit))
    figure = when(equal(reached.kind, word(QUANTITY)), readable, no_number)
    blank = equal(reached.kind, word(BLANK))
    return steps.place("完成数", when(blank, lacking("完成值没有填写"), figure))


def _factor(steps: Steps, wanted: TargetReading, reached: TargetReading) -> Term:
    """What makes of the actual number one in the unit of the target."""
    unlike = refuse(
        "完成值与目标值的单位不一致",
        "完成值的单位是“{0}”，目标值的单位是“{1}”，请写成一致",
        *(reached.unit, wanted.unit),
    )
    convertible = exactly(wanted.bare, reached.bare)
    both = when(convertible, quotient(reached.multiple, wanted.multiple), unlike)
    one_sided = any_of(equal(wanted.unit, EMPTY), equal(reached.unit, EMPTY))
    guessed = _guessed(steps, wanted, reached)
    written = when(one_sided, guessed, both)
    return when(exactly(wanted.unit, reached.unit), ONE, written)


def _guessed(steps: Steps, wanted: TargetReading, reached: TargetReading) -> Term:
    """The factor where only one side has a unit: as the sizes of both figures tell."""
    target_lacks = equal(wanted.unit, EMPTY)
    most = when(is_number(wanted.upper), wanted.upper, wanted.number)
    lacks = steps.place("没写单位的数", when(target_lacks, most, reached.number))
    has = steps.place("写了单位的数", when(target_lacks, reached.number, most))
    multiple = steps.place("写了的单位倍数", when(target_lacks, reached.multiple, wanted.multiple))
    percent = steps.place("百分数", when(target_lacks, reached.bare, wanted.bare))
    is_percent = equal(percent, word("%"))
    no_multiple = all_of(equal(multiple, ONE), differ(percent, word("%")))
    far = number(_FAR)
    same = any_of(no_multiple, at_most(lacks, product(far, has)), at_most(has, ZERO))
    bare = all_of(differ(percent, word("%")), at_most(product(multiple, has), product(far, lacks)))
    by_multiple = when(target_lacks, reached.multiple, quotient(ONE, wanted.multiple))
    unsigned = refuse("没有百分号，请写明", _without_sign, *(wanted.unit, lacks))
    unclear = refuse("没有写单位，请写明", _without_unit, wanted.unit, lacks, percent, reached.unit)
    return when(same, ONE, when(bare, by_multiple, when(is_percent, unsigned, unclear)))


def _without_sign(target_unit: str, figure: Decimal) -> str:
    sides = ("目标值", "完成值") if target_unit else ("完成值", "目标值")
    return messages.lacks_percent(*sides, figure)


def _without_unit(target_unit: str, figure: Decimal, bare: str, actual_unit: str) -> str:
    what = "完成值" if target_unit else "目标值"
    return messages.lacks_unit(what, figure, bare, target_unit or actual_unit)
