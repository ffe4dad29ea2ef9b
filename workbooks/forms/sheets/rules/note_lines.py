"""The lines of 评分规则 for notes that set a condition on the total: what they ask, what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbooks.files.cells import WorkbookCells
from workbooks.files.visible import visible
from workbooks.forms.layout.rule_places import (
    CONFIRMED,
    CRITERION,
    FIRST_ROW,
    ITEMS,
    NAME,
    NO,
    OUTCOME,
    PATH,
    QUESTIONS,
    RULE_SHEET,
    SCORE_TEXT,
    SPOKEN,
    YES,
    fault_at,
    note_row,
    typed_text,
)
from workbooks.forms.page import paper as look
from workbooks.forms.page import wrapping
from workbooks.forms.page.paper import Paper
from workbooks.problems import StandardError
from workbooks.standards.interpretation import OUTCOME_LABELS
from workbooks.standards.model import Standard
from workbooks.standards.total_note import TotalNote

_PATH = "表里的说明"
_MOST_ROWS = 2000


def name_of(note: TotalNote) -> str:
    """What the line of a note is known by."""
    return f"{note.lacking}的"


def said_of(note: TotalNote) -> str:
    """What a note does in one sentence."""
    if not note.is_live:
        return "没有按这条算：总分是各指标得分之和"
    rows = "".join(f"“{name}”" for name in note.rows)
    scaled = (
        f"总分为其余指标得分之和÷{note.divisor.normalize():f}"
        if note.divisor is not None
        else "总分为其余指标得分之和，按其余指标的分值折算成满分"
    )
    return f"{note.item.label}的（“{note.key}”填 1）：{rows}得 0 分，{scaled}；填 0 的照常计分"


def write_notes_on_total(paper: Paper, standard: Standard, count: int, widths: Mapping[int, float]) -> None:
    """Write a line for each note below a form of `count` rows; `widths` are those of the columns."""
    for number, note in enumerate(standard.total_notes):
        row = note_row(count, number)
        asked = asked_of(note)
        texts = {
            PATH: _PATH,
            NAME: name_of(note),
            CRITERION: note.text,
            OUTCOME: OUTCOME_LABELS["choose"],
            SPOKEN: said_of(note),
            SCORE_TEXT: f"总分 = {standard.total}" if note.is_live else "",
            ITEMS: f"{note.key}（{note.item.unit_label}）" if note.is_live else "",
            QUESTIONS: asked,
        }
        for column in range(PATH, QUESTIONS):
            paper.put(row, column, texts.get(column), look.CENTRE if column == OUTCOME else look.TEXT)
        paper.put(row, CONFIRMED, YES if note.confirmed else NO, look.INPUT_TEXT)
        paper.one_of(f"{look.letter(CONFIRMED)}{row}", (YES, NO))
        paper.put(row, QUESTIONS, asked, look.TEXT)
        paper.put(row, QUESTIONS + 1, note.chosen, look.INPUT_TEXT)
        paper.one_of(f"{look.letter(QUESTIONS + 1)}{row}", note.question.choices)
        tallest = max(wrapping.lines(text, widths.get(column, 24)) for column, text in texts.items())
        paper.sheet.row_dimensions[row].height = max(30, min(400, tallest * wrapping.LINE_HEIGHT + 6))


def asked_of(note: TotalNote) -> str:
    question = note.question
    return f"{question.label}（先按“{question.default}”：{question.reason}）"


def answered_notes(
    cells: WorkbookCells, standard: Standard, faults: list[StandardError]
) -> Iterator[tuple[int, TotalNote]]:
    """Each note with what its line says now, and the row of the line (0 where it is gone)."""
    if not standard.total_notes:
        return
    rows = {
        str(cells.value(RULE_SHEET, row, NAME) or "").strip(): row
        for row in range(FIRST_ROW, FIRST_ROW + _MOST_ROWS)
        if cells.value(RULE_SHEET, row, PATH) == _PATH
    }
    for note in standard.total_notes:
        row = rows.get(visible(name_of(note)), 0)
        if not row:
            text = f"没有找到“{name_of(note)}”一行（{_PATH}），可能改过名称或删过行；请改回"
            faults.append(fault_at(cells, "", text))
            yield 0, note.changed(confirmed=False)
            continue
        yield row, _answered(cells, row, note, faults)


def _answered(cells: WorkbookCells, row: int, note: TotalNote, faults: list[StandardError]) -> TotalNote:
    chosen = typed_text(cells, row, QUESTIONS + 1) or note.question.default
    if chosen not in note.question.choices:
        place = f"{look.letter(QUESTIONS + 1)}{row}"
        listed = "、".join(note.question.choices)
        faults.append(fault_at(cells, place, f"“{name_of(note)}”填的是“{chosen}”，只能选 {listed}"))
        chosen = note.chosen
    word = typed_text(cells, row, CONFIRMED)
    if word not in (YES, NO, ""):
        place = f"{look.letter(CONFIRMED)}{row}"
        faults.append(fault_at(cells, place, f"“{name_of(note)}”的确认填的是“{word}”，只能填 {YES} 或 {NO}"))
    return note.changed(answer=chosen, confirmed=word == YES)
