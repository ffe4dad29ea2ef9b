"""What is wrong with the figures of each column of the sheet 情景: a line, and folded ones by figure."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, partial

from udfs.records import dataclass
from workbooks.filing.figures import whole_of
from workbooks.filing.limits import DOUBTFUL, WRONG, word_for, word_formula_of
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page import paper as look
from workbooks.forms.page import wrapping
from workbooks.forms.page.paper import Paper
from workbooks.forms.sheets.scenario_sheet.one_column import HERE, ScenarioColumns, Value
from workbooks.forms.sheets.scenario_sheet.places import (
    BASE,
    ITEM,
    LABEL,
    UNIT,
    FigureLine,
    Places,
    slot_name,
)
from workbooks.forms.sheets.scenario_sheet.shown import figure_shown, label_shown
from workbooks.whatif.variables import Slot

_LABEL, _TOLD = "填报状态", "先改第几项"
_BASE_LETTER = "C"


@dataclass(frozen=True)
class States:
    """Writes the line 填报状态 under the totals, and what it is worked out of."""

    paper: Paper
    places: Places
    columns: ScenarioColumns

    def write(self) -> None:
        """The state of every figure, which of them is told, and the line that tells it."""
        for line in self._lines:
            self._write_state(line)
        first, last = self.places.used_rows[1] + 1, self.places.weights_row - 2
        found = f"{HERE}{first}:{HERE}{last}"
        names = f"${look.letter(LABEL)}${first}:${look.letter(LABEL)}${last}"
        place, row, count = self.places.weights_row - 1, self.places.last_row, len(self._lines)

        self.paper.put(place, ITEM, _TOLD, look.STEP)
        asked = f'IFERROR(MATCH("{DOUBTFUL}",{found},0),{count + 1})'
        formula = f'=IFERROR(MATCH("{WRONG}*",{found},0),{asked})'
        self._write(place, formula, look.STEP, lambda table: Decimal(self._told(table)))
        for column in (ITEM, UNIT):
            self.paper.put(row, column, _LABEL if column == ITEM else None, look.TOTAL)
        self.paper.sheet.row_dimensions[row].height = wrapping.LINE_HEIGHT * 4
        told = f"{HERE}{place}"
        formula = f'=IF({told}>{count},"",INDEX({names},{told})&"："&INDEX({found},{told}))'
        self._write(row, formula, look.CENTRE, self._line)

    @cached_property
    def _lines(self) -> tuple[FigureLine, ...]:
        return tuple(line for line in self.places.figures if line.slot in self.places.states)

    def _write_state(self, line: FigureLine) -> None:
        row, used, item = self.places.states[line.slot], self.places.used, line.item
        cell, whole = f"{HERE}{used[line.slot]}", Slot(item.at_most or "")
        where = f"{HERE}{used[whole]}" if whole in used else whole.key
        self.paper.put(row, ITEM, slot_name(line.slot), look.STEP)
        label = f"=${look.letter(LABEL)}${used[line.slot]}"
        self.paper.formula(row, LABEL, label, look.STEP, partial(label_shown, line=line))
        formula = f'=IF({cell}="","",{word_formula_of(item, self.places.limits(line), cell, where, "")})'
        self._write(row, formula, look.STEP, partial(self._state, line=line))

    def _state(self, table: ScoredTable, line: FigureLine) -> str:
        figure = figure_shown(table, line.slot)
        if figure == "":
            return ""
        return word_for(line.item, self.places.limits(line), figure, whole_of(line.item, table.data))

    def _told(self, table: ScoredTable) -> int:
        """Which figure is told, counted from 1: the first that cannot be, else the first in doubt."""
        states = [self._state(table, line) for line in self._lines]
        wrong = [place for place, word in enumerate(states) if word.startswith(WRONG)]
        asked = [place for place, word in enumerate(states) if word == DOUBTFUL]
        return min(wrong or asked, default=len(states)) + 1

    def _line(self, table: ScoredTable) -> str:
        told = self._told(table)
        if told > len(self._lines):
            return ""
        line = self._lines[told - 1]
        return f"{label_shown(table, line)}：{self._state(table, line)}"

    def _write(self, row: int, formula: str, style: str, value: Value) -> None:
        """Write into the base and every scenario."""
        self.paper.formula(row, BASE, formula.replace(HERE, _BASE_LETTER), style, value)
        self.columns.everywhere(row, formula, style, value)
