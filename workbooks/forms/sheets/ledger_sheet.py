"""执行明细: where the payment ledger is pasted or imported, as it came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from udfs.regex import regex
from workbooks.forms.layout.kinds import LEDGER_SHEET
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen
from workbooks.forms.page.paper import Paper
from workbooks.forms.sheets.work import Work
from workbooks.ledger import CHECK_HEADING, Ledger

TITLE = "国库集中支付明细"
FIRST_ROW = 3
_AMOUNT = regex(r"\s*-?[\d,]+\.\d{2}\s*")
"""A text that is an amount, as systems export them; a number of a voucher has no 分."""
HINT = (
    "把国库集中支付明细连同表头粘贴到第 3 行起（要有支付日期和支付金额两列），再点“填季度执行”。"
    "没有计入或需要核对的行，原因写在最右边的“核对”列。"
)


def add(work: Work) -> None:
    """Write 执行明细."""
    write(work.papers[LEDGER_SHEET], work.ledger_rows)


def write(paper: Paper, rows: Sequence[Sequence[object]], hint: str = HINT) -> None:
    """Write the sheet with the rows of a ledger (none for a new workbook), and what is done with it."""
    width = max((len(row) for row in rows), default=0)
    paper.widths([15, 18, 30, 30, 28, 20, *[16] * max(0, width - 6), 30])
    paper.banner(1, max(width, 6), TITLE, look.TITLE, 26)
    paper.banner(2, max(width, 6), hint, look.HINT, 28)
    headings = _headings_row(rows)
    for number, row in enumerate(rows, FIRST_ROW):
        for column, value in enumerate(row, 1):
            if value is not None and value != "":
                paper.put(number, column, value, _style(value, number, headings))
    if headings:
        for number in range(headings, FIRST_ROW + len(rows)):
            paper.put(number, width + 1, None, _style("", number, headings))
    below = max(headings + 1, FIRST_ROW)
    paper.sheet.freeze_panes = f"A{below}"
    screen.select(paper.sheet, f"A{below}")
    screen.fit_across(paper.sheet, max(width, 6))
    paper.print_setup(None, max(width, 6), landscape=True)


def _headings_row(rows: Sequence[Sequence[object]]) -> int:
    """The row of the headings on the sheet: the first with several texts; 0 where there is none."""
    for number, row in enumerate(rows, FIRST_ROW):
        filled = [value for value in row if value is not None and value != ""]
        if len(filled) > 1:
            return number if all(isinstance(value, str) for value in filled) else 0
    return 0


def _style(value: object, row: int, headings: int) -> str:
    """Lines above the headings run over the columns beside them."""
    if row <= headings:
        return look.HEADER if row == headings else look.FREE_LINE
    return _kind(value)


def checks(rows: Sequence[Sequence[object]], ledger: Ledger) -> tuple[int, list[str | None]]:
    """The 核对 column: its number, and its cells from the heading row of the ledger down."""
    headings = [str(value or "").strip() for value in rows[ledger.header_row - 1]]
    if CHECK_HEADING in headings:
        column = headings.index(CHECK_HEADING) + 1
    else:
        filled = (n for row in rows[ledger.header_row - 1 :] for n, value in enumerate(row, 1) if value)
        column = max(filled) + 1
    reasons: dict[int, list[str]] = {}
    for issue in ledger.issues:
        if issue.row is not None:
            reasons.setdefault(issue.row, []).append(issue.message)
    below = range(ledger.header_row + 1, len(rows) + 1)
    return column, [CHECK_HEADING, *("；".join(reasons.get(row, [])) or None for row in below)]


def _kind(value: object) -> str:
    if isinstance(value, bool | date):
        return look.FREE_TEXT
    amount = _AMOUNT.fullmatch(value) if isinstance(value, str) else isinstance(value, int | float)
    return look.FREE_MONEY if amount else look.FREE_TEXT
