"""Expressions computed by their native formulas alone, each step in a cell of its own where it needs one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.support.formula_engine import Cell, compute
from udfs.errors import CellError, ScoreError
from udfs.expression import Figure, Item, Node, Notation, guard, guarded, natively
from udfs.native import LONGEST, Scope, Term, TooLongError

Shown = float | str


@dataclass(frozen=True)
class NativeStep:
    """A partial result in a cell of its own: its formula, and what Python computes for it."""

    cell: str
    label: str
    formula: str
    items: tuple[Item, ...]
    value: Callable[[Scope], Any]

    def in_python(self, figures: Mapping[str, Figure]) -> Shown:
        try:
            for item in self.items:
                if figures[item.key] is None:
                    return "#N/A"
            for item in self.items:
                item.value(figures)
            found = self.value(figures)
        except (CellError, ScoreError) as error:
            return error.code
        return float(found) if isinstance(found, Decimal) else found


class NativeFormula:
    """The native formula of an expression, written once, to be computed for any figures."""

    def __init__(self, node: Node, *, apart: bool = False) -> None:
        """`apart` gives every partial result a cell, also where the formula is short enough without."""
        self._steps: list[NativeStep] = []
        self._whole = self._in_steps(node) if apart else self._written(node)

    def shown(self, figures: Mapping[str, Figure]) -> tuple[Shown, list[tuple[str, str, Shown, Shown]]]:
        """What it shows; of each step its label, its formula, what that shows and what Python says."""
        cells: dict[str, Cell] = {
            key: float(value) if isinstance(value, Decimal) else value for key, value in figures.items()
        }
        steps = []
        for step in self._steps:
            found = cells[step.cell] = compute(step.formula, cells)
            steps.append((step.label, step.formula, found, step.in_python(figures)))
        return compute(self._whole, cells), steps

    def _written(self, node: Node) -> str:
        try:
            whole = guarded(node, Notation(call=natively()))
            if len(whole) <= LONGEST:
                return whole
        except TooLongError:
            pass
        return self._in_steps(node)

    def _in_steps(self, node: Node) -> str:
        return guarded(node, Notation(call=natively(self._step)))

    def _step(self, label: str, formula: str, value: Callable[[Scope], Any], terms: list[Term] | Any) -> str:
        items = tuple(
            dict.fromkeys(item for term in terms for item in term.figures if isinstance(item, Item))
        )
        cell = f"Z{len(self._steps) + 1}"
        text = guard(items, formula, Notation())
        assert len(text) <= LONGEST, (label, len(text), text)
        self._steps.append(NativeStep(cell, label, text, items, value))
        return cell


def same(one: Shown, other: Shown) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9 * max(1, abs(one))
    return one == other
