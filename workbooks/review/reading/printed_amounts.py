"""Amounts of tables as messages write them, and how far a sum of rounded ones may be off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from workbooks.official.official_table import Cell
from workbooks.official.rounding import rounded
from workbooks.official.words import is_blank


def slack(cells: Sequence[Cell]) -> Decimal:
    """How far a sum of rounded figures may be from a rounded whole: half a unit of each."""
    numbers = [cell.number for cell in cells if cell.number is not None]
    places = max((number.places for number in numbers), default=0)
    inexact = sum(1 for number in numbers if places and number.value)
    return inexact * Decimal(5).scaleb(-places - 1)


def printed_amount(cell: Cell) -> str:
    """A figure as its sum is written beside it, whether it was typed as a text or as a number."""
    return amount(cell.number.value, [cell]) if cell.number is not None else cell.text


def amount(value: Decimal, cells: Sequence[Cell]) -> str:
    """An amount with thousands separators, at the decimals that the figures beside it have."""
    numbers = [cell.number for cell in cells if cell.number is not None and not is_blank(cell.text)]
    return f"{rounded(value, max((number.places for number in numbers), default=2)):,f}"
