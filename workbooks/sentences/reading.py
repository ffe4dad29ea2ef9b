"""Reading a sentence: shapes are tried from left to right, and the whole is read or nothing is.

What a reading gives at best must be the weight of the row; that catches most of what was misunderstood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from udfs.errors import RuleTextError
from udfs.expression import parse
from udfs.regex import regex
from workbooks.sentences.asking import asked
from workbooks.sentences.pieces.awards import Award, awards_of
from workbooks.sentences.pieces.clauses import LEFT_OUT, scoring_clauses
from workbooks.sentences.pieces.conditions import read_condition
from workbooks.sentences.pieces.context import Context
from workbooks.sentences.pieces.measuring import STANDARD
from workbooks.sentences.pieces.needs import Namer, names_several_rates
from workbooks.sentences.pieces.normal import LONGEST, normalise
from workbooks.sentences.pieces.outcome import Need, Question, Reading, Sentence
from workbooks.sentences.pieces.parts import RulePart, expressions, plain
from workbooks.sentences.pieces.ratios import Ratio, ratio_of, ratios_in
from workbooks.sentences.shapes import flags
from workbooks.sentences.shapes.judgement import is_judgement
from workbooks.sentences.structure import whole

_MOST_AWARDS = 60
_SCORING = regex(r"\d分|得分|扣|加分|满分")
_RATE_NAMES = regex(r"得分率")
_INTRODUCTION = regex(
    r"(?:本指标|该指标|本项|此项|指标)?(?:主要)?(?:考核|考察|评价|反映|用以反映|用于反映|衡量)[^\d≥≤<>扣得但除免;]{2,60}"
)
_WEIGHT_WORDS = r"(?:总?分值|满分|权重分?|权重值|标准分)"
_SHARE_OF_WEIGHT = regex(
    rf"(?P<v>得|扣|扣除|扣减|计|各占|占|给)(?:该项?|本项?|此项|其)?(?:指标)?(?:的)?"
    rf"(?:{_WEIGHT_WORDS}的?(?P<a>\d+(?:\.\d+)?)%|(?P<b>\d+(?:\.\d+)?)%的?(?:{_WEIGHT_WORDS}|分(?!\d)|(?=[,;]|$))"
    rf"|(?P<n>\d{{1,2}})/(?P<d>\d{{1,2}})的?(?:{_WEIGHT_WORDS}|分(?!\d))|{_WEIGHT_WORDS}的?(?P<m>\d{{1,2}})/(?P<e>\d{{1,2}})"
    rf"|(?P<h>一半(?:的?(?:{_WEIGHT_WORDS}|分))?|{_WEIGHT_WORDS}的?一半|半数分))(?:分数)?"
)
_PREAMBLE = regex(
    r"^(?:评分标准|计分标准|评分办法|计分办法|得分标准|评分方法|标准|评分规则|评分要点|计分规则):?"
)
_SPARED = regex(
    r"(?:因|由于)?(?:不可抗力|不可抗拒(?:因素|力)?|自然灾害|客观原因|政策(?:调整|原因|因素)|上级原因|政府原因|非主观原因)"
    r"(?:等)?(?:因素|原因|情况|影响|造成|导致)*的?(?:除外|不扣分|可不扣分)?"
)
"""What a person who counts or answers leaves out; it changes no figure that the rule works with."""
_NUMBER_LOST = regex(
    r"[^,;]{0,20}(?:[≥≤<>±](?=[%‰,;)得扣]|$)|(?:率|满意度|比例|比重)(?:达到|大于|小于|高于|低于|不低于|不高于|不超过)(?=的?,?[得计扣]))"
)
"""`执行率≥%得10分`, `完成率达到得10分`: a bound without its number."""
_SPARES = regex(r"[^,;]{0,12}(?:不可抗力|不可抗拒|自然灾害|客观原因|政策调整|政策因素|非主观原因)[^,;]{0,12}")
_TAIL = regex(r"(?:计算|得分|计分|分|的|进行|予以|为止|扣分|本项|该项|满分|\))*")
_COUNTED_TAIL = regex(r"(?:共)?(\d+)(?:个)?(?:子项|项|小项|条|类|个方面)(?:内容|工作|指标)?")


class _RefusedError(Exception):
    """No reading: the words that found no place, and why."""

    def __init__(self, unread: str, reason: str) -> None:
        super().__init__(reason)
        self.unread = unread


@lru_cache(maxsize=4096)
def read(sentence: Sentence) -> Reading:
    """Read one scoring sentence, whole or not at all; the same sentence is read once.

    Where it was not read, the reading asks how its points come about.
    """
    reading = _read_whole(sentence)
    return asked(sentence, reading, _read_whole) if reading.status == "refused" else reading


def _read_whole(sentence: Sentence) -> Reading:
    if len(sentence.text) > LONGEST:
        return Reading(
            "refused", unread=sentence.text[:60], reason=f"评分标准超过 {LONGEST} 个字，不像一句评分规则"
        )
    text, ratios = scoring_clauses(normalise(sentence.text), sentence.weight)
    if not text:
        return Reading("refused", reason="没有评分标准")
    if sentence.weight is not None:
        text = _SHARE_OF_WEIGHT.sub(lambda match: _share(match, sentence.weight), text)
    if (lost := _NUMBER_LOST.search(text)) is not None:
        return Reading("refused", unread=lost[0], reason="这里少了一个数，不知道以多少为界")
    awards, tail = awards_of(text)
    try:
        reading = _checked(_read(sentence, text, awards, tail, ratios), sentence)
        spared = LEFT_OUT.search(normalise(sentence.text)) or _SPARES.search(text)
        return replace(reading, spared=spared[0].strip(";,")) if spared is not None else reading
    except _RefusedError as refused:
        if is_judgement(text, awards):
            return _typed(sentence, "原文由评分人认定得分")
        return Reading("refused", unread=refused.unread or text[:60], reason=str(refused))


def _share(match: re.Match[str], weight: Decimal | None) -> str:
    """`扣该项分值的10%`, `得60%的分值`, `得1/4权重分`, `得一半分`: the points of that share.

    A share whose points have more than four decimals stays as it is, and is not read.
    """
    groups = match.groupdict()
    percent, over = groups["a"] or groups["b"], groups["n"] or groups["m"]
    if groups["h"]:
        share = Decimal(1) / 2
    elif percent:
        share = Decimal(percent) / 100
    elif Decimal(groups["d"] or groups["e"]) == 0:
        return match[0]
    else:
        share = Decimal(over) / Decimal(groups["d"] or groups["e"])
    points = share * (weight or Decimal(0))
    return f"{match['v']}{plain(points)}分" if points == round(points, 4) else match[0]


def _read(sentence: Sentence, text: str, awards: list[Award], tail: str, defined: list[Ratio]) -> Reading:
    if len(awards) > _MOST_AWARDS:
        raise _RefusedError(text[:60], f"一句里写了 {len(awards)} 处得分，太多了")
    if not awards:
        raise _RefusedError(text, "没有找到怎样得分的话")
    counted = _COUNTED_TAIL.fullmatch(tail)
    if counted is not None and _counts_to_weight(Decimal(counted[1]), awards, sentence.weight):
        tail = ""
    if tail == "超出部分予以减分" or _SPARED.fullmatch(tail):
        tail = ""
    if _TAIL.fullmatch(tail) is None:
        raise _RefusedError(tail, "这几个字没有读懂")
    explanation = normalise(sentence.explanation)[:LONGEST]
    ratios = [*ratios_in(explanation), *defined]
    if _SCORING.search(_RATE_NAMES.sub("", explanation)):
        raise _RefusedError(explanation[:60], "指标说明里还有评分的话，没有读懂")
    awards = _without_preamble(awards)
    awards = [award for award in awards if not (award.kind == "full" and _SPARED.fullmatch(award.words))]
    awards = _adding_to_weight(_floor_first(awards), sentence.weight)
    context = Context(
        sentence.name, sentence.weight, Namer(sentence.name), ratios, ratio_of(explanation) is not None
    )
    furthest = [0]
    for parts in whole(awards, context, furthest):
        most = sum((part.most for part in parts), Decimal(0))
        if (sentence.weight is not None and most != sentence.weight) or _twice(parts):
            continue
        return _reading(parts, awards)
    words = awards[min(furthest[0], len(awards) - 1)]
    if furthest[0] >= len(awards):
        raise _RefusedError(text[:60], f"读出的分相加不是分值{plain(sentence.weight or Decimal(0))}分")
    raise _RefusedError(f"{words.words}{words.said}", "这一句没有读懂")


def _adding_to_weight(awards: list[Award], weight: Decimal | None) -> list[Award]:
    """`验收合格得4分,获奖另加2分` of 6: what is added is a part of the points like any other."""
    given = [award for award in awards if award.kind == "give"]
    added = [award for award in awards if award.kind == "add"]
    total = sum((award.points for award in (*given, *added)), Decimal(0))
    if not added or total != weight:
        return awards
    alone = len(awards) == 1 and read_condition(awards[0].words) is not None
    if not alone and not all(flags.is_fact(one.words) for one in (*given, *added)):
        return awards
    return [replace(award, kind="give") if award.kind == "add" else award for award in awards]


def _floor_first(awards: list[Award]) -> list[Award]:
    """`每起扣2分,情节严重的不得分,扣完为止`: the end of the deductions beside them."""
    if len(awards) < 3:
        return awards
    take, veto, floor = awards[-3:]
    behind = take.kind == "take" and veto.kind == "zero" and floor.kind == "floor" and floor.bare
    return [*awards[:-2], floor, veto] if behind and floor.points <= 0 else awards


def _twice(parts: Sequence[RulePart]) -> bool:
    """Whether two parts score one and the same rate or count, each for points of its own: one was misread."""
    alone = [
        part.needs[0].key
        for part in parts
        if part.needs and [need.kind for need in part.needs if need.kind != "points"] in (["rate"], ["count"])
    ]
    return len(set(alone)) < len(alone)


def _counts_to_weight(number: Decimal, awards: Sequence[Award], weight: Decimal | None) -> bool:
    """Whether so many things of the points said make the weight: `每项扣2分(5项)` of 10."""
    stated = [award for award in awards if award.kind in ("give", "take")]
    return len(stated) >= 1 and weight is not None and number * stated[0].points == weight


def _without_preamble(awards: list[Award]) -> list[Award]:
    """The awards without the clauses in front of them that only introduce."""
    kept: list[Award] = []
    for award in awards:
        before = [
            piece
            for piece in award.before
            if not (_PREAMBLE.fullmatch(piece) or (not kept and _INTRODUCTION.fullmatch(piece)))
        ]
        words = _PREAMBLE.sub("", award.words, count=1)
        standard, comma, rest = words.partition(",")
        if comma and not before and STANDARD.fullmatch(standard):
            before, words = [standard], rest
        kept.append(replace(award, before=tuple(before), words=words))
    return kept


def _reading(parts: Sequence[RulePart], awards: Sequence[Award]) -> Reading:
    if len(parts) == 1 and parts[0].flag is not None and len(awards) == 1 and not awards[0].verb:
        raise _RefusedError(awards[0].words, "只有分值，没有写怎样得分")
    joined = flags.joined(parts)
    questions: tuple[Question, ...] = joined.questions
    for need in joined.needs:
        if need.kind == "rate" and names_several_rates(need.label):
            raise _RefusedError(need.label, "几个比率写在一起，不知道各自怎样得分")
    needs: dict[str, Need] = {need.key: need for need in joined.needs}
    if any(needs[need.key] != need for need in joined.needs):
        raise _RefusedError(awards[0].words, "同一项数据要填成两种样子")
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
