"""One change of one figure and what it does to the points: put into words, and checked by applying it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.filing.lines import Line
from workbooks.standards.items import DataItem
from workbooks.whatif.scenarios import Base
from workbooks.whatif.variables import Changeable, is_judged, item_of, slots_of

_PERCENT = Decimal(100)


@dataclass(frozen=True)
class Change:
    """A figure changed from `present` to `value`: the points of an item or of the table before and after.

    `total` is the total of the table with the change; `what` says whose points `before` and `after` are.
    """

    name: str
    figure: Changeable
    value: Decimal
    before: Decimal
    after: Decimal
    total: Decimal | None
    what: str = "得分"

    @property
    def share(self) -> Decimal | None:
        """The part of the present value that is changed (1 is all of it), None where that is 0."""
        present = self.figure.values.present
        return abs(self.value - present) / abs(present) if present else None

    @property
    def typed(self) -> Figure:
        """The changed figure as it is typed into its cell."""
        return self.figure.values.written(self.value)

    @property
    def move(self) -> str:
        """The change alone, in the figure's own unit."""
        step = self.value - self.figure.values.present
        way = "再增" if step > 0 else "再减"
        return f"{self.name}{way} {_amount(abs(step), self.figure)}（到 {_shown(self.value, self.figure)}）"

    def __str__(self) -> str:
        return f"{self.move}，{self.what} {plain(self.before)} → {plain(self.after)}"

    def as_json(self) -> dict[str, Any]:
        share = self.share
        return {
            "name": self.name,
            "label": self.figure.item.label,
            "unit": unit_of(self.figure),
            "present": float(self.figure.values.present),
            "value": float(self.value),
            "typed": str(self.typed),
            "before": float(self.before),
            "after": float(self.after),
            "total": None if self.total is None else float(self.total),
            "share": None if share is None else float(round(share, 6)),
            "basis": self.figure.basis,
            "text": str(self),
        }


@dataclass(frozen=True)
class Judgement:
    """A judgement that costs points: what it is now, and the best it can be."""

    name: str
    label: str
    present: Decimal | None
    best: Decimal
    before: Decimal
    after: Decimal

    def __str__(self) -> str:
        now = "没有填" if self.present is None else f"现为 {plain(self.present)}"
        points = f"得分 {plain(self.before)} → {plain(self.after)}"
        return f"{self.name}（{self.label}）{now}，评为 {plain(self.best)} 时{points}"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label,
            "present": None if self.present is None else float(self.present),
            "best": float(self.best),
            "before": float(self.before),
            "after": float(self.after),
            "text": str(self),
        }


def judgements(base: Base, place: int) -> tuple[Judgement, ...]:
    """The judgements of one line that would give more points if they were better."""
    item = base.table.items[place]
    line, before = item.line, item.score
    if before is None:
        return ()
    found = []
    for slot in slots_of(line):
        data_item, present = item_of(base.standard, slot), base.figure(slot)
        if not is_judged(data_item, slot, line) or not isinstance(present, Decimal):
            continue
        highest = data_item.max if data_item.max is not None else _most(data_item, line)
        tried = data_item.options or (Decimal(0), highest)
        after, best = max((base.apply({slot: value}).items[place].score or before, value) for value in tried)
        if after > before:
            name = base.name(slot)
            found.append(Judgement(name, data_item.label, present, best, before, after))
    return tuple(found)


def _most(item: DataItem, line: Line) -> Decimal:
    """The most that the judgement of a row of the unit's own may be: a rate of 1, or its weight in points."""
    return Decimal(1) if item.kind == "rate" else line.weight or Decimal(0)


def unit_of(figure: Changeable) -> str:
    return figure.values.unit or figure.item.unit_label


def plain(number: Decimal) -> str:
    """A number without zeros that say nothing."""
    return f"{number.normalize() + 0:f}"


def _amount(step: Decimal, figure: Changeable) -> str:
    unit = unit_of(figure)
    if unit == "%":
        return f"{plain(step * _PERCENT)} 个百分点"
    return f"{plain(step)} {unit}".rstrip()


def _shown(value: Decimal, figure: Changeable) -> str:
    unit = unit_of(figure)
    return f"{plain(value * _PERCENT)}%" if unit == "%" else f"{plain(value)} {unit}".rstrip()
