"""Targets (目标值) as people write them: "≥95%", "20条", "≤90万元", "5000-6000人次", "2024年12月底前", "优".

In real forms hardly one target is a plain number. The grammar is that of the native edition's steps
(`grammar`): Python works out the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field, fields
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from ..errors import MissingValueError, ScoreError, afresh
from ..native import Scope, Term, Value
from ..numbers import Number, number, snap
from ..records import completed, dataclass
from . import conversion
from .grammar import BLANK, DATE, OUT, QUALITATIVE, QUANTITY, TargetReading, level_of, read
from .steps import Steps

__all__ = ["Target", "actual_figure", "attainment", "in_python", "parse_target", "read_in_python", "see"]

Kind = Literal["quantity", "qualitative", "date", "not_applicable"]
Operator = Literal[">=", ">", "<=", "<", "="]
_KINDS: dict[str, Kind] = {
    QUANTITY: "quantity",
    QUALITATIVE: "qualitative",
    DATE: "date",
    OUT: "not_applicable",
}


@dataclass(frozen=True)
class Target:
    """What a target asks for.

    A quantity has a number (95 % is 0.95, 90万元 is 90), with `upper` a range of both ends included; a date
    has the last day allowed as its number, counted as spreadsheets do; a qualitative target has none, and
    one that is not applicable is to be left out.
    """

    kind: Kind
    operator: Operator = "="
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    written: Number | str = field(default="", compare=False, repr=False)
    """What was read, from which an actual value takes its unit."""


class Seen:
    """What the steps of reading one text or number show, each worked out when it is asked for."""

    def __init__(self, source: Decimal | str, what: str) -> None:
        self._scope = {"source": source}
        self._reading = _reading(what)
        self._outcomes: dict[str, Any] = {}

    def __call__(self, step: str) -> Any:
        if step not in self._outcomes:
            try:
                self._outcomes[step] = getattr(self._reading, step).value(self._scope)
            except ScoreError as error:
                self._outcomes[step] = afresh(error)
        outcome = self._outcomes[step]
        if isinstance(outcome, ScoreError):
            raise afresh(outcome)
        return outcome


@lru_cache(maxsize=2)
def _reading(what: str) -> TargetReading:
    return read(in_python, Term("", lambda scope: scope["source"]), what)


def in_python(label: str, formula: str, value: Callable[[Scope], Value], terms: Sequence[Term]) -> str:
    """A part that needs no cell: Python asks for its value only."""
    return ""


def see(value: object, what: str) -> Seen:
    """The steps of a target or an actual value; `BadValueError` for what is neither number nor text."""
    if value is None or isinstance(value, str):
        return _seen(value or "", what)
    return _seen(number(value, what), what)


_seen = lru_cache(maxsize=1 << 12, typed=True)(Seen)


def read_in_python(key: str) -> TargetReading:
    """A reading whose steps are those of what a scope holds under a key (`Seen`)."""

    def step(name: str) -> Term:
        return Term("", lambda scope: scope[key](name))

    return TargetReading(**{each.name: step(each.name) for each in fields(completed(TargetReading))})


def parse_target(value: Number | str, what: str = "目标值") -> Target:
    """Read a target: a number, or a text as people write it.

    Raises `MissingValueError` for a blank, `BadValueError` for what is not entirely operator, number and
    unit, a date or a qualitative statement; its message says how to write it.
    """
    if not isinstance(value, str):
        return Target("quantity", number=number(value, what), written=value)
    seen = see(value, what)
    kind = seen("kind")
    if kind == BLANK:
        raise MissingValueError(f"{what}没有填写")
    if kind == DATE:
        return Target("date", "<=", seen("last_day"), written=value)
    if kind != QUANTITY:
        return Target(_KINDS[kind], written=value)
    return Target("quantity", seen("operator"), seen("number"), seen("upper") or None, seen("unit"), value)


def actual_figure(value: Number | str, target: Target) -> Decimal:
    """Read an actual value (完成值) in the unit of a quantity target.

    Without a unit it is in that of the target if that is the only likely reading (96 % is 0.96).
    Raises `BadValueError` when it is not one figure, when both carry different units, or when 96 was typed
    where 96 % is meant.
    """
    scope = {"target": see(target.written, "目标值"), "actual": see(value, "完成值")}
    done = _done().value(scope)
    return snap(number(done, "完成值"))


@lru_cache(maxsize=1)
def _done() -> Term:
    steps = Steps(in_python, "完成值")
    return conversion.done_in_unit_of(steps, read_in_python("target"), read_in_python("actual"))


def attainment(value: Number | str | None) -> str:
    """Read how far a qualitative target was attained: 达成, 部分达成, 未达成, or "" where only praised.

    Raises `MissingValueError` for a blank, `BadValueError` for any other text.
    """
    return str(_level().value({"actual": see(value, "完成值")}))


@lru_cache(maxsize=1)
def _level() -> Term:
    return level_of(Steps(in_python, "完成值"), read_in_python("actual"))
