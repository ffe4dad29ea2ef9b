"""Sums of weights and scores, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import sums

CHECKS = (
    sums.level_weights,
    sums.total_weight,
    sums.weights_make_full_mark,
    sums.level_scores,
    sums.total_score,
)
CASES = review_cases("sums")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
