"""The rows of a form that say what they are, and where those labels stand now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Literal

from udfs.once import once_for
from udfs.records import dataclass
from workbooks.files.cells import WorkbookCells
from workbooks.files.sheets import SheetCells, plain
from workbooks.forms.layout.form_layout import FormLayout, levels_at
from workbooks.standards.form import COLONS, YEAR_PLACE, as_headed, undated
from workbooks.standards.model import Indicator, OwnRows, Standard

NEAR = 60
"""How many rows and columns beyond a form are looked through for what it lost."""


@dataclass(frozen=True)
class Anchor:
    """A row of the layout that is known by its label, and the column of the layout in which that stands.

    `group` is the first row of rows of the unit's own, known by its second level; `money` a row of the
    money block.
    """

    row: int
    label: str
    column: int = 1
    kind: Literal["section", "indicator", "group", "money", "result"] = "result"


@dataclass(frozen=True)
class Standing:
    """Where each labelled row stands now (0: gone), the labels that are gone, and those replaced."""

    rows: Mapping[int, int]
    lost: Sequence[Anchor]
    renamed: Sequence[tuple[Anchor, str]]


@dataclass(frozen=True)
class FormCells:
    """The cells of one sheet by row and column, its texts without their spaces."""

    cells: WorkbookCells
    name: str

    def text(self, row: int, column: int) -> str:
        line, place = row - self._read.first_row, column - self._read.first_column
        texts = self._read.labels[line] if 0 <= line < len(self._read.labels) else ()
        return texts[place] if 0 <= place < len(texts) else ""

    def says(self, row: int, column: int, label: str) -> bool:
        return self.text(row, column).rstrip(COLONS) == label.rstrip(COLONS)

    def holds(self, row: int, column: int) -> bool:
        return bool(column) and self.cells.value(self.name, row, column) not in (None, "")

    def heading(self, bottom: int, column: int, rows: int) -> str:
        """What a column is called: the lowest text of its heading rows."""
        texts = (self.text(row, column) for row in range(bottom, bottom - rows, -1))
        return next(filter(None, texts), "")

    @cached_property
    def _read(self) -> SheetCells:
        return self.cells.wanted(self.name)

    @property
    def last_row(self) -> int:
        return self._read.first_row + len(self._read.rows) - 1

    @property
    def last_column(self) -> int:
        return self._read.first_column + max(map(len, self._read.rows), default=0) - 1


def anchors_of(layout: FormLayout) -> list[Anchor]:
    """The rows with a label of the document's own, from top to bottom."""
    return [*_money(layout), *_table(layout), *_results(layout)]


def _money(layout: FormLayout) -> Iterator[Anchor]:
    head = layout.standard.form.head
    for row, line in enumerate(head.money.rows if head else (), layout.money_row):
        yield Anchor(row, plain(line.label), 1 + layout.side_columns, "money")


def _table(layout: FormLayout) -> Iterator[Anchor]:
    name, titled = layout.column("name"), not layout.has("name")
    field = next((each for each in ("level2.name", "level2.title") if layout.has(each)), "")
    for place in layout.places:
        if place.kind == "section":
            yield Anchor(place.row, plain(place.first.title), 1, "section")
        elif isinstance(place.child, Indicator):
            label = f"{place.child.code} {place.child.name}" if titled else place.child.name
            if layout.placed is not None:
                label = layout.placed.rows[place.child.name].label
                if not label:
                    # The score of the money block has no label in the column of names.
                    continue
            yield Anchor(place.row, plain(label), name, "indicator")
        elif layout.placed is not None:
            # What a bureau prints for a level is its own.
            continue
        elif field and place.number == 0 and place.second and place.second.children[0] is place.child:
            yield Anchor(place.row, plain(str(levels_at(place)[field])), layout.column(field), "group")


def _results(layout: FormLayout) -> Iterator[Anchor]:
    if layout.placed is None:
        yield Anchor(layout.total_row, plain(layout.standard.form.total_name))
        yield Anchor(layout.grade_row, plain(layout.standard.form.grade_name))


def headings_of(layout: FormLayout) -> Iterator[tuple[int, str]]:
    """The columns of the table, each with the lowest text of its heading; "" below that of the one before."""
    before: tuple[str, ...] = ()
    for number, column in layout.numbered():
        merged = layout.placed is None and column.header == before
        yield number, "" if merged else plain(column.header[-1])
        before = column.header


def stand_as_built(found: FormCells, layout: FormLayout, anchors: Sequence[Anchor]) -> bool:
    """Whether every label and every heading stands where it was built."""
    depth, bottom = len(layout.standard.form.columns[0].header), layout.header_rows[1]
    return all(found.says(anchor.row, anchor.column, anchor.label) for anchor in anchors) and all(
        _is_headed(found.heading(bottom, column, depth), plain(label))
        for column, label in (*headings_of(layout), *layout.headings_beside.items())
    )


def _is_headed(text: str, label: str) -> bool:
    """Whether a heading is that of a column. One with the year is a formula, blank where a program that does
    not calculate saved the file."""
    return as_headed(text, (label,)) == label or (not text and label.startswith(YEAR_PLACE))


@dataclass(frozen=True)
class Heading:
    """The lowest heading row of the table now and where each column stands (0: gone), with the headings of
    those that are gone. Where the headings are gone altogether, the columns are taken as built."""

    bottom: int
    columns: dict[int, int]
    lost: Sequence[str]
    is_there: bool = True


def heading_now(found: FormCells, layout: FormLayout) -> Heading:
    """The heading row of a form and its columns, as they stand now."""
    bottom = _header_row(found, layout)
    columns, lost = _columns(found, layout, bottom)
    if len(lost) * 2 <= len(columns):
        return Heading(bottom, columns, lost)
    columns = {number: number for number in (*dict(layout.numbered()), *layout.headings_beside)}
    rows = standing(found, layout, anchors_of(layout), columns).rows
    first = next((rows[row] - row for row in sorted(rows) if row > layout.header_rows[1] and rows[row]), 0)
    return Heading(layout.header_rows[1] + first, columns, (), is_there=False)


def _header_row(found: FormCells, layout: FormLayout) -> int:
    """The lowest heading row now: the one that has the most of the headings."""
    labels = [label for _, label in headings_of(layout) if label]
    depth = len(layout.standard.form.columns[0].header)
    expected = layout.header_rows[1]
    columns = range(1, min(found.last_column, layout.columns + NEAR) + 1)

    def hits(row: int) -> tuple[int, int]:
        heads = {as_headed(found.heading(row, column, depth), labels) for column in columns}
        own = sum(as_headed(found.text(row, column), labels) in labels for column in columns)
        return sum(label in heads for label in labels) * 100 + own, -abs(row - expected)

    return max(range(depth, min(found.last_row, expected + NEAR) + 1), key=hits, default=expected)


def _columns(found: FormCells, layout: FormLayout, bottom: int) -> tuple[dict[int, int], list[str]]:
    """Where each column of the table stands now (0: gone), and the headings of those that are gone."""
    depth = len(layout.standard.form.columns[0].header)
    labels = [label for _, label in headings_of(layout)]
    heads = {
        column: as_headed(found.heading(bottom, column, depth), labels)
        for column in range(1 + layout.side_columns, min(found.last_column, layout.columns + NEAR) + 1)
    }
    columns: dict[int, int] = {}
    lost: list[str] = []
    free = layout.side_columns
    beside = {number: plain(label) for number, label in layout.headings_beside.items()}
    for number, label in (*headings_of(layout), *beside.items()):
        now = next((column for column, head in heads.items() if column > free and head == label), 0)
        if not now and number > free and number in heads and _is_headed(heads[number], label):
            now = number
        columns[number] = now
        free = now or free
        if not now:
            lost.append(undated(label))
    return columns, lost


def standing(
    found: FormCells, layout: FormLayout, anchors: Sequence[Anchor], columns: Mapping[int, int]
) -> Standing:
    """Where the labels of a layout stand now; `columns` as `Heading`. Notes below the table are no label of a
    total or a grade."""
    left = min(filter(None, columns.values()), default=1)

    def places(anchor: Anchor) -> list[int]:
        """The columns in which a label may stand: its own, or any before the table's first."""
        own = columns.get(anchor.column, 0) if anchor.column > layout.side_columns else 0
        return [own] if own else list(range(left, 0, -1))

    def column(anchor: Anchor) -> int:
        return places(anchor)[-1]

    last = min(found.last_row, anchors[-1].row + NEAR)
    taken: set[int] = set()
    rows: dict[int, int] = {}
    for anchor in anchors:
        free = [
            row
            for row in (anchor.row, *range(1, last + 1))
            if row not in taken and any(found.says(row, at, anchor.label) for at in places(anchor))
        ]
        rows[anchor.row] = free[0] if free else 0
        taken.update(free[:1])
    lost: list[Anchor] = []
    renamed: list[tuple[Anchor, str]] = []
    above, known = 0, {anchor.label for anchor in anchors} | labels_around(layout.standard)
    for anchor in anchors:
        if rows[anchor.row]:
            above = rows[anchor.row] - anchor.row
            continue
        here = anchor.row + above
        if anchor.column > layout.side_columns and not columns.get(anchor.column, 1) and here not in taken:
            # The whole column of the labels is gone, which is told itself.
            rows[anchor.row] = here
            taken.add(here)
            continue
        text = found.text(here, column(anchor))
        is_result = anchor.kind != "result" or found.holds(here, columns.get(layout.column("score"), 0))
        if text and is_result and here not in taken and text not in known:
            rows[anchor.row] = here
            taken.add(here)
            renamed.append((anchor, text))
        else:
            lost.append(anchor)
            above -= 1
    return Standing(rows, lost, renamed)


def group_begin(
    first: int, rows: Mapping[int, int], groups: Mapping[str, tuple[int, int]], heading: tuple[int, int]
) -> int:
    """The row on which a group that begins in row `first` of the layout begins now.

    `rows` say where the labels stand, `heading` where the headings end in the layout and now. What was moved
    between a heading and the label below it belongs to that label.
    """
    above = max((row for row in rows if row <= first and rows[row]), default=0)
    if above < first:
        return rows[above] + first - above if above else heading[1] + first - heading[0]
    before = {heading[0]: heading[1], **rows}.get(first - 1, 0)
    is_heading = first - 1 not in {start for start, _ in groups.values()}
    return before + 1 if is_heading and 0 < before < rows[first] else rows[first]


@once_for(32)
def labels_around(standard: Standard) -> Set[str]:
    """What a form says besides the labels of its figures: no row of theirs, nothing typed is called so."""
    form = standard.form
    texts = {form.unit_label, form.total_label, form.total_name, form.grade_name}
    texts |= {text for column in form.columns for text in column.header}
    for first in standard.indicators:
        texts |= {first.title, *(second.title for second in first.children)}
    texts |= {indicator.name for _, _, indicator in standard.rows}
    if form.head is not None:
        head, money = form.head, form.head.money
        texts |= {label for line in head.fields for label in line}
        texts |= {*head.goals, head.goals_label, head.side, money.label, *money.columns.values()}
        texts |= {row.label for row in money.rows}
    return {plain(text) for text in texts if text}


def groups_of(layout: FormLayout) -> dict[str, tuple[int, int]]:
    """The first and the last row of each group of the unit's own in a layout."""
    found: dict[str, tuple[int, int]] = {}
    for place in layout.places:
        if isinstance(place.child, OwnRows):
            first = found.get(place.child.rows, (place.row, 0))[0]
            found[place.child.rows] = (first, place.row)
    return found
