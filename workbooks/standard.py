"""The parts of a standard (评分标准): what one YAML file of `workbooks/standards` may say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import (
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
    model_validator,
)

from workbooks.excuses import Excuse, excuses
from workbooks.expression import SUM_NAME, Call, Expression, Node, parse
from workbooks.form import Exact, Form, Strict
from workbooks.problems import StandardError

_ITEM_NAME = re.compile(r"[^\W\d]\w*")

Kind = Literal["money", "count", "rate", "points", "level", "number", "target", "choice"]


class DataItem(Strict):
    """A figure or judgement that a person types.

    `kind`: money (≥ 0, in `unit`), count (whole, ≥ 0), rate (1 is 100 %), points (0…max), level
    (one of `options`), number (any), target (a number or text such as ≥95%, for a rule that reads it),
    choice (one of the texts `choices`, the first unless chosen). `at_most` names an item that this one is
    a part of. `place` is the column of the form in which it is typed; otherwise it stands on the data sheet,
    or for a row of the unit's own beside the form.
    """

    label: str
    kind: Kind
    unit: str = ""
    max: Exact | None = None
    options: tuple[Exact, ...] = ()
    choices: tuple[str, ...] = ()
    at_most: str | None = None
    place: Literal["target", "actual", "weight"] | None = None

    @model_validator(mode="after")
    def _complete(self) -> DataItem:
        if self.kind == "points" and self.max is None:
            raise ValueError("points 类数据项要写 max（最高几分）")
        if self.kind == "level" and not self.options:
            raise ValueError("level 类数据项要写 options（可取的几档），如 [1.5, 1, 0]")
        if self.kind == "choice" and not self.choices:
            raise ValueError("choice 类数据项要写 choices（可选的文字），如 [正向, 反向]")
        if self.kind in ("money", "count") and not self.unit:
            raise ValueError("金额和个数要写 unit（单位），如 万元、人")
        return self

    @property
    def unit_label(self) -> str:
        return self.unit or {"rate": "%", "points": "分", "level": "分"}.get(self.kind, "")


class Indicator(Strict):
    """A third-level indicator: one row, one rule.

    `target` is the target the form prints, if any; `actual` an expression that works out what its column of
    actual values shows. `negative` allows a score below 0 (points taken off for faults).
    """

    name: str
    code: str = ""
    weight: Exact
    target: str = ""
    actual: str = ""
    negative: bool = False
    explanation: str = ""
    criterion: str = ""
    items: dict[str, DataItem] = Field(default_factory=dict)
    score: str

    _expression: Expression | None = PrivateAttr(default=None)
    _actual: Expression | None = PrivateAttr(default=None)

    @property
    def expression(self) -> Expression:
        """The parsed score expression; loading a standard parses it."""
        if self._expression is None:
            raise RuntimeError(f"indicator {self.name} was not loaded through standard.load")
        return self._expression

    @property
    def actual_expression(self) -> Expression | None:
        """The parsed `actual`, where there is one."""
        return self._actual

    def use(self, expression: Expression, actual: Expression | None = None) -> None:
        """Take the parsed expressions (once, by the check of the standard)."""
        self._expression, self._actual = expression, actual


class RowRule(Strict):
    """How the rows that a unit adds itself are scored: each by one expression over its own cells."""

    items: dict[str, DataItem] = Field(min_length=1)
    score: str

    _expression: Expression | None = PrivateAttr(default=None)

    @property
    def expression(self) -> Expression:
        """The parsed score expression; loading a standard parses it."""
        if self._expression is None:
            raise RuntimeError("rule was not loaded through standards.load")
        return self._expression

    def use(self, expression: Expression) -> None:
        """Take the parsed expression (once, by the check of the standard)."""
        self._expression = expression

    def key_at(self, place: str) -> str | None:
        """The item that is typed in a column of the form."""
        return next((key for key, item in self.items.items() if item.place == place), None)

    @property
    def beside(self) -> tuple[str, ...]:
        """The items that stand beside the form."""
        return tuple(key for key, item in self.items.items() if item.place is None)


class OwnRows(Strict):
    """Rows of the unit's own: goals or project indicators, as many as it has.

    `rows` names them in data files; `rule` is one of the standard's row rules; an empty form has `spare`
    empty rows and a filled one keeps one.
    """

    rows: str
    rule: str
    spare: int = Field(default=3, ge=1)
    explanation: str = ""
    criterion: str = ""


def _child_kind(value: object) -> str:
    rows = "rows" in value if isinstance(value, dict) else isinstance(value, OwnRows)
    return "rows" if rows else "indicator"


Child = Annotated[
    Annotated[Indicator, Tag("indicator")] | Annotated[OwnRows, Tag("rows")], Discriminator(_child_kind)
]


class SecondLevel(Strict):
    """A second level; without a weight of its own where the unit's own rows give it."""

    name: str
    code: str = ""
    weight: Exact | None = None
    children: tuple[Child, ...] = Field(min_length=1)

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def has_own_rows(self) -> bool:
        return any(isinstance(child, OwnRows) for child in self.children)


class FirstLevel(Strict):
    """A first level; `in_head` puts its one indicator into the money block of a project form."""

    name: str
    in_head: bool = False
    code: str = ""
    weight: Exact
    children: tuple[SecondLevel, ...] = Field(min_length=1)

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()


class Source(Strict):
    issuer: str
    title: str
    year: int
    note: str = ""


class Grades(Strict):
    """Grade bands; with `only_at_full_mark` there is a grade only where the weights add to the full mark."""

    bands: str
    source: str
    only_at_full_mark: bool = False


class TableColumn(Strict):
    """A column of an accompanying table: its heading, and the formula of a computed one.

    `kind`: money (in the table's unit) or rate (1 is 100 %). A formula names other columns of the same row.
    """

    label: str
    kind: Literal["money", "rate"] = "money"
    formula: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_heading(cls, value: object) -> object:
        return {"label": value} if isinstance(value, str) else value


class TableRow(Strict):
    key: str
    label: str
    indent: int = 0
    parts: tuple[str, ...] = ()


class Table(Strict):
    """An accompanying table (budget and its adjustment), cross-footed by `parts`.

    `key` begins the names of its data items (the sheet's name unless given).
    """

    sheet: str
    key: str = ""
    title: str
    unit: str
    label: str
    columns: dict[str, TableColumn] = Field(min_length=1)
    rows: tuple[TableRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> Table:
        keys = [row.key for row in self.rows]
        for row in self.rows:
            if unknown := set(row.parts) - set(keys):
                raise ValueError(f"{row.key} 的 parts 里没有叫“{'”“'.join(sorted(unknown))}”的行")
            if keys.count(row.key) > 1:
                raise ValueError(f"行 {row.key} 写了两次")
        for name, _ in self.items():
            if not name.isidentifier():
                raise ValueError(f"数据项“{name}”不能作名称：表、行、列的键只用汉字、字母、数字和下划线")
        for key, column in self.columns.items():
            try:
                if column.formula:
                    self.computed(key)
            except StandardError as error:
                raise ValueError(f"列“{key}”的 formula {error}") from None
        return self

    @property
    def typed(self) -> dict[str, TableColumn]:
        """The columns that hold figures to type."""
        return {key: column for key, column in self.columns.items() if not column.formula}

    def computed(self, column: str) -> Node:
        """What a computed column shows, as an expression over the columns that are typed."""
        return parse(self.columns[column].formula, self.typed).root

    def item_key(self, row: TableRow, column: str) -> str:
        """The data item of one cell."""
        return f"{self.key or self.sheet}_{row.key}_{column}"

    def items(self) -> Iterator[tuple[str, DataItem]]:
        for row in self.rows:
            for key, column in self.typed.items():
                unit = self.unit if column.kind == "money" else ""
                label = f"{self.sheet} {row.label}：{column.label}"
                yield self.item_key(row, key), DataItem(label=label, kind=column.kind, unit=unit)


class Summary(Strict):
    """The sheet of sums by level: first and second level side by side, or one line for each second level."""

    title: str = "绩效评价得分汇总表"
    style: Literal["levels", "second_level"] = "levels"


class Quarters(Strict):
    """The quarterly table; budget, schedule and points are those of the indicator's `quarterly` call."""

    sheet: str
    title: str
    unit: str
    indicator: str


class Standard(Strict):
    id: str
    title: str
    region: str
    year: int
    source: Source
    full_mark: Exact
    bonus_mark: Exact = Decimal(0)
    """The weight of bonus points, over and above the full mark."""
    grades: Grades
    notes: tuple[str, ...] = ()
    projects: bool = False
    """Whether a workbook holds one form for each project of the unit."""
    form: Form
    tables: tuple[Table, ...] = ()
    quarters: Quarters | None = None
    summary: Summary = Summary()
    row_rules: dict[str, RowRule] = Field(default_factory=dict)
    indicators: tuple[FirstLevel, ...] = Field(min_length=1)
    items_for_total: dict[str, DataItem] = Field(default_factory=dict)
    total: str = SUM_NAME
    """How the total follows from the sum of all scores (合计) and data items."""

    _total: Expression | None = PrivateAttr(default=None)

    @property
    def total_expression(self) -> Expression:
        """The parsed `total`; loading a standard parses it."""
        if self._total is None:
            raise RuntimeError(f"standard {self.id} was not loaded through standards.load")
        return self._total

    def use_total(self, expression: Expression) -> None:
        """Take the parsed expression (once, by the check of the standard)."""
        self._total = expression

    @cached_property
    def rows(self) -> tuple[tuple[FirstLevel, SecondLevel, Indicator], ...]:
        """The indicators that the document itself names, in table order, with their levels."""
        return tuple(
            (first, second, child)
            for first in self.indicators
            for second in first.children
            for child in second.children
            if isinstance(child, Indicator)
        )

    @cached_property
    def own_rows(self) -> dict[str, OwnRows]:
        """The groups of rows that the unit adds itself, by their key."""
        return {
            child.rows: child
            for first in self.indicators
            for second in first.children
            for child in second.children
            if isinstance(child, OwnRows)
        }

    def rule_of(self, rows: OwnRows) -> RowRule:
        """How rows of the unit's own are scored."""
        return self.row_rules[rows.rule]

    @cached_property
    def scored_items(self) -> dict[str, DataItem]:
        """The data items that indicators and the total bring with them, in table order."""
        named = {key: item for _, _, indicator in self.rows for key, item in indicator.items.items()}
        return named | self.items_for_total

    @cached_property
    def figures_to_score(self) -> dict[str, DataItem]:
        """The data items that a score or the total asks for, wherever they are typed."""
        expressions = [*(indicator.expression for _, _, indicator in self.rows), self.total_expression]
        return {key: self.items[key] for expression in expressions for key in expression.keys}

    @cached_property
    def money_items(self) -> dict[str, DataItem]:
        """The data items of the money block of a project form."""
        if self.form.head is None:
            return {}
        money = self.form.head.money
        return {key: DataItem(label=label, kind="money", unit=money.unit) for key, label in money.cells()}

    @cached_property
    def items(self) -> dict[str, DataItem]:
        """All data items, those of the accompanying tables last."""
        return self.scored_items | self.money_items | self.table_items

    @cached_property
    def table_items(self) -> dict[str, DataItem]:
        """The data items of the accompanying tables."""
        return {key: item for table in self.tables for key, item in table.items()}

    @cached_property
    def excuses(self) -> dict[str, Excuse]:
        """When a data item may stay blank, for those that may."""
        expressions = [indicator.expression for _, _, indicator in self.rows]
        return excuses([*expressions, self.total_expression])

    @property
    def project_name(self) -> str:
        """The label under which a project form holds the project's name."""
        return self.form.head.fields[0][0] if self.form.head else ""

    @cached_property
    def quarterly_call(self) -> Call | None:
        """The `quarterly` call that the quarterly table shows."""
        if self.quarters is None:
            return None
        for _, _, indicator in self.rows:
            if indicator.name == self.quarters.indicator:
                return next(iter(indicator.expression.calls("quarterly")), None)
        return None
