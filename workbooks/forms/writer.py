"""How scores are written in an edition of a workbook: as calls of our functions, or as native formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from openpyxl.utils import get_column_letter

from udfs.catalogue import BY_KEY
from udfs.native import LONGEST, Part, Scope, Term, TooLongError, Value, inline
from workbooks.expression import (
    Call,
    Data,
    Expression,
    Item,
    Notation,
    Reference,
    guard,
    natively,
    shown_value,
)
from workbooks.forms import paper as look
from workbooks.forms.paper import CellValue, Compute, Paper
from workbooks.scoring import ScoredTable

Edition = Literal["udf", "native"]
UDF: Edition = "udf"
NATIVE: Edition = "native"

WORKINGS_SHEET = "算式"
_HEADINGS = ("指标", "步骤", "结果")
_WIDTHS = (34, 22, 16)
_HEADER_ROW = 4

ScopeOf = Callable[[ScoredTable], Data]
"""The figures that a formula sees in a scored table."""


def shared_figures(table: ScoredTable) -> Data:
    """The figures that every indicator of the document sees."""
    return table.data


class Workings:
    """The sheet 算式 of a native edition: one line for each partial result."""

    def __init__(self, new_paper: Callable[[str], Paper]) -> None:
        self._new_paper = new_paper
        self._paper: Paper | None = None
        self._row = _HEADER_ROW

    def cell(self, label: str, step: str, formula: str, compute: Compute) -> str:
        """Write a partial result and return what refers to it."""
        paper = self._paper or self._begin()
        self._row += 1
        paper.put(self._row, 1, label, look.TEXT)
        paper.put(self._row, 2, step, look.TEXT)
        paper.formula(self._row, 3, formula, look.CENTRE, compute)
        return f"{WORKINGS_SHEET}!$C${self._row}"

    def finish(self) -> None:
        """Set up the printing of the sheet, if there is one."""
        if self._paper is not None:
            self._paper.print_setup((_HEADER_ROW, _HEADER_ROW), len(_HEADINGS), landscape=False)
            self._paper.protect()

    def _begin(self) -> Paper:
        self._paper = paper = self._new_paper(WORKINGS_SHEET)
        paper.widths(_WIDTHS)
        paper.title_block("得分算式的中间步骤", len(_HEADINGS))
        paper.headings(_HEADER_ROW, [_HEADINGS])
        return paper


@dataclass(frozen=True)
class Writer:
    """Writes the score formulas of one workbook; without workings they call our functions."""

    workings: Workings | None = None

    def score(self, expression: Expression, label: str, reference: Reference = str) -> str:
        """The formula of a score (without "=") over figures that all indicators share."""
        workings = self.workings
        if workings is None:
            return expression.body(Notation(reference))

        def workings_cell(step: str, formula: str, compute: Compute) -> str:
            return workings.cell(label, step, f"={formula}", compute)

        return _shortest(expression, reference, _Steps(reference, shared_figures, workings_cell).part)

    def own_score(self, expression: Expression, reference: Reference, steps: RowSteps) -> str:
        """The formula of a row of the unit's own; its steps stand in the same row, to be filled down."""
        if self.workings is None:
            return expression.body(Notation(reference))

        return _shortest(expression, reference, _Steps(reference, steps.scope, steps.cell).part)

    def call(self, key: str, *terms: Term) -> str:
        """One call of a catalogue function."""
        function = BY_KEY[key]
        if self.workings is None:
            return f"{function.name}({','.join(term.formula for term in terms)})"
        return function.native(inline, *terms)


@dataclass
class RowSteps:
    """The partial results of one row of the unit's own, from a column on to the right."""

    paper: Paper
    row: int
    header_row: int
    column: int
    asked: str
    """The condition under which the row is empty."""
    scope: ScopeOf

    def cell(self, step: str, formula: str, compute: Compute) -> str:
        def value(table: ScoredTable) -> CellValue:
            return compute(table) if self.scope(table) else ""

        self.paper.put(self.header_row, self.column, step, look.HINT)
        whole = f'=IF({self.asked},"",{formula})'
        self.paper.formula(self.row, self.column, whole, look.HINT, value)
        self.column += 1
        return f"{get_column_letter(self.column - 1)}{self.row}"


def _shortest(expression: Expression, reference: Reference, part: Part) -> str:
    """One formula if it is short enough, else with cells of their own for its parts, and for whole calls."""
    try:
        whole = expression.body(Notation(reference, natively()))
        if len(whole) <= LONGEST:
            return whole
    except TooLongError:
        pass
    tried = expression.body(Notation(reference, natively(_somewhere)))
    calls = natively(part) if len(tried) <= LONGEST else partial(_as_step, part)
    return expression.body(Notation(reference, calls))


def _somewhere(label: str, formula: str, value: Callable[[Scope], Value], terms: Sequence[Term]) -> str:
    """A reference as long as one to a cell, to try how long a formula gets."""
    return f"{WORKINGS_SHEET}!$C$100"


def _as_step(part: Part, call: Call, notation: Notation) -> str:
    """A call in a cell of its own."""
    step = call.function.summary.partition("：")[0]
    return part(step, call.natively(part, notation), call.value, call.terms(notation))


@dataclass(frozen=True)
class _Steps:
    """Puts partial results into cells, guarded against blanks and texts like a score."""

    reference: Reference
    scope: ScopeOf
    cell: Callable[[str, str, Compute], str]

    def part(self, label: str, formula: str, value: Callable[[Scope], Value], terms: Sequence[Term]) -> str:
        items = tuple(
            dict.fromkeys(item for term in terms for item in term.figures if isinstance(item, Item))
        )

        def compute(table: ScoredTable) -> CellValue:
            return shown_value(items, self.scope(table), value)

        return self.cell(label, guard(items, formula, self.reference), compute)
