"""A property that is worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field

from udfs.once import once


@dataclass(frozen=True)
class _Word:
    text: str
    asked: list[str] = field(default_factory=list)

    @once
    def upper(self) -> str:
        """In capitals."""
        self.asked.append(self.text)
        return self.text.upper()


def test_it_is_worked_out_at_the_first_question_only_and_for_each_object() -> None:
    word, other = _Word("a"), _Word("b")
    assert word.asked == []
    assert (word.upper, word.upper, other.upper) == ("A", "A", "B")
    assert word.asked == ["a"]


def test_of_the_class_it_is_the_property_with_its_explanation() -> None:
    assert _Word.upper.__doc__ == "In capitals."
