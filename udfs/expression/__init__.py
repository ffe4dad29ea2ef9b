"""Score expressions: parsed once with Python's own `ast`, rendered as formula and as value.

Allowed are calls of catalogue functions by their key, data-item names, numbers, strings and
+ − × ÷; anything else is an error. Nothing is ever evaluated by Python itself.

Three special forms become a native IF, so that only the branch that counts asks for its figures:
`judged(认定得分, 上限, 规则)` takes the judgement a person typed, held to its maximum, and otherwise the
rule; `when(数据项, 甲, 乙)` is 甲 unless the data item is 0, and then 乙; `given(数据项, 甲, 乙)` is 甲 where
the data item is filled, and else 乙.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from ..errors import CellError
from ..numbers import round_score
from ..once import once
from ..records import dataclass
from .nodes import (
    BY_NAME,
    SUM_NAME,
    Arithmetic,
    Call,
    Constant,
    Data,
    Figure,
    Given,
    Item,
    Judged,
    Node,
    Notation,
    Reference,
    Sum,
    When,
    as_number,
    check_figures,
    checked_value,
    guard,
    guarded,
    natively,
    shown,
    shown_value,
)
from .parser import read_node

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
    "Given",
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


@dataclass(frozen=True)
class Expression:
    """The score expression of one indicator."""

    root: Node

    @once
    def keys(self) -> tuple[str, ...]:
        """All data items named, each once, in order."""
        return tuple(dict.fromkeys(node.key for node in self.root.walk() if isinstance(node, Item)))

    @once
    def judgements(self) -> tuple[Judged, ...]:
        return tuple(node for node in self.root.walk() if isinstance(node, Judged))

    def calls(self, key: str) -> list[Call]:
        """The calls of one catalogue function."""
        return [node for node in self.root.walk() if isinstance(node, Call) and node.function.key == key]

    def formula(self) -> str:
        """The cell formula of the UDF edition over defined names, with its leading "="."""
        return "=" + self.body(BY_NAME)

    def body(self, notation: Notation) -> str:
        """The cell formula without its leading "="; an item is rounded once, half-up, to 2 decimals."""
        rounded = f"ROUND({self.root.formula(notation)},2)"
        return guard(self.root.required, rounded, notation)

    def score(self, data: Data) -> Decimal:
        """The rounded score. Raises `CellError` with the error value the cell shows."""
        return round_score(as_number(checked_value(self.root, data)))


def parse(text: str, known: Collection[str] | None = None) -> Expression:
    """Parse an expression; `known` holds the data items it may name, any where it is None.

    Raises `RuleTextError` naming the column and what is allowed instead.
    """
    return Expression(read_node(text, known))
