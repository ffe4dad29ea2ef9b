"""The trials of a rule on the sheet 评分规则: figures at its bounds with live scores, and room for one's own.

The figures of the trials, and the steps of long ordinary formulas, stand in folded columns on the right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from udfs.expression import CellError, Data, Figure, Item, Notation, guard, shown_value
from udfs.native import LONGEST
from udfs.records import dataclass
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page import paper as look
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.writer import Writer
from workbooks.forms.sheets.rules.rule_readings import figures_text, items_of, trials_of
from workbooks.standards.items import DataItem
from workbooks.standards.model import Indicator, Standard

TRIALS = 5
_OWN = "自己试"


@dataclass(frozen=True)
class TrialColumns:
    """Where the trials stand: pairs of figures and score, then the figures and the score of one's own."""

    first: int
    most: int
    """How many figures a rule asks for at most."""

    @property
    def own(self) -> int:
        return self.first + 2 * TRIALS

    @property
    def own_score(self) -> int:
        return self.own + self.most

    @property
    def folded(self) -> int:
        return self.own_score + 2

    @property
    def steps(self) -> int:
        return self.folded + TRIALS * self.most

    def headings(self) -> list[str]:
        pairs = [text for number in range(1, TRIALS + 1) for text in (f"试算点{number}", f"得分{number}")]
        return [*pairs, *(f"{_OWN}：第{number}个数" for number in range(1, self.most + 1)), f"{_OWN}：得分"]

    def widths(self) -> list[float]:
        return [*[20, 9] * TRIALS, *[14] * self.most, 10]


def columns_of(standard: Standard, first: int) -> TrialColumns:
    """The columns of a standard, from the first that is free."""
    counts = [len(items_of(standard, indicator)) for _, _, indicator in standard.rows]
    return TrialColumns(first, max([1, *counts]))


def write_trials(
    paper: Paper, standard: Standard, indicator: Indicator, row: int, columns: TrialColumns, writer: Writer
) -> None:
    """Write the trials of one rule."""
    items = items_of(standard, indicator)
    steps = _Steps(paper, row, columns.steps)
    points = trials_of(standard, indicator)
    for number in range(TRIALS):
        at = columns.first + 2 * number
        point = points[number] if number < len(points) else None
        paper.put(row, at, figures_text(point, items) if point else None, look.TEXT)
        if point is None:
            paper.put(row, at + 1, None, look.SCORE)
            continue
        cells = {key: (row, columns.folded + number * columns.most + n) for n, key in enumerate(items)}
        for key, place in cells.items():
            paper.put(*place, look.plain(point.figures.get(key)), look.STEP)
        formula = _formula(indicator, cells, writer, steps, point.figures)
        value = _value(indicator, point.figures)
        paper.formula(row, at + 1, f"={formula}", look.SCORE, partial(_fixed, value=value))
    _write_own(paper, indicator, items, row, columns, writer, steps)


def _write_own(
    paper: Paper,
    indicator: Indicator,
    items: dict[str, DataItem],
    row: int,
    columns: TrialColumns,
    writer: Writer,
    steps: _Steps,
) -> None:
    """Room for figures of one's own, and the score they give."""
    cells = {key: (row, columns.own + n) for n, key in enumerate(items)}
    for n in range(columns.most):
        key = next((key for key, place in cells.items() if place[1] == columns.own + n), None)
        paper.put(row, columns.own + n, None, look.INPUT_STYLES[items[key].kind] if key else look.TEXT)
    area = f"{look.letter(columns.own)}{row}:{look.letter(columns.own + columns.most - 1)}{row}"
    formula = _formula(indicator, cells, writer, steps, {})
    paper.formula(row, columns.own_score, f'=IF(COUNTA({area})=0,"",{formula})', look.SCORE, lambda _: "")


def _formula(
    indicator: Indicator,
    cells: dict[str, tuple[int, int]],
    writer: Writer,
    steps: _Steps,
    figures: Data,
) -> str:
    """The score over cells of this row, held to the weight as the rule is read."""
    notation = Notation(lambda key: f"{look.letter(cells[key][1])}{cells[key][0]}")
    if writer.workings is None:
        return indicator.expression.body(notation)
    return writer.scenario_score(
        indicator.expression, notation, partial(steps.cell, notation, figures), LONGEST
    )


def _value(indicator: Indicator, figures: Data) -> CellValue:
    try:
        return indicator.expression.score(figures)
    except CellError as error:
        return error.code


def _fixed(_table: ScoredTable, value: CellValue) -> CellValue:
    """What a trial shows, whatever is filled in."""
    return value


@dataclass
class _Steps:
    """The partial results of the trials of a row, in folded columns."""

    paper: Paper
    row: int
    column: int

    def cell(
        self,
        notation: Notation,
        figures: Data,
        _label: str,
        items: Sequence[Item],
        formula: str,
        work: Callable[[Data], Figure],
    ) -> str:
        value = shown_value(items, figures, work)
        text = f"={guard(items, formula, notation)}"
        self.paper.formula(self.row, self.column, text, look.STEP, partial(_fixed, value=value))
        self.column += 1
        return f"{look.letter(self.column - 1)}{self.row}"
