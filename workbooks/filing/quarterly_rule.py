"""The quarterly execution rule: what a standard schedules, and what follows for each quarter."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from udfs.errors import MISSING
from udfs.execution import proportion
from udfs.expression import Constant, Data, Item, Node, shown
from udfs.numbers import round_score, rule_number, rule_numbers
from udfs.once import once_for
from udfs.records import dataclass
from udfs.totals import total_of
from workbooks.filing.scoring import ScoredTable
from workbooks.standards.expression import parse
from workbooks.standards.model import Standard

PERIODS = ("一季度", "二季度", "三季度", "四季度")

Shown = Decimal | str | None
"""What a cell shows: a number, an error value, or nothing."""


@dataclass(frozen=True)
class Period:
    """One quarter: its scheduled progress, its rate and its points, each as an expression."""

    label: str
    scheduled: Node
    rate: Node
    points: Node


@dataclass(frozen=True)
class Progress:
    """A point of the curve of the quarters: what was scheduled and what was spent, or error values."""

    label: str
    scheduled: Shown
    spent: Shown


@dataclass(frozen=True)
class QuarterlyRule:
    """What the `quarterly` call of a standard says, argument by argument."""

    arguments: tuple[Node, ...]
    cumulative: tuple[str, ...]
    """Data items of the cumulative spend, one for each period."""

    @staticmethod
    @once_for(32)
    def of(standard: Standard) -> QuarterlyRule:
        call = standard.quarterly_call
        if call is None:
            raise ValueError(f"standard {standard.id} has no quarterly table")
        return QuarterlyRule(call.arguments, standard.quarterly_keys)

    @cached_property
    def budget(self) -> str:
        """Data item of the year's budget."""
        return _key(self.arguments[0])

    @cached_property
    def mean_full(self) -> Decimal:
        return rule_number(_content(self.arguments[3]), "平均分值")

    @cached_property
    def shares(self) -> tuple[Decimal, ...]:
        """The scheduled share of the budget at the end of each period."""
        return tuple(rule_numbers(_content(self.arguments[1]), "序时进度"))

    def progress(self, data: Data) -> list[Progress]:
        """The curve of the quarters; a figure that is no number is #N/A, which a chart leaves out."""
        budget, points = data.get(self.budget), []
        for period, key, share in zip(self.periods, self.cumulative, self.shares, strict=True):
            spent, label = data.get(key), period.label
            if isinstance(budget, Decimal) and budget:
                rate = percent(spent / budget) if isinstance(spent, Decimal) else "—"
                label = f"{label} {rate}／序时{share:.0%}"
            scheduled = budget * share if isinstance(budget, Decimal) else MISSING
            points.append(Progress(label, scheduled, spent if isinstance(spent, Decimal) else MISSING))
        return points

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The quarters in order."""
        full = rule_numbers(_content(self.arguments[2]), "各期分值")
        known = dict.fromkeys((self.budget, *self.cumulative))
        periods = []
        for number, (key, share, points) in enumerate(zip(self.cumulative, self.shares, full, strict=True)):
            scheduled = f"{self.budget} * {share}"
            rate = f"{key} / ({scheduled})"
            texts = (scheduled, rate, f"proportion({rate}, {points})")
            label = PERIODS[number] if len(self.shares) == len(PERIODS) else f"第{number + 1}期"
            periods.append(Period(label, *(parse(text, known).root for text in texts)))
        return tuple(periods)

    def subtotal(self, table: ScoredTable) -> Shown:
        return total_of([shown(period.points, table.data) for period in self.periods])

    def mean(self, table: ScoredTable) -> Shown:
        rates = total_of([shown(period.rate, table.data) for period in self.periods])
        return rates if isinstance(rates, str) else rates / len(self.cumulative)

    def mean_points(self, table: ScoredTable) -> Shown:
        mean = self.mean(table)
        return mean if isinstance(mean, str | None) else proportion(mean, self.mean_full)

    def total(self, table: ScoredTable) -> Shown:
        total = total_of([self.subtotal(table), self.mean_points(table)])
        return total if isinstance(total, str) else round_score(total)


def percent(rate: Decimal) -> str:
    """A rate to one decimal, half-up."""
    return f"{(rate * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def _key(node: Node) -> str:
    if not isinstance(node, Item):
        raise TypeError("quarterly takes data items for budget and spend")
    return node.key


def _content(node: Node) -> Decimal | str:
    if not isinstance(node, Constant):
        raise TypeError("quarterly takes constants for schedule and points")
    return node.content
