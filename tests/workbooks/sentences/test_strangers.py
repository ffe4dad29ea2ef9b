"""Texts that strangers may put into a cell: refused at once, never a guess, never an exception."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.support.cases import load
from workbooks.sentences import Sentence, read

PIECES = [
    "得",
    "1%",
    "每",
    "(",
    "≥90%得1分;",
    "1分",
    "得1分",
    "按比例",
    "率×",
    "(1,",
    "①",
    "X=A/B;",
    "占",
    "±1%",
    "不足1%",
    "甲同上;",
    "2.5%≤",
    "每提高1%加1分,",
    "甲率≥9%且",
    "依次类推,",
]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("length", [1400, 50_000])
def test_repeated_pieces_are_refused(piece, length):
    text = (piece * length)[:length]
    reading = read(Sentence("指标", text, Decimal(5), text))
    assert reading.status == "refused"
    assert reading.expression is None


@pytest.mark.parametrize(
    "text", ["\x00", "=1+1", "{}", "得分=__import__('os')", "得1分" + "\n" * 300, "５" * 200]
)
def test_what_is_no_sentence_is_refused(text):
    assert read(Sentence("", text, Decimal(7))).status == "refused"


def test_no_reading_gives_more_than_the_weight():
    reading = read(Sentence("指标", "资料齐全得5分，否则不得分", Decimal(3)))
    assert reading.status == "refused"
    assert "分值3分" in reading.reason


@pytest.mark.parametrize("name", ["fresh", "held_out", "near_misses"])
def test_a_stray_mark_is_never_taken_for_a_pattern(name):
    for number, case in enumerate(load(f"sentences/{name}.yaml")["cases"]):
        text, mark = case["text"], "([)]{}*+?\\|"[number % 11]
        places = [found.start() for found in re.finditer(r"率|数|[≥≤<>]|\d", text)][:3]
        for place in (0, *places):
            strange = f"{text[:place]}{mark}{text[place:]}"
            assert read(Sentence(case["name"], strange, Decimal(str(case["weight"])))).status, strange
