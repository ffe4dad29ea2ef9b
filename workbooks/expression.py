"""The expressions of a standard: the language of `udfs.expression`, which a cell of 情景 reads as well."""

from __future__ import annotations

from collections.abc import Collection

from udfs import expression as language
from udfs.errors import RuleTextError
from udfs.expression import (
    BY_NAME,
    SUM_NAME,
    Arithmetic,
    Call,
    CellError,
    Constant,
    Data,
    Expression,
    Figure,
    Item,
    Judged,
    Node,
    Notation,
    Reference,
    Sum,
    When,
    check_figures,
    guard,
    guarded,
    natively,
    shown,
    shown_value,
)
from workbooks.problems import StandardError

__all__ = [
    "BY_NAME",
    "SUM_NAME",
    "Arithmetic",
    "Call",
    "CellError",
    "Constant",
    "Data",
    "Expression",
    "Figure",
    "Item",
    "Judged",
    "Node",
    "Notation",
    "Reference",
    "Sum",
    "When",
    "check_figures",
    "guard",
    "guarded",
    "natively",
    "parse",
    "shown",
    "shown_value",
]


def parse(text: str, known: Collection[str]) -> Expression:
    """Parse an expression; `known` holds the data items it may name.

    Raises `StandardError` naming the column and what is allowed instead.
    """
    try:
        return language.parse(text, known)
    except RuleTextError as error:
        raise StandardError(str(error)) from None
