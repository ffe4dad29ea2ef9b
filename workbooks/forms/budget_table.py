"""表1 and its like: a table of plain figures, with a cross-foot beside it that should read 0."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from openpyxl.utils import get_column_letter

from workbooks.forms import paper as look
from workbooks.forms.paper import CellValue, Paper
from workbooks.scoring import ScoredTable
from workbooks.standard import Table, TableRow

HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
_LABEL_WIDTH, _MONEY_WIDTH, _CHECK_WIDTH = 34, 24, 18


def write(paper: Paper, table: Table) -> dict[str, str]:
    """Write the sheet; return the cell of each figure."""
    width = 1 + len(table.columns)
    count = len(table.columns)
    paper.widths([_LABEL_WIDTH, *[_MONEY_WIDTH] * count, 3, *[_CHECK_WIDTH] * count])
    paper.title_block(table.title, width, measure=table.unit)
    paper.headings(HEADER_ROW, [[table.label, *table.columns.values()]])
    checks = [f"核对：{heading}" for heading in table.columns.values()]
    for number, heading in enumerate(checks):
        paper.put(HEADER_ROW, width + 2 + number, heading, look.HEADER)
    rows = {row.key: FIRST_ROW + number for number, row in enumerate(table.rows)}
    places: dict[str, str] = {}
    for row in table.rows:
        paper.put(rows[row.key], 1, "　" * row.indent + row.label, look.TEXT)
        for number, column in enumerate(table.columns):
            cell = f"{get_column_letter(2 + number)}{rows[row.key]}"
            paper.put(rows[row.key], 2 + number, None, look.INPUT_MONEY)
            places[table.item_key(row, column)] = cell
            if row.parts:
                _write_check(paper, table, row, column, rows[row.key], width + 2 + number)
    for number in range(HEADER_ROW, FIRST_ROW + len(table.rows)):
        paper.sheet.row_dimensions[number].height = 24
    hint = "右侧“核对”列（不打印）为本行减去其组成各行之差，应为 0。"
    paper.banner(FIRST_ROW + len(table.rows), width, hint, look.HINT, 20)
    paper.print_setup(None, width, landscape=True)
    paper.protect()
    return places


def _write_check(paper: Paper, table: Table, row: TableRow, column: str, line: int, place: int) -> None:
    whole = table.item_key(row, column)
    parts = [table.item_key(other, column) for other in table.rows if other.key in row.parts]
    listed = ",".join((whole, *parts))
    formula = f'=IF(COUNT({listed})<{1 + len(parts)},"",ROUND({whole}-{"-".join(parts)},2))'
    paper.formula(line, place, formula, look.MONEY, partial(cross_foot, whole=whole, parts=parts))


def cross_foot(scored: ScoredTable, whole: str, parts: list[str]) -> CellValue:
    """The whole less its parts; empty while a figure is missing."""
    figures = [scored.data.get(key) for key in (whole, *parts)]
    numbers = [figure for figure in figures if isinstance(figure, Decimal)]
    if len(numbers) < len(figures):
        return ""
    return numbers[0] - sum(numbers[1:], Decimal(0))
