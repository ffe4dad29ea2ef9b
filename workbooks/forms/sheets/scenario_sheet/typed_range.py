"""What may be typed for a figure on the sheet 情景, as the folded cells that its validation reads."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from udfs.records import dataclass
from workbooks.filing.limits import is_bounded_below
from workbooks.forms.page.paper import CellValue
from workbooks.forms.sheets.scenario_sheet.places import (
    HIGH,
    KIND,
    LOW,
    OFFERED,
    PART_OF,
    SHOWN_AS,
    WHOLE_ONLY,
    Places,
)
from workbooks.standards.items import DataItem
from workbooks.whatif.variables import Slot

FREE, NUMBER, LISTED_ONLY = range(3)
"""What the validation of a figure is: none, bounds, one of a list."""
PLAIN, RATE, MONEY = range(3)
"""How a figure is shown."""
_SHOWN = {"rate": RATE, "money": MONEY}
_FAR = Decimal(10) ** 15
"""Beyond every figure: Excel tells 15 digits apart."""


@dataclass(frozen=True)
class TypedRange:
    """The folded cells of a figure by column, and what its unit says of it to the clerk."""

    cells: Mapping[int, CellValue]
    asked: str


def typed_range(item: DataItem, places: Places) -> TypedRange:
    """What may be typed for a data item; a part of a whole is bounded by the whole of its own scenario."""
    offered = item.choices or tuple(f"{one.normalize():f}" for one in item.options)
    whole = Slot(item.at_most or "")
    part_of = [line.slot for line in places.figures].index(whole) + 1 if whole in places.used else 0
    kind = FREE if item.kind == "target" else LISTED_ONLY if offered else NUMBER
    cells: dict[int, CellValue] = {
        KIND: Decimal(kind),
        WHOLE_ONLY: Decimal(item.kind == "count"),
        LOW: Decimal(0) if is_bounded_below(item) else -_FAR,
        HIGH: _FAR if item.max is None else item.max,
        PART_OF: Decimal(part_of),
        OFFERED: f",{','.join(offered)},",
        SHOWN_AS: Decimal(_SHOWN.get(item.kind, PLAIN)),
    }
    return TypedRange(cells, _asked(item))


def _asked(item: DataItem) -> str:
    """The unit, and what may be typed where that is short."""
    if item.kind == "yesno" or not (item.options or item.kind == "points"):
        return item.unit_label
    listed = "/".join(f"{one.normalize():f}" for one in item.options) or f"0—{item.max}"
    return f"{listed} {item.unit_label}"
