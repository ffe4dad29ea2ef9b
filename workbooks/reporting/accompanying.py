"""The tables that go with a form, as a report has them: budget, project money, quarterly execution."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from udfs.expression import shown
from udfs.records import dataclass
from workbooks.filing.quarterly_rule import QuarterlyRule
from workbooks.reporting.quoted_figures import Quoted, QuotedTable
from workbooks.standards.tables import Table

Cells = tuple[str | Quoted, ...]


@dataclass(frozen=True)
class Accompanying:
    """A table by rows, each with its label; all figures but labels are quoted."""

    title: str
    unit: str
    headings: tuple[str, ...]
    rows: tuple[Cells, ...]


def accompanying(quoted: QuotedTable) -> Iterator[Accompanying]:
    """The tables of which a figure is filled in, in the order of the form."""
    standard = quoted.table.standard
    found = [_budget(quoted, table) for table in standard.tables]
    found += [_money(quoted), _quarters(quoted)]
    yield from (each for each in found if each is not None)


def _budget(quoted: QuotedTable, table: Table) -> Accompanying | None:
    data = quoted.table.data
    rows: list[Cells] = []
    for row in table.rows:
        keys = {column: table.item_key(row, column) for column in table.typed}
        typed = {column: data.get(key) for column, key in keys.items()}
        cells = []
        for column, about in table.columns.items():
            value = typed[column] if column in typed else shown(table.computed(column), typed)
            cells.append(quoted.cell(table.item_key(row, column), value, about.kind))
        rows.append((row.label, *cells))
    if all(data.get(key) is None for key, _ in table.items()):
        return None
    headings = (table.label, *(column.label for column in table.columns.values()))
    return Accompanying(table.title, table.unit, headings, tuple(rows))


def _money(quoted: QuotedTable) -> Accompanying | None:
    head, data = quoted.table.standard.form.head, quoted.table.data
    if head is None or all(data.get(key) is None for key, _ in head.money.cells()):
        return None
    block = head.money
    rows: list[Cells] = []
    for row in block.rows:
        keys = [block.item_key(row, column) for column in block.columns]
        rows.append((row.label, *(quoted.cell(key, data.get(key), "money") for key in keys)))
    return Accompanying("项目资金情况表", block.unit, ("资金来源", *block.columns.values()), tuple(rows))


def _quarters(quoted: QuotedTable) -> Accompanying | None:
    standard, data = quoted.table.standard, quoted.table.data
    if standard.quarters is None or all(data.get(key) is None for key in standard.quarterly_keys):
        return None
    rule = QuarterlyRule.of(standard)
    rows: list[Cells] = []
    for key, period in zip(rule.cumulative, rule.periods, strict=True):
        spent = data.get(key)
        cells = (
            quoted.cell(key, spent if isinstance(spent, Decimal) else None, "money"),
            quoted.cell(f"{key}_序时进度", shown(period.scheduled, data), "money"),
            quoted.cell(f"{key}_执行率", shown(period.rate, data), "rate"),
            quoted.cell(f"{key}_得分", shown(period.points, data), "points"),
        )
        rows.append((period.label, *cells))
    headings = ("季度", "累计执行数", "序时进度", "执行率", "得分")
    return Accompanying(standard.quarters.title, standard.quarters.unit, headings, tuple(rows))
