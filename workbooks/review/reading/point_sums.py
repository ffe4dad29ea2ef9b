"""Weights and scores of an indicator table, added up; unknown as soon as one of them is not printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.official_table import Cell, IndicatorTable, Level, Row
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.official.words import is_blank

Figure = Literal["weight", "score"]

_DEDUCTION = regex(r"^(?!.*加).*(?:减分|扣分)")
BONUS = regex(r"加减分|加分|减分|扣分|附加")


@dataclass(frozen=True)
class PointSum:
    """A sum of points: how many decimals its parts use, and how many parts may have been rounded there."""

    value: Decimal
    places: int
    rounded: int

    def __add__(self, other: PointSum) -> PointSum:
        places = max(self.places, other.places)
        return PointSum(self.value + other.value, places, self.rounded + other.rounded)


def points(figure: Printed) -> Decimal:
    """Points of a printed number; a weight of 10% is 10 points."""
    return figure.value * 100 if figure.percent else figure.value


def shown(value: Decimal) -> str:
    """Points as a message writes them: 43, 14.41."""
    return f"{value.normalize():f}"


def total_of(figures: Iterable[Printed | None]) -> PointSum | None:
    """The sum of printed numbers; None without any, or when one is missing."""
    printed = list(figures)
    known = [figure for figure in printed if figure is not None]
    if not known or len(known) < len(printed):
        return None
    decimals = [figure.places for figure in known]
    places = max(decimals)
    return PointSum(sum(map(points, known), Decimal(0)), places, decimals.count(places) if places else 0)


def figures_of(rows: Iterable[Row], figure: Figure) -> Iterator[Printed | None]:
    """The weights or scores of rows; one in a merged cell of several rows once."""
    return (row.figure(figure) for row in rows if not row.is_below(figure))


def printed_of(cell: Cell | None) -> Printed | None:
    return cell.number if cell is not None else None


class Tally:
    """The rows and second levels below each level of a table, looked up and added up once."""

    def __init__(self, table: IndicatorTable) -> None:
        self._levels = table.levels
        self._rows = {row.number: row for row in table.rows}
        self._second: dict[int, list[Level]] = {}
        self._sums: dict[tuple[int, Figure], PointSum | None] = {}
        for level in table.levels:
            if level.depth == 2 and level.rows:
                self._second.setdefault(level.rows[0], []).append(level)

    @cached_property
    def relative(self) -> bool:
        """Whether weights are given within each level, every level having 100 of its own."""
        found = [self.below(level, "weight") for level in self._levels]
        sums = [each[0].value for each in found if each is not None]
        return len(sums) > 1 and all(value == 100 for value in sums)

    def rows(self, level: Level) -> list[Row]:
        """The rows of the indicators below a level."""
        return [self._rows[number] for number in level.rows if number in self._rows]

    def sum_of(self, level: Level, figure: Figure) -> PointSum | None:
        """The sum of the indicators below a level."""
        key = id(level), figure
        if key not in self._sums:
            self._sums[key] = total_of(figures_of(self.rows(level), figure))
        return self._sums[key]

    def below(self, level: Level, figure: Figure) -> tuple[PointSum, str] | None:
        """What stands directly below a level: its second levels where all have the figure, else its rows."""
        if level.depth == 1:
            parts = [part for number in level.rows for part in self._second.get(number, ())]
            found = total_of(printed_of(getattr(part, figure)) for part in parts)
            covered = {number for part in parts for number in part.rows}
            if found is not None and covered == set(level.rows):
                return found, "二级指标"
        rows = self.sum_of(level, figure)
        return (rows, "指标") if rows is not None else None


@lru_cache(maxsize=8)
def tally_of(table: IndicatorTable) -> Tally:
    """The tally of a table, the same for all checks."""
    return Tally(table)


@lru_cache(maxsize=16)
def sum_of_table(table: IndicatorTable, figure: Figure) -> PointSum | None:
    """All rows, and the execution rate in the money block of a project form; no sum of relative weights.

    None as well where the block has a score and nobody says how many points it could have had.
    """
    if figure == "weight" and tally_of(table).relative:
        return None
    rows = total_of(figures_of(table.rows, figure))
    if rows is None or table.money is None:
        return rows
    weight, score = table.money.weight, table.money.score
    cell = weight if figure == "weight" else score
    if cell is None or is_blank(cell.text):
        beside = score if figure == "weight" else weight
        return None if printed_of(beside) is not None and cell is None else rows
    head = total_of([cell.number])
    return rows + head if head is not None else None


def is_bonus(row: Row) -> bool:
    """Whether a row gives points over and above the full mark."""
    return _gives_bonus(row.level1) or _gives_bonus(row.level2)


@lru_cache(maxsize=1 << 10)
def _gives_bonus(level: str) -> bool:
    return bool(BONUS.search(level))


def is_deduction(row: Row) -> bool:
    """Whether a row only takes points off."""
    return _takes_off(row.level1) or _takes_off(row.level2)


@lru_cache(maxsize=1 << 10)
def _takes_off(level: str) -> bool:
    return bool(_DEDUCTION.search(level))


@lru_cache(maxsize=16)
def weights_without_bonus(table: IndicatorTable) -> Decimal | None:
    """All weights but those of bonus points, which are over and above the full mark."""
    exact = sum_of_table(table, "weight")
    bonus = [row for row in table.rows if is_bonus(row)]
    if exact is None or not bonus:
        return exact.value if exact is not None else None
    return exact.value - sum((points(row.weight) for row in bonus if row.weight is not None), Decimal(0))


def full_mark(table: IndicatorTable) -> Decimal | None:
    """The full mark that the table itself states: 100 in a heading or label, or printed as total weight."""
    texts = [table.headings.get("weight", ""), table.title]
    texts += [cell.text for cell in (table.total or {}).values() if cell.number is None]
    said = any(re.search(r"(?<!\d)100(?:分|\)|$)|百分制", text) for text in texts)
    weight = printed_of((table.total or {}).get("weight"))
    if said or (weight is not None and points(weight) == 100):
        return Decimal(100)
    return None


@dataclass(frozen=True)
class Difference:
    """A printed sum that is not the sum of its parts; `habit` says what explains it, if anything does."""

    expected: str
    found: str
    habit: str


def difference(exact: PointSum, cell: Cell) -> Difference | None:
    """Compare the number in a cell with the sum of its parts; None where it follows or is no number."""
    figure = cell.number
    if figure is None:
        return None
    printed = Printed(points(figure), figure.decimals)
    match = fit(exact.value, printed, exact.places)
    if match.follows:
        return None
    habit = f"像是{match.habit}" if match.habit else ""
    slack = exact.rounded * Decimal(5).scaleb(-exact.places - 1)
    if not habit and abs(exact.value - printed.value) <= slack:
        habit = "相差在各项舍入误差之内，像是未舍入的得分相加"
    places = max(exact.places, figure.decimals or 0)
    return Difference(f"{exact.value:.{places}f}", cell.text, habit)
