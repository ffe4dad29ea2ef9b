"""汇总: rates of score by level, filled by the macro from the indicator table.

Two styles: first and second level side by side, or one line for each second level, with the first level
and its weight in one cell before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from udfs.records import dataclass
from udfs.totals import score_rate, total_of
from workbooks.files.coordinates import get_column_letter, quote_sheetname
from workbooks.forms.layout.form_layout import FormLayout, reference
from workbooks.forms.layout.kinds import SUMMARY_SHEET
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.wrapping import LINE_HEIGHT
from workbooks.forms.page.wrapping import lines as lines_of
from workbooks.forms.sheets.total_words import total_in_words
from workbooks.forms.sheets.work import Work
from workbooks.standards.form import FORM_SHEET
from workbooks.standards.model import FirstLevel, Indicator, SecondLevel, Standard

HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
_BLOCK = (look.CENTRE, look.WEIGHT, look.SCORE, look.RATE)
"""Name, weight, points and rate of one level: four neighbouring cells."""
_TOTAL_BLOCK = (look.TOTAL, look.WEIGHT, look.TOTAL, look.RATE)


@dataclass(frozen=True)
class Style:
    """The columns of the sheet: those of the first level, then the block of the second."""

    headings: tuple[str, ...]
    widths: tuple[float, ...]
    first: tuple[str, ...]
    first_total: tuple[str, ...]

    @property
    def second_column(self) -> int:
        """Where the block of the second level begins."""
        return len(self.first) + 1

    @property
    def scores_first_levels(self) -> bool:
        """Whether the first levels have points and rates of their own."""
        return self.first == _BLOCK


_STYLES = {
    "levels": Style(
        ("一级指标", "分值", "得分", "得分率", "二级指标", "分值", "得分", "得分率"),
        (16, 10, 12, 12, 36, 10, 12, 12),
        _BLOCK,
        _TOTAL_BLOCK,
    ),
    "second_level": Style(
        ("一级指标", "二级指标", "分值", "得分", "得分率"),
        (24, 34, 14, 14, 16),
        (look.CENTRE,),
        (look.TOTAL,),
    ),
}


@dataclass(frozen=True)
class SummaryEntry:
    """What a cell gets: a constant, or a formula with the value it will show."""

    content: str | float | None
    value: CellValue = None

    @property
    def live(self) -> bool:
        return isinstance(self.content, str) and self.content.startswith("=")


Line = list[SummaryEntry]
Column = Mapping[int, CellValue]
"""What the cells of a column of the indicator table show, by row."""
_EMPTY = SummaryEntry(None)


def lines(layout: FormLayout, scores: Column, weights: Column) -> list[Line]:
    """The content of the summary, given what the indicator table shows in its scores and weights, by row."""
    style, table = _style(layout.standard), _Table(layout, scores, weights)
    filled: list[Line] = []
    for first in layout.standard.indicators:
        at = FIRST_ROW + len(filled)
        left = table.block(first, at, 1) if style.scores_first_levels else [SummaryEntry(_with_weight(first))]
        for second in first.children:
            filled.append([*left, *table.block(second, FIRST_ROW + len(filled), style.second_column)])
            left = [_EMPTY] * len(style.first)
    return [*filled, *_foot(table, style, FIRST_ROW + len(filled))]


def headings(standard: Standard) -> tuple[str, ...]:
    return _style(standard).headings


def label_of(line: Line) -> tuple[int, str]:
    """What a line is known by: its last constant text, and how many columns from the first that stands."""
    texts = [
        (number, entry.content)
        for number, entry in enumerate(line)
        if isinstance(entry.content, str) and not entry.live
    ]
    return texts[-1]


def retitled(filled: Sequence[Line], built: str, now: str) -> list[Line]:
    """The lines where the form is called otherwise now than when it was built."""
    old, new = f"{built}!", f"{quote_sheetname(now)}!"
    return [[_retitled(entry, old, new) for entry in line] for line in filled]


def _retitled(entry: SummaryEntry, old: str, new: str) -> SummaryEntry:
    if not entry.live:
        return entry
    return SummaryEntry(str(entry.content).replace(old, new), entry.value)


def values(filled: Sequence[Line], first_row: int) -> dict[str, CellValue]:
    """The values of the formula cells among the lines, by cell; the first line stands in `first_row`."""
    return {
        f"{get_column_letter(column)}{row}": entry.value
        for row, line in enumerate(filled, first_row)
        for column, entry in enumerate(line, 1)
        if entry.live
    }


@dataclass(frozen=True)
class _Table:
    """The indicator table that the summary refers to, and what its cells show."""

    layout: FormLayout
    scores: Column
    weights: Column

    def block(self, level: FirstLevel | SecondLevel, row: int, column: int) -> Line:
        """Name, weight, points and rate of one level, from a column of the summary on."""
        first, last = self.layout.rows_of(level)
        rows: Sequence[int] = range(first, last + 1)
        sum_text = f"SUM({FORM_SHEET}!{self.layout.span(first, last)})"
        if self.layout.placed is not None:
            rows = self.layout.all_rows_of(level)
            sum_text = self.layout.sum_of_rows(rows, sheet=self.layout.placed.sheet)
        points = total_of([self.scores.get(number) for number in rows])
        total = SummaryEntry(f"=ROUND({sum_text},2)", points)
        if level.weight is not None:
            weight = SummaryEntry(float(level.weight), level.weight)
        else:
            summed = f"SUM({FORM_SHEET}!{self.layout.span(first, last, 'weight')})"
            if self.layout.placed is not None:
                summed = self.layout.sum_of_rows(rows, "weight", sheet=self.layout.placed.sheet)
            base = total_of([self.weights.get(number) for number in rows])
            weight = SummaryEntry(f"={summed}", base)
        return [SummaryEntry(level.title), *_rated(weight, total, row, column)]

    def total(self, row: int, column: int) -> Line:
        """Full mark, total points and their rate."""
        full, place = self.layout.standard.full_mark, self.layout.total_row
        points = SummaryEntry(f"={self._on_form(self.layout.total_at)}", self.scores[place])
        return _rated(SummaryEntry(float(full), full), points, row, column)

    def grade(self) -> SummaryEntry:
        place = self.layout.grade_row
        return SummaryEntry(f"={self._on_form(self.layout.grade_at)}", self.scores[place])

    def _on_form(self, place: tuple[str, str]) -> str:
        """What refers to the total or the grade."""
        sheet, cell = place
        return (
            reference(sheet or self.layout.placed.sheet, cell)
            if self.layout.placed
            else f"{FORM_SHEET}!{cell}"
        )


def _rated(weight: SummaryEntry, points: SummaryEntry, row: int, column: int) -> Line:
    """Weight, points and rate of a block that begins in a column."""
    weight_cell, points_cell = (f"{get_column_letter(column + offset)}{row}" for offset in (1, 2))
    rate = f"{points_cell}/{weight_cell}"
    if weight.live:
        # A group that the unit left empty has no weight and no rate.
        rate = f'IF({weight_cell}=0,"",{rate})'
    formula = f"=IF(ISNUMBER({points_cell}),{rate},{points_cell})"
    return [weight, points, SummaryEntry(formula, _rate(points.value, weight.value))]


def _rate(points: CellValue, weight: CellValue) -> CellValue:
    """What a rate cell shows for what the cells of points and weight show."""
    if not isinstance(points, Decimal):
        return points
    if not isinstance(weight, Decimal):
        return weight
    return score_rate(points, weight) if weight else ""


def _foot(table: _Table, style: Style, row: int) -> list[Line]:
    """The totals and, where the first levels have points of their own, the grade."""
    right = table.total(row, style.second_column)
    if not style.scores_first_levels:
        return [[SummaryEntry("合计"), _EMPTY, *right]]
    label = SummaryEntry(table.layout.standard.form.grade_name)
    return [
        [SummaryEntry("合计"), *table.total(row, 1), _EMPTY, *right],
        [label, _EMPTY, table.grade(), *[_EMPTY] * (len(style.headings) - 3)],
    ]


def _with_weight(first: FirstLevel) -> str:
    return f"{first.title}\n（{first.weight.normalize():f}分）"


def _style(standard: Standard) -> Style:
    return _STYLES[standard.summary.style]


def add(work: Work) -> None:
    """Write 汇总."""
    write(work.papers[SUMMARY_SHEET], work.standard)


def write(paper: Paper, standard: Standard) -> None:
    """Write the empty sheet: title, headings and ruled lines for the macro to fill."""
    style = _style(standard)
    width, row = len(style.headings), FIRST_ROW
    paper.widths(style.widths)
    heading = standard.summary.heading
    if heading:
        paper.title_block(heading, width, dated=False)
    else:
        paper.title_block(standard.summary.title, width, unit_label=standard.form.unit_label)
    paper.headings(HEADER_ROW, [style.headings])
    for first in standard.indicators:
        last = row + len(first.children) - 1
        for column, look_of in enumerate(style.first, 1):
            paper.merge(row, column, last, column, look_of)
        for line in range(row, last + 1):
            for column, look_of in enumerate(_BLOCK, style.second_column):
                paper.put(line, column, None, look_of)
        _let_unbegun_look_blank(paper, style, first, row)
        row = last + 1
    for line in (row, row + 1):
        _fade(paper, line, 1, standard.figures_to_score, len(style.headings))
    row = _write_foot(paper, style, row)
    for line in range(HEADER_ROW, row):
        paper.sheet.row_dimensions[line].height = 23
    if told := total_in_words(standard):
        room = lines_of(told, sum(style.widths)) * LINE_HEIGHT + 6
        paper.banner(row, width, told, look.HINT, room)
        row += 1
    # The hint below is for the screen: it is not printed, and does not take a page of its own.
    paper.print_setup((HEADER_ROW, HEADER_ROW), width, landscape=True)
    hint = f"按钮“填汇总”按“{standard.form_sheet}”表填写；得分和得分率是公式，改动数据后自动更新。"
    paper.banner(row, width, hint, look.HINT, 30)


def _let_unbegun_look_blank(paper: Paper, style: Style, first: FirstLevel, row: int) -> None:
    """The points and rates of a first level, and of its second levels from a row on."""
    asked = [_asked(second) for second in first.children]
    if style.scores_first_levels:
        _fade(paper, row, 1, [key for keys in asked for key in keys])
    for line, keys in enumerate(asked, row):
        _fade(paper, line, style.second_column, keys)
        if not keys:
            weight, score, rate = (
                f"{get_column_letter(style.second_column + 1 + n)}{line}" for n in range(3)
            )
            screen.fade_nothing(paper.sheet, f"{weight}:{rate}", f"${weight}", f"${score}")


def _asked(level: SecondLevel) -> list[str]:
    """The data items that the indicators of a level need."""
    indicators = (child for child in level.children if isinstance(child, Indicator))
    return [key for indicator in indicators for key in indicator.expression.keys]


def _fade(paper: Paper, row: int, column: int, keys: Iterable[str], width: int = len(_BLOCK)) -> None:
    left, right = (get_column_letter(each) for each in (column, column + width - 1))
    screen.fade(paper.sheet, f"{left}{row}:{right}{row}", keys)


def _write_foot(paper: Paper, style: Style, row: int) -> int:
    """Rule the lines of the foot; return the row below them."""
    for column, look_of in enumerate((*style.first_total, *_TOTAL_BLOCK), 1):
        paper.put(row, column, None, look_of)
    if not style.scores_first_levels:
        paper.merge(row, 1, row, style.second_column, look.TOTAL)
        return row + 1
    for column in range(1, len(style.headings) + 1):
        paper.put(row + 1, column, None, look.TOTAL)
    return row + 2
