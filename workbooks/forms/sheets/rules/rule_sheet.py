"""评分规则: how each scoring sentence was read, what it leaves open, and who confirmed it; one line each."""

from __future__ import annotations

from functools import partial

from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ScoredTable, score
from workbooks.forms.layout.form_layout import FormLayout, Place, own_rows_at, reference
from workbooks.forms.layout.rule_places import (
    CONFIRMED,
    CRITERION,
    FIRST_ROW,
    HEADER_ROW,
    HEADINGS,
    ITEMS,
    NAME,
    NO,
    OFF,
    OUTCOME,
    PATH,
    QUESTIONS,
    REPORTED,
    RULE_SHEET,
    SCORE_TEXT,
    SHOWN,
    SPOKEN,
    WEIGHT,
    YES,
    grade_row,
    row_at,
    total_row,
)
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen, wrapping
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.result_formulas import grade_formula, placed_total
from workbooks.forms.page.writer import Writer
from workbooks.forms.sheets.rules.note_lines import write_notes_on_total
from workbooks.forms.sheets.rules.rule_notes import write_notes
from workbooks.forms.sheets.rules.rule_readings import items_of, items_text, said
from workbooks.forms.sheets.rules.rule_trials import columns_of, write_trials
from workbooks.forms.sheets.work import Work
from workbooks.standards.interpretation import OUTCOME_LABELS, Interpretation, OpenQuestion
from workbooks.standards.model import Indicator, Standard

_WIDTHS = {
    PATH: 18,
    NAME: 18,
    WEIGHT: 7,
    CRITERION: 40,
    OUTCOME: 9,
    SPOKEN: 36,
    ITEMS: 24,
    CONFIRMED: 7,
    SHOWN: 9,
    REPORTED: 9,
    OFF: 9,
    SCORE_TEXT: 40,
}
_QUESTION_WIDTH = 24
_GIVEN = "标准"
_HINT = (
    "逐行核对“读成的规则”与原文是否一致：一致的在“确认”选“是”；“要选”的在右边选定口径；读错的改右边的“规则式”。"
    "改过以后用“按规则更新”（jixiao rules apply）生效。没有确认的，复核和定稿都会注明。"
)


def add(work: Work) -> None:
    """Write the sheet: the readings of a form that somebody else made, or what we take in one of our own."""
    paper = work.papers[RULE_SHEET]
    if work.standard.placed is None:
        write_notes(paper, work.standard)
    else:
        write(paper, work.forms[0].layout, work.writer)


def write(paper: Paper, layout: FormLayout, writer: Writer) -> None:
    """Write the sheet of a form, with the scores that it shows and those that were reported."""
    last = _write_lines(paper, layout.standard, writer)
    for number, place in enumerate(layout.rule_lines):
        if place.kind == "own":
            _write_own_line(paper, layout, place, row_at(number))
        _write_scores(paper, layout, place, row_at(number))
    _write_foot(paper, layout, writer, last)
    _write_notes(paper, layout.standard, len(layout.places))
    _let_unbegun_look_blank(paper, layout)
    off = look.letter(OFF)
    screen.mark_difference(paper.sheet, f"{off}{FIRST_ROW}:{off}{total_row(len(layout.places))}")
    _print(paper, layout.standard)


def write_rules(paper: Paper, standard: Standard, writer: Writer) -> dict[str, CellValue]:
    """Write the rules of a standard without a form; return the values of the formulas."""
    _write_lines(paper, standard, writer)
    _write_notes(paper, standard, len(standard.rows))
    _print(paper, standard)
    table = score(standard, Filing())
    return {cell: compute(table) for cell, compute in paper.formulas.items()}


def _write_lines(paper: Paper, standard: Standard, writer: Writer) -> int:
    """Write headings and a line for each indicator; return the last column to be seen."""
    pairs = most_questions(standard)
    trials = columns_of(standard, QUESTIONS + 2 * pairs)
    last = trials.own_score
    paper.widths([*_WIDTHS.values(), *[_QUESTION_WIDTH, 14] * pairs, *trials.widths()])
    # Right of the columns held in sight, whose edge would cut them.
    for row, text, style, height in (
        (1, f"评分规则：{standard.title}", look.TITLE, 28),
        (2, _HINT, look.HINT, 30),
    ):
        paper.merge(row, WEIGHT, row, CONFIRMED, style)
        paper.put(row, WEIGHT, text, style)
        paper.sheet.row_dimensions[row].height = height
    questions = [text for number in range(1, pairs + 1) for text in (f"要选的口径{number}", f"选定{number}")]
    paper.headings(HEADER_ROW, [[*HEADINGS.values(), *questions, *trials.headings()]])
    for number, (first, second, indicator) in enumerate(standard.rows):
        _write_line(paper, standard, f"{first.name}／{second.name}", indicator, row_at(number))
        write_trials(paper, standard, indicator, row_at(number), trials, writer)
    folded = (look.letter(trials.folded), look.letter(max(paper.sheet.max_column, trials.folded)))
    paper.sheet.column_dimensions.group(*folded, outline_level=1, hidden=True)
    paper.sheet.freeze_panes = f"C{FIRST_ROW}"
    screen.fit_across(paper.sheet, CONFIRMED)
    screen.select(paper.sheet, f"{look.letter(CONFIRMED)}{FIRST_ROW}")
    paper.protect()
    return last


def _write_notes(paper: Paper, standard: Standard, count: int) -> None:
    write_notes_on_total(paper, standard, count, _WIDTHS | {QUESTIONS: _QUESTION_WIDTH})


def _print(paper: Paper, standard: Standard) -> None:
    """Print the rules and the questions; the trials are for the screen."""
    last = QUESTIONS + 2 * most_questions(standard) - 1
    paper.print_setup((HEADER_ROW, HEADER_ROW), last, landscape=True)


def most_questions(standard: Standard) -> int:
    """How many questions a sentence of the form leaves open at most; the sheet has room for one at least."""
    counts = [len(one.interpretation.questions) for _, _, one in standard.rows if one.interpretation]
    return max([1, *counts])


def _write_line(paper: Paper, standard: Standard, path: str, indicator: Indicator, row: int) -> None:
    read = indicator.interpretation
    texts = {
        PATH: path,
        NAME: indicator.name,
        CRITERION: indicator.criterion,
        SPOKEN: _spoken(standard, indicator),
        ITEMS: items_text(items_of(standard, indicator)),
    }
    for column, text in texts.items():
        paper.put(row, column, text, look.TEXT)
    paper.put(row, WEIGHT, look.plain(indicator.weight), look.WEIGHT)
    paper.put(row, OUTCOME, OUTCOME_LABELS[read.outcome] if read else _GIVEN, look.CENTRE)
    paper.put(row, SCORE_TEXT, indicator.score, look.INPUT_TEXT)
    paper.put(row, CONFIRMED, YES if read is None or read.confirmed else NO, look.INPUT_TEXT)
    paper.one_of(f"{look.letter(CONFIRMED)}{row}", (YES, NO))
    for column in (SHOWN, REPORTED, OFF):
        paper.put(row, column, None, look.SCORE)
    for number in range(most_questions(standard)):
        for column in (QUESTIONS + 2 * number, QUESTIONS + 2 * number + 1):
            paper.put(row, column, None, look.TEXT)
    questions = read.questions if read else ()
    for number, question in enumerate(questions):
        _write_question(paper, row, QUESTIONS + 2 * number, question, read)
    texts[SCORE_TEXT] = indicator.score
    tallest = max(
        *(wrapping.lines(text, _WIDTHS[column]) for column, text in texts.items()),
        *(wrapping.lines(_asked(question), _QUESTION_WIDTH) for question in questions),
        1,
    )
    paper.sheet.row_dimensions[row].height = max(30, min(400, tallest * wrapping.LINE_HEIGHT + 6))


def _write_own_line(paper: Paper, layout: FormLayout, place: Place, row: int) -> None:
    """A row of the unit's own: the rule of its group, which is not to be changed here."""
    group = own_rows_at(place)
    rule = layout.standard.rule_of(group)
    second = place.second.name if place.second else ""
    texts = {
        PATH: f"{place.first.name}／{second}",
        NAME: f"（{group.rows}第 {place.number + 1} 行）",
        CRITERION: group.criterion or rule.criterion,
        SPOKEN: "本行由单位自己填写，按这一组的规则计分",
        SCORE_TEXT: rule.score,
        OUTCOME: _GIVEN,
    }
    for column in (*range(1, SHOWN), *range(SHOWN + 1, QUESTIONS)):
        paper.put(row, column, texts.get(column), look.TEXT)
    paper.sheet.row_dimensions[row].height = 30


def _write_scores(paper: Paper, layout: FormLayout, place: Place, row: int) -> None:
    """The score as the form shows it now, and as it was reported."""
    source = reference(layout.standard.form_sheet, layout.score_cell(place))
    formula = f'=IF({source}="","",{source})' if place.kind == "own" else f"={source}"
    paper.formula(row, SHOWN, formula, look.SCORE, partial(_score, place=place))
    _write_reported(paper, row, place)


def _let_unbegun_look_blank(paper: Paper, layout: FormLayout) -> None:
    """The scores and how far they are off, the total and the grade, while nothing of theirs is typed."""
    typed = {
        row_at(number): screen.begun_by(layout.standard, place.child.expression.keys)
        for number, place in enumerate(layout.rule_lines)
        if isinstance(place.child, Indicator)
    }
    everything, count = screen.typed_in(layout, layout.standard.form_sheet), len(layout.places)
    for row, keys in {**typed, total_row(count): everything, grade_row(count): everything}.items():
        for column in (SHOWN, OFF):
            screen.fade(paper.sheet, f"{look.letter(column)}{row}", keys)


def _spoken(standard: Standard, indicator: Indicator) -> str:
    read = indicator.interpretation
    if read is None:
        return said(indicator.score, items_of(standard, indicator))
    left = f"：“{read.unread}”" if read.unread else ""
    return f"{read.spoken}（{read.reason}{left}）" if read.reason else read.spoken


def _asked(question: OpenQuestion) -> str:
    others = "".join(f"“{choice}”" for choice in question.choices if choice != question.default)
    also = f"，也可选{others}" if others else ""
    return f"{question.label}（先按“{question.default}”{also}：{question.reason}）"


def _write_question(
    paper: Paper, row: int, column: int, question: OpenQuestion, read: Interpretation | None
) -> None:
    answers = read.answers if read else {}
    paper.put(row, column, _asked(question), look.TEXT)
    paper.put(row, column + 1, answers.get(question.key, question.default), look.INPUT_TEXT)
    paper.one_of(f"{look.letter(column + 1)}{row}", question.choices)


def _score(table: ScoredTable, place: Place) -> CellValue:
    item = table.at(place.child, place.number)
    return "" if item is None else item.shown


def _write_reported(paper: Paper, row: int, place: Place | None) -> None:
    """The score as it was reported, and how far it is off what follows from the data."""
    score, cell = f"{look.letter(SHOWN)}{row}", f"{look.letter(REPORTED)}{row}"
    off = f"IF(ISNUMBER({score}),ROUND({cell}-{score},2),{score})"
    paper.put(row, REPORTED, None, look.INPUT_MONEY)
    compute = partial(_difference, place=place)
    paper.formula(row, OFF, f'=IF(ISBLANK({cell}),"",{off})', look.MONEY, compute)


def _difference(table: ScoredTable, place: Place | None) -> CellValue:
    shown, printed = table.total_shown, table.reported.total
    if place is not None:
        item = table.at(place.child, place.number)
        if item is None:
            return ""
        shown, printed = item.shown, table.reported_of(item)
    if printed is None:
        return ""
    return shown if isinstance(shown, str) else printed - shown


def _write_foot(paper: Paper, layout: FormLayout, writer: Writer, last: int) -> None:
    """The total and the grade, which are those of the form where it has a place for them."""
    standard, count = layout.standard, len(layout.places)
    form, shown = standard.form_sheet, look.letter(SHOWN)
    total, grade = total_row(count), grade_row(count)
    for row, label in ((total, standard.form.total_name), (grade, standard.form.grade_name)):
        paper.merge(row, 1, row, SHOWN - 1, look.TOTAL)
        paper.put(row, 1, label, look.TOTAL)
        for column in range(SHOWN, last + 1):
            paper.put(row, column, None, look.TOTAL)
        paper.sheet.row_dimensions[row].height = 22
    sheet, cell = layout.total_at
    formula = placed_total(layout, writer, form) if sheet else f"={reference(form, cell)}"
    paper.formula(total, SHOWN, formula, look.TOTAL, lambda table: table.total_shown)
    sheet, cell = layout.grade_at
    formula = grade_formula(layout, writer, f"{shown}{total}") if sheet else f"={reference(form, cell)}"
    paper.formula(grade, SHOWN, formula, look.TOTAL, lambda table: table.grade_shown)
    _write_reported(paper, total, None)
    paper.put(grade, REPORTED, None, look.INPUT_TEXT)
