"""The parts of a standard (评分标准): what one YAML file of `workbooks/standards` may say."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from functools import cached_property
from typing import Annotated, ClassVar

from udfs.expression import SUM_NAME, Call, Expression, Item
from udfs.records import dataclass
from workbooks.standards.expression import parse
from workbooks.standards.form import FORM_SHEET, BureauPlaces, Form
from workbooks.standards.interpretation import Interpretation
from workbooks.standards.items import DataItem
from workbooks.standards.optional import Excuse, RateOfAmounts, excuses, rates_of_amounts
from workbooks.standards.strict import Exact, Strict, Told, at_least, not_empty
from workbooks.standards.tables import Quarters, Summary, Table
from workbooks.standards.total_note import TotalNote


@dataclass(frozen=True, kw_only=True)
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
    items: dict[str, DataItem] = field(default_factory=dict)
    score: str
    interpretation: Interpretation | None = None
    """How the criterion was read, where a reader proposed the score."""

    @cached_property
    def expression(self) -> Expression:
        """The parsed score expression. Raises `StandardError` where it is not one."""
        return parse(self.score)

    @cached_property
    def actual_expression(self) -> Expression | None:
        """The parsed `actual`, where there is one. Raises `StandardError` where it is no expression."""
        return parse(self.actual) if self.actual else None


@dataclass(frozen=True, kw_only=True)
class RowRule(Strict):
    """How the rows that a unit adds itself are scored: each by one expression over its own cells.

    `criterion` says it in the document's terms, for groups that have no words of their own.
    """

    criterion: str = ""
    items: Annotated[dict[str, DataItem], not_empty]
    score: str

    @cached_property
    def expression(self) -> Expression:
        """The parsed score expression. Raises `StandardError` where it is not one."""
        return parse(self.score)

    def key_at(self, place: str) -> str | None:
        """The item that is typed in a column of the form."""
        return next((key for key, item in self.items.items() if item.place == place), None)

    @property
    def beside(self) -> tuple[str, ...]:
        """The items that stand beside the form."""
        return tuple(key for key, item in self.items.items() if item.place is None)


@dataclass(frozen=True, kw_only=True)
class OwnRows(Strict):
    """Rows of the unit's own: goals or project indicators, as many as it has.

    `rows` names them in data files; `rule` is one of the standard's row rules; an empty form has `spare`
    empty rows and a filled one keeps one.
    """

    told_by: ClassVar[str] = "rows"

    rows: str
    rule: str
    spare: Annotated[int, at_least(1)] = 3
    explanation: str = ""
    criterion: str = ""


Child = Annotated[Indicator | OwnRows, Told()]


@dataclass(frozen=True, kw_only=True)
class SecondLevel(Strict):
    """A second level; without a weight of its own where the unit's own rows give it."""

    name: str
    code: str = ""
    weight: Exact | None = None
    children: Annotated[tuple[Child, ...], not_empty]

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def has_own_rows(self) -> bool:
        return any(isinstance(child, OwnRows) for child in self.children)


@dataclass(frozen=True, kw_only=True)
class FirstLevel(Strict):
    """A first level; `in_head` puts its one indicator into the money block of a project form.

    `criterion` is what the document says in the row of its own that a level may have.
    """

    name: str
    in_head: bool = False
    code: str = ""
    weight: Exact
    criterion: str = ""
    children: Annotated[tuple[SecondLevel, ...], not_empty]

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True, kw_only=True)
class Source(Strict):
    issuer: str
    title: str
    year: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Grades(Strict):
    """Grade bands, "" where the document prints none and there is no grade.

    With `only_at_full_mark` there is a grade only where the weights add to the full mark.
    """

    bands: str
    source: str
    only_at_full_mark: bool = False


@dataclass(frozen=True, kw_only=True)
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
    row_rules: dict[str, RowRule] = field(default_factory=dict)
    indicators: Annotated[tuple[FirstLevel, ...], not_empty]
    items_for_total: dict[str, DataItem] = field(default_factory=dict)
    total: str = SUM_NAME
    """How the total follows from the sum of all scores (合计) and data items."""
    total_notes: tuple[TotalNote, ...] = ()
    """Notes of a bureau's form that may change its total; `total` says it with those that are live."""

    @cached_property
    def total_expression(self) -> Expression:
        """The parsed `total`. Raises `StandardError` where it is no expression."""
        return parse(self.total)

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
    def placed(self) -> BureauPlaces | None:
        """Where the bureau's own file has the form; None for a form that we print ourselves."""
        return self.form.placed

    @property
    def form_sheet(self) -> str:
        """The sheet of the form, where a workbook has one only."""
        return self.placed.sheet if self.placed else FORM_SHEET

    @cached_property
    def rates_of_amounts(self) -> tuple[RateOfAmounts, ...]:
        """The rates that may be typed in place of two amounts."""
        return tuple(rates_of_amounts([indicator.expression for _, _, indicator in self.rows]))

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

    @cached_property
    def quarterly_keys(self) -> tuple[str, ...]:
        """The data items of the cumulative spend, one for each period; none without a quarterly table."""
        call = self.quarterly_call
        return tuple(node.key for node in call.arguments[4:] if isinstance(node, Item)) if call else ()
