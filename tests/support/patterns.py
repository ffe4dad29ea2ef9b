"""Every compiled pattern of the packages with the methods called on it; run as a program, tries each.

Usage: python -m tests.support.patterns: prints the name of each pattern before it is tried, so that where the
system ends the process for the time it takes, the last name is the pattern that ran away.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from types import ModuleType, SimpleNamespace
from typing import Any

import addin
import udfs
import workbooks
from tests.support.adversarial import texts
from udfs.regex import Regex
from workbooks.official.sheet_rows import LONGEST_TEXT
from workbooks.sentences.pieces.normal import LONGEST as LONGEST_SENTENCE

LONGEST_CELL = 32_767
"""The most characters that a cell can hold."""

# The longest text that the patterns of a module ever see, where it is bounded; the last that fits holds.
_BOUNDS = {
    "workbooks.official": LONGEST_TEXT,
    "workbooks.review": LONGEST_TEXT,
    "udfs": LONGEST_TEXT,
    "workbooks.sentences": LONGEST_SENTENCE,
    "workbooks.sentences.pieces.conditions": 120,
    "workbooks.official.headings": 60,
    "workbooks.official.figure_tables._HEADING": 40,
    "workbooks.ledger.cell_values._DATE_TEXTS": 60,
    "workbooks.submission.template.captions": 200,
    "workbooks.submission.template.money_tables._QUARTER_COLUMNS": 60,
    # Our own addresses of cells.
    "workbooks.submission.values_only:": 10,
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


# What the parts stand for of which a pattern is put together when it is needed: names or expressions of the
# module whose values are patterns, or samples of text. A new one fails until it is written here.
PARTS: dict[str, Mapping[str, str]] = {
    "udfs.regex": {"self": "[]"},
    "workbooks.official.headings": {"text": "[]"},
    "workbooks.official.listings": {"pattern": "_FIELDS.values()"},
    "workbooks.official.money": {"pattern": "[*_COLUMNS.values(), *_ROWS.values()]"},
    "workbooks.review.as_filing": {"what": "['专项资金']"},
    "workbooks.review.checks.text_sums": {"kind": "['基本支出']"},
    "workbooks.review.checks.weights_note": {"pattern": "_NAMES.values()"},
    "workbooks.review.reading.claims": {
        "words": "_PARTS",
        "word": "map(re.escape, ('执行率', *(words.partition('|')[0] for words in _COUNTED)))",
        "counted": "[bases for _, bases in _COUNTED.values()]",
    },
    "workbooks.review.reading.column_sums": {
        "pattern": "[*(each for _, terms in _EQUATIONS for _, each in terms),"
        " *(each for _, whole, parts in _SUMS for each in (whole, *parts))]",
    },
    "workbooks.review.reading.rate_columns": {"pattern": "[*_TO_ARRIVE, *_WHOLES]"},
    "workbooks.sentences.pieces.clauses": {"number": "['2']", "match": "[{'l': 'A'}]"},
    "workbooks.sentences.shapes.counting": {
        "read": "[SimpleNamespace(unit='次')]",
        "wanted": "[{'u': '次'}]",
    },
    "workbooks.sentences.pieces.measuring": {"condition": "[SimpleNamespace(subject='甲率(乙)')]"},
    "workbooks.sentences.pieces.normal": {"unit": "_IN_TENS_OF_THOUSANDS"},
    "workbooks.sentences.shapes.proportions": {
        "full_from": "[SimpleNamespace(value=Decimal(90), percent=True)]"
    },
    "workbooks.submission.template.money_tables": {
        "label": "['.*平均.*', '总分|合计']",
        "pattern": "_QUARTER_COLUMNS.values()",
    },
    "addin.headless.sheet": {"plain": "['某表']", "inside": "['某表']"},
}
_SAMPLES = {"SimpleNamespace": SimpleNamespace, "re": re, "Decimal": Decimal}
_FUNCTIONS = frozenset(
    {"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer", "compile"}
)


@cache
def patterns() -> tuple[Named, ...]:
    """Every pattern of the modules: those they hold, and those that stand in a call of `re` or `regex`."""
    found: dict[tuple[object, int], Named] = {}
    for package in (udfs, workbooks, addin):
        for about in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in about.name for part in _NOT_OURS):
                module = importlib.import_module(about.name)
                source = inspect.getsource(module)
                for one in in_module(module, source):
                    found.setdefault((one.pattern.pattern, one.pattern.flags), one)
    return tuple(found.values())


def in_module(module: ModuleType, source: str) -> Iterator[Named]:
    """The patterns of a module with its source; LookupError where the parts of one are not known here."""
    yield from _held(module, source)
    yield from _in_calls(module, source)


def _held(module: ModuleType, source: str) -> Iterator[Named]:
    for name, value in vars(module).items():
        for place, pattern in _within(value, f"{module.__name__}.{name}", 0):
            called = set(re.findall(_CALLS.format(re.escape(name)), source))
            yield Named(place, pattern, _methods(called))


def _in_calls(module: ModuleType, source: str) -> Iterator[Named]:
    """Those written where functions use them."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for call in {id(node): node for each in functions for node in ast.walk(each)}.values():
        if isinstance(call, ast.Call) and call.args and (method := _called(call)):
            place = f"{module.__name__}:{call.lineno}"
            flags = call.args[1:] if method == "compile" else []
            written = ast.Tuple([call.args[0], *flags], ast.Load())
            for pattern, *flag in _values(written, module, place):
                known = isinstance(pattern, re.Pattern | Regex)
                yield Named(place, pattern if known else re.compile(pattern, *flag), _methods({method}))


def _called(call: ast.Call) -> str:
    """The function of `re` that a call calls, `compile` for ours; "" for any other."""
    function = call.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "re" and function.attr in _FUNCTIONS else ""
    return "compile" if isinstance(function, ast.Name) and function.id == "regex" else ""


def _values(written: ast.expr, module: ModuleType, place: str) -> Iterator[Any]:
    """What an expression is in its module; for every value of the parts that are not known before."""
    all_names = [node for node in ast.walk(written) if isinstance(node, ast.Name)]
    bound = {node.id for node in all_names if isinstance(node.ctx, ast.Store)}
    names = {node.id for node in all_names} - bound
    known = PARTS.get(module.__name__, {})
    open_names = sorted(name for name in names if name in known and not hasattr(module, name))
    if missing := [
        name for name in names if not (name in open_names or hasattr(module, name) or hasattr(builtins, name))
    ]:
        raise LookupError(f"{place}: what {missing} stand for must be written in {__name__}.PARTS")
    code = compile(ast.fix_missing_locations(ast.Expression(written)), place, "eval")
    for values in product(*(eval(known[name], vars(module), _SAMPLES) for name in open_names)):
        yield eval(code, vars(module), dict(zip(open_names, values, strict=True)))


def _methods(called: set[str]) -> tuple[str, ...]:
    methods = sorted({_TRIED.get(each, each) for each in called} - {"compile"})
    return tuple(methods) or ("fullmatch", "search")


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
