"""What a plain table prints, as the filing that its standard scores."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from udfs.expression import Arithmetic, Expression, Figure, Item, When
from udfs.regex import regex
from workbooks.filing.data_file import Filing, Reported
from workbooks.filing.figures import typed_figure
from workbooks.filing.lines import OwnRow
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, FigureTable, IndicatorTable, OfficialWorkbook, Row
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.official.words import QUARTER_DIGITS, quarter_number
from workbooks.review.reading.point_sums import points
from workbooks.standards.items import DataItem
from workbooks.standards.model import Indicator, OwnRows, Standard
from workbooks.standards.tables import Table

Children = Mapping[int, Indicator | OwnRows]

WRITTEN = ("actual", "remark", "reason", "analysis")
"""The columns in which a unit says how a figure comes about."""

_AMOUNT = r"\d[\d,]*(?:\.\d+)?"
_DIVISION = regex(rf"(?<![\d./,])({_AMOUNT})\s*[/÷]\s*({_AMOUNT})(?![\d./,]|\s*[/÷])")
_QUARTER = regex(rf"([{QUARTER_DIGITS}])季度")
_SCHEDULE = regex("序时进度")
_SPENT = regex(r"累计.*(?:执行|支出)|(?:执行|支出).*累计")
_LEAD = regex(r"^(?:[一二三四五六七八九十]+、|其中:)")
# A rate without its sign is a fraction up to here, per cents from there; in between nobody can tell.
_MOST_AS_FRACTION, _LEAST_AS_PERCENT = 2, 10
# Rates that are a few per cents, so that 0.5 may be 0.5 % as well as 50 %.
_NEAR_NOTHING = regex("调整|变动|偏离|差异|结转|结余|增长")


def filing_of(
    table: IndicatorTable, standard: Standard, children: Children, workbook: OfficialWorkbook
) -> Filing:
    """The figures, own rows and printed scores of a table; what it does not print stays blank."""
    indicators = [
        (row, child) for row in table.rows if isinstance(child := children.get(row.number), Indicator)
    ]
    data: dict[str, Figure] = {}
    for row, indicator in indicators:
        data.update(_placed(row, indicator))
        data.update(_divided(row, indicator))
    data.update(_special_funds(table, standard))
    data.update(_money(table, standard))
    data.update(_quarters(workbook, standard))
    data.update(_budgets(workbook, standard))
    printed = {indicator.name: points(row.score) for row, indicator in indicators if row.score}
    for _, _, indicator in standard.rows:
        if (cell := head_score(table, standard, indicator)) and cell.number:
            printed.setdefault(indicator.name, points(cell.number))
    total = table.total["score"].number if table.total and "score" in table.total else None
    reported = Reported(printed, total.value if total else None, table.grade.text if table.grade else None)
    rows = _own_rows(table, standard, children)
    return Filing(table.unit, table.year, data=data, rows=rows, reported=reported)


def head_score(table: IndicatorTable, standard: Standard, indicator: Indicator) -> Cell | None:
    """The cell of the score in the money block, for the indicator that stands there."""
    in_head = {child.name for first, _, child in standard.rows if first.in_head}
    if table.money is None or standard.form.head is None or indicator.name not in in_head:
        return None
    return table.money.cell(_label(standard.form.head.money.rows[0].label), "得分")


def has_weight_of(table: IndicatorTable, indicator: Indicator) -> bool:
    """Whether the money block gives an indicator the weight of the standard, not that of another region."""
    weight = table.money.weight.number if table.money and table.money.weight else None
    return weight is None or points(weight) == indicator.weight


def _placed(row: Row, indicator: Indicator) -> Iterator[tuple[str, Figure]]:
    """Items that are typed in the target or actual column."""
    for key, item in indicator.items.items():
        if item.place in ("target", "actual") and item.place in row.cells:
            yield key, _figure(row.cells[item.place], item)


def _figure(cell: Cell, item: DataItem) -> Figure:
    """A figure of a cell for an item; None for a rate of which nobody can tell whether it is per cents."""
    if item.kind == "target":
        return typed_figure(cell.value, item)
    shown = cell.number
    if shown is not None and item.place == "weight":
        return points(shown)
    if shown is None or (shown.percent and item.kind != "rate"):
        return None
    if item.kind != "rate" or shown.percent or shown.value <= _MOST_AS_FRACTION:
        return shown.value
    return shown.value / 100 if shown.value >= _LEAST_AS_PERCENT else None


def _divided(row: Row, indicator: Indicator) -> dict[str, Figure]:
    """The two figures of an actual value 甲 / 乙, from the division written for it or from the printed rate.

    Nothing where several divisions are written, or where the printed rate is not the one of the division.
    """
    parts = _parts(indicator.actual_expression)
    if parts is None:
        return {}
    rate = _rate(row, indicator)
    written = {pair for field in WRITTEN for pair in _DIVISION.findall(row.text(field))}
    if not written and isinstance(rate, Decimal):
        return {parts[0]: rate, parts[1]: Decimal(1)}
    if len(written) != 1:
        return {}
    part, whole = (Decimal(number.replace(",", "")) for number in written.pop())
    if whole == 0 or (isinstance(rate, Decimal) and not _is_rate_of(part / whole, rate, row)):
        return {}
    return {parts[0]: part, parts[1]: whole}


def _rate(row: Row, indicator: Indicator) -> Figure:
    shown = row.figure("actual")
    if shown is None or (shown.value and not shown.percent and _NEAR_NOTHING.search(indicator.name)):
        return None
    return _figure(row.cells["actual"], DataItem(label="", kind="rate"))


def _is_rate_of(exact: Decimal, rate: Decimal, row: Row) -> bool:
    shown = row.figure("actual")
    decimals = shown.decimals if shown and shown.percent else None
    result = fit(exact, Printed(rate, decimals, shown is not None and shown.percent))
    return result.follows or bool(result.habit)


def _parts(expression: Expression | None) -> tuple[str, str] | None:
    root = expression.root if expression else None
    if isinstance(root, Arithmetic) and root.operator == "/":
        part, whole = root.left, root.right
        if isinstance(part, Item) and isinstance(whole, Item):
            return part.key, whole.key
    return None


def _special_funds(table: IndicatorTable, standard: Standard) -> dict[str, Figure]:
    """The condition of the total (有专项资金), where the unit writes that it has none."""
    root = standard.total_expression.root
    if not isinstance(root, When):
        return {}
    key = root.condition.key
    what = key.removeprefix("有")
    none = re.compile(rf"(?:无|没有|未安排|不涉及){re.escape(what)}")
    written = (plain(row.text(field)) for row in table.rows for field in WRITTEN)
    return {key: Decimal(0)} if any(map(none.search, written)) else {}


def _money(table: IndicatorTable, standard: Standard) -> Iterator[tuple[str, Figure]]:
    if table.money is None or standard.form.head is None:
        return
    money = standard.form.head.money
    for row in money.rows:
        for key, heading in money.columns.items():
            cell = table.money.cell(_label(row.label), heading)
            if cell and cell.number and not cell.number.percent:
                yield money.item_key(row, key), cell.number.value


def _label(label: str) -> str:
    return _LEAD.sub("", plain(label))


def _own_rows(table: IndicatorTable, standard: Standard, children: Children) -> dict[str, list[OwnRow]]:
    """The rows of the unit's own that say something, by group."""
    groups: dict[str, list[OwnRow]] = {}
    for row in table.rows:
        child = children.get(row.number)
        if isinstance(child, OwnRows) and (row.weight or row.score) and not row.shared:
            groups.setdefault(child.rows, []).append(_own_row(row, standard.rule_of(child).items))
    return groups


def _own_row(row: Row, items: Mapping[str, DataItem]) -> OwnRow:
    typed = {key: row.cells.get(item.place or "") for key, item in items.items()}
    figures = {
        key: _figure(cell, items[key]) if cell else typed_figure(None, items[key])
        for key, cell in typed.items()
    }
    texts = {field: row.text(field) for field in WRITTEN if row.text(field)}
    printed = points(row.score) if row.score else None
    return OwnRow(row.name, row.code, figures, texts, printed, row.number)


def _quarters(workbook: OfficialWorkbook, standard: Standard) -> dict[str, Figure]:
    """The items of the quarterly call, from the only quarterly table: sums so far, and the whole year's
    schedule as the budget."""
    tables = [table for table in workbook.figures if table.kind == "quarters"]
    call = standard.quarterly_call
    if call is None or len(tables) != 1:
        return {}
    budget, _, _, _, *sums = call.arguments
    spent, schedule = _column(tables[0], _SPENT), _column(tables[0], _SCHEDULE)
    found: dict[str, Figure] = {}
    for row in tables[0].rows:
        quarter = _QUARTER.search(plain(row.label))
        number = quarter_number(quarter[1]) - 1 if quarter else len(sums)
        if number < len(sums):
            last = number == len(sums) - 1
            pairs = [
                (sums[number], row.cells.get(spent)),
                (budget if last else None, row.cells.get(schedule)),
            ]
            for item, cell in pairs:
                if isinstance(item, Item) and cell and cell.number and not cell.number.percent:
                    found[item.key] = cell.number.value
    return found


def _column(table: FigureTable, heading: re.Pattern[str]) -> int:
    """The column with a heading; 0, which is no column, where there is none."""
    return next((column for column, text in table.headings.items() if heading.search(plain(text))), 0)


def _budgets(workbook: OfficialWorkbook, standard: Standard) -> dict[str, Figure]:
    """The items of the accompanying tables, from figure tables with the same headings, rows and unit."""
    found: dict[str, Figure] = {}
    for table in standard.tables:
        for figures in workbook.figures:
            if figures.kind == "budget" and figures.unit in ("", table.unit):
                found.update(_table_items(table, figures))
    return found


def _table_items(table: Table, figures: FigureTable) -> dict[str, Figure]:
    headings = {plain(text): column for column, text in figures.headings.items()}
    rows = {_label(row.label): row for row in figures.rows}
    found: dict[str, Figure] = {}
    for row in table.rows:
        for key, column in table.typed.items():
            label = _label(row.label)
            if label not in rows or plain(column.label) not in headings:
                return {}
            cell = rows[label].cells.get(headings[plain(column.label)])
            if cell and cell.number:
                found[table.item_key(row, key)] = cell.number.value
    return found
