"""汇总: rates of score by first and second level, filled by the macro from the indicator table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter

from udfs.errors import ScoreError
from udfs.totals import score_rate
from workbooks.forms import paper as look
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.paper import CellValue, Paper
from workbooks.scoring import FORM_SHEET, total_of
from workbooks.standard import Standard

SUMMARY_SHEET = "汇总"
HEADINGS = ("一级指标", "分值", "得分", "得分率", "二级指标", "分值", "得分", "得分率")
WIDTHS = (16, 10, 12, 12, 22, 10, 12, 12)
HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
_BLOCK_STYLES = (look.CENTRE, look.WEIGHT, look.SCORE, look.RATE)


@dataclass(frozen=True)
class Entry:
    """What a cell gets: a constant, or a formula with the value it will show."""

    content: str | float | None
    value: CellValue = None

    @property
    def live(self) -> bool:
        return isinstance(self.content, str) and self.content.startswith("=")


Line = list[Entry]
Column = Mapping[int, CellValue]
"""What the cells of a column of the indicator table show, by row."""
_NOTHING = [Entry(None)] * 4


def lines(layout: FormLayout, scores: Column, weights: Column) -> list[Line]:
    """The content of the summary, given what the indicator table shows in its scores and weights, by row."""
    standard, filled = layout.standard, list[Line]()
    for first in standard.indicators:
        at = FIRST_ROW + len(filled)
        left = _block(first.title, first.weight, layout, scores, weights, layout.rows_of(first), at, "A")
        for second in first.children:
            at, rows = FIRST_ROW + len(filled), layout.rows_of(second)
            right = _block(second.title, second.weight, layout, scores, weights, rows, at, "E")
            filled.append([*left, *right])
            left = _NOTHING
    total, grade = scores[layout.total_row], scores[layout.grade_row]
    filled.append(_total_line(layout, total, FIRST_ROW + len(filled)))
    shown = Entry(f"={FORM_SHEET}!{layout.cell(layout.grade_row)}", grade)
    filled.append([Entry(standard.form.grade_label), Entry(None), shown, Entry(None), *_NOTHING])
    return filled


def values(filled: Sequence[Line]) -> dict[str, CellValue]:
    """The values of the formula cells among the lines, by cell."""
    return {
        f"{get_column_letter(column)}{row}": entry.value
        for row, line in enumerate(filled, FIRST_ROW)
        for column, entry in enumerate(line, 1)
        if entry.live
    }


def _block(
    name: str,
    weight: Decimal | None,
    layout: FormLayout,
    scores: Column,
    weights: Column,
    rows: tuple[int, int],
    row: int,
    column: str,
) -> Line:
    """Name, weight, points and rate of one level: four neighbouring cells."""
    first, last = rows
    points = total_of([scores.get(number) for number in range(first, last + 1)])
    total = f"=ROUND(SUM({FORM_SHEET}!{layout.span(first, last)}),2)"
    if weight is None:
        base = total_of([weights.get(number) for number in range(first, last + 1)])
        full = Entry(f"=SUM({FORM_SHEET}!{layout.span(first, last, 'weight')})", base)
    else:
        base, full = weight, Entry(float(weight))
    return [Entry(name), full, Entry(total, points), _rate(points, base, row, column)]


def _total_line(layout: FormLayout, total: CellValue, row: int) -> Line:
    points = Entry(f"={FORM_SHEET}!{layout.cell(layout.total_row)}", total)
    full = layout.standard.full_mark
    left = [Entry("合计"), Entry(float(full)), points, _rate(total, full, row, "A")]
    return [*left, Entry(None), Entry(float(full)), points, _rate(total, full, row, "E")]


def _rate(points: CellValue, weight: Decimal | str, row: int, column: str) -> Entry:
    weight_cell, points_cell = (f"{chr(ord(column) + offset)}{row}" for offset in (1, 2))
    formula = f"=IF(ISNUMBER({points_cell}),JX_SCORE_RATE({points_cell},{weight_cell}),{points_cell})"
    if not isinstance(points, Decimal):
        return Entry(formula, points)
    try:
        return Entry(formula, score_rate(points, weight if isinstance(weight, Decimal) else Decimal(0)))
    except ScoreError as error:
        return Entry(formula, error.code)


def write(paper: Paper, standard: Standard) -> None:
    """Write the empty sheet: title, headings and ruled lines for the macro to fill."""
    paper.widths(WIDTHS)
    paper.title_block("绩效评价得分汇总表", len(HEADINGS), unit_label=standard.form.unit_label)
    paper.headings(HEADER_ROW, [HEADINGS])
    row = FIRST_ROW
    for first in standard.indicators:
        last = row + len(first.children) - 1
        for column, style in enumerate(_BLOCK_STYLES, 1):
            paper.merge(row, column, last, column, style)
        for line in range(row, last + 1):
            for column, style in enumerate(_BLOCK_STYLES, 5):
                paper.put(line, column, None, style)
        row = last + 1
    for line in (row, row + 1):
        for column in range(1, len(HEADINGS) + 1):
            paper.put(line, column, None, look.TOTAL)
    for column, style in ((2, look.WEIGHT), (4, look.RATE), (6, look.WEIGHT), (8, look.RATE)):
        paper.put(row, column, None, style)
    for line in range(HEADER_ROW, row + 2):
        paper.sheet.row_dimensions[line].height = 22
    hint = f"由宏“填汇总”按“{FORM_SHEET}”表填写；得分和得分率是公式，改动数据后自动更新。"
    paper.banner(row + 2, len(HEADINGS), hint, look.HINT, 30)
    paper.print_setup((HEADER_ROW, HEADER_ROW), len(HEADINGS), landscape=True)
