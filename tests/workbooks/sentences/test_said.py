"""A reading said again in one sentence, and figures to try it with, as the cases work them out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import load
from udfs.expression import CellError, parse
from workbooks.sentences import Sentence, points_of, read, spoken

CASES = load("sentences/said.yaml")["cases"]


def reading_of(case):
    return read(Sentence("某项指标", case["text"], Decimal(str(case["weight"])), case.get("explanation", "")))


def figure(value):
    return Decimal(str(value)) if isinstance(value, int | float) else value


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_said_again(case):
    assert spoken(reading_of(case)) == case["spoken"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_trials_meet_every_bound(case):
    found = {
        tuple(point.figures.values()): point.error or point.score
        for point in points_of(reading_of(case), Decimal(str(case["weight"])))
    }
    for figures, score in case["tries"]:
        assert found.get(tuple(map(figure, figures))) == figure(score), found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_trials_are_what_the_expression_gives(case):
    reading = reading_of(case)
    points = points_of(reading)
    assert len(points) <= 5
    assert len({tuple(point.figures.values()) for point in points}) == len(points)
    assert bool(points) == (reading.expression is not None)
    for point in points:
        rule = parse(reading.expression, point.figures)
        if point.error is None:
            assert rule.score(point.figures) == point.score
        else:
            with pytest.raises(CellError) as raised:
                rule.score(point.figures)
            assert raised.value.code == point.error


def test_a_choice_changes_what_is_said_and_tried():
    reading = read(Sentence("执行率", "执行率≥95%得满分，每低1个百分点扣0.5分，扣完为止", Decimal(10)))
    started = reading.chosen({"step_rounding": "不足一点按一点"})
    assert "不满一步的按一步算" in spoken(reading, started)
    tried = {tuple(point.figures.values()): point.score for point in points_of(reading, None, started)}
    assert tried[(Decimal("0.945"),)] == Decimal("9.5")


def test_a_trial_above_the_weight_is_held_to_it():
    reading = read(Sentence("某项", "得分=完成率×6分，最高不超过6分", Decimal(6)))
    assert max(point.score for point in points_of(reading, Decimal(4)) if point.score is not None) == 4
