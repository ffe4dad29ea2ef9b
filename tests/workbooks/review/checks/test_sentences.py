"""The check by the sentences that a table prints, where nobody wrote a standard for it."""

from __future__ import annotations

import pytest

from tests.support.cases import load as load_cases
from tests.support.plain_tables import named_table, read_plain
from workbooks.review.checks import printed_rules
from workbooks.review.recognition import recognise
from workbooks.review.subject import Subject

CASES = load_cases("review/sentences.yaml")


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_case(case, tmp_path):
    typed = [[CASES["title"]], case.get("header", CASES["header"]), *case["rows"]]
    subject = Subject(read_plain(tmp_path, {"附表": typed}))
    found = list(printed_rules.scores_by_printed_rule(subject))
    if not case["finds"]:
        assert not found, [(each.level, each.message) for each in found]
    for code, level, cell, words in case["finds"]:
        assert any(
            (each.code, each.level, each.cell) == (code, level, cell) and words in each.message
            for each in found
        ), [(each.level, each.cell, each.message) for each in found]
    assert {each.cell for each in found} == {cell for _, _, cell, _ in case["finds"]}


def test_a_table_of_a_known_standard_is_left_to_it(tmp_path):
    subject = recognise(read_plain(tmp_path, {"评分表": named_table("shenzhen-2021")}))
    assert subject.recognised
    assert not list(printed_rules.scores_by_printed_rule(subject))
