"""Tiered scoring (分档计分), written as the official text reads: "<90%: 3; <=100%: 2; >100%: 0".

A tier is a condition and an outcome. Conditions are one-sided (`<90%`, `>=95%`; each cuts a piece
off what the earlier ones left) or intervals (`(80%,90%]`); bounds are open or closed exactly as
written. Outcomes: a number of points; `值×3`, the value times 3; or `0~2`, straight from 0 at the
lower bound to 2 at the upper. A last condition 其余 covers whatever the others leave. A gap, an overlap
or a tier that can never apply is an error of the rule, found when its text is first read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from .errors import BadValueError, RuleTextError
from .native import Part, Term, conjunction, literal, of_a_ratio, refused, snapped, times
from .numbers import Number, half_width, number, rule_number, snap
from .records import dataclass
from .regex import regex
from .turning import Rule, around

_ONE_SIDED = regex(r"(<=|>=|<|>)\s*(\S+)")
_INTERVAL = regex(r"([\[(])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([\])])")
OTHERWISE = "其余"
_EXAMPLE = "应写成“<90%: 3; <=100%: 2; >100%: 0”的样子"


@dataclass(frozen=True)
class Interval:
    """A range of values; `None` is unbounded, a bound belongs to it when closed."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_closed: bool = False
    high_closed: bool = False

    def contains(self, value: Decimal) -> bool:
        above = self.low is None or value > self.low or (self.low_closed and value == self.low)
        below = self.high is None or value < self.high or (self.high_closed and value == self.high)
        return above and below

    @property
    def empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_closed and self.high_closed))


@dataclass(frozen=True)
class Tier:
    """One tier: the values it covers and the text of its outcome."""

    interval: Interval
    outcome: str


def tiers(value: Number, tiers: str) -> Decimal:
    """Score a value by tiers; points of the tier in which it lies.

    Raises `BadValueError` when the value is not a number or lies outside all tiers, and
    `RuleTextError` when the tier text has a gap, an overlap or cannot be read.
    """
    measured = snap(number(value, "分档的数值"))
    check_tiers(tiers)
    return _points(find_tier(measured, tiers), measured)


def find_tier(value: Decimal, text: str) -> Tier:
    """Return the tier in which a (snapped) value lies."""
    for tier in parse_tiers(text):
        if tier.interval.contains(value):
            return tier
    raise BadValueError(f"数值 {value} 不在任何一档内（{text}）")


@lru_cache(maxsize=512)
def parse_tiers(text: str) -> tuple[Tier, ...]:
    """Read tier text into disjoint tiers, in the order written."""
    if not isinstance(text, str):
        raise RuleTextError(f"分档标准应为文字，{_EXAMPLE}")
    pairs = [_split(part, text) for part in half_width(text).split(";") if part.strip()]
    if not pairs:
        raise RuleTextError(f"分档标准是空的，{_EXAMPLE}")
    otherwise = pairs.pop()[1] if pairs[-1][0] == OTHERWISE and len(pairs) > 1 else None
    conditions = [condition for condition, _ in pairs]
    in_intervals = any(_INTERVAL.fullmatch(condition) for condition in conditions)
    if in_intervals:
        intervals = [_interval(condition, text) for condition in conditions]
        rest = _gaps(intervals)
        _check_adjacent(intervals if otherwise is None else [*intervals, *rest], text)
    else:
        intervals, rest = _cut(conditions, text)
    if otherwise is not None and not rest:
        raise RuleTextError(f"分档标准“{text}”中“{OTHERWISE}”这一档永远用不上")
    if otherwise is None and rest and not in_intervals:
        raise RuleTextError(f"分档标准“{text}”有空档：没有写到的值不知道得几分，请补上最后一档")
    outcomes = [outcome for _, outcome in pairs]
    if otherwise is not None:
        intervals, outcomes = [*intervals, *rest], [*outcomes, *[otherwise] * len(rest)]
    return tuple(Tier(interval, outcome) for interval, outcome in zip(intervals, outcomes, strict=True))


def at_bounds(place: int, rule: Rule, low: Decimal, high: Decimal) -> Iterator[Decimal]:
    """Where tiers turn: the bounds of the tiers that the second argument holds."""
    return bounds(str(rule[1]))


def bounds(text: str) -> Iterator[Decimal]:
    """The bounds of all tiers of a text, each with the values next to it."""
    for tier in parse_tiers(text):
        for bound in (tier.interval.low, tier.interval.high):
            if bound is not None:
                yield from around(bound)


@lru_cache(maxsize=512)
def check_tiers(text: str) -> None:
    """Check that every tier of a scoring rule covers values and gives points."""
    for tier in parse_tiers(text):
        _points(tier, Decimal(0))


def native_tiers(part: Part, value: Term, tiers: Term) -> str:
    """`tiers` as a chain of IF, a condition for each tier in the order written."""
    text = str(tiers.rule)
    check_tiers(text)
    points = native_points if value.is_reference else _native_points_of_a_ratio
    return native_chain(snapped(value, part, "数值"), text, points)


def _native_points_of_a_ratio(tier: Tier, value: str) -> str:
    points = native_points(tier, value)
    return of_a_ratio(points) if value in points else points


def native_chain(value: str, text: str, outcome: Callable[[Tier, str], str]) -> str:
    """A chain of IF over the tiers of a text; a value in none of them gives #VALUE!."""
    rest, conditions, tiers = Interval(), [], parse_tiers(text)
    for tier in tiers:
        checks, rest = _native_condition(value, tier.interval, rest)
        conditions.append(conjunction(checks) if checks else "")
    formula = "" if rest.empty else refused("不在任何一档内")
    for tier, condition in zip(reversed(tiers), reversed(conditions), strict=True):
        result = outcome(tier, value)
        formula = f"IF({condition},{result},{formula})" if formula else result
    return formula


def _native_condition(value: str, wanted: Interval, rest: Interval) -> tuple[list[str], Interval]:
    """What must be asked of a value not in an earlier tier, and the values that are left after this one."""
    above = wanted.low is None or (wanted.low, wanted.low_closed) == (rest.low, rest.low_closed)
    below = wanted.high is None or (wanted.high, wanted.high_closed) == (rest.high, rest.high_closed)
    checks = []
    if wanted.low is not None and not above:
        checks.append(f"{value}{'>=' if wanted.low_closed else '>'}{literal(wanted.low)}")
    if wanted.high is not None and not below:
        checks.append(f"{value}{'<=' if wanted.high_closed else '<'}{literal(wanted.high)}")
    if above and wanted.high is not None:
        rest = Interval(wanted.high, rest.high, not wanted.high_closed, rest.high_closed)
    elif below and wanted.low is not None:
        rest = Interval(rest.low, wanted.low, rest.low_closed, not wanted.low_closed)
    elif above and below:
        rest = Interval(Decimal(0), Decimal(0))
    return checks, rest


def _split(part: str, text: str) -> tuple[str, str]:
    condition, colon, outcome = part.partition(":")
    if not colon or not condition.strip() or not outcome.strip():
        raise RuleTextError(f"分档标准“{text}”中“{part.strip()}”缺条件或得分，{_EXAMPLE}")
    return condition.strip(), outcome.strip()


def _interval(condition: str, text: str) -> Interval:
    if match := _INTERVAL.fullmatch(condition):
        low, high = rule_number(match[2], "档的下限"), rule_number(match[3], "档的上限")
        interval = Interval(low, high, match[1] == "[", match[4] == "]")
        if interval.empty:
            raise RuleTextError(f"分档标准“{text}”中“{condition}”上下限颠倒")
        return interval
    match = _ONE_SIDED.fullmatch(condition)
    if match is None:
        raise RuleTextError(f"分档标准“{text}”中条件“{condition}”读不懂，{_EXAMPLE}")
    bound = rule_number(match[2], "档的界限")
    if match[1].startswith("<"):
        return Interval(high=bound, high_closed=match[1] == "<=")
    return Interval(low=bound, low_closed=match[1] == ">=")


def _gaps(intervals: list[Interval]) -> list[Interval]:
    """The values that no interval covers, from the lowest up."""
    gaps: list[Interval] = []
    beyond: Interval | None = Interval()
    for interval in sorted(intervals, key=_lower_end):
        if beyond and interval.low is not None:
            gaps.append(Interval(beyond.low, interval.low, beyond.low_closed, not interval.low_closed))
        beyond = (
            Interval(interval.high, None, not interval.high_closed) if interval.high is not None else None
        )
    return [gap for gap in (*gaps, beyond) if gap and not gap.empty]


def _lower_end(interval: Interval) -> tuple[bool, Decimal, bool]:
    return interval.low is not None, interval.low or Decimal(0), not interval.low_closed


def _check_adjacent(intervals: list[Interval], text: str) -> None:
    ordered = sorted(intervals, key=_lower_end)
    for left, right in pairwise(ordered):
        if left.high is None or right.low is None or left.high > right.low:
            raise RuleTextError(f"分档标准“{text}”有两档重叠")
        if left.high < right.low or not (left.high_closed or right.low_closed):
            raise RuleTextError(f"分档标准“{text}”在 {left.high} 处有空档")
        if left.high_closed and right.low_closed:
            raise RuleTextError(f"分档标准“{text}”在 {left.high} 处两档重叠")


def _cut(conditions: list[str], text: str) -> tuple[list[Interval], list[Interval]]:
    """Let each one-sided condition cut its piece off the values that are left; the pieces, and the rest."""
    rest, pieces = Interval(), []
    for condition in conditions:
        wanted = _interval(condition, text)
        if wanted.high is not None:
            piece = Interval(rest.low, wanted.high, rest.low_closed, wanted.high_closed)
            left = Interval(wanted.high, rest.high, not wanted.high_closed, rest.high_closed)
        else:
            piece = Interval(wanted.low, rest.high, wanted.low_closed, rest.high_closed)
            left = Interval(rest.low, wanted.low, rest.low_closed, not wanted.low_closed)
        if piece.empty:
            raise RuleTextError(f"分档标准“{text}”中“{condition}”这一档永远用不上")
        if _reaches_past(wanted, rest):
            raise RuleTextError(f"分档标准“{text}”中“{condition}”与前面的档重叠")
        pieces.append(piece)
        rest = left
    return pieces, [] if rest.empty else [rest]


def _reaches_past(wanted: Interval, rest: Interval) -> bool:
    """Whether a condition takes values that a tier on its other side already has."""
    if wanted.high is not None and rest.high is not None:
        return (wanted.high, wanted.high_closed) > (rest.high, rest.high_closed)
    if wanted.low is not None and rest.low is not None:
        return (wanted.low, not wanted.low_closed) < (rest.low, not rest.low_closed)
    return False


def _points(tier: Tier, value: Decimal) -> Decimal:
    outcome = tier.outcome
    if outcome.startswith("值*"):
        return max(Decimal(0), value * rule_number(outcome[2:], "值的倍数"))
    if "~" not in outcome:
        return rule_number(outcome, "档的得分")
    low, high, start, end = _line(tier)
    return start + (end - start) * (value - low) / (high - low)


def _line(tier: Tier) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Where a tier begins and ends, and the points there between which it runs straight."""
    low, high = tier.interval.low, tier.interval.high
    if low is None or high is None or low == high:
        raise RuleTextError(f"“{tier.outcome}”按比例的一档要有上下两个界限")
    start, end = (rule_number(part, "档的得分") for part in tier.outcome.split("~", 1))
    return low, high, start, end


def native_points(tier: Tier, value: str) -> str:
    outcome = tier.outcome
    if outcome.startswith("值*"):
        return f"MAX(0,{times(rule_number(outcome[2:], '值的倍数'), value)})"
    if "~" not in outcome:
        return literal(rule_number(outcome, "档的得分"))
    low, high, start, end = _line(tier)
    slope = f"({value}-{literal(low)})/{literal(high - low)}" if low else f"{value}/{literal(high)}"
    step = times(abs(end - start), slope)
    if start == 0 and end > 0:
        return step
    return f"{literal(start)}{'+' if end > start else '-'}{step}"
