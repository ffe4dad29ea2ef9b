"""The range of an expression's value while one figure runs through a range of its own.

A range found here holds every value that occurs (it may be wider). Every function of the catalogue is
monotone in each argument between the points at which it turns (`udfs.turning`), so its extremes lie at the
ends and at those points, where the function itself is evaluated. That is what lets a search leave out whole
ranges of a figure and still miss no step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import product

from udfs.errors import ScoreError
from udfs.expression import Arithmetic, Call, CellError, Constant, Data, Given, Item, Judged, Node, When
from udfs.numbers import snap
from udfs.once import once_for
from udfs.records import dataclass
from udfs.turning import TINY
from workbooks.whatif.variables import Values

Range = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class FigureSpan:
    """The values of one figure from `low` to `high`."""

    key: str
    low: Decimal
    high: Decimal
    values: Values


@dataclass(frozen=True)
class Ranges:
    """Ranges of the parts of an expression, the other figures being as they are; None without any value."""

    data: Data
    span: FigureSpan

    def of(self, node: Node) -> Range | None:
        if isinstance(node, Item):
            return self._item(node)
        if isinstance(node, Constant):
            return (node.content, node.content) if isinstance(node.content, Decimal) else None
        if isinstance(node, Arithmetic):
            return self._arithmetic(node)
        if isinstance(node, Judged):
            return self.of(node.typed if node.is_typed(self.data) else node.rule)
        if isinstance(node, Given):
            return self.of(node.taken(self.data))
        if isinstance(node, When):
            return self._when(node)
        if isinstance(node, Call):
            return self._call(node)
        raise TypeError(f"no range for {type(node).__name__}")

    def _item(self, node: Item) -> Range | None:
        if node.key == self.span.key:
            return self.span.low, self.span.high
        figure = self.data.get(node.key)
        return (figure, figure) if isinstance(figure, Decimal) else None

    def _arithmetic(self, node: Arithmetic) -> Range | None:
        left, right = self.of(node.left), self.of(node.right)
        if left is None or right is None:
            return None
        if node.operator == "+":
            return left[0] + right[0], left[1] + right[1]
        if node.operator == "-":
            return left[0] - right[1], left[1] - right[0]
        if node.operator == "*":
            return _hull(one * other for one in left for other in right)
        return _hull(one / other for one in left for other in _not_zero(right))

    def _when(self, node: When) -> Range | None:
        condition = self.of(node.condition)
        if condition is None:
            return None
        branches = [node.yes] if any(condition) else []
        if condition[0] <= 0 <= condition[1]:
            branches.append(node.no)
        found = [one for one in map(self.of, branches) if one is not None]
        return _hull(end for one in found for end in one)

    def _call(self, node: Call) -> Range | None:
        candidates = []
        for number, argument in enumerate(node.arguments):
            values = self._values(node, number, argument)
            if not values:
                return None
            candidates.append(values)
        return _hull(_scores(node.function.compute, product(*candidates)))

    def _values(self, node: Call, number: int, argument: Node) -> Sequence[Decimal | str]:
        """The values of an argument at which the function may have an extreme."""
        if self.span.key not in _keys_in(argument):
            return self._fixed(argument)
        if isinstance(argument, Item) and argument.text:
            return self._texts(node, number)
        found = self.of(argument)
        if found is None:
            return ()
        if found[0] == found[1]:
            return (found[0],)
        low, high = snap(found[0]), snap(found[1])
        others = node.function.turning(number, self._rule(node), low, high)
        return (*found, *(value for value in others if low <= value <= high))

    def _fixed(self, argument: Node) -> Sequence[Decimal | str]:
        try:
            return (argument.value(self.data),)
        except CellError:
            return ()

    def _rule(self, node: Call) -> list[Decimal | str | None]:
        """The arguments that do not vary, None for one that has no value."""
        fixed = [self._fixed(argument) for argument in node.arguments]
        return [values[0] if values else None for values in fixed]

    def _texts(self, node: Call, number: int) -> Sequence[Decimal | str]:
        """The actual values, as they are written, at which the score of a target may turn."""
        span, step = self.span, self.span.values.step
        found = {span.low, span.high}
        for turn in node.function.turning(number, self._rule(node), span.low, span.high):
            nearest = (turn / step).to_integral_value(ROUND_FLOOR)
            found |= {(nearest + offset) * step for offset in (-1, 0, 1, 2)}
        inside = sorted(value for value in found if span.low <= value <= span.high)
        return [text for value in inside if (text := span.values.written(value)) is not None]


@once_for(1 << 12)
def _keys_in(node: Node) -> frozenset[str]:
    """The data items that a part of an expression asks for."""
    return frozenset(part.key for part in node.walk() if isinstance(part, Item))


def _hull(values: Iterable[Decimal]) -> Range | None:
    found = list(values)
    return (min(found), max(found)) if found else None


def _not_zero(found: Range) -> list[Decimal]:
    """The ends of a range without 0, which is no denominator."""
    low, high = found
    ends = [end for end in found if end != 0]
    if low <= 0 < high:
        ends.append(TINY)
    if low < 0 <= high:
        ends.append(-TINY)
    return ends


def _scores(compute: Callable[..., Decimal | str], arguments: Iterable[tuple[object, ...]]) -> list[Decimal]:
    found = []
    for each in arguments:
        try:
            points = compute(*each)
        except ScoreError:
            continue
        if isinstance(points, Decimal):
            found.append(points)
    return found
