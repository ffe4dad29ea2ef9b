"""What native formulas are made of: the same rules as ordinary Excel formulas, for hosts without Python.

A rule text is known when a formula is written, so it is spelled out: tiers become a chain of IF. Only
functions of Excel 2010 are used. What a Python function refuses gives #VALUE! here too, by multiplying a
text that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol, TypeVar, cast

from .errors import CellError, RuleTextError, ScoreError, afresh
from .numbers import snap
from .records import dataclass

_S = TypeVar("_S")
_T = TypeVar("_T")
Value = Decimal | str | None
Scope = Mapping[str, Any]

# Binary dust is removed before a value meets a bound; rates and ratios have far fewer places.
DUST_PLACES = 12
_POINT_PLACES = 9


@dataclass(frozen=True)
class Term:
    """An argument of a function: its formula, its value for given data, and itself where it is constant."""

    formula: str
    value: Callable[[Scope], Value]
    constant: Decimal | str | None = None
    figures: tuple[Hashable, ...] = ()
    """The figures it needs, for the host that guards a formula against blanks."""

    @property
    def atom(self) -> str:
        """The formula as a factor: in brackets where an operator stands outside of brackets."""
        return bracketed(self.formula)

    @property
    def is_reference(self) -> bool:
        """Whether it is a constant, a name or a cell, and so no result of a calculation."""
        return self.constant is not None or ("(" not in self.formula and self.atom == self.formula)

    @property
    def rule(self) -> str | Decimal:
        """The rule text. Raises `RuleTextError` when it is no constant: a native formula spells it out."""
        if self.constant is None:
            raise RuleTextError(f"不带 Python 的公式要求规则是写定的文字，不能是“{self.formula}”")
        return self.constant


class Part(Protocol):
    """Gives a partial result a place and returns what refers to it; `terms` are what it is worked out of."""

    def __call__(
        self, label: str, formula: str, value: Callable[[Scope], Value], terms: Sequence[Term]
    ) -> str: ...


LONGEST = 400
"""How long a formula may be before its parts get cells of their own."""


class TooLongError(Exception):
    """A formula without cells for its parts would be too long to read."""


def inline(label: str, formula: str, value: Callable[[Scope], Value], terms: Sequence[Term]) -> str:
    """Leave a partial result where it is used. Raises `TooLongError` before formulas grow beyond reading."""
    if len(formula) > LONGEST:
        raise TooLongError(formula)
    return formula


def constant(content: Decimal | str) -> Term:
    """A term that never changes."""
    return Term(literal(content), lambda _: content, content)


def literal(content: Decimal | str) -> str:
    """A number or text as a formula writes it."""
    if isinstance(content, str):
        return '"' + content.replace('"', '""') + '"'
    return f"{content.normalize():f}"


def refused(reason: str) -> str:
    """#VALUE!, with the reason for whoever reads the formula."""
    return f'"{reason}"*1'


def remembered(value: Callable[[_S], _T]) -> Callable[[_S], _T]:
    """A value (or its error) that is not worked out again for the very object it was worked out for last."""
    last: tuple[_S, _T | None, Exception | None] | None = None

    def compute(source: _S) -> _T:
        nonlocal last
        known = last
        # One local name throughout: threads share these formulas.
        if known is None or known[0] is not source:
            known = last = _outcome(value, source)
        if known[2] is not None:
            raise afresh(known[2])
        return cast(_T, known[1])

    return compute


def _outcome(value: Callable[[_S], _T], source: _S) -> tuple[_S, _T | None, Exception | None]:
    try:
        return source, value(source), None
    except (ScoreError, CellError) as error:
        return source, None, afresh(error)


def snapped(term: Term, part: Part, label: str) -> str:
    """A measured value without binary dust, which only a computed one has."""
    if term.is_reference:
        return term.formula
    return part(
        label, f"ROUND({term.formula},{DUST_PLACES})", lambda scope: _snapped(term.value(scope)), [term]
    )


def of_a_ratio(points: str) -> str:
    """Points worked out from a ratio of 12 decimals: what was cut off must not turn half a cent into less."""
    return f"ROUND({points},{_POINT_PLACES})"


def whole_counts(counts: Sequence[Term]) -> str:
    """The condition that every count is a whole number of 0 or more."""
    checks: list[str] = []
    for count in counts:
        checks += [f"{count.atom}>=0", f"INT({count.formula})={count.atom}"]
    return conjunction(checks)


def conjunction(checks: Sequence[str]) -> str:
    return checks[0] if len(checks) == 1 else f"AND({','.join(checks)})"


def times(factor: Decimal, formula: str) -> str:
    """A factor times a formula, without a factor of 1."""
    return formula if factor == 1 else f"{literal(factor)}*{formula}"


def bracketed(formula: str) -> str:
    """A formula in brackets if an operator stands outside of brackets and quotes."""
    depth, quote = 0, ""
    for place, sign in enumerate(formula):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "({":
            depth += 1
        elif sign in ")}":
            depth -= 1
        elif depth == 0 and sign in "+-*/<>=&^" and place > 0:
            return f"({formula})"
    return formula


def _snapped(value: Value) -> Value:
    return snap(value) if isinstance(value, Decimal) else value


def batched(things: Sequence[_T], size: int) -> list[Sequence[_T]]:
    """The things in groups of one size."""
    return [things[start : start + size] for start in range(0, len(things), size)]
