"""What was typed on the sheets 情景 of a workbook, for another one: read from the figures in use.

The folded rows of a sheet 情景 show each figure in the base and in every scenario; a scenario changes those
that differ. So it does not matter where and how they were typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.files.cells import WorkbookCells
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.filing.data_file import KeptScenario
from workbooks.filing.figures import cell_figure
from workbooks.forms.returned.own_book import OwnForm, OwnWorkbook
from workbooks.forms.sheets.scenario_sheet import FIRST, FORM_NAME, HEADER_ROW, ITEM, LAST, SPARE, USED_NAME
from workbooks.forms.sheets.scenario_sheet.places import BASE, slot_name, slot_of


@dataclass
class TypedScenarios:
    """The scenarios that can be carried over, and what cannot be: the scenario and the figure, in words."""

    kept: list[KeptScenario] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def typed_scenarios(own: OwnWorkbook) -> TypedScenarios:
    """The scenarios of every form that are named or changed by hand; none where there are none."""
    found = TypedScenarios()
    for number, form in enumerate(own.forms):
        sheet = _sheet_of(own, form)
        rows = _rows(own.cells.by_sheet.get(sheet, {}).get(USED_NAME, "")) if sheet else None
        if rows is None:
            continue
        columns = list(_columns(own.cells, sheet))
        names = _own_row_names(form)
        kept = [
            KeptScenario(name, _changes(own, sheet, rows, column, names, found.left), number)
            for column, name in columns
        ]
        while len(kept) > SPARE and not kept[-1].changes and kept[-1].name == f"情景{len(kept)}":
            kept.pop()
        begun = [at for at, one in enumerate(kept, 1) if one.changes or one.name != f"情景{at}"]
        found.kept += kept[: max(begun, default=0)]
    return found


def _sheet_of(own: OwnWorkbook, form: OwnForm) -> str:
    """The sheet 情景 of a form; where there is but one form, the only one."""
    sheets = [
        sheet
        for sheet, names in own.cells.by_sheet.items()
        if USED_NAME in names and FORM_NAME in names and own.cells.has_sheet(sheet)
    ]
    mine = [one for one in sheets if own.cells.sheet_in(own.cells.by_sheet[one][FORM_NAME]) == form.sheet]
    alone = sheets if len(sheets) == len(own.forms) == 1 else []
    return next(iter([*mine, *alone]), "")


def _rows(reference: str) -> tuple[int, int] | None:
    corners = reference.rpartition("!")[2].replace("$", "").split(":")
    try:
        first, last = coordinate_to_tuple(corners[0])[0], coordinate_to_tuple(corners[-1])[0]
    except ValueError:
        return None
    return first, last


def _columns(cells: WorkbookCells, sheet: str) -> Iterator[tuple[int, str]]:
    """The scenario columns, by number, with their names."""
    for column in range(FIRST, LAST + 1):
        name = cells.value(sheet, HEADER_ROW, column)
        if name in (None, ""):
            return
        yield column, str(name)


def _own_row_names(form: OwnForm) -> Mapping[str, int] | None:
    """Which filled row (from 0) stands in each row of a group, as 组/#行; None where rows were moved."""
    if not form.is_there or form.drift.regrouped or form.rows_gone or form.drift.grown:
        return None
    filled: dict[str, int] = {}
    places = {form.drift.at(place.row, 1)[0]: place for place in form.layout.places if place.kind == "own"}
    for group, rows in form.own_rows().items():
        for number, row in enumerate(rows):
            place = places.get(row.row or 0)
            if place is not None:
                filled[f"{group}/#{place.number + 1}"] = number
    return filled


def _changes(
    own: OwnWorkbook,
    sheet: str,
    rows: tuple[int, int],
    column: int,
    own_rows: Mapping[str, int] | None,
    left: list[str],
) -> dict[str, Figure]:
    """The figures that a scenario changes, by the names of the folded rows in the new workbook."""
    changes: dict[str, Figure] = {}
    title = own.cells.value(sheet, HEADER_ROW, column)
    for row in range(rows[0], rows[1] + 1):
        name = str(own.cells.value(sheet, row, ITEM) or "")
        base, figure = (cell_figure(own.cells.value(sheet, row, at)) for at in (BASE, column))
        if not name or figure == base or figure in ("#NAME?", "#REF!", "#N/A"):
            continue
        kept = _name_in_new(own, name, own_rows)
        if kept and not (isinstance(figure, str) and figure.startswith("#")):
            changes[kept] = None if figure == "" else figure
        else:
            left.append(f"{title}的“{name}”")
    return changes


def _name_in_new(own: OwnWorkbook, name: str, own_rows: Mapping[str, int] | None) -> str:
    slot, standard = slot_of(name), own.standard
    if not slot.group:
        return name if slot.key in standard.figures_to_score else ""
    group = standard.own_rows.get(slot.group)
    number = (own_rows or {}).get(f"{slot.group}/#{slot.number + 1}")
    if group is None or number is None or slot.key not in standard.rule_of(group).items:
        return ""
    return slot_name(type(slot)(slot.key, slot.group, number))
