"""Points by a grade that a person picked, or typed inside the range that a grade or a figure opens.

A rule lists the grades as the official text does: "好: 4; 中: 2; 差: 0", or with ranges "显著: 10~12;
较好: 7~<10" ("<" leaves the upper end out).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from .errors import BadValueError, MissingValueError, RuleTextError
from .native import Part, Term, literal, refused, snapped
from .numbers import Number, half_width, number, rule_number, snap
from .records import dataclass
from .regex import regex
from .tiers import Tier, bounds, find_tier, native_chain, parse_tiers
from .turning import Rule

_T = TypeVar("_T")

_RANGE = regex(r"([\d.]+%?)~(<?)([\d.]+%?)")
_OUTSIDE = "评分不在这一等的范围内"
_EXAMPLE = "应写成“好: 4; 中: 2; 差: 0”的样子"
_UNKNOWN = "不是规定的等次"


@dataclass(frozen=True)
class Span:
    """The points that may be given: `low` to `high`, `high` itself unless it is `open`."""

    low: Decimal
    high: Decimal
    open: bool = False

    def contains(self, points: Decimal) -> bool:
        return self.low <= points and (points < self.high if self.open else points <= self.high)

    def native(self, points: Term) -> str:
        """The points typed, if the span holds them."""
        below = "<" if self.open else "<="
        checks = f"AND({points.atom}>={literal(self.low)},{points.atom}{below}{literal(self.high)})"
        return f"IF({checks},{points.formula},{refused(_OUTSIDE)})"


def grade_points(level: str, grades: str) -> Decimal:
    """Points of the grade picked, of "好: 4; 中: 2; 差: 0".

    Raises `MissingValueError` for a blank, `BadValueError` for any other text.
    """
    return _picked(level, _points(grades))


def native_grade_points(part: Part, level: Term, grades: Term) -> str:
    """`grade_points` as a chain of IF."""
    return _chain(level, [(name, literal(points)) for name, points in _points(str(grades.rule))])


def grade_range(level: str, points: Number, grades: str) -> Decimal:
    """Points that a person typed, inside the range of the grade picked ("显著: 10~12; 较好: 7~9").

    Raises `BadValueError` for points outside it, `MissingValueError` for a blank.
    """
    return _inside(points, _picked(level, _spans(grades)))


def native_grade_range(part: Part, level: Term, points: Term, grades: Term) -> str:
    """`grade_range` as a chain of IF."""
    return _chain(level, [(name, span.native(points)) for name, span in _spans(str(grades.rule))])


def tier_range(value: Number, points: Number, tiers: str) -> Decimal:
    """Points that a person typed, inside the range of the tier a figure lies in (">=90%: 8~10; <90%: 0~7").

    Raises `BadValueError` for points outside it or a figure that is no number.
    """
    measured = snap(number(value, "分档的数值"))
    _tier_spans(tiers)
    return _inside(points, _span(find_tier(measured, tiers).outcome))


def native_tier_range(part: Part, value: Term, points: Term, tiers: Term) -> str:
    """`tier_range` as a chain of IF."""

    def typed(tier: Tier, _: str) -> str:
        return _span(tier.outcome).native(points)

    return native_chain(snapped(value, part, "数值"), str(tiers.rule), typed)


def at_ranges(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterator[Decimal]:
    """Where `tier_range` and `grade_range` turn: at the bounds of tiers, and at the ends of each range."""
    text = str(rule[2])
    if place == 0:
        yield from bounds(text)
    for span in _tier_spans(text) if place == 1 else ():
        yield from (span.low, span.high)


def at_grade_ranges(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterable[Decimal]:
    """Where `grade_range` has a result: the ends of each range."""
    spans = _spans(str(rule[2])) if place == 1 else ()
    return [end for _, span in spans for end in (span.low, span.high)]


@lru_cache(maxsize=512)
def _points(text: str) -> Sequence[tuple[str, Decimal]]:
    """The grades of a rule with their points; one that cannot be read makes the whole rule unreadable."""
    return [(name, rule_number(outcome, "各等得分")) for name, outcome in _grades(text)]


@lru_cache(maxsize=512)
def _spans(text: str) -> Sequence[tuple[str, Span]]:
    """The grades of a rule with the points that may be given, likewise."""
    return [(name, _span(outcome)) for name, outcome in _grades(text)]


@lru_cache(maxsize=512)
def _tier_spans(text: str) -> Sequence[Span]:
    """The points that may be given in each tier of a rule, likewise."""
    return [_span(tier.outcome) for tier in parse_tiers(text)]


def _grades(text: str) -> Sequence[tuple[str, str]]:
    """The grades of a rule with their outcomes, in the order written."""
    if not isinstance(text, str):
        raise RuleTextError(f"等次的规则应为文字，{_EXAMPLE}")
    found = []
    for part in half_width(text).split(";"):
        name, colon, outcome = part.rpartition(":")
        if not colon or not name.strip() or not outcome.strip():
            raise RuleTextError(f"等次“{part.strip()}”缺名称或得分，{_EXAMPLE}")
        found.append((name.strip(), outcome.strip()))
    if len({_same(name) for name, _ in found}) < len(found):
        raise RuleTextError(f"等次“{text}”有重名")
    return found


def _picked(level: object, grades: Sequence[tuple[str, _T]]) -> _T:
    """What the rule says of the grade picked."""
    if level is None or (isinstance(level, str) and not level.strip()):
        raise MissingValueError("等次没有填写")
    for name, outcome in grades:
        if isinstance(level, str) and _same(level) == _same(name):
            return outcome
    raise BadValueError(f"等次填的是“{level}”，应为{'、'.join(name for name, _ in grades)}之一")


def _same(name: str) -> str:
    """A name as a spreadsheet compares it."""
    return name.strip(" ").casefold()


def _chain(level: Term, formulas: Sequence[tuple[str, str]]) -> str:
    formula = refused(_UNKNOWN)
    for name, outcome in reversed(formulas):
        formula = f"IF(TRIM({level.formula})={literal(name)},{outcome},{formula})"
    return formula


def _span(outcome: str) -> Span:
    match = _RANGE.fullmatch(half_width(outcome).replace(" ", ""))
    if match is None:
        fixed = rule_number(outcome, "得分范围")
        return Span(fixed, fixed)
    low, high = rule_number(match[1], "得分下限"), rule_number(match[3], "得分上限")
    span = Span(low, high, bool(match[2]))
    if not (span.contains(low) and low <= high):
        raise RuleTextError(f"得分范围“{outcome}”上下限颠倒，或没有可给的分")
    return span


def _inside(points: Number, span: Span) -> Decimal:
    given = snap(number(points, "评分"))
    if not span.contains(given):
        raise BadValueError(f"评分是 {given}，应在 {span.low} 到 {span.high} 之间")
    return given
