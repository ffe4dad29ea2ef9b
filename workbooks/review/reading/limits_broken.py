"""Figures of the target and actual columns that break the limits of their data item."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from udfs.once import once_for
from udfs.records import dataclass
from workbooks.filing.limits import Limit, broken, limits_of
from workbooks.official.official_table import Cell
from workbooks.review.subject import Recognised
from workbooks.standards.model import Indicator


@dataclass(frozen=True)
class BrokenLimit:
    """A figure of an indicator, the cell in which it is printed, and what it may not be."""

    name: str
    criterion: str
    label: str
    figure: Decimal
    cell: Cell
    limit: Limit


@once_for(8)
def limits_broken(found: Recognised) -> tuple[BrokenLimit, ...]:
    """The figures that a table prints and that cannot be, or are in doubt."""
    return tuple(_limits_broken(found))


def _limits_broken(found: Recognised) -> Iterator[BrokenLimit]:
    rows = {row.number: row for row in found.table.rows}
    for number, child in found.children.items():
        if not isinstance(child, Indicator) or number not in rows:
            continue
        for key, item in child.items.items():
            cell, figure = rows[number].cells.get(item.place or ""), found.scored.data.get(key)
            if item.place in ("target", "actual") and cell is not None and isinstance(figure, Decimal):
                limit = broken(limits_of(found.standard, key), figure, None)
                if limit is not None:
                    plain = Decimal(str(figure).removesuffix(".0"))
                    yield BrokenLimit(child.name, child.criterion, item.label, plain, cell, limit)
