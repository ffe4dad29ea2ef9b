"""Where things stand in the indicator table of a standard: which row is which line, which column what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import count
from typing import Literal

from udfs.records import dataclass
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter, quote_sheetname
from workbooks.filing.lines import OwnRowsOf
from workbooks.forms.layout import rule_places
from workbooks.standards.form import BureauPlaces, Column
from workbooks.standards.model import FirstLevel, Indicator, OwnRows, SecondLevel, Standard

TITLE_ROWS = 3
REPORTED_HEADINGS = ("原报得分", "差异")


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
    """The table of a standard; `sizes` says how many rows each group of the unit's own has.

    The rows and columns of a form that somebody else made are those of the bureau's file (`placed`).
    """

    standard: Standard
    sizes: Mapping[str, int]

    @classmethod
    def for_rows(cls, standard: Standard, own_rows: OwnRowsOf) -> FormLayout:
        """The layout with room for these rows: one empty row is left, an empty group has its spare rows.

        The rows of a bureau's form are those that it has.
        """
        if standard.placed is not None:
            return cls(standard, {key: len(rows) for key, rows in standard.placed.own.items()})
        sizes = {
            key: len(own_rows[key]) + 1 if own_rows.get(key) else group.spare
            for key, group in standard.own_rows.items()
        }
        return cls(standard, sizes)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every row of the table, from top to bottom."""
        if self.placed is not None:
            return tuple(self._placed_lines(self.placed))
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

    def _placed_lines(self, placed: BureauPlaces) -> Iterator[Place]:
        """The lines of a bureau's form, in the order of the standard."""
        for first in self.standard.indicators:
            for second in first.children:
                for child in second.children:
                    if isinstance(child, Indicator):
                        yield Place("indicator", placed.rows[child.name].row, first, second, child)
                        continue
                    for number, own in enumerate(placed.own[child.rows]):
                        yield Place("own", own.row, first, second, child, number)

    @property
    def placed(self) -> BureauPlaces | None:
        """Where the bureau's own file has the form; None for one that we print."""
        return self.standard.placed

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
        if self.placed is not None:
            return self.placed.header_rows
        head = self.standard.form.head
        above = len(head.fields) + 1 + len(head.money.rows) + 2 if head else 0
        return TITLE_ROWS + above + 1, TITLE_ROWS + above + len(self.standard.form.columns[0].header)

    @property
    def repeated_rows(self) -> tuple[int, int]:
        """The rows that stand on every page: the headings, with the title where the document repeats it."""
        top, bottom = self.header_rows
        form = self.standard.form
        return (2 if form.number else 1, bottom) if form.title_on_every_page else (top, bottom)

    @property
    def first_row(self) -> int:
        return self.header_rows[1] + 1

    @property
    def last_row(self) -> int:
        return max(place.row for place in self.places)

    @property
    def total_row(self) -> int:
        """The row of the total; 0 for a bureau's form that has none: it stands on 评分规则 then."""
        return self.last_row + 1 if self.placed is None else _row_of(self.placed.total, 0)

    @property
    def grade_row(self) -> int:
        """The row of the grade; -1 for a bureau's form that has none."""
        return self.last_row + 2 if self.placed is None else _row_of(self.placed.grade, -1)

    @property
    def total_at(self) -> tuple[str, str]:
        """Sheet and cell of the total; the sheet is "" where it is that of the form."""
        if self.placed is None:
            return "", self.cell(self.total_row)
        return self._on_form_or_rules(self.placed.total, rule_places.total_row(len(self.places)))

    @property
    def grade_at(self) -> tuple[str, str]:
        """Sheet and cell of the grade, as `total_at`."""
        if self.placed is None:
            return "", self.cell(self.grade_row)
        return self._on_form_or_rules(self.placed.grade, rule_places.grade_row(len(self.places)))

    @staticmethod
    def _on_form_or_rules(cell: str, row: int) -> tuple[str, str]:
        return ("", cell) if cell else (rule_places.RULE_SHEET, _rule_cell(rule_places.SHOWN, row))

    def reported_at(self, place: Place | None, *, grade: bool = False) -> tuple[str, str]:
        """Sheet and cell of a score as reported; of the total, or the `grade`, where there is no place."""
        if self.placed is None:
            row = place.row if place else self.grade_row if grade else self.total_row
            return "", self.reported_cell(row)
        count = len(self.places)
        row = rule_places.grade_row(count) if grade else rule_places.total_row(count)
        if place is not None:
            row = rule_places.row_at(self.rule_lines.index(place))
        return rule_places.RULE_SHEET, _rule_cell(rule_places.REPORTED, row)

    @property
    def rule_lines(self) -> tuple[Place, ...]:
        """The lines of 评分规则: the indicators of the document, then the unit's own rows."""
        return tuple(sorted(self.places, key=lambda place: place.kind == "own"))

    @property
    def columns(self) -> int:
        """How many columns the printed form has."""
        if self.placed is not None:
            return max(column.at for column in self.standard.form.columns)
        return len(self.standard.form.columns) + self.side_columns

    @property
    def reported_column(self) -> int:
        """The first column beside the printed form: scores as reported, for comparison."""
        return self.columns + 2

    @cached_property
    def beside(self) -> dict[str, int]:
        """The columns beside the form in which items of the unit's own rows are typed, by item."""
        keys = dict.fromkeys(key for rule in self.standard.row_rules.values() for key in rule.beside)
        first = self.placed.beside if self.placed else self.reported_column + 2
        return {key: first + number for number, key in enumerate(keys)}

    @cached_property
    def headings_beside(self) -> dict[int, str]:
        """What the columns beside a form that we print are called, by column."""
        if self.placed is not None:
            return {}
        labels = {
            key: item.label for rule in self.standard.row_rules.values() for key, item in rule.items.items()
        }
        headings = [*REPORTED_HEADINGS, *(labels[key] for key in self.beside)]
        return dict(enumerate(headings, self.reported_column))

    @property
    def steps_column(self) -> int:
        """The first column for partial results of the unit's own rows, in the native edition."""
        return self.reported_column + 3 + len(self.beside)

    def has(self, field: str) -> bool:
        """Whether the form shows a field."""
        return field in self._fields

    def numbered(self) -> Iterator[tuple[int, Column]]:
        """The columns of the table, each with its number on the sheet."""
        if self.placed is not None:
            return ((column.at, column) for column in self.standard.form.columns)
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
        if place.row in self._other_scores:
            return self._other_scores[place.row]
        if place.first.in_head:
            return f"{get_column_letter(self.columns)}{place.row}"
        return self.cell(place.row)

    def is_above(self, place: Place) -> bool:
        """Whether a line stands above the table, where its columns mean something else."""
        return place.row < self.first_row

    def actual_cell(self, place: Place) -> str:
        """The cell that shows the rate worked out for an indicator."""
        return self._own_actual(place) or self.cell(place.row, "actual")

    def rate_cell(self, place: Place) -> str:
        """The cell in which we write the rate worked out for an indicator; "" where the form has none."""
        if self.placed is None and self.has("actual"):
            return self.cell(place.row, "actual")
        return self._own_actual(place)

    def _own_actual(self, place: Place) -> str:
        """The cell that a bureau's form has for the rate of an indicator, beside its table."""
        if self.placed is None or not isinstance(place.child, Indicator):
            return ""
        own = self.placed.rows.get(place.child.name)
        return own.actual if own else ""

    @cached_property
    def _other_scores(self) -> dict[int, str]:
        """The cells of scores that do not stand in the column of scores, by their row."""
        rows = self.placed.rows.values() if self.placed else ()
        return {place.row: place.score for place in rows if place.score}

    def cell(self, row: int, field: str = "score") -> str:
        return f"{get_column_letter(self.column(field))}{row}"

    def cells_of_row(self, row: int) -> dict[str, str]:
        """Where the parts of a row of the unit's own stand that a finding may be about."""
        asked = "target" if self.has("target") else "score"
        return {
            "target": self.cell(row, asked),
            "actual": self.cell(row, "actual" if self.has("actual") else asked),
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
        rows = [place.row for place in self.places if place.child is group]
        # One that was inserted stands below the others.
        return rows[number] if number < len(rows) else rows[0] + number

    def all_rows_of(self, level: FirstLevel | SecondLevel) -> list[int]:
        """The rows of the lines of a level, which may have others between them in a bureau's form."""
        return [place.row for place in self.places if level in (place.first, place.second)]

    @property
    def page_groups(self) -> list[list[tuple[int, int]]]:
        """The rows of each first level, by its second levels, between which pages may end."""
        groups = list[list[tuple[int, int]]]()
        for first in self.standard.indicators:
            if not first.in_head:
                spans = [self.rows_of(second) for second in first.children]
                if self.standard.form.sections:
                    spans[0] = (spans[0][0] - 1, spans[0][1])
                groups.append(spans)
        return groups

    @property
    def section_rows(self) -> list[int]:
        """The rows of first levels, which head those below them."""
        return [place.row for place in self.places if place.kind == "section"]

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
        if self.placed is not None:
            if field == "score":
                return self.sum_of_rows([place.row for place in self.places])
            own = [place.row for place in self.places if place.kind == "own"]
            printed = sum((one.weight for _, _, one in self.standard.rows), Decimal(0))
            return f"{printed.normalize():f}" + (f"+{self.sum_of_rows(own, field)}" if own else "")
        if self.section_rows:
            return f"SUM({','.join(self.cell(row, field) for row in self.section_rows)})"
        table = self.span(self.first_row, self.last_row, field)
        if self.in_head is None:
            return f"SUM({table})"
        above = self.score_cell(self.in_head) if field == "score" else self.cell(self.in_head.row, field)
        return f"SUM({above},{table})"

    def sum_of_rows(self, rows: Sequence[int], field: str = "score", sheet: str = "") -> str:
        """The formula text of the sum of some rows, of another `sheet`; neighbours are one range."""
        others = self._other_scores if field == "score" else {}
        apart = [others[row] for row in rows if row in others]
        ordered = sorted(set(rows) - others.keys())
        starts = [row for row in ordered if row - 1 not in ordered]
        ends = [row for row in ordered if row + 1 not in ordered]
        spans = (
            self.span(first, last, field) if first != last else self.cell(first, field)
            for first, last in zip(starts, ends, strict=True)
        )
        return f"SUM({','.join(reference(sheet, span) for span in (*apart, *spans))})"

    def item_cell(self, place: Place, key: str) -> str:
        """The cell of one item of a row of the unit's own."""
        column = self.standard.rule_of(own_rows_at(place)).items[key].place
        if column is not None:
            return self.cell(place.row, column)
        return f"{get_column_letter(self.beside[key])}{place.row}"


def reference(sheet: str, cell: str, form: str = "") -> str:
    """What refers to a cell from another sheet; without a sheet it is on that of the form."""
    title = sheet or form
    return f"{quote_sheetname(title)}!{cell}" if title else cell


def printed_name(layout: FormLayout, place: Place) -> str:
    """What a bureau prints where the name of a row of the unit's own is to be written: 指标1：."""
    group = own_rows_at(place)
    return layout.placed.own[group.rows][place.number].label if layout.placed else ""


def _row_of(cell: str, otherwise: int) -> int:
    return coordinate_to_tuple(cell)[0] if cell else otherwise


def _rule_cell(column: int, row: int) -> str:
    return f"{get_column_letter(column)}{row}"


def own_rows_at(place: Place) -> OwnRows:
    """The group that a row of the unit's own belongs to."""
    if not isinstance(place.child, OwnRows):
        raise TypeError(f"row {place.row} is not a row of the unit's own")
    return place.child


def levels_at(place: Place) -> dict[str, object]:
    """What a form prints of the levels of a row, by field."""
    content: dict[str, object] = {}
    for prefix, level in (("level1", place.first), ("level2", place.second)):
        if level is not None:
            weight = "" if level.weight is None else f"\n（{level.weight.normalize():f}）"
            content[f"{prefix}.name"] = level.title
            content[f"{prefix}.title"] = level.title + weight
            content[f"{prefix}.weight"] = level.weight
    return content
