"""Tiers out of numeric conditions: which bound belongs where, and what the sentence leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from udfs.records import dataclass
from workbooks.sentences.pieces.conditions import Bound, StatedCondition
from workbooks.sentences.pieces.outcome import Question
from workbooks.sentences.pieces.parts import (
    BOUNDS,
    GAP,
    LINE,
    LOWER,
    NO_POINTS,
    NOTHING,
    OVER,
    REST,
    SHARE,
    STRAIGHT,
    UPPER,
    Answers,
    gap_between,
    judged_beyond,
    line_between,
    open_closed,
    over_100,
    rest_unstated,
)

ON_LINE = "line"
"""The outcome of a band whose points run from those below it to those above it."""
_WHOLE_UNITS = (
    "分",
    "个",
    "名",
    "人",
    "次",
    "项",
    "例",
    "家",
    "户",
    "篇",
    "件",
    "起",
    "条",
    "场",
    "场次",
    "人次",
    "期",
    "份",
    "处",
    "天",
    "日",
    "年",
)


_NEARLY_ALL = Decimal("0.7")
"""Of a rate from here to 100 % more is never worse."""


@dataclass(frozen=True)
class Band:
    """A tier: its condition and its outcome as the language writes it; `points` is what it gives at best."""

    condition: StatedCondition
    outcome: str
    points: Decimal


@dataclass(frozen=True)
class Bands:
    """Tiers in rising order, joined without gap; `text` writes them for some answers."""

    bands: tuple[Band, ...]
    questions: tuple[Question, ...]

    def text(self, answers: Answers) -> str:
        return _written(_answered(self.bands, answers))

    def judged_beyond(self, subject: str, beyond: Bound) -> Bands | None:
        """The tiers without what lies above them all, which a person judges; None where they say more."""
        top = self.bands[-1]
        if top.outcome != "over" or top.condition.low != beyond:
            return None
        asked = [judged_beyond(subject, shown(beyond)) if one.key == OVER else one for one in self.questions]
        return Bands(self.bands[:-1], tuple(asked))


def settle(found: Sequence[Band], otherwise: str | None) -> Bands | None:
    """Join bands to cover every value; None where they contradict each other.

    `otherwise` is the outcome of what no band covers, where the sentence says it.
    """
    highs = [band.condition.high for band in found if band.condition.low is None]
    below_zero = any(high is not None and high.value == 0 and high.closed is False for high in highs)
    edges = [end for band in found for end in _ends_of(band) if end.value != 0]
    if len({end.percent for end in edges}) > 1 or len({end.unit for end in edges if end.unit}) > 1:
        return None
    bands = _cut(list(found) if below_zero else [_lowered(band) for band in found])
    if bands is None:
        return None
    bands.sort(
        key=lambda band: (
            band.condition.low is not None,
            band.condition.low.value if band.condition.low else Decimal(0),
        )
    )
    questions: list[Question] = []
    unclear: list[str] = []
    gaps: list[str] = []
    joined: list[Band] = [bands[0]]
    for band in bands[1:]:
        pair = _joined(joined[-1], band, otherwise, unclear, gaps)
        if pair is None:
            return None
        joined[-1:] = pair
    ends = _ends(joined, otherwise)
    if ends is None:
        return None
    joined, asked = ends
    if not _sensible(joined, found):
        return None
    lines = _lines(joined)
    if lines is None:
        return None
    asked = [*lines, *asked]
    if unclear:
        questions.append(open_closed(unclear))
    if gaps:
        questions.append(gap_between(gaps))
    return Bands(tuple(joined), (*questions, *asked))


def _ends_of(band: Band) -> list[Bound]:
    return [bound for bound in (band.condition.low, band.condition.high) if bound is not None]


def _sensible(joined: Sequence[Band], found: Sequence[Band]) -> bool:
    """Whether points run one way, or rise and fall again around a middle that can be the best.

    `≥90%得3分;≥80%得5分` is a slip of whoever wrote it.
    """
    stated = [band for band in joined if band.outcome not in (ON_LINE, "over", "rest")]
    points = [band.points for band in stated]
    if any(
        one.points == two.points and _is_points(one.outcome + two.outcome) for one, two in pairwise(stated)
    ):
        return False
    rises = [place for place, (one, two) in enumerate(pairwise(points)) if two > one]
    falls = [place for place, (one, two) in enumerate(pairwise(points)) if two < one]
    if not rises or not falls:
        return True
    if min(falls) < max(rises) or all(
        band.condition.high is None or band.condition.low is None for band in found
    ):
        return False
    low = joined[min(falls) + 1].condition.low
    return low is None or not low.percent or not _NEARLY_ALL <= low.value < 1


def shown(bound: Bound) -> str:
    """A bound as a sentence writes it."""
    value = bound.value * 100 if bound.percent else bound.value
    return f"{value.normalize():f}{'%' if bound.percent else ''}"


def _lowered(band: Band) -> Band:
    """A lower bound of 0 of a lowest tier holds everything below as well, as nothing is below."""
    low = band.condition.low
    if low is not None and low.value == 0 and band.condition.high is not None and low.closed is not False:
        return replace(band, condition=replace(band.condition, low=None))
    return band


def _cut(bands: list[Band]) -> list[Band] | None:
    """Where several bands are open to one side, each ends where the next, narrower one begins."""
    upward = sorted((b for b in bands if b.condition.high is None), key=_low)
    downward = sorted((b for b in bands if b.condition.low is None), key=_high, reverse=True)
    if any(band in downward for band in upward):
        return None
    if len(upward) > 1:
        spoken = {end.value for b in bands for end in (b.condition.high,) if end is not None}
        upward = [
            replace(b, condition=replace(b.condition, low=_included(b.condition.low, spoken))) for b in upward
        ]
    if len(downward) > 1:
        spoken = {end.value for b in bands for end in (b.condition.low,) if end is not None}
        downward = [
            replace(b, condition=replace(b.condition, high=_included(b.condition.high, spoken)))
            for b in downward
        ]
    result = [b for b in bands if b.condition.high is not None and b.condition.low is not None]
    ranges = len(result)
    for place, band in enumerate(upward):
        above = upward[place + 1].condition.low if place + 1 < len(upward) else None
        if above is not None and band.condition.low is not None and above.value == band.condition.low.value:
            return None
        high = _range_above(band, result[:ranges], above) or _other_side(above)
        result.append(replace(band, condition=replace(band.condition, high=high)))
    for place, band in enumerate(downward):
        below = downward[place + 1].condition.high if place + 1 < len(downward) else None
        if below is not None and band.condition.high is not None and below.value == band.condition.high.value:
            return None
        low = _other_side(below)
        if low is not None and any(_is_only(other, low.value) for other in bands):
            # What is exactly so much has a tier of its own (持平).
            low = replace(low, closed=False)
        result.append(replace(band, condition=replace(band.condition, low=low)))
    return result


def _range_above(band: Band, ranges: Sequence[Band], above: Bound | None) -> Bound | None:
    """Where `1次` ends below `2-3次`: so many reach up to a range that stands between them and the next."""
    if not band.condition.reaches or not band.condition.unit:
        return None
    lows = [low for one in ranges if (low := one.condition.low) is not None and low.value > _low(band)]
    if not lows or (nearest := min(lows, key=lambda low: low.value)) is None:
        return None
    return replace(nearest, closed=False) if above is None or nearest.value < above.value else None


def _is_only(band: Band, value: Decimal) -> bool:
    low, high = band.condition.low, band.condition.high
    return low is not None and low == high and low.value == value


def _included(bound: Bound | None, spoken: set[Decimal]) -> Bound | None:
    """以上 and 以下 include their number where no tier from the other side speaks of it."""
    if bound is None or bound.closed is not None or (bound.value in spoken and not bound.within):
        return bound
    return replace(bound, closed=True)


def _low(band: Band) -> Decimal:
    return band.condition.low.value if band.condition.low else Decimal(0)


def _high(band: Band) -> Decimal:
    return band.condition.high.value if band.condition.high else Decimal(0)


def _other_side(bound: Bound | None) -> Bound | None:
    if bound is None:
        return None
    return replace(bound, closed=None if bound.closed is None else not bound.closed)


def _joined(
    lower: Band, upper: Band, otherwise: str | None, unclear: list[str], gaps: list[str]
) -> list[Band] | None:
    """Two neighbours with one bound between them; None where both claim a value."""
    high, low = lower.condition.high, upper.condition.low
    if high is None or low is None or high.value > low.value:
        return None
    if high.value < low.value:
        whole = high.unit in _WHOLE_UNITS and low.value - high.value == 1
        if otherwise is not None and not whole:
            return None
        if not (whole and high.unit != "分"):
            gaps.append(f"{shown(high)}和{shown(low)}")
        return [lower, upper]
    if high.closed is not None and low.closed is not None:
        if high.closed and low.closed:
            return None
        if not high.closed and not low.closed:
            gaps.append(f"恰好{shown(high)}")
        return [lower, upper]
    if high.closed is None and low.closed is None:
        unclear.append(shown(high))
        return [lower, upper]
    closed = high.closed if high.closed is not None else not low.closed
    return [
        replace(lower, condition=replace(lower.condition, high=replace(high, closed=closed))),
        replace(upper, condition=replace(upper.condition, low=replace(low, closed=not closed))),
    ]


def _ends(joined: list[Band], otherwise: str | None) -> tuple[list[Band], list[Question]] | None:
    """The bands reaching from the lowest to the highest value, and the questions this raises."""
    asked: list[Question] = []
    rising = joined[-1].points >= joined[0].points
    low, high = joined[0].condition.low, joined[-1].condition.high
    if high is not None:
        bounded = len(joined) > 1 or low is not None
        natural = bounded and high.value == (1 if high.percent else 100)
        if rising and natural and high.closed is not False:
            if high.percent and otherwise is None:
                asked.append(over_100)
                over = StatedCondition("", low=Bound(high.value, False, high.percent, high.unit))
                joined[-1] = _with_high(joined[-1], replace(high, closed=True))
                joined.append(Band(over, "over", joined[-1].points))
            else:
                joined[-1] = _with_high(joined[-1], None)
        else:
            closed = True if high.closed is None else high.closed
            joined[-1] = _with_high(joined[-1], replace(high, closed=closed))
            over = StatedCondition("", low=Bound(high.value, not closed, high.percent, high.unit))
            joined.append(Band(over, otherwise or "rest", Decimal(otherwise or 0)))
            if otherwise is None:
                asked.append(rest_unstated(f"高于{shown(high)}"))
    if low is not None:
        closed = True if low.closed is None else low.closed
        first = replace(joined[0].condition, low=replace(low, closed=closed))
        joined[0] = replace(joined[0], condition=first)
        under = StatedCondition("", high=Bound(low.value, not closed, low.percent, low.unit))
        joined.insert(0, Band(under, otherwise or "rest", Decimal(otherwise or 0)))
        if otherwise is None:
            if asked and asked[-1].key == REST:
                asked[-1] = rest_unstated("没有写到")
            else:
                asked.append(rest_unstated(f"低于{shown(low)}"))
    return joined, asked


def _lines(joined: list[Band]) -> list[Question] | None:
    """The question that bands joined by a proportion raise; None where they lie between no two others."""
    asked: list[Question] = []
    for place, band in enumerate(joined):
        if band.outcome != ON_LINE:
            continue
        if not 0 < place < len(joined) - 1:
            return None
        lower, upper = joined[place - 1], joined[place + 1]
        if not all(_is_points(one.outcome) for one in (lower, upper)) or lower.points == upper.points:
            return None
        high = band.condition.high
        if upper.points > lower.points and high is not None and high.percent:
            asked = [line_between(high.value == 1)]
    return asked


def _is_points(outcome: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", outcome) is not None


def _on_line(bands: list[Band], place: int, answers: Answers) -> Band:
    """A band between two others: straight from the points of one to those of the other, or the rate."""
    lower, band, upper = bands[place - 1], bands[place], bands[place + 1]
    high = band.condition.high
    natural = SHARE if high is not None and high.value == 1 else STRAIGHT
    rising = upper.points > lower.points and high is not None and high.percent
    if rising and answers.get(LINE, natural) == SHARE:
        return replace(band, outcome=f"值×{upper.points.normalize():f}")
    return replace(band, outcome=f"{lower.points.normalize():f}~{upper.points.normalize():f}")


def _with_high(band: Band, high: Bound | None) -> Band:
    return replace(band, condition=replace(band.condition, high=high))


def _answered(bands: tuple[Band, ...], answers: Answers) -> list[Band]:
    """The bands with every open bound settled and every named outcome written."""
    settled = list(bands)
    for place in range(len(settled) - 1):
        high, low = settled[place].condition.high, settled[place + 1].condition.low
        if high is None or low is None:
            continue
        # The next tier down is the one of fewer points, to whichever side it lies.
        falling = settled[place].points > settled[place + 1].points
        if high.value == low.value and high.closed != low.closed and None not in (high.closed, low.closed):
            continue
        if high.value == low.value:
            key = GAP if high.closed is False and low.closed is False else BOUNDS
            up = answers.get(key, UPPER if key == BOUNDS else LOWER) == UPPER
            up = up != (key == GAP and falling)
            bound = high.value
            closed_below = not up
        else:
            up = (answers.get(GAP, LOWER) == UPPER) != falling
            bound = high.value if up else low.value
            closed_below = bool(high.closed is not False) if up else low.closed is False
        settled[place] = _with_high(settled[place], replace(high, value=bound, closed=closed_below))
        above = settled[place + 1].condition
        settled[place + 1] = replace(
            settled[place + 1],
            condition=replace(above, low=replace(low, value=bound, closed=not closed_below)),
        )
    settled = [_outcome(band, answers) for band in settled]
    return [
        _on_line(settled, place, answers) if band.outcome == ON_LINE else band
        for place, band in enumerate(settled)
    ]


def _outcome(band: Band, answers: Answers) -> Band:
    if band.outcome == "rest":
        return replace(band, outcome="0")
    if band.outcome == "over":
        nothing = answers.get(OVER) in (NOTHING, NO_POINTS)
        return replace(band, outcome="0" if nothing else f"{band.points.normalize():f}")
    return band


def _written(bands: list[Band]) -> str:
    """Tiers from the best side down, each cutting its piece off the rest, as the official text reads."""
    if bands[-1].points >= bands[0].points:
        ordered = [
            f"{'>=' if b.condition.low.closed else '>'}{shown(b.condition.low)}: {b.outcome}"
            for b in reversed(bands)
            if b.condition.low is not None
        ]
        if bands[-1].condition.high is not None:
            # Where the top is closed, no tier may reach beyond it.
            ordered = [_between(band) for band in reversed(bands) if band.condition.low is not None]
        ordered.append(_last_below(bands[0]))
    else:
        ordered = [
            f"{'<=' if b.condition.high.closed else '<'}{shown(b.condition.high)}: {b.outcome}"
            for b in bands
            if b.condition.high is not None
        ]
        ordered.append(_last_above(bands[-1]))
    return "; ".join(ordered)


def _between(band: Band) -> str:
    low, high = band.condition.low, band.condition.high
    if low is None or high is None:
        raise ValueError(band)
    ends = "[" if low.closed else "(", "]" if high.closed else ")"
    return f"{ends[0]}{shown(low)},{shown(high)}{ends[1]}: {band.outcome}"


def _last_below(band: Band) -> str:
    high = band.condition.high
    return "" if high is None else f"{'<=' if high.closed else '<'}{shown(high)}: {band.outcome}"


def _last_above(band: Band) -> str:
    low = band.condition.low
    return "" if low is None else f"{'>=' if low.closed else '>'}{shown(low)}: {band.outcome}"
