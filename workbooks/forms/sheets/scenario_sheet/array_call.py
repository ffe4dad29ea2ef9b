"""The scores of a scenario by one array call (UDF edition), in folded rows beside the rules as texts.

A rule is the expression of the standard itself. Of a row of the unit's own column B says where it stands and
which of its figures are not all blank while it is used, column C what it is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from udfs.native import refused
from udfs.records import dataclass
from udfs.totals import grade_shown
from workbooks.filing.scoring import ScoredTable, grade_rule
from workbooks.forms.layout.form_layout import Place
from workbooks.forms.page import paper as look
from workbooks.forms.page.paper import Paper
from workbooks.forms.sheets.scenario_sheet.one_column import HERE, ScenarioColumns, Value
from workbooks.forms.sheets.scenario_sheet.places import (
    BASE,
    ITEM,
    UNIT,
    Places,
    ScoreRow,
    group_of,
    slot_name,
)
from workbooks.forms.sheets.scenario_sheet.shown import row_name, score_shown
from workbooks.standards.model import Indicator
from workbooks.whatif.variables import Slot

_NOT_COPIED = refused("请复制整列再粘贴，不要拖动填充")


def write_array_call(paper: Paper, places: Places, columns: ScenarioColumns) -> ArrayCall:
    """Write the rules and the call."""
    call = ArrayCall(paper, places, columns)
    call.write()
    return call


@dataclass(frozen=True)
class ArrayCall:
    """The folded rows of the rules; every score is a reference into the result of the call."""

    paper: Paper
    places: Places
    columns: ScenarioColumns

    @property
    def _total_row(self) -> int:
        return self.places.weights_row + 1 + len(self.places.score_rows)

    @property
    def last_row(self) -> int:
        """The row of the grade."""
        return self._total_row + 1

    def write(self) -> None:
        """The rules, and the array formula of every scenario."""
        first, total, standard = self.places.weights_row + 1, self._total_row, self.places.standard
        for row, line in enumerate(self.places.score_rows, first):
            self._write_rule(row, line.place)
        self.paper.put(total, ITEM, _in_one_line(standard.total), look.STEP)
        self.paper.put(self.last_row, ITEM, standard.form.grade_name, look.STEP)
        names, used = self._column("A", absolute=True), self._column(HERE)
        bands = look.quoted(grade_rule(standard))
        formula = f"=JX_SCENARIO($A${first}:$C${total},{names},{used},{bands})"
        shown: Sequence[Value] = [
            *(partial(score_shown, place=line.place) for line in self.places.score_rows),
            lambda table: table.total_shown,
            _grade,
        ]
        self.columns.array(first, formula, look.STEP, shown)

    def _column(self, letter: str, absolute: bool = False) -> str:
        """The folded rows of the figures in use, in a column."""
        rows = self.places.used_rows
        return ":".join(f"${letter}${row}" if absolute else f"{letter}{row}" for row in rows)

    def _write_rule(self, row: int, place: Place) -> None:
        if isinstance(place.child, Indicator):
            self.paper.put(row, ITEM, _in_one_line(place.child.score), look.STEP)
            return
        group = group_of(place)
        rule = self.places.standard.rule_of(group)
        where = " ".join([slot_name(Slot("", group.rows, place.number)), *self.places.asked(place)])
        self.paper.put(row, ITEM, _in_one_line(rule.score), look.STEP)
        self.paper.put(row, UNIT, where, look.STEP)
        name = f'={self.places.form_cell(place.row, "name")}&""'
        self.paper.formula(row, BASE, name, look.STEP, partial(row_name, place=place))

    def score(self, line: ScoreRow) -> str:
        result = _result(line.row - self.places.score_rows[0].row + self.places.weights_row + 1)
        if isinstance(line.place.child, Indicator):
            return result
        # The call says so too; but LibreOffice works an empty text out anew, and without the extension
        # there is no call.
        return f'IF({self.places.empty(line.place, HERE)},"",{result})'

    def total(self) -> str:
        return _result(self._total_row)

    def grade(self) -> str:
        return f"{HERE}{self.last_row}"


def _result(row: int) -> str:
    """An element of the array; LibreOffice leaves out array formulas where somebody drags a column along."""
    return f"IF(ISBLANK({HERE}{row}),{_NOT_COPIED},{HERE}{row})"


def _in_one_line(expression: str) -> str:
    return " ".join(expression.split())


def _grade(table: ScoredTable) -> str:
    return grade_shown(table.total_shown, grade_rule(table.standard))
