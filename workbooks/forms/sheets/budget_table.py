"""表1 and its like: a table of figures, with a cross-foot beside it that should read 0.

A computed column (预算执行率) is a live formula over the figures of its own row.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from udfs.expression import Node, Notation, guarded, shown
from workbooks.files.coordinates import get_column_letter
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.sheets.work import Work
from workbooks.standards.tables import Table, TableRow

HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
_LABEL_WIDTH, _FIGURES_WIDTH, _CHECK_WIDTH = 34, 96, 18
_NARROWEST, _WIDEST = 14, 24
_TYPED = {"money": look.INPUT_MONEY, "rate": look.INPUT_RATE}
_COMPUTED = {"money": look.MONEY, "rate": look.RATE}


def add(work: Work) -> None:
    """Write every accompanying table of the standard."""
    for table in work.standard.tables:
        work.keep(table.sheet, write(work.papers[table.sheet], table))


def write(paper: Paper, table: Table) -> dict[str, str]:
    """Write the sheet; return the cell of each figure."""
    width, last = 1 + len(table.columns), FIRST_ROW + len(table.rows) - 1
    adds_up = any(row.parts for row in table.rows)
    checked = [column for column, shape in table.typed.items() if shape.kind == "money" and adds_up]
    column_width = min(_WIDEST, max(_NARROWEST, _FIGURES_WIDTH // len(table.columns)))
    paper.widths([_LABEL_WIDTH, *[column_width] * len(table.columns), 3, *[_CHECK_WIDTH] * len(checked)])
    paper.title_block(table.heading or table.title, width, measure=table.unit, dated=not table.heading)
    headings = [column.label for column in table.columns.values()]
    paper.headings(HEADER_ROW, [[table.label, *headings]])
    for place, column in enumerate(checked, width + 2):
        paper.put(HEADER_ROW, place, f"核对：{table.columns[column].label}", look.HEADER)
    places: dict[str, str] = {}
    for line, row in enumerate(table.rows, FIRST_ROW):
        paper.put(line, 1, "　" * row.indent + row.label, look.TEXT)
        places |= _write_figures(paper, table, row, line)
        if row.parts:
            for place, column in enumerate(checked, width + 2):
                _write_check(paper, table, row, column, line, place)
    if checked:
        first = get_column_letter(width + 2)
        area = f"{first}{FIRST_ROW}:{get_column_letter(width + 1 + len(checked))}{last}"
        screen.mark_difference(paper.sheet, area)
    for line in range(HEADER_ROW, last + 1):
        paper.sheet.row_dimensions[line].height = 24
    if adds_up:
        hint = "右侧“核对”列（不打印）为本行减去其组成各行之差，应为 0。"
        paper.banner(last + 1, width, hint, look.HINT, 20)
    paper.print_setup(None, width, landscape=True)
    paper.protect()
    screen.select(paper.sheet, next(iter(places.values())))
    screen.fit_across(paper.sheet, width + (1 + len(checked) if checked else 0))
    return places


def _write_figures(paper: Paper, table: Table, row: TableRow, line: int) -> dict[str, str]:
    """Write one row behind its label; return the cell of each figure to type."""
    names = {column: table.item_key(row, column) for column in table.typed}
    places: dict[str, str] = {}
    for place, (column, shape) in enumerate(table.columns.items(), 2):
        if column in names:
            paper.put(line, place, None, _TYPED[shape.kind])
            places[names[column]] = f"{get_column_letter(place)}{line}"
        else:
            node = table.computed(column)
            formula = "=" + guarded(node, Notation(names.__getitem__))
            paper.formula(line, place, formula, _COMPUTED[shape.kind], partial(_computed, node, names))
            screen.fade(paper.sheet, f"{get_column_letter(place)}{line}", names.values())
    return places


def _computed(node: Node, names: Mapping[str, str], scored: ScoredTable) -> CellValue:
    """What a computed cell shows: its value, or the error value while a figure is missing or no number."""
    return shown(node, {column: scored.data.get(key) for column, key in names.items()})


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
