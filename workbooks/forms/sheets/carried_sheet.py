"""标准原文: the standard that a workbook carries, for programs to read; nobody needs to see it."""

from __future__ import annotations

from workbooks.forms.page import paper as look
from workbooks.forms.sheets.work import Work
from workbooks.standards.carried import CARRIED_SHEET, text_of


def add(work: Work) -> None:
    """Write the text of the standard, a line in each cell of column A."""
    paper = work.papers[CARRIED_SHEET]
    for row, line in enumerate(text_of(work.standard).splitlines(), 1):
        paper.put(row, 1, line, look.STEP)
    paper.sheet.sheet_state = "veryHidden"
    paper.protect()
