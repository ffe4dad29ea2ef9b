"""Where the rows and columns of a form stand now, found by their labels: people insert, delete and sort.

A layout says where everything stood when the form was built. While every label is where it was, nothing is
looked for; otherwise each row and each column is found again by what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from typing import TypedDict

from udfs.records import dataclass
from workbooks.files.cells import Names, WorkbookCells
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.returned.anchors import (
    NEAR,
    Anchor,
    FormCells,
    Standing,
    anchors_of,
    group_begin,
    groups_of,
    heading_now,
    stand_as_built,
    standing,
)
from workbooks.forms.sheets.own_rows import rows_named


@dataclass(frozen=True)
class Drift:
    """Rows and columns of a layout with where they stand now; those that stand as built are left out.

    `lost` are labels that are nowhere, `renamed` those in whose place another ("": none) stands, `added` the
    rows in between that the form has not; `rearranged` where the rows stand in another order; `regrouped` are
    the groups of the unit's own rows whose name points at other rows than those below their label, `grown`
    those that have rows below the last one of their name, `short` those that have fewer rows than it says.
    """

    rows: Mapping[int, int] = field(default_factory=dict)
    columns: Mapping[int, int] = field(default_factory=dict)
    lost: Sequence[Anchor] = ()
    renamed: Sequence[tuple[Anchor, str]] = ()
    lost_columns: Sequence[str] = ()
    added_rows: Sequence[int] = ()
    added_columns: Sequence[int] = ()
    rearranged: bool = False
    regrouped: Sequence[str] = ()
    grown: Sequence[str] = ()
    short: Sequence[str] = ()
    lost_heading: bool = False

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
        return self == AS_BUILT


AS_BUILT = Drift()


class _OtherNames(TypedDict):
    regrouped: tuple[str, ...]
    grown: tuple[str, ...]
    short: tuple[str, ...]


def drift_of(cells: WorkbookCells, sheet: str, names: Names, layout: FormLayout) -> Drift:
    """Compare the labels on a sheet with those of its layout. Raises `InputError` without the sheet."""
    found = FormCells(cells, sheet)
    anchors = anchors_of(layout)
    if stand_as_built(found, layout, anchors):
        return Drift(**_named_otherwise(names, groups_of(layout)))
    heading = heading_now(found, layout)
    top, columns, lost_columns = heading.bottom, heading.columns, heading.lost
    labels = standing(found, layout, anchors, columns)
    lost, renamed = _groups_unlabelled(labels, names, layout)
    shift = top - layout.header_rows[1]
    # What would stand above the sheet is gone.
    rows = {row: max(0, row + shift) for row in range(1, layout.header_rows[1] + 1)} | dict(labels.rows)
    groups = groups_of(layout)
    rows |= _own_rows(labels.rows, groups, (layout.header_rows[1], top))
    if layout.placed is not None:
        rows |= _unlabelled_rows(layout, labels.rows, rows)
    table = [anchor for anchor in anchors if anchor.kind != "money"]
    order = [labels.rows[anchor.row] for anchor in table if labels.rows[anchor.row]]
    rearranged = any(above > below for above, below in pairwise(order))
    now = {key: (rows.get(first, first), rows.get(end, end)) for key, (first, end) in groups.items()}
    other_names = _named_otherwise(names, now)
    label_below = any(labels.rows.get(first, 0) > now[key][0] > 0 for key, (first, _) in groups.items())
    added = [] if rearranged else _added(rows, top, layout, labels.rows)
    added_columns = _added_columns(columns, layout)
    last = max(layout.headings_beside, default=layout.columns)
    beyond = columns.get(last) or max(columns.values())
    columns |= {column: column + beyond - last for column in range(last + 1, last + NEAR)}
    return Drift(
        {row: now for row, now in rows.items() if row != now},
        {column: now for column, now in columns.items() if column != now},
        lost,
        renamed,
        lost_columns,
        added,
        added_columns,
        rearranged or (label_below and not other_names["regrouped"]),
        lost_heading=not heading.is_there,
        **other_names,
    )


def _groups_unlabelled(
    labels: Standing, names: Names, layout: FormLayout
) -> tuple[list[Anchor], list[tuple[Anchor, str]]]:
    """The labels of the table that are gone and those replaced; a group that has all its rows lost nothing
    but its label."""
    lost, renamed = [], [(anchor, text) for anchor, text in labels.renamed if anchor.kind != "money"]
    key_at = {first: key for key, (first, _) in groups_of(layout).items()}
    for anchor in labels.lost:
        first, last = rows_named(names, key_at.get(anchor.row, ""))
        if anchor.kind == "group" and first and last - first + 1 == layout.sizes[key_at[anchor.row]]:
            renamed.append((anchor, ""))
        elif anchor.kind != "money":
            lost.append(anchor)
    return lost, renamed


def _named_otherwise(names: Names, groups: Mapping[str, tuple[int, int]]) -> _OtherNames:
    """The groups whose name is there and does not say their rows, as `Drift`; not one that is gone."""
    named = {key: rows_named(names, key) for key in groups}
    other = [key for key, rows in groups.items() if all(rows) and named[key][0] and named[key] != rows]
    grown = [key for key in other if named[key][0] == groups[key][0] and named[key][1] < groups[key][1]]
    sizes = {key: last - first for key, (first, last) in groups.items()}
    before = {key: last - first for key, (first, last) in named.items()}
    short = [key for key in other if before[key] > sizes[key]]
    if sum(sizes[key] for key in other) >= sum(before[key] for key in other):
        # Rows went from one group to another: none is gone.
        short = []
    regrouped = tuple(key for key in other if key not in grown)
    return {"regrouped": regrouped, "grown": tuple(grown), "short": tuple(short)}


def _own_rows(
    anchors: Mapping[int, int], groups: Mapping[str, tuple[int, int]], heading: tuple[int, int]
) -> dict[int, int]:
    """The rows of the unit's own: below their label or the label above them; where their own label is gone,
    above the next one. `anchors` and `heading` as `group_begin`."""
    rows: dict[int, int] = {}
    taken = set(anchors.values())
    for first, end in groups.values():
        now, own = group_begin(first, anchors, groups, heading), anchors.get(first, 1)
        below = min((line for row, line in anchors.items() if row > end and line >= now), default=0)
        if not own and below:
            now = below - (end - first + 1)
        for number in range(end - first + 1):
            line = now + number
            is_theirs = (line not in taken and line > heading[1]) or line == own
            rows[first + number] = line if is_theirs else 0
        taken |= {*rows.values()} - {0}
    return rows


def _added_columns(columns: Mapping[int, int], layout: FormLayout) -> list[int]:
    """The columns between those of the form and of what stands beside it that are none of them."""
    if layout.placed is not None:
        there = [(0, 0), *sorted((column, now) for column, now in columns.items() if now)]
        return _grown(there)
    gap = layout.reported_column - 1
    known = {*columns.values(), columns.get(gap + 1, 0) - 1, *range(1, 1 + layout.side_columns)}
    return [column for column in range(1, max(columns.values())) if column not in known]


def _grown(places: Sequence[tuple[int, int]]) -> list[int]:
    """The lines that came in between others, each of which is given as it was built and as it is now."""
    found: list[int] = []
    for (before, above), (built, now) in pairwise(places):
        found += range(now - max(0, now - above - (built - before)), now)
    return found


def _unlabelled_rows(
    layout: FormLayout, anchors: Mapping[int, int], known: Mapping[int, int]
) -> dict[int, int]:
    """Where the rows of a bureau's form stand now that have no label of ours: levels, sums, total, grade.

    They moved with the labelled row above them, those below the table with its lowest one.
    """
    there = {row: now for row, now in anchors.items() if now}
    if not there:
        return {}
    last = max(anchors)
    gone = sum(row > max(there) for row in anchors)
    rows: dict[int, int] = {}
    for row in range(min(there), last + NEAR):
        above = max((each for each in there if each <= row), default=0)
        if row > last:
            rows[row] = row + max(there.values()) - max(there) - gone
        elif above:
            rows[row] = there[above] + row - above
    return {row: now for row, now in rows.items() if row not in known}


def _added(rows: Mapping[int, int], top: int, layout: FormLayout, anchors: Mapping[int, int]) -> list[int]:
    """The rows between the headings and the last row of the table that are none of its own."""
    if layout.placed is not None:
        return _grown(sorted((row, now) for row, now in anchors.items() if now))
    table = [rows.get(row, row) for row in range(layout.first_row, layout.grade_row + 1)]
    kept = [row for row in table if row]
    return [row for row in range(top + 1, max(kept)) if row not in kept] if kept else []
