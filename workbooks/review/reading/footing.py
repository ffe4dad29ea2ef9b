"""A figure table added up down its columns and across its rows, and where both point to the same cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, FigureRow, FigureTable
from workbooks.review.reading.column_sums import Equation, equations
from workbooks.review.reading.hierarchy import Whole, wholes

NO_SUM = regex(r"率|%|比|幅度|得分|进度")
_NEAR = Decimal("0.05")
# A sum that is further off was not one of these rows.
_FARTHEST = Decimal("0.5")
_MOST_OTHERS = 8
_ACCOUNT_TOTAL = regex(r"本年(?:收入|支出)合计|(?:收入|支出)?总计")


@dataclass(frozen=True)
class Foot:
    """One column of a row and its parts; `gap` is None while a figure is missing."""

    column: int
    whole: Cell
    parts: tuple[Cell, ...]
    sum: Decimal
    gap: Decimal | None

    @property
    def fits(self) -> bool:
        return self.gap == 0 and self.sum != 0


@dataclass(frozen=True)
class Footing:
    """A row that has parts, its columns, and whether it is known to be their sum."""

    whole: Whole
    feet: tuple[Foot, ...]
    sure: bool

    def wrong(self) -> Iterator[Foot]:
        """The columns that do not add up; where nothing says that they should, only near misses."""
        for foot in self.feet:
            if foot.gap and (self.sure or abs(foot.gap) <= _NEAR * abs(foot.sum)):
                yield foot


@dataclass(frozen=True)
class Across:
    """A row whose columns do not add up as an equation says; the result is `gap` too large."""

    row: FigureRow
    equation: Equation
    gap: Decimal


class CrossFooting:
    """The sums of a table in both directions."""

    def __init__(self, table: FigureTable) -> None:
        self.table = table
        self.wholes = wholes(table.rows)

    @cached_property
    def down(self) -> list[Footing]:
        """Every row with parts, over that list of parts which fits most columns."""
        best = [(whole, self.best(whole)) for whole in self.wholes]
        fitting = [any(foot.fits for foot in feet) for _, feet in best]
        coded = sum(fits for (whole, _), fits in zip(best, fitting, strict=True) if whole.coded)
        found = [
            Footing(whole, tuple(feet), fits or (whole.coded and coded > 0) or self._is_total(whole, feet))
            for (whole, feet), fits in zip(best, fitting, strict=True)
        ]
        # The only figure of a row is no sum of what stands below it, and the sum above it lacks as much.
        above = {
            (id(part), foot.gap)
            for footing in found
            if footing.sure
            for foot in footing.feet
            if foot.gap
            for part in foot.parts
        }
        return [
            replace(
                each, sure=each.sure or any((id(foot.whole), -(foot.gap or 0)) in above for foot in each.feet)
            )
            for each in found
        ]

    def best(self, whole: Whole) -> list[Foot]:
        tried = [feet_of(self.table, whole.row, parts, whole.coded) for parts in whole.parts]
        return max(tried, key=lambda feet: sum(foot.fits for foot in feet), default=[])

    def _is_total(self, whole: Whole, feet: Sequence[Foot]) -> bool:
        """Whether it is a total of a public account: all that is listed above it belongs to it."""
        named = bool(self.table.side) and bool(_ACCOUNT_TOTAL.fullmatch(plain(whole.row.label)))
        return named and all(foot.gap is None or abs(foot.gap) <= _FARTHEST * abs(foot.sum) for foot in feet)

    @cached_property
    def across(self) -> list[Across]:
        """The rows that do not add up as the headings say; only where two others do, or the form is known."""
        found = []
        for equation in equations(self.table):
            gaps = [
                Across(row, equation, gap)
                for row in self.table.rows
                if (gap := equation.gap(row)) is not None and equation.used(row)
                if not (equation.sparse and _is_elsewhere(equation, row, gap))
            ]
            if equation.certain or sum(not each.gap for each in gaps) >= 2:
                found += [each for each in gaps if each.gap]
        return [each for each in found if not any(_is_cause(other, each) for other in found)]

    def follows(self, foot: Foot) -> bool:
        """Whether a sum is only wrong because one of its parts, itself a sum, is."""
        below = {id(each.whole): each for footing in self.down if footing.sure for each in footing.feet}
        return any(
            (own := below.get(id(part))) is not None and own.gap and own.gap == -(foot.gap or 0)
            for part in foot.parts
        )

    def crossing(self, foot: Foot) -> Cell | None:
        """The part of a wrong sum whose row does not add up either, by the same amount."""
        for part in foot.parts if foot.gap else ():
            for across in self.across:
                if part in across.row.cells.values() and self._mends(across, part, foot.gap or Decimal(0)):
                    return part
        return None

    def explains(self, foot: Foot, across: Across) -> bool:
        """Whether a row does not add up because one of its parts is a wrong sum of its column."""
        result = across.row.cells.get(across.equation.result)
        if foot.gap is None or foot.whole is result or foot.whole not in across.row.cells.values():
            return False
        return self._mends(across, foot.whole, -foot.gap)

    @staticmethod
    def _mends(across: Across, part: Cell, by: Decimal) -> bool:
        """Whether a row adds up once one of its cells is larger by an amount."""
        columns = [column for column, cell in across.row.cells.items() if cell is part]
        signs = [sign for sign, column in across.equation.terms if column in columns]
        return bool(signs) and across.gap == signs[0] * by


def _is_elsewhere(equation: Equation, row: FigureRow, gap: Decimal) -> bool:
    """Whether what lacks in a row stands in columns that nobody knows to be parts, as 债券资金."""
    others = [
        cell.number.value
        for column, cell in row.cells.items()
        if column not in equation.columns and cell.number is not None and not cell.number.percent
    ]
    sums = {
        sum(chosen, Decimal(0)) for size in (1, 2) for chosen in combinations(others[:_MOST_OTHERS], size)
    }
    return gap > 0 and (gap in sums or gap == sum(others, Decimal(0)))


def _is_cause(part: Across, across: Across) -> bool:
    """Whether a row is only wrong because one of the columns added up is, itself a sum in the same row."""
    added = [column for sign, column in across.equation.terms[:-1] if sign > 0]
    return part.row is across.row and part.equation.result in added and part.gap + across.gap == 0


def feet_of(
    table: FigureTable, row: FigureRow, parts: Sequence[FigureRow], blank_is_nothing: bool = False
) -> list[Foot]:
    feet = []
    for column, heading in table.headings.items():
        whole = row.cells.get(column)
        if NO_SUM.search(plain(heading)) or whole is None or whole.number is None or whole.number.percent:
            continue
        cells = [part.cells[column] for part in parts if column in part.cells]
        numbers = [cell.number for cell in cells if cell.number is not None]
        total = sum((number.value for number in numbers), Decimal(0))
        gap = whole.number.value - total
        complete = len(numbers) == len(parts) or ((blank_is_nothing or table.side) and bool(numbers))
        feet.append(Foot(column, whole, tuple(cells), total, gap if complete or gap == 0 else None))
    return feet
