"""The accompanying tables of a standard: plain figures, the quarterly execution, the summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from udfs.expression import Node
from udfs.records import dataclass
from workbooks.problems import StandardError
from workbooks.standards.expression import parse
from workbooks.standards.items import DataItem
from workbooks.standards.strict import Strict, not_empty


def _check_heading(heading: str, title: str) -> None:
    """A sheet that was renamed is found by its title, which therefore ends its heading."""
    if heading and not heading.endswith(title):
        raise ValueError(f"heading（印在表上的标题）要以 title“{title}”结尾")


@dataclass(frozen=True, kw_only=True)
class TableColumn(Strict):
    """A column of an accompanying table: its heading, and the formula of a computed one.

    `kind`: money (in the table's unit) or rate (1 is 100 %). A formula names other columns of the same row.
    """

    label: str
    kind: Literal["money", "rate"] = "money"
    formula: str = ""

    @classmethod
    def as_written(cls, value: Any) -> Any:
        return {"label": value} if isinstance(value, str) else value


@dataclass(frozen=True, kw_only=True)
class TableRow(Strict):
    key: str
    label: str
    indent: int = 0
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table(Strict):
    """An accompanying table (budget and its adjustment), cross-footed by `parts`.

    `key` begins the names of its data items (the sheet's name unless given). `heading` is what the document
    prints above it, with its number and {年度}; without it the sheet says its title and the year.
    """

    sheet: str
    key: str = ""
    title: str
    heading: str = ""
    unit: str
    label: str
    columns: Annotated[dict[str, TableColumn], not_empty]
    rows: Annotated[tuple[TableRow, ...], not_empty]

    def __post_init__(self) -> None:
        _check_heading(self.heading, self.title)
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


@dataclass(frozen=True, kw_only=True)
class Summary(Strict):
    """The sheet of sums by level: first and second level side by side, or one line for each second level."""

    title: str = "绩效评价得分汇总表"
    heading: str = ""
    """As of a table; where there is one, the document has no line for the unit either."""
    style: Literal["levels", "second_level"] = "levels"

    def __post_init__(self) -> None:
        _check_heading(self.heading, self.title)


@dataclass(frozen=True, kw_only=True)
class Quarters(Strict):
    """The quarterly table; budget, schedule and points are those of the indicator's `quarterly` call."""

    sheet: str
    title: str
    heading: str = ""
    unit: str
    indicator: str

    def __post_init__(self) -> None:
        _check_heading(self.heading, self.title)
