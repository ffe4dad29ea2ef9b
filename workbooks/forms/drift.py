"""Where the rows and columns of a form stand now, found by their labels: people insert, delete and sort.

A layout says where everything stood when the form was built. While every label is where it was, nothing is
looked for; otherwise each row and each column is found again by what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workbooks.files.cells import Names, WorkbookCells
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter
from workbooks.files.sheets import SheetCells
from workbooks.forms.form_layout import FormLayout
from workbooks.forms.own_rows import rows_named
from workbooks.standards.model import Indicator

_NEAR = 60
"""How many rows and columns beyond a form are looked through for what it lost."""


@dataclass(frozen=True)
class Anchor:
    """A row of the form that is known by its label: an indicator, a first level, the total, the grade."""

    row: int
    label: str
    indicator: bool = False


@dataclass(frozen=True)
class Drift:
    """Rows and columns of a layout with where they stand now; those that stand as built are left out.

    `lost` are labels that are nowhere, `renamed` those in whose place another stands, `added` the rows in
    between that the form has not; `rearranged` where the rows stand in another order.
    """

    rows: Mapping[int, int] = field(default_factory=dict)
    columns: Mapping[int, int] = field(default_factory=dict)
    lost: Sequence[Anchor] = ()
    renamed: Sequence[tuple[Anchor, str]] = ()
    lost_columns: Sequence[str] = ()
    added_rows: Sequence[int] = ()
    added_columns: Sequence[int] = ()
    rearranged: bool = False

    def at(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell of the layout stands now; row or column 0 for one that is gone."""
        return self.rows.get(row, row), self.columns.get(column, column)

    def address(self, cell: str) -> str:
        """The address of a cell of the layout now; as built where it is gone."""
        row, column = self.at(*coordinate_to_tuple(cell))
        return f"{get_column_letter(column)}{row}" if row and column else cell

    @property
    def in_order(self) -> bool:
        """Whether every label stands where it was when the form was built."""
        return self == _AS_BUILT


_AS_BUILT = Drift()


def drift_of(cells: WorkbookCells, sheet: str, names: Names, layout: FormLayout) -> Drift:
    """Compare the labels on a sheet with those of its layout. Raises `InputError` without the sheet."""
    found = _Sheet(cells, sheet)
    anchors = list(_anchors(layout))
    name = layout.column("name")
    named = all(found.says(anchor.row, _label_column(anchor, name), anchor.label) for anchor in anchors)
    if named and all(found.heads(layout, column, label) for column, label in _headings(layout)):
        return _AS_BUILT
    top = _header_row(found, layout)
    columns, lost_columns = _columns(found, layout, top)
    left = min(filter(None, columns.values()), default=1) - layout.side_columns
    rows, lost, renamed = _rows(found, anchors, columns.get(name, name), left)
    shift = top - layout.header_rows[1]
    # What would stand above the sheet is gone.
    rows |= {row: max(0, row + shift) for row in range(1, layout.header_rows[1] + 1)}
    rows |= _own_rows(names, layout, {anchor.row: rows[anchor.row] for anchor in anchors})
    order = [rows[anchor.row] for anchor in anchors if rows[anchor.row]]
    rearranged = any(above > below for above, below in pairwise(order))
    added = [] if rearranged else _added(found, rows, layout)
    width = max(columns.values())
    added_columns = [
        column
        for column in range(1 + layout.side_columns, width)
        if column not in columns.values() and layout.placed is None
    ]
    last = layout.columns
    beyond = columns.get(last) or width
    columns |= {column: column + beyond - last for column in range(last + 1, last + _NEAR)}
    return Drift(
        {row: now for row, now in rows.items() if row != now},
        {column: now for column, now in columns.items() if column != now},
        lost,
        renamed,
        lost_columns,
        added,
        added_columns,
        rearranged,
    )


@dataclass(frozen=True)
class _Sheet:
    cells: WorkbookCells
    name: str

    def text(self, row: int, column: int) -> str:
        value = self.cells.value(self.name, row, column)
        return _plain(value) if isinstance(value, str) else ""

    def says(self, row: int, column: int, label: str) -> bool:
        return self.text(row, column) == label

    def heads(self, layout: FormLayout, column: int, label: str) -> bool:
        return (
            self.heading(layout.header_rows[1], column, len(layout.standard.form.columns[0].header)) == label
        )

    def heading(self, bottom: int, column: int, rows: int) -> str:
        """What a column is called: the lowest text of its heading rows."""
        texts = (self.text(row, column) for row in range(bottom, bottom - rows, -1))
        return next(filter(None, texts), "")

    @property
    def read(self) -> SheetCells:
        return next(sheet for sheet in self.cells.sheets if sheet.name == self.name)

    @property
    def last_row(self) -> int:
        return self.read.first_row + len(self.read.rows) - 1

    @property
    def last_column(self) -> int:
        return self.read.first_column + max(map(len, self.read.rows), default=0) - 1


def _plain(text: str) -> str:
    return "".join(text.split())


def _anchors(layout: FormLayout) -> Iterator[Anchor]:
    """The rows with a label of the document's own, from top to bottom."""
    form = layout.standard.form
    titled = not layout.has("name")
    for place in layout.places:
        if place.kind == "section":
            yield Anchor(place.row, _plain(place.first.title))
        elif isinstance(place.child, Indicator):
            label = f"{place.child.code} {place.child.name}" if titled else place.child.name
            if layout.placed is not None:
                label = layout.placed.rows[place.child.name].label
                if not label:
                    # The score of the money block has no label in the column of names.
                    continue
            yield Anchor(place.row, _plain(label), indicator=True)
    if layout.placed is None:
        yield Anchor(layout.total_row, _plain(form.total_label))
        yield Anchor(layout.grade_row, _plain(form.grade_name))


def _label_column(anchor: Anchor, name: int, left: int = 1) -> int:
    return name if anchor.indicator else left


def _headings(layout: FormLayout) -> Iterator[tuple[int, str]]:
    """The columns of the table, each with the lowest text of its heading; "" below that of the one before."""
    before: tuple[str, ...] = ()
    for number, column in layout.numbered():
        merged = layout.placed is None and column.header == before
        yield number, "" if merged else _plain(column.header[-1])
        before = column.header


def _header_row(found: _Sheet, layout: FormLayout) -> int:
    """The lowest heading row now: the one that has the most of the headings."""
    labels = [label for _, label in _headings(layout) if label]
    depth = len(layout.standard.form.columns[0].header)
    expected = layout.header_rows[1]
    columns = range(1, min(found.last_column, layout.columns + _NEAR) + 1)

    def hits(row: int) -> tuple[int, int]:
        heads = {found.heading(row, column, depth) for column in columns}
        own = sum(found.text(row, column) in labels for column in columns)
        return sum(label in heads for label in labels) * 100 + own, -abs(row - expected)

    return max(range(depth, min(found.last_row, expected + _NEAR) + 1), key=hits, default=expected)


def _columns(found: _Sheet, layout: FormLayout, bottom: int) -> tuple[dict[int, int], list[str]]:
    """Where each column of the table stands now (0: gone), and the headings of those that are gone."""
    depth = len(layout.standard.form.columns[0].header)
    heads = {
        column: found.heading(bottom, column, depth)
        for column in range(1 + layout.side_columns, min(found.last_column, layout.columns + _NEAR) + 1)
    }
    columns: dict[int, int] = {}
    lost: list[str] = []
    free = layout.side_columns
    for number, label in _headings(layout):
        now = next((column for column, head in heads.items() if column > free and head == label), 0)
        columns[number] = now
        free = now or free
        if not now:
            lost.append(label)
    return columns, lost


def _rows(
    found: _Sheet, anchors: Sequence[Anchor], name: int, left: int
) -> tuple[dict[int, int], list[Anchor], list[tuple[Anchor, str]]]:
    """Where each labelled row stands now (0: gone), the labels that are gone, and those replaced."""
    last = min(found.last_row, anchors[-1].row + _NEAR)
    taken: set[int] = set()
    rows: dict[int, int] = {}
    for anchor in anchors:
        column = _label_column(anchor, name, left) or left
        free = [
            row
            for row in (anchor.row, *range(1, last + 1))
            if row not in taken and found.says(row, column, anchor.label)
        ]
        rows[anchor.row] = free[0] if free else 0
        taken.update(free[:1])
    lost: list[Anchor] = []
    renamed: list[tuple[Anchor, str]] = []
    above, known = 0, {anchor.label for anchor in anchors}
    for anchor in anchors:
        if rows[anchor.row]:
            above = rows[anchor.row] - anchor.row
            continue
        here = anchor.row + above
        text = found.text(here, _label_column(anchor, name, left) or left)
        if text and here not in taken and text not in known:
            rows[anchor.row] = here
            taken.add(here)
            renamed.append((anchor, text))
        else:
            lost.append(anchor)
            above -= 1
    return rows, lost, renamed


def _own_rows(names: Names, layout: FormLayout, anchors: Mapping[int, int]) -> dict[int, int]:
    """The rows of the unit's own: where their name points, as far as that lies between the labels around
    them now (`anchors`); else below the label above them."""
    rows: dict[int, int] = {}
    taken = set(anchors.values())
    for key, size in layout.sizes.items():
        first = layout.row_of(layout.standard.own_rows[key], 0)
        above = max((row for row in anchors if row < first and anchors[row]), default=0)
        top = anchors.get(above, 0)
        later = (now for row, now in anchors.items() if row > first and now > top)
        below = min(later, default=0)
        now = rows_named(names, key)[0]
        meets_label = taken.intersection(range(now, now + size))
        if not now or meets_label or not _between(now, size, top, below):
            now = top + first - above if above else first
        for number in range(size):
            rows[first + number] = 0 if now + number in taken else now + number
    return rows


def _between(first: int, size: int, above: int, below: int) -> bool:
    return above < first and (not below or first + size - 1 < below)


def rows_between_labels(cells: WorkbookCells, sheet: str, layout: FormLayout, key: str) -> int:
    """How many rows now stand where a group of the unit's own was built, between two labels; 0 if not so."""
    found, anchors = _Sheet(cells, sheet), list(_anchors(layout))
    name, first = layout.column("name"), layout.row_of(layout.standard.own_rows[key], 0)
    rows, _, _ = _rows(found, anchors, name, 1)
    above, below = first - 1, first + layout.sizes[key]
    return rows[below] - rows[above] - 1 if rows.get(above) and rows.get(below) else 0


def _added(found: _Sheet, rows: Mapping[int, int], layout: FormLayout) -> list[int]:
    """The rows between the first and the last of the table that are none of its own."""
    if layout.placed is not None:
        return []
    table = [rows.get(row, row) for row in range(layout.first_row, layout.grade_row + 1)]
    kept = [row for row in table if row]
    return [row for row in range(min(kept), max(kept)) if row not in kept] if kept else []
