"""How scores are written in an edition of a workbook: as calls of our functions, or as native formulas.

In the native edition a formula that would be too long to read gets cells of its own for its parts: on the
sheet 算式, or beside a row of the unit's own, to be filled down with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from functools import cached_property, partial
from typing import Literal, Protocol

from udfs.catalogue import BY_KEY
from udfs.expression import (
    BY_NAME,
    Data,
    Expression,
    Item,
    Notation,
    Reference,
    guard,
    natively,
    shown_value,
)
from udfs.native import LONGEST, Term, inline, refused
from udfs.records import dataclass
from workbooks.files.coordinates import get_column_letter
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.layout.kinds import WORKINGS_SHEET
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen
from workbooks.forms.page.native_score import StepCell, Work, written
from workbooks.forms.page.paper import CellValue, Paper

Edition = Literal["udf", "native"]
UDF: Edition = "udf"
NATIVE: Edition = "native"

_HEADINGS = ("指标", "步骤", "结果")
_WIDTHS = (34, 22, 16)
_HEADER_ROW = 4
_STEP_WIDTH = 1.5
_NOT_FILLED_DOWN = refused("请整行向下填充，包括右侧的步骤列")


class Workings:
    """The sheet 算式 of a native edition: one line for each partial result."""

    def __init__(self, new_paper: Callable[[str], Paper]) -> None:
        self._new_paper = new_paper
        self._row = _HEADER_ROW
        self._begun = False
        self._runs: list[tuple[str, int, int]] = []
        """The indicators with their rows, one after the other."""

    def cell(self, label: str, step: str, items: Sequence[Item], formula: str, work: Work) -> str:
        """Write a partial result of an indicator and return what refers to it."""

        def compute(table: ScoredTable) -> CellValue:
            return shown_value(items, table.data, work)

        return self.line(label, step, guard(items, formula, BY_NAME), compute)

    def line(self, label: str, step: str, formula: str, compute: Callable[[ScoredTable], CellValue]) -> str:
        """Write a line with a formula and return what refers to its cell."""
        self._begun = True
        self._row += 1
        same = bool(self._runs) and self._runs[-1][0] == label
        first = self._runs.pop()[1] if same else self._row
        self._runs.append((label, first, self._row))
        self._paper.put(self._row, 1, label, look.TEXT)
        self._paper.put(self._row, 2, step, look.TEXT)
        self._paper.formula(self._row, 3, f"={formula}", look.CENTRE, compute)
        return f"{WORKINGS_SHEET}!$C${self._row}"

    def finish(self, typed: Sequence[str], scores: Mapping[str, Sequence[str]]) -> None:
        """Set up the sheet, if there is one; while nothing is `typed` in the forms it looks blank.

        So does a step that lacks figures where the `scores` of its indicator are worked out without it:
        the rule has two ways, such as a rate typed or two amounts, and one of them is not gone.
        """
        if self._begun:
            screen.fade(self._paper.sheet, f"C{_HEADER_ROW + 1}:C{self._row}", typed)
            for label, first, last in self._runs:
                if cells := scores.get(label):
                    unneeded = f"COUNT({','.join(cells)})={len(cells)}"
                    screen.fade_if(self._paper.sheet, f"C{first}:C{last}", unneeded)
            self._paper.print_setup((_HEADER_ROW, _HEADER_ROW), len(_HEADINGS), landscape=False)
            self._paper.protect()

    @cached_property
    def _paper(self) -> Paper:
        paper = self._new_paper(WORKINGS_SHEET)
        paper.widths(_WIDTHS)
        paper.title_block("得分算式的中间步骤", len(_HEADINGS))
        paper.headings(_HEADER_ROW, [_HEADINGS])
        return paper


@dataclass
class RowSteps:
    """The partial results of one row of the unit's own, from a column on to the right."""

    paper: Paper
    row: int
    header_row: int
    column: int
    empty: str
    """The condition under which the row is empty."""
    reference: Reference
    figures: Callable[[ScoredTable], Data]
    """The figures of the row; none of an empty one."""
    _filled: dict[frozenset[Item], str] = field(default_factory=dict)

    def cell(self, step: str, items: Sequence[Item], formula: str, work: Work) -> str:
        """Write a partial result; it shows what the row lacks while that is not filled."""
        filled = self._whether_filled(items)
        return self._put(step, f"=IF({filled}=1,{formula},{filled})", items, work)

    @property
    def first(self) -> str:
        """The first cell that was written, "" while there is none."""
        return next(iter(self._filled.values()), "")

    def _whether_filled(self, items: Sequence[Item]) -> str:
        """The cell that is 1 where figures are filled, once for all the steps that need them."""
        wanted = frozenset(items)
        if wanted not in self._filled:
            step = f"填齐：{'、'.join(item.key for item in items) or '本行'}"
            formula = f'=IF({self.empty},"",{guard(items, "1", Notation(self.reference))})'
            self._filled[wanted] = self._put(step, formula, items, lambda _: Decimal(1))
        return self._filled[wanted]

    def _put(self, step: str, formula: str, items: Sequence[Item], work: Work) -> str:
        def compute(table: ScoredTable) -> CellValue:
            figures = self.figures(table)
            return shown_value(items, figures, work) if figures else ""

        heading = self.paper.sheet.cell(self.header_row, self.column).value
        if step not in str(heading or "").split("／"):
            self.paper.put(self.header_row, self.column, f"{heading}／{step}" if heading else step, look.STEP)
        self.paper.formula(self.row, self.column, formula, look.STEP, compute)
        self.column += 1
        return f"{get_column_letter(self.column - 1)}{self.row}"


class OwnSteps(Protocol):
    """Where the partial results of a row of the unit's own stand; the row is empty under `empty`."""

    @property
    def empty(self) -> str: ...

    @property
    def reference(self) -> Reference: ...

    def cell(self, step: str, items: Sequence[Item], formula: str, work: Work) -> str:
        """Write a partial result and return what refers to it."""

    @property
    def first(self) -> str:
        """The first cell that must be filled down with the row, "" for none."""


@dataclass(frozen=True)
class Writer:
    """Writes the score formulas of one workbook; without workings they call our functions."""

    workings: Workings | None = None

    @property
    def notation(self) -> Notation:
        """How a short formula over defined names is written."""
        return BY_NAME if self.workings is None else Notation(call=natively())

    def score(self, expression: Expression, label: str, reference: Reference = str) -> str:
        """The formula of a score (without "=") over figures that all indicators share."""
        if self.workings is None:
            return expression.body(Notation(reference))
        return written(expression, Notation(reference), partial(self.workings.cell, label), LONGEST)

    @staticmethod
    def scenario_score(expression: Expression, notation: Notation, cell: StepCell, room: int) -> str:
        """The ordinary formula of a score over the cells of a scenario; `cell` gives each step its place."""
        return written(expression, notation, cell, room)

    def own_score(self, expression: Expression, steps: OwnSteps) -> str:
        """The formula of a row of the unit's own; its steps stand in the same row, or on 算式."""
        if self.workings is None:
            score = expression.body(Notation(steps.reference))
        else:
            room = LONGEST - len(f'IF({steps.empty},"",IF(ISBLANK(AA1000),{_NOT_FILLED_DOWN},))')
            score = written(expression, Notation(steps.reference), steps.cell, room)
        if steps.first:
            # Without this a row whose steps were not filled down would score 0.
            score = f"IF(ISBLANK({steps.first}),{_NOT_FILLED_DOWN},{score})"
        return f'IF({steps.empty},"",{score})'

    def call(self, key: str, *terms: Term) -> str:
        """One call of a catalogue function."""
        function = BY_KEY[key]
        if self.workings is None:
            return f"{function.name}({','.join(term.formula for term in terms)})"
        return function.native(inline, *terms)


def narrow_steps(paper: Paper, column: int) -> None:
    """Make the columns of the steps narrow. Hidden ones would not be filled down (LibreOffice skips them)."""
    last = paper.sheet.max_column
    if last >= column:
        columns = paper.sheet.column_dimensions
        first = get_column_letter(column)
        columns[first].width = _STEP_WIDTH
        columns.group(first, get_column_letter(last), outline_level=1)
