"""When a data item may stay blank: a judgement stands for it, or the rule does not ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from udfs.expression import Arithmetic, Call, Data, Expression, Given, Item, Judged, Node, When
from udfs.records import dataclass


@dataclass(frozen=True)
class Excuse:
    """Why a data item may stay blank.

    "always": it is itself an alternative (a typed judgement); "typed": the judgement `key` is typed;
    "blank": the data item `key`, together with which it is asked for, is blank too; "zero" and "not zero":
    the data item `key` decides that the part that asks for it does not apply.
    """

    kind: Literal["always", "typed", "blank", "zero", "not zero"]
    key: str
    outer: Excuse | None = None
    """What excuses the part that this is in."""

    def formula(self) -> str:
        """The condition as a native formula."""
        return f"OR({self._formula()},{self.outer.formula()})" if self.outer else self._formula()

    def _formula(self) -> str:
        return {
            "always": "TRUE",
            "typed": f"NOT(ISBLANK({self.key}))",
            "blank": f"ISBLANK({self.key})",
            "zero": f"AND(ISNUMBER({self.key}),{self.key}=0)",
            "not zero": f"AND(ISNUMBER({self.key}),{self.key}<>0)",
        }[self.kind]

    def holds(self, data: Data) -> bool:
        if self.outer is not None and self.outer.holds(data):
            return True
        figure = data.get(self.key)
        if self.kind == "always":
            return True
        if self.kind in ("typed", "blank"):
            return (figure is not None) == (self.kind == "typed")
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
    elif isinstance(node, Given):
        yield node.condition.key, Excuse("always", node.condition.key)
        # What both ask for is asked for either way.
        yes, no = map(_keys, (node.yes, node.no))
        yield from ((key, excuse) for key in sorted(yes & no))
        yield from _uses(node.yes, Excuse("blank", node.condition.key, excuse))
        yield from _uses(node.no, Excuse("typed", node.condition.key, excuse))
    elif isinstance(node, When):
        yield node.condition.key, excuse
        yield from _uses(node.yes, Excuse("zero", node.condition.key))
        yield from _uses(node.no, Excuse("not zero", node.condition.key))
    else:
        for part in node.parts():
            yield from _uses(part, excuse)


@dataclass(frozen=True)
class RateOfAmounts:
    """A rate that may be typed, and the two amounts that are taken instead where they are filled."""

    rate: str
    part: str
    whole: str


@dataclass(frozen=True)
class TypedShare:
    """How much of a target was done, typed where the two columns `target` and `actual` do not give it."""

    share: str
    target: str
    actual: str


def typed_share_in(expression: Expression) -> TypedShare | None:
    """The share that a rule takes first, as `given(完成率, 规则(完成率), 规则(target_share(…)))` says it."""
    for node in expression.root.walk():
        for call in node.no.walk() if isinstance(node, Given) else ():
            if isinstance(node, Given) and isinstance(call, Call) and call.function.key == "target_share":
                keys = [one.key for one in call.arguments if isinstance(one, Item)]
                if len(keys) == len(call.arguments):
                    return TypedShare(node.condition.key, *keys)
    return None


def rates_of_amounts(expressions: Iterable[Expression]) -> Iterator[RateOfAmounts]:
    """The rates that stand for two amounts, as `given(整体, 规则(部分/整体), 规则(比率))` says it."""
    for expression in expressions:
        for node in expression.root.walk():
            if isinstance(node, Given):
                yield from _rate_in(node)


def _keys(node: Node) -> set[str]:
    return {each.key for each in node.walk() if isinstance(each, Item)}


def _rate_in(node: Given) -> Iterator[RateOfAmounts]:
    amounts = _keys(node.yes)
    rates = [each.key for each in node.no.walk() if isinstance(each, Item) and each.key not in amounts]
    for each in node.yes.walk():
        if not isinstance(each, Arithmetic) or each.operator != "/" or len(set(rates)) != 1:
            continue
        if isinstance(each.left, Item) and isinstance(each.right, Item):
            yield RateOfAmounts(rates[0], each.left.key, each.right.key)
