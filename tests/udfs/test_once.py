"""A property that is worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field

from udfs.once import once, once_for


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


def test_a_function_is_worked_out_once_for_each_object_even_where_two_are_equal() -> None:
    asked: list[int] = []

    @once_for(2)
    def length(words: list[str]) -> int:
        asked.append(id(words))
        return len(words)

    one, other = ["a"], ["a"]
    assert (length(one), length(other), length(one)) == (1, 1, 1)
    assert asked == [id(one), id(other)]


def test_only_the_last_objects_are_kept() -> None:
    asked: list[str] = []

    @once_for(2)
    def upper(word: _Word) -> str:
        asked.append(word.text)
        return word.text.upper()

    words = [_Word(text) for text in "abc"]
    for word in (*words, words[2], words[0]):
        assert upper(word) == word.text.upper()
    assert asked == ["a", "b", "c", "a"]
