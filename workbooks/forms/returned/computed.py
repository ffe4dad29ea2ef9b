"""The cells of our own workbooks that formulas fill, each with what follows from the data.

What a cell shows may come of another cell that somebody typed over; then it is not told again: `follows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from udfs.expression import Figure, shown
from udfs.numbers import round_score
from udfs.records import dataclass
from udfs.totals import total_of
from workbooks.files.cells import WorkbookCells
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter
from workbooks.files.sheets import plain
from workbooks.files.xlsx import CellValue
from workbooks.filing.figures import cell_figure
from workbooks.filing.quarterly_rule import QuarterlyRule
from workbooks.filing.scoring import ItemScore, ScoredTable
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET, SUMMARY_SHEET
from workbooks.forms.returned.drift import AS_BUILT, Drift
from workbooks.forms.returned.labelled import LabelledTable
from workbooks.forms.returned.own_book import OwnForm, OwnWorkbook
from workbooks.forms.sheets import project_summary, quarterly_sheet, summary_sheet
from workbooks.forms.sheets.project_summary import WHOLE, ProjectSheet
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
    adds_up: str = ""
    """The form whose rows a cell adds up (合计: the projects): it cannot be held against what is gone."""


def computed_of(own: OwnWorkbook, tables: list[ScoredTable]) -> Iterator[Computed]:
    """Every computed cell of a workbook that is printed, form by form; then the other sheets."""
    for form, table in zip(own.forms, tables, strict=True):
        if form.is_there:
            # A cell that is gone is told with its row or column.
            yield from (one for cell, one in _form(form, table) if form.has(cell))
    yield from _quarters(own, tables[0])
    for budget in own.standard.tables:
        yield from _budget(own, budget)
    if own.standard.projects:
        yield from _projects(own, tables)
    elif own.forms[0].is_there:
        yield from _summary(own.forms[0], tables[0])


def _form(form: OwnForm, table: ScoredTable) -> Iterator[tuple[str, Computed]]:
    """The computed cells of a form, each with its cell of the layout."""
    layout, labels = form.layout, form.standard.form
    table = at_its_rows(table, layout, form.drift)

    def at(
        label: str,
        cell: str,
        right: CellValue,
        follows: CellValue = None,
        kind: str = "points",
        sums: bool = False,
    ) -> tuple[str, Computed]:
        shows, adds_up = form.figure(cell), form.sheet if sums else ""
        return cell, Computed(label, form.sheet, form.place(cell), shows, right, follows, kind, adds_up)

    for place in layout.scored_places:
        item = table.at(place.child, place.number) if place.child else None
        if item is not None:
            yield at(item.line.name, layout.score_cell(place), item.shown)
        child = place.child
        if isinstance(child, Indicator) and child.actual_expression is not None and layout.has("actual"):
            right = shown(child.actual_expression.root, table.data)
            yield at(f"{child.name}的完成值", layout.actual_cell(place), right, kind="rate")
    scores = {place.row: form.figure(layout.score_cell(place)) for place in layout.scored_places}
    sections = [place for place in layout.places if place.kind == "section"]
    for place in sections:
        items = [item for item in table.items if item.line.first is place.first]
        rows = [scores[row] for row in range(*_span(layout.rows_of(place.first))) if row in scores]
        right = total_of([item.shown for item in items])
        yield at(f"{place.first.title}得分", layout.cell(place.row), right, total_of(rows), sums=True)
    added = _as_shown(form, table)
    results = (
        (labels.total_name, layout.total_at, table.total_shown, added.total_shown, "points"),
        (labels.grade_name, layout.grade_at, table.grade_shown, added.grade_shown, "grade"),
    )
    for label, (sheet, cell), right, follows, kind in results:
        if not sheet:
            yield at(_plain(label), cell, right, follows, kind, sums=True)
    if labels.total_weight:
        cell = layout.cell(layout.total_row, "weight")
        yield at(f"{_plain(labels.total_name)}的分值", cell, table.weights_printed, kind="weight", sums=True)
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


def at_its_rows(table: ScoredTable, layout: FormLayout, drift: Drift = AS_BUILT) -> ScoredTable:
    """The table with each row of the unit's own at its place on the sheet, empty rows between counted."""
    places = {drift.at(place.row, 1)[0]: place.number for place in layout.places if place.kind == "own"}

    def placed(item: ItemScore) -> ItemScore:
        own = item.line.own
        number = places.get(own.row or 0) if own else None
        return item if number is None else replace(item, line=replace(item.line, number=number))

    return replace(table, items=tuple(map(placed, table.items)))


def _key(item: ItemScore) -> str:
    return f"{item.line.group}!{item.line.number}" if item.line.own else item.line.name


def _showing(item: ItemScore, figure: CellValue) -> ItemScore:
    number = figure if isinstance(figure, Decimal) else None
    return replace(item, score=number, error=None if number is not None else str(figure or ""))


def _quarters(own: OwnWorkbook, table: ScoredTable) -> Iterator[Computed]:
    """The computed cells of 季度执行, found by their labels; none of a row or column that is gone."""
    quarters = own.standard.quarters
    sheet = own.cells.sheet(quarters.sheet) if quarters else None
    if quarters is None or sheet is None:
        return
    rule, headings = QuarterlyRule.of(own.standard), quarterly_sheet.HEADINGS
    found = LabelledTable(sheet, headings)
    labels, scheduled, rate, points = headings[0], *headings[2:]
    right: CellValue
    expected: list[tuple[str, str, str, CellValue, str]] = []
    for period in rule.periods:
        for heading, what, node, kind in (
            (scheduled, "序时进度", period.scheduled, "money"),
            (rate, "执行率", period.rate, "rate"),
            (points, "得分", period.points, "points"),
        ):
            right = shown(node, table.data)
            expected.append((f"{period.label}{what}", period.label, heading, right, kind))
    subtotal, mean, total = quarterly_sheet.TOTALS
    expected += [
        (f"{subtotal}得分", subtotal, points, rule.subtotal(table), "points"),
        (mean, mean, rate, rule.mean(table), "rate"),
        (f"{mean}得分", mean, points, rule.mean_points(table), "points"),
        (f"季度执行{total}", total, points, rule.total(table), "points"),
    ]
    cells: dict[str, Computed] = {}
    for label, row, heading, right, kind in expected:
        if cell := found.cell(row, labels, heading):
            shows = value_at(own.cells, quarters.sheet, cell)
            cells[label] = Computed(label, quarters.sheet, cell, shows, right, None, kind)
    last = cells.pop(f"季度执行{total}", None)
    yield from cells.values()
    if last is not None:
        parts = [cells[part].shown for part in (f"{subtotal}得分", f"{mean}得分") if part in cells]
        added = total_of([_number(part) for part in parts])
        yield replace(last, follows=round_score(added) if isinstance(added, Decimal) else added)


def _budget(own: OwnWorkbook, budget: Table) -> Iterator[Computed]:
    """The computed cells of a table of budgets, found by their labels: differences and rates."""
    sheet = own.cells.sheet(budget.sheet)
    if sheet is None:
        return
    found = LabelledTable(sheet, [budget.label, *(column.label for column in budget.columns.values())])
    for number, row in enumerate(budget.rows):
        names = {column: budget.item_key(row, column) for column in budget.typed}
        alike = [other for other in budget.rows if plain(other.label) == plain(row.label)]
        ordinal = sum(other in alike for other in budget.rows[:number])
        for column, shape in budget.columns.items():
            cell = found.cell(row.label, budget.label, shape.label, ordinal)
            if column not in names and cell:
                data = {each: own.filing.data.get(key) for each, key in names.items()}
                yield Computed(
                    f"{row.label}的{shape.label}",
                    budget.sheet,
                    cell,
                    value_at(own.cells, budget.sheet, cell),
                    shown(budget.computed(column), data),
                    None,
                    shape.kind,
                )


def _summary(form: OwnForm, table: ScoredTable) -> Iterator[Computed]:
    """The cells of 汇总, where the macro has filled it."""
    layout, cells = form.layout, form.cells
    sheet = cells.sheet(SUMMARY_SHEET)
    if sheet is None:
        return
    right, follows = (
        summary_sheet.lines(layout, _scores(layout, each), _weights(layout, each))
        for each in (table, _as_shown(form, table))
    )
    headings = summary_sheet.headings(layout.standard)
    table_of = LabelledTable(sheet, headings)
    columns = table_of.columns_of(headings)
    labels = [(columns[place], text) for place, text in map(summary_sheet.label_of, right)]
    for row, line, other in zip(table_of.rows_of(labels), right, follows, strict=True):
        for heading, column, entry, following in zip(headings, columns, line, other, strict=True):
            if not (row and column):
                continue
            cell = f"{get_column_letter(column)}{row}"
            found = value_at(cells, SUMMARY_SHEET, cell)
            if entry.live and found is not None:
                label = f"汇总第 {row} 行的{heading}"
                kind = "rate" if "率" in heading else "points"
                yield Computed(
                    label, SUMMARY_SHEET, cell, found, entry.value, following.value, kind, form.sheet
                )


def _projects(own: OwnWorkbook, tables: list[ScoredTable]) -> Iterator[Computed]:
    """The cells of 项目汇总, where the macro has filled it: the line of each project, found by its name."""
    sheet, cells = PROJECT_SUMMARY_SHEET, own.cells
    read = cells.sheet(sheet)
    if read is None:
        return
    headings, table_of = project_summary.HEADINGS, LabelledTable(read, project_summary.HEADINGS)
    columns = dict(zip(headings, table_of.columns_of(headings), strict=True))
    if not columns["项目名称"]:
        return
    first = table_of.header_row + 1
    below = range(first, first + 2 * len(tables) + 1)
    rows = {str(cell_figure(table_of.value(row, columns["项目名称"]))): row for row in below}
    forms = list(zip(own.forms, tables, strict=True))
    right, follows = (
        project_summary.lines(own.standard, [_project(*pair, as_shown=shows) for pair in forms])
        for shows in (False, True)
    )
    names = [str(line[1].content) for line in right]
    form_of = dict(zip(names, [form.sheet for form, _ in forms], strict=False))
    # Which line is whose cannot be told of projects with one name.
    rows |= {name: 0 for name in names if names.count(name) > 1}
    listed = [rows[name] for name in names[:-1] if rows.get(name)]
    for name, line, other in zip(names, right, follows, strict=True):
        row, points = rows.get(name, 0), line[headings.index("得分")]
        if not row:
            if listed and points.live and names.count(name) == 1:
                yield Computed(f"{sheet}里“{name}”一行的得分", sheet, "", None, points.value)
            continue
        added = _added_up(table_of, columns, row, listed if line is right[-1] else [])
        for (heading, column), entry, shows in zip(columns.items(), line, other, strict=True):
            found = cell_figure(table_of.value(row, column)) if column else None
            if entry.live and found is not None:
                cell, following = f"{get_column_letter(column)}{row}", added.get(heading, shows.value)
                label, kind = f"{sheet}里“{name}”的{heading}", _SUMMARY_KINDS.get(heading, "points")
                adds_up = form_of.get(name, name) if heading in ("得分", "评分等级") or name == WHOLE else ""
                yield Computed(label, sheet, cell, found, entry.value, following, kind, adds_up)


def _added_up(
    table: LabelledTable, columns: Mapping[str, int], row: int, listed: list[int]
) -> dict[str, CellValue]:
    """What follows in a line of 项目汇总 from the cells beside it, and in the last one from those above."""

    def at(heading: str, line: int) -> Figure:
        return cell_figure(table.value(line, columns[heading])) if columns[heading] else None

    found: dict[str, CellValue] = {}
    budget, spent = at("全年预算数", row), at("全年执行数", row)
    if isinstance(budget, Decimal) and isinstance(spent, Decimal) and budget:
        found["执行率"] = spent / budget
    for heading in ("全年预算数", "全年执行数"):
        if listed:
            found[heading] = project_summary.sum_of_all([at(heading, line) for line in listed])
    return found


_SUMMARY_KINDS = {"全年预算数": "money", "全年执行数": "money", "执行率": "rate", "评分等级": "grade"}


def _project(form: OwnForm, table: ScoredTable, as_shown: bool) -> ProjectSheet:
    """A project as its data say, or with the total and the grade that its form shows."""
    layout = form.layout
    total, grade = (form.figure(layout.cell(row, "score")) for row in (layout.total_row, layout.grade_row))
    if not as_shown:
        total, grade = table.total_shown, table.grade_shown
    return ProjectSheet(form.sheet, layout, table.project, table.data, total, grade)


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
