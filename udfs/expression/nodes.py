"""The parts of a score expression: each renders itself as a formula and as the value its cell shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from ..catalogue import BY_KEY, Function
from ..errors import BAD_VALUE, DIVISION_BY_ZERO, MISSING, CellError, ScoreError
from ..native import Part, Term, inline
from ..numbers import half_width
from ..once import once
from ..records import dataclass

Figure = Decimal | str | None
"""What a data item holds: a number, text where a number belongs, or nothing."""

Data = Mapping[str, Figure]
Reference = Callable[[str], str]

SUM_NAME = "合计"
"""What an expression for the total calls the sum of all scores."""


@dataclass(frozen=True)
class Notation:
    """How a formula is written: what refers to a data item, and how a function is called.

    `blank_is_text` where the cells referred to hold formulas, which show an empty text for a blank.
    """

    reference: Reference = str
    call: Callable[[Call, Notation], str] = lambda call, notation: call.by_name(notation)
    blank_is_text: bool = False

    def is_blank(self, key: str) -> str:
        """The condition that a data item is not filled."""
        cell = self.reference(key)
        return f'{cell}=""' if self.blank_is_text else f"ISBLANK({cell})"


BY_NAME = Notation()
"""Calls by the names of our functions, data items by their own names."""


def natively(part: Part = inline) -> Callable[[Call, Notation], str]:
    """Calls as ordinary formulas; `part` may give partial results cells of their own."""
    return lambda call, notation: call.natively(part, notation)


class Node:
    """A part of an expression."""

    def formula(self, notation: Notation) -> str:
        raise NotImplementedError

    def value(self, data: Data) -> Decimal | str:
        raise NotImplementedError

    def parts(self) -> tuple[Node, ...]:
        return ()

    def walk(self) -> Iterator[Node]:
        yield self
        for part in self.parts():
            yield from part.walk()

    def needed(self) -> Iterator[Item]:
        """Data items without which this part cannot be scored, whatever else is filled."""
        for part in self.parts():
            yield from part.needed()

    @once
    def required(self) -> tuple[Item, ...]:
        """The figures it needs, each once, in order."""
        return tuple(dict.fromkeys(self.needed()))


@dataclass(frozen=True)
class Constant(Node):
    content: Decimal | str

    def formula(self, notation: Notation) -> str:
        if isinstance(self.content, str):
            return '"' + self.content.replace('"', '""') + '"'
        return format(self.content, "f")

    def value(self, data: Data) -> Decimal | str:
        return self.content


def _as_text(figure: str) -> str:
    """What is wrong with a text in the place of a number."""
    digits = half_width(figure).strip().removesuffix("%").replace(",", "")
    if digits.replace(".", "", 1).isdecimal():
        return f"填的是文本格式的“{figure}”，不是数；请改为数字格式后重新键入"
    return f"填的是“{figure}”，应为数字"


@dataclass(frozen=True)
class Item(Node):
    """A data item; `text` where the rule itself reads what is written (a target such as ≥95%)."""

    key: str
    text: bool = False

    def formula(self, notation: Notation) -> str:
        return notation.reference(self.key)

    def value(self, data: Data) -> Decimal | str:
        figure = data.get(self.key)
        if figure is None:
            raise CellError(MISSING, f"数据项“{self.key}”没有填写")
        if isinstance(figure, str) and not self.text:
            raise CellError(BAD_VALUE, f"数据项“{self.key}”{_as_text(figure)}")
        return figure

    def needed(self) -> Iterator[Item]:
        yield self


@dataclass(frozen=True)
class Sum(Node):
    """The sum of all scores, in the expression of a total; an error among them is the error of the total."""

    def formula(self, notation: Notation) -> str:
        return notation.reference(SUM_NAME)

    def value(self, data: Data) -> Decimal | str:
        total = data[SUM_NAME]
        if isinstance(total, Decimal):
            return total
        raise CellError(str(total), "有指标没有得分")


@dataclass(frozen=True)
class Arithmetic(Node):
    operator: str
    left: Node
    right: Node

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def formula(self, notation: Notation) -> str:
        left, right = self.left.formula(notation), self.right.formula(notation)
        if self._scales and isinstance(self.left, Arithmetic) and not self.left._scales:
            left = f"({left})"
        if isinstance(self.right, Arithmetic) and (self._scales or self._takes_away(self.right)):
            right = f"({right})"
        return f"{left}{self.operator}{right}"

    @property
    def _scales(self) -> bool:
        return self.operator in ("*", "/")

    def _takes_away(self, other: Arithmetic) -> bool:
        """Whether a sum or difference is taken away, not added."""
        return self.operator == "-" and not other._scales

    def value(self, data: Data) -> Decimal | str:
        left, right = as_number(self.left.value(data)), as_number(self.right.value(data))
        if self.operator == "/":
            if right == 0:
                raise CellError(DIVISION_BY_ZERO, f"分母为 0，无法计算 {self.formula(Notation())}")
            return left / right
        if self.operator == "*":
            return left * right
        return left + right if self.operator == "+" else left - right


@dataclass(frozen=True)
class Call(Node):
    function: Function
    arguments: tuple[Node, ...]

    def parts(self) -> tuple[Node, ...]:
        return self.arguments

    def formula(self, notation: Notation) -> str:
        return notation.call(self, notation)

    def by_name(self, notation: Notation) -> str:
        """The call of the user-defined function."""
        inner = ",".join(argument.formula(notation) for argument in self.arguments)
        return f"{self.function.name}({inner})"

    def natively(self, part: Part, notation: Notation) -> str:
        """The same as an ordinary formula."""
        return self.function.native(part, *self.terms(notation))

    def terms(self, notation: Notation) -> list[Term]:
        return [_term(argument, notation) for argument in self.arguments]

    def value(self, data: Data) -> Decimal | str:
        arguments = [argument.value(data) for argument in self.arguments]
        try:
            return self.function.compute(*arguments)
        except ScoreError as error:
            raise CellError(error.code, str(error)) from error


@dataclass(frozen=True)
class Judged(Node):
    """A typed judgement in place of a rule."""

    judgement: Item
    most: Node
    rule: Node

    def parts(self) -> tuple[Node, ...]:
        return (self.judgement, self.most, self.rule)

    def needed(self) -> Iterator[Item]:
        yield from ()

    @once
    def typed(self) -> Node:
        """The judgement, held to its maximum."""
        return Call(BY_KEY["points"], (self.most, self.judgement))

    def formula(self, notation: Notation) -> str:
        rule, typed = guarded(self.rule, notation), guarded(self.typed, notation)
        return f"IF({notation.is_blank(self.judgement.key)},{rule},{typed})"

    def is_typed(self, data: Data) -> bool:
        return data.get(self.judgement.key) is not None

    def value(self, data: Data) -> Decimal | str:
        return checked_value(self.typed if self.is_typed(data) else self.rule, data)


@dataclass(frozen=True)
class When(Node):
    """One part or another, as a data item is not 0 or is 0."""

    condition: Item
    yes: Node
    no: Node

    def parts(self) -> tuple[Node, ...]:
        return (self.condition, self.yes, self.no)

    def needed(self) -> Iterator[Item]:
        yield self.condition

    def formula(self, notation: Notation) -> str:
        yes, no = guarded(self.yes, notation), guarded(self.no, notation)
        return f"IF({notation.reference(self.condition.key)}<>0,{yes},{no})"

    def value(self, data: Data) -> Decimal | str:
        return checked_value(self.yes if self.condition.value(data) else self.no, data)


@dataclass(frozen=True)
class Given(Node):
    """One part or another, as a data item is filled or blank: the amounts of a rate, or the rate itself."""

    condition: Item
    yes: Node
    no: Node

    def parts(self) -> tuple[Node, ...]:
        return (self.condition, self.yes, self.no)

    def needed(self) -> Iterator[Item]:
        yield from ()

    def taken(self, data: Data) -> Node:
        """The part that counts."""
        return self.no if data.get(self.condition.key) is None else self.yes

    def formula(self, notation: Notation) -> str:
        yes, no = guarded(self.yes, notation), guarded(self.no, notation)
        return f"IF({notation.is_blank(self.condition.key)},{no},{yes})"

    def value(self, data: Data) -> Decimal | str:
        return checked_value(self.taken(data), data)


def guard(items: Sequence[Item], formula: str, notation: Notation) -> str:
    """Formula that asks for every figure first: a blank gives #N/A, text gives #VALUE!, on every host."""
    if not items:
        return formula
    cells = [notation.reference(item.key) for item in items]
    numbers = [cell for cell, item in zip(cells, items, strict=True) if not item.text]
    texts = [cell for cell, item in zip(cells, items, strict=True) if item.text]
    filled = [f"COUNT({','.join(numbers)})={len(numbers)}"] if numbers else []
    if notation.blank_is_text:
        filled += [f'{cell}<>""' for cell in texts]
    elif texts:
        filled.append(f"COUNTA({','.join(texts)})={len(texts)}")
    all_filled = filled[0] if len(filled) == 1 else f"AND({','.join(filled)})"
    blank = f"COUNTA({','.join(cells)})<{len(cells)}"
    if notation.blank_is_text:
        blanks = [notation.is_blank(item.key) for item in items]
        blank = blanks[0] if len(blanks) == 1 else f"OR({','.join(blanks)})"
    return f'IF({all_filled},{formula},IF({blank},NA(),"非数字"*1))'


def guarded(node: Node, notation: Notation) -> str:
    """A part's formula behind the guard of the figures it needs."""
    return guard(node.required, node.formula(notation), notation)


def _term(node: Node, notation: Notation) -> Term:
    content = node.content if isinstance(node, Constant) else None
    return Term(node.formula(notation), node.value, content, tuple(node.needed()))


def checked_value(node: Node, data: Data) -> Decimal | str:
    """A part's value; like the guard, any blank comes before any text."""
    check_figures(node.required, data)
    return node.value(data)


def check_figures(items: Sequence[Item], data: Data) -> None:
    """Raise `CellError` like the guard: for any blank, then for any text."""
    blank = [item.key for item in items if data.get(item.key) is None]
    if blank:
        raise CellError(MISSING, f"数据项“{'”“'.join(blank)}”没有填写")
    for item in items:
        item.value(data)


def shown_value(items: Sequence[Item], data: Data, value: Callable[[Data], Figure]) -> Figure:
    """What a cell with the guard of some figures shows: a value worked out of them or the error value."""
    try:
        check_figures(items, data)
        return value(data)
    except (CellError, ScoreError) as error:
        return error.code


def shown(node: Node, data: Data) -> Decimal | str:
    """What a cell with a part's guarded formula shows: its value or the error value."""
    try:
        return checked_value(node, data)
    except CellError as error:
        return error.code


def as_number(value: Decimal | str) -> Decimal:
    if isinstance(value, str):
        raise CellError(BAD_VALUE, f"“{value}”不是数字")
    return value
