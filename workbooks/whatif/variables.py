"""The figures of a form that a what-if may change: data items, and cells of the unit's own rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from udfs.errors import ScoreError
from udfs.expression import Arithmetic, Call, Data, Figure, Item, Node
from udfs.records import dataclass
from udfs.targets import parse_target
from workbooks.filing.lines import Line
from workbooks.standards.items import DataItem
from workbooks.standards.model import Standard

LIMIT = Decimal(10) ** 12
"""The most a figure without a bound of its own is tried up to: scores tell 12 digits apart, not more."""
_JUDGED_KINDS = ("points", "level", "choice", "yesno", "grade")
_STEPS = {"count": Decimal(1), "rate": Decimal("0.0001")}
_CENT = Decimal("0.01")
_FINEST = -6
# The argument of a function that it divides by.
_BASES = {"ratio": 1, "quarterly": 0}
_SCALES = {"%": Decimal(100), "‰": Decimal(1000)}
# A target in money or another measure has decimals, one in pieces, persons or days has none.
_MEASURES = ("元", "吨", "米", "公里", "亩", "公顷", "小时", "分")


@dataclass(frozen=True)
class Slot:
    """Where a figure stands: a data item, or an item in a row (from 0) of a group of the unit's own rows."""

    key: str
    group: str = ""
    number: int = 0


@dataclass(frozen=True)
class Values:
    """The values a figure may take: whole multiples of `step` from `low` to `high`, now `present`.

    In the figure's own unit; a rate and a percentage as fraction (1 is 100 %). `unit` is the unit of a text
    such as 45个, empty where the figure is a plain number.
    """

    present: Decimal
    step: Decimal
    low: Decimal
    high: Decimal
    unit: str = ""

    @property
    def first(self) -> int:
        """The least value, counted in steps from 0."""
        return int((self.low / self.step).to_integral_value(ROUND_CEILING))

    @property
    def last(self) -> int:
        """The greatest value, counted in steps from 0."""
        return int((self.high / self.step).to_integral_value(ROUND_FLOOR))

    def one_less(self, value: Decimal) -> Decimal | None:
        """One step back from a changed value to the present one; None where that is not allowed."""
        back = value + (self.step if value < self.present else -self.step)
        return back if self.low <= back <= self.high else None

    def written(self, value: Decimal) -> Figure:
        """A value as it stands in the cell."""
        if not self.unit:
            return value
        return f"{_plain(value * _SCALES.get(self.unit, Decimal(1)))}{self.unit}"


@dataclass(frozen=True)
class Changeable:
    """A figure that may be changed, with the lines (by place in the table) whose score asks for it.

    `basis`: it is only what others are divided by (a budget, a plan, a number of posts).
    """

    slot: Slot
    item: DataItem
    values: Values
    lines: tuple[int, ...]
    basis: bool


def slots_of(line: Line) -> tuple[Slot, ...]:
    """The figures that the score of a line asks for."""
    own = line.own is not None
    return tuple(Slot(key, line.group, line.number) if own else Slot(key) for key in line.expression.keys)


def item_of(standard: Standard, slot: Slot) -> DataItem:
    """The data item that stands in a slot."""
    if not slot.group:
        return standard.items[slot.key]
    return standard.rule_of(standard.own_rows[slot.group]).items[slot.key]


def is_judged(item: DataItem, slot: Slot, line: Line) -> bool:
    """Whether a person judges a figure, instead of counting or measuring it."""
    typed = {judged.judgement.key for judged in line.expression.judgements}
    return item.kind in _JUDGED_KINDS or slot.key in typed


def is_agreed(item: DataItem, slot: Slot) -> bool:
    """Whether a figure was set before the year: a target, or the weight of a row."""
    return item.place == "target" or (bool(slot.group) and item.place != "actual")


def is_basis(line: Line, slot: Slot) -> bool:
    """Whether the score of a line only divides by a figure."""
    uses = list(_uses(line.expression.root, slot.key))
    return bool(uses) and all(uses)


def _uses(node: Node, key: str, divides: bool = False) -> Iterator[bool]:
    """For each use of an item whether it stands in a denominator."""
    if isinstance(node, Item):
        if node.key == key:
            yield divides
        return
    for place, part in enumerate(node.parts()):
        below = isinstance(node, Arithmetic) and node.operator == "/" and place == 1
        below = below or (isinstance(node, Call) and _BASES.get(node.function.key) == place)
        yield from _uses(part, key, divides or below)


def values_of(standard: Standard, line: Line, slot: Slot, data: Data) -> Values | None:
    """The values a figure may take as the others stand; None where it holds no number."""
    item, figure = item_of(standard, slot), line.scope(data).get(slot.key)
    if item.kind == "target":
        return _of_text(figure, line)
    if not isinstance(figure, Decimal):
        return None
    low, high = _limits(standard, slot, item, figure, data)
    return Values(figure, _step(item.kind, figure), low, high)


def neighbours(standard: Standard) -> dict[str, tuple[str | None, str | None]]:
    """The data item below and the one above each cumulative spend of a quarterly execution."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for _, _, indicator in standard.rows:
        for call in indicator.expression.calls("quarterly"):
            chain = [*call.arguments[4:], call.arguments[0]]
            keys = [node.key for node in chain if isinstance(node, Item)]
            for below, key, above in zip([None, *keys], keys, [*keys[1:], None], strict=False):
                found[key] = (below, above)
    return found


def _limits(
    standard: Standard, slot: Slot, item: DataItem, figure: Decimal, data: Data
) -> tuple[Decimal, Decimal]:
    low = -LIMIT if item.kind == "number" and figure < 0 else Decimal(0)
    below, above = neighbours(standard).get(slot.key, (None, None))
    parts = [key for key, other in standard.items.items() if other.at_most == slot.key]
    lows = [low, *_numbers(data, [below, *parts])]
    highs = [LIMIT, *([item.max] if item.max is not None else []), *_numbers(data, [above, item.at_most])]
    return max(lows), min(highs)


def _numbers(data: Data, keys: list[str | None]) -> Iterator[Decimal]:
    for key in keys:
        figure = data.get(key) if key else None
        if isinstance(figure, Decimal):
            yield figure


def _of_text(figure: Figure, line: Line) -> Values | None:
    """The values of an actual value such as 45个 or 96%."""
    if figure is None:
        return None
    try:
        actual = parse_target(figure, "完成值")
    except ScoreError:
        return None
    if (
        actual.kind != "quantity"
        or actual.number is None
        or actual.operator != "="
        or actual.upper is not None
    ):
        return None
    scale = _SCALES.get(actual.unit, Decimal(1))
    coarse = _CENT if actual.unit in _SCALES or actual.unit.endswith(_MEASURES) else Decimal(1)
    coarse = _finer(
        _CENT if not isinstance(figure, str) and actual.number % 1 else coarse, actual.number * scale
    )
    return Values(actual.number, coarse / scale, Decimal(0), LIMIT, actual.unit)


def _step(kind: str, figure: Decimal) -> Decimal:
    """The smallest step of a figure: that of its kind, or finer where it is written finer."""
    return Decimal(1) if kind == "count" else _finer(_STEPS.get(kind, _CENT), figure)


def _finer(step: Decimal, figure: Decimal) -> Decimal:
    exponent = figure.normalize().as_tuple().exponent
    own = step.adjusted()
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and _FINEST <= exponent < own else step


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
