"""The scores, totals and grades of the sheet 情景, as they are seen."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Protocol

from udfs.records import dataclass
from workbooks.files.coordinates import get_column_letter
from workbooks.filing.scoring import NO_GRADE
from workbooks.forms.page import paper as look
from workbooks.forms.page.paper import Paper
from workbooks.forms.sheets.scenario_sheet.one_column import HERE, ScenarioColumns
from workbooks.forms.sheets.scenario_sheet.places import BASE, BASE_LABEL, ITEM, UNIT, Places, ScoreRow
from workbooks.forms.sheets.scenario_sheet.shown import row_title, score_shown, total_off, weight_shown
from workbooks.standards.model import Indicator


class Formulas(Protocol):
    """The formulas of a scenario (without "="), `HERE` in the place of its column's letter."""

    def score(self, line: ScoreRow) -> str:
        """The score of a line."""

    def total(self) -> str:
        """The total, whatever rows came into the form."""

    def grade(self) -> str:
        """The grade of a total that is a number."""


@dataclass(frozen=True)
class Scores:
    """Writes the rows of the scores: the base as the form shows it, each scenario over its figures in use."""

    paper: Paper
    places: Places
    columns: ScenarioColumns
    formulas: Formulas

    def write_base(self) -> None:
        """What is scored, for how much, and what the base has."""
        paper, form = self.paper, self.places.standard.form
        for column, heading in enumerate(("得分", "分值", BASE_LABEL), 1):
            paper.put(self.places.score_head, column, heading, look.HEADER)
        for line in self.places.score_rows:
            place, row = line.place, line.row
            paper.sheet.row_dimensions[row].height = 18
            if isinstance(place.child, Indicator):
                paper.put(row, ITEM, place.child.name, look.ONE_LINE)
                paper.put(row, UNIT, place.child.weight, look.WEIGHT)
            else:
                name, weight = (self.places.form_cell(place.row, column) for column in ("name", "weight"))
                title = partial(row_title, place=place, label="")
                paper.formula(row, ITEM, f'=IF({name}="","（空行）",{name})', look.ONE_LINE, title)
                weight_of = partial(weight_shown, place=place)
                paper.formula(row, UNIT, f'=IF(ISBLANK({weight}),"",{weight})', look.WEIGHT, weight_of)
            source = f"={self.places.on_form(self.places.layout.score_cell(place))}"
            paper.formula(row, BASE, source, look.TRIED, partial(score_shown, place=place))
        rows = ((self.places.total_row, form.total_name), (self.places.total_row + 1, form.grade_name))
        for row, label in (*rows, (self.places.off_row, "与基准相差")):
            paper.put(row, ITEM, label, look.TOTAL)
            paper.put(row, UNIT, None, look.TOTAL)
            paper.put(row, BASE, None, look.TRIED_TOTAL)
            paper.sheet.row_dimensions[row].height = 20
        total, grade = (
            f"={self.places.result_cell(*place)}"
            for place in (self.places.layout.total_at, self.places.layout.grade_at)
        )
        paper.formula(self.places.total_row, BASE, total, look.TRIED_TOTAL, lambda table: table.total_shown)
        paper.formula(
            self.places.total_row + 1, BASE, grade, look.TRIED_TOTAL, lambda table: table.grade_shown
        )

    def write(self) -> None:
        """The scenarios."""
        for column in self.columns.all:
            self.paper.put(self.places.score_head, column.number, None, look.HEADER)
        for line in self.places.score_rows:
            value = partial(score_shown, place=line.place)
            self.columns.everywhere(line.row, f"={self.formulas.score(line)}", look.TRIED, value)
        self._write_totals()

    def _write_totals(self) -> None:
        total, grades, stale = self.places.total_row, self.places.standard.grades, self.places.stale
        here, base = f"{HERE}{total}", f"$C{total}"
        formula = f"IF({stale},NA(),{self.formulas.total()})"
        self.columns.everywhere(total, f"={formula}", look.TRIED_TOTAL, lambda table: table.total_shown)
        given = self.formulas.grade()
        if grades.only_at_full_mark:
            weights = self._write_weights()
            given = f"IF({weights}<>{self.places.standard.full_mark},{look.quoted(NO_GRADE)},{given})"
        formula = f"IF(ISNUMBER({here}),{given},{here})"
        self.columns.everywhere(total + 1, f"={formula}", look.TRIED_TOTAL, lambda table: table.grade_shown)
        for column in self.columns.all:
            off = f'=IF(COUNT({base},{here})=2,ROUND({here}-{base},2),"")'.replace(HERE, column.letter)
            compute = partial(total_off, column=column)
            self.paper.formula(self.places.off_row, column.number, off, look.TRIED_OFF, compute)

    def _write_weights(self) -> str:
        """The sum of all weights of a scenario, in a folded row."""
        fixed = sum((indicator.weight for _, _, indicator in self.places.standard.rows), Decimal(0))
        first, last = self.places.used_rows
        # By their names, since SUM takes no more than 255 cells one by one.
        sums = [
            f'SUMIF($A${first}:$A${last},"*/#*/{key}",{HERE}{first}:{HERE}{last})'
            for key in dict.fromkeys(line.weight.key for line in self.places.score_rows if line.weight)
        ]
        self.paper.put(self.places.weights_row, ITEM, "分值合计", look.STEP)
        formula = f"=ROUND({'+'.join([f'{fixed}', *sums])},2)"
        row, base = self.places.weights_row, formula.replace(HERE, get_column_letter(BASE))
        self.paper.formula(row, BASE, base, look.STEP, lambda table: table.weights)
        self.columns.everywhere(row, formula, look.STEP, lambda table: table.weights)
        return f"{HERE}{self.places.weights_row}"
