"""So much off, or so much more, for each thing counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.regex import regex
from workbooks.sentences.pieces.awards import Award
from workbooks.sentences.pieces.conditions import read_condition
from workbooks.sentences.pieces.context import Context
from workbooks.sentences.pieces.measuring import COUNTED, Found
from workbooks.sentences.pieces.normal import COUNTERS
from workbooks.sentences.pieces.outcome import Need
from workbooks.sentences.pieces.parts import (
    AT_ZERO,
    FLOOR,
    Answers,
    RulePart,
    fixed,
    floor_unstated,
    plain,
)
from workbooks.sentences.pieces.targets import read_relative
from workbooks.sentences.shapes.flags import AWKWARD, UNMET, bare_total, is_fact

_ONE = regex(rf"(?<!\d)1(?:个?月|人次|场次|(?:{COUNTERS})(?!百分点)(?:部分)?)")
_UNIT = regex(rf"(?:每\D{{0,8}}?|(?<!\d)1)(个?月|{COUNTERS})")
_UNIT_LOST = regex(
    r"每(?:逾期|延期|超期|推迟|延迟|迟报?|滞后|拖延|超过?|低于?|高于?|少于?|多于?|不足|减少|增加)$"
)
"""`每逾期扣1分`: per what, is not said."""
_NOT_ALL = regex(r"^(?:不足|低于|未达到?|达不到)100%的?,(?=每)")
"""`精准率100%得满分;不足100%的,每错发1人`: the other side said again."""
_ANY_OF = regex("其中之?一|任一|任意一")
_BARE_LACK = ("少", "缺", "缺少", "少了", "漏")
"""What lacks, without a word of what it is of."""
_FOUND = ("发现", "发现有", "有", "存在", "出现", "发生", "累计", "累计发现", "达", "达到")
_UNIT_OF_ONE = regex(rf"(?<!\d)1(个?月|人次|场次|{COUNTERS})")
_SO_MANY = regex(r"(?:等)?\d(?:项|条|个方面|个)(?:要求|条件|内容|要素|标准|要点)?(?=的|均|都|全部|$)")
"""How many things were named just before: `程序合规、手续齐全2项要求`."""
_EARNED_BARE = regex(rf"(?P<n>(?!))?(?P<d>[^\d,;发现存在缺少未]{{1,16}})1(?:{COUNTERS})")
_LACKED = regex(rf"(?:少|缺)(?:开展|召开|完成|举办|组织)?1(?P<u>{COUNTERS})")
_WANTED = regex(rf"[^\d,;]{{0,16}}\d+(?P<u>{COUNTERS})[^\d,;]{{0,10}}")
_EARNED = regex(
    rf"(?:(?P<n>\d+)(?:项|个|条))?(?P<d>[^\d,;]{{0,40}}?)(?:每[^\d,;]{{0,12}}|有|开展|召开|组织|完成|举办|报送|发布|获得?|满足|具备)"
    rf"1(?:{COUNTERS})(?!百分点)[^\d,;]{{0,30}}"
    rf"|(?P<e>[^\d,;扣]{{2,30}}),?每(?:{COUNTERS})"
)


def counts(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`规范的得2分,每少1项扣0.4分,扣完为止;有截留的不得分`: so much off for each problem."""
    place, stated = start, None
    first = awards[start]
    if first.kind in ("give", "full") and start + 1 < len(awards) and awards[start + 1].kind == "take":
        if not (
            is_fact(first.words)
            or _plain_words(first.words)
            or _all_right(first.words, awards[start + 1].words)
        ):
            return
        closed = start > 0 and awards[start - 1].kind in ("zero", "floor")
        bracketed = start > 0 and (first.shut or closed) and not first.verb and not awards[start + 1].shut
        if start > 0 and ((awards[start + 1].fresh and not closed) or not (first.fresh or bracketed)):
            return
        stated, place = first.points if first.kind == "give" else context.weight, start + 1
        if stated is None:
            return
    takes: list[Award] = []
    while (
        place < len(awards) and awards[place].kind == "take" and not (awards[place].before and place > start)
    ):
        said = _what_lacks(awards[place].words) if not takes else awards[place].words
        said = _NOT_ALL.sub("", said) if stated is not None else said
        if not _countable(said, True):
            break
        takes += [replace(awards[place], words=words) for words in _separately(said)]
        place += 1
        if _goes_on(awards, place):
            # 扣完为止 may stand behind each of them.
            place += 1
    if not takes or not any(COUNTED.search(take.words) for take in takes):
        return
    floor = False
    while place < len(awards) and awards[place].kind in ("floor", "cap"):
        if not (awards[place].bare or _lists_them(takes, awards[place])):
            break
        if awards[place].kind == "cap" and "扣" not in awards[place].said:
            return
        if awards[place].points > 0:
            if stated is not None and awards[place].points != stated:
                return
            stated = awards[place].points
        floor, place = True, place + 1
    if stated is None and place < len(awards) and bare_total(awards[place]):
        stated, place = awards[place].points, place + 1
    if (
        floor
        and start == 0
        and place < len(awards)
        and awards[place].said == "不扣分"
        and is_fact(awards[place].words)
    ):
        rest = awards[place + 1 :]
        if rest and all(one.kind == "take" and is_fact(one.words) and not one.before for one in rest):
            takes += rest
            place = len(awards)
    full = stated if stated is not None else context.weight
    if full is None:
        return
    named = first.words if first.kind != "take" and start and len(first.words) <= 24 else ""
    part = _count_part(takes, full, floor, context, named)
    cut = _too_many(awards[place], takes, part) if place < len(awards) else None
    if cut is not None:
        yield cut, place + 1
    yield part, place


def _too_many(award: Award, takes: Sequence[Award], part: RulePart) -> RulePart | None:
    """`每推迟1天扣0.5分,推迟5天以上不计分`: nothing where there are so many of the same."""
    words = re.sub(r"^(\d[^\d,;]{1,2}⊕?以上)([^\d,;的]{2,16})(?=的?$)", r"\2\1", award.words)
    condition = read_condition(words) if award.kind == "zero" and not award.before else None
    if condition is None or condition.low is None or condition.high is not None or len(takes) != 1:
        return None
    low, need = condition.low, part.needs[0]
    if (
        low.percent
        or low.unit != need.unit
        or not condition.subject
        or not (condition.subject in takes[0].words or condition.subject in _FOUND)
    ):
        return None
    # 以上 includes its number where nothing says otherwise.
    near, far = ("<", ">=") if low.closed is not False else ("<=", ">")
    text = f"{far}{plain(low.value)}: 0; {near}{plain(low.value)}: 1"

    def written(answers: Answers) -> str:
        return f'tiers({need.key}, "{text}") * ({part.written(answers)})'

    return replace(part, written=written)


def _what_lacks(words: str) -> str:
    """`少1次` of `全年开展培训不少于4次,少1次`: what is counted is how many are lacking."""
    wanted, comma, lacking = words.rpartition(",")
    read = read_condition(wanted) if comma else None
    if read is None or (read.low is None) == (read.high is None) or not read.unit:
        return words
    if read.high is not None and (read.high.closed is not False or read.reaches):
        return words
    return lacking if re.fullmatch(rf"每?(?:少|缺)(?:开展|召开|完成)?1{read.unit}", lacking) else words


def _goes_on(awards: Sequence[Award], place: int) -> bool:
    """Whether a floor stands here, and more that is counted behind it."""
    if place + 1 >= len(awards) or awards[place].kind != "floor" or not awards[place].bare:
        return False
    after = awards[place + 1]
    if awards[place].points > 0 or after.kind != "take" or after.before:
        return False
    return _countable(after.words, True) and COUNTED.search(after.words) is not None


def _lists_them(takes: Sequence[Award], award: Award) -> bool:
    """`存在以下情形的每项扣1分:①…②…。扣完为止`: what stands between only says which."""
    said_so = len(takes) == 1 and re.search(r"(?:以下|下列)", takes[0].words) is not None
    return said_so and not award.words and all(map(is_fact, award.before))


def _all_right(words: str, taken: str) -> bool:
    """`合格率100%` with nothing to count, or a number of which each that lacks is counted (4次, 每少1次)."""
    read = read_condition(words)
    if re.fullmatch(rf"[^\d,;]{{2,30}}0(?:{COUNTERS})(?:的)?", words):
        return True
    if read is None and "," in words:
        pieces = words.split(",")
        return all(
            is_fact(piece) or _all_of_it(piece) or _is_lacking(pieces, piece, taken) for piece in pieces
        )
    wanted = _WANTED.fullmatch(words)
    if wanted is not None and re.search(rf"(?:少|缺|未)[^\d,;]{{0,4}}1{wanted['u']}", taken):
        return True
    if _plain_words(_SO_MANY.sub("", words)):
        return True
    if read is not None and read.low == read.high and read.low is not None and read.low.value == 0:
        return True
    if (against := read_relative(words)) is not None and against[0].low is not None:
        misses = re.search(r"(?:未|不)(?:能)?(?:达标|达到|完成|合格)", taken) is not None
        return against[0].low.value == 1 and misses
    if read is None or read.low is None or read.high is not None:
        return False
    lacking = re.search(r"少|缺|差|未", taken) is not None and bool(read.unit) and f"1{read.unit}" in taken
    return lacking or (read.low.value == 1 and read.percent)


def _is_lacking(pieces: Sequence[str], piece: str, taken: str) -> bool:
    """`不少于4期,每期不少于50人` with 每少1期: as many are wanted, and what each of them must be."""
    unit = _LACKED.search(taken)
    if unit is None:
        return False
    read = read_condition(piece)
    if read is None or read.low is None or read.high is not None:
        return False
    of_each = read.subject.startswith((f"每{unit['u']}", f"每1{unit['u']}"))
    return of_each or (read.unit == unit["u"] and piece == pieces[0])


def _all_of_it(words: str) -> bool:
    read = read_condition(words)
    return read is not None and read.low is not None and read.low.value == 1 and read.percent


def _separately(words: str) -> list[str]:
    """`每缺失1项内容或重复1个部分` counts two things, each with its 1."""
    parts = re.split("或", words)
    return parts if len(parts) == 2 and all(_ONE.search(part) for part in parts) else [words]


def faults(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`未制定方案扣2分,未开展培训扣3分`: facts that cost points, each once."""
    place, takes = start, list[Award]()
    first = awards[start]
    full = context.weight
    if first.kind in ("give", "full") and start == 0 and is_fact(first.words):
        full, place = (first.points if first.kind == "give" else full), 1
    vetoes: list[Award] = []
    while place < len(awards) and awards[place].kind in ("take", "zero") and is_fact(awards[place].words):
        if awards[place].before and place > start:
            return
        (takes if awards[place].kind == "take" else vetoes).append(awards[place])
        place += 1
    floor = False
    while takes and place < len(awards) and awards[place].kind == "floor" and awards[place].bare:
        floor, place = True, place + 1
    if not takes or full is None or start != 0 or place != len(awards):
        return
    total = sum((take.points for take in takes), Decimal(0))
    asked = (floor_unstated,) if total > full and not floor else ()
    needs = [_fault(take, context, several=floor) for take in takes]
    each, keys = "; ".join(plain(take.points) for take in takes), ", ".join(need.key for need in needs)
    denied = [context.namer.need(veto.words, "yesno", "", Decimal(0), Decimal(1)) for veto in vetoes]

    def written(answers: Answers) -> str:
        text = f'deduct_per_count({plain(full)}, "{each}", {keys})'
        if answers.get(FLOOR, AT_ZERO) != AT_ZERO:
            text = f'{plain(full)} - points_per_count("{each}", {keys})'
        for found in denied:
            text = f"veto({found.key}, {text})"
        return text

    yield RulePart(written, full, (*needs, *denied), asked), place


def _fault(take: Award, context: Context, several: bool) -> Need:
    """A fact that costs points; `未满足其中之一` until the points are used up may be so several times."""
    if several and _ANY_OF.search(take.words):
        return context.namer.need(f"{take.words}的项数", "count", "项", Decimal(0))
    return context.namer.need(take.words, "yesno", "", Decimal(0), Decimal(1))


def _plain_words(words: str) -> bool:
    return re.search(r"\d", words) is None and len(words) <= 90 and not AWKWARD.search(words)


def _countable(words: str, following: bool) -> bool:
    """Words that name what is counted: 每发现1处问题; after others also a bare fact (未整改)."""
    counted = COUNTED.search(words) is not None
    rest = _ONE.sub("", words)
    if re.search(r"\d", rest) or len(words) > 120 or AWKWARD.search(rest) or _UNIT_LOST.search(words):
        return False
    return counted or (following and bool(words))


def thing_counted(words: str) -> str:
    """What is counted, without the 每 and the 1 of the sentence."""
    thing = re.sub(rf"每(?:{COUNTERS})?", "", _ONE.sub("", words)).strip(",、的")
    return re.sub("的,?有$", "", thing)


def unit_of(words: str) -> str:
    """What things are counted by: the counter behind the 1, else the one behind 每."""
    unit = _UNIT_OF_ONE.search(words) or _UNIT.search(words)
    return unit[1] if unit else "个"


def _count_part(
    takes: Sequence[Award], full: Decimal, floor: bool, context: Context, of: str = ""
) -> RulePart:
    needs: list[Need] = []
    first = next(place for place, take in enumerate(takes) if COUNTED.search(take.words))
    for take in takes[:first]:
        # What costs points once stands before what is counted; behind it, each is meant (未整改的扣2分).
        needs.append(context.namer.need(take.words, "yesno", "", Decimal(0), Decimal(1)))
    for take in takes[first:]:
        label, counter = thing_counted(take.words) or "问题", unit_of(take.words)
        label = f"{of}{label}" if label in _BARE_LACK else label
        needs.append(context.namer.need(f"{label}的{counter}数", "count", counter, Decimal(0)))
    each = "; ".join(plain(take.points) for take in takes)
    keys = ", ".join(need.key for need in needs)

    def written(answers: Answers) -> str:
        if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
            return f'deduct_per_count({plain(full)}, "{each}", {keys})'
        return f'{plain(full)} - points_per_count("{each}", {keys})'

    return RulePart(written, full, tuple(needs), () if floor else (floor_unstated,))


def off_for_each(
    label: str, unit: str, points: Decimal, full: Decimal, floor: bool, context: Context
) -> RulePart:
    """So many points off for each of one thing."""
    need = context.namer.need(label, "count", unit, Decimal(0))

    def written(answers: Answers) -> str:
        if answers.get(FLOOR, AT_ZERO) == AT_ZERO:
            return f'deduct_per_count({plain(full)}, "{plain(points)}", {need.key})'
        return f'{plain(full)} - points_per_count("{plain(points)}", {need.key})'

    return RulePart(written, full, (need,), () if floor else (floor_unstated,))


def adjusted(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`保持稳定得2分;每增加1名加0.1分,最多加1分;每减少1名扣0.2分,最多扣2分`: a base, with more and less."""
    base = awards[start]
    if base.kind != "give" or not is_fact(base.words) or start + 1 >= len(awards):
        return
    place, most, needs, terms = start + 1, base.points, [], []
    while place < len(awards) and awards[place].kind in ("add", "take"):
        change = awards[place]
        if change.before or not _countable(change.words, False) or not COUNTED.search(change.words):
            return
        cap = awards[place + 1] if place + 1 < len(awards) else None
        if cap is None or cap.kind != "cap" or not cap.bare or cap.points <= 0:
            return
        counter = unit_of(change.words)
        need = context.namer.need(f"{thing_counted(change.words)}的{counter}数", "count", counter, Decimal(0))
        needs.append(need)
        counted = f'lowest({plain(cap.points)}, points_per_count("{plain(change.points)}", {need.key}))'
        terms.append(f"{'+' if change.kind == 'add' else '-'} {counted}")
        most += cap.points if change.kind == "add" else 0
        place += 2
    if terms and any(term.startswith("+") for term in terms):
        yield RulePart(fixed(f"{plain(base.points)} {' '.join(terms)}"), most, tuple(needs)), place


def place_of_cap(awards: Sequence[Award], start: int) -> int | None:
    """Where the cap of what is earned stands, right behind it."""
    after = awards[start + 1] if start + 1 < len(awards) else None
    return (
        start + 1
        if after is not None and after.kind == "cap" and after.bare and "扣" not in after.said
        else None
    )


def earned(awards: Sequence[Award], start: int, context: Context) -> Found:
    """`每完成1项得2分,最多得10分`: points for each thing, up to a limit."""
    award = awards[start]
    if award.kind not in ("give", "add") or not award.verb:
        return
    capped_next = place_of_cap(awards, start) is not None
    match = _EARNED.fullmatch(award.words) or (_EARNED_BARE.fullmatch(award.words) if capped_next else None)
    if match is None or AWKWARD.search(match["d"] or ""):
        return
    place, most, capped = start + 1, context.weight, False
    total = Decimal(match["n"]) * award.points if match["n"] else None
    if (
        place < len(awards)
        and awards[place].kind == "cap"
        and awards[place].bare
        and "扣" not in awards[place].said
    ):
        most = awards[place].points if awards[place].points > 0 else context.weight
        place, capped = place + 1, True
    elif place < len(awards) and bare_total(awards[place]):
        most, place, capped = awards[place].points, place + 1, True
    elif place < len(awards) and awards[place].kind == "zero" and UNMET.fullmatch(awards[place].words):
        place += not awards[place].before
    alone = start == 0 and place == len(awards)
    if most is None or (total is not None and total != most) or not (capped or total is not None or alone):
        return
    counter = unit_of(award.words)
    label = f"{thing_counted(award.words) or context.name}的{counter}数"
    need = context.namer.need(label, "count", counter, Decimal(0))
    yield (
        RulePart(
            fixed(f'lowest({plain(most)}, points_per_count("{plain(award.points)}", {need.key}))'),
            most,
            (need,),
        ),
        place,
    )
