"""A score as an ordinary formula: whole where it is short, else with cells of their own for its parts.

A target takes more than a hundred steps, the same ones in every row: they are worked out once, with marks in
the places of the references, and written for each row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import NamedTuple

from udfs.expression import SUM_NAME, Call, Data, Expression, Item, Notation, Sum, natively
from udfs.native import Part, Scope, Term, TooLongError, Value, bracketed
from udfs.records import dataclass
from udfs.regex import regex
from workbooks.forms.layout.kinds import WORKINGS_SHEET
from workbooks.forms.page.paper import CellValue

Work = Callable[[Data], CellValue]
"""What a partial result is for the figures it is worked out of."""
StepCell = Callable[[str, Sequence[Item], str, Work], str]
"""Writes a partial result: its step, the figures it needs, its formula; returns what refers to it."""

# No text has these signs: they are for private use, in the last of Unicode's planes.
_FIRST_MARK, _FILLER = 0x100000, "\U0010fffd"
_MARK = regex("([\U00100000-\U0010fffc])\U0010fffd*")


def written(expression: Expression, notation: Notation, cell: StepCell, room: int) -> str:
    """The formula of a score of at most `room` signs; `cell` gives each of its steps its place."""
    references = tuple(map(notation.reference, _referred(expression)))
    if any(reference != bracketed(reference) or "(" in reference for reference in references):
        # A calculation in the place of a reference is written otherwise.
        return _shortest(expression, notation, partial(in_cell, cell), room)
    lengths = tuple(map(len, references))
    marked = _marked(expression, notation.blank_is_text, lengths, room)
    known = {_mark(number, 1): reference for number, reference in enumerate(references)}
    for step in marked.steps:
        known[step.mark] = cell(step.label, step.items, _filled(step.formula, known), step.value)
    return _filled(marked.formula, known)


def in_cell(
    cell: StepCell,
    label: str,
    formula: str,
    value: Callable[[Scope], Value],
    terms: Sequence[Term],
) -> str:
    """Give a partial result a cell, with the figures it needs."""
    return cell(label, _items(terms), formula, value)


def _items(terms: Sequence[Term]) -> tuple[Item, ...]:
    """The figures that terms are worked out of, each once."""
    items = [item for term in terms for item in term.figures if isinstance(item, Item)]
    return tuple(dict.fromkeys(items))


class _Step(NamedTuple):
    mark: str
    label: str
    formula: Sequence[str]
    value: Callable[[Scope], Value]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class _Marked:
    """A formula and its steps in order, with marks in the places of figures and steps.

    A formula is cut up at its marks: every other part is one.
    """

    steps: tuple[_Step, ...]
    formula: Sequence[str]


@lru_cache(maxsize=512)
def _marked(expression: Expression, blank_is_text: bool, lengths: tuple[int, ...], room: int) -> _Marked:
    """A score with marks as long as the references will be, by which a formula is found short enough."""
    marks = {key: _mark(number, lengths[number]) for number, key in enumerate(_referred(expression))}
    steps: list[_Step] = []

    def part(label: str, formula: str, value: Callable[[Scope], Value], terms: Sequence[Term]) -> str:
        mark = _mark(len(marks) + len(steps), 1)
        steps.append(_Step(mark, label, _MARK.split(formula), value, _items(terms)))
        return mark

    notation = Notation(marks.__getitem__, blank_is_text=blank_is_text)
    formula = _shortest(expression, notation, part, room)
    return _Marked(tuple(steps), _MARK.split(formula))


def _referred(expression: Expression) -> Sequence[str]:
    """What the formula of an expression refers to: its figures, and the sum of the scores where it stands."""
    has_sum = any(isinstance(node, Sum) for node in expression.root.walk())
    return (*expression.keys, SUM_NAME) if has_sum else expression.keys


def _mark(number: int, length: int) -> str:
    return chr(_FIRST_MARK + number) + _FILLER * (length - 1)


def _filled(formula: Sequence[str], known: Mapping[str, str]) -> str:
    parts = list(formula)
    parts[1::2] = [known[mark] for mark in formula[1::2]]
    return "".join(parts)


def _shortest(expression: Expression, notation: Notation, part: Part, room: int) -> str:
    """One formula if it is short enough, else with cells of their own for its parts, and for whole calls."""
    try:
        whole = expression.body(replace(notation, call=natively()))
        if len(whole) <= room:
            return whole
    except TooLongError:
        pass
    tried = expression.body(replace(notation, call=natively(_somewhere)))
    calls = natively(part) if len(tried) <= room else partial(_as_step, part)
    return expression.body(replace(notation, call=calls))


def _somewhere(label: str, formula: str, value: Callable[[Scope], Value], terms: Sequence[Term]) -> str:
    """A reference as long as one to a cell, to try how long a formula gets."""
    return f"{WORKINGS_SHEET}!$C$100"


def _as_step(part: Part, call: Call, notation: Notation) -> str:
    """A call in a cell of its own."""
    terms = call.terms(notation)
    step = call.function.summary.partition("：")[0]
    return part(step, call.function.native(part, *terms), call.value, terms)
