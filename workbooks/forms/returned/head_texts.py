"""What is typed above the table of a project form: names of project and units, the year's goals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field

from udfs.records import dataclass
from workbooks.files.cells import Names, WorkbookCells
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.files.sheets import plain
from workbooks.forms.returned.anchors import labels_around
from workbooks.forms.returned.labelled import cell_saying
from workbooks.forms.sheets.project_head import text_name
from workbooks.standards.model import Standard

_WIDEST_GAP = 6


@dataclass(frozen=True)
class HeadTexts:
    """The texts by their labels, and the labels whose rows are `lost`."""

    texts: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def head_texts(
    cells: WorkbookCells, sheet: str, names: Names, standard: Standard, goals_row: int
) -> HeadTexts:
    """Read what stands beside or below each label; the goals in `goals_row` where their labels are gone."""
    head, found = standard.form.head, HeadTexts()
    if head is None:
        return found
    labels = labels_around(standard)
    for label in head.texts:
        below = label in head.goals
        value, is_there = _beside(cells, sheet, label, below, labels)
        if not is_there:
            value, is_there = _named(cells, sheet, names, label, goals_row if below else 0, labels)
        if not is_there:
            found.lost.append(label)
        elif value not in (None, ""):
            found.texts[label] = str(value)
    return found


def _beside(
    cells: WorkbookCells, sheet: str, label: str, below: bool, labels: Collection[str]
) -> tuple[object, bool]:
    """The text below a label, or behind it up to the next label; False where the label or the row is gone."""
    titled = cells.sheet(sheet)
    row, column = cell_saying(titled, label) if titled else (0, 0)
    if not row:
        return None, False
    if below:
        values = [cells.value(sheet, under, column) for under in range(row + 1, row + 1 + _WIDEST_GAP)]
        until = next((place for place, value in enumerate(values) if plain(value) in labels), len(values))
        text = next((value for value in values[:until] if value not in (None, "")), None)
        return text, until > 0
    for right in range(column + 1, column + 1 + _WIDEST_GAP):
        value = cells.value(sheet, row, right)
        if value not in (None, ""):
            return (None if plain(value) in labels else value), True
    return None, True


def _named(
    cells: WorkbookCells, sheet: str, names: Names, label: str, goals_row: int, labels: Collection[str]
) -> tuple[object, bool]:
    """The text where the name of one points whose label is gone, unless that is another's place."""
    place = cells.find(names, text_name(label))
    if place is None or place[0] != sheet:
        return None, False
    row, column = coordinate_to_tuple(place[1])
    if goals_row:
        row = goals_row
    value = cells.value(sheet, row, column)
    before = (plain(cells.value(sheet, row, left)) for left in range(column - 1, 0, -1))
    anothers = plain(value) in labels or (not goals_row and next(filter(None, before), "") in labels)
    return (None, False) if anothers else (value, True)
