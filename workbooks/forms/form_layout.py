"""Where things stand in the indicator table of a standard: which row is which line, which column what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Literal

from openpyxl.utils import get_column_letter

from workbooks.filing.lines import OwnRowsOf
from workbooks.standards.form import Column
from workbooks.standards.model import FirstLevel, Indicator, OwnRows, SecondLevel, Standard

TITLE_ROWS = 3


@dataclass(frozen=True)
class Place:
    """One row of the table: the heading of a first level, an indicator, or a row of the unit's own.

    `number` counts the rows of a group of the unit's own, from 0.
    """

    kind: Literal["section", "indicator", "own"]
    row: int
    first: FirstLevel
    second: SecondLevel | None = None
    child: Indicator | OwnRows | None = None
    number: int = 0


@dataclass(frozen=True)
class FormLayout:
    """The table of a standard; `sizes` says how many rows each group of the unit's own has."""

    standard: Standard
    sizes: Mapping[str, int]

    @classmethod
    def for_rows(cls, standard: Standard, own_rows: OwnRowsOf) -> FormLayout:
        """The layout with room for these rows: one empty row is left, an empty group has its spare rows."""
        sizes = {
            key: len(own_rows[key]) + 1 if own_rows.get(key) else group.spare
            for key, group in standard.own_rows.items()
        }
        return cls(standard, sizes)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every row of the table, from top to bottom."""
        found: list[Place] = []
        rows = count(self.first_row)
        for first in self.standard.indicators:
            if first.in_head:
                continue
            if self.standard.form.sections:
                found.append(Place("section", next(rows), first))
            for second in first.children:
                for child in second.children:
                    if isinstance(child, Indicator):
                        found.append(Place("indicator", next(rows), first, second, child))
                        continue
                    for number in range(self.sizes[child.rows]):
                        found.append(Place("own", next(rows), first, second, child, number))
        return tuple(found)

    @cached_property
    def in_head(self) -> Place | None:
        """The place of the indicator that stands in the money block of a project form."""
        for first in self.standard.indicators:
            if first.in_head:
                second = first.children[0]
                return Place("indicator", self.money_row, first, second, second.children[0])
        return None

    @property
    def scored_places(self) -> tuple[Place, ...]:
        """Every row that has a score of its own, that of the money block first."""
        table = tuple(place for place in self.places if place.kind != "section")
        return (self.in_head, *table) if self.in_head else table

    @property
    def money_row(self) -> int:
        """The first row of the money block, below its headings."""
        head = self.standard.form.head
        return TITLE_ROWS + 2 + (len(head.fields) if head else 0)

    @property
    def side_columns(self) -> int:
        """How many columns stand before those of the table: the label that runs down a project form."""
        return 1 if self.standard.form.head else 0

    @property
    def landscape(self) -> bool:
        """A project form is printed upright, the wide tables across."""
        return self.standard.form.head is None

    @property
    def header_rows(self) -> tuple[int, int]:
        """The heading rows of the indicator table."""
        head = self.standard.form.head
        above = len(head.fields) + 1 + len(head.money.rows) + 2 if head else 0
        return TITLE_ROWS + above + 1, TITLE_ROWS + above + len(self.standard.form.columns[0].header)

    @property
    def first_row(self) -> int:
        return self.header_rows[1] + 1

    @property
    def last_row(self) -> int:
        return self.places[-1].row

    @property
    def total_row(self) -> int:
        return self.last_row + 1

    @property
    def grade_row(self) -> int:
        return self.last_row + 2

    @property
    def columns(self) -> int:
        """How many columns the printed form has."""
        return len(self.standard.form.columns) + self.side_columns

    @property
    def reported_column(self) -> int:
        """The first column beside the printed form: scores as reported, for comparison."""
        return self.columns + 2

    @cached_property
    def beside(self) -> dict[str, int]:
        """The columns beside the form in which items of the unit's own rows are typed, by item."""
        keys = dict.fromkeys(key for rule in self.standard.row_rules.values() for key in rule.beside)
        return {key: self.reported_column + 2 + number for number, key in enumerate(keys)}

    @property
    def steps_column(self) -> int:
        """The first column for partial results of the unit's own rows, in the native edition."""
        return self.reported_column + 3 + len(self.beside)

    def has(self, field: str) -> bool:
        """Whether the form shows a field."""
        return field in self._fields

    def numbered(self) -> Iterator[tuple[int, Column]]:
        """The columns of the table, each with its number on the sheet."""
        return enumerate(self.standard.form.columns, 1 + self.side_columns)

    def column(self, field: str) -> int:
        """The column that shows a field; a name may be shown as a title."""
        return self._fields["title" if field == "name" and not self.has(field) else field]

    @cached_property
    def _fields(self) -> dict[str, int]:
        """The first column of each field."""
        return {column.field: number for number, column in reversed(list(self.numbered()))}

    def score_cell(self, place: Place) -> str:
        """The cell of a place's score; in the money block it is the last of its row."""
        if place.first.in_head:
            return f"{get_column_letter(self.columns)}{place.row}"
        return self.cell(place.row)

    def cell(self, row: int, field: str = "score") -> str:
        return f"{get_column_letter(self.column(field))}{row}"

    def cells_of_row(self, row: int) -> dict[str, str]:
        """Where the parts of a row of the unit's own stand that a finding may be about."""
        asked = "target" if self.has("target") else "score"
        return {
            "target": self.cell(row, asked),
            "score": self.cell(row),
            "reported": self.reported_cell(row),
        }

    def reported_cell(self, row: int) -> str:
        """The cell beside the form that holds a score, total or grade as reported."""
        return f"{get_column_letter(self.reported_column)}{row}"

    def span(self, first: int, last: int, field: str = "score") -> str:
        """The cells of a column from one row to another."""
        return f"{self.cell(first, field)}:{self.cell(last, field)}"

    def row_of(self, group: OwnRows, number: int) -> int:
        """The row of one line of the unit's own, counted from 0 in its group."""
        first = next(place.row for place in self.places if place.child is group)
        return first + number

    def rows_of(self, level: FirstLevel | SecondLevel) -> tuple[int, int]:
        """The first and last row of the lines of a level, its own heading row left out."""
        rows = [
            place.row
            for place in self.places
            if place.kind != "section" and (place.first is level or place.second is level)
        ]
        return rows[0], rows[-1]

    def sum_of_scores(self) -> str:
        """The formula text of the sum of all scores."""
        return self._sum("score")

    def sum_of_weights(self) -> str:
        """The formula text of the sum of all weights."""
        return self._sum("weight")

    def _sum(self, field: str) -> str:
        sections = [place.row for place in self.places if place.kind == "section"]
        if sections:
            return f"SUM({','.join(self.cell(row, field) for row in sections)})"
        table = self.span(self.first_row, self.last_row, field)
        if self.in_head is None:
            return f"SUM({table})"
        above = self.score_cell(self.in_head) if field == "score" else self.cell(self.in_head.row, field)
        return f"SUM({above},{table})"

    def item_cell(self, place: Place, key: str) -> str:
        """The cell of one item of a row of the unit's own."""
        column = self.standard.rule_of(own_rows_at(place)).items[key].place
        if column is not None:
            return self.cell(place.row, column)
        return f"{get_column_letter(self.beside[key])}{place.row}"


def own_rows_at(place: Place) -> OwnRows:
    """The group that a row of the unit's own belongs to."""
    if not isinstance(place.child, OwnRows):
        raise TypeError(f"row {place.row} is not a row of the unit's own")
    return place.child
