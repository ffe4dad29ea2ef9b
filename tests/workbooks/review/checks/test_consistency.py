"""Scores and weights printed twice, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import consistency

CHECKS = (consistency.summary_against_table, consistency.scores_in_texts, consistency.overall_in_texts)
CASES = review_cases("consistency")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
