"""What a quarterly table prints, by quarter, and what its figures give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from udfs.execution import proportion
from udfs.expression import Call, Constant
from udfs.numbers import rule_number, rule_numbers
from udfs.once import once_for
from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.headings import bare
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, FigureRow, FigureTable
from workbooks.official.words import quarter_of
from workbooks.review.reading.comparing import as_rate
from workbooks.review.reading.conventions import Custom, explained
from workbooks.review.subject import Subject

_COLUMNS = {
    "spent": regex(r"累计"),
    "schedule": regex(r"序时|应支出|应执行"),
    "score": regex(r"得分|分数"),
    "rate": regex(r"执行率|支出进度率|支出率|完成率"),
}
_TOTALS = {"subtotal": regex(r"小计"), "total": regex(r"总分|合计|总计|总得分")}
_MEAN = regex(r"平均")
_SHARES = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))
_HALF_POINTS = tuple(Decimal(count) / 2 for count in range(1, 41))
_FULL = (Decimal("0.25"), Decimal("0.75"), *_HALF_POINTS)


@dataclass(frozen=True)
class Scoring:
    """What the standard says: scheduled shares, points of each quarter, points of the mean rate."""

    shares: tuple[Decimal, ...]
    full: tuple[Decimal, ...]
    mean_full: Decimal


@dataclass(frozen=True)
class QuarterlyTable:
    """A quarterly table with all four quarters; exact figures are by sheet row."""

    table: FigureTable
    quarters: tuple[FigureRow, ...]
    columns: Mapping[str, int]
    scoring: Scoring | None

    @property
    def sheet(self) -> str:
        return self.table.sheet

    @property
    def shares(self) -> tuple[Decimal, ...]:
        return self.scoring.shares if self.scoring else _SHARES

    def cells(self, column: str) -> Sequence[Cell]:
        """The cells of a column, quarter by quarter, those that hold a number."""
        place = self.columns.get(column)
        found = [row.cells[place] for row in self.quarters if place is not None and place in row.cells]
        return [cell for cell in found if cell.number is not None]

    def value(self, cell: Cell) -> Decimal | None:
        return cell.number.value if cell.number is not None else None

    def label(self, cell: Cell) -> str:
        return next(row.label for row in self.table.rows if row.number == cell.row)

    def mean_cell(self, column: str) -> Cell | None:
        return self._other(_MEAN, column)

    def total_cell(self, row: str) -> Cell | None:
        """The points of the 小计 (`subtotal`) or 总分 (`total`) row."""
        return self._other(_TOTALS[row], "score")

    def _other(self, label: re.Pattern[str], column: str) -> Cell | None:
        place = self.columns.get(column)
        rows = [row for row in self.table.rows if row not in self.quarters and label.search(plain(row.label))]
        return rows[0].cells.get(place) if len(rows) == 1 and place is not None else None

    @cached_property
    def schedule_is_money(self) -> bool:
        """Whether 序时进度 is printed in amounts, not in per cents."""
        figures = [cell.number for cell in self.cells("schedule") if cell.number is not None]
        spends = [value for cell in self.cells("spent") if (value := self.value(cell)) is not None]
        per_cents = all(figure.percent or figure.value in (25, 50, 75, 100) for figure in figures)
        shares = all(figure.value <= 1 for figure in figures)
        return bool(figures and spends) and not per_cents and not shares

    @cached_property
    def rates(self) -> dict[int, Decimal]:
        """Cumulative spend by scheduled progress, where both are amounts."""
        if not self.schedule_is_money:
            return {}
        scheduled = {cell.row: self.value(cell) for cell in self.cells("schedule")}
        return self._by(scheduled)

    @cached_property
    def rates_of_year(self) -> dict[int, Decimal]:
        """Cumulative spend by the whole year's budget, the last scheduled amount."""
        scheduled = self.cells("schedule")
        if not self.schedule_is_money or len(scheduled) != len(self.shares):
            return {}
        return self._by(dict.fromkeys((row.number for row in self.quarters), self.value(scheduled[-1])))

    def _by(self, below: Mapping[int, Decimal | None]) -> dict[int, Decimal]:
        found = {}
        for cell in self.cells("spent"):
            spent, whole = self.value(cell), below.get(cell.row)
            if spent is not None and whole is not None and whole > 0:
                found[cell.row] = spent / whole
        return found

    @cached_property
    def rate_rule(self) -> Custom:
        """How the table works out its rates: by the schedule, unless plainly by the year's budget."""
        by_schedule = Custom("累计执行数÷序时进度", self.rates)
        customs = [by_schedule, Custom("累计执行数÷全年预算", self.rates_of_year)]
        printed = {
            cell.row: as_rate(cell.number, self.rates[cell.row])
            for cell in self.cells("rate")
            if cell.number is not None and cell.row in self.rates
        }
        best = explained(customs, printed)
        return best.custom if best is not None and best.is_rule else by_schedule

    @cached_property
    def exact_rates(self) -> Mapping[int, Decimal]:
        """The rates by that rule; the printed ones where the amounts are not there."""
        return self.rate_rule.values or self.printed_rates

    @cached_property
    def printed_rates(self) -> dict[int, Decimal]:
        return {
            cell.row: as_rate(cell.number, self.rates.get(cell.row, Decimal(1))).value
            for cell in self.cells("rate")
            if cell.number is not None
        }

    @cached_property
    def means(self) -> tuple[Decimal, ...]:
        """The mean of the exact rates and of the printed ones, as far as all quarters are known."""
        known = [rates for rates in (self.exact_rates, self.printed_rates) if len(rates) == len(self.shares)]
        return tuple(sum(rates.values(), Decimal(0)) / len(rates) for rates in known)

    @property
    def mean(self) -> Decimal | None:
        return self.means[0] if self.means else None

    @cached_property
    def points(self) -> dict[int, Decimal]:
        """The full points of each quarter: those of the standard, or those that the scores imply."""
        if self.scoring:
            full = zip((row.number for row in self.quarters), self.scoring.full, strict=False)
            return dict(full)
        rates, rows = self.exact_rates, [row.number for row in self.quarters]
        customs = [Custom(f"{full}", {row: rate * full for row, rate in rates.items()}) for full in _FULL]
        customs += [
            Custom(f"{full}", {row: min(rate, Decimal(1)) * full for row, rate in rates.items()})
            for full in _FULL
        ]
        scores = {cell.row: cell.number for cell in self.cells("score") if cell.number is not None}
        best = explained(customs, scores)
        return dict.fromkeys(rows, Decimal(best.custom.words)) if best is not None and best.is_rule else {}

    @cached_property
    def exact_points(self) -> dict[int, Decimal]:
        return self._points(self.exact_rates)

    @cached_property
    def points_by_printed(self) -> dict[int, Decimal]:
        return self._points(self.printed_rates)

    def _points(self, rates: Mapping[int, Decimal]) -> dict[int, Decimal]:
        """Rates × points, above 100 % no more than the full points where standard or table say so."""
        found = {}
        for row, full in self.points.items():
            if row in rates:
                found[row] = self._scored(rates[row], full, row)
        return found

    def _scored(self, rate: Decimal, full: Decimal, row: int) -> Decimal:
        if self.scoring:
            return proportion(rate, full)
        place = self.columns.get("score")
        cell = next(each for each in self.quarters if each.number == row).cells.get(place or 0)
        capped = rate > 1 and cell is not None and self.value(cell) == full
        return full if capped else rate * full

    @property
    def exact_subtotal(self) -> Decimal | None:
        points = self.exact_points
        return sum(points.values(), Decimal(0)) if len(points) == len(self.shares) else None

    @cached_property
    def mean_full(self) -> Decimal | None:
        """The full points of the mean rate: those of the standard, or the half points that fit to a cent."""
        if self.scoring:
            return self.scoring.mean_full
        cell = self.mean_cell("score")
        score = self.value(cell) if cell is not None else None
        if score is None or not self.mean:
            return None
        near = min(_FULL, key=lambda full: abs(full - score / (self.mean or Decimal(1))))
        return near if abs(near * self.mean - score) <= Decimal("0.01") else None

    def points_of_mean(self, mean: Decimal | None) -> Decimal | None:
        if mean is None or self.mean_full is None:
            return None
        return proportion(mean, self.mean_full) if self.scoring else mean * self.mean_full


@once_for(2)
def quarterly_tables(subject: Subject) -> tuple[QuarterlyTable, ...]:
    """The quarterly tables that have all quarters in order."""
    return tuple(_quarterly_tables(subject))


def _quarterly_tables(subject: Subject) -> Iterator[QuarterlyTable]:
    scoring = _scoring(subject)
    for table in subject.quarters:
        quarters = [(number, row) for row in table.rows if (number := quarter_of(bare(row.label)))]
        expected = len(scoring.shares) if scoring else len(_SHARES)
        if [number for number, _ in quarters] == list(range(1, expected + 1)):
            yield QuarterlyTable(table, tuple(row for _, row in quarters), _columns(table), scoring)


def _columns(table: FigureTable) -> dict[str, int]:
    """The column of each kind; of several with the same words none is taken."""
    found = {}
    for kind, pattern in _COLUMNS.items():
        places = [column for column, heading in table.headings.items() if pattern.search(bare(heading))]
        if kind == "spent":
            places = [
                column for column in places if not re.search("率|分|进度", bare(table.headings[column]))
            ]
        if len(places) == 1:
            found[kind] = places[0]
    return found


def _scoring(subject: Subject) -> Scoring | None:
    """What the one standard of the file with a quarterly table says."""
    standards = [*(each.standard for each in subject.recognised), *subject.standards.values()]
    calls = {id(call): call for standard in standards if (call := standard.quarterly_call) is not None}
    found = [_scoring_of(call) for call in calls.values()]
    return found[0] if len(found) == 1 else None


def _scoring_of(call: Call) -> Scoring | None:
    schedule, full, mean_full = (
        part.content if isinstance(part, Constant) else "" for part in call.arguments[1:4]
    )
    return Scoring(
        rule_numbers(schedule, "序时进度"), rule_numbers(full, "各期分值"), rule_number(mean_full, "平均分值")
    )
