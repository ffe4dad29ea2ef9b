"""What a scoring function raises when it cannot give a score.

Every host turns these into a cell error, never into a number and never into text that SUM skips.
"""

from __future__ import annotations

from typing import TypeVar

MISSING = "#N/A"
BAD_VALUE = "#VALUE!"
DIVISION_BY_ZERO = "#DIV/0!"

_Error = TypeVar("_Error", bound=Exception)


class ScoreError(ValueError):
    """A score cannot be given; `code` is the cell error, the message says why in Chinese."""

    code = BAD_VALUE


class MissingValueError(ScoreError):
    """A figure was not filled in: `#N/A`, because missing is not zero."""

    code = MISSING


class NoQuotientError(ScoreError):
    """A native formula divides by a figure that is 0: `#DIV/0!`."""

    code = DIVISION_BY_ZERO


class BadValueError(ScoreError):
    """A figure is not a number, or lies outside what the rule allows: `#VALUE!`."""


class RuleTextError(BadValueError):
    """The text of a rule (tiers, maxima, reading …) cannot be read: a mistake in the standard."""


class CellError(Exception):
    """A cell shows an error value; `code` is that value, the message says why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def afresh(error: _Error) -> _Error:
    """The same error again, to be kept or raised: one that was raised holds on to its callers' objects."""
    again = type(error).__new__(type(error), *error.args)
    again.__dict__.update(error.__dict__)
    return again
