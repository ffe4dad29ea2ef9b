"""What stands in an official table that somebody typed: cells as printed, rows by the official headings.

Nothing here judges; the checks of `workbooks.review` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from udfs.once import once
from udfs.records import dataclass
from workbooks.files.coordinates import get_column_letter
from workbooks.official.printed import Printed, printed, text_of

Field = Literal[
    "level1",
    "level1_weight",
    "level2",
    "level2_weight",
    "code",
    "name",
    "weight",
    "relation",
    "target",
    "measure",
    "actual",
    "rate",
    "explanation",
    "criterion",
    "analysis",
    "score",
    "marks",
    "remark",
    "reason",
    "progress",
    "forecast",
    "likelihood",
    "certain",
    "possible",
    "impossible",
    "cause_funds",
    "cause_rules",
    "cause_staff",
    "cause_equipment",
    "cause_other",
    "term_name",
    "term_target",
]
"""What a column of an indicator table holds; `rate` is 完成率 or 得分率.

Those after `reason` are of a 监控表: the state so far, the forecast for the year, one of three likelihoods to
tick, and the causes to tick; `term_name` and `term_target` are the goals for several years (中期) beside
those of the year. A target may be split into `relation` (≥), `target` (10) and `measure` (个).
"""


@dataclass(frozen=True, init=False)
class Cell:
    """A cell as typed: text, a number, a date, or nothing (`None`). Row and column count from 1."""

    sheet: str
    row: int
    column: int
    value: object = None

    def __init__(self, sheet: str, row: int, column: int, value: object = None) -> None:
        # What a frozen dataclass does by itself takes twice as long, hundreds of times in each file.
        held = self.__dict__
        held["sheet"], held["row"], held["column"], held["value"] = sheet, row, column, value

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    @once
    def text(self) -> str:
        """The text, half-width, without blanks at the ends; a number as it would be typed."""
        return text_of(self.value)

    @once
    def number(self) -> Printed | None:
        """The number, if it is one (`97.9%`, `2,077.35`, `10分` are), with the decimals printed."""
        return printed(self.value)


@dataclass(frozen=True)
class Row:
    """A row of an indicator table; levels are those it stands under (merged cells spread).

    `shared` are the figures it has together with the rows above or below it, in one merged cell.
    """

    number: int
    level1: str
    level2: str
    cells: Mapping[str, Cell]
    shared: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.text("name")

    @property
    def code(self) -> str:
        return self.text("code")

    @property
    def weight(self) -> Printed | None:
        return self.figure("weight")

    @property
    def score(self) -> Printed | None:
        return self.figure("score")

    def text(self, field: str) -> str:
        """What is written in a column; "" where the column or the text is missing."""
        return self.cells[field].text if field in self.cells else ""

    def is_below(self, field: str) -> bool:
        """Whether its figure stands in the merged cell of a row above."""
        return field in self.shared and self.figure(field) is None

    def figure(self, field: str) -> Printed | None:
        return self.cells[field].number if field in self.cells else None


@dataclass(frozen=True)
class Level:
    """A first or second level (depth 1 or 2) with the weight and score printed for it, if any.

    `rows` are the sheet rows of the indicators below it.
    """

    depth: int
    name: str
    rows: tuple[int, ...]
    heading: Cell
    weight: Cell | None = None
    score: Cell | None = None


@dataclass(frozen=True, eq=False)
class IndicatorTable:
    """An indicator table; `depth` 3 lists third-level indicators, 2 is a summary by second level.

    `columns` maps each field to its sheet column; `total` holds the cells of the total row by field,
    `total_label` is what the row is called (综合评分);
    `unit`, `project`, `year` and `title` are what is written `above`, `notes` the texts below.
    """

    sheet: str
    title: str
    unit: str
    year: int | None
    header_row: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    rows: tuple[Row, ...]
    levels: tuple[Level, ...] = ()
    total: Mapping[str, Cell] | None = None
    total_label: str = ""
    grade: Cell | None = None
    notes: tuple[Cell, ...] = ()
    depth: int = 3
    project: str = ""
    above: str = ""
    money: MoneyBlock | None = None

    def has(self, field: str) -> bool:
        return field in self.columns

    def cell(self, row: Row, field: str) -> str:
        """The address of a field in a row, whether filled or not."""
        return f"{get_column_letter(self.columns[field])}{row.number}"


@dataclass(frozen=True)
class TaskMoney:
    """A task of a department's year, and its money by source as a money block calls them."""

    name: Cell
    cells: Mapping[str, Cell]
    content: Cell | None = None


@dataclass(frozen=True)
class MoneyBlock:
    """项目资金 of a project form: figures by row label and column heading, as printed.

    Columns are 年初预算数, 全年预算数, 全年执行数, 分值, 执行率, 得分 whatever a region calls them; rows
    年度资金总额, 当年财政拨款, 上年结转资金, 其他资金, other sources by their own names (without 其中：).
    `product` is true where a heading says that the score is the rate times the weight.
    """

    TOTAL: ClassVar[str] = "年度资金总额"

    cells: Mapping[tuple[str, str], Cell]
    product: bool = False
    tasks: tuple[TaskMoney, ...] = ()
    """The tasks that the amounts are the sums of, in the 申报表 of a department."""

    def cell(self, row: str, column: str) -> Cell | None:
        return self.cells.get((row, column))

    @once
    def rows(self) -> tuple[str, ...]:
        """The labels of the rows, from the top."""
        return tuple(dict.fromkeys(row for row, _ in self.cells))

    @once
    def weight(self) -> Cell | None:
        return self._points("分值")

    @once
    def score(self) -> Cell | None:
        return self._points("得分")

    def _points(self, column: str) -> Cell | None:
        """Weight or score of the execution rate: that of the total, else the first that is printed."""
        found = [cell for (_, name), cell in self.cells.items() if name == column]
        numbers = [cell for cell in found if cell.number is not None]
        return self.cell(self.TOTAL, column) or next(iter([*numbers, *found]), None)


@dataclass(frozen=True)
class FigureRow:
    """A row of a figure table: its label as printed and its figures by column.

    `code` is the number of a budget account beside the label (类款项 2010601), "" for none.
    """

    number: int
    label: str
    cells: Mapping[int, Cell]
    heading: Cell
    code: str = ""


@dataclass(frozen=True)
class FigureTable:
    """A table of figures by row label and column heading: a budget table or a quarterly one.

    `unit` is 元 or 万元 where the sheet says so; `headings` are the column headings by sheet column. Of a
    table with halves beside each other (收入 | 支出) each is one, `side` counts them from 1.
    """

    sheet: str
    kind: Literal["budget", "quarters"]
    title: str
    unit: str
    year: int | None
    header_row: int
    headings: Mapping[int, str]
    rows: tuple[FigureRow, ...]
    side: int = 0


@dataclass(frozen=True)
class ListedRow:
    """A row of a list: a project or a unit."""

    number: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True)
class Listing:
    """A list with one project or unit a row, and its total row.

    `columns` are those it has of name, unit, amount, weight, score, weighted (权重×得分) and grade; graded
    is the column of the scores that the grades are of.
    """

    sheet: str
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[ListedRow, ...]
    total: ListedRow | None = None

    @property
    def is_checked(self) -> bool:
        """Whether it has figures that are checked: scores, or amounts that its texts repeat."""
        return not {"score", "amount"}.isdisjoint(self.columns)

    def cell(self, row: ListedRow, field: str) -> Cell | None:
        return row.cells.get(self.columns[field]) if field in self.columns else None


@dataclass(frozen=True)
class Unread:
    """A cell that belongs to a table and could not be read, and why."""

    cell: Cell
    why: str


@dataclass(frozen=True)
class LeftAlone:
    """A sheet, or a part of one, that is no official table.

    What looks like one all the same has the `row` it begins at; 0 for any other.
    """

    sheet: str
    why: str
    row: int = 0

    @property
    def unread(self) -> bool:
        """Whether it looks like a table that should have been read."""
        return self.row > 0


@dataclass(frozen=True)
class OfficialWorkbook:
    """Every official table of one file; `texts` are all cells with a sentence in them."""

    source: str
    tables: tuple[IndicatorTable, ...] = ()
    figures: tuple[FigureTable, ...] = ()
    texts: tuple[Cell, ...] = ()
    unread: tuple[Unread, ...] = ()
    money: tuple[MoneyBlock, ...] = ()
    listings: tuple[Listing, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    headings: tuple[Cell, ...] = ()
    """Short texts without figures that stand alone in their rows."""
    planned: frozenset[tuple[str, int, int]] = frozenset()
    """Sheet, row and column of the texts that say what was planned, not what was done."""

    @once
    def sheets_read(self) -> frozenset[str]:
        """The sheets on which an official table, or a list of scores, was read."""
        blocks = (cell.sheet for block in self.money for cell in block.cells.values())
        lists = (listing.sheet for listing in self.listings if listing.is_checked)
        tables = (table.sheet for table in self.tables)
        return frozenset((*tables, *(table.sheet for table in self.figures), *blocks, *lists))
