"""A note of a bureau's form that sets a condition on its total, and what was decided about it."""

from __future__ import annotations

from typing import Annotated

from udfs.records import dataclass
from workbooks.standards.interpretation import OpenQuestion
from workbooks.standards.items import DataItem
from workbooks.standards.strict import Exact, Strict, not_empty


@dataclass(frozen=True, kw_only=True)
class TotalNote(Strict):
    """Who lacks something gets no points for some rows, and the sum of the others is scaled up.

    `text` is the note as printed, `lacking` its condition in its own words; `item` (1 or 0, named `key`) asks
    a unit whether it is so. `rows` are the names of indicators; the sum is divided by `divisor`, without one
    by the share of the points that are left. `question` asks whether it applies, `answer` is what was chosen:
    only the last choice makes it live.
    """

    text: Annotated[str, not_empty]
    lacking: Annotated[str, not_empty]
    key: Annotated[str, not_empty]
    item: DataItem
    rows: Annotated[tuple[str, ...], not_empty]
    divisor: Exact | None = None
    question: OpenQuestion
    answer: str = ""
    confirmed: bool = False

    @property
    def chosen(self) -> str:
        """The choice in force."""
        return self.answer or self.question.default

    @property
    def is_live(self) -> bool:
        return self.chosen == self.question.choices[-1]
