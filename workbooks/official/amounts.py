"""Amounts with their unit typed into the cell (100万, 20万元), read in the unit of the table."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell
from workbooks.official.words import YUAN

_AMOUNT = regex(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(元|千元?|万元?|亿元?)")
_LONGEST = 30
_UNIT = regex(r"\((?:单位:)?(?:人民币)?(元|千元|万元|亿元)\)|单位:(?:人民币)?(元|千元|万元|亿元)")


def unit_in(text: str) -> str:
    """The unit of money that a heading gives in brackets, "" for none."""
    found = _UNIT.search(plain(text))
    return next(filter(None, found.groups())) if found else ""


def without_unit(cell: Cell, unit: str) -> Cell:
    """The cell of an amount in the unit of its table; as it is where nobody typed a unit into it.

    Without a `unit` of the table the one that was typed counts, for only one is ever used in a block.
    """
    found = _AMOUNT.fullmatch(plain(cell.text)) if len(cell.text) <= _LONGEST else None
    if found is None:
        return cell
    typed = found[2] if found[2].endswith("元") else f"{found[2]}元"
    number = Decimal(found[1].replace(",", ""))
    if unit and unit != typed:
        number = number * YUAN[typed] / YUAN[unit]
    return replace(cell, value=f"{number:f}")
