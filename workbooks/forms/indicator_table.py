"""附表: the official indicator table, in the column order and headings of its standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from workbooks.forms import paper as look
from workbooks.forms.paging import breaks, page_room
from workbooks.forms.paper import Paper
from workbooks.scoring import ScoredTable
from workbooks.standard import TYPED_TEXTS, Column, FirstLevel, Indicator, SecondLevel, Standard

REPORTED_HEADINGS = ("原报得分", "差异")
_STYLES = {
    "level1.name": look.CENTRE,
    "level1.title": look.CENTRE,
    "level1.weight": look.WEIGHT,
    "level2.name": look.CENTRE,
    "level2.title": look.CENTRE,
    "level2.weight": look.WEIGHT,
    "code": look.CENTRE,
    "name": look.CENTRE,
    "title": look.TEXT,
    "weight": look.WEIGHT,
    "explanation": look.TEXT,
    "criterion": look.TEXT,
    "score": look.SCORE,
    **dict.fromkeys(TYPED_TEXTS, look.INPUT_TEXT),
}
_TITLE_ROWS = 3
_LEAST_HEIGHT = 28.0


@dataclass(frozen=True)
class FormLayout:
    """Where things stand in the indicator table of a standard (rows and columns from 1)."""

    standard: Standard

    @property
    def header_rows(self) -> tuple[int, int]:
        return _TITLE_ROWS + 1, _TITLE_ROWS + len(self.standard.form.columns[0].header)

    @property
    def first_row(self) -> int:
        return self.header_rows[1] + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.standard.rows) - 1

    @property
    def total_row(self) -> int:
        return self.last_row + 1

    @property
    def grade_row(self) -> int:
        return self.last_row + 2

    @property
    def columns(self) -> int:
        return len(self.standard.form.columns)

    @property
    def reported_column(self) -> int:
        """The first column beside the printed form: scores as reported, for comparison."""
        return self.columns + 2

    def column(self, field: str) -> int:
        """The column that shows a field."""
        fields = [column.field for column in self.standard.form.columns]
        return fields.index(field) + 1  # type: ignore[arg-type]

    def cell(self, row: int, field: str = "score") -> str:
        return f"{get_column_letter(self.column(field))}{row}"

    def score_range(self, first: int | None = None, last: int | None = None) -> str:
        return f"{self.cell(first or self.first_row)}:{self.cell(last or self.last_row)}"


def write(paper: Paper, standard: Standard, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Write the whole sheet; `texts` holds what the unit wrote, by indicator and column."""
    layout = FormLayout(standard)
    _write_head(paper, layout)
    for position, row in enumerate(standard.rows):
        _write_row(paper, layout, position, row, texts.get(row[2].name, {}))
    _merge_levels(paper, layout)
    _write_foot(paper, layout)
    _write_reported(paper, layout)
    _break_pages(paper, layout)
    paper.sheet.freeze_panes = f"A{layout.first_row}"
    paper.print_setup(layout.header_rows, layout.columns, landscape=True)
    paper.protect()


def _write_head(paper: Paper, layout: FormLayout) -> None:
    standard, last = layout.standard, layout.columns
    paper.widths([column.width for column in standard.form.columns])
    paper.title_block(standard.title, last, unit_label=standard.form.unit_label)
    top = layout.header_rows[0]
    headers = [column.header for column in standard.form.columns]
    paper.headings(top, list(zip(*headers, strict=True)))
    for row in range(top, layout.header_rows[1] + 1):
        paper.sheet.row_dimensions[row].height = 16 if row < layout.header_rows[1] else 27


def _write_row(
    paper: Paper,
    layout: FormLayout,
    position: int,
    levels: tuple[FirstLevel, SecondLevel, Indicator],
    texts: Mapping[str, str],
) -> None:
    row, (first, second, indicator) = layout.first_row + position, levels
    content = _content(first, second, indicator) | dict(texts)
    height = _LEAST_HEIGHT
    for number, column in enumerate(layout.standard.form.columns, 1):
        style = _STYLES[column.field]
        if column.field == "score":
            formula, compute = indicator.expression.formula(), partial(_item, position=position)
            paper.formula(row, number, formula, style, compute)
            continue
        paper.put(row, number, content[column.field], style)
        if not column.field.startswith("level"):
            height = max(height, look.lines(str(content[column.field]), column.width) * look.LINE_HEIGHT + 4)
    paper.sheet.row_dimensions[row].height = height


def _content(first: FirstLevel, second: SecondLevel, indicator: Indicator) -> dict[str, object]:
    """What each field of a row shows before the unit writes anything."""
    return {
        "level1.name": first.name,
        "level1.title": f"{first.name}\n（{first.weight.normalize():f}）",
        "level1.weight": first.weight,
        "level2.name": second.name,
        "level2.title": f"{second.name}\n（{second.weight.normalize():f}）",
        "level2.weight": second.weight,
        "code": indicator.code,
        "name": indicator.name,
        "title": f"{indicator.code} {indicator.name}".strip(),
        "weight": indicator.weight,
        "explanation": indicator.explanation.strip(),
        "criterion": indicator.criterion.strip(),
        "target": indicator.target,
        **dict.fromkeys(("actual", "analysis", "remark", "reason"), ""),
    }


def _item(table: ScoredTable, position: int) -> look.CellValue:
    return table.items[position].shown


def _break_pages(paper: Paper, layout: FormLayout) -> None:
    """Begin a page with a first level where one fits; the foot stays with the last indicators."""
    sheet = paper.sheet

    def height(first: int, last: int) -> float:
        return sum(sheet.row_dimensions[row].height or 15 for row in range(first, last + 1))

    row, groups, starts = layout.first_row, list[list[float]](), list[list[int]]()
    for level in layout.standard.indicators:
        groups.append([])
        starts.append([])
        for second in level.children:
            starts[-1].append(row)
            groups[-1].append(height(row, row + len(second.children) - 1))
            row += len(second.children)
    groups[-1][-1] += height(layout.total_row, sheet.max_row)
    widths = [column.width for column in layout.standard.form.columns]
    page = page_room(widths, True, look.MARGINS) - height(*layout.header_rows)
    for group, block in breaks(groups, page - height(1, _TITLE_ROWS), page):
        sheet.row_breaks.append(Break(id=starts[group][block] - 1))


def _merge_levels(paper: Paper, layout: FormLayout) -> None:
    """Merge the first- and second-level cells over their indicators."""
    for level, prefix in ((0, "level1."), (1, "level2.")):
        row = layout.first_row
        for _, group in groupby(layout.standard.rows, key=lambda levels: id(levels[level])):
            size = len(list(group))
            for number, column in enumerate(layout.standard.form.columns, 1):
                if column.field.startswith(prefix):
                    _merge_down(paper, column, number, row, size)
            row += size


def _merge_down(paper: Paper, column: Column, number: int, row: int, size: int) -> None:
    for below in range(row + 1, row + size):
        paper.sheet.cell(below, number).value = None
    paper.merge(row, number, row + size - 1, number, _STYLES[column.field])


def _write_foot(paper: Paper, layout: FormLayout) -> None:
    standard, score = layout.standard, layout.column("score")
    total = layout.cell(layout.total_row)
    paper.formula(
        layout.total_row,
        score,
        f"=ROUND(SUM({layout.score_range()}),2)",
        look.TOTAL,
        lambda table: table.total_shown,
    )
    grade = f"=IF(ISNUMBER({total}),JX_GRADE({total},{look.quoted(standard.grades.bands)}),{total})"
    paper.formula(layout.grade_row, score, grade, look.TOTAL, lambda table: table.grade_shown)
    for row, label in (
        (layout.total_row, standard.form.total_label),
        (layout.grade_row, standard.form.grade_label),
    ):
        paper.merge(row, 1, row, score - 1, look.TOTAL)
        paper.put(row, 1, label, look.TOTAL)
        paper.sheet.row_dimensions[row].height = 22
    row = layout.grade_row + 1
    if standard.judgement_of:
        row = _write_judgements(paper, layout, row)
    width = sum(column.width for column in standard.form.columns)
    for number, note in enumerate((f"评分等级：{standard.grades.source}。", *standard.notes), 1):
        text = f"{number}. {note}"
        paper.banner(row, layout.columns, text, look.HINT, look.lines(text, width) * look.LINE_HEIGHT + 1)
        row += 1
    if standard.form.signature:
        line = "　　　　　　　　".join(standard.form.signature)
        paper.banner(row, layout.columns, line, look.PLAIN, 26)


def _write_judgements(paper: Paper, layout: FormLayout, row: int) -> int:
    """One line for each score that a person judged instead of a figure; empty while none is."""
    for _, _, indicator in layout.standard.rows:
        for judged in indicator.expression.judgements:
            key = judged.judgement.key
            text = f"※ “{indicator.name}”为认定得分，没有按调查或统计结果计算；依据见“数据”表“{key}”一行。"
            paper.banner(row, layout.columns, None, look.HINT, look.LINE_HEIGHT + 4)
            paper.formula(
                row,
                1,
                f'=IF(ISBLANK({key}),"",{look.quoted(text)})',
                look.HINT,
                partial(_judgement_line, key=key, text=text),
            )
            row += 1
    return row


def _judgement_line(table: ScoredTable, key: str, text: str) -> str:
    return "" if table.data.get(key) is None else text


def _write_reported(paper: Paper, layout: FormLayout) -> None:
    """Beside the form, outside the print area: the scores as reported, and how far they are off."""
    column = layout.reported_column
    top, bottom = layout.header_rows
    for offset, heading in enumerate(REPORTED_HEADINGS):
        paper.merge(top, column + offset, bottom, column + offset, look.HEADER)
        paper.put(top, column + offset, heading, look.HEADER)
    paper.sheet.column_dimensions[get_column_letter(column - 1)].width = 3
    reported = get_column_letter(column)
    for row in range(layout.first_row, layout.total_row + 1):
        paper.put(row, column, None, look.INPUT_MONEY)
        score = layout.cell(row)
        paper.formula(
            row,
            column + 1,
            f'=IF(ISBLANK({reported}{row}),"",IF(ISNUMBER({score}),ROUND({reported}{row}-{score},2),{score}))',
            look.SCORE,
            partial(_difference, position=row - layout.first_row),
        )
    paper.put(layout.grade_row, column, None, look.INPUT_TEXT)


def _difference(table: ScoredTable, position: int) -> look.CellValue:
    if position < len(table.items):
        item = table.items[position]
        printed, shown = table.reported.items.get(item.indicator.name), item.shown
    else:
        printed, shown = table.reported.total, table.total_shown
    if printed is None:
        return ""
    return shown if isinstance(shown, str) else printed - shown
