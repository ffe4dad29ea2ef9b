"""The results of every column once more, below the headings of the sheet 情景, where they stay in sight."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page import paper as look
from workbooks.forms.page.paper import CellValue, Compute, Paper
from workbooks.forms.page.result_formulas import without_score
from workbooks.forms.sheets.scenario_sheet.one_column import HERE, ScenarioColumns
from workbooks.forms.sheets.scenario_sheet.places import BASE, FIRST_ROW, HEADER_ROW, ITEM, UNIT, Places
from workbooks.forms.sheets.scenario_sheet.shown import total_off

_OFF, _MISSING = "与基准相差", "还缺几项得分"
_WEIGHTS_OFF = "（缺 ", " 分）"


def write_in_sight(paper: Paper, places: Places, columns: ScenarioColumns) -> None:
    """Total, grade, how far the total is off the base, and how many scores are missing, in each column."""
    form, row = places.standard.form, HEADER_ROW + 1
    lines: tuple[tuple[str, int, Compute], ...] = (
        (form.total_name, places.total_row, lambda table: table.total_shown),
        (form.grade_name, places.total_row + 1, lambda table: table.grade_shown),
    )
    for number in range(row, FIRST_ROW):
        paper.sheet.row_dimensions[number].height = 18
        paper.put(number, UNIT, None, look.TOTAL)
        paper.put(number, BASE, None, look.TRIED_TOTAL)
    for label, source, value in lines:
        paper.put(row, ITEM, label, look.TOTAL)
        paper.formula(row, BASE, f"=C{source}", look.TRIED_TOTAL, value)
        columns.everywhere(row, f"={HERE}{source}", look.TRIED_TOTAL, value)
        row += 1
    paper.put(row, ITEM, _OFF, look.TOTAL)
    for column in columns.all:
        off = partial(total_off, column=column)
        paper.formula(row, column.number, f"={column.letter}{places.off_row}", look.TRIED_OFF, off)
    _write_missing(paper, places, columns, row + 1)


def _write_missing(paper: Paper, places: Places, columns: ScenarioColumns, row: int) -> None:
    first, last = places.score_rows[0].row, places.score_rows[-1].row
    count, full = without_score(f"{HERE}{first}:{HERE}{last}"), places.standard.full_mark
    counts_weights = places.standard.grades.only_at_full_mark
    if counts_weights:
        # Rows that the unit has yet to write have no scores to be counted.
        weights = f"{HERE}{places.weights_row}"
        off = f'"{_WEIGHTS_OFF[0]}"&ROUND({full}-{weights},2)&"{_WEIGHTS_OFF[1]}"'
        count = f"IF({weights}<{full},{count}&{off},{count})"

    def missing(table: ScoredTable) -> CellValue:
        lacking, off = sum(item.score is None for item in table.items), full - table.weights
        if counts_weights and off > 0:
            return f"{lacking}{_WEIGHTS_OFF[0]}{off.normalize():f}{_WEIGHTS_OFF[1]}"
        return Decimal(lacking)

    paper.put(row, ITEM, _MISSING, look.TOTAL)
    paper.formula(row, BASE, f"={count}".replace(HERE, "C"), look.WEIGHT, missing)
    columns.everywhere(row, f"={count}", look.WEIGHT, missing)
