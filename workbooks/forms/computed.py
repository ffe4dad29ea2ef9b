"""The cells of our own workbooks that formulas fill, each with what follows from the data.

What a cell shows may come of another cell that somebody typed over; then it is not told again: `follows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from udfs.expression import Figure, shown
from udfs.numbers import round_score
from udfs.totals import total_of
from workbooks.files.cells import WorkbookCells
from workbooks.files.xlsx import CellValue
from workbooks.filing.figures import cell_figure
from workbooks.filing.quarterly_rule import QuarterlyRule
from workbooks.filing.scoring import ItemScore, ScoredTable
from workbooks.forms import budget_table, quarterly_sheet, summary_sheet
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.kinds import SUMMARY_SHEET
from workbooks.forms.read_back import OwnForm, OwnWorkbook
from workbooks.standards.expression import parse
from workbooks.standards.model import Indicator
from workbooks.standards.tables import Table


@dataclass(frozen=True)
class Computed:
    """A cell that a formula fills: what it is, where it stands, what it shows and what it should.

    `follows` is what it would show if the cells it adds up were right; `points` is printed to two decimals.
    """

    label: str
    sheet: str
    cell: str
    shown: CellValue
    right: CellValue
    follows: CellValue = None
    kind: str = "points"


def computed_of(own: OwnWorkbook, tables: list[ScoredTable]) -> Iterator[Computed]:
    """Every computed cell of a workbook that is printed, form by form; then the other sheets."""
    for form, table in zip(own.forms, tables, strict=True):
        yield from _form(form, table)
    yield from _quarters(own, tables[0])
    for budget in own.standard.tables:
        yield from _budget(own, budget)
    if not own.standard.projects:
        yield from _summary(own.forms[0], tables[0])


def _form(form: OwnForm, table: ScoredTable) -> Iterator[Computed]:
    layout, labels = form.layout, form.standard.form

    def at(
        label: str, cell: str, right: CellValue, follows: CellValue = None, kind: str = "points"
    ) -> Computed:
        return Computed(label, form.sheet, form.place(cell), form.figure(cell), right, follows, kind)

    for place in layout.scored_places:
        item = table.at(place.child, place.number) if place.child else None
        if item is not None:
            yield at(item.line.name, layout.score_cell(place), item.shown)
        child = place.child
        if isinstance(child, Indicator) and child.actual_expression is not None and layout.has("actual"):
            right = shown(child.actual_expression.root, table.data)
            yield at(f"{child.name}的完成值", layout.cell(place.row, "actual"), right, kind="rate")
    scores = {place.row: form.figure(layout.score_cell(place)) for place in layout.scored_places}
    sections = [place for place in layout.places if place.kind == "section"]
    for place in sections:
        items = [item for item in table.items if item.line.first is place.first]
        rows = [scores[row] for row in range(*_span(layout.rows_of(place.first))) if row in scores]
        right = total_of([item.shown for item in items])
        yield at(f"{place.first.title}得分", layout.cell(place.row), right, total_of(rows))
        weight = total_of([item.line.weight for item in items])
        yield at(f"{place.first.title}分值", layout.cell(place.row, "weight"), weight, kind="weight")
    added = _as_shown(form, table)
    results = (
        (labels.total_label, layout.total_at, table.total_shown, added.total_shown, "points"),
        (labels.grade_label, layout.grade_at, table.grade_shown, added.grade_shown, "grade"),
    )
    for label, (sheet, cell), right, follows, kind in results:
        if not sheet:
            yield at(_plain(label), cell, right, follows, kind)
    if labels.total_weight:
        cell = layout.cell(layout.total_row, "weight")
        yield at(f"{_plain(labels.total_label)}的分值", cell, table.weights, kind="weight")
    if layout.in_head is not None and labels.head is not None:
        rate = shown(parse(labels.head.money.rate, form.standard.money_items).root, table.data)
        cell = f"{get_column_letter(layout.columns - 1)}{layout.money_row}"
        yield at(f"{layout.in_head.first.title}的执行率", cell, rate, kind="rate")


def _as_shown(form: OwnForm, table: ScoredTable) -> ScoredTable:
    """The table with the scores that the form shows."""
    layout = form.layout
    figures: dict[str, CellValue] = {}
    for place in layout.scored_places:
        item = table.at(place.child, place.number) if place.child else None
        if item is not None:
            figures[_key(item)] = form.figure(layout.score_cell(place))
    return replace(table, items=tuple(_showing(item, figures.get(_key(item))) for item in table.items))


def _key(item: ItemScore) -> str:
    return f"{item.line.group}!{item.line.number}" if item.line.own else item.line.name


def _showing(item: ItemScore, figure: CellValue) -> ItemScore:
    number = figure if isinstance(figure, Decimal) else None
    return replace(item, score=number, error=None if number is not None else str(figure or ""))


def _quarters(own: OwnWorkbook, table: ScoredTable) -> Iterator[Computed]:
    """The computed cells of 季度执行."""
    quarters = own.standard.quarters
    cells = own.forms[0].cells
    if quarters is None or not cells.has_sheet(quarters.sheet):
        return
    rule = QuarterlyRule.of(own.standard)
    first = quarterly_sheet.FIRST_ROW
    expected: list[tuple[str, str, CellValue, str]] = []
    for row, period in enumerate(rule.periods, first):
        for column, what, node, kind in (
            ("C", "序时进度", period.scheduled, "money"),
            ("D", "执行率", period.rate, "rate"),
            ("E", "得分", period.points, "points"),
        ):
            expected.append((f"{period.label}{what}", f"{column}{row}", shown(node, table.data), kind))
    last = first + len(rule.periods)
    expected += [
        ("小计得分", f"E{last}", rule.subtotal(table), "points"),
        ("全年平均执行率", f"D{last + 1}", rule.mean(table), "rate"),
        ("全年平均执行率得分", f"E{last + 1}", rule.mean_points(table), "points"),
        ("季度执行总分", f"E{last + 2}", rule.total(table), "points"),
    ]
    found = [
        Computed(label, quarters.sheet, cell, value_at(cells, quarters.sheet, cell), right, None, kind)
        for label, cell, right, kind in expected
    ]
    total = total_of([_number(found[-4].shown), _number(found[-2].shown)])
    yield from found[:-1]
    yield replace(found[-1], follows=round_score(total) if isinstance(total, Decimal) else total)


def _budget(own: OwnWorkbook, budget: Table) -> Iterator[Computed]:
    """The computed cells of a table of budgets: differences and rates."""
    cells = own.forms[0].cells
    if not cells.has_sheet(budget.sheet):
        return
    for line, row in enumerate(budget.rows, budget_table.FIRST_ROW):
        names = {column: budget.item_key(row, column) for column in budget.typed}
        for place, (column, shape) in enumerate(budget.columns.items(), 2):
            if column not in names:
                data = {each: own.filing.data.get(key) for each, key in names.items()}
                cell = f"{get_column_letter(place)}{line}"
                yield Computed(
                    f"{row.label}的{shape.label}",
                    budget.sheet,
                    cell,
                    value_at(cells, budget.sheet, cell),
                    shown(budget.computed(column), data),
                    None,
                    shape.kind,
                )


def _summary(form: OwnForm, table: ScoredTable) -> Iterator[Computed]:
    """The cells of 汇总, where the macro has filled it."""
    layout, cells = form.layout, form.cells
    if not cells.has_sheet(SUMMARY_SHEET):
        return
    right, follows = (
        summary_sheet.lines(layout, _scores(layout, each), _weights(layout, each))
        for each in (table, _as_shown(form, table))
    )
    for row, (line, other) in enumerate(zip(right, follows, strict=True), summary_sheet.FIRST_ROW):
        for column, (entry, following) in enumerate(zip(line, other, strict=True), 1):
            cell = f"{get_column_letter(column)}{row}"
            found = value_at(cells, SUMMARY_SHEET, cell)
            if entry.live and found is not None:
                label = f"汇总第 {row} 行"
                yield Computed(label, SUMMARY_SHEET, cell, found, entry.value, following.value, "rate")


def _scores(layout: FormLayout, table: ScoredTable) -> dict[int, Figure]:
    """What the column of scores shows by row, those of total and grade included."""
    found: dict[int, Figure] = {}
    for place in layout.scored_places:
        item = table.at(place.child, place.number) if place.child else None
        found[place.row] = item.shown if item else None
    return found | {layout.total_row: table.total_shown, layout.grade_row: table.grade_shown}


def _weights(layout: FormLayout, table: ScoredTable) -> dict[int, Figure]:
    found: dict[int, Figure] = {}
    for place in layout.scored_places:
        item = table.at(place.child, place.number) if place.child else None
        found[place.row] = item.line.weight if item else None
    return found


def value_at(cells: WorkbookCells, sheet: str, cell: str) -> Figure:
    return cell_figure(cells.value(sheet, *coordinate_to_tuple(cell)))


def _number(figure: CellValue) -> Decimal | str | None:
    return Decimal(str(figure)) if isinstance(figure, float) else figure


def _span(rows: tuple[int, int]) -> tuple[int, int]:
    return rows[0], rows[1] + 1


def _plain(label: str) -> str:
    return "".join(label.split())
