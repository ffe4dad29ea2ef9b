"""The figures of a scored table as a report quotes them, each by a key that stays when the figure changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from udfs.expression import Figure
from workbooks.filing.scoring import ItemScore, ScoredTable
from workbooks.official.rounding import rounded
from workbooks.standards.items import DataItem
from workbooks.standards.model import FirstLevel
from workbooks.whatif.lost import Loss, losses
from workbooks.whatif.scenarios import Base

BLANK = "（未填）"
"""What stands where a figure has not been filled in, or a score cannot be worked out."""

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Quoted:
    """A figure as it is shown, and what it is called in a list of changes."""

    key: str
    shown: str

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
        none = BLANK if self.table.total is None else "不评等级"
        return self.quoted("等级", self.table.grade or none)

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
        total = _sum(item.score for item in self.table.items)
        return self.quoted("得分率", share(total, self.table.weights))

    def level(self, first: FirstLevel) -> tuple[Quoted, Quoted, Quoted]:
        """Weight, points and rate of a first level."""
        items = [item for item in self.table.items if item.line.first is first]
        weight, total = _sum(item.line.weight for item in items), _sum(item.score for item in items)
        name = f"一级指标/{first.name}"
        return (
            self.quoted(f"{name}/分值", number(weight)),
            self.quoted(f"{name}/得分", number(total)),
            self.quoted(f"{name}/得分率", share(total, weight)),
        )

    def weight(self, item: ItemScore) -> Quoted:
        return self.quoted(f"{name_of(item)}/分值", number(item.line.weight))

    def score(self, item: ItemScore) -> Quoted:
        return self.quoted(f"{name_of(item)}/得分", number(item.score))

    def score_rate(self, item: ItemScore) -> Quoted:
        return self.quoted(f"{name_of(item)}/得分率", share(item.score, item.line.weight))

    def outcome(self, item: ItemScore) -> Quoted:
        """What an item lost, in words that may change with it."""
        loss = next((loss for loss in self.losses if loss.item is item), None)
        said = "算不出得分" if item.score is None else f"失 {number(loss.lost)} 分" if loss else "没有失分"
        return self.quoted(f"{name_of(item)}/失分", said)

    def causes(self, loss: Loss) -> Quoted:
        """The smallest steps that would give points back, in words."""
        steps = [f"{step.next}" for step in loss.steps] + [str(each) for each in loss.judgements]
        # A report speaks of the figures by their labels, not by the keys of the data sheet.
        for key, about in sorted(self._items(loss.item).items(), key=lambda each: -len(each[0])):
            steps = [step.replace(key, about.label) for step in steps]
        said = "；".join(steps) if steps else "没有只改一个数就能多得分的办法，请写明原因"
        return self.quoted(f"{name_of(loss.item)}/改进", said)

    def figures(self, item: ItemScore) -> Iterator[tuple[str, Quoted]]:
        """The figures that a score is worked out from, each with its label."""
        line, data = item.line, item.line.scope(self.table.data)
        items = self._items(item)
        for key in line.expression.keys:
            about = items.get(key)
            if about is not None and about.place != "weight":
                name = f"{name_of(item)}/{key}" if line.own is not None else f"数据/{key}"
                yield about.label, self.quoted(name, figure(data.get(key), about))

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


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of numbers; none where one is missing."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known, Decimal(0)) if listed and len(known) == len(listed) else None


def number(value: Decimal | None) -> str:
    """A number as it is read: without zeros that say nothing, thousands apart."""
    if value is None:
        return BLANK
    return f"{value.normalize() + 0:,f}"


def share(part: Decimal | None, whole: Decimal | None) -> str:
    """A part of a whole in per cent with two decimals, half-up."""
    if part is None or not whole:
        return BLANK
    return f"{number(rounded(part / whole * _HUNDRED, 2))}%"


def figure(value: Figure, item: DataItem) -> str:
    """A typed figure with its unit."""
    if value is None:
        return BLANK
    if not isinstance(value, Decimal):
        return str(value)
    if item.kind == "rate":
        return f"{number(rounded(value * _HUNDRED, 2))}%"
    if item.kind == "yesno":
        return "是" if value else "否"
    unit = item.unit_label
    return f"{number(value)} {unit}".rstrip()


def name_of(item: ItemScore) -> str:
    """What an item is called; rows of the unit's own by the level they stand under as well."""
    return f"指标/{item.line.second.name}/{item.line.name}"
