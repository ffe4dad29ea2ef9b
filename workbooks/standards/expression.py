"""Expressions in a standard's file: the language of `udfs.expression`, faults told as those of a standard."""

from __future__ import annotations

from collections.abc import Collection

from udfs import expression as language
from udfs.errors import RuleTextError
from udfs.expression import Expression
from workbooks.problems import StandardError


def parse(text: str, known: Collection[str] | None = None) -> Expression:
    """Parse an expression; `known` holds the data items it may name, any where it is None.

    Raises `StandardError` naming the column and what is allowed instead.
    """
    try:
        return language.parse(text, known)
    except RuleTextError as error:
        raise StandardError(str(error)) from None
