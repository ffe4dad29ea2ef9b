"""What stands above the indicator table of a project form: names, money block, the year's goals."""

from __future__ import annotations

from functools import partial

from workbooks.files.coordinates import get_column_letter, quote_sheetname
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.layout.form_layout import TITLE_ROWS, FormLayout
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen, wrapping
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.writer import Writer
from workbooks.standards.expression import parse
from workbooks.standards.form import Head, MoneyRows
from workbooks.standards.model import Indicator, Standard

SIDE_WIDTH = 6.0
_LABEL_COLUMNS = 2
_RATE = "执行率"
_RESULT_HEADINGS = ("分值", _RATE, "得分")
_NOTHING = "—"


def write(paper: Paper, layout: FormLayout, head: Head, filing: Filing, writer: Writer) -> dict[str, str]:
    """Write the head; return the cells of the figures typed in the money block, and of the project's name."""
    texts = dict(filing.head)
    texts.setdefault(layout.standard.project_name, filing.name)
    places: dict[str, str] = {}
    if not layout.standard.form.number:
        paper.sheet.row_dimensions[TITLE_ROWS].height = 6
    row = TITLE_ROWS + 1
    for labels in head.fields:
        places.update(_write_fields(paper, layout, row, labels, texts))
        row += 1
    places.update(_write_money(paper, layout, head.money, writer))
    row = layout.money_row + len(head.money.rows)
    places.update(_write_goals(paper, layout, row, head, texts))
    top, bottom = layout.header_rows[0], layout.last_row
    paper.merge(top, 1, bottom, 1, look.HEADER)
    paper.put(top, 1, head.side, look.HEADER)
    return places


def text_name(label: str) -> str:
    """The defined name of a text of the head."""
    return f"表头_{label}"


def project_name(sheet: str, standard: Standard) -> str:
    """What refers to the name of the project on a sheet, from another one."""
    return f"{quote_sheetname(sheet)}!{text_name(standard.project_name)}"


def _write_fields(
    paper: Paper, layout: FormLayout, row: int, labels: tuple[str, ...], texts: dict[str, str]
) -> dict[str, str]:
    """One line of labels, each with room for its text."""
    places: dict[str, str] = {}
    share = layout.columns // len(labels)
    for number, label in enumerate(labels):
        left = 1 + number * share
        right = layout.columns if number == len(labels) - 1 else left + share - 1
        paper.merge(row, left, row, left + _LABEL_COLUMNS - 1, look.HEADER)
        paper.put(row, left, label, look.HEADER)
        paper.merge(row, left + _LABEL_COLUMNS, row, right, look.INPUT_TEXT)
        paper.put(row, left + _LABEL_COLUMNS, texts.get(label), look.INPUT_TEXT)
        places[text_name(label)] = f"{get_column_letter(left + _LABEL_COLUMNS)}{row}"
    paper.sheet.row_dimensions[row].height = 22
    return places


def _write_money(paper: Paper, layout: FormLayout, money: MoneyRows, writer: Writer) -> dict[str, str]:
    top = layout.money_row
    paper.merge(top - 1, 1, top + len(money.rows) - 1, 1, look.HEADER)
    paper.put(top - 1, 1, money.label, look.HEADER)
    paper.merge(top - 1, 2, top - 1, 3, look.HEADER)
    first = 2 + _LABEL_COLUMNS
    for column, heading in enumerate((*money.columns.values(), *_RESULT_HEADINGS), first):
        paper.put(top - 1, column, heading, look.HEADER)
    places: dict[str, str] = {}
    for row, line in enumerate(money.rows, top):
        paper.merge(row, 2, row, 3, look.TEXT)
        paper.put(row, 2, line.label, look.TEXT)
        for column, key in enumerate(money.columns, first):
            paper.put(row, column, None, look.INPUT_MONEY)
            places[money.item_key(line, key)] = f"{get_column_letter(column)}{row}"
        for column, heading in enumerate(_RESULT_HEADINGS, first + len(money.columns)):
            # Only the first row has a weight and a score; the rate of the others is left to be written.
            nothing = row > top and heading != _RATE
            paper.put(row, column, _NOTHING if nothing else None, look.CENTRE)
        paper.sheet.row_dimensions[row].height = 20
    paper.sheet.row_dimensions[top - 1].height = 22
    _write_execution(paper, layout, money, writer)
    return places


def _write_execution(paper: Paper, layout: FormLayout, money: MoneyRows, writer: Writer) -> None:
    """Weight, rate and score of the execution, in the first row of the money block."""
    place = layout.in_head
    if place is None or not isinstance(place.child, Indicator):
        raise ValueError("a project form has an indicator in its money block")
    row, last, indicator = place.row, layout.columns, place.child
    known = layout.standard.money_items
    paper.put(row, last - 2, indicator.weight, look.WEIGHT)
    paper.expression(row, last - 1, parse(money.rate, known).root, look.RATE)
    compute = partial(_score, name=indicator.name)
    formula = f"={writer.score(indicator.expression, indicator.name)}"
    paper.formula(row, last, formula, look.SCORE, compute)
    screen.fade(paper.sheet, f"{get_column_letter(last - 1)}{row}", known)


def _score(table: ScoredTable, name: str) -> CellValue:
    return table.by_indicator[name].shown


def _write_goals(
    paper: Paper, layout: FormLayout, row: int, head: Head, texts: dict[str, str]
) -> dict[str, str]:
    """The year's goals: what was expected and what was done, side by side."""
    paper.merge(row, 1, row + 1, 1, look.HEADER)
    paper.put(row, 1, head.goals_label, look.HEADER)
    middle = 1 + (layout.columns + 1) // 2
    places: dict[str, str] = {}
    height = 48.0
    for label, left, right in ((head.goals[0], 2, middle), (head.goals[1], middle + 1, layout.columns)):
        paper.merge(row, left, row, right, look.HEADER)
        paper.put(row, left, label, look.HEADER)
        paper.merge(row + 1, left, row + 1, right, look.INPUT_TEXT)
        paper.put(row + 1, left, texts.get(label), look.INPUT_TEXT)
        places[text_name(label)] = f"{get_column_letter(left)}{row + 1}"
        width = sum(column.width for number, column in layout.numbered() if left <= number <= right)
        height = max(height, wrapping.lines(texts.get(label, ""), width) * wrapping.LINE_HEIGHT + 6)
    paper.sheet.row_dimensions[row].height = 20
    paper.sheet.row_dimensions[row + 1].height = height
    return places
