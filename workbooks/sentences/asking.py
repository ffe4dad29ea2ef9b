"""What is asked where a sentence was not read: points typed by a person, or a way that its words leave open.

Until somebody chooses, the points are typed. A way is a rule of its own, read from the sentence completed or
put together with what stands beside it; it never applies by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.sentences.pieces.needs import Namer
from workbooks.sentences.pieces.normal import LONGEST, normalise
from workbooks.sentences.pieces.outcome import Kind, Need, Question, Reading, Sentence
from workbooks.sentences.pieces.parts import HOW, Answers, expressions, plain

_LONGEST_NAME = 20
BY_HAND, OWN_RULE = "人工认定（直接填分）", "自己写规则式"
"""The points are typed; or a person writes the rule where the sheet shows it."""

Reader = Callable[[Sentence], Reading]


@dataclass(frozen=True)
class _Ways:
    """Ways to score that a person may choose, each with its rule, and what is asked about them."""

    label: str
    rules: tuple[tuple[str, Reading], ...]
    reason: str


_BROKEN_OFF = regex(r"(?:,|;|的)(?:不|不予|不得|本项不|该项不)$")
_NOTE = regex(r"(?:^|;)(?:注|备注|说明|特别说明)\d?[:,](?P<n>[^;].*)$")
_COSTS = regex(r"(?P<w>[^;]+?),?扣(?P<p>\d+(?:\.\d+)?)分")
_COSTS_NOTHING = regex(r"(?:^|,)(?P<w>[^,;]{2,40}),?不扣分")
_OF_WHAT = regex(
    r"^(?:.*?(?:提出|指出|发现|反映)(?:的)?)?(?:有)?(?:涉及)?(?:本项|本指标|该项|该指标)的?"
    r"(?P<t>[^,;]{2,20}?)的?,(?=如)"
)


def asked(sentence: Sentence, reading: Reading, read: Reader) -> Reading:
    """A refused reading with the question how its points come about. `read` reads another sentence."""
    if sentence.weight is None or not sentence.text.strip() or len(sentence.text) > LONGEST:
        return reading
    namer = Namer(sentence.name)
    typed = _own(namer, "得分", "points", sentence.weight)
    by_hand = f'points("{plain(sentence.weight)}", {typed.key})'
    found = next((ways for kind in _KINDS for ways in kind(sentence, reading, read)), None)
    if found is None:
        left = f"（“{reading.unread}”）" if reading.unread else ""
        label, choices = f"{reading.reason}{left}，怎样计分", (BY_HAND, OWN_RULE)
        question = Question(HOW, label, choices, BY_HAND, "原文读不成规则，不替人决定；要自动算的改写规则式")
        return replace(reading, expressions={(BY_HAND,): by_hand}, needs=(typed,), questions=(question,))
    rules = dict(found.rules)
    question = Question(HOW, found.label, (BY_HAND, *rules), BY_HAND, found.reason)
    inner = {one.key: one for rule in rules.values() for one in rule.questions}
    questions = (question, *inner.values())

    def written(answers: Answers) -> str:
        rule = rules.get(answers[HOW])
        return (rule.chosen(answers) if rule is not None else None) or by_hand

    known = {need.key: need for rule in rules.values() for need in rule.needs}
    needs = (typed, *(need for need in known.values() if need.key != typed.key))
    return replace(reading, expressions=expressions(written, questions), needs=needs, questions=questions)


def _own(namer: Namer, word: str, kind: Kind, most: Decimal | None = None) -> Need:
    """A figure of the row itself: its key ends in the word, however long the name of the row is."""
    low, unit = (Decimal(0), "分") if kind == "points" else (None, "")
    need = namer.need(f"{namer.name[:_LONGEST_NAME]}_{word}", kind, unit, low, most, shared=True)
    return replace(need, label=f"{namer.name}{word}")


def _is_read(reading: Reading) -> bool:
    return reading.status in ("read", "choose")


def _completed(sentence: Sentence, reading: Reading, read: Reader) -> Iterator[_Ways]:
    """`超过12%的,不`: a sentence that breaks off where only 不得分 can follow."""
    text = normalise(sentence.text)
    match = _BROKEN_OFF.search(text)
    if match is None:
        return
    lost = match[0].lstrip(",;的")
    rest = "分" if lost.endswith("得") else "得分"
    whole = read(replace(sentence, text=f"{sentence.text.rstrip()}{rest}"))
    if _is_read(whole):
        said = f"{lost}{rest}"
        yield _Ways(
            f"原文到“{text.rpartition(';')[2][-20:]}”断了，后面怎样计分",
            ((f"按“{said}”补全", whole),),
            "原文不完整，不替人补；核对原文件以后再选",
        )


def _noted(sentence: Sentence, reading: Reading, read: Reader) -> Iterator[_Ways]:
    """A sentence that is read alone, and a note in the 指标说明 beside it that takes points off as well."""
    note = _NOTE.search(normalise(sentence.explanation)[:LONGEST])
    if note is None:
        return
    clauses = _each_cost(note["n"])
    alone = read(replace(sentence, explanation=""))
    if not clauses or not _is_read(alone):
        return
    ends = ["扣完为止"] if "扣完" in sentence.text else []
    together = "；".join((sentence.text.rstrip("。；; "), *clauses, *ends))
    both = read(replace(sentence, text=together, explanation=""))
    if _is_read(both) and len(both.needs) == len(alone.needs) + len(clauses):
        yield _Ways(
            "指标说明的注里也有扣分，与评分标准怎样合用",
            (("评分标准和注里的扣分都扣", both), ("只按评分标准扣", alone)),
            "注里的扣分与评分标准的关系，原文没有写",
        )


def _each_cost(note: str) -> list[str]:
    """What a note takes off for each thing; nothing where it says more than that."""
    thing = _OF_WHAT.match(note)
    if thing is None:
        return []
    found: list[str] = []
    for piece in note[thing.end() :].split(";"):
        if _COSTS_NOTHING.search(piece):
            continue
        match = _COSTS.fullmatch(piece)
        if match is None or re.search(r"\d", match["w"]):
            return []
        words = re.sub("^(?:如果?|若)", "", match["w"])
        found.append(f"{thing['t']}{words}的，每件扣{match['p']}分")
    return found


_GRADED_FLAWS = regex(
    r"(?:存在|有|发现)(?:瑕疵|问题|缺陷|不足)的?,(?:根据|按照?|视)[^,;\d]{0,8}(?:严重)?程度,"
    r"每[处项个]按?(?P<each>\d+(?:\.\d+)?分(?:、\d+(?:\.\d+)?分){1,2})(?:\d个)?档?次?扣分,"
    r"每类(?:业务|制度|问题)?最多扣(?P<most>\d+(?:\.\d+)?)分,扣完为止"
    r"(?:;(?P<spared>(?:若|如|如果)[^;]*?(?:无|没有)[^;,]{2,12},可?(?:暂)?不评价[^;]*))?"
)
_CLASSES = regex(r"(?:主要)?(?:包括|包含|内容)(?:以下)?(?:\d类|几类)?:?(?:;|1[.、])(?P<c>[^:]+)$")
_DEGREES = {2: ("较轻", "较重"), 3: ("较轻", "一般", "较重")}


def _by_classes(sentence: Sentence, reading: Reading, read: Reader) -> Iterator[_Ways]:
    """`每处按0.35分、0.7分两档扣分,每类最多扣0.7分`, of the classes that the 指标说明 lists."""
    text = re.sub(r"^(?:该项|本项|此项|该指标)分值\d+(?:\.\d+)?分;", "", normalise(sentence.text))
    match = _GRADED_FLAWS.fullmatch(text)
    listed = _CLASSES.search(normalise(sentence.explanation)[:LONGEST])
    if match is None or listed is None or sentence.weight is None:
        return
    classes = [piece for piece in listed["c"].split(";") if piece]
    each = re.findall(r"\d+(?:\.\d+)?", match["each"])
    if not 2 <= len(classes) <= 10 or len(set(classes)) < len(classes):
        return
    namer = Namer(sentence.name)
    needs = [
        namer.need(f"{one}：{degree}（扣{points}分）的处数", "count", "处", Decimal(0))
        for one in classes
        for degree, points in zip(_DEGREES[len(each)], each, strict=True)
    ]
    keys = ", ".join(need.key for need in needs)
    text = f'deduct_capped({plain(sentence.weight)}, "{"; ".join(each)}", {match["most"]}, {keys})'
    spared = "，可以不评价的一类填0处" if match["spared"] else ""
    yield _Ways(
        f"瑕疵分轻重扣分，每类另有上限{'，还有一类可以暂不评价' if spared else ''}，怎样计分",
        ((f"按各类的处数扣分{spared}", Reading("read", {(): text}, tuple(needs))),),
        "每处算轻还是算重、不评价的一类怎样算，原文由人定",
    )


_N = r"\d+(?:\.\d+)?"
_RATIO = r"完成值[/÷]目标值"
_BELOW_GOAL = regex(rf"{_RATIO}<1的?,?按(?:照)?比例(?:扣|得|计)分")
_SIZE = (
    rf"(?:若|如)?(?:(?P<low>{_N})(?P<near><|≤)目标值(?P<far><|≤)(?P<high>{_N})"
    rf"|目标值(?:大于|>|超过)(?P<top>{_N}))"
)
_BY_SIZE = regex(
    rf"{_SIZE},{_RATIO}≤(?P<full>{_N})得满分,(?P<again>{_N})<{_RATIO}≤(?P<none>{_N})按(?:照)?比例扣分,"
    rf"{_RATIO}>(?P<end>{_N})不得分"
)
_GOAL_OF_NONE = regex(r"目标值(?:设定)?为0的?,完成值为0的?得满分,(?:完成值)?大于0的?不得分")
_GOAL_NOTE = regex(r"\([^()]*(?:\([^()]*\))?[^()]*(?:绩效目标|指标)\)|(?:若|如)[^;]{2,40},以[^;]{2,30}为准")


def _by_target(sentence: Sentence, reading: Reading, read: Reader) -> Iterator[_Ways]:
    """完成值/目标值 by how large the target is: in proportion below it, less again far above it."""
    bands: list[str] = []
    below = none = False
    for piece in normalise(sentence.text).split(";"):
        if piece in ("", "完成值/目标值≥1的:") or _GOAL_NOTE.fullmatch(piece):
            continue
        if _BELOW_GOAL.fullmatch(piece) and not bands:
            below = True
        elif _GOAL_OF_NONE.fullmatch(piece) and bands:
            none = True
        elif (match := _BY_SIZE.fullmatch(piece)) and below:
            if match["full"] != match["again"] or match["none"] != match["end"]:
                return
            band = f">{match['top']}"
            if match["low"] is not None:
                ends = "[" if match["near"] == "≤" else "(", "]" if match["far"] == "≤" else ")"
                band = f"{ends[0]}{match['low']},{match['high']}{ends[1]}"
            bands.append(f"{band}: {match['full']}~{match['none']}")
        else:
            return
    if not (below and none and bands) or sentence.weight is None:
        return
    namer = Namer(sentence.name)
    target, actual = (_own(namer, word, "target") for word in ("目标值", "完成值"))
    judged = _own(namer, "认定得分", "points", sentence.weight)
    weight = plain(sentence.weight)
    text = f'judged({judged.key}, {weight}, goal({target.key}, {actual.key}, {weight}, "{"; ".join(bands)}"))'
    needs: tuple[Need, ...] = (target, actual, judged)
    yield _Ways(
        "“按比例扣分”没有写按什么的比例，怎样计分",
        (("按完成值÷目标值折算，超出的一段均匀扣到0分", Reading("read", {(): text}, needs)),),
        "原文没有写按什么的比例，目标值也可能不是数",
    )


_KINDS = (_completed, _noted, _by_classes, _by_target)
