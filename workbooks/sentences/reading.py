"""Reading a sentence: shapes are tried from left to right, and the whole is read or nothing is.

What a reading gives at best must be the weight of the row; that catches most of what was misunderstood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from udfs.errors import RuleTextError
from udfs.expression import parse
from workbooks.sentences import facts, figures
from workbooks.sentences.awards import Award, awards_of
from workbooks.sentences.conditions import read_condition
from workbooks.sentences.context import Context
from workbooks.sentences.items import Namer
from workbooks.sentences.judgement import is_judgement
from workbooks.sentences.model import Need, Question, Reading, Sentence
from workbooks.sentences.normal import LONGEST, normalise
from workbooks.sentences.parts import Part, expressions, plain, together
from workbooks.sentences.ratios import ratio_of, ratios_in

_MOST_TRIES = 400
_SCORING = re.compile(r"\d分|得分|扣|加分|满分")
_PREAMBLE = re.compile(r"(?:评分标准|计分标准|评分办法|计分办法|得分标准|评分方法|标准|评分规则)[:]?")
_NO_FIGURE = re.compile(r"[^\d]{0,200}")
_HARMFUL = re.compile(
    r"除外|但|仅|不计|不评|免|如果|若|可暂|否则|不得|扣|加|酌|视情|排名|同时|超过|低于|高于|以上|以下|[≥≤<>]"
)
_TAIL = re.compile(r"(?:计算|得分|计分|分|的|进行|予以|为止|扣分|本项|该项|满分|\))*")
_COUNTED_TAIL = re.compile(r"(?:共)?(\d+)(?:个)?(?:子项|项|小项|条|类|个方面)(?:内容|工作|指标)?")
Shape = Callable[[Sequence[Award], int, Context], Iterator[tuple[Part, int]]]
SHAPES: tuple[Shape, ...] = (
    figures.steps,
    figures.proportional,
    figures.tiers,
    facts.grades,
    facts.listed,
    facts.counts,
    facts.earned,
    facts.flags,
)


class _RefusedError(Exception):
    """No reading: the words that found no place, and why."""

    def __init__(self, unread: str, reason: str) -> None:
        super().__init__(reason)
        self.unread = unread


def read(sentence: Sentence) -> Reading:
    """Read one scoring sentence, whole or not at all."""
    if len(sentence.text) > LONGEST:
        return Reading(
            "refused", unread=sentence.text[:60], reason=f"评分标准超过 {LONGEST} 个字，不像一句评分规则"
        )
    text = normalise(sentence.text)
    if not text:
        return Reading("refused", reason="没有评分标准")
    awards, tail = awards_of(text)
    try:
        return _checked(_read(sentence, text, awards, tail), sentence)
    except _RefusedError as refused:
        if is_judgement(text, awards):
            return _typed(sentence, "原文由评分人认定得分")
        return Reading("refused", unread=refused.unread or text[:60], reason=str(refused))


def _read(sentence: Sentence, text: str, awards: list[Award], tail: str) -> Reading:
    if not awards:
        raise _RefusedError(text, "没有找到怎样得分的话")
    counted = _COUNTED_TAIL.fullmatch(tail)
    if counted is not None and _counts_to_weight(Decimal(counted[1]), awards, sentence.weight):
        tail = ""
    if _TAIL.fullmatch(tail) is None:
        raise _RefusedError(tail, "这几个字没有读懂")
    explanation = normalise(sentence.explanation)[:LONGEST]
    ratios = ratios_in(explanation)
    if _SCORING.search(explanation):
        raise _RefusedError(explanation[:60], "指标说明里还有评分的话，没有读懂")
    awards = _without_preamble(awards, ratios)
    context = Context(
        sentence.name, sentence.weight, Namer(sentence.name), ratios, ratio_of(explanation) is not None
    )
    furthest = [0]
    for parts in _whole(awards, context, furthest):
        most = sum((part.most for part in parts), Decimal(0))
        if sentence.weight is not None and most != sentence.weight:
            continue
        return _reading(parts, awards)
    words = awards[min(furthest[0], len(awards) - 1)]
    if furthest[0] >= len(awards):
        raise _RefusedError(text[:60], f"读出的分相加不是分值{plain(sentence.weight or Decimal(0))}分")
    raise _RefusedError(f"{words.words}{words.said}", "这一句没有读懂")


def _counts_to_weight(number: Decimal, awards: Sequence[Award], weight: Decimal | None) -> bool:
    """Whether so many things of the points said make the weight: `每项扣2分(5项)` of 10."""
    stated = [award for award in awards if award.kind in ("give", "take")]
    return len(stated) >= 1 and weight is not None and number * stated[0].points == weight


def _without_preamble(awards: list[Award], ratios: list[Any]) -> list[Award]:
    """The awards without the clauses in front of them that define a ratio or only introduce."""
    kept = []
    for award in awards:
        before = []
        for piece in award.before:
            ratio = ratio_of(piece)
            if ratio is not None and ratio.name:
                ratios.append(ratio)
            elif not (_PREAMBLE.fullmatch(piece)):
                before.append(piece)
        words = award.words
        if _PREAMBLE.match(words):
            words = re.sub(r"^[:,]", "", words[_PREAMBLE.match(words).end() :])  # type: ignore[union-attr]
        kept.append(replace(award, before=tuple(before), words=words))
    return kept


def _whole(awards: Sequence[Award], context: Context, furthest: list[int]) -> Iterator[list[Part]]:
    """Every way to read all awards as parts, the likeliest first."""
    tries = [0]

    def onward(place: int) -> Iterator[list[Part]]:
        furthest[0] = max(furthest[0], place)
        tries[0] += 1
        if place == len(awards) or tries[0] > _MOST_TRIES:
            if place == len(awards):
                yield []
            return
        if awards[place].before and not _standard_said(awards[place]):
            return
        subject = context.subject
        for part, after in _parts_at(awards, place, context):
            for rest in onward(after):
                yield [part, *rest]
            context.subject = subject

    for parts in onward(0):
        if parts:
            yield parts


def _standard_said(award: Award) -> bool:
    return len(award.before) == 1 and figures._STANDARD.fullmatch(award.before[0]) is not None


def _parts_at(awards: Sequence[Award], place: int, context: Context) -> Iterator[tuple[Part, int]]:
    yield from _each(awards, place, context)
    for shape in SHAPES:
        context.subject = "" if awards[place].fresh else context.subject
        for part, after in shape(awards, place, context):
            yield part, after
            vetoed = _vetoed(part, awards, after, place, context)
            if vetoed is not None:
                yield vetoed, after + 1


def _vetoed(part: Part, awards: Sequence[Award], after: int, start: int, context: Context) -> Part | None:
    """The part, or nothing as soon as a fact is found: `存在截留的,本项不得分`."""
    if after != len(awards) - 1 or start != 0 or awards[after].kind != "zero" or awards[after].before:
        return None
    award = awards[after]
    words = re.sub(r"(?:的)?,?(?:本项|该项|此项|本指标|该指标|此处)(?:指标)?$", "", award.words)
    if not facts._is_fact(words) or read_condition(words) is not None:
        return None
    need = context.namer.need(words, "yesno", "", Decimal(0), Decimal(1))

    def written(answers: Any) -> str:
        return f"veto({need.key}, {together([part])(answers)})"

    return Part(written, part.most, (*part.needs, need), part.questions, part.judged)


def _each(awards: Sequence[Award], place: int, context: Context) -> Iterator[tuple[Part, int]]:
    """One shape for each of several things that are named or numbered."""
    for points, names, after in facts.repeated(awards, place, context):
        if after == len(awards):
            parts = [facts._flag(name, points, (), context) for name in names]
            yield facts.joined(parts), after
            continue
        whole_name, weight = context.name, context.weight
        results: list[list[Part]] = []
        ends: set[int] = set()
        for name in names:
            inner = Context(f"{whole_name}{name}", points, Namer(f"{whole_name}{name}", True), context.ratios)
            found = next(
                (
                    (part, end)
                    for shape in SHAPES
                    for part, end in shape(awards, after, inner)
                    if part.most == points and end == len(awards)
                ),
                None,
            )
            if found is None:
                return
            results.append([found[0]])
            ends.add(found[1])
        context.name, context.weight = whole_name, weight
        if len(ends) == 1:
            yield facts.joined([part for group in results for part in group]), ends.pop()
    last = len(awards) - 1
    if place == 0 and last > 0 and awards[last].kind == "give":
        for points, names, _ in facts.repeated(awards, last, context):
            inner = Context(context.name, points, context.namer, context.ratios)
            fitting = [
                part
                for shape in SHAPES
                for part, end in shape(awards, 0, inner)
                if end == last and part.most == points
            ]
            if fitting and fitting[0].flag is not None:
                words = awards[0].words
                parts = [facts._flag(f"{name}{words}", points, (), context) for name in names]
                yield facts.joined(parts), len(awards)


def _reading(parts: Sequence[Part], awards: Sequence[Award]) -> Reading:
    if len(parts) == 1 and parts[0].flag is not None and len(awards) == 1 and not awards[0].verb:
        raise _RefusedError(awards[0].words, "只有分值，没有写怎样得分")
    joined = facts.joined(parts)
    questions: tuple[Question, ...] = joined.questions
    needs: dict[str, Need] = {need.key: need for need in joined.needs}
    written = expressions(joined.written, questions)
    status = "judged" if joined.judged else "choose" if questions else "read"
    return Reading(status, written, tuple(needs.values()), questions)  # type: ignore[arg-type]


def _checked(reading: Reading, sentence: Sentence) -> Reading:
    """The reading, if every expression it proposes is one the language accepts."""
    known = {need.key for need in reading.needs}
    for text in reading.expressions.values():
        try:
            root = parse(text, known)
            for call in (node for node in root.root.walk() if hasattr(node, "function")):
                _try_rule(call)
        except RuleTextError as error:
            raise _RefusedError(sentence.text[:60], f"读出的规则不成立（{error}）") from None
    return reading


def _try_rule(call: Any) -> None:
    """Check the tier text of a call."""
    from udfs.tiers import check_tiers

    if call.function.key == "tiers":
        check_tiers(call.arguments[1].content)


def _typed(sentence: Sentence, reason: str) -> Reading:
    """Points that a person types, up to the weight."""
    namer = Namer(sentence.name)
    need = namer.need(f"{sentence.name}评分", "points", "分", Decimal(0), sentence.weight)
    if sentence.weight is None:
        return Reading("judged", {}, (need,), reason=reason)
    text = f'points("{plain(sentence.weight)}", {need.key})'
    return Reading("judged", {(): text}, (need,), reason=reason)
