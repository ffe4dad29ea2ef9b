"""Conditions that must all be met at once: figures and facts joined by 且, or named before 否则不得分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.bands import Band, settle
from workbooks.sentences.pieces.conditions import read_condition
from workbooks.sentences.pieces.context import Context
from workbooks.sentences.pieces.measuring import OTHERWISE, Found
from workbooks.sentences.pieces.outcome import Need
from workbooks.sentences.pieces.parts import (
    NO_POINTS,
    PARTIAL,
    TYPED,
    Answers,
    RulePart,
    Written,
    asked_apart,
    fixed,
    partial,
    plain,
)
from workbooks.sentences.shapes.flags import UNMET, bare_total, is_fact

_MISSES_IT = regex(
    r"[^\d,;不未达超]{0,16}(?:达不到|未达到|没有达到|不符合|不满足|未满足|超过|超出)(?:上述|以上|该)?(?:要求|标准|规定)(?:的)?"
)
"""`达不到要求不得分` behind a bound that stands alone."""
_OR_NOTHING = regex(r"(?P<c>.{2,80}?),?(?:的)?,?否则?")
_AND = regex(r",?(?:并且|而且|同时|且|并)(?!行|网|轨|购|入|存|联|列)")
ALL_WRONG = regex(
    r"(?:只要|凡|如)?(?:其中)?每?(?:有|任意?|任何|任)?1(?:项|个|条)?[^\d,;]{0,8}?"
    r"(?:不达标|未达标|不符合|不满足|未满足|未达到)(?:要求)?(?:的)?"
)


_SAME_OF_ALL = regex(
    r"(?P<names>[^\d,;、]{2,12}率(?:、[^\d,;、]{2,12}率){1,4})(?:都|均)(?P<c>(?:达到|达|为|不低于|≥|在)?\d+(?:\.\d+)?%⊕?(?:以上|及以上)?)(?:的)?"
)


def required(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`资料齐全,否则不得分(5分)`: a condition whose points stand behind it."""
    award = awards[start]
    match = _OR_NOTHING.fullmatch(award.words) if award.kind == "zero" else None
    if match is None or start + 1 >= len(awards) or not bare_total(awards[start + 1]):
        return
    joined = _all_of(re.split("、|,", match["c"]), awards[start + 1].points, context)
    if joined is not None:
        yield joined, start + 2


def each_unmet(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`甲率98%以上,乙率96%以上得4分;有1项未达标扣2分`: each condition that is not met costs as much."""
    if start + 1 >= len(awards) or start:
        return
    award, take = awards[start], awards[start + 1]
    full = award.points if award.kind == "give" else context.weight if award.kind == "full" else None
    if full is None or take.kind != "take" or take.before or not ALL_WRONG.fullmatch(take.words):
        return
    pieces = pieces_of(award.words)
    parts = [_all_of([piece], take.points, context) for piece in pieces]
    found = [part for part in parts if part is not None]
    if len(pieces) < 2 or len(found) < len(pieces) or len({part.needs for part in found}) < len(found):
        return
    place = start + 2
    while place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        place += 1

    def written(answers: Answers) -> str:
        lost = " + ".join(part.written(answers) for part in found)
        rest = full - len(found) * take.points
        if rest < 0:
            return f"highest(0, {plain(rest)} + {lost})"
        return f"{plain(rest)} + {lost}" if rest else lost

    needs = tuple(need for part in found for need in part.needs)
    yield (
        RulePart(written, full, needs, tuple(dict.fromkeys(q for part in found for q in part.questions))),
        place,
    )


def of_each(words: str, context: Context) -> list[RulePart]:
    """`配备率、配送率均达到95%以上`: 1 for each that reaches it, 0 where it does not."""
    parts = [_all_of([piece], Decimal(1), context) for piece in _shared(words)]
    found = [part for part in parts if part is not None and not part.questions]
    return found if len(found) == len(parts) == len({part.needs for part in found}) else []


def pieces_of(words: str) -> list[str]:
    """Conditions of figures that a clause joins, each with a subject of its own."""
    clauses = [piece for piece in words.split(",") if piece not in ("", "的")]
    if len(clauses) > 1 and all(read_condition(clause) is not None for clause in clauses):
        return clauses
    return _shared(words) or _pieces(words)


def _shared(words: str) -> list[str]:
    """`响应率、解决率均达到90%以上` as a condition of each."""
    match = _SAME_OF_ALL.fullmatch(words)
    return [f"{name}{match['c']}" for name in match["names"].split("、")] if match is not None else []


def stated_before(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`人员7名以上,职称不少于20%;有1项不达标不得分`: conditions that stand alone."""
    award = awards[start]
    if award.kind != "zero" or len(award.before) != 1 or start or context.weight is None:
        return
    if _MISSES_IT.fullmatch(award.words) and (one := read_condition(award.before[0])) is not None:
        again = award.words.partition("达")[0].partition("不")[0].partition("未")[0].partition("超")[0]
        alone = _all_of([award.before[0]], context.weight, context) if one.subject.endswith(again) else None
        if alone is not None and not one.reaches and not alone.questions:
            yield alone, start + 1
        return
    pieces = _pieces(award.before[0])
    joined = _all_of(pieces, context.weight, context) if len(pieces) > 1 else None
    if joined is not None and ALL_WRONG.fullmatch(award.words):
        yield joined, start + 1


def compound(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`完成率100%且质量达标得5分,否则不得分`: figures and facts that must come together."""
    award = awards[start]
    points = award.points if award.kind == "give" else context.weight if award.kind == "full" else None
    if points is None or "不" in award.said:
        return
    pieces = _pieces(award.words)
    if len(pieces) < 2:
        return
    found = _all_of(pieces, points, context)
    if found is None:
        return
    place = start + 1
    after = awards[place] if place < len(awards) else None
    if after is not None and after.kind == "zero" and not after.before and _is_denial(after.words):
        yield found, place + 1
        return
    typed = context.namer.need(f"{award.words}得分", "points", "分", Decimal(0), points)

    def written(answers: Answers) -> str:
        if answers.get(PARTIAL, NO_POINTS) == TYPED:
            return f'points("{plain(points)}", {typed.key})'
        return found.written(answers)

    yield RulePart(written, points, (*found.needs, typed), (*found.questions, partial)), place


def _is_denial(words: str) -> bool:
    return any(pattern.fullmatch(words) for pattern in (OTHERWISE, UNMET, ALL_WRONG))


def _pieces(words: str) -> list[str]:
    """The conditions of a clause that joins at least one figure with something else."""
    pieces = [piece.strip(",") for piece in _AND.split(words)]
    if len(pieces) == 1:
        pieces = [piece for piece in re.split("[,、]", words) if piece not in ("的", "")]
    numeric = [piece for piece in pieces if read_condition(piece) is not None]
    return pieces if numeric and all(pieces) and len(pieces) <= 4 else []


def _all_of(pieces: Sequence[str], points: Decimal, context: Context) -> RulePart | None:
    """Points where every piece is met, else none."""
    needs: list[Need] = []
    terms: list[Written] = []
    figures: list[RulePart] = []
    for words in pieces:
        condition = read_condition(words)
        if condition is None:
            if not is_fact(words):
                return None
            need = context.namer.need(words, "yesno", "", Decimal(0), Decimal(1))
            needs.append(need)
            terms.append(fixed(f'checklist("{plain(points)}", {need.key})'))
            continue
        settled = settle([Band(condition, plain(points), points)], "0")
        if settled is None or not condition.subject:
            return None
        measure = context.measure(condition)
        needs += measure.needs
        asked = (*measure.questions, *settled.questions)
        figures.append(RulePart(_tier(measure.written, settled.text), points, measure.needs, asked))
        terms.append(figures[-1].written)
    apart = asked_apart(figures)
    own = {before.written: after.written for before, after in zip(figures, apart, strict=True)}
    questions = {question.key: question for part in apart for question in part.questions}
    written = _lowest([own.get(term, term) for term in terms])
    return RulePart(written, points, tuple(dict.fromkeys(needs)), tuple(questions.values()))


def _tier(measure: Written, text: Written) -> Written:
    return lambda answers: f'tiers({measure(answers)}, "{text(answers)}")'


def _lowest(terms: Sequence[Written]) -> Written:
    def written(answers: Answers) -> str:
        each = [term(answers) for term in terms]
        return each[0] if len(each) == 1 else f"lowest({', '.join(each)})"

    return written
