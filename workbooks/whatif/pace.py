"""季度推演: what is still to be spent, period by period, and the execution score at the end of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Any

from udfs.expression import Arithmetic, CellError, Expression, Item, Node
from udfs.numbers import rule_numbers
from udfs.records import dataclass
from workbooks.filing.scoring import ScoredTable
from workbooks.problems import InputError
from workbooks.whatif.scenarios import Base
from workbooks.whatif.variables import Slot

CENT = Decimal("0.01")
_MONTHS = 12


@dataclass(frozen=True)
class Course:
    """The execution of a form: the budget, what is spent, and the periods that are still to come.

    `place` is the line of the execution in the table; `keys` the cumulative spends still to come, with the
    share of the year at the end of each (`shares`, 1 is the whole year); `past` those that stand, with their
    amounts and shares; `spent` is what is spent when the plan begins. Amounts in the unit of the form.
    """

    base: Base
    place: int
    unit: str
    budget: Decimal
    spent: Decimal
    past: tuple[tuple[str, Decimal, Decimal], ...]
    keys: tuple[str, ...]
    shares: tuple[Decimal, ...]
    months: int | None


@dataclass(frozen=True)
class PacePeriod:
    """One period: its cumulative spend, its share of the year and its execution rate (1 is 100 %)."""

    key: str
    share: Decimal
    spent: Decimal
    cumulative: Decimal
    rate: Decimal
    planned: bool


@dataclass(frozen=True)
class Projection:
    """A plan carried through: the periods, and the table at the end of the year.

    `wanted` is the score that the plan was to meet, if any.
    """

    course: Course
    periods: tuple[PacePeriod, ...]
    table: ScoredTable
    wanted: Decimal | None = None

    @property
    def further(self) -> Decimal:
        """What the plan still spends."""
        return sum((period.spent for period in self.periods if period.planned), Decimal(0))

    @property
    def per_month(self) -> Decimal | None:
        """The same for each month that is left, to the cent."""
        months = self.course.months
        return (self.further / months).quantize(CENT, ROUND_HALF_UP) if months else None

    @property
    def rate(self) -> Decimal:
        """The execution rate at the end of the year."""
        return self.periods[-1].cumulative / self.course.budget

    @property
    def score(self) -> Decimal | None:
        """The score of the execution."""
        return self.table.items[self.course.place].score

    @property
    def reached(self) -> bool:
        """Whether the execution has the score that was wanted."""
        return self.wanted is None or (self.score is not None and self.score >= self.wanted)

    def as_json(self) -> dict[str, Any]:
        line = self.table.items[self.course.place].line
        return {
            "indicator": line.name,
            "unit": self.course.unit,
            "budget": float(self.course.budget),
            "spent": float(self.course.spent),
            "further": float(self.further),
            "months": self.course.months,
            "per_month": None if self.per_month is None else float(self.per_month),
            "rate": float(round(self.rate, 6)),
            "reached": self.reached,
            "score": None if self.score is None else float(self.score),
            "weight": None if line.weight is None else float(line.weight),
            "total": None if self.table.total is None else float(self.table.total),
            "grade": self.table.grade,
            "periods": [
                {
                    "name": period.key,
                    "share": float(period.share),
                    "spent": float(period.spent),
                    "cumulative": float(period.cumulative),
                    "rate": float(round(period.rate, 6)),
                    "planned": period.planned,
                }
                for period in self.periods
            ],
        }


def course_of(base: Base, after: int | None = None, months: int | None = None) -> Course:
    """The course of a form after so many periods that are over, with so many months left.

    Where the standard scores quarters, `after` is the number of quarters that are over (those that are
    filled unless given) and the months follow from it; where it scores the execution of the year, all that is
    executed counts as spent so far. Raises `InputError` where there is no budget, or nothing is left to plan.
    """
    quarterly = base.standard.quarterly_call
    if quarterly is None:
        return _yearly(base, months)
    place = next(
        place
        for place, item in enumerate(base.table.items)
        if quarterly in item.line.expression.calls("quarterly")
    )
    keys = base.standard.quarterly_keys
    shares = rule_numbers(str(quarterly.arguments[1].value({})), "序时进度")
    filled = [base.table.data.get(key) for key in keys]
    known = next((number for number, figure in enumerate(filled) if figure is None), len(keys))
    over = known if after is None else after
    if not 0 <= over < len(keys):
        usage = f"用 --after 写明已过几个季度（0—{len(keys) - 1}）"
        raise InputError(f"{over} 个季度之后没有要推演的；{usage}")
    past = []
    for key, share, figure in zip(keys[:over], shares, filled, strict=False):
        if not isinstance(figure, Decimal):
            raise InputError(f"推演要先填数据项“{key}”")
        past.append((key, figure, share))
    budget = _budget(base, quarterly.arguments[0])
    left = months if months is not None else (len(keys) - over) * (_MONTHS // len(keys))
    unit = base.standard.items[keys[0]].unit
    spent = past[-1][1] if past else Decimal(0)
    return Course(base, place, unit, budget, spent, tuple(past), keys[over:], shares[over:], left)


def quarters_over(base: Base, after: int) -> list[Slot]:
    """The figures of the first `after` quarters. Raises `InputError` where the standard has not so many."""
    keys = base.standard.quarterly_keys
    if not 0 <= after <= len(keys):
        known = f"--after 只能是 0—{len(keys)}" if keys else "本附表不按季度计分，不用 --after"
        raise InputError(f"没有第 {after} 个季度的数据项；{known}")
    return [Slot(key) for key in keys[:after]]


def carried_out(course: Course, amounts: Sequence[Decimal]) -> Projection:
    """A plan carried out: what is spent in each period still to come."""
    if len(amounts) != len(course.keys):
        raise InputError(
            f"还有 {len(course.keys)} 期（{'、'.join(course.keys)}），计划里写了 {len(amounts)} 个数"
        )
    sums = list(accumulate(amounts, initial=course.spent))[1:]
    table = course.base.apply({Slot(key): spent for key, spent in zip(course.keys, sums, strict=True)})
    steps = [*course.past, *zip(course.keys, sums, course.shares, strict=True)]
    periods, before = [], Decimal(0) if course.past else course.spent
    for number, (key, cumulative, share) in enumerate(steps):
        rate, planned = cumulative / (course.budget * share), number >= len(course.past)
        periods.append(PacePeriod(key, share, cumulative - before, cumulative, rate, planned))
        before = cumulative
    return Projection(course, tuple(periods), table)


def evenly(course: Course, further: Decimal) -> list[Decimal]:
    """An amount spread evenly over the periods still to come, to the cent, the parts adding up to it."""
    number = len(course.keys)
    sums = [(further * part / number).quantize(CENT, ROUND_HALF_UP) for part in range(1, number)] + [further]
    return [after - before for before, after in zip([Decimal(0), *sums], sums, strict=False)]


def for_rate(course: Course, rate: Decimal) -> Projection:
    """The smallest even plan after which the execution rate of the year is as wanted (1 is 100 %)."""
    further = max(Decimal(0), (course.budget * rate - course.spent).quantize(CENT, ROUND_CEILING))
    return carried_out(course, evenly(course, further))


def for_score(course: Course, score: Decimal) -> Projection:
    """The smallest even plan within the budget after which the execution has a score.

    Spending more never lowers the score of the execution while it stays within the budget, so halving the
    amount finds the smallest. Where the budget does not suffice, the plan that spends all of it.
    """
    low, high = -1, int(max(Decimal(0), course.budget - course.spent) / CENT)
    most = carried_out(course, evenly(course, high * CENT))
    if most.score is None or most.score < score:
        return replace(most, wanted=score)
    while high - low > 1:
        middle = (low + high) // 2
        points = carried_out(course, evenly(course, middle * CENT)).score
        low, high = (low, middle) if points is not None and points >= score else (middle, high)
    return replace(carried_out(course, evenly(course, high * CENT)), wanted=score)


def _yearly(base: Base, months: int | None) -> Course:
    """The course where one line scores the execution of the year: 全年执行数 ÷ 全年预算数."""
    for place, item in enumerate(base.table.items):
        line = item.line
        if line.indicator is None or "预算执行" not in line.name:
            continue
        quotient = _quotient(line.expression)
        if quotient is None:
            continue
        key, whole = quotient
        spent = base.table.data.get(key)
        if not isinstance(spent, Decimal):
            raise InputError(f"推演要先填数据项“{key}”（到现在为止的执行数）")
        budget, unit = _budget(base, whole), base.standard.items[key].unit
        return Course(base, place, unit, budget, spent, (), (key,), (Decimal(1),), months)
    raise InputError(f"“{base.standard.title}”没有填执行金额，不能推演；执行率可用 --set 测算")


def _quotient(expression: Expression) -> tuple[str, Node] | None:
    """The amount that is executed and what it is divided by."""
    for node in expression.root.walk():
        if isinstance(node, Arithmetic) and node.operator == "/" and isinstance(node.left, Item):
            return node.left.key, node.right
    return None


def _budget(base: Base, node: Node) -> Decimal:
    try:
        budget = node.value(base.table.data)
    except CellError as error:
        raise InputError(f"推演要先填预算：{error}") from None
    if not isinstance(budget, Decimal) or budget <= 0:
        raise InputError(f"预算是 {budget}，应大于 0，不能推演")
    return budget
