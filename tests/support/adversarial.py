"""Texts on which a regular expression that can run away does: what it repeats, again and again, unmatched."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    # The parser behind `re`; from 3.11 on under another name.
    try:
        from re import _constants as constants  # type: ignore[attr-defined]
        from re import _parser as parser  # type: ignore[attr-defined]
    except ImportError:
        import sre_constants as constants
        import sre_parse as parser

_CATEGORIES = {"DIGIT": "7", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "甲", "NOT_SPACE": "甲", "NOT_WORD": "-"}
_CANDIDATES = "甲7a -.,(“\0"


def texts(pattern: str, flags: int, length: int) -> Iterator[str]:
    """Texts of so many characters made of what the pattern repeats and of its pieces, each once."""
    tree = parser.parse(pattern, flags)
    seen = set()
    for lead, body in [*_repeats(tree, ""), *(("", piece) for piece in _pieces(tree))]:
        if body and (lead, body) not in seen:
            seen.add((lead, body))
            many = body * (length // len(body))
            yield lead + many
            yield lead + many + "\0"
    digits = "1234567890" * (length // 10)
    yield from (digits, " " * length, "甲" * length, "1,234" * (length // 5), "(" * length)


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """What stands before each repetition and what it repeats."""
    lead = before
    for operator, value in tree:
        name = str(operator)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            body = _sample(value[2])
            yield lead, body
            yield "", lead + body
            yield from _repeats(value[2], lead)
        for child in _children(name, value):
            yield from _repeats(child, lead)
        lead += _one(name, value)


def _pieces(tree: Any) -> Iterator[str]:
    """A text that matches, of the whole, of each alternative, each part and each two that follow one another.

    What `.*,.*,.*;` runs away on is commas alone: the parts that repeat nothing, without the last.
    """
    yield _sample(tree)
    parts = [_one(str(operator), value) for operator, value in tree]
    yield from parts
    fixed = [part for part, (operator, _) in zip(parts, tree, strict=True) if "REPEAT" not in str(operator)]
    yield "".join(fixed[:-1])
    yield from (first + second for first, second in pairwise(parts))
    for operator, value in tree:
        for child in _children(str(operator), value):
            yield from _pieces(child)


def _children(name: str, value: Any) -> list[Any]:
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "BRANCH":
        return list(value[1])
    if name in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [value[2]]
    return [value] if name == "ATOMIC_GROUP" else []


def _sample(tree: Any) -> str:
    return "".join(_one(str(operator), value) for operator, value in tree)


def _one(name: str, value: Any) -> str:
    """The shortest text that matches a node, with optional parts once."""
    if name == "LITERAL":
        return chr(value)
    if name in ("NOT_LITERAL", "ANY"):
        return next(each for each in _CANDIDATES if each != chr(value or 0))
    if name == "IN":
        return _of_class(value)
    if name == "BRANCH":
        return _sample(value[1][0])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _sample(value[2]) * max(1, min(int(value[0]), 40))
    children = _children(name, value) if not name.startswith("ASSERT") else []
    return _sample(children[0]) if children else ""


def _of_class(items: Any) -> str:
    if str(items[0][0]) == "NEGATE":
        excluded = re.compile(_class_pattern(items[1:]))
        return next((each for each in _CANDIDATES if not excluded.fullmatch(each)), "甲")
    name, value = str(items[0][0]), items[0][1]
    if name == "LITERAL":
        return chr(value)
    if name == "RANGE":
        return chr(value[0])
    return _CATEGORIES.get(str(value).removeprefix("CATEGORY_"), "甲")


def _class_pattern(items: Any) -> str:
    names = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S"}
    written = []
    for operator, value in items:
        if str(operator) == "LITERAL":
            written.append(re.escape(chr(value)))
        elif str(operator) == "RANGE":
            written.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        else:
            written.append(names.get(str(value).removeprefix("CATEGORY_"), r"\W"))
    return f"[{''.join(written)}]"


assert constants is not None
