"""Points that are earned: so much for each thing of several kinds, or for every step above a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.context import Context
from workbooks.sentences.pieces.measuring import Found
from workbooks.sentences.pieces.outcome import Need
from workbooks.sentences.pieces.parts import (
    BELOW_ZERO,
    FLOOR,
    Answers,
    RulePart,
    fixed,
    penalty_floor,
    plain,
)
from workbooks.sentences.shapes.counting import thing_counted, unit_of
from workbooks.sentences.shapes.flags import AWKWARD, bare_total, flag, is_fact, joined

_ADDS = regex(r"^(?:加分项|加分|奖励)(?:目)?[:,]?")
_TAKES = regex(r"^(?:减分项|扣分项|减分|扣分)(?:目)?[:,]?")
_EACH_BARE = regex(r"(?:每|(?<!\d)1)(?:次|项|个|篇|例|件|名|人|起|场|户|家|份)$")
_EACH = regex(r"每(?![高低超升降]|提高|增长|上升|下降|降低)|1(?:次|项|个|篇|例|件|名|人|起|户|家|份|场)")


def rewarded(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`获国家级表彰的每次加3分,省级加2分,市级加1分,最高加5分`: points for each thing, up to a limit."""
    place, given = start, list[Award]()
    while place < len(awards) and awards[place].kind in ("give", "add") and _is_given(awards[place]):
        award = awards[place]
        if (
            (award.before and place > start)
            or not award.words
            or (award.kind == "give" and awards[start].kind == "add")
        ):
            break
        given.append(replace(award, words=_ADDS.sub("", award.words, count=1)))
        place += 1
    if len(given) < 2 or place >= len(awards) or start:
        return
    cap = awards[place]
    total = cap.points if cap.kind == "cap" and "扣" not in cap.said else None
    if bare_total(cap):
        total = cap.points
    if total is None or cap.words or cap.before:
        return
    most = total if total > 0 else context.weight
    counted = given[0].kind == "add" or _EACH.search(given[0].words) is not None
    if most is None or not counted or any(_unclear(one.words) for one in given):
        return
    once = sum((one.points for one in given), Decimal(0)) == most and "每" not in given[0].words
    if once and given[0].kind == "give":
        return
    needs = [_counted(one.words, context) for one in given]
    if len({need.key for need in needs}) < len(needs):
        return
    each, keys = "; ".join(plain(one.points) for one in given), ", ".join(need.key for need in needs)
    text = f'lowest({plain(most)}, points_per_count("{each}", {keys}))'
    lost = _penalties(awards[place + 1 :]) if given[0].kind == "add" else []
    if lost:
        yield _with_penalties(text, most, needs, lost, context), len(awards)
    else:
        yield RulePart(fixed(text), most, tuple(needs)), place + 1


def _is_given(award: Award) -> bool:
    """Whether points are given for each (`省级课题每项2分`, `省采用1篇2分`), not the weight of a heading."""
    return award.verb or _EACH_BARE.search(award.words) is not None


def _penalties(awards: Sequence[Award]) -> list[Award]:
    """What is taken off each time, where nothing else follows."""
    lost = [replace(award, words=_TAKES.sub("", award.words, count=1)) for award in awards]
    each = all(one.kind == "take" and not one.before and _EACH.search(one.words) for one in lost)
    return lost if each and not any(_unclear(one.words) for one in lost) else []


def _with_penalties(
    text: str, most: Decimal, needs: list[Need], lost: Sequence[Award], context: Context
) -> RulePart:
    """Points over and above the full mark, and penalties that may make them negative."""
    more = [_counted(one.words, context) for one in lost]
    each, keys = "; ".join(plain(one.points) for one in lost), ", ".join(need.key for need in more)
    taken = f'points_per_count("{each}", {keys})'

    def written(answers: Answers) -> str:
        if answers.get(FLOOR, BELOW_ZERO) == BELOW_ZERO:
            return f"{text} - {taken}"
        return f"highest(0, {text} - {taken})"

    return RulePart(written, most, (*needs, *more), (penalty_floor,))


def _unclear(words: str) -> bool:
    """Words with a figure that would have to be compared; the bound of a kind (50000以上) is its name."""
    rest = re.sub(r"\d+(?:\.\d+)?(?:万?元)?(?:及?以上)", "", _EACH.sub("", words))
    return re.search(r"\d", rest) is not None or AWKWARD.search(rest) is not None or len(words) > 60


def _counted(words: str, context: Context) -> Need:
    counter = unit_of(words)
    return context.namer.need(f"{thing_counted(words)}的{counter}数", "count", counter, Decimal(0))


def once(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`被推广的加2分,获批示的加1分`: facts that each add once, and make up all points of the row."""
    if start or len(awards) < 2 or any(award.kind != "add" or award.before for award in awards):
        return
    words = [_ADDS.sub("", award.words, count=1) for award in awards]
    if not all(is_fact(one) for one in words):
        return
    total = sum((award.points for award in awards), Decimal(0))
    if total == context.weight:
        parts = [flag(one, award.points, (), context) for one, award in zip(words, awards, strict=True)]
        yield joined(parts), len(awards)
