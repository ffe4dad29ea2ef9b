"""Where things stand on the sheet 评分规则 of a form that somebody else made: one line an indicator."""

from __future__ import annotations

from workbooks.files.cells import WorkbookCells
from workbooks.files.coordinates import get_column_letter
from workbooks.problems import StandardError

RULE_SHEET = "评分规则"
HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
PATH, NAME, WEIGHT, CRITERION, OUTCOME, SPOKEN, ITEMS, CONFIRMED, SHOWN, REPORTED, OFF, SCORE_TEXT = range(
    1, 13
)
"""The columns that every form has, what is to be read and confirmed before what only a misread rule needs;
the questions and the trials follow."""
HEADINGS = {
    PATH: "一级／二级指标",
    NAME: "三级指标",
    WEIGHT: "分值",
    CRITERION: "评分标准（原文）",
    OUTCOME: "读法",
    SPOKEN: "读成的规则",
    ITEMS: "要填的数据",
    CONFIRMED: "确认",
    SHOWN: "现得分",
    REPORTED: "原报得分",
    OFF: "差异",
    SCORE_TEXT: "规则式",
}
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


def moved_columns(cells: WorkbookCells) -> dict[str, str]:
    """The cells of headings that are not those of their columns, each with what is wrong.

    Nothing below can be told apart then. None where the sheet is gone.
    """
    if not cells.has_sheet(RULE_SHEET):
        return {}
    return {
        f"{get_column_letter(column)}{HEADER_ROW}": (
            f"应是“{heading}”一栏，写的是“{said}”；移过列的请移回，以前的版本认的表请重新认表"
        )
        for column, heading in HEADINGS.items()
        if (said := typed_text(cells, HEADER_ROW, column)) != heading
    }


def fault_at(cells: WorkbookCells, place: str, reason: str, sheet: str = RULE_SHEET) -> StandardError:
    """What is wrong in a cell of a sheet, or with the sheet where `place` is ""."""
    where = f"“{sheet}”{place} " if place else f"“{sheet}”"
    return StandardError(f"{cells.name} {where}{reason}")
