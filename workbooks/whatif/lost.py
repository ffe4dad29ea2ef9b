"""失分分析: what each item loses, and the next step that each of its figures could take."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from udfs.expression import Constant, When
from udfs.records import dataclass
from workbooks.filing.scoring import ItemScore
from workbooks.whatif.changes import Change, Judgement, judgements
from workbooks.whatif.scenarios import Base
from workbooks.whatif.search import curve_of, highest, nearest
from workbooks.whatif.variables import Changeable

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Step:
    """What one figure alone can do for an item: the smallest change for more points, and for the most."""

    next: Change
    most: Change

    @property
    def changes(self) -> tuple[Change, ...]:
        """Both, or the one where the next step is already the best."""
        return (self.next,) if self.next == self.most else (self.next, self.most)


@dataclass(frozen=True)
class Loss:
    """The points one item loses, with the steps of its figures; judgements stand apart."""

    item: ItemScore
    lost: Decimal
    steps: tuple[Step, ...]
    judgements: tuple[Judgement, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.item.line.name,
            "weight": None if self.item.line.weight is None else float(self.item.line.weight),
            "score": float(self.item.score or 0),
            "lost": float(self.lost),
            "steps": [{"next": step.next.as_json(), "most": step.most.as_json()} for step in self.steps],
            "judgements": [judgement.as_json() for judgement in self.judgements],
        }


def losses(base: Base) -> list[Loss]:
    """The items that lose points, the greatest loss first.

    Bonus items (`negative`) lose only what they are below 0. An item that does not apply (no special fund)
    and one without a score are left out.
    """
    found = []
    for place, item in enumerate(base.table.items):
        lost = _lost(item, base)
        if lost > 0:
            figures = [figure for figure in base.changeable if place in figure.lines]
            steps = tuple(step for figure in figures if (step := _step(base, place, figure)) is not None)
            found.append(Loss(item, lost, steps, judgements(base, place)))
    return sorted(found, key=lambda loss: -loss.lost)


def _lost(item: ItemScore, base: Base) -> Decimal:
    line, weight = item.line, item.line.weight
    root = line.expression.root
    if item.score is None or weight is None:
        return Decimal(0)
    if (
        isinstance(root, When)
        and isinstance(root.no, Constant)
        and not line.scope(base.table.data).get(root.condition.key)
    ):
        return Decimal(0)
    full = Decimal(0) if line.indicator is not None and line.indicator.negative else weight
    return full - item.score


def _step(base: Base, place: int, figure: Changeable) -> Step | None:
    """The steps of one figure for the score of one line."""
    curve = curve_of(base, figure, (place,))
    before, most = curve.present, highest(curve)
    if before is None or most is None or most <= before:
        return None
    name, changes = base.name(figure.slot), []
    for wanted in (before + CENT, most):
        value = nearest(curve, wanted)
        if value is None:
            raise RuntimeError(f"{name}: no value gives the {wanted} points that one was found to give")
        scenario = base.apply({figure.slot: figure.values.written(value)})
        after = scenario.items[place].score
        if after is None or after < wanted:
            raise RuntimeError(f"{name} = {value} does not give {wanted} points")
        changes.append(Change(name, figure, value, before, after, scenario.total))
    return Step(*changes)
