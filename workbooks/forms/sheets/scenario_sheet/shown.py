"""What the cells of the sheet 情景 show for a scored table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from udfs.expression import Figure
from workbooks.filing.scoring import ItemScore, ScoredTable
from workbooks.forms.layout.form_layout import Place
from workbooks.forms.page.paper import CellValue
from workbooks.forms.sheets.scenario_sheet.one_column import ScenarioColumn
from workbooks.forms.sheets.scenario_sheet.places import FigureLine
from workbooks.whatif.variables import Slot, item_of

_EMPTY_ROW = "（空行）"


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


_LONGEST_NAME = 16
"""How much of the name of a row of the unit's own a label shows, in characters."""


def label_formula(line: FigureLine, name: str) -> str:
    """The label of a figure in a row of the unit's own, whose name stands in a cell: 组1 名称：栏目."""
    short = f'IF(LEN({name})>{_LONGEST_NAME},LEFT({name},{_LONGEST_NAME - 1})&"…",{name})'
    return (
        f'="{line.slot.group}{line.slot.number + 1} "&IF({name}="","{_EMPTY_ROW}",{short})&"：{line.label}"'
    )


def label_shown(table: ScoredTable, line: FigureLine) -> str:
    """What a figure is called in the drop-down."""
    if line.place is None:
        return line.label
    name = row_name(table, line.place) or _EMPTY_ROW
    short = f"{name[: _LONGEST_NAME - 1]}…" if len(name) > _LONGEST_NAME else name
    return f"{line.slot.group}{line.slot.number + 1} {short}：{line.label}"


def row_title(table: ScoredTable, place: Place | None, label: str) -> str:
    """The name of a row of the unit's own behind a label."""
    return label + (row_name(table, place) or _EMPTY_ROW)


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


def listed_lines(table: ScoredTable, figures: Sequence[FigureLine]) -> list[FigureLine]:
    """The figures that the drop-down offers: those of empty rows of the unit's own are left out."""
    return [line for line in figures if line.place is None or _own_item(table, line.place) is not None]
