"""How the scoring sentence of an indicator was read, what it leaves open, who confirmed it."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from udfs.records import dataclass
from workbooks.standards.items import DataItem
from workbooks.standards.strict import Strict, not_empty

Outcome = Literal["read", "choose", "judged", "refused", "typed"]
OUTCOME_LABELS: dict[Outcome, str] = {
    "read": "读懂",
    "choose": "要选",
    "judged": "认定",
    "refused": "没读懂",
    "typed": "手工",
}
"""读懂 · 要选 (a question is open) · 认定 (judged) · 没读懂 (typed) · 手工 (a person wrote the rule)."""


@dataclass(frozen=True, kw_only=True)
class OpenQuestion(Strict):
    """What a sentence leaves open: the choices, the one taken until somebody chooses, and why that one."""

    key: str
    label: str
    choices: Annotated[tuple[str, ...], not_empty]
    default: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Alternative(Strict):
    """The expression for one combination of choices, in the order of the questions."""

    choices: tuple[str, ...] = ()
    score: str


@dataclass(frozen=True, kw_only=True)
class Interpretation(Strict):
    """What a reader proposed for the sentence of an indicator, and what a person made of it.

    `spoken` says the rule in force in one sentence; `answers` are the choices made, by question;
    `alternatives` and `items` are what other choices would need.
    """

    outcome: Outcome
    spoken: str = ""
    reason: str = ""
    unread: str = ""
    questions: tuple[OpenQuestion, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()
    items: dict[str, DataItem] = field(default_factory=dict)
    confirmed: bool = False

    def score_for(self, answers: dict[str, str]) -> str | None:
        """The expression for some answers by question key, the defaults for the rest; None for no such."""
        wanted = tuple(answers.get(one.key, one.default) for one in self.questions)
        return next((one.score for one in self.alternatives if one.choices == wanted), None)
