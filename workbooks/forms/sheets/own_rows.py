"""The rows that a unit adds itself in the indicator table: goals and project indicators.

A row's formula refers to the cells of its own row, so that an inserted row can be filled down. While a
row is empty its score is empty too, neither #N/A nor 0.
"""

from __future__ import annotations

from functools import partial

from udfs.expression import Data, Figure
from udfs.regex import regex
from workbooks.files.cells import Names
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter
from workbooks.files.written_with import DataValidation
from workbooks.filing.data_file import Filing
from workbooks.filing.lines import OwnRow
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.layout.form_layout import FormLayout, Place, own_rows_at
from workbooks.forms.page import paper as look
from workbooks.forms.page import wrapping
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.page.writer import RowSteps, Writer
from workbooks.forms.sheets import data_sheet
from workbooks.standards.items import DataItem
from workbooks.standards.model import OwnRows, RowRule

_CORNER = regex(r"[A-Z]{1,3}[1-9]\d{0,6}")
_LEAST_HEIGHT = 26.0
_TYPED = {
    "weight": look.INPUT_WEIGHT,
    **dict.fromkeys(("code", "target", "actual"), look.CENTRED[look.INPUT_TEXT]),
    **dict.fromkeys(("name", "title", "analysis", "remark", "reason"), look.INPUT_TEXT),
}


def area_name(key: str) -> str:
    """The defined name of the rows of a group."""
    return f"自填行_{key}"


def rows_named(names: Names, key: str) -> tuple[int, int]:
    """The first and the last row of a group by its name; 0 and 0 where the name is gone."""
    reference = names.get(area_name(key), "").rpartition("!")[2].replace("$", "")
    corners = [corner for corner in reference.split(":") if _CORNER.fullmatch(corner)]
    rows = [coordinate_to_tuple(corner)[0] for corner in corners]
    return (rows[0], rows[-1]) if rows else (0, 0)


def write(paper: Paper, layout: FormLayout, place: Place, filing: Filing, writer: Writer) -> None:
    """Write one row, filled or empty."""
    group = own_rows_at(place)
    rule, filled = layout.standard.rule_of(group), filing.rows.get(group.rows, ())
    row = filled[place.number] if place.number < len(filled) else OwnRow("")
    height = _LEAST_HEIGHT
    for number, column in layout.numbered():
        if column.field == "score":
            compute = partial(_score, group=group, number=place.number)
            formula = _formula(paper, layout, place, writer)
            paper.formula(place.row, number, formula, look.OWN_SCORE, compute)
        elif column.field in _TYPED:
            value = _typed(row, rule, column.field)
            paper.put(place.row, number, value, _TYPED[column.field])
            height = max(height, wrapping.lines(str(value or ""), column.width) * wrapping.LINE_HEIGHT + 4)
        elif not column.field.startswith("level"):
            text = getattr(group, column.field) if place.number == 0 else None
            paper.put(place.row, number, text, look.TEXT)
    for key, number in layout.beside.items():
        if key in rule.items:
            _write_beside(paper, place.row, number, key, rule, row)
    paper.sheet.row_dimensions[place.row].height = height
    if place.number == layout.sizes[group.rows] - 1:
        _finish(paper, layout, place, group)


def _typed(row: OwnRow, rule: RowRule, field: str) -> object:
    if field in ("code", "name"):
        return getattr(row, field)
    if field == "title":
        return f"{row.code} {row.name}".strip()
    key = rule.key_at(field)
    return look.plain(row.figures.get(key)) if key else row.texts.get(field)


def _write_beside(paper: Paper, line: int, column: int, key: str, rule: RowRule, row: OwnRow) -> None:
    item = rule.items[key]
    value: Figure = row.figures.get(key)
    if item.kind == "choice":
        value = value or item.choices[0]
    paper.put(line, column, look.plain(value), look.INPUT_STYLES[item.kind])


def _formula(paper: Paper, layout: FormLayout, place: Place, writer: Writer) -> str:
    group = own_rows_at(place)
    rule = layout.standard.rule_of(group)

    def reference(key: str) -> str:
        return layout.item_cell(place, key)

    def figures(table: ScoredTable) -> Data:
        item = table.at(group, place.number)
        return {} if item is None else item.line.scope(table.data)

    asked = [layout.cell(place.row, "name"), *(reference(key) for key in _placed(rule, "target", "actual"))]
    empty = f"COUNTA({','.join(asked)})=0"
    steps = RowSteps(paper, place.row, layout.header_rows[1], layout.steps_column, empty, reference, figures)
    return f"={writer.own_score(rule.expression, steps)}"


def _placed(rule: RowRule, *columns: str) -> list[str]:
    return [key for column in columns if (key := rule.key_at(column))]


def _score(table: ScoredTable, group: OwnRows, number: int) -> CellValue:
    item = table.at(group, number)
    return "" if item is None else item.shown


def _finish(paper: Paper, layout: FormLayout, place: Place, group: OwnRows) -> None:
    """After the last row of a group: what the document says once is merged over all its rows, and
    typing over a score is stopped without locking it, so that an inserted row can be filled down."""
    first = place.row - place.number
    for number, column in layout.numbered():
        if column.field in ("explanation", "criterion"):
            paper.merge(first, number, place.row, number, look.TEXT)
    stop = DataValidation("custom", formula1="FALSE", showErrorMessage=True)
    stop.errorTitle, stop.error = (
        "得分自动计算",
        "这里是公式，请填目标值、完成值和权重；新插入的行可从上一行向下填充公式",
    )
    stop.add(layout.span(first, place.row))
    paper.sheet.add_data_validation(stop)
    rule = layout.standard.rule_of(group)
    for key, number in layout.beside.items():
        if key in rule.items:
            letter, weight = get_column_letter(number), layout.cell(first, "weight")
            asked = _asked_beside(f"{letter}{first}", rule.items[key], f"${weight}")
            asked.add(f"{letter}{first}:{letter}{place.row}")
            paper.sheet.add_data_validation(asked)


def _asked_beside(cell: str, item: DataItem, weight: str) -> DataValidation:
    """What may be typed beside a row, told while its cell is chosen: points only up to the row's weight."""
    if item.kind == "choice":
        listed = DataValidation("list", formula1=f'"{",".join(item.choices)}"')
        asked, told = listed, f"只能填 {'、'.join(item.choices)}"
    elif item.kind == "number":
        formula = data_sheet.up_to(cell, weight)
        asked, told = DataValidation("custom", formula1=formula), "应为 0 到本行分值之间的数"
    else:
        asked, told = data_sheet.validation(cell, item)
    asked.showErrorMessage = asked.showInputMessage = True
    asked.errorTitle = asked.promptTitle = item.label[:32]
    asked.error, asked.prompt = told, f"{item.hint}{told}。"
    return asked


def write_judged_line(paper: Paper, layout: FormLayout, row: int) -> None:
    """One line under the table while any row of the unit's own carries a typed judgement."""
    judged = {
        judgement.judgement.key
        for rule in layout.standard.row_rules.values()
        for judgement in rule.expression.judgements
    }
    cells = [
        layout.item_cell(place, key)
        for place in layout.places
        if isinstance(place.child, OwnRows)
        for key in sorted(judged & layout.standard.rule_of(place.child).items.keys())
    ]
    if not cells:
        return
    labels = {
        item.label
        for rule in layout.standard.row_rules.values()
        for key, item in rule.items.items()
        if key in judged
    }
    columns = "”“".join(sorted(labels))
    text = (
        f"※ 表右侧“{columns}”列填有数的各行，由人工认定，没有按完成值与目标值计算；依据见该行说明或另附材料。"
    )
    formula = f'=IF(COUNTA({cells[0]}:{cells[-1]})=0,"",{look.quoted(text)})'
    paper.banner(row, layout.columns, None, look.HINT, wrapping.LINE_HEIGHT + 4)
    paper.formula(row, 1, formula, look.HINT, partial(_judged_line, keys=frozenset(judged), text=text))


def _judged_line(table: ScoredTable, keys: frozenset[str], text: str) -> str:
    rows = (row for group in table.own_rows.values() for row in group)
    return text if any(row.figures.get(key) is not None for row in rows for key in keys) else ""
