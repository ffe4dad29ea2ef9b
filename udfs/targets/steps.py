"""Steps of reading: each is a cell that a clerk can look at, and a value that Python works out alike."""

from __future__ import annotations

from ..native import Part, Term, remembered
from ..records import dataclass


@dataclass(frozen=True)
class Steps:
    """Gives each step a place, labelled with what is read."""

    part: Part
    what: str

    def place(self, label: str, term: Term) -> Term:
        """Put a step into a cell and go on with what refers to it."""
        # Each step asks for those before it, many of them several times.
        value = remembered(term.value)
        reference = self.part(f"{self.what}：{label}", term.formula, value, [term])
        return Term(reference, value, None, term.figures)
