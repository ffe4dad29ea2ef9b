"""What the cells of the sheet 情景 show for a scored table."""

from __future__ import annotations

from collections.abc import Mapping

from udfs.expression import Figure
from workbooks.filing.scoring import ItemScore, ScoredTable
from workbooks.forms.form_layout import Place
from workbooks.forms.paper import CellValue
from workbooks.forms.scenario_sheet.one_column import ScenarioColumn
from workbooks.whatif.variables import Slot, item_of


def _own_item(table: ScoredTable, place: Place | None) -> ItemScore | None:
    return None if place is None else table.at(place.child, place.number)


def figure_shown(table: ScoredTable, slot: Slot) -> CellValue:
    """What a figure in use shows: an empty text where it is not filled."""
    figure = table.data.get(slot.key)
    if slot.group:
        rows, item = table.own_rows.get(slot.group, ()), item_of(table.standard, slot)
        empty = item.choices[0] if item.choices else None
        figure = rows[slot.number].figures.get(slot.key) if slot.number < len(rows) else empty
    return "" if figure is None else figure


def row_name(table: ScoredTable, place: Place | None) -> str:
    """The name of a row of the unit's own."""
    item = _own_item(table, place)
    return item.line.name if item else ""


def row_title(table: ScoredTable, place: Place | None, label: str) -> str:
    """The name of a row of the unit's own behind a label."""
    return label + (row_name(table, place) or "（空行）")


def data(table: ScoredTable) -> Mapping[str, Figure]:
    """The figures that all indicators share."""
    return table.data


def row_data(table: ScoredTable, place: Place) -> Mapping[str, Figure]:
    """The figures of a row of the unit's own; none of an empty one."""
    item = _own_item(table, place)
    return {} if item is None else item.line.scope(table.data)


def weight_shown(table: ScoredTable, place: Place) -> CellValue:
    """The weight of a row of the unit's own."""
    item = _own_item(table, place)
    return "" if item is None or item.line.weight is None else item.line.weight


def score_shown(table: ScoredTable, place: Place) -> CellValue:
    """The score of a line, or its error value; an empty text of an empty row."""
    item = table.at(place.child, place.number)
    return "" if item is None else item.shown


def total_off(base: ScoredTable, column: ScenarioColumn) -> CellValue:
    """How far the total of a scenario is off that of the base."""
    total = column.table(base).total
    return "" if total is None or base.total is None else total - base.total
