"""The scores of a scenario as ordinary formulas (native edition), their steps in folded rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from udfs.expression import SUM_NAME, Figure, Item, Notation, guard, shown_value
from udfs.native import LONGEST, Term, constant
from workbooks.filing.scoring import ScoredTable, grade_rule
from workbooks.forms.page import paper as look
from workbooks.forms.page.native_score import Work
from workbooks.forms.page.paper import Paper
from workbooks.forms.page.writer import Writer
from workbooks.forms.sheets.scenario_sheet.one_column import HERE, ScenarioColumns
from workbooks.forms.sheets.scenario_sheet.places import ITEM, UNIT, Places, ScoreRow, group_of
from workbooks.forms.sheets.scenario_sheet.shown import data, row_data
from workbooks.standards.model import Indicator
from workbooks.whatif.variables import Slot

# Stands for the formula that a guard is put around: the same guard goes around most steps of a score.
_INSIDE = "\ue001"


class NativeFormulas:
    """Gives the formulas, and writes their steps one folded row after the other."""

    def __init__(self, paper: Paper, places: Places, columns: ScenarioColumns, writer: Writer) -> None:
        self._paper, self._places, self._columns, self._writer = paper, places, columns, writer
        self.last_row = places.weights_row
        self._guards: dict[tuple[Notation, Sequence[Item]], str] = {}

    def score(self, line: ScoreRow) -> str:
        place, used = line.place, self._places.used
        if isinstance(place.child, Indicator):
            notation = _notation(lambda key: f"{HERE}{used[Slot(key)]}")
            cell = partial(self._step, place.child.name, notation, data)
            return self._writer.scenario_score(place.child.expression, notation, cell, LONGEST)
        group = group_of(place)
        rule = self._places.standard.rule_of(group)

        def reference(key: str) -> str:
            return f"{HERE}{used[Slot(key, group.rows, place.number)]}"

        empty = self._places.empty(place, HERE)
        notation, figures = _notation(reference), partial(row_data, place=place)
        cell = partial(self._step, f"{group.rows}{place.number + 1}", notation, figures)
        room = LONGEST - len(f'IF({empty},"",)')
        score = self._writer.scenario_score(rule.expression, notation, cell, room)
        return f'IF({empty},"",{score})'

    def total(self) -> str:
        rows, standard = self._places.score_rows, self._places.standard

        def reference(key: str) -> str:
            if key == SUM_NAME:
                return f"SUM({HERE}{rows[0].row}:{HERE}{rows[-1].row})"
            return f"{HERE}{self._places.used[Slot(key)]}"

        notation = _notation(reference)
        cell = partial(self._step, standard.form.total_name, notation, data)
        room = LONGEST - len(f"IF({self._places.stale},NA(),)")
        return self._writer.scenario_score(standard.total_expression, notation, cell, room)

    def grade(self) -> str:
        total = Term(f"{HERE}{self._places.total_row}", lambda _: None)
        return self._writer.call("grade", total, constant(grade_rule(self._places.standard)))

    def _step(
        self,
        label: str,
        notation: Notation,
        figures: Callable[[ScoredTable], Mapping[str, Figure]],
        step: str,
        items: Sequence[Item],
        formula: str,
        work: Work,
    ) -> str:
        """Write a step and return what refers to it."""
        self.last_row += 1
        for column, text in ((ITEM, label), (UNIT, step)):
            self._paper.put(self.last_row, column, text, look.STEP)
        guarded = f"={self._guard(items, notation).replace(_INSIDE, formula)}"
        self._columns.everywhere(
            self.last_row, guarded, look.STEP, lambda table: shown_value(items, figures(table), work)
        )
        return f"{HERE}{self.last_row}"

    def _guard(self, items: Sequence[Item], notation: Notation) -> str:
        key = notation, items
        if key not in self._guards:
            self._guards[key] = guard(items, _INSIDE, notation)
        return self._guards[key]


def _notation(reference: Callable[[str], str]) -> Notation:
    return Notation(reference, blank_is_text=True)
