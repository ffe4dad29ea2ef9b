"""Every compiled pattern of the packages with the methods called on it; run as a program, tries each.

Usage: python -m tests.support.patterns: prints the name of each pattern before it is tried, so that where the
system ends the process for the time it takes, the last name is the pattern that ran away.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import addin
import udfs
import workbooks
from tests.support.adversarial import texts
from udfs.regex import Regex
from workbooks.official.sheet_rows import LONGEST_TEXT
from workbooks.sentences.normal import LONGEST as LONGEST_SENTENCE

LONGEST_CELL = 32_767
"""The most characters that a cell can hold."""

# The longest text that the patterns of a module ever see, where it is bounded; the last that fits holds.
_BOUNDS = {
    "workbooks.official": LONGEST_TEXT,
    "workbooks.review": LONGEST_TEXT,
    "udfs": LONGEST_TEXT,
    "workbooks.sentences": LONGEST_SENTENCE,
    "workbooks.sentences.conditions": 120,
    "workbooks.official.headings": 60,
    "workbooks.official.figure_tables._HEADING": 40,
    "workbooks.ledger.cell_values._DATE_TEXTS": 60,
    "workbooks.submission.template.captions": 200,
    "workbooks.stages.targets_set": 16,
    "workbooks.stages.stage_reading._LABELS": 40,
    "workbooks.files": 200_000,
}
_NOT_OURS = ("libreoffice", "__main__")
_CALLS = r"\b{}(?:\[[^\]]*\])?\.(match|search|fullmatch|subn?|findall|finditer|split)\b"
_TRIED = {"subn": "sub", "finditer": "findall", "split": "findall"}


@dataclass(frozen=True)
class Named:
    """A pattern, where it is, and how it is used."""

    place: str
    pattern: re.Pattern[Any]
    methods: tuple[str, ...]

    @property
    def longest(self) -> int:
        bounds = [bound for prefix, bound in _BOUNDS.items() if self.place.startswith(prefix)]
        return bounds[-1] if bounds else LONGEST_CELL


def patterns() -> list[Named]:
    """Every pattern that a module holds, itself or in what it holds."""
    found: dict[tuple[object, int], Named] = {}
    for package in (udfs, workbooks, addin):
        for about in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in about.name for part in _NOT_OURS):
                module = importlib.import_module(about.name)
                for one in _of_module(module):
                    found.setdefault((one.pattern.pattern, one.pattern.flags), one)
    return list(found.values())


def _of_module(module: ModuleType) -> Iterator[Named]:
    source = inspect.getsource(module)
    for name, value in vars(module).items():
        for place, pattern in _within(value, f"{module.__name__}.{name}", 0):
            called = set(re.findall(_CALLS.format(re.escape(name)), source))
            methods = sorted({_TRIED.get(each, each) for each in called}) or ["fullmatch", "search"]
            yield Named(place, pattern, tuple(methods))


def _within(value: object, place: str, depth: int) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern | Regex):
        yield place, value
    elif depth < 4 and isinstance(value, dict):
        for key, each in value.items():
            yield from _within(each, f"{place}[{key!r}]", depth + 1)
    elif depth < 4 and isinstance(value, list | tuple | set | frozenset):
        for number, each in enumerate(value):
            yield from _within(each, f"{place}[{number}]", depth + 1)
    elif depth < 4 and type(value).__module__.partition(".")[0] in ("udfs", "workbooks", "addin"):
        for name, each in getattr(value, "__dict__", {}).items():
            yield from _within(each, f"{place}.{name}", depth + 1)


_SHORT = 8
"""A text is tried at this part of its length first."""
_ENOUGH = 0.5
"""Seconds of processor time that a long text may take by what the short one took, as its square grows."""


def try_out(named: Named) -> None:
    """Run a pattern over the texts on which it would run away.

    The long text is left out where the short one took so little that its square is nothing: what grows faster
    than that takes long on the short text, or is noticed on the long one.
    """
    pattern = named.pattern
    is_bytes = isinstance(pattern.pattern, bytes)
    written = pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern
    flags = pattern.flags & ~re.ASCII if is_bytes else pattern.flags
    short = texts(written, flags, named.longest // _SHORT)
    for few, many in zip(short, texts(written, flags, named.longest), strict=True):
        for method in named.methods:
            if _taken(pattern, method, few, is_bytes) * _SHORT**2 > _ENOUGH:
                _taken(pattern, method, many, is_bytes)


def _taken(pattern: re.Pattern[Any], method: str, text: str, is_bytes: bool) -> float:
    """The processor time of a method on a text."""
    subject = text.encode("latin-1", "replace") if is_bytes else text
    start = time.process_time()
    if method == "sub":
        pattern.sub(b"" if is_bytes else "", subject)
    else:
        getattr(pattern, method)(subject)
    return time.process_time() - start


if __name__ == "__main__":
    for each in patterns():
        print(each.place, flush=True)
        try_out(each)
    print("完", flush=True)
