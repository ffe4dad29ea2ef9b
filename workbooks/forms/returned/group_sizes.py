"""How many rows each group of the unit's own has now, counted between the labels of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workbooks.files.cells import WorkbookCells
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.returned.anchors import (
    FormCells,
    anchors_of,
    group_begin,
    groups_of,
    heading_now,
    stand_as_built,
    standing,
)


def sizes_now(cells: WorkbookCells, sheet: str, layout: FormLayout) -> dict[str, int]:
    """The rows of each group as they stand on a sheet, as far as the labels around them are there.

    Where a label is gone, its row was deleted if rows are missing there. A group keeps one row at least.
    """
    found, anchors, sizes = FormCells(cells, sheet), anchors_of(layout), dict(layout.sizes)
    if stand_as_built(found, layout, anchors):
        return sizes
    heading = heading_now(found, layout)
    rows = standing(found, layout, anchors, heading.columns).rows
    groups, ends = groups_of(layout), (layout.header_rows[1], heading.bottom)
    for run in _runs(groups, rows):
        first, last = run[0][1][0], run[-1][1][1]
        begin = group_begin(first, rows, groups, ends)
        total = max(0, _end(last, rows) - begin)
        if total > 0:
            sizes.update(_shared_out(run, rows, total))
    return sizes


_Run = Sequence[tuple[str, tuple[int, int]]]
"""Neighbouring groups with their first and last rows; only the first of them has a label that is there."""


def _runs(groups: Mapping[str, tuple[int, int]], rows: Mapping[int, int]) -> Iterator[_Run]:
    run: list[tuple[str, tuple[int, int]]] = []
    for key, (first, last) in groups.items():
        if run and (rows.get(first) or run[-1][1][1] + 1 != first):
            yield run
            run = []
        run.append((key, (first, last)))
    if run:
        yield run


def _end(last: int, rows: Mapping[int, int]) -> int:
    """The row of the next label below a run; 0 where that cannot be said."""
    after = next(((row, rows[row]) for row in sorted(rows) if row > last and rows[row]), None)
    # Whatever else is built in between must be labels that are gone, not rows of another group.
    if after is None or any(row not in rows for row in range(last + 1, after[0])):
        return 0
    return after[1]


def _shared_out(run: _Run, rows: Mapping[int, int], total: int) -> dict[str, int]:
    sizes = {key: last - first + 1 for key, (first, last) in run}
    unlabelled = [key for key, (first, _) in run if rows.get(first) == 0]
    for key in unlabelled[: max(0, sum(sizes.values()) - total)]:
        sizes[key] -= 1
    sizes[run[0][0]] += max(0, total - sum(sizes.values()))
    for key in sizes:
        spare = sum(sizes.values()) - total
        sizes[key] -= max(0, min(spare, sizes[key] - 1))
    return {key: max(1, size) for key, size in sizes.items()}
