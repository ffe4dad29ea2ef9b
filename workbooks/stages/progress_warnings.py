"""预警: how far a project is at a point of the year, by rules that are data (progress_warnings.yaml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from udfs.errors import ScoreError
from udfs.records import dataclass
from udfs.targets import actual_figure, attainment, parse_target
from udfs.targets.vocabulary import FRACTIONS
from workbooks.official.words import is_blank
from workbooks.problems import InputError
from workbooks.stages.warning_decision import Decision
from workbooks.standards.strict import Strict, checked

_FILE = Path(__file__).with_suffix(".yaml")
_MONTHS_OF_A_YEAR = 12
_LESS = ("<=", "<")
RATE_SIGNS = tuple(sign for sign, _ in FRACTIONS)
"""The units of rates, which do not add up over the year."""


@dataclass(frozen=True, kw_only=True)
class ColourBand(Strict):
    """A colour for what lies below a bound; without a bound for all the rest."""

    colour: str
    below: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Within(Strict):
    """Colours on both sides of a limit that is itself within."""

    within: str
    beyond: str


@dataclass(frozen=True, kw_only=True)
class WarningRules(Strict):
    """One set of rules; what it does not speak of has no colour."""

    title: str
    progress: tuple[ColourBand, ...] = ()
    reverse: Within | None = None
    time: Within | None = None
    words: dict[str, str] = field(default_factory=dict)
    nothing_done: str = ""
    execution_in_step: tuple[ColourBand, ...] = ()
    execution_by_month: dict[int, Decimal] = field(default_factory=dict)
    goal_and_money: Decimal | None = None
    """How far what was reached of a target and what was spent of the budget may be apart."""
    decision: Decision | None = None
    warned: str = "预警"

    def __post_init__(self) -> None:
        if self.progress and self.goal_and_money is not None:
            raise ValueError("an indicator has its colour by its progress or by the money, not by both")


@lru_cache(maxsize=1)
def every() -> dict[str, WarningRules]:
    """All rules by their names."""
    import yaml

    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: checked(WarningRules, rules) for name, rules in content.items()}


def rules_called(name: str) -> WarningRules:
    """The rules of a name. Raises `InputError` naming those there are."""
    found = every().get(name)
    if found is None:
        known = "；".join(f"{key}（{rules.title}）" for key, rules in every().items())
        raise InputError(f"没有叫“{name}”的预警规则；可用：{known}")
    return found


def of_indicator(rules: WarningRules, target: str, done: str, months: int) -> str | None:
    """The colour of an indicator after so many months; None where the rules or the texts say nothing."""
    if is_blank(target) or is_blank(done):
        return None
    try:
        wanted = parse_target(target)
        if wanted.kind == "qualitative":
            return rules.words.get(attainment(done))
        if wanted.kind not in ("quantity", "date") or wanted.number is None:
            return None
        if wanted.kind == "date":
            day = parse_target(done)
            if day.kind != "date" or day.number is None:
                return None
            return _side(rules.time, day.number <= wanted.number)
        figure = actual_figure(done, wanted)
    except ScoreError:
        return None
    if wanted.operator in _LESS:
        limit = figure < wanted.number if wanted.operator == "<" else figure <= wanted.number
        return _side(rules.reverse, limit)
    due = wanted.number * months / _MONTHS_OF_A_YEAR
    if due <= 0 or not rules.progress:
        return None
    if figure == 0 and rules.nothing_done:
        return rules.nothing_done
    # Cross-multiplied: no rounded quotient meets a bound.
    return _band(rules.progress, figure * _MONTHS_OF_A_YEAR, wanted.number * months)


def of_goal_and_money(
    rules: WarningRules, target: str, done: str, budget: Decimal | None, spent: Decimal | None
) -> str | None:
    """The colour of an indicator that is too far from the money; None where that cannot be said.

    Only what adds up over the year is held against the money: no rates, no limits, no days, no words.
    """
    apart = rules.goal_and_money
    if apart is None or budget is None or spent is None or budget <= 0 or is_blank(target) or is_blank(done):
        return None
    try:
        wanted = parse_target(target)
        whole = wanted.number
        if wanted.kind != "quantity" or whole is None or whole <= 0 or wanted.operator in _LESS:
            return None
        if wanted.upper is not None or wanted.unit in RATE_SIGNS or (not wanted.unit and whole <= 1):
            return None
        figure = actual_figure(done, wanted)
    except ScoreError:
        return None
    return rules.warned if abs(figure * budget - spent * whole) > apart * whole * budget else None


def of_execution(
    rules: WarningRules, budget: Decimal | None, spent: Decimal | None, months: int
) -> str | None:
    """The colour of the money after so many months; None where nothing can be said."""
    if budget is None or spent is None or budget <= 0:
        return None
    if rules.execution_in_step:
        return _band(rules.execution_in_step, spent * _MONTHS_OF_A_YEAR, budget * months)
    least = rules.execution_by_month.get(months)
    return rules.warned if least is not None and spent < least * budget else None


def _band(bands: Sequence[ColourBand], part: Decimal, whole: Decimal) -> str | None:
    """The colour of part ÷ whole."""
    return next((band.colour for band in bands if band.below is None or part < band.below * whole), None)


def _side(limit: Within | None, within: bool) -> str | None:
    if limit is None:
        return None
    return limit.within if within else limit.beyond
