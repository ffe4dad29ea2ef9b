"""Which of several things (projects, schools, streets) a text speaks of: that of its heading, or its own.

A report on several says the same of each; only what it says twice of one thing has to agree.
"""

from __future__ import annotations

from collections.abc import Mapping

from udfs.once import once_for
from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell
from workbooks.review.subject import Subject

Place = tuple[str, int, int]
Things = Mapping[Place, str]
"""What the texts at places (sheet, row, column) speak of."""

_KINDS = (
    "项目|工程|学校|中学|小学|幼儿园|医院|卫生院|福利院|养老院|敬老院|街道|社区|中心|公司|合作社|图书馆|博物馆|文化馆|文化站|服务站|"
    "水库|公园|景区|园区|乡|镇|村|县|区|旗"
)
_HEADING = regex(
    rf"(?:项目(?:名称)?:(?P<named>[^。;]{{2,40}})|(?P<thing>[^,。;:]{{1,40}}?(?:{_KINDS}))(?:\([^()]{{0,20}}\))?):?"
)
_IN_SENTENCE = regex(rf"(?:^|[,:])(?P<thing>[^,。;:\d]{{2,20}}?(?:{_KINDS}))(?=[^,。;:]|[,:])")
_NUMBERING = regex(
    r"(?P<first>[一二三四五六七八九十]{1,3}、)|(?P<second>\([一二三四五六七八九十]{1,3}\))|(?P<third>\d{1,2}[.、])"
    r"|(?P<fourth>\(\d{1,2}\))|(?P<fifth>[①-⑳])"
)
_LEVELS = ("first", "second", "third", "fourth", "fifth")
_UNNUMBERED = len(_LEVELS)
# What a report calls itself or all of its things is none of several.
_ALL = regex(
    r"(?:本|全|各|该|我|整个|重点|其他|有关|相关|所有|\d个|[一二三四五六七八九十两]个)[市县区旗乡镇]?(?:项目|工程|街道|社区|中心)?$"
)
_LONGEST_HEADING = 40


@once_for(2)
def things_of_headings(subject: Subject) -> Things:
    """The thing that the headings above a text name, by its place; texts below none are left out."""
    found: dict[Place, str] = {}
    for column in subject.running_texts:
        open_headings: list[tuple[int, str]] = []
        for cell in column:
            text = plain(cell.text)
            level, title = _heading(text)
            if title is not None:
                open_headings = [each for each in open_headings if each[0] < level]
                if title:
                    open_headings.append((level, title))
            elif open_headings:
                found[cell.sheet, cell.row, cell.column] = open_headings[-1][1]
    return found


def thing_in(sentence: str) -> str:
    """The thing that a sentence itself begins with, "" for none."""
    text = sentence
    while found := _NUMBERING.match(text):
        text = text[found.end() :]
    said = _IN_SENTENCE.match(text)
    return said["thing"] if said and not _ALL.search(said["thing"]) else ""


def _heading(text: str) -> tuple[int, str | None]:
    """The level of a heading and the thing it names ("" for none); None for a text that is no heading."""
    level, numbered = _UNNUMBERED, _NUMBERING.match(text)
    if numbered is not None:
        level = next(place for place, name in enumerate(_LEVELS) if numbered[name])
        text = text[numbered.end() :]
    said = _HEADING.fullmatch(text) if len(text) <= _LONGEST_HEADING else None
    thing = (said["named"] or said["thing"]) if said else ""
    if thing and not _ALL.search(thing):
        return level, thing
    is_heading = numbered is not None and len(text) <= _LONGEST_HEADING and not text.endswith(("。", ";"))
    return level, "" if is_heading else None


def of_different_things(one: Cell, other: Cell, said: tuple[str, str], above: Things) -> bool:
    """Whether two texts speak of things that both name, by their headings or in their sentences (`said`)."""
    first, second = (above.get((cell.sheet, cell.row, cell.column), "") for cell in (one, other))
    if first and second and first != second:
        return True
    named = said[0] or first, said[1] or second
    return bool(named[0] and named[1]) and named[0] != named[1]
