"""Notes around a form that set a condition on its total: who lacks something, a row of theirs counts nothing,
and the sum of the others is scaled up.

A note is read whole or not at all; `notes_on_total` names those that would change points but are not read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex

_LONGEST = 400
_BREAK = regex(r"[\r\n]+|(?<=[\s。;；:：])(?=(?:\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|[①-⑩]))")
_HEAD = regex(
    r"^(?:(?:填表|填报|评分|有关|特别)?(?:说明|备注|注意事项|注)[:：]?)?"
    r"(?:(?:\d{1,2}[.、](?!\d)|\(\d{1,2}\)|\(?[一二三四五六七八九十]\)?、|[①-⑩])[、.]?)?"
)
_SENTENCE = regex(r"(?<=[。])")
_LACKS = r"(?:没有|未)(?:发生|安排|开展|设立|承担)|没有|[不未]涉及|不存在|不承担|无"
_WHO = r"(?:预算)?(?:部门\(单位\)|单位\(部门\)|部门和单位|部门、单位|部门|单位|项目)"
_WHOSE = (
    rf"(?:凡是?|对于?|如果|如|若|其中)?(?:{_WHO})?(?:本年度?|当年度?|年度内|年内|年初|全年)?"
    rf"(?P<lacking>(?:{_LACKS})(?:[^,;。:“”的且或和及\d]|[和及](?!{_LACKS})){{2,20}}?)(?:的(?:{_WHO})?)?[,:]?(?:则|其)?"
)
_COUNTED = r"(?:等?(?:[一二两三四五六七八九十\d]+)?个?(?:项指标|指标|项))?"
_ROWS = (
    r"(?:(?P<these>(?:该|此|本|这|相应|对应|相关|有关)(?:一项|项|类)?的?(?:指标|评分项)?)"
    r"|第(?P<codes>\d{1,4}(?:\.\d{1,3})*(?:[、和及]\d{1,4}(?:\.\d{1,3})*)*)(?:项|条|号)(?:指标)?"
    r"|(?P<quoted>“[^“”]{2,30}”(?:[、和及,]?“[^“”]{2,30}”){0,5})(?:[一二两三四五六]项|各项|项)?(?:指标)?"
    r"|(?P<named>[^,;。:“”\d等及和、]{2,20}?)(?:指标|一项)?)"
)
_NOTHING = (
    r"的?(?:自评分|自评得分|得分|评分|分值|分数)?栏?(?:填写为|填写|填报|填为|填|计为|计|记为|记|按|得|为)?0分?(?:计算|计|处理)?"
    r"|[均可]?(?:不计分|不得分|不打分|不评分|不计得分|不参与评分|不参加评分|不参与评价|不参加评价|不参评|不评价|不考核|不参与考核"
    r"|不纳入(?:评价|评分|考核)(?:范围)?|不计入总分)"
)
_REMARK = r"(?:,并?在?备注栏?[中内里]?(?:填写|填|注明|说明|写明)?(?:“[^“”]{1,40}”|原因|情况)?)?"
_AND = r"(?:[,;。]|,?并且?|,?且|,?同时)?(?:将|由)?"
_OTHERS = (
    r"(?:其他|其余|剩余|余下)(?:的?各?项)?(?:指标|各项)?的?(?:评分|得分|自评分|自评得分|分数|分值)?"
    r"(?:加总|相加|求和|汇总|合计|之和|总和|累计|加和)?后?,?再?"
)
_TOTAL = r"(?:总分|总得分|合计得分|合计|最终得分|综合得分|总评分|得分)"
_BY = r"(?:除以|÷|/)(?P<{name}>0?\.\d{{1,4}}|\d{{2}}(?:\.\d+)?%)"
_RESULT = rf"(?:后)?(?:,?(?:填入|作为|即为|得到|得出|计为|计入|折算为|为|得|=)(?:本表)?{_TOTAL}栏?)?"
_LEFT = (
    r"(?:按|以)(?:照)?(?:其余|剩余|其他|余下|实际参评|参评|参与评价)的?(?:各项)?(?:指标)?的?"
    r"(?:分值|权重|满分|总分值|总分)?(?:之和)?"
)
_SCALED = (
    r"(?:等比例?|按比例|同比例?)?(?:折算|换算|折合|折|转换)"
    r"(?P<{name}>[成为到](?:百分制|100分))?(?:计算|计分|得分|得出)?"
)
_SCALING = (
    rf"(?:{_OTHERS}{_BY.format(name='after')}{_RESULT}"
    rf"|{_TOTAL}(?:=|为|按|等于)(?:{_OTHERS})?{_BY.format(name='equals')}(?:计算|折算)?"
    rf"|{_TOTAL}再?{_BY.format(name='direct')}(?:计算|折算)?"
    rf"|{_TOTAL}{_LEFT}{_SCALED.format(name='left')}{_RESULT}"
    rf"|(?:{_TOTAL}|{_OTHERS}){_SCALED.format(name='hundred')}{_RESULT})"
)
_NOTE = regex(rf"{_WHOSE}{_ROWS}(?:{_NOTHING}){_REMARK}{_AND}{_SCALING}[。;]?")
_LACKING = regex(rf"(?:{_LACKS})[^,;。]{{2,24}}|除外|不适用")
_ON_TOTAL = regex(r"总分|总得分|合计|综合得分|最终得分|百分制|其[他余](?:各项|指标|得分)")
_SCALES = regex(r"折算|换算|百分制|除以|÷|分摊")
_QUOTED = regex(r"“([^“”]+)”")


@dataclass(frozen=True)
class NoteOnTotal:
    """A note that was read.

    `lacking` is the condition in its own words, `text` the note as printed. `rows` are names or codes of what
    counts nothing then, () where the note says 该项. The sum of the others is divided by `divisor`, where it
    says one; else by their share of the points, which makes a form of 100 points where `hundred`.
    """

    text: str
    lacking: str
    rows: tuple[str, ...]
    divisor: Decimal | None
    hundred: bool


def notes_on_total(text: str) -> tuple[tuple[NoteOnTotal, ...], tuple[str, ...]]:
    """The notes in a text that are read, and those that change points but are not."""
    found, unread = list[NoteOnTotal](), list[str]()
    for piece in map(str.strip, _BREAK.split(text)):
        note = _read_in(piece)
        if note is not None:
            found.append(note)
        elif _scales(piece):
            unread.append(piece)
    return tuple(found), tuple(unread)


def scales_the_total(text: str) -> bool:
    """Whether a note in a text scales the total for those who lack something, however it says so."""
    return any(map(_scales, _BREAK.split(text)))


def _scales(piece: str) -> bool:
    words = _plain(piece)
    return bool(_LACKING.search(words) and _SCALES.search(words) and _ON_TOTAL.search(words))


def _read_in(piece: str) -> NoteOnTotal | None:
    """The note in a text of its own or of a few sentences; the others must not be about the total."""
    whole = _read(piece)
    if whole is not None:
        return whole
    parts = [part for part in _SENTENCE.split(piece) if part.strip()]
    for first in range(len(parts)):
        for end in range(first + 1, min(first + 2, len(parts)) + 1):
            note = _read("".join(parts[first:end]))
            if note is not None:
                others = "".join((*parts[:first], *parts[end:]))
                return None if _SCALES.search(_plain(others)) else note
    return None


def _read(text: str) -> NoteOnTotal | None:
    words = _plain(text)
    match = _NOTE.fullmatch(words) if len(words) <= _LONGEST else None
    if match is None:
        return None
    stated = match["after"] or match["equals"] or match["direct"]
    divisor = None
    if stated:
        divisor = Decimal(stated.rstrip("%")) / (100 if stated.endswith("%") else 1)
        if not 0 < divisor < 1:
            return None
    hundred = bool(match["left"] or match["hundred"])
    return NoteOnTotal(text.strip(), match["lacking"], tuple(_rows(match)), divisor, hundred)


def _rows(match: object) -> Iterator[str]:
    groups = match.groupdict()  # type: ignore[attr-defined]
    if groups["quoted"]:
        yield from _QUOTED.findall(groups["quoted"])
    elif groups["codes"]:
        yield from regex(r"[\d.]+").findall(groups["codes"])
    elif groups["named"]:
        yield groups["named"]


def _plain(text: str) -> str:
    """Half-width, without blanks and numbering."""
    words = "".join(unicodedata.normalize("NFKC", text[: 2 * _LONGEST]).split())
    return _HEAD.sub("", words.replace('"', "”"))
