"""Shapes over facts: conditions met or not, problems counted, grades picked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from workbooks.sentences.awards import Award
from workbooks.sentences.conditions import read_condition
from workbooks.sentences.context import Context
from workbooks.sentences.figures import OTHERWISE, Found
from workbooks.sentences.model import Need, Question
from workbooks.sentences.normal import COUNTERS
from workbooks.sentences.parts import (
    AT_ZERO,
    FLOOR,
    Answers,
    Part,
    fixed,
    floor_unstated,
    partial,
    plain,
    together,
)

_COUNTED = re.compile(rf"每(?!低|高|超|降|下降|上升)|(?<!\d)1(?:{COUNTERS})(?!百分点|以上|以下)")
_ONE = re.compile(rf"(?<!\d)1(?:个?月|(?:{COUNTERS})(?!百分点)(?:部分)?)")
_UNIT = re.compile(rf"(?:每\D{{0,8}}?|(?<!\d)1)(个?月|{COUNTERS})")
_GRADE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}?)(?:非常|很|较为|较|比较|基本|不太|不|部分|未|全部|完全|效果)?"
    r"(?:优秀|优|良好|良|中等|中|差|好|一般|显著|明显|满意|合格|完整|健全|规范|达标|高|低|完成|达成|公开|及时|完善|到位|落实)(?:的|等次|等|档)?"
)
_PLAIN_GRADE = re.compile(
    r"(?:(?:效果|成效|作用|效益|评价|结果|等次|等级|质量|程度|影响|情况)(?:为|是)?|评为|评价为)?"
    r"(?:优秀|优|良好|良|中等|中|较差|差|较好|很好|好|一般|不显著|较显著|非常显著|显著|不明显|较明显|明显|合格|基本合格|不合格|满意|基本满意|不满意|较高|较低|高|低|达标|基本达标|不达标)(?:的|等次|等|档|者)*"
)
_CONTRAST = re.compile(
    r"^(?:未|不|没有|无|基本|部分|较|一般|仅|均不|均未|有部分|少部分|大部分|缺)|简单|不全|不完整|不够|较差|均|项满足"
)
_COMPOUND = re.compile(r"或者?[^\d]{2,}|,且|并且")
_ONE_MISSING = re.compile(
    rf"(?:缺少?|少|有|有任何|发现|出现|存在)?(?:任何|任意)?1(?:{COUNTERS})(?:不满足|不符合|不达标|未达标|不合格|未完成|缺失)?(?:要求)?的?"
)
_WHOLE_RULE = re.compile(r"(?:本项|该项|此项|本指标|该指标|一律|全部|均)")
_VETO = re.compile(r"一票否决")
_FAULT = re.compile(r"未|没有|不|无|缺|违|超|逾|迟|漏|错|差|存在|发生|出现")
_MISSING = re.compile(
    r"每?(?:少|缺|缺少|有|出现|发现)?1(?:项|条|个|处)(?:不符合|不满足|未满足|未达到|未完成|不达标|不具备|未做到|缺失)?(?:要求)?(?:的)?"
)
_EARNED = re.compile(
    rf"(?:(?P<n>\d+)(?:项|个|条))?(?P<d>[^\d,;]{{0,40}}?)(?:每[^\d,;]{{0,12}}|有)1(?:{COUNTERS})[^\d,;]{{0,30}}"
)
_AWKWARD = re.compile(
    r"酌情|视情况|分别|依次|排名|名次|以此类推|依此类推|择其一|取高|就高|折算|计算|根据.*情况|超出部分|累计|百分比|比例|比重|÷|×|=|[≥≤<>±~⊕⊖↑]|\d+分|\d+%"
)
_EACH = re.compile(r"(?P<names>[^\d;]{2,60}?)?(?:各|均|分别)(?:占|得|计)?")
_SUBITEM = re.compile(
    r"(?:共(?P<n>\d+)(?:个子)?项,?)?(?:每|各)(?:1)?(?:个)?(?:子项|项|小项|条|方面|项内容|项指标|个方面)(?:指标)?(?:占|得|计)?"
)
_EACH_MET = re.compile(
    r"(?:以上|上述)?(?:每|各)(?:符合|满足|完成|做到|具备|达到)?1?(?:项|条|个|点|方面)(?:要求)?"
)
_UNMET = re.compile(r"(?:不符合|未完成|不满足|未满足|不达标|未达到|未做到|否则?)(?:要求|的|项)*")
_TOTAL_ITEMS = re.compile(r"(?:共)?(\d+)(?:个)?(?:子项|项|小项|条|个方面)(?:指标)?")


def flags(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`成立领导小组(1分)`, `资金使用规范得10分,否则不得分`: one condition that is met or not."""
    award = awards[start]
    points = award.points if award.kind == "give" else context.weight if award.kind == "full" else None
    if points is None or "不" in award.said or not is_fact(award.words):
        return
    place, denied = start + 1, False
    alone = start == 0 or not awards[place].fresh if place < len(awards) else False
    if alone and awards[place].kind == "zero" and not awards[place].before:
        words = awards[place].words
        if (
            (start == 0 and _ONE_MISSING.fullmatch(words))
            or OTHERWISE.fullmatch(words)
            or (is_fact(words) and not _WHOLE_RULE.search(awards[place].said + words[-4:]))
        ):
            denied, place = True, place + 1
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
            yield Part(fixed(text), points, (met,)), place + 1
            return
    if denied:
        yield flag(award.words, points, (), context), place
    else:
        yield flag(award.words, points, (partial,), context), place


def flag(words: str, points: Decimal, questions: tuple[Question, ...], context: Context) -> Part:
    """A condition that is met or not, with the question where partly met is not spoken of."""
    label = words if len(words) > 2 else f"{context.name}：{words}"
    need = context.namer.need(label, "yesno", "", Decimal(0), Decimal(1))
    typed = context.namer.need(f"{words}得分", "points", "分", Decimal(0), points)
    needs = (need, typed) if questions else (need,)
    return Part(
        fixed(f'checklist("{plain(points)}", {need.key})'),
        points,
        needs,
        questions,
        flag=(points, need.key, typed.key),
    )


def joined(parts: Sequence[Part]) -> Part:
    """Parts as one, their points added."""
    questions = tuple({question.key: question for part in parts for question in part.questions}.values())
    needs = tuple(need for part in parts for need in part.needs)
    most = sum((part.most for part in parts), Decimal(0))
    return Part(together(parts), most, needs, questions, any(part.judged for part in parts))


def is_fact(words: str) -> bool:
    """Words that a person can answer with yes or no, with no figure that would have to be compared."""
    if (
        not words
        or OTHERWISE.fullmatch(words)
        or len(words) > 90
        or _AWKWARD.search(words)
        or _COUNTED.search(words)
        or "每" in words
    ):
        return False
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


def counts(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`规范的得2分,每少1项扣0.4分,扣完为止;有截留的不得分`: so much off for each problem."""
    place, stated = start, None
    first = awards[start]
    if first.kind in ("give", "full") and start + 1 < len(awards) and awards[start + 1].kind == "take":
        if not (is_fact(first.words) or _plain_words(first.words) or _all_right(first.words)):
            return
        if start > 0 and (awards[start + 1].fresh or not first.fresh):
            return
        stated, place = first.points if first.kind == "give" else context.weight, start + 1
        if stated is None:
            return
    takes: list[Award] = []
    while (
        place < len(awards) and awards[place].kind == "take" and not (awards[place].before and place > start)
    ):
        if not _countable(awards[place].words, bool(takes) or stated is not None):
            break
        takes += [replace(awards[place], words=words) for words in _separately(awards[place].words)]
        place += 1
    if not takes or not any(_COUNTED.search(take.words) for take in takes):
        return
    floor = False
    while place < len(awards) and awards[place].kind in ("floor", "cap") and not awards[place].words:
        if awards[place].kind == "cap" and "扣" not in awards[place].said:
            return
        if awards[place].points > 0:
            if stated is not None and awards[place].points != stated:
                return
            stated = awards[place].points
        floor, place = True, place + 1
    if stated is None and place < len(awards) and _bare_total(awards[place]):
        stated, place = awards[place].points, place + 1
    full = stated if stated is not None else context.weight
    if full is None:
        return
    yield _count_part(takes, full, floor, context), place


def _all_right(words: str) -> bool:
    """`合格率100%`: nothing to count."""
    read = read_condition(words)
    return (
        read is not None
        and read.low is not None
        and read.low.value == 1
        and read.percent
        and read.high is None
    )


def _separately(words: str) -> list[str]:
    """`每缺失1项内容或重复1个部分` counts two things, each with its 1."""
    parts = re.split("或", words)
    return parts if len(parts) == 2 and all(_ONE.search(part) for part in parts) else [words]


def faults(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`未制定方案扣2分,未开展培训扣3分`: facts that cost points, each once."""
    place, takes = start, []
    first = awards[start]
    full = context.weight
    if first.kind in ("give", "full") and start == 0 and is_fact(first.words):
        full, place = (first.points if first.kind == "give" else full), 1
    while place < len(awards) and awards[place].kind == "take" and is_fact(awards[place].words):
        if (awards[place].before and place > start) or not _FAULT.search(awards[place].words):
            return
        takes.append(awards[place])
        place += 1
    floor = False
    while takes and place < len(awards) and awards[place].kind == "floor" and not awards[place].words:
        floor, place = True, place + 1
    if not takes or full is None or start != 0 or place != len(awards):
        return
    total = sum((take.points for take in takes), Decimal(0))
    if total > full and not floor:
        return
    needs = [context.namer.need(take.words, "yesno", "", Decimal(0), Decimal(1)) for take in takes]
    each, keys = "; ".join(plain(take.points) for take in takes), ", ".join(need.key for need in needs)
    yield Part(fixed(f'deduct_per_count({plain(full)}, "{each}", {keys})'), full, tuple(needs)), place


def _plain_words(words: str) -> bool:
    return re.search(r"\d", words) is None and len(words) <= 90 and not _AWKWARD.search(words)


def _countable(words: str, following: bool) -> bool:
    """Words that name what is counted: 每发现1处问题; after others also a bare fact (未整改)."""
    counted = _COUNTED.search(words) is not None
    rest = _ONE.sub("", words)
    if re.search(r"\d", rest) or len(words) > 120 or _AWKWARD.search(rest):
        return False
    if re.search(r"每(?:低|高|超|降|增|减少|下降|上升)[^项处次个]{0,6}$", words):
        return False
    return counted or (following and bool(words))


def _bare_total(award: Award) -> bool:
    return (
        award.kind == "give"
        and not award.verb
        and award.words in ("", "共", "共计", "本项", "合计", "满分", "最高", "最多", "总计", "总分")
    )


def _thing_counted(words: str) -> str:
    """What is counted, without the 每 and the 1 of the sentence."""
    return re.sub(rf"每(?:{COUNTERS})?", "", _ONE.sub("", words)).strip(",、的")


def _count_part(takes: Sequence[Award], full: Decimal, floor: bool, context: Context) -> Part:
    needs: list[Need] = []
    for take in takes:
        unit = _UNIT.search(take.words)
        label = _thing_counted(take.words) or "问题"
        counter = unit[1] if unit else "个"
        needs.append(context.namer.need(f"{label}的{counter}数", "count", counter, Decimal(0)))
    each = "; ".join(plain(take.points) for take in takes)
    keys = ", ".join(need.key for need in needs)

    def written(answers: Answers) -> str:
        if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
            return f'deduct_per_count({plain(full)}, "{each}", {keys})'
        return f'{plain(full)} - points_per_count("{each}", {keys})'

    return Part(written, full, tuple(needs), () if floor else (floor_unstated,))


def adjusted(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`保持稳定得2分;每增加1名加0.1分,最多加1分;每减少1名扣0.2分,最多扣2分`: a base, with more and less."""
    base = awards[start]
    if base.kind != "give" or not is_fact(base.words) or start + 1 >= len(awards):
        return
    place, most, needs, terms = start + 1, base.points, [], []
    while place < len(awards) and awards[place].kind in ("add", "take"):
        change = awards[place]
        if change.before or not _countable(change.words, False) or not _COUNTED.search(change.words):
            return
        cap = awards[place + 1] if place + 1 < len(awards) else None
        if cap is None or cap.kind != "cap" or cap.words or cap.points <= 0:
            return
        unit = _UNIT.search(change.words)
        counter = unit[1] if unit else "个"
        need = context.namer.need(
            f"{_thing_counted(change.words)}的{counter}数", "count", counter, Decimal(0)
        )
        needs.append(need)
        counted = f'lowest({plain(cap.points)}, points_per_count("{plain(change.points)}", {need.key}))'
        terms.append(f"{'+' if change.kind == 'add' else '-'} {counted}")
        most += cap.points if change.kind == "add" else 0
        place += 2
    if terms and any(term.startswith("+") for term in terms):
        yield Part(fixed(f"{plain(base.points)} {' '.join(terms)}"), most, tuple(needs)), place


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
    if again.kind == "take" and _MISSING.fullmatch(again.words) and same == {again.points}:
        place += 1
    elif again.kind == "full" and re.fullmatch(r"每(?:完成|满足|符合|做到)1(?:项|条|个)", again.words):
        place += 1
        if (
            place < len(awards)
            and awards[place].kind == "zero"
            and re.fullmatch(r"未(?:完成|满足|符合)(?:项|的)?", awards[place].words)
        ):
            place += 1
    elif again.kind == "zero" and OTHERWISE.fullmatch(again.words):
        return
    else:
        return
    while place < len(awards) and awards[place].kind == "floor" and not awards[place].words:
        place += 1
    yield joined(parts), place


def earned(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`每完成1项得2分,最多得10分`: points for each thing, up to a limit."""
    award = awards[start]
    if award.kind not in ("give", "add") or not award.verb:
        return
    match = _EARNED.fullmatch(award.words)
    if match is None or _AWKWARD.search(match["d"] or ""):
        return
    place, most, capped = start + 1, context.weight, False
    total = Decimal(match["n"]) * award.points if match["n"] else None
    if (
        place < len(awards)
        and awards[place].kind == "cap"
        and not awards[place].words
        and "扣" not in awards[place].said
    ):
        most = awards[place].points if awards[place].points > 0 else context.weight
        place, capped = place + 1, True
    elif (
        place < len(awards)
        and awards[place].kind == "zero"
        and re.fullmatch(r"未(?:完成|满足|符合|达标)(?:项|的)?", awards[place].words)
    ):
        place += 1
    alone = start == 0 and place == len(awards)
    if most is None or (total is not None and total != most) or not (capped or total is not None or alone):
        return
    unit = _UNIT.search(award.words)
    counter = unit[1] if unit else "个"
    label = f"{_thing_counted(award.words) or context.name}的{counter}数"
    need = context.namer.need(label, "count", counter, Decimal(0))
    yield (
        Part(
            fixed(f'lowest({plain(most)}, points_per_count("{plain(award.points)}", {need.key}))'),
            most,
            (need,),
        ),
        place,
    )


def grades(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`好4分;中2分;差0分`, `效果显著得10~12分,较好得7~9分`: one of several grades."""
    found: list[tuple[str, Award]] = []
    place = start
    while place < len(awards) and not (awards[place].before and place > start):
        award = awards[place]
        if (
            award.kind not in ("give", "zero", "range", "full")
            or not award.words
            or (award.kind == "full" and context.weight is None)
        ):
            break
        if (
            re.search(r"\d", award.words)
            or len(award.words) > 60
            or "不失分" in award.said
            or "不扣分" in award.said
        ):
            break
        found.append((award.words, award))
        place += 1
    while len(found) >= 2:
        part = _graded(found, context)
        if part is not None:
            yield part, place
        found.pop()
        place -= 1


def _graded(found: Sequence[tuple[str, Award]], context: Context) -> Part | None:
    names = [name for name, _ in found]
    ranged = any(award.kind == "range" for _, award in found)
    ends = [_ends(award, context) for _, award in found]
    falling = all(one[1] > other[1] for one, other in pairwise(ends))
    plain_names = all(_PLAIN_GRADE.fullmatch(name) for name in names)
    if len(set(names)) < len(names) or not falling:
        return None
    if not (
        plain_names
        or (
            len(found) >= 3
            and any(_CONTRAST.search(name) for name in names[1:])
            and ends[-1][1] <= ends[0][1] / 2
        )
    ):
        return None
    short = _short(names)
    grade = context.namer.need(f"{context.name}等次", "choice", "", choices=tuple(short))
    text = "; ".join(f"{name}: {_span(end)}" for name, end in zip(short, ends, strict=True))
    if len(text) > 250:
        return None
    if not ranged:
        return Part(fixed(f'grade_points({grade.key}, "{text}")'), ends[0][1], (grade,))
    points = context.namer.need(f"{context.name}评分", "points", "分", ends[-1][0], ends[0][1])
    expression = f'grade_range({grade.key}, {points.key}, "{text}")'
    return Part(fixed(expression), ends[0][1], (grade, points), judged=True)


def _ends(award: Award, context: Context) -> tuple[Decimal, Decimal]:
    if award.kind == "range":
        return min(award.points, award.high), max(award.points, award.high)
    if award.kind == "full":
        return context.weight or Decimal(0), context.weight or Decimal(0)
    points = award.points if award.kind == "give" else Decimal(0)
    return points, points


def _span(end: tuple[Decimal, Decimal]) -> str:
    return plain(end[0]) if end[0] == end[1] else f"{plain(end[0])}~{plain(end[1])}"


def _short(names: Sequence[str]) -> list[str]:
    """Names of grades that fit a drop-down, still different from each other."""
    cleaned = [re.sub(r"[:;\"]", "", re.sub(r"(?:的|等次|者)+$", "", name)) or name for name in names]
    prefix = re.match(r"(?:效果|成效|作用|效益|影响|评价为|评为|结果为)", cleaned[0])
    if prefix and len(cleaned[0]) > prefix.end():
        cleaned[0] = cleaned[0][prefix.end() :]
    return [name if len(name) <= 20 else f"{name[:18]}…{place}" for place, name in enumerate(cleaned, 1)]


def repeated(
    awards: Sequence[Award], start: int, context: Context
) -> Iterator[tuple[Decimal, tuple[str, ...], int]]:
    """`预算、决算各3分`, `每个子项2分(3个子项)`, `共4项,每项1分`: how much each of several things gives."""
    award = awards[start]
    if award.kind != "give":
        return
    if award.before and start == 0 and (_SUBITEM.fullmatch(award.words) or _EACH_MET.fullmatch(award.words)):
        names = tuple(award.before)
        if all(is_fact(name) for name in names) and award.points * len(names) == context.weight:
            after = start + 1
            if after < len(awards) and awards[after].kind == "zero" and _UNMET.fullmatch(awards[after].words):
                after += 1
            if after == len(awards):
                yield award.points, names, after
        return
    if (match := _SUBITEM.fullmatch(award.words)) and context.weight is not None and award.points:
        number = context.weight / award.points
        if match["n"] is not None and Decimal(match["n"]) != number:
            return
        if number == int(number) and 1 < number <= 12:
            yield award.points, tuple(f"第{place}项" for place in range(1, int(number) + 1)), start + 1
    elif (match := _EACH.fullmatch(award.words)) and match["names"]:
        names = tuple(re.split(r"[、和及/]", match["names"]))
        if 1 < len(names) <= 12 and all(names):
            yield award.points, names, start + 1
