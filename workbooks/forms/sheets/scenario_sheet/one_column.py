"""The scenario columns of the sheet 情景: what is written into every one of them, and its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from functools import cached_property, partial

from udfs.native import remembered
from udfs.records import dataclass
from workbooks.files.coordinates import get_column_letter
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.sheets.scenario_sheet.places import BASE, BASE_LABEL, FIRST, SPARE
from workbooks.whatif.scenarios import Base, Changes

Value = Callable[[ScoredTable], CellValue]
# Stands for the letter of a scenario column in a formula that is written into every one of them.
HERE = "\ue000"


@dataclass(frozen=True)
class Scenario:
    """A scenario to begin with: its name, and the figures that are other than in the base.

    `form` counts the forms of the workbook from 0.
    """

    name: str
    changes: Changes = field(default_factory=dict)
    form: int = 0


class ScenarioColumn:
    """A scenario column, and the table scored with its changes."""

    def __init__(self, number: int, scenario: Scenario) -> None:
        self.number, self.scenario = number, scenario
        self.letter = get_column_letter(number)
        self._last: tuple[ScoredTable, ScoredTable] | None = None

    def table(self, base: ScoredTable) -> ScoredTable:
        """The base with the changes of this scenario."""
        if not self.scenario.changes:
            return base
        if self._last is None or self._last[0] is not base:
            self._last = base, Base(base).apply(self.scenario.changes)
        return self._last[1]


@dataclass(frozen=True)
class ScenarioColumns:
    """The scenario columns: those to begin with, and empty ones up to `SPARE`."""

    paper: Paper
    scenarios: tuple[Scenario, ...]

    @cached_property
    def all(self) -> tuple[ScenarioColumn, ...]:
        empty = [Scenario(f"情景{number}") for number in range(len(self.scenarios) + 1, SPARE + 1)]
        return tuple(ScenarioColumn(FIRST + n, one) for n, one in enumerate((*self.scenarios, *empty)))

    @cached_property
    def chosen(self) -> ScenarioColumn:
        """The one chosen to begin with: the first scenario, or the base where there is none."""
        return self.all[0] if self.scenarios else ScenarioColumn(BASE, Scenario(BASE_LABEL))

    @property
    def last(self) -> int:
        """The number of the last column."""
        return FIRST + len(self.all) - 1

    def everywhere(self, row: int, formula: str, style: str, value: Value) -> None:
        """Write a formula into every scenario column, its own letter in the place of `HERE`."""
        value = remembered(value)
        for column in self.all:
            compute = partial(_of_column, column=column, value=value)
            own = formula.replace(HERE, column.letter)
            self.paper.formula(row, column.number, own, style, compute)

    def array(self, row: int, formula: str, style: str, values: Sequence[Value]) -> None:
        """Write an array formula down from a row into every scenario column, likewise."""
        values = [remembered(value) for value in values]
        for column in self.all:
            computes = [partial(_of_column, column=column, value=value) for value in values]
            self.paper.array(row, column.number, formula.replace(HERE, column.letter), style, computes)


def _of_column(base: ScoredTable, column: ScenarioColumn, value: Value) -> CellValue:
    return value(column.table(base))
