"""目标求解: the smallest changes of figures after which the total reaches a goal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

from udfs.expression import SUM_NAME, CellError
from udfs.records import dataclass
from udfs.totals import total_of
from workbooks.filing.figures import problems
from workbooks.findings import NOTICE
from workbooks.problems import InputError
from workbooks.whatif.changes import Change, Judgement, judgements, plain
from workbooks.whatif.lost import CENT
from workbooks.whatif.scenarios import Base
from workbooks.whatif.search import above, below, curve_of, highest, nearest
from workbooks.whatif.variables import Changeable, Slot

Cost = tuple[int, Decimal]
"""How much is changed: figures that are 0 now (a share of 0 says nothing), then the sum of the shares."""
_MOST_POINTS = Decimal(1000)


@dataclass(frozen=True)
class Stair:
    """The cheapest value of a figure that gives at least `gain` points more."""

    gain: Decimal
    cost: Cost
    value: Decimal


@dataclass(frozen=True)
class Answer:
    """Ways to a goal: single changes (smallest share of the present value first), pairs, judgements.

    `needed` is what the sum of all scores lacks. Figures that others are only divided by (budgets, plans)
    come last among the single changes and are in no pair; a pair holds figures of different items that do
    not reach the goal alone.
    """

    goal: Decimal
    total: Decimal
    needed: Decimal
    singles: tuple[Change, ...]
    pairs: tuple[tuple[Change, Change], ...]
    judgements: tuple[Judgement, ...]

    @property
    def reached(self) -> bool:
        """Whether the goal is reached, as it is or by changing one or two figures."""
        return self.total >= self.goal or bool(self.singles or self.pairs)

    def as_json(self) -> dict[str, Any]:
        return {
            "goal": float(self.goal),
            "total": float(self.total),
            "needed": float(self.needed),
            "reached": self.reached,
            "singles": [change.as_json() for change in self.singles],
            "pairs": [[change.as_json() for change in pair] for pair in self.pairs],
            "judgements": [judgement.as_json() for judgement in self.judgements],
        }


def solve(base: Base, goal: Decimal, kept: Collection[Slot] = ()) -> Answer:
    """Every single change that reaches a goal, and the pairs; the `kept` figures stay as they are.

    Raises `InputError` while there is no total, or where full marks would not reach the goal.
    """
    total, needed = present_total(base), lacking(base, goal)
    _check_goal(base, goal)
    judged = tuple(one for place in range(len(base.table.items)) for one in judgements(base, place))
    if needed is None or needed <= 0:
        return Answer(goal, total, needed or Decimal(0), (), (), judged if needed is None else ())
    figures = [figure for figure in _free(base) if figure.slot not in kept]
    singles = [change for figure in figures if (change := single(base, figure, goal)) is not None]
    singles.sort(key=lambda change: (change.figure.basis, _cost(change.figure, change.value)))
    pairs = sorted(
        _pairs(base, [figure for figure in figures if not figure.basis], goal, needed), key=_pair_cost
    )
    return Answer(goal, total, needed, tuple(singles), tuple(pairs), judged)


@dataclass(frozen=True)
class Sole:
    """What one figure alone can do for a goal: the smallest change, or the highest total where none does."""

    name: str
    goal: Decimal
    total: Decimal
    change: Change | None
    best: Decimal

    @property
    def reached(self) -> bool:
        return self.best >= self.goal

    def __str__(self) -> str:
        if self.total >= self.goal:
            return f"现在总分 {plain(self.total)}，已经到 {plain(self.goal)}，不用改"
        if self.change is not None:
            return str(self.change)
        return f"只改“{self.name}”到不了 {plain(self.goal)} 分，最多 {plain(self.best)} 分"

    def as_json(self) -> dict[str, Any]:
        return {
            "goal": float(self.goal),
            "total": float(self.total),
            "reached": self.reached,
            "best": float(self.best),
            "change": None if self.change is None else self.change.as_json(),
            "text": str(self),
        }


def solve_by(base: Base, slot: Slot, goal: Decimal) -> Sole:
    """The answer for one figure. Raises `InputError` where it is none that may change."""
    total, figure, name = present_total(base), figure_of(base, slot), base.name(slot)
    _check_goal(base, goal)
    if total >= goal:
        return Sole(name, goal, total, None, total)
    return Sole(name, goal, total, single(base, figure, goal), best_of(base, figure))


def present_total(base: Base) -> Decimal:
    """The total as it is. Raises `InputError` while there is none."""
    total = base.table.total
    if total is None:
        open_items = "、".join(item.line.name for item in base.table.items if item.score is None)
        raise InputError(f"还没有总分，先把数据填全：{open_items}没有得分")
    return total


def _check_goal(base: Base, goal: Decimal) -> None:
    """Raise `InputError` for a goal of 0 or less, or above the total that full marks give."""
    if goal <= 0:
        raise InputError(f"--goal 写的是 {plain(goal)}，应为大于 0 的得分，如 90")
    weights = [item.line.weight for item in base.table.items]
    known = [weight for weight in weights if weight is not None]
    if len(known) < len(weights):
        return
    try:
        most = base.standard.total_expression.score({**base.table.data, SUM_NAME: sum(known, Decimal(0))})
    except CellError:
        return
    if goal > most:
        raise InputError(
            f"到不了 {plain(goal)} 分：各指标都得满分，总分是 {plain(most)} 分；"
            f"请写不大于 {plain(most)} 的得分"
        )


def lacking(base: Base, goal: Decimal) -> Decimal | None:
    """What the sum of all scores lacks for a total; None where no sum gives it."""
    now = total_of([item.shown for item in base.table.items])
    if not isinstance(now, Decimal):
        raise InputError("还没有总分，先把数据填全")

    def enough(cents: int) -> bool:
        try:
            figures = {**base.table.data, SUM_NAME: now + cents * CENT}
            return base.standard.total_expression.score(figures) >= goal
        except CellError:
            return False

    low, high = -1, int(_MOST_POINTS / CENT)
    if not enough(high):
        return None
    if enough(0):
        return Decimal(0)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high * CENT


def single(base: Base, figure: Changeable, goal: Decimal) -> Change | None:
    """The smallest change of one figure that reaches a goal within its bounds; None where none does."""
    needed, curve = lacking(base, goal), curve_of(base, figure)
    if needed is None or curve.present is None:
        return None
    value = nearest(curve, curve.present + needed)
    return None if value is None else _checked(base, figure, value, goal)


def best_of(base: Base, figure: Changeable) -> Decimal:
    """The highest total that one figure alone can give."""
    curve = curve_of(base, figure)
    most = highest(curve)
    value = (
        nearest(curve, most)
        if most is not None and curve.present is not None and most > curve.present
        else None
    )
    table = base.table if value is None else base.apply({figure.slot: figure.values.written(value)})
    return table.total or Decimal(0)


def figure_of(base: Base, slot: Slot) -> Changeable:
    """The figure in a slot. Raises `InputError` where it is none that a goal may change."""
    for figure in _free(base):
        if figure.slot == slot:
            return figure
    raise InputError(f"“{base.name(slot)}”不是可以改的数：没有填数、与得分无关，或是人工认定、年初定下的值")


def _free(base: Base) -> list[Changeable]:
    """The figures that may change; what the total itself asks for (a special fund or none) stays as it is."""
    fixed = set(base.standard.total_expression.keys)
    return [figure for figure in base.changeable if figure.slot.key not in fixed]


def _checked(base: Base, figure: Changeable, value: Decimal, goal: Decimal) -> Change:
    """A change, applied: the goal is reached, and one step less does not reach it."""
    total = base.apply({figure.slot: figure.values.written(value)}).total
    back = figure.values.one_less(value)
    less = None if back is None else base.apply({figure.slot: figure.values.written(back)}).total
    name = base.name(figure.slot)
    if total is None or total < goal or (less is not None and less >= goal):
        raise RuntimeError(f"{name} = {plain(value)} is not the smallest change to {goal}")
    return Change(name, figure, value, present_total(base), total, total, "总分")


def _pairs(
    base: Base, figures: list[Changeable], goal: Decimal, needed: Decimal
) -> Iterator[tuple[Change, Change]]:
    """The cheapest pair of values of every two figures of different items, where both are needed."""
    stairs = {figure.slot: _stairs(base, figure, needed) for figure in figures}
    for one, other in combinations(figures, 2):
        if set(one.lines) & set(other.lines):
            continue
        found = _cheapest(stairs[one.slot], stairs[other.slot], needed)
        if found is not None and (pair := _checked_pair(base, (one, other), found, goal)):
            yield pair


def _stairs(base: Base, figure: Changeable, needed: Decimal) -> list[Stair]:
    """The cheapest value for every gain that a figure can give short of sufficing alone, by rising gain."""
    curve = curve_of(base, figure)
    now = curve.present
    if now is None:
        return []
    found = []
    for towards in (below, above):
        gain, before, value = Decimal(0), figure.values.present, towards(curve, now + CENT)
        while value is not None:
            gain = (curve.points_of(figure.values.written(value)) or now) - now
            if gain >= needed:
                break
            found.append(Stair(gain, _cost(figure, value), value))
            # The next cent is about as far away as this one was from the one before.
            width, before = value - before, value
            value = towards(curve, now + gain + CENT, before, width)
    frontier: list[Stair] = []
    for stair in sorted(found, key=lambda stair: (stair.cost, -stair.gain)):
        if not frontier or stair.gain > frontier[-1].gain:
            frontier.append(stair)
    return frontier


def _cheapest(ones: list[Stair], others: list[Stair], needed: Decimal) -> tuple[Stair, Stair] | None:
    """The stairs of two figures that together give what is needed at the least cost."""
    gains = [stair.gain for stair in others]
    places = [(one, bisect_left(gains, needed - one.gain)) for one in ones]
    found = [(one, others[place]) for one, place in places if place < len(others)]
    return min(found, key=lambda pair: _sum(pair[0].cost, pair[1].cost), default=None)


def _checked_pair(
    base: Base, figures: tuple[Changeable, Changeable], stairs: tuple[Stair, Stair], goal: Decimal
) -> tuple[Change, Change] | None:
    """A pair, applied; None where one figure leaves the bounds that the other sets."""
    typed = {
        figure.slot: figure.values.written(stair.value) for figure, stair in zip(figures, stairs, strict=True)
    }
    scenario = base.apply(typed)
    if scenario.total is None or scenario.total < goal:
        raise RuntimeError(f"{[base.name(slot) for slot in typed]}: the pair does not reach {goal}")
    keys = {slot.key for slot in typed if not slot.group}
    told = problems(base.standard, scenario.data)
    if any(problem.cell in keys and problem.level != NOTICE for problem in told):
        return None
    before, after = present_total(base), scenario.total
    changes = [
        Change(base.name(figure.slot), figure, stair.value, before, after, after, "总分")
        for figure, stair in zip(figures, stairs, strict=True)
    ]
    return changes[0], changes[1]


def _cost(figure: Changeable, value: Decimal) -> Cost:
    present = figure.values.present
    return (0, abs(value - present) / abs(present)) if present else (1, abs(value))


def _sum(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1]


def _pair_cost(pair: tuple[Change, Change]) -> Cost:
    return _sum(*(_cost(change.figure, change.value) for change in pair))
