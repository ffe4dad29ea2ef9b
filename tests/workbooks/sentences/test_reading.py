"""Sentences of our own wording: read as the cases say, or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import load
from udfs.expression import CellError, parse
from workbooks.sentences import Sentence, read
from workbooks.sentences.asking import BY_HAND, OWN_RULE

CASES = [
    case
    for name in ("figures", "facts", "wordings", "asked")
    for case in load(f"sentences/{name}.yaml")["cases"]
]


def figure(value):
    return Decimal(str(value)) if isinstance(value, int | float) else value


def shown(reading, expression, figures):
    """What the score cell shows for figures in the order of the items."""
    needs = reading.needed(expression)
    assert len(needs) == len(figures), [need.label for need in needs]
    data = {need.key: figure(value) for need, value in zip(needs, figures, strict=True)}
    try:
        return parse(expression, data).score(data)
    except CellError as error:
        return error.code


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case):
    weight = Decimal(str(case["weight"])) if case.get("weight") is not None else None
    sentence = Sentence(case.get("name_of", "某项指标"), case["text"], weight, case.get("explanation", ""))
    reading = read(sentence)
    assert reading.status == case["status"], (reading.expression, reading.unread, reading.reason)
    typed = ["scoring"] if case["status"] == "refused" and weight is not None else []
    assert {question.key for question in reading.questions} == set(case.get("ask", typed))
    if "kinds" in case:
        assert [need.kind for need in reading.needed(reading.expression)] == case["kinds"]
    for figures, score in case.get("points", []):
        assert shown(reading, reading.expression, figures) == figure(score), (figures, reading.expression)
    for answers, figures, score in case.get("choose", []):
        expression = reading.chosen(answers)
        assert shown(reading, expression, figures) == figure(score), (answers, expression)
    if reading.status == "refused":
        assert reading.expression is None
        assert reading.reason
    if case.get("none"):
        assert [question.choices for question in reading.questions] == [(BY_HAND, OWN_RULE)]


def test_what_a_name_and_an_amount_share_is_said_once():
    text, explanation = "按执行率×6分计算得分，最高不超过6分。", "实际采购金额÷采购预算×100%"
    reading = read(Sentence("政府采购执行率", text, Decimal(6), explanation))
    labels = [need.label for need in reading.needed(reading.expression)]
    assert labels == ["政府采购实际采购金额", "政府采购预算"]
