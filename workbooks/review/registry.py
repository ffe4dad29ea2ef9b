"""The checks of a review: every function decorated with `check`, in the order of their codes."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import lru_cache

from udfs.records import dataclass
from workbooks.findings import Finding
from workbooks.review import checks as families
from workbooks.review.subject import Subject

CheckFunction = Callable[[Subject], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """One check: its code, title and explanation are those of the function's docstring."""

    code: str
    title: str
    explanation: str
    run: CheckFunction


_CHECKS: dict[str, Check] = {}


def check(function: CheckFunction) -> CheckFunction:
    """Register a check. Its docstring opens with code and title (`T01 分值合计：…`), then explains it."""
    first, _, rest = inspect.cleandoc(function.__doc__ or "").partition("\n")
    code, _, title = first.partition(" ")
    if code in _CHECKS or not title:
        raise ValueError(f"check {function.__name__} needs a code of its own and a title, has {first!r}")
    _CHECKS[code] = Check(code, title.strip(), rest.strip(), function)
    return function


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """All checks, by code."""
    # Importing the families registers them; each file in the folder is one.
    for family in pkgutil.iter_modules(families.__path__, f"{families.__name__}."):
        importlib.import_module(family.name)
    return tuple(_CHECKS[code] for code in sorted(_CHECKS))
