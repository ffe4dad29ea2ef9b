"""The numbers that Word puts before paragraphs by itself: 一、, （二）, 3., as they are read on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from udfs.records import dataclass
from udfs.regex import regex

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The name space of the text of a document, as lxml writes it."""

_DIGITS = "一二三四五六七八九"
_PLACE = regex(r"%([1-9])")
_MOST_LEVELS = 9
_CHINESE = {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting"}
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_PLAIN = {"decimal", "decimalFullWidth", "decimalHalfWidth"}


@dataclass(frozen=True)
class _Level:
    """How the paragraphs of one level of a list are numbered; `text` has %1 for the number of the first."""

    format: str
    text: str
    start: int


class Numbering:
    """Counts the paragraphs of the lists of a document in their order."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._levels = _levels(numbering)
        self._styles = _styles(styles)
        self._counts: dict[str, list[int]] = {}

    def before(self, paragraph: Any) -> str:
        """What is printed before a paragraph, "" for nothing. To be asked once for each, in their order."""
        list_id, level = self._place(paragraph)
        levels = self._levels.get(list_id, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(list_id, [0] * _MOST_LEVELS)
        counts[level] += 1
        counts[level + 1 :] = [0] * (_MOST_LEVELS - level - 1)
        return _PLACE.sub(lambda found: _number(levels, counts, int(found[1]) - 1), levels[level].text)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level of a paragraph, its own or those of its style."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", -1
        style = _value(properties.find(f"{W}pStyle"))
        own = properties.find(f"{W}numPr")
        listed, level = self._styles.get(style, ("", "0"))
        if own is not None:
            listed, level = _value(own.find(f"{W}numId")) or listed, _value(own.find(f"{W}ilvl")) or level
        return listed, int(level) if level in "012345678" and level else -1


def _number(levels: Mapping[int, _Level], counts: list[int], place: int) -> str:
    level = levels.get(place)
    if level is None:
        return ""
    number = max(counts[place], 1) - 1 + level.start
    if level.format in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = "十" if tens == 1 else f"{_DIGITS[tens - 1]}十" if tens else ""
        return ten + (_DIGITS[ones - 1] if ones else "")
    if level.format in _CIRCLED and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


def _levels(numbering: Any | None) -> dict[str, dict[int, _Level]]:
    """The numbered levels of each list by its id; bullets and letters say nothing."""
    if numbering is None:
        return {}
    abstract = {
        each.get(f"{W}abstractNumId", ""): {
            int(level.get(f"{W}ilvl")): found
            for level in each.findall(f"{W}lvl")
            if level.get(f"{W}ilvl", "") in tuple("012345678") and (found := _level(level)) is not None
        }
        for each in numbering.findall(f"{W}abstractNum")
    }
    return {
        each.get(f"{W}numId", ""): abstract.get(_value(each.find(f"{W}abstractNumId")), {})
        for each in numbering.findall(f"{W}num")
    }


def _level(level: Any) -> _Level | None:
    format = _value(level.find(f"{W}numFmt"))
    start = _value(level.find(f"{W}start"))
    if format not in _CHINESE | _CIRCLED | _PLAIN:
        return None
    number = int(start) if start.isdecimal() and len(start) < 4 else 1
    return _Level(format, _value(level.find(f"{W}lvlText"))[:20], number)


def _styles(styles: Any | None) -> dict[str, tuple[str, str]]:
    """The list and the level that a style of paragraphs brings with it, its own or that of its base."""
    if styles is None:
        return {}
    own: dict[str, tuple[str, str]] = {}
    based: dict[str, str] = {}
    for style in styles.findall(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        based[name] = _value(style.find(f"{W}basedOn"))
        listed = style.find(f"{W}pPr/{W}numPr")
        if listed is not None:
            own[name] = _value(listed.find(f"{W}numId")), _value(listed.find(f"{W}ilvl")) or "0"
    found = {}
    for name in based:
        at, seen = name, set[str]()
        while at and at not in own and at not in seen:
            seen.add(at)
            at = based.get(at, "")
        if at in own:
            found[name] = own[at]
    return found


def _value(element: Any | None) -> str:
    return element.get(f"{W}val", "") if element is not None else ""
