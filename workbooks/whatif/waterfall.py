"""From the full mark to the score: what each item takes away, as the bars of a waterfall chart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from udfs.records import dataclass
from workbooks.filing.lines import Line
from workbooks.filing.scoring import ItemScore, ScoredTable

MOST = 8
"""How many items have bars of their own; the others share one."""
FULL, WEIGHTS, OTHERS, BONUS, CONVERTED, SCORE = "满分", "分值合计", "其他失分", "加减分", "折算", "得分"
LONGEST_LABEL = 14


@dataclass(frozen=True)
class Entry:
    """A bar before the empty ones are left out: its label and how far it moves, in points."""

    label: str
    points: Decimal


@dataclass(frozen=True)
class Bar:
    """A bar from one level to the next, in points; an end stands on the axis."""

    label: str
    before: Decimal
    after: Decimal
    end: bool = False

    @property
    def base(self) -> Decimal:
        """How far the bar floats above the axis."""
        return Decimal(0) if self.end else min(self.before, self.after)

    @property
    def lost(self) -> Decimal:
        return Decimal(0) if self.end else max(self.before - self.after, Decimal(0))

    @property
    def won(self) -> Decimal:
        return Decimal(0) if self.end else max(self.after - self.before, Decimal(0))

    @property
    def whole(self) -> Decimal:
        return self.after if self.end else Decimal(0)


def is_bonus(line: Line) -> bool:
    """Whether a line gives points over and above the full mark, or takes some off for faults."""
    return line.indicator is not None and line.indicator.negative


def lost(item: ItemScore) -> Decimal:
    """The points an item keeps from the full mark."""
    if is_bonus(item.line) or item.score is None or item.line.weight is None:
        return Decimal(0)
    return item.line.weight - item.score


def short(label: str) -> str:
    """A label short enough for a chart."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def ranked(table: ScoredTable) -> list[ItemScore]:
    """The items by what they lose, the greatest first; equals in table order."""
    return sorted(table.items, key=lost, reverse=True)


def entries(table: ScoredTable, most: int = MOST) -> list[Entry]:
    """All entries in order, those of no points included; none has any while there is no total."""
    if table.total is None:
        blank = [Entry("", Decimal(0))] * most
        ends = [Entry(label, Decimal(0)) for label in (OTHERS, BONUS, CONVERTED, SCORE)]
        return [Entry(WEIGHTS, Decimal(0)), *blank, *ends]
    full = sum(
        (item.line.weight or Decimal(0) for item in table.items if not is_bonus(item.line)), Decimal(0)
    )
    items = ranked(table)
    rest = sum(map(lost, items[most:]), Decimal(0))
    bonus = sum((item.score or Decimal(0) for item in table.items if is_bonus(item.line)), Decimal(0))
    found = [Entry(FULL if full == table.standard.full_mark else WEIGHTS, full)]
    found += [Entry(short(item.line.name) if lost(item) else "", -lost(item)) for item in items[:most]]
    found += [Entry("", Decimal(0))] * (most - len(items))
    found += [Entry(OTHERS, -rest), Entry(BONUS, bonus)]
    found.append(Entry(CONVERTED, table.total - sum((entry.points for entry in found), Decimal(0))))
    return [*found, Entry(SCORE, table.total)]


def bars(found: Sequence[Entry]) -> list[Bar]:
    """The bars of the entries; one of no points has none, but for the ends."""
    level = found[0].points
    if not level:
        return []
    drawn = [Bar(found[0].label, Decimal(0), level, end=True)]
    for entry in found[1:-1]:
        if entry.points:
            drawn.append(Bar(entry.label, level, level + entry.points))
            level += entry.points
    return [*drawn, Bar(found[-1].label, level, found[-1].points, end=True)]


def start(drawn: Sequence[Bar]) -> int:
    """Where an axis of points begins, in tens: a loss of half a point is not seen where it begins at 0."""
    least = min((bar.after for bar in drawn), default=Decimal(0))
    return max(0, int(least) // 10 * 10 - 10)
