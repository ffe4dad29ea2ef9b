"""What texts state against figures elsewhere, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import amounts_in_text, statements

CHECKS = (
    statements.rate_of_the_whole,
    statements.implied_rate,
    statements.impossible_balance,
    amounts_in_text.amounts_against_tables,
)
CASES = review_cases("statements")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
