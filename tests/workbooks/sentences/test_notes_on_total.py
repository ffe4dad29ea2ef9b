"""Notes around a form that set a condition on its total: read whole, told, or plain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import load
from workbooks.sentences.notes_on_total import notes_on_total

CASES = load("adoption/notes_on_total.yaml")


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["lacking"])
def test_a_note_is_read(case):
    (note,), unread = notes_on_total(case["note"])
    divisor = Decimal(str(case["divisor"])) if "divisor" in case else None
    wanted = (case["lacking"], tuple(case["rows"]), divisor, case.get("hundred", False))
    assert (note.lacking, note.rows, note.divisor, note.hundred) == wanted
    assert note.text in case["note"]
    assert not unread


@pytest.mark.parametrize("text", CASES["plain"])
def test_a_note_that_only_explains_is_none(text):
    assert notes_on_total(text) == ((), ())


@pytest.mark.parametrize("text", CASES["told"])
def test_a_note_that_is_not_read_whole_is_told(text):
    assert notes_on_total(text) == ((), (text,))


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["lacking"])
@pytest.mark.parametrize("more", ["并加2分", "，但市级单位除外", "，不超过满分的九成"])
def test_a_word_more_is_never_passed_over(case, more):
    """Each note with a condition more, at its end, is told."""
    text = case["note"].rstrip("。") + more
    found, unread = notes_on_total(text)
    assert not found
    assert unread
