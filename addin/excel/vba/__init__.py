"""The VBA that is the same text in every file, one .bas a module; `@NAMES` in it are put in when building."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import resources

from udfs.regex import regex

_NAME = regex(r"@[A-Z]+")
_CHARACTERS_IN_A_LINE = 50


def code(module: str, **texts: str) -> str:
    """The code of a module with its `@NAMES` replaced; `ValueError` when a name has no text, or no place."""
    source = resources.files(__name__).joinpath(f"{module}.bas").read_text(encoding="ascii")
    asked = {name[1:] for name in _NAME.findall(source)}
    if asked != set(texts):
        raise ValueError(f"{module}.bas asks for {sorted(asked)} and is given {sorted(texts)}")
    # "'@NAME" is a comment where whole lines stand later, so that the file by itself is VBA.
    return re.sub(r"'?(@[A-Z]+)", lambda found: texts[found[1][1:]], source)


def lines(all_lines: Iterable[str], indent: int = 0) -> str:
    """Lines of code below one another."""
    return "\n".join(" " * indent + line for line in all_lines)


def chinese(text: str) -> str:
    """An expression of VBA, which is ASCII, for a short Chinese text."""
    return " & ".join(f"ChrW({ord(character)})" for character in text)


def chinese_lines(variable: str, text: str) -> Iterator[str]:
    """Statements that put a Chinese text of any length together in a variable."""
    for start in range(0, len(text), _CHARACTERS_IN_A_LINE):
        yield f"{variable} = {variable} & {chinese(text[start : start + _CHARACTERS_IN_A_LINE])}"
