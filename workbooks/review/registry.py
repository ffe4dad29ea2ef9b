"""The checks of a review: every function decorated with `check`, in the order of their codes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbooks.findings import Finding
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
    # Importing the families registers them.
    from workbooks.review.checks import (
        budgets,  # noqa: F401
        consistency,  # noqa: F401
        grades,  # noqa: F401
        listing,  # noqa: F401
        quarterly_texts,  # noqa: F401
        quarters,  # noqa: F401
        rates,  # noqa: F401
        repeats,  # noqa: F401
        rows,  # noqa: F401
        rules,  # noqa: F401
        sums,  # noqa: F401
        text_sums,  # noqa: F401
        unread,  # noqa: F401
    )

    return tuple(_CHECKS[code] for code in sorted(_CHECKS))
