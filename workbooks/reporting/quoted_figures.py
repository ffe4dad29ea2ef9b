"""The figures of a scored table as a report quotes them, each by a key that stays when the figure changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.filing.scoring import ItemScore, ScoredTable
from workbooks.reporting.wording import (
    NONE,
    figure,
    in_order,
    is_told,
    judged,
    label,
    link,
    money,
    number,
    per_cent,
    points,
    share,
    step,
)
from workbooks.standards.items import DataItem
from workbooks.standards.model import FirstLevel
from workbooks.whatif.changes import Change
from workbooks.whatif.lost import Loss, losses
from workbooks.whatif.scenarios import Base


@dataclass(frozen=True)
class Quoted:
    """A figure as it is shown, and what it is called in a list of changes.

    One that is not `new` stands only in a report that was written before.
    """

    key: str
    shown: str
    new: bool = True

    @property
    def id(self) -> str:
        """A short name for the figure: what Word keeps with a content control is no longer than 64 signs."""
        return sha256(self.key.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class QuotedTable:
    """A scored table as a report speaks of it; `losses` are its items that lose points."""

    table: ScoredTable
    prefix: str
    losses: tuple[Loss, ...]

    def quoted(self, name: str, shown: str) -> Quoted:
        return Quoted(f"{self.prefix}{name}", shown)

    @property
    def total(self) -> Quoted:
        return self.quoted("总分", number(self.table.total))

    @property
    def year(self) -> Quoted:
        return self.quoted("评价年度", str(self.table.year))

    @property
    def full_mark(self) -> Quoted:
        return self.quoted("满分", number(self.table.standard.full_mark))

    @property
    def grade(self) -> Quoted:
        """What is said of the grade: a table may have a total and no grade."""
        none = "还没有等级" if self.table.total is None else "不评等级"
        grade = self.table.grade
        return self.quoted("等级", f"评价等级为“{grade}”" if grade else none)

    @property
    def without_score(self) -> Quoted | None:
        """How many items cannot be scored yet; None where all are."""
        count = sum(item.score is None for item in self.table.items)
        return self.quoted("算不出得分的指标", f"还有 {count} 个指标算不出得分") if count else None

    @property
    def sum(self) -> Quoted:
        """The sum of all scores, which a rule may still turn into the total."""
        return self.quoted("得分合计", number(_sum(item.score for item in self.table.items)))

    @property
    def weights(self) -> Quoted:
        return self.quoted("分值合计", number(self.table.weights))

    @property
    def sum_rate(self) -> Quoted:
        return self.quoted("得分率", _rate(self.table.items))

    def level(self, first: FirstLevel) -> tuple[Quoted, Quoted, Quoted]:
        """Weight, points and rate of a first level."""
        items = [item for item in self.table.items if item.line.first is first]
        weight, total = _sum(item.line.weight for item in items), _sum(item.score for item in items)
        name = f"一级指标/{first.name}"
        return (
            self.quoted(f"{name}/分值", number(weight)),
            self.quoted(f"{name}/得分", number(total)),
            self.quoted(f"{name}/得分率", _rate(items)),
        )

    def weight(self, item: ItemScore) -> Quoted:
        return self.quoted(f"{name_of(item)}/分值", number(item.line.weight))

    def score(self, item: ItemScore) -> Quoted:
        return self.quoted(f"{name_of(item)}/得分", number(item.score))

    def score_rate(self, item: ItemScore) -> Quoted:
        return self.quoted(f"{name_of(item)}/得分率", _rate([item]))

    def outcome(self, item: ItemScore) -> Quoted:
        """What an item lost, in words that may change with it."""
        return self.quoted(f"{name_of(item)}/失分", self._outcome(item))

    def _outcome(self, item: ItemScore) -> str:
        if item.score is None:
            return "算不出得分"
        loss = next((loss for loss in self.losses if loss.item is item), None)
        if loss is not None:
            return f"失{number(loss.lost)}分"
        # A rule may leave out what a unit does not have (no special fund), which loses nothing.
        if not _is_bonus(item) and item.line.weight is not None and item.score < item.line.weight:
            return "不适用，不计失分"
        return "没有失分"

    def causes(self, loss: Loss) -> Quoted:
        """The smallest steps that would give points back, in words.

        Left out is what nobody would do: a budget or a plan changed, a figure more than doubled.
        """
        items = {about.label: about for about in self._items(loss.item).values()}
        said = [step(each.next) for each in loss.steps if _can_be_done(each.next)]
        said += [judged(each, items.get(each.label)) for each in loss.judgements]
        if not said:
            said = ["没有只改一个数就能多得分的办法，请写明原因"]
        return self.quoted(f"{name_of(loss.item)}/改进", "；".join(said))

    def figures(self, item: ItemScore) -> Iterator[tuple[str, Quoted, str]]:
        """The figures that a score is worked out from, each with what is said before it and its unit."""
        line, data = item.line, item.line.scope(self.table.data)
        items = self._items(item)
        keys = in_order([key for key in line.expression.keys if key in items], items)
        names = [label(items[key]) for key in keys]
        for key in keys:
            about, value = items[key], data.get(key)
            if is_told(value, about, item.score is not None):
                name = f"{name_of(item)}/{key}" if line.own is not None else f"数据/{key}"
                shown, unit = figure(value, about)
                called = label(about, names.count(label(about)) > 1)
                yield f"{called}{link(about)}", self.quoted(name, shown), unit

    def cell(self, key: str, value: Figure, kind: Literal["money", "rate", "points"]) -> Quoted:
        """A figure of an accompanying table, by the name of its cell."""
        written = {"money": money, "rate": per_cent, "points": points}[kind]
        return self.quoted(f"表/{key}", written(value) if isinstance(value, Decimal) else NONE)

    def _items(self, item: ItemScore) -> Mapping[str, DataItem]:
        """The data items that the score of an item is worked out from, by key."""
        line = item.line
        if line.own is not None and line.rule is not None:
            return line.rule.items
        of_table = self.table.standard.items
        return {**of_table, **line.indicator.items} if line.indicator is not None else of_table


def quoted_tables(tables: Sequence[ScoredTable]) -> list[QuotedTable]:
    """The tables of a workbook, those of several projects told apart by their names."""
    return [
        QuotedTable(table, f"{table.project}/" if len(tables) > 1 else "", tuple(losses(Base(table))))
        for table in tables
    ]


def _can_be_done(change: Change) -> bool:
    return not change.figure.basis and (change.share is None or change.share <= 1)


def _is_bonus(item: ItemScore) -> bool:
    return item.line.indicator is not None and item.line.indicator.negative


def _rate(items: Sequence[ItemScore]) -> str:
    """What was given of the weight; bonus points are over and above it."""
    if any(map(_is_bonus, items)):
        return NONE
    return share(_sum(item.score for item in items), _sum(item.line.weight for item in items))


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of numbers; none where one is missing."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known, Decimal(0)) if listed and len(known) == len(listed) else None


def name_of(item: ItemScore) -> str:
    """What an item is called; rows of the unit's own by the level they stand under as well."""
    return f"指标/{item.line.second.name}/{item.line.name}"
