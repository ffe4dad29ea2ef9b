"""The nearest value of a figure that gives wanted points, and the most points it can give: exact.

Ranges of the figure are halved until one value is left; a range is left out only when no value in it can
reach what is wanted (`ranges`), and a value counts only when the scoring itself says so.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count

from udfs.expression import CellError, Data, Figure
from udfs.numbers import round_score
from udfs.records import dataclass
from workbooks.filing.lines import Line
from workbooks.whatif.ranges import FigureSpan, Ranges
from workbooks.whatif.scenarios import Base
from workbooks.whatif.variables import Changeable, Values


@dataclass(frozen=True, eq=False)
class Curve:
    """The sum of the scores of some lines, as one figure takes its values (counted in steps from 0)."""

    key: str
    values: Values
    lines: tuple[Line, ...]
    data: Data

    def value(self, place: int) -> Decimal:
        return place * self.values.step

    def points(self, place: int) -> Decimal | None:
        """The points at one value, None where a line has no score."""
        return self.points_of(self.values.written(self.value(place)))

    def points_of(self, figure: Figure) -> Decimal | None:
        total = Decimal(0)
        for line in self.lines:
            scope: Mapping[str, Figure] = {**line.scope(self.data), self.key: figure}
            try:
                total += line.expression.score(scope)
            except CellError:
                return None
        return total

    def most(self, first: int, last: int) -> Decimal | None:
        """At least the most points from one value to another, None where no value has any."""
        span = FigureSpan(self.key, self.value(first), self.value(last), self.values)
        total = Decimal(0)
        for line in self.lines:
            found = Ranges(line.scope(self.data), span).of(line.expression.root)
            if found is None:
                return None
            total += round_score(found[1])
        return total

    @property
    def present(self) -> Decimal | None:
        """The points as the figure stands."""
        return self.points_of(self.values.written(self.values.present))


def curve_of(base: Base, figure: Changeable, places: tuple[int, ...] | None = None) -> Curve:
    """The curve of a figure over the lines that ask for it, or over some of them."""
    lines = tuple(base.table.items[place].line for place in places or figure.lines)
    return Curve(figure.slot.key, figure.values, lines, base.table.data)


def nearest(curve: Curve, wanted: Decimal) -> Decimal | None:
    """The value nearest to the present one that gives at least these points; None where none does.

    Of two equally near the smaller one.
    """
    present = curve.values.present
    found = [value for value in (below(curve, wanted), above(curve, wanted)) if value is not None]
    return min(found, key=lambda value: (abs(value - present), value), default=None)


def above(
    curve: Curve, wanted: Decimal, start: Decimal | None = None, width: Decimal | None = None
) -> Decimal | None:
    """The least value above the present one (or above `start`) that gives at least these points.

    `width` is how far away it may be: a guess that spares time where it is near, whatever it is.
    """
    present = curve.values.present if start is None else start
    start_place = int((present / curve.values.step).to_integral_value(ROUND_FLOOR)) + 1
    ranges = _outward(max(start_place, curve.values.first), curve.values.last, _places(curve, width))
    return _first(curve, wanted, ranges, 1)


def below(
    curve: Curve, wanted: Decimal, start: Decimal | None = None, width: Decimal | None = None
) -> Decimal | None:
    """The greatest value below the present one (or below `start`) that gives at least these points; `width`
    as in `above`."""
    present = curve.values.present if start is None else start
    start_place = int((present / curve.values.step).to_integral_value(ROUND_CEILING)) - 1
    ranges = _outward(max(-start_place, -curve.values.last), -curve.values.first, _places(curve, width))
    return _first(curve, wanted, ranges, -1)


def _places(curve: Curve, width: Decimal | None) -> int:
    """A width in steps, one at least."""
    return max(1, int(abs(width) / curve.values.step)) if width is not None else 1


def _outward(start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Ranges from `start` to `end`, the first so wide, each twice as wide as the one before."""
    while start <= end:
        yield start, min(end, start + width - 1)
        start, width = start + width, width * 2


def _first(curve: Curve, wanted: Decimal, ranges: Iterator[tuple[int, int]], sign: int) -> Decimal | None:
    """The first value in these ranges, mirrored where `sign` is −1, with the wanted points."""
    for whole in ranges:
        waiting, left, likely = [whole], whole, False
        while waiting:
            first, last = waiting.pop()
            # Where the half before cannot have it and both may, this one may.
            if not likely:
                most = curve.most(*sorted((sign * first, sign * last)))
                if most is None or most < wanted:
                    likely = len(waiting) > 0 and left == (first, last)
                    continue
            likely = False
            points = curve.points(sign * first)
            if points is not None and points >= wanted:
                return curve.value(sign * first)
            if first < last:
                middle = (first + 1 + last) // 2
                left = first + 1, middle
                waiting += [(middle + 1, last)] if middle < last else []
                waiting.append(left)
    return None


def highest(curve: Curve) -> Decimal | None:
    """The most points that any value gives; None where none gives any."""
    best, numbers = curve.present, count()
    waiting: list[tuple[Decimal, int, int, int]] = []

    def look_into(first: int, last: int) -> None:
        nonlocal best
        most = curve.most(first, last)
        if most is None or (best is not None and most <= best):
            return
        for place in {first, last}:
            points = curve.points(place)
            if points is not None and (best is None or points > best):
                best = points
        if last - first > 1 and (best is None or most > best):
            heapq.heappush(waiting, (-most, -next(numbers), first + 1, last - 1))

    if curve.values.first <= curve.values.last:
        look_into(curve.values.first, curve.values.last)
    while waiting:
        most, _, first, last = heapq.heappop(waiting)
        if best is not None and -most <= best:
            break
        middle = (first + last) // 2
        look_into(first, middle)
        if middle < last:
            look_into(middle + 1, last)
    return best
