"""The scores, totals and grades of the sheet 情景, and in the native edition the steps of its scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from udfs.native import LONGEST, Term, constant
from workbooks.expression import SUM_NAME, Figure, Item, Notation, guard, shown_value
from workbooks.forms import paper as look
from workbooks.forms.form_layout import Place
from workbooks.forms.paper import Paper
from workbooks.forms.scenario_sheet.columns import HERE, Columns
from workbooks.forms.scenario_sheet.places import BASE, BASE_LABEL, ITEM, UNIT, Places, group_of
from workbooks.forms.scenario_sheet.shown import (
    data,
    row_data,
    row_title,
    score_shown,
    total_off,
    weight_shown,
)
from workbooks.forms.writer import Work, Writer
from workbooks.scoring import NO_GRADE, ScoredTable
from workbooks.standard import Indicator
from workbooks.whatif.figures import Slot


@dataclass(frozen=True)
class Scores:
    """Writes the rows of the scores: the base as the form shows it, each scenario over its figures in use."""

    paper: Paper
    places: Places
    columns: Columns
    writer: Writer

    def write_base(self) -> None:
        """What is scored, for how much, and what the base has."""
        paper, form = self.paper, self.places.standard.form
        for column, heading in enumerate(("得分", "分值", BASE_LABEL), 1):
            paper.put(self.places.score_head, column, heading, look.HEADER)
        for line in self.places.score_rows:
            place, row = line.place, line.row
            paper.sheet.row_dimensions[row].height = 16
            if isinstance(place.child, Indicator):
                paper.put(row, ITEM, place.child.name, look.TEXT)
                paper.put(row, UNIT, place.child.weight, look.WEIGHT)
            else:
                name, weight = (self.places.form_cell(place.row, column) for column in ("name", "weight"))
                title = partial(row_title, place=place, label="")
                paper.formula(row, ITEM, f'=IF({name}="","（空行）",{name})', look.TEXT, title)
                weight_of = partial(weight_shown, place=place)
                paper.formula(row, UNIT, f'=IF(ISBLANK({weight}),"",{weight})', look.WEIGHT, weight_of)
            source = f"={self.places.on_form(self.places.layout.score_cell(place))}"
            paper.formula(row, BASE, source, look.SCORE, partial(score_shown, place=place))
        rows = ((self.places.total_row, form.total_label), (self.places.total_row + 1, form.grade_label))
        for row, label in (*rows, (self.places.last_row, "与基准相差")):
            paper.put(row, ITEM, label, look.TOTAL)
            paper.put(row, UNIT, None, look.TOTAL)
            paper.put(row, BASE, None, look.TOTAL)
            paper.sheet.row_dimensions[row].height = 20
        total, grade = (
            f"={self.places.form_cell(row, 'score')}"
            for row in (self.places.layout.total_row, self.places.layout.grade_row)
        )
        paper.formula(self.places.total_row, BASE, total, look.TOTAL, lambda table: table.total_shown)
        paper.formula(self.places.total_row + 1, BASE, grade, look.TOTAL, lambda table: table.grade_shown)

    def write(self) -> int:
        """The scenarios; return the last folded row."""
        steps = _Steps(self.paper, self.columns, self.places.weights_row)
        for column in self.columns.all:
            self.paper.put(self.places.score_head, column.number, None, look.HEADER)
        for line in self.places.score_rows:
            formula = self._score_formula(line.place, steps)
            value = partial(score_shown, place=line.place)
            self.columns.everywhere(line.row, f"={formula}", look.SCORE, value)
        self._write_totals(steps)
        return steps.row

    def _score_formula(self, place: Place, steps: _Steps) -> str:
        if isinstance(place.child, Indicator):
            notation = _notation(lambda key: f"{HERE}{self.places.used[Slot(key)]}")
            cell = partial(steps.cell, place.child.name, notation, data)
            return self.writer.scenario_score(place.child.expression, notation, cell, LONGEST)
        group = group_of(place)
        rule = self.places.standard.rule_of(group)

        def reference(key: str) -> str:
            return f"{HERE}{self.places.used[Slot(key, group.rows, place.number)]}"

        asked = [self.places.form_cell(place.row, "name")]
        asked += [reference(key) for where in ("target", "actual") if (key := rule.key_at(where))]
        empty = "AND(" + ",".join(f'{cell}=""' for cell in asked) + ")"
        notation, figures = _notation(reference), partial(row_data, place=place)
        cell = partial(steps.cell, f"{group.rows}{place.number + 1}", notation, figures)
        room = LONGEST - len(f'IF({empty},"",)')
        score = self.writer.scenario_score(rule.expression, notation, cell, room)
        return f'IF({empty},"",{score})'

    def _write_totals(self, steps: _Steps) -> None:
        total, grades = self.places.total_row, self.places.standard.grades
        here, base = f"{HERE}{total}", f"$C{total}"
        scores = f"SUM({HERE}{self.places.score_rows[0].row}:{HERE}{self.places.score_rows[-1].row})"

        def reference(key: str) -> str:
            return scores if key == SUM_NAME else f"{HERE}{self.places.used[Slot(key)]}"

        notation, expression = _notation(reference), self.places.standard.total_expression
        cell = partial(steps.cell, self.places.standard.form.total_label, notation, data)
        room = LONGEST - len(f"IF({self.places.stale},NA(),)")
        formula = self.writer.scenario_score(expression, notation, cell, room)
        if self.places.stale:
            formula = f"IF({self.places.stale},NA(),{formula})"
        self.columns.everywhere(total, f"={formula}", look.TOTAL, lambda table: table.total_shown)
        given = self.writer.call("grade", Term(here, lambda _: None), constant(grades.bands))
        formula = f"IF(ISNUMBER({here}),{given},{here})"
        if grades.only_at_full_mark:
            weights = self._write_weights()
            formula = f"IF({weights}<>{self.places.standard.full_mark},{look.quoted(NO_GRADE)},{formula})"
        self.columns.everywhere(total + 1, f"={formula}", look.TOTAL, lambda table: table.grade_shown)
        for column in self.columns.all:
            off = f'=IF(COUNT({base},{here})=2,ROUND({here}-{base},2),"")'.replace(HERE, column.letter)
            compute = partial(total_off, column=column)
            self.paper.formula(self.places.last_row, column.number, off, look.TOTAL, compute)

    def _write_weights(self) -> str:
        """The sum of all weights of a scenario, in a folded row."""
        fixed = sum((indicator.weight for _, _, indicator in self.places.standard.rows), Decimal(0))
        first, last = self.places.last_row + 2, self.places.weights_row - 1
        # By their names, since SUM takes no more than 255 cells one by one.
        sums = [
            f'SUMIF($A${first}:$A${last},"*/#*/{key}",{HERE}{first}:{HERE}{last})'
            for key in dict.fromkeys(line.weight.key for line in self.places.score_rows if line.weight)
        ]
        self.paper.put(self.places.weights_row, ITEM, "分值合计", look.STEP)
        formula = f"=ROUND({'+'.join([f'{fixed}', *sums])},2)"
        self.columns.everywhere(self.places.weights_row, formula, look.STEP, lambda table: table.weights)
        return f"{HERE}{self.places.weights_row}"


@dataclass
class _Steps:
    """The steps of the scores: one folded row after the other."""

    paper: Paper
    columns: Columns
    row: int

    def cell(
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
        self.row += 1
        for column, text in ((ITEM, label), (UNIT, step)):
            self.paper.put(self.row, column, text, look.STEP)
        guarded = f"={guard(items, formula, notation)}"
        self.columns.everywhere(
            self.row, guarded, look.STEP, lambda table: shown_value(items, figures(table), work)
        )
        return f"{HERE}{self.row}"


def _notation(reference: Callable[[str], str]) -> Notation:
    return Notation(reference, blank_is_text=True)
