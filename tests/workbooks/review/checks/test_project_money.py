"""The money block of project forms, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import project_money, sums, unread

CHECKS = (
    project_money.project_money,
    project_money.spending_without_budget,
    project_money.score_of_execution,
    sums.total_weight,
    sums.total_score,
    unread.unread,
)
CASES = review_cases("project_money")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
