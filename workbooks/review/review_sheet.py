"""复核: the findings of a review as a sheet of the workbook, each with a link to its cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbooks.documents.reading_files import is_document
from workbooks.files.written_with import Alignment
from workbooks.forms.page import screen
from workbooks.forms.page.paper import Paper, quoted, thin_lines

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from workbooks.files.sheets import SheetCells
    from workbooks.findings import Finding
    from workbooks.review.review_result import Review

REVIEW_SHEET = "复核"
TITLE = "复核意见"
HEADINGS = ("序号", "级别", "代码", "位置", "说明", "印的是", "应为", "依据")
WIDTHS = (6, 7, 7, 16, 54, 16, 16, 36)
HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
_PLACE_COLUMN = "D"
_CENTRED = 3
_NOTHING = "没有发现问题"

Content = list[list[str | int | None]]


def is_review(sheet: SheetCells) -> bool:
    """Whether a sheet is one that an earlier review wrote."""
    return sheet.name == REVIEW_SHEET and bool(sheet.rows) and list(sheet.rows[0][:1]) == [TITLE]


def content(review: Review) -> Content:
    """What to type into the cells from A1 on: texts behind an apostrophe, so that none becomes a formula."""
    standard = (
        f"按“{review.standard.title}”复核"
        if review.standard
        else "没有对应的评分标准，按表里印的评分标准和数核对"
    )
    rows: Content = [[TITLE], [text_cell(review.told)], [text_cell(standard)], list(HEADINGS)]
    for number, finding in enumerate(review.findings, 1):
        texts = (finding.message, finding.found, finding.expected, finding.basis)
        cells = [text_cell(text) for text in texts]
        where = _link(finding) if _has_cells(review) else text_cell(place(finding))
        rows.append([number, finding.level, finding.code, where, *cells])
    if not review.findings:
        rows.append([_NOTHING if review.is_clean else text_cell(review.told)])
    others = (left for left in review.left_alone if not left.unread)
    rows += [[text_cell(f"“{left.sheet}”：{left.why}")] for left in others]
    return [[*row, *[None] * (len(HEADINGS) - len(row))] for row in rows]


def finish(sheet: Worksheet, review: Review) -> None:
    """What a macro cannot ask of every host: ruled cells, headings always in sight, A4 across."""
    first, last, width = HEADER_ROW, table_end(review), len(HEADINGS)
    for row in sheet.iter_rows(first, last, 1, width):
        for column, cell in enumerate(row, 1):
            across = "center" if cell.row == first or column <= _CENTRED else "left"
            cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)
            cell.border = thin_lines()
    sheet.freeze_panes = f"A{FIRST_ROW}"
    Paper(sheet).print_setup((first, first), width, landscape=True)
    screen.fit_across(sheet, width)
    screen.select(sheet, f"A{FIRST_ROW}")


def table_end(review: Review) -> int:
    """The last row of the table."""
    return HEADER_ROW + max(1, len(review.findings))


def values(review: Review) -> dict[str, str]:
    """The values of the formula cells, by cell."""
    return {
        f"{_PLACE_COLUMN}{row}": place(finding)
        for row, finding in enumerate(review.findings, FIRST_ROW)
        if finding.sheet and _has_cells(review)
    }


def _has_cells(review: Review) -> bool:
    """Whether what was reviewed has cells to lead to; a report has paragraphs."""
    return not is_document(Path(review.source))


def place(finding: Finding) -> str:
    """Where a finding stands, for people."""
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet


def text_cell(text: str | None) -> str | None:
    """A text as it is typed into a cell so that it stays text, whatever it starts with."""
    return f"'{text}" if text else None


def _link(finding: Finding) -> str | None:
    """A formula of ours that leads to the cell; names of sheets are quoted twice, as name and as text."""
    if not finding.sheet:
        return None
    sheet = finding.sheet.replace("'", "''")
    target = quoted(f"#'{sheet}'!{finding.cell or 'A1'}")
    return f"=HYPERLINK({target},{quoted(place(finding))})"
