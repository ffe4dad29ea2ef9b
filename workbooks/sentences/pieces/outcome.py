"""What reading a scoring sentence gives: an expression of the rule language, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Literal

from udfs.expression import parse
from udfs.records import dataclass

Status = Literal["read", "choose", "judged", "refused"]
"""读懂 · 要选 (a question is open) · 认定 (a person judges) · 没读懂."""

Kind = Literal["money", "count", "rate", "number", "yesno", "points", "choice", "target"]


@dataclass(frozen=True)
class Sentence:
    """One row of a table: its name, its points, the scoring sentence, and the 指标说明 beside it."""

    name: str
    text: str
    weight: Decimal | None = None
    explanation: str = ""


@dataclass(frozen=True)
class Need:
    """A data item that a reading asks for.

    `rate` is 1 at 100 %; `yesno` is 1 or 0; `points` lie between `low` and `high`; a `choice` is one of the
    texts of `choices`; a `target` is a quantity or a text such as ≥95%. Bounds are included; None is
    unbounded.
    """

    key: str
    label: str
    kind: Kind
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a sentence leaves open: its choices, the one taken until somebody chooses, and why that one."""

    key: str
    label: str
    choices: tuple[str, ...]
    default: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """A sentence as far as it was understood.

    `expressions` holds the expression for every combination of choices (their texts in the order of
    `questions`); `expression` is that of the defaults, None where the sentence was refused. `unread` are the
    words that found no place, `reason` says in Chinese why a sentence was refused or is judged. A refused
    sentence may ask how its points come about; its default is then that they are typed.
    """

    status: Status
    expressions: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    questions: tuple[Question, ...] = ()
    unread: str = ""
    reason: str = ""
    spared: str = ""
    """Words that leave something out of the figures (除政策性因素外), which the figures do not show."""

    @property
    def expression(self) -> str | None:
        """The expression of the default choices; a refused sentence has none that applies by itself."""
        if self.status == "refused":
            return None
        return self.expressions.get(tuple(question.default for question in self.questions))

    def needed(self, expression: str | None) -> tuple[Need, ...]:
        """The data items that one of the expressions names, in the order of `needs`."""
        if expression is None:
            return ()
        named = parse(expression, {need.key for need in self.needs}).keys
        return tuple(need for need in self.needs if need.key in named)

    def chosen(self, answers: Mapping[str, str]) -> str | None:
        """The expression for some answers by question key, defaults for the rest."""
        return self.expressions.get(
            tuple(answers.get(question.key, question.default) for question in self.questions)
        )
