"""The parts of a standard that say how its official form looks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import field
from typing import Annotated, Literal, get_args

from udfs.records import dataclass
from workbooks.standards.strict import Strict, above_zero, at_least, not_empty

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

TypedText = Literal["target", "actual", "analysis", "remark", "reason"]
TYPED_TEXTS: tuple[str, ...] = get_args(TypedText)
"""The columns in which a unit writes about each indicator in its own words."""


YEAR_PLACE, UNIT_PLACE = "{年度}", "{单位}"
"""Where a printed title has the year and the unit."""

_YEAR_DIGITS = 4
COLONS = "：:"


def as_headed(text: str, headings: Collection[str]) -> str:
    """The heading that a cell shows: {年度}年目标值 for 2021年目标值, or 年目标值 while no year is typed."""
    for year, rest in ((text[:_YEAR_DIGITS], text[_YEAR_DIGITS:]), ("", text)):
        if (year.isdecimal() or not year) and f"{YEAR_PLACE}{rest}" in headings:
            return f"{YEAR_PLACE}{rest}"
    return text


def undated(heading: str) -> str:
    """A heading as messages name it, whatever the year: 目标值 for {年度}年目标值."""
    return heading.removeprefix(YEAR_PLACE).removeprefix("年") if heading.startswith(YEAR_PLACE) else heading


FORM_SHEET = "附表"
"""The sheet of the form in our own workbooks."""


@dataclass(frozen=True, kw_only=True)
class MoneyRow(Strict):
    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class MoneyRows(Strict):
    """The money block of a project form (项目资金): a figure for each row and each column.

    The first row carries weight, rate and score of the execution.
    """

    label: str
    unit: str
    columns: Annotated[dict[str, str], not_empty]
    rows: Annotated[tuple[MoneyRow, ...], not_empty]
    rate: str
    """The expression of the execution rate."""

    def item_key(self, row: MoneyRow, column: str) -> str:
        """The data item of one cell."""
        return f"{row.key}_{column}"

    def cells(self) -> Iterator[tuple[str, str]]:
        """Every data item of the block, with its label."""
        for row in self.rows:
            for column, heading in self.columns.items():
                yield self.item_key(row, column), f"{row.label}：{heading}"


@dataclass(frozen=True, kw_only=True)
class Head(Strict):
    """What stands above the indicator table of a project form.

    `fields` are the lines of typed texts, by their labels (项目名称 …); `goals` the two columns of the
    year's goals; `side` the label that runs down beside the indicator table.
    """

    fields: Annotated[tuple[tuple[str, ...], ...], not_empty]
    money: MoneyRows
    goals: tuple[str, str]
    goals_label: str
    side: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The labels of everything that is typed as text."""
        return (*(label for line in self.fields for label in line), *self.goals)


@dataclass(frozen=True, kw_only=True)
class Column(Strict):
    """A column of the official table: what it shows, its heading rows, its width in characters.

    A heading may begin with {年度}. `at` is its number on the sheet of a form that somebody else made; our
    own columns follow one another.
    """

    field: FormField
    header: Annotated[tuple[str, ...], not_empty]
    width: Annotated[float, above_zero] = 10
    at: Annotated[int, at_least(0)] = 0

    def __post_init__(self) -> None:
        if any(YEAR_PLACE in text.removeprefix(YEAR_PLACE) for text in self.header):
            raise ValueError("header 里的 {年度} 只能写在最前面")


@dataclass(frozen=True, kw_only=True)
class PlacedRow(Strict):
    """The row of an indicator in a form that somebody else made, and what is printed for its name.

    `score` and `actual` are cells, where they stand in other columns than those of the table.
    """

    row: Annotated[int, at_least(1)]
    label: str = ""
    score: str = ""
    actual: str = ""


@dataclass(frozen=True, kw_only=True)
class Subtotal(Strict):
    """A cell of a bureau's form that adds up the scores of some rows."""

    cell: str
    rows: Annotated[tuple[int, ...], not_empty]


@dataclass(frozen=True, kw_only=True)
class BureauPlaces(Strict):
    """Where things stand in a form that somebody else made: the bureau's own file.

    `rows` has each indicator by its name, `own` the rows of each group of the unit's own, each with what is
    printed where its name is to be written; `header_rows` are the first and the last heading row; `total` and
    `grade` are cells, "" where the form has none. `items` are the cells of data items that the form has a
    place for outside of its table; `beside` is the first column that the form leaves free, for what is typed
    beside the unit's own rows.
    """

    sheet: Annotated[str, not_empty]
    header_rows: tuple[int, int]
    rows: dict[str, PlacedRow]
    total: str = ""
    grade: str = ""
    subtotals: tuple[Subtotal, ...] = ()
    own: dict[str, tuple[PlacedRow, ...]] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    beside: Annotated[int, at_least(0)] = 0


@dataclass(frozen=True, kw_only=True)
class Form(Strict):
    """How the official table looks."""

    unit_label: str
    unit_line: bool = True
    """Whether the unit's name has a line of its own above the table, besides its place in the title."""
    number: str = ""
    """The number of the form in its document, as it stands above the title: 附表2, 附件3."""
    title: str = ""
    """The title as printed, {年度} and {单位} for the year and the unit; else that of the standard."""
    title_on_every_page: bool = False
    notes_label: str = ""
    notes: tuple[str, ...] = ()
    """The document's own notes below the form, in short words."""
    columns: Annotated[tuple[Column, ...], not_empty]
    total_label: str
    grade_label: str | None = None
    """How the official form names the row of its grade; without it the form handed in has no such row."""
    signature: tuple[str, ...] = ()
    head: Head | None = None
    total_weight: bool = False
    """Whether the total row shows the sum of the weights."""
    sections: bool = False
    """Whether each first level has a row of its own, with the sums of its weights and scores."""
    placed: BureauPlaces | None = None
    """Where the form stands in the bureau's own file, which is then the form."""

    @property
    def total_name(self) -> str:
        """What the total is called where it is spoken of: 总分 for 总分：."""
        return self.total_label.rstrip(COLONS)

    @property
    def grade_name(self) -> str:
        return self.grade_label or "评价等级"

    def __post_init__(self) -> None:
        if len({len(column.header) for column in self.columns}) > 1:
            raise ValueError("各列 header 的行数应相同；要合并的表头重复写同样的文字")
        if self.placed is None and not self.unit_line and UNIT_PLACE not in self.title:
            raise ValueError("没有单位名称一行（unit_line: false）的，title 里要写 {单位}")
        if self.number and self.head is None and YEAR_PLACE not in self.title:
            raise ValueError("有 number（附表号）的，title 里要写 {年度}")
        if self.placed is not None and any(column.at < 1 for column in self.columns):
            raise ValueError("认来的附表每一列都要写 at（在第几列）")
        fields: list[str] = [column.field for column in self.columns]
        needed_fields = (("name", "title"), ("score",)) + (() if self.placed else (("weight",),))
        for needed in needed_fields:
            if sum(fields.count(field) for field in needed) != 1:
                raise ValueError(f"columns 里 {' 或 '.join(needed)} 应正好有一列")
