"""Expressions computed by their native formulas alone, each step in a cell of its own where it needs one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tests.support.formula_engine import Cell, compute
from udfs.errors import CellError, ScoreError
from udfs.expression import Figure, Item, Node, Notation, guard, guarded, natively
from udfs.native import LONGEST, Scope, Term, TooLongError

Shown = float | str


class Sheet:
    """The cells of one row: figures by their keys, steps by the order in which they were written."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self.figures = figures
        self.cells: dict[str, Cell] = {
            key: float(value) if isinstance(value, Decimal) else value for key, value in figures.items()
        }
        self.steps: list[tuple[str, str, Shown, Shown]] = []
        """Label, formula, what the formula shows and what Python says of each step."""

    def shown(self, node: Node) -> Shown:
        """What the native formula of an expression shows."""
        return compute(self.formula(node), self.cells)

    def formula(self, node: Node) -> str:
        try:
            whole = guarded(node, Notation(call=natively()))
            if len(whole) <= LONGEST:
                return whole
        except TooLongError:
            self.steps.clear()
        return guarded(node, Notation(call=natively(self._step)))

    def _step(self, label: str, formula: str, value: Callable[[Scope], Any], terms: list[Term] | Any) -> str:
        items = [item for term in terms for item in term.figures if isinstance(item, Item)]
        items = list(dict.fromkeys(items))
        cell = f"Z{len(self.steps) + 1}"
        text = guard(items, formula, Notation())
        assert len(text) <= LONGEST, (label, len(text), text)
        self.cells[cell] = compute(text, self.cells)
        self.steps.append((label, text, self.cells[cell], self._in_python(items, value)))
        return cell

    def _in_python(self, items: list[Item], value: Callable[[Scope], Any]) -> Shown:
        try:
            for item in items:
                if self.figures[item.key] is None:
                    return "#N/A"
            for item in items:
                item.value(self.figures)
            found = value(self.figures)
        except (CellError, ScoreError) as error:
            return error.code
        return float(found) if isinstance(found, Decimal) else found


def same(one: Shown, other: Shown) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9 * max(1, abs(one))
    return one == other
