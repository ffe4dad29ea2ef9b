"""When a data item may stay blank: a judgement stands for it, or the rule does not ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from udfs.expression import Data, Expression, Item, Judged, Node, When


@dataclass(frozen=True)
class Excuse:
    """Why a data item may stay blank.

    "always": it is itself an alternative (a typed judgement); "typed": the judgement `key` is typed;
    "zero" and "not zero": the data item `key` decides that the part that asks for it does not apply.
    """

    kind: Literal["always", "typed", "zero", "not zero"]
    key: str

    def formula(self) -> str:
        """The condition as a native formula."""
        return {
            "always": "TRUE",
            "typed": f"NOT(ISBLANK({self.key}))",
            "zero": f"AND(ISNUMBER({self.key}),{self.key}=0)",
            "not zero": f"AND(ISNUMBER({self.key}),{self.key}<>0)",
        }[self.kind]

    def holds(self, data: Data) -> bool:
        figure = data.get(self.key)
        if self.kind == "always":
            return True
        if self.kind == "typed":
            return figure is not None
        return isinstance(figure, Decimal) and (figure == 0) == (self.kind == "zero")


def excuses(expressions: Iterable[Expression]) -> dict[str, Excuse]:
    """The excuse of every data item that has one wherever it is used."""
    found: dict[str, Excuse] = {}
    asked: set[str] = set()
    for expression in expressions:
        for key, excuse in _uses(expression.root, None):
            if excuse is None:
                asked.add(key)
            else:
                found.setdefault(key, excuse)
    return {key: excuse for key, excuse in found.items() if key not in asked}


def _uses(node: Node, excuse: Excuse | None) -> Iterator[tuple[str, Excuse | None]]:
    """Every use of a data item with the excuse that its place gives it."""
    if isinstance(node, Item):
        yield node.key, excuse
    elif isinstance(node, Judged):
        yield node.judgement.key, Excuse("always", node.judgement.key)
        yield from _uses(node.rule, Excuse("typed", node.judgement.key))
        yield from _uses(node.most, excuse)
    elif isinstance(node, When):
        yield node.condition.key, excuse
        yield from _uses(node.yes, Excuse("zero", node.condition.key))
        yield from _uses(node.no, Excuse("not zero", node.condition.key))
    else:
        for part in node.parts():
            yield from _uses(part, excuse)
