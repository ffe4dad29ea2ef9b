"""Weights in number cells that only their format shows as per cents: 0.1 for 10%."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from workbooks.official.official_table import Cell, Level, Row
from workbooks.official.printed import Printed

_FEWEST = 2
_LEAST, _MOST = Decimal("0.5"), Decimal("1.5")


def are_fractions(weights: Iterable[Printed | None]) -> bool:
    """Whether weights are parts of 1: all of them between 0 and 1, together about 1."""
    known = [figure for figure in weights if figure is not None]
    if len(known) < _FEWEST or any(figure.percent or not 0 < figure.value <= 1 for figure in known):
        return False
    return _LEAST <= sum((figure.value for figure in known), Decimal(0)) <= _MOST


def are_percents(rows: Sequence[Row]) -> bool:
    """Whether the weights of indicators are per cents: parts of 1 beside scores of a whole of 100."""
    scores = [row.score.value for row in rows if row.score is not None]
    return any(score > 1 for score in scores) and are_fractions(row.weight for row in rows)


def percent_row(row: Row) -> Row:
    """A row with its weight as it is shown: 10%."""
    cells = {field: percent_cell(cell) if field == "weight" else cell for field, cell in row.cells.items()}
    return replace(row, cells=cells)


def percent_level(level: Level) -> Level:
    """A level with its weight as it is shown."""
    return level if level.weight is None else replace(level, weight=percent_cell(level.weight))


def percent_total(total: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells of a total with its weight as it is shown."""
    return {field: percent_cell(cell) if field == "weight" else cell for field, cell in total.items()}


def percent_cell(cell: Cell) -> Cell:
    """A weight between 0 and 1 as it is shown: 10%."""
    number = cell.number
    if number is None or number.percent or number.value > _MOST:
        return cell
    return replace(cell, value=f"{(number.exact * 100).normalize():f}%")
