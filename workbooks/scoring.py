"""A standard and its data give a scored table: the headless twin of the live workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from udfs.errors import BAD_VALUE, MISSING, ScoreError
from udfs.numbers import round_score
from udfs.totals import grade
from workbooks.expression import CellError, Data
from workbooks.figures import problems
from workbooks.findings import ERROR, Finding
from workbooks.standard import FirstLevel, Indicator, SecondLevel, Standard

Status = Literal["scored", "judged", "missing", "error"]
FORM_SHEET = "附表"


@dataclass(frozen=True)
class Reported:
    """The scores somebody printed or typed, for comparison only; they never enter a calculation."""

    items: Mapping[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None
    grade: str | None = None


@dataclass(frozen=True)
class ItemScore:
    """The score of one indicator, or the error value its cell shows and why."""

    first: FirstLevel
    second: SecondLevel
    indicator: Indicator
    score: Decimal | None
    status: Status
    error: str | None = None
    reason: str = ""

    @property
    def shown(self) -> Decimal | str:
        """What the score cell shows: a number or an error value."""
        return self.score if self.score is not None else self.error or ""


@dataclass(frozen=True)
class ScoredTable:
    """One scored table; the total is `None` (and its cell an error) while any item has no score."""

    standard: Standard
    unit: str
    year: int
    data: Data
    items: tuple[ItemScore, ...]
    reported: Reported

    @property
    def total(self) -> Decimal | None:
        scores = [item.score for item in self.items if item.score is not None]
        return round_score(sum(scores, Decimal(0))) if len(scores) == len(self.items) else None

    @property
    def total_shown(self) -> Decimal | str:
        """What the total cell shows: SUM gives the first error in its range."""
        total = self.total
        return total if total is not None else first_error(self.items)

    @property
    def grade(self) -> str | None:
        total = self.total
        if total is None:
            return None
        try:
            return grade(total, self.standard.grades.bands)
        except ScoreError:
            return None

    @property
    def grade_shown(self) -> str:
        """What the grade cell shows: the grade, or the error value of the total or of the grade."""
        total = self.total_shown
        return total if isinstance(total, str) else self.grade or BAD_VALUE

    @property
    def complete(self) -> bool:
        return all(item.score is not None for item in self.items)

    def findings(self) -> list[Finding]:
        """Data that stands in the way of a score, and reported scores that do not follow."""
        figures = list(problems(self.standard, self.data))
        troubled = {finding.cell for finding in figures}
        return [*figures, *_rule_errors(self, troubled), *_differences(self)]

    def as_json(self) -> dict[str, Any]:
        """The JSON of the command-line contract."""
        reported = self.reported.items
        return {
            "standard": self.standard.id,
            "unit": self.unit,
            "items": [
                {
                    "name": item.indicator.name,
                    "weight": float(item.indicator.weight),
                    "score": _float(item.score),
                    "reported": _float(reported.get(item.indicator.name)),
                    "status": item.status,
                }
                for item in self.items
            ],
            "total": _float(self.total),
            "full_mark": float(self.standard.full_mark),
            "grade": self.grade,
            "reported": {"total": _float(self.reported.total), "grade": self.reported.grade},
            "findings": [finding.as_json() for finding in self.findings()],
        }


def score(
    standard: Standard,
    data: Data,
    unit: str = "",
    year: int | None = None,
    reported: Reported | None = None,
) -> ScoredTable:
    """Score every indicator in one pass; the year is that of the standard unless given."""
    items = tuple(_score_item(*row, data) for row in standard.rows)
    return ScoredTable(standard, unit, year or standard.year, data, items, reported or Reported())


def first_error(items: Iterable[ItemScore]) -> str:
    """The error value that a SUM over these items shows, of which one at least has no score."""
    return next(item.error for item in items if item.error is not None)


def _score_item(first: FirstLevel, second: SecondLevel, indicator: Indicator, data: Data) -> ItemScore:
    expression = indicator.expression
    try:
        points = expression.score(data)
    except CellError as error:
        status: Status = "missing" if error.code == MISSING else "error"
        return ItemScore(first, second, indicator, None, status, error.code, str(error))
    judged = any(judgement.is_typed(data) for judgement in expression.judgements)
    return ItemScore(first, second, indicator, points, "judged" if judged else "scored")


def _rule_errors(table: ScoredTable, troubled: set[str]) -> Iterator[Finding]:
    """Items that cannot be scored although each of their figures is all right (a denominator of 0 …)."""
    for item in table.items:
        indicator = item.indicator
        if item.status == "error" and not troubled.intersection(indicator.expression.keys):
            message = f"“{indicator.name}”无法评分：{item.reason}"
            yield _finding("S01", indicator.name, message, None, item.error, indicator.criterion)


def _differences(table: ScoredTable) -> Iterator[Finding]:
    """Reported scores, total and grade that do not follow from the data."""
    form, reported = table.standard.form, table.reported
    for item in table.items:
        name, printed = item.indicator.name, reported.items.get(item.indicator.name)
        if printed is not None and item.score is not None and printed != item.score:
            right, found = str(item.score), as_points(printed)
            message = f"“{name}”报的是 {found} 分，按评分标准应为 {right} 分"
            yield _finding("S02", name, message, right, found, item.indicator.criterion)
    if table.total is not None and reported.total is not None and table.total != reported.total:
        right, printed_total = str(table.total), as_points(reported.total)
        message = f"{form.total_label}报的是 {printed_total}，各指标得分相加应为 {right}"
        yield _finding("S03", form.total_label, message, right, printed_total, "总分等于各指标得分之和")
    if table.grade and reported.grade and table.grade != reported.grade:
        message = f"{form.grade_label}报的是“{reported.grade}”，总分 {table.total} 应为“{table.grade}”"
        basis = table.standard.grades.source
        yield _finding("S04", form.grade_label, message, table.grade, reported.grade, basis)


def _finding(
    code: str, cell: str, message: str, expected: str | None, found: str | None, basis: str
) -> Finding:
    return Finding(code, ERROR, FORM_SHEET, cell, message, expected, found, basis)


def as_points(points: Decimal) -> str:
    """Points as a form prints them: two decimals, more only where somebody typed more."""
    return f"{points:.2f}" if points == round_score(points) else f"{points.normalize():f}"


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
