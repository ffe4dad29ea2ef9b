"""Where things stand on the sheet 评分规则 of a form that somebody else made: one line an indicator."""

from __future__ import annotations

from workbooks.files.cells import WorkbookCells
from workbooks.problems import StandardError

RULE_SHEET = "评分规则"
HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
PATH, NAME, WEIGHT, CRITERION, OUTCOME, SPOKEN, ITEMS, CONFIRMED, SHOWN, REPORTED, OFF, SCORE_TEXT = range(
    1, 13
)
"""The columns that every form has, what is to be read and confirmed before what only a misread rule needs;
the questions and the trials follow."""
QUESTIONS = SCORE_TEXT + 1
YES, NO = "是", "否"


def row_at(number: int) -> int:
    """The row of an indicator, counted from 0 in table order."""
    return FIRST_ROW + number


def total_row(count: int) -> int:
    """The row of the total below this many indicators; the grade stands below it."""
    return FIRST_ROW + count


def grade_row(count: int) -> int:
    return total_row(count) + 1


def note_row(count: int, number: int) -> int:
    """The row of a note on the total, counted from 0."""
    return grade_row(count) + 1 + number


def typed_text(cells: WorkbookCells, row: int, column: int) -> str:
    """What a cell of the sheet says; "" for an empty one."""
    value = cells.value(RULE_SHEET, row, column)
    return "" if value is None else str(value).strip()


def fault_at(cells: WorkbookCells, place: str, reason: str) -> StandardError:
    """What is wrong in a cell of the sheet, or with the sheet where `place` is ""."""
    where = f"“{RULE_SHEET}”{place} " if place else f"“{RULE_SHEET}”"
    return StandardError(f"{cells.name} {where}{reason}")
