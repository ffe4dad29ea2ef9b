"""The parts of a standard (评分标准): what one YAML file of `workbooks/standards` may say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from workbooks.expression import Call, Expression

Exact = Annotated[Decimal, BeforeValidator(lambda value: str(value) if isinstance(value, float) else value)]
Kind = Literal["money", "count", "rate", "points", "level", "number"]


FormField = Literal[
    "level1.name",
    "level1.title",
    "level1.weight",
    "level2.name",
    "level2.title",
    "level2.weight",
    "code",
    "name",
    "title",
    "weight",
    "target",
    "actual",
    "explanation",
    "criterion",
    "analysis",
    "score",
    "remark",
    "reason",
]
"""What a column shows. A title is the name with its code before it, or the weight of its level below it."""

TYPED_TEXTS = ("target", "actual", "analysis", "remark", "reason")
"""The columns in which a unit writes about each indicator in its own words."""


class Strict(BaseModel):
    """A part of a standard: no unknown keys, never changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DataItem(Strict):
    """A figure or judgement that a person types.

    `kind`: money (≥ 0, in `unit`), count (whole, ≥ 0), rate (1 is 100 %), points (0…max), level
    (one of `options`), number (any). `at_most` names an item that this one is a part of.
    """

    label: str
    kind: Kind
    unit: str = ""
    max: Exact | None = None
    options: tuple[Exact, ...] = ()
    at_most: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> DataItem:
        if self.kind == "points" and self.max is None:
            raise ValueError("points 类数据项要写 max（最高几分）")
        if self.kind == "level" and not self.options:
            raise ValueError("level 类数据项要写 options（可取的几档），如 [1.5, 1, 0]")
        if self.kind in ("money", "count") and not self.unit:
            raise ValueError("金额和个数要写 unit（单位），如 万元、人")
        return self

    @property
    def unit_label(self) -> str:
        return self.unit or {"rate": "%", "points": "分", "level": "分"}.get(self.kind, "")


class Indicator(Strict):
    """A third-level indicator: one row, one rule. `target` is the target the form prints, if any."""

    name: str
    code: str = ""
    weight: Exact
    target: str = ""
    explanation: str = ""
    criterion: str = ""
    items: dict[str, DataItem] = Field(default_factory=dict)
    score: str

    _expression: Expression | None = PrivateAttr(default=None)

    @property
    def expression(self) -> Expression:
        """The parsed score expression; loading a standard parses it."""
        if self._expression is None:
            raise RuntimeError(f"indicator {self.name} was not loaded through standard.load")
        return self._expression

    def use(self, expression: Expression) -> None:
        """Take the parsed expression (once, by the check of the standard)."""
        self._expression = expression


class SecondLevel(Strict):
    name: str
    weight: Exact
    children: tuple[Indicator, ...] = Field(min_length=1)


class FirstLevel(Strict):
    name: str
    weight: Exact
    children: tuple[SecondLevel, ...] = Field(min_length=1)


class Source(Strict):
    issuer: str
    title: str
    year: int
    note: str = ""


class Grades(Strict):
    bands: str
    source: str


class Column(Strict):
    """A column of the official table: what it shows, its heading rows, its width in characters."""

    field: FormField
    header: tuple[str, ...] = Field(min_length=1)
    width: float = Field(gt=0)


class Form(Strict):
    """How the official table looks."""

    unit_label: str
    columns: tuple[Column, ...] = Field(min_length=1)
    total_label: str
    grade_label: str
    signature: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rectangular(self) -> Form:
        if len({len(column.header) for column in self.columns}) > 1:
            raise ValueError("各列 header 的行数应相同；要合并的表头重复写同样的文字")
        fields: list[str] = [column.field for column in self.columns]
        for needed in (("name", "title"), ("weight",), ("score",)):
            if sum(fields.count(field) for field in needed) != 1:
                raise ValueError(f"columns 里 {' 或 '.join(needed)} 应正好有一列")
        return self


class TableRow(Strict):
    key: str
    label: str
    indent: int = 0
    parts: tuple[str, ...] = ()


class Table(Strict):
    """An accompanying table of plain figures (budget and its adjustment), cross-footed by `parts`."""

    sheet: str
    title: str
    unit: str
    label: str
    columns: dict[str, str] = Field(min_length=1)
    rows: tuple[TableRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _parts_exist(self) -> Table:
        keys = {row.key for row in self.rows}
        for row in self.rows:
            if unknown := set(row.parts) - keys:
                raise ValueError(f"{row.key} 的 parts 里没有叫“{'”“'.join(sorted(unknown))}”的行")
        return self

    def item_key(self, row: TableRow, column: str) -> str:
        """The data item of one cell."""
        return f"{self.sheet}_{row.key}_{column}"

    def items(self) -> Iterator[tuple[str, DataItem]]:
        for row in self.rows:
            for column, heading in self.columns.items():
                label = f"{self.sheet} {row.label}：{heading}"
                yield self.item_key(row, column), DataItem(label=label, kind="money", unit=self.unit)


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
    grades: Grades
    notes: tuple[str, ...] = ()
    form: Form
    tables: tuple[Table, ...] = ()
    quarters: Quarters | None = None
    indicators: tuple[FirstLevel, ...] = Field(min_length=1)

    @cached_property
    def rows(self) -> tuple[tuple[FirstLevel, SecondLevel, Indicator], ...]:
        """The indicators in table order, each with its first and second level."""
        return tuple(
            (first, second, indicator)
            for first in self.indicators
            for second in first.children
            for indicator in second.children
        )

    @cached_property
    def scored_items(self) -> dict[str, DataItem]:
        """The data items that scores rest on, in table order."""
        return {key: item for _, _, indicator in self.rows for key, item in indicator.items.items()}

    @cached_property
    def items(self) -> dict[str, DataItem]:
        """All data items, those of the accompanying tables last."""
        tables = {key: item for table in self.tables for key, item in table.items()}
        return self.scored_items | tables

    @cached_property
    def judgement_of(self) -> dict[str, str]:
        """For each data item that a typed judgement may stand for, the key of that judgement."""
        return {
            key: judged.judgement.key
            for _, _, indicator in self.rows
            for judged in indicator.expression.judgements
            for key in Expression(judged.rule).keys
        }

    @cached_property
    def judgements(self) -> frozenset[str]:
        """Keys of the data items that hold a judgement in place of a figure."""
        return frozenset(self.judgement_of.values())

    @cached_property
    def quarterly_call(self) -> Call | None:
        """The `quarterly` call that the quarterly table shows."""
        if self.quarters is None:
            return None
        for _, _, indicator in self.rows:
            if indicator.name == self.quarters.indicator:
                return next(iter(indicator.expression.calls("quarterly")), None)
        return None
