"""Conditions that are met or not, one or several, each with its points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.conditions import read_condition
from workbooks.sentences.pieces.context import Context
from workbooks.sentences.pieces.measuring import COUNTED, OTHERWISE, Found
from workbooks.sentences.pieces.normal import COUNTERS
from workbooks.sentences.pieces.outcome import Question
from workbooks.sentences.pieces.parts import (
    ONLY_ITS_OWN,
    REST,
    TYPED,
    WHICH,
    Answers,
    RulePart,
    asked_apart,
    each_or_all,
    fixed,
    full_unless,
    partial,
    plain,
    together,
)

_COMPOUND = regex(r"或者?[^\d]{2,}|,且|并且")
_ONE_MISSING = regex(
    rf"(?:缺少?|少|有|有任何|发现|出现|存在|发生)?(?:任何|任意)?1(?:{COUNTERS})(?:不满足|不符合|不达标|未达标|不合格|未完成|缺失)?(?:要求)?的?"
)
_NAMES_APART = regex(r"[、/]|和(?!谐)|以?及(?![时其格])")
_NOT = regex(r"未|不|没|无(?!锡)|缺|否|欠|滞后|逾期|延期")
_NOT_FIRST = regex(r"(?:如|若|有|出现|存在|仍|均|都)?(?:未|不|没|无|缺|否|逾期|延期|滞后|迟)")
_EVERY_SO_OFTEN = regex(
    r"每(?:半?年|季度?|月|周|日|天|学期|半月)(?:应|须|均|都)?(?:至少|不少于)?(?:开展|召开|组织|进行|举办|报送|检查|巡查|考核|评价|通报|调度|部署|清理|维护|更新|培训|(?<=少)[\u4e00-\u9fff]{2})?(?:[^\d,;每]{0,10}(?=(?:至少|不少于)1))?(?:至少|不少于)?(?:1(?:次|场|期|篇|份))?"
)
"""`每周至少开展1次教学查房`: how often, as whoever answers knows."""
_ONLY_A_RATE = regex(
    r"(?!.*(?:提高|提升|降低|减少|增加|控制|公开|制定|测算|达到|达标|完成|明确|扩大|落实|保持|符合|优于|计算|公布))"
    r"[^\d,;]{0,16}(?:率|满意度|比例|占比|比重)"
)
"""A measure, of which nobody can say yes or no."""
_COMPARES = regex(r"高于|低于|超过|多于|少于|大于|小于|不足")
"""Of two comparisons what lies between them is not said by yes and no."""
_WHOLE_RULE = regex(r"(?:本项|该项|此项|本指标|该指标|一律|全部|均)")
_MISSING = regex(
    r"每?(?:少|缺|缺少|有|出现|发现)?1(?:项|条|个|处)(?:不符合|不满足|未满足|未达到|未完成|不达标|不具备|未做到|缺失)?(?:要求)?(?:的)?"
    r"|每(?:项|条|个)(?:不符合|不满足|未满足|未达到|未完成|不达标|不具备|未做到|缺失)(?:要求)?(?:的)?"
)
AWKWARD = regex(
    r"得[^,;]{0,6}分|除外|加倍|减半|翻倍|酌情|视情况|分别|依次|排名|名次|以此类推|依此类推|择其一|取高|就高|折算|计算|根据[^,;]{0,20}情况(?:酌情|综合|进行|予以)*(?:评|打分|计分|给分|得分|扣|赋|定)|超出部分|累计|百分比|(?:比例|比重)(?!(?:达到|不低于|为)?1:|(?:较|比)上年|同比|合理|适当|符合|逐年|下降|提高|降低|上升|有所)|÷|×|=|[≥≤<>±~⊕⊖↑]|\d+分|\d+%"
)
_EACH = regex(r"(?P<names>[^\d;]{2,60}?)?(?:各|均|分别)(?:占|得|计)?")
_RATIO_OF_TWO = regex(r"(?<![\d.])1:\d+(?:\.\d+)?(?![\d.%])")
"""`师生比达到1:18`: who answers compares it."""
_ROW_OF_THINGS = regex(
    r"(?P<names>[^\d,;、]{2,24}(?:、[^\d,;、]{2,24})+),?(?:每|各)(?:1)?(?:项|个|条|种)(?:得|占|计)?"
)
_SUBITEM = regex(
    r"(?:共?(?P<n>\d+)(?:个|条)?(?:子?项|要素|要点|方面|内容)?,?)?"
    r"(?:每|各)(?:1)?(?:个)?(?:子项|项|小项|条|方面|项内容|项指标|个方面|要素|要点)(?:指标)?(?:占|得|计)?"
)
_EACH_MET = regex(
    r"(?:(?:以上|上述)(?:\d(?:项|个|条|点|方面))?(?:评价)?(?:内容|要求|要素|标准|条件|要点|各项|各条)?,?)?(?:每|各)?"
    r"(?:符合|满足|完成|做到|具备|达到|有)?1?(?:项|条|个|点|方面)?(?:要求|内容|要素|条件)?(?:的)?(?:各)?(?:占|得|计)?"
)
_LAST_AND_EACH = regex(r"(?P<last>.{2,60}?),(?P<each>(?:每|各|以上|上述|符合|满足|具备).{0,20})")
_LISTING = regex(
    r"^(?:(?:评价|评分|考核|评估)(?:要点|内容|标准|要素)|具备(?:以下)?要素|主要(?:包括|评价|考核)|包括)[:,]?"
)
_ONE_OF = regex(r"(?P<each>.{0,20}?)(?:得|占|计)?1/(?P<d>\d{1,2})(?:的)?")
UNMET = regex(
    r"(?:每(?:1)?项)?(?:共\d{1,2}(?:项|条|个),)?(?:(?:如|若|凡)?(?:存在|有|出现)?(?:不合规|不规范|不符合(?:要求|规定)?)(?:的)?(?:现象|情况|情形|问题)(?:的)?(?:,(?:相应|对应|该|该项)(?:指标|项|内容|部分)?)?|不符合|未完成|不满足|未满足|不达标|达不到|没有达到|未达到?|未做到|否则?)(?:要求|标准|的|项)*"
)


def flags(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`成立领导小组(1分)`, `资金使用规范得10分,否则不得分`: one condition that is met or not."""
    award = awards[start]
    if award.kind == "zero" and start + 2 == len(awards) and start == 0:
        yield from _the_other_way_round(award, awards[1], context)
        return
    points = award.points if award.kind == "give" else context.weight if award.kind == "full" else None
    if points is None or "不" in award.said or not is_fact(award.words):
        return
    place, denied = start + 1, False
    alone = start == 0 or not awards[place].fresh if place < len(awards) else False
    if alone and awards[place].kind == "zero" and not awards[place].before:
        words = awards[place].words
        words = words if _ONE_MISSING.fullmatch(words) else any_of(words)
        if _speaks_of_another(words, awards[: start + 1]):
            return
        if (
            (start == 0 and _ONE_MISSING.fullmatch(words))
            or OTHERWISE.fullmatch(words)
            or (
                _denies(words, award.words)
                and is_fact(words)
                and not _WHOLE_RULE.search(awards[place].said + words[-4:])
            )
        ):
            denied, place = True, place + 1
        elif _COMPARES.search(words) and _COMPARES.search(award.words):
            return
        elif is_fact(words) and not _WHOLE_RULE.search(awards[place].said + words[-4:]):
            yield _unless(flag(award.words, points, (), context), words, context), place + 1
            return
    if (
        start == 0
        and place == 1
        and place < len(awards)
        and awards[place].kind == "give"
        and not awards[place].before
    ):
        other = awards[place].points
        if OTHERWISE.fullmatch(awards[place].words) and other < points:
            met = context.namer.need(award.words, "yesno", "", Decimal(0), Decimal(1))
            text = f'{plain(other)} + checklist("{plain(points - other)}", {met.key})'
            yield RulePart(fixed(text), points, (met,)), place + 1
            return
    if denied:
        yield flag(award.words, points, (), context), place
    else:
        yield flag(award.words, points, (partial,), context), place


def vetoes(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`1台不符合要求不得分;未建台账不得分`: nothing but what leaves the row without points."""
    if start or context.weight is None or any(award.kind != "zero" or award.before for award in awards):
        return
    words = [any_of(award.words) for award in awards]
    if not all(is_fact(one) and (_NOT.search(one) or _WRONG.search(one)) for one in words):
        return
    needs = [context.namer.need(one, "yesno", "", Decimal(0), Decimal(1)) for one in words]
    typed = context.namer.need(f"{context.name}得分", "points", "分", Decimal(0), context.weight)
    most, found = plain(context.weight), " + ".join(need.key for need in needs)

    def written(answers: Answers) -> str:
        rest = f'points("{most}", {typed.key})' if answers.get(REST) == TYPED else most
        return f"veto({found}, {rest})"

    yield RulePart(written, context.weight, (*needs, typed), (full_unless,)), len(awards)


def _the_other_way_round(award: Award, after: Award, context: Context) -> Found:
    """`超支的不得分,未超支得满分`: what gives nothing stands first."""
    points = after.points if after.kind == "give" else context.weight if after.kind == "full" else None
    if (
        points is None
        or "不" in after.said
        or after.before
        or not (is_fact(award.words) and is_fact(after.words))
    ):
        return
    if _denies(after.words, award.words) or _denies(award.words, after.words):
        yield flag(after.words, points, (), context), 2


def _speaks_of_another(words: str, given: Sequence[Award]) -> bool:
    """Whether what gives nothing speaks of an earlier condition in the same breath, not of the last."""
    shared = [share(words, one.words) for one in given if one.kind in ("give", "full")]
    return len(shared) > 1 and not shared[-1] and any(shared[:-1])


def share(words: str, said: str) -> bool:
    """Whether two pieces of text have two characters in a row in common."""
    return any(said[place : place + 2] in words for place in range(len(said) - 1))


_WRONG = regex(r"违规|违纪|违法|弄虚作假|造假|截留|挤占|挪用|虚列|事故|差错|错误|虚假|灭灯")
_ANY_ONE = regex(
    rf"^(?:如|若|只要|凡|一旦)?(?:发现|有|出现|存在|发生)?(?:任意|任何)?1(?:{COUNTERS})(?!以上|以下)"
)


def any_of(words: str) -> str:
    """`发现1个项目应招未招` as the fact that there is one."""
    return _ANY_ONE.sub("有", words)


def _denies(words: str, said: str) -> bool:
    """Whether words only say that a condition is not met: they deny something, and speak of the same."""
    alternatives = re.split("或者?|、|,", words)
    if _COMPARES.search(words) and _COMPARES.search(said):
        return False
    if not all(_NOT.search(one) for one in alternatives):
        return False
    if all(_NOT_FIRST.match(one) for one in alternatives) and len(words) <= 12:
        return True
    return share(words, said)


def _unless(part: RulePart, words: str, context: Context) -> RulePart:
    """A condition with something else that leaves it without points: `食品安全(3分,发生较大事故不得分)`."""
    found = context.namer.need(words, "yesno", "", Decimal(0), Decimal(1))
    return RulePart(
        lambda answers: f"veto({found.key}, {part.written(answers)})", part.most, (part.needs[0], found)
    )


def flag(words: str, points: Decimal, questions: tuple[Question, ...], context: Context) -> RulePart:
    """A condition that is met or not, with the question where partly met is not spoken of."""
    label = words if len(words) > 2 else f"{context.name}：{words}"
    need = context.namer.need(label, "yesno", "", Decimal(0), Decimal(1))
    typed = context.namer.need(f"{words}得分", "points", "分", Decimal(0), points)
    needs = (need, typed)
    return RulePart(
        fixed(f'checklist("{plain(points)}", {need.key})'),
        points,
        needs,
        questions,
        flag=(points, need.key, typed.key),
    )


def joined(parts: Sequence[RulePart]) -> RulePart:
    """Parts as one, their points added."""
    parts = asked_apart(parts)
    questions = tuple({question.key: question for part in parts for question in part.questions}.values())
    needs = tuple(need for part in parts for need in part.needs)
    most = sum((part.most for part in parts), Decimal(0))
    return RulePart(together(parts), most, needs, questions, any(part.judged for part in parts))


def is_fact(words: str) -> bool:
    """Words that a person can answer with yes or no, with no figure that would have to be compared."""
    said, words = words, _EVERY_SO_OFTEN.sub("", words)
    if not words and said.endswith(("1次", "1场", "1期", "1篇", "1份")):
        return True
    if (
        not words
        or _ONLY_A_RATE.fullmatch(words)
        or OTHERWISE.fullmatch(words)
        or len(words) > 90
        or AWKWARD.search(words)
        or COUNTED.search(words)
        or "每" in words
    ):
        return False
    words = _RATIO_OF_TWO.sub("", words)
    if re.search(r"\d", words):
        if _COMPOUND.search(words) and read_condition(words) is None:
            return (
                re.search(
                    r"\d(?!\d*(?:万|亿)?(?:元|人|家|个|项|名|次|篇|亩|吨|户|件)(?:以上|以下|及以上)?)",
                    re.sub(r"\.\d+|\d(?=\d)", "", words),
                )
                is None
            )
        return (
            re.fullmatch(
                r"[^\d]*\d+(?:年|月|日|号)[^\d]*|[^\d]*(?:至少|不少于|不低于)\d+(?:次|项|个|篇|场|期|名|人)[^\d]*",
                words,
            )
            is not None
        )
    return True


def bare_total(award: Award) -> bool:
    return (
        award.kind == "give"
        and not award.verb
        and not award.before
        and award.words in ("", "共", "共计", "本项", "合计", "满分", "最高", "最多", "总计", "总分")
    )


def named(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`食堂/超市正常运行(10分,每项5分)`: things in a row that each give as much."""
    if start + 1 >= len(awards):
        return
    whole, each = awards[start], awards[start + 1]
    if whole.kind != "give" or each.kind != "give" or each.fresh or not _SUBITEM.fullmatch(each.words):
        return
    names = _NAMES_APART.split(whole.words)
    if len(names) < 2 or each.points * len(names) != whole.points or not all(map(is_fact, names)):
        return
    yield joined([flag(name, each.points, (), context) for name in names]), start + 2


def listed(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`有制度1分;有台账1分;每少1项扣1分`: conditions in a row, and the same said again of what is missing."""
    place, parts = start, []
    while place < len(awards) and awards[place].kind == "give" and is_fact(awards[place].words):
        if awards[place].before and place > start:
            break
        parts.append(flag(awards[place].words, awards[place].points, (), context))
        place += 1
    if len(parts) < 2 or place >= len(awards) or awards[place].before:
        return
    again = awards[place]
    same = {part.most for part in parts}
    missing = _MISSING.fullmatch(again.words) is not None
    unmet = missing or UNMET.fullmatch(again.words) is not None
    its_own = (
        again.kind == "zero"
        and unmet
        and re.search("该项|该条|相应|对应", again.words + again.said) is not None
    )
    if (
        its_own
        or (again.kind == "again" and unmet)
        or (again.kind == "take" and missing and same == {again.points})
    ):
        place += 1
    elif again.kind == "full" and re.fullmatch(r"每(?:完成|满足|符合|做到)1(?:项|条|个)", again.words):
        place += 1
        if (
            place < len(awards)
            and awards[place].kind == "zero"
            and re.fullmatch(r"未(?:完成|满足|符合)(?:项|的)?", awards[place].words)
        ):
            place += 1
    elif again.kind == "zero" and (OTHERWISE.fullmatch(again.words) or UNMET.fullmatch(again.words)):
        yield _each_or_all(joined(parts), again.words), place + 1
        return
    else:
        return
    while place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        place += 1
    yield joined(parts), place


def _named_before(award: Award) -> tuple[tuple[str, ...], str]:
    """The things listed in front of `每项1分`, and the words that say so; the last may stand beside them."""
    first = _LISTING.sub("", award.before[0], count=1)
    names = (first, *award.before[1:]) if first else award.before[1:]
    match = None if _EACH_MET.fullmatch(award.words) else _LAST_AND_EACH.fullmatch(award.words)
    if match is not None and _EACH_MET.fullmatch(match["each"]):
        return (*names, match["last"]), match["each"]
    return names, award.words


def _said_of_the_missing(award: Award, points: Decimal) -> bool:
    """`不符合不得分`, `缺1项扣1分`: the same again, of what is missing."""
    if award.before:
        return False
    if award.kind == "zero":
        return UNMET.fullmatch(award.words) is not None
    return award.kind == "take" and award.points == points and _MISSING.fullmatch(award.words) is not None


def shares(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`①…②…③…,符合1项得1/3权重分`: a share of the points for each, where it is no round number."""
    award = awards[start]
    if award.kind != "full" or start or len(awards) > 2 or context.weight is None or not award.before:
        return
    names, each = _named_before(award)
    match = _ONE_OF.fullmatch(each)
    if match is None or not _EACH_MET.fullmatch(match["each"]) or int(match["d"]) != len(names):
        return
    if not all(map(is_fact, names)) or (len(awards) == 2 and not _said_of_the_missing(awards[1], Decimal(0))):
        return
    needs = [context.namer.need(name, "yesno", "", Decimal(0), Decimal(1)) for name in names]
    met = " + ".join(need.key for need in needs)
    text = f"proportion(({met}) / {len(names)}, {plain(context.weight)})"
    yield RulePart(fixed(text), context.weight, tuple(needs)), len(awards)


def _each_or_all(part: RulePart, words: str) -> RulePart:
    """`甲得2分,乙得3分,否则不得分`: what is not met costs its own points, or all of them."""
    keys = [need.key for need in part.needs if need.kind == "yesno"]

    def written(answers: Answers) -> str:
        plainly = part.written(answers)
        if answers.get(WHICH, ONLY_ITS_OWN) == ONLY_ITS_OWN:
            return plainly
        return f"veto({len(keys)} - {' - '.join(keys)}, {plainly})"

    return RulePart(written, part.most, part.needs, (each_or_all,))


def repeated(
    awards: Sequence[Award], start: int, context: Context
) -> Iterator[tuple[Decimal, tuple[str, ...], int]]:
    """`预算、决算各3分`, `每个子项2分(3个子项)`, `共4项,每项1分`: how much each of several things gives."""
    award = awards[start]
    if award.kind != "give":
        return
    if award.before and start == 0:
        names, each = _named_before(award)
        if not (_SUBITEM.fullmatch(each) or _EACH_MET.fullmatch(each)):
            return
        if all(is_fact(name) for name in names) and award.points * len(names) == context.weight:
            after = start + 1
            if after < len(awards) and _said_of_the_missing(awards[after], award.points):
                after += 1
            if after == len(awards):
                yield award.points, names, after
        return
    if (match := _SUBITEM.fullmatch(award.words)) and context.weight is not None and award.points:
        number = context.weight / award.points
        if match["n"] is not None and Decimal(match["n"]) != number:
            return
        if number == int(number) and 1 < number <= 12:
            after = start + 1
            names = tuple(f"第{place}项" for place in range(1, int(number) + 1))
            yield award.points, names, after
            if after < len(awards) and _said_of_the_missing(awards[after], award.points):
                yield award.points, names, after + 1
    elif start == 0 and (match := _ROW_OF_THINGS.fullmatch(award.words)):
        names = tuple(match["names"].split("、"))
        if 1 < len(names) <= 12 and all(map(is_fact, names)) and award.points * len(names) == context.weight:
            yield award.points, names, start + 1
    elif (match := _EACH.fullmatch(award.words)) and match["names"]:
        names = tuple(_NAMES_APART.split(match["names"]))
        if 1 < len(names) <= 12 and all(names):
            yield award.points, names, start + 1
            if start + 2 == len(awards) and _said_of_the_missing(awards[start + 1], award.points):
                yield award.points, names, start + 2
