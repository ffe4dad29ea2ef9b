"""附表: the official indicator table, in the column order and headings of its standard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import groupby

from udfs.expression import SUM_NAME
from udfs.totals import total_of
from workbooks.files.coordinates import get_column_letter
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.layout.form_layout import (
    REPORTED_HEADINGS,
    TITLE_ROWS,
    FormLayout,
    Place,
    levels_at,
)
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen, wrapping
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.result_formulas import (
    grade_formula,
    missing_line,
    missing_shown,
    no_grade_line,
    no_grade_shown,
    result_line,
    result_shown,
)
from workbooks.forms.page.writer import Writer, narrow_steps
from workbooks.forms.sheets import own_rows, project_head
from workbooks.standards.form import TYPED_TEXTS
from workbooks.standards.model import Indicator, Standard

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
    **dict.fromkeys(("target", "actual"), look.CENTRED[look.INPUT_TEXT]),
}
_LEAST_HEIGHT = 24.0


def write(paper: Paper, layout: FormLayout, filing: Filing, writer: Writer) -> dict[str, str]:
    """Write the whole sheet; return the cells of the data items that are typed in the form itself."""
    places: dict[str, str] = {}
    _write_head(paper, layout)
    if layout.standard.form.head is not None:
        places.update(project_head.write(paper, layout, layout.standard.form.head, filing, writer))
    for place in layout.places:
        if place.kind == "section":
            _write_section(paper, layout, place)
        elif isinstance(place.child, Indicator):
            texts = filing.texts.get(place.child.name, {})
            places.update(_write_indicator(paper, layout, place, place.child, texts, writer))
        else:
            own_rows.write(paper, layout, place, filing, writer)
    _merge_levels(paper, layout)
    _write_total(paper, layout, writer)
    _write_notes(paper, layout)
    _write_reported(paper, layout)
    narrow_steps(paper, layout.steps_column)
    paper.print_setup(layout.repeated_rows, layout.columns, landscape=layout.landscape)
    _break_pages(paper, layout)
    screen.let_unbegun_look_blank(paper.sheet, layout)
    screen.hold_in_sight(paper.sheet, layout)
    paper.protect(rows_may_be_added=bool(layout.standard.own_rows))
    return places


def _write_head(paper: Paper, layout: FormLayout) -> None:
    standard, last = layout.standard, layout.columns
    head = standard.form.head
    widths = [column.width for column in standard.form.columns]
    paper.widths([project_head.SIDE_WIDTH, *widths] if head else widths)
    unit_label = standard.form.unit_label if standard.form.unit_line and not head else ""
    paper.title_block(standard.form.title or standard.title, last, unit_label, number=standard.form.number)
    if not standard.form.unit_line:
        paper.sheet.row_dimensions[TITLE_ROWS].height = 6
    top, bottom = layout.header_rows
    headers = [column.header for column in standard.form.columns]
    paper.headings(top, list(zip(*headers, strict=True)), 1 + layout.side_columns)
    for row in range(top, bottom + 1):
        paper.sheet.row_dimensions[row].height = 16 if row < bottom else 20
    if head:
        _write_results_beside(paper, layout)


def _write_section(paper: Paper, layout: FormLayout, place: Place) -> None:
    """The row of a first level: its name, its weight as the document has it, the sum of its scores."""
    for number in range(1, layout.columns + 1):
        paper.put(place.row, number, None, look.CENTRE)
    paper.put(place.row, 1, place.first.title, look.TEXT)
    rows = layout.rows_of(place.first)
    paper.put(place.row, layout.column("weight"), place.first.weight, look.WEIGHT)
    if layout.has("criterion"):
        paper.put(place.row, layout.column("criterion"), place.first.criterion, look.TEXT)
    formula = f"=ROUND(SUM({layout.span(*rows)}),2)"
    paper.formula(place.row, layout.column("score"), formula, look.SCORE, partial(_section, place=place))
    paper.sheet.row_dimensions[place.row].height = 20


def _section(table: ScoredTable, place: Place) -> CellValue:
    return total_of([item.shown for item in table.items if item.line.first is place.first])


def _write_indicator(
    paper: Paper,
    layout: FormLayout,
    place: Place,
    indicator: Indicator,
    texts: Mapping[str, str],
    writer: Writer,
) -> dict[str, str]:
    content = _content(place, indicator) | dict(texts)
    typed = {item.place: key for key, item in indicator.items.items() if item.place}
    cells: dict[str, str] = {}
    height = _LEAST_HEIGHT
    for number, column in layout.numbered():
        if column.field == "score":
            formula = f"={writer.score(indicator.expression, indicator.name)}"
            compute = partial(_score, name=indicator.name)
            paper.formula(place.row, number, formula, look.SCORE, compute)
        elif column.field in typed:
            key = typed[column.field]
            paper.put(place.row, number, None, look.CENTRED[look.INPUT_STYLES[indicator.items[key].kind]])
            cells[key] = f"{get_column_letter(number)}{place.row}"
        elif column.field == "actual" and indicator.actual_expression is not None:
            paper.expression(place.row, number, indicator.actual_expression.root, look.RATE)
        else:
            text = content[column.field]
            paper.put(place.row, number, text, _STYLES[column.field])
            if not column.field.startswith("level"):
                height = max(height, wrapping.lines(str(text), column.width) * wrapping.LINE_HEIGHT + 2)
    paper.sheet.row_dimensions[place.row].height = height
    return cells


def _content(place: Place, indicator: Indicator) -> dict[str, object]:
    """What each field of a row shows before the unit writes anything."""
    return levels_at(place) | {
        "code": indicator.code,
        "name": indicator.name,
        "title": f"{indicator.code} {indicator.name}".strip(),
        "weight": indicator.weight,
        "explanation": _flowing(indicator.explanation),
        "criterion": _flowing(indicator.criterion),
        "target": indicator.target,
        **dict.fromkeys(("actual", "analysis", "remark", "reason"), ""),
    }


def _flowing(text: str) -> str:
    """A text of several points as one paragraph: on a screen lines of their own would make rows too high."""
    return " ".join(_lines(text))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().split("\n")]


def set_in_lines(standard: Standard) -> dict[str, str]:
    """The texts of several points, each on a line as in the document, by those that the form shows."""
    texts = (text for _, _, one in standard.rows for text in (one.explanation, one.criterion))
    return {_flowing(text): "\n".join(_lines(text)) for text in texts if "\n" in text.strip()}


def _score(table: ScoredTable, name: str) -> CellValue:
    return table.by_indicator[name].shown


def _merge_levels(paper: Paper, layout: FormLayout) -> None:
    """Write the first- and second-level cells once, merged over their lines."""
    for prefix in ("level1", "level2"):
        lines = [place for place in layout.places if place.kind != "section"]
        for _, group in groupby(
            lines, key=lambda place: id(place.first if prefix == "level1" else place.second)
        ):
            places = list(group)
            for number, column in layout.numbered():
                if column.field.startswith(prefix):
                    for place in places[1:]:
                        paper.sheet.cell(place.row, number).value = None
                    style = _STYLES[column.field]
                    paper.merge(places[0].row, number, places[-1].row, number, style)
                    paper.put(places[0].row, number, levels_at(places[0])[column.field], style)


def _write_total(paper: Paper, layout: FormLayout, writer: Writer) -> None:
    standard, score, weight = layout.standard, layout.column("score"), layout.column("weight")
    formula = "=" + writer.score(
        standard.total_expression, standard.form.total_name, partial(_total_reference, layout=layout)
    )
    paper.formula(layout.total_row, score, formula, look.TOTAL, lambda table: table.total_shown)
    paper.formula(
        layout.grade_row,
        score,
        grade_formula(layout, writer, layout.cell(layout.total_row)),
        look.TOTAL,
        lambda table: table.grade_shown,
    )
    form = standard.form
    for row, label in ((layout.total_row, form.total_label), (layout.grade_row, form.grade_name)):
        shows_weight = form.total_weight and row == layout.total_row
        blocks = [(1, weight - 1), (weight + 1, score - 1)] if shows_weight else [(1, score - 1)]
        for left, right in (*blocks, (score + 1, layout.columns)):
            if left <= right:
                paper.merge(row, left, row, right, look.TOTAL)
        paper.put(row, 1, label, look.TOTAL)
        if shows_weight:
            formula = f"={layout.sum_of_weights()}"
            paper.formula(row, weight, formula, look.TOTAL_WEIGHT, lambda table: table.weights_printed)
        paper.sheet.row_dimensions[row].height = 22
    if standard.grades.only_at_full_mark and score < layout.columns:
        why = f"={no_grade_line(layout)}"
        paper.formula(layout.grade_row, score + 1, why, look.TEXT, no_grade_shown)


def _total_reference(key: str, layout: FormLayout) -> str:
    return layout.sum_of_scores() if key == SUM_NAME else key


def _write_results_beside(paper: Paper, layout: FormLayout) -> None:
    """Beside the title, held in sight: total, grade, and how many scores are missing."""
    column = layout.reported_column
    paper.merge(1, column, 1, column + 1 + len(layout.beside), look.HEADER)
    height = paper.sheet.row_dimensions[1].height
    paper.sheet.row_dimensions[1].height = max(height, wrapping.LINE_HEIGHT * 2 + 4)
    if layout.in_head is None:
        raise ValueError("a project form has an indicator in its money block")
    cells = layout.span(layout.first_row, layout.last_row)
    missing = missing_line(layout, cells, layout.score_cell(layout.in_head))
    why = no_grade_line(layout) if layout.standard.grades.only_at_full_mark else '""'
    line = f'{result_line(layout)}&{why}&"　"&{missing}'

    def shown(table: ScoredTable) -> str:
        why = no_grade_shown(table) if table.standard.grades.only_at_full_mark else ""
        return f"{result_shown(table, layout)}{why}　{missing_shown(table)}"

    paper.formula(1, column, line, look.HEADER, shown)


def _write_notes(paper: Paper, layout: FormLayout) -> None:
    form = layout.standard.form
    row = layout.grade_row + 1
    if form.signature:
        line = "　　　　　　　　".join(form.signature)
        paper.banner(row, layout.columns, line, look.PLAIN, 26)
        row += 1
    width = sum(column.width for column in form.columns)
    for text in official_notes(layout.standard):
        paper.banner(
            row, layout.columns, text, look.HINT, wrapping.lines(text, width) * wrapping.LINE_HEIGHT + 1
        )
        row += 1
    _write_judgements(paper, layout, row)


def official_notes(standard: Standard) -> list[str]:
    """The notes of the document below its form, numbered, each on a line of its own."""
    form = standard.form
    notes = [f"{number}. {note}" for number, note in enumerate(form.notes, 1)]
    return [f"{form.notes_label}：", *notes] if notes else []


def _write_judgements(paper: Paper, layout: FormLayout, row: int) -> None:
    """One line for each score that a person judged instead of a figure; empty while none is."""
    for _, _, indicator in layout.standard.rows:
        for judged in indicator.expression.judgements:
            key = judged.judgement.key
            text = f"※ “{indicator.name}”为认定得分，没有按调查或统计结果计算；依据见“数据”表“{key}”一行。"
            formula = f'=IF(ISBLANK({key}),"",{look.quoted(text)})'
            paper.banner(row, layout.columns, None, look.HINT, wrapping.LINE_HEIGHT + 4)
            paper.formula(row, 1, formula, look.HINT, partial(_judgement_line, key=key, text=text))
            row += 1
    if layout.beside:
        own_rows.write_judged_line(paper, layout, row)


def _judgement_line(table: ScoredTable, key: str, text: str) -> str:
    return "" if table.data.get(key) is None else text


def _write_reported(paper: Paper, layout: FormLayout) -> None:
    """Beside the form, outside the print area: the scores as reported, and how far they are off."""
    column = layout.reported_column
    top, bottom = layout.header_rows
    for number, heading in layout.headings_beside.items():
        paper.merge(top, number, bottom, number, look.HEADER)
        paper.put(top, number, heading, look.HEADER)
        paper.sheet.column_dimensions[get_column_letter(number)].width = 11
    paper.sheet.column_dimensions[get_column_letter(column - 1)].width = 3
    reported = get_column_letter(column)
    scores = {place.row: (layout.score_cell(place), place) for place in layout.scored_places}
    for row, (score, place) in (scores | {layout.total_row: (layout.cell(layout.total_row), None)}).items():
        cell = f"{reported}{row}"
        off = f"IF(ISNUMBER({score}),ROUND({cell}-{score},2),{score})"
        compute = partial(_difference, place=place)
        paper.put(row, column, None, look.INPUT_MONEY)
        paper.formula(row, column + 1, f'=IF(ISBLANK({cell}),"",{off})', look.MONEY, compute)
    paper.put(layout.grade_row, column, None, look.INPUT_TEXT)
    if layout.in_head is not None:
        for number, heading in enumerate(REPORTED_HEADINGS, column):
            paper.put(layout.in_head.row - 1, number, heading, look.HEADER)
    off = get_column_letter(column + 1)
    first = min(place.row for place in layout.scored_places)
    screen.mark_difference(paper.sheet, f"{off}{first}:{off}{layout.total_row}")


def _difference(table: ScoredTable, place: Place | None) -> CellValue:
    """How far a reported score is off, or the reported total where there is no place."""
    shown: CellValue = table.total_shown
    printed = table.reported.total
    if place is not None:
        item = table.at(place.child, place.number)
        if item is None:
            return ""
        printed, shown = table.reported_of(item), item.shown
    if printed is None:
        return ""
    return shown if isinstance(shown, str) or shown is None else printed - shown


def _break_pages(paper: Paper, layout: FormLayout) -> None:
    """Fill pages, ending them before a level where they can; the total stays with the last line."""
    widths = [project_head.SIDE_WIDTH] * layout.side_columns
    widths += [column.width for column in layout.standard.form.columns]
    paper.end_pages(
        layout.page_groups,
        layout.total_row,
        layout.repeated_rows,
        widths,
        landscape=layout.landscape,
        held=layout.section_rows,
    )
