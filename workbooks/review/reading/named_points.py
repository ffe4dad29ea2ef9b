"""What texts say of the points of levels and indicators: the weight, the score, and of which one.

A sentence names its indicator, or speaks of the one that the heading or the sentence before it names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.labels import plain, title_of
from workbooks.official.official_table import Cell
from workbooks.official.printed import Printed
from workbooks.review.reading.point_sums import Figure

_NUMBER = r"(\d+(?:\.\d+)?)分(?!以|及|\(含|[-~—至])"
_FULL = "(?:权重分?值?|分值|满分|标准分值?)"
_OWN_CLAUSE: dict[Figure, re.Pattern[str]] = {
    "weight": regex(rf"(?<=[,:(])(?:该|此|本)?(?:项|指标)*{_FULL}(?:为|是|:)?{_NUMBER}"),
    "score": regex(rf"(?:{_FULL}\D{{0,2}}\d+(?:\.\d+)?分,(?:自评|实际)?|[,:]自评)得分?(?:为|是|:)?{_NUMBER}"),
}
_AFTER_NAME: dict[Figure, re.Pattern[str]] = {
    "weight": regex(rf"{_FULL}(?:为|是|:)?{_NUMBER}"),
    "score": regex(
        rf"(?:(?:(?:{_FULL}(?:为|是|:)?)?(?<!\d)\d+(?:\.\d+)?分,)?(?:实际|自评|评价|综合)*得分(?:为|是|:)?"
        rf"|(?:(?<!\d)\d+(?:\.\d+)?分,)?得){_NUMBER}"
    ),
}
_HEAD_WEIGHT = regex(rf"\({_FULL}?:?{_NUMBER}\)[。:]?$")
_FOLLOWS_SUBJECT = regex(r"(?:指标)?(?:情况|方面|主要|从.{1,40}方面|[:,(])")
_BEFORE_NAME = regex(r"(?:^|[,:()、“”\"]|其中|[我本][局办厅委]|单位|部门|年度?|的|中)$")
_PARTS = regex(r"\(其中|,其中")
# Headings run together: what follows is of the last of them.
_HEADING_WITHIN = regex(r"[①-⑳]|\([\d一二三四五六七八九十]+\)")
_NUMBERED = regex(r"^(?:\(?[\d一二三四五六七八九十]+[)、.]|[①-⑳])+")
_KIND = regex(r"(?:类?指标|类)$")
# Names of two characters that are those of a level whatever stands around them.
_SHORT_NAMES = {"决策", "过程", "产出", "效益", "投入", "履职", "效果", "管理", "成本", "质量", "时效"}
_HEADING_END = regex(r"(?:类|指标|方面|情况|分析|得分|完成|评价){0,4}$")
_THIS_ONE = r"(?:该|此|本)(?:项|个|三级|二级|一级)?(?:指标)?"
# 该指标…, or a sentence that begins with its weight.
_THIS: dict[Figure, re.Pattern[str]] = {
    "weight": regex(rf"(?:{_THIS_ONE}|^){_FULL}(?:为|是|:)?{_NUMBER}"),
    "score": regex(
        rf"(?:{_THIS_ONE}|(?:{_THIS_ONE}|^){_FULL}(?:为|是|:)?\d+(?:\.\d+)?分,)"
        rf"(?:实际|自评|评价|综合)*得分?(?:为|是|:)?{_NUMBER}"
    ),
}
_BARE = regex(rf"(?:^|[,:])(?:故|因此|实际|自评|评价|综合|最终|应|可)*得分?(?:为|是|:)?{_NUMBER}")
_OTHER = regex("上年|去年|往年|同期|平均|复核|财政局|第三方|专家|每|其他|如|若")
# A score of a part: points of a quarter, of one of several things.
_PART = regex("季度|半年|月|其中|分别|各得|方面")
_SENTENCES = regex(r"[。;；\n]")
_SHORTEST, _LONGEST = 2, 60
_LONGEST_HEADING = 40


@dataclass(frozen=True)
class SaidPoints:
    """A weight or score as a text gives it for a name; not `sure` where the name has to be inferred."""

    cell: Cell
    name: str
    figure: Figure
    printed: Printed
    sure: bool = True


@lru_cache(maxsize=1 << 13)
def entry_key(name: str) -> str:
    """A name to compare by: without blanks, numbering, what stands in brackets, and 指标 at its end."""
    key = re.sub(r"\([^()]*\)", "", plain(title_of(plain(name)).name)).strip(":")
    short = _KIND.sub("", key)
    return short if is_name(short) else key


def is_name(key: str) -> bool:
    """Whether a name is long enough to be found in a text."""
    return len(key) > _SHORTEST or key in _SHORT_NAMES


def named_before(
    cells: Sequence[Cell], levels: Collection[str], rows: Collection[str]
) -> Iterator[SaidPoints]:
    """The points of indicators that a heading, or a sentence before, names; `cells` in their order.

    A score without any word for what it is of counts for an indicator of the last level only.
    """
    names = {*levels, *rows}
    for cell, spoken in groupby(spoken_of(cells, names), key=lambda each: each[0]):
        bare: list[SaidPoints] = []
        for _, sentence, topic in spoken:
            if "分" not in sentence or _OTHER.search(sentence):
                continue
            said = list(_of_topic(cell, sentence, topic, names))
            yield from said
            bare += () if said else _bare(cell, sentence, topic, names, rows)
        if len({each.name for each in bare}) == len(bare):
            yield from bare


def spoken_of(cells: Sequence[Cell], names: Collection[str]) -> Iterator[tuple[Cell, str, str]]:
    """Each sentence of texts in their order, and the name it is about: its own, or that of its heading."""
    heading = ""
    for cell in cells:
        topic = heading = _heading(plain(cell.text), names, heading)
        for sentence in map(plain, _SENTENCES.split(cell.text)):
            topic = _topic(sentence, names) or topic
            yield cell, sentence, topic


def _heading(text: str, names: Collection[str], before: str) -> str:
    """What a paragraph is below: the name that it is, nothing where it is a heading without one."""
    numbered = _NUMBERED.match(text)
    if name := _topic(_SENTENCES.split(text)[0], names, alone=True):
        return name
    is_heading = len(text) <= _LONGEST_HEADING and not text.endswith(("。", ";"))
    return "" if numbered or is_heading else before


def _topic(sentence: str, names: Collection[str], alone: bool = False) -> str:
    """The name that a sentence is, or that it begins with."""
    text = _NUMBERED.sub("", sentence)
    only = re.sub(r"\([^()]*\)", "", text).strip(":")
    for key in (only, _HEADING_END.sub("", only)):
        if key in names:
            return key
    return "" if alone else _name_at_start(text, names)


def _of_topic(cell: Cell, sentence: str, topic: str, names: Collection[str]) -> Iterator[SaidPoints]:
    """该指标分值 8 分，得 7.56 分: points of what is spoken of."""
    if not topic:
        return
    if found := _HEAD_WEIGHT.search(sentence):
        if _topic(sentence, names, alone=True):
            yield SaidPoints(cell, topic, "weight", printed_number(found[1]))
        return
    told = {figure for _, figure, _ in named_in_sentence(sentence, names)}
    for figure, pattern in _THIS.items():
        said = list(pattern.finditer(sentence))
        if len(said) == 1 and figure not in told:
            within = _within(sentence[: said[0].start()], names)
            yield SaidPoints(cell, within or topic, figure, printed_number(said[0][1]), sure=not within)


def _bare(
    cell: Cell, sentence: str, topic: str, names: Collection[str], rows: Collection[str]
) -> Iterator[SaidPoints]:
    """…为 88%，得 5 分: of the indicator that the sentence names, else of that of the heading."""
    said = list(_BARE.finditer(sentence))
    if (
        len(said) != 1
        or _PART.search(sentence[: said[0].start()])
        or any(figure == "score" for _, figure, _ in named_in_sentence(sentence, names))
    ):
        return
    name = _within(sentence[: said[0].start()], rows) or (topic if topic in rows else "")
    if name:
        yield SaidPoints(cell, name, "score", printed_number(said[0][1]), sure=False)


def _within(text: str, names: Collection[str]) -> str:
    """The name that stands last in a text."""
    places = {name: text.rfind(name) for name in names if len(name) > _SHORTEST}
    found = [name for name, place in places.items() if place >= 0 and _BEFORE_NAME.search(text[:place])]
    return max(found, key=lambda name: (places[name] + len(name), len(name)), default="")


def named_in_sentence(sentence: str, names: Collection[str]) -> Iterator[tuple[str, Figure, Printed]]:
    """The weights and scores that a sentence says of levels and indicators."""
    sentence = _NUMBERED.sub("", sentence)
    for figure, pattern in _AFTER_NAME.items():
        for found in pattern.finditer(sentence):
            if name := name_before(sentence[: found.start()], names):
                yield name, figure, printed_number(found[1])
    name = _name_at_start(sentence, names)
    main = _PARTS.split(sentence)[0]
    for figure, pattern in _OWN_CLAUSE.items():
        said = list(pattern.finditer(main))
        if name and len(said) == 1 and not _HEADING_WITHIN.search(main[len(name) : said[0].start()]):
            yield name, figure, printed_number(said[0][1])


def name_before(text: str, names: Collection[str]) -> str:
    """The longest name at the end of a text, with nothing before it that would make it another."""
    text = text if text[-_LONGEST:] in names else _KIND.sub("", text)
    for length in range(min(_LONGEST, len(text)), _SHORTEST - 1, -1):
        if text[-length:] in names:
            return text[-length:] if _BEFORE_NAME.search(text[:-length]) else ""
    return ""


def _name_at_start(text: str, names: Collection[str]) -> str:
    for length in range(min(_LONGEST, len(text)), _SHORTEST - 1, -1):
        if text[:length] in names:
            return text[:length] if _FOLLOWS_SUBJECT.match(text[length:]) else ""
    return ""


def printed_number(text: str) -> Printed:
    return Printed(Decimal(text), len(text.partition(".")[2]))
