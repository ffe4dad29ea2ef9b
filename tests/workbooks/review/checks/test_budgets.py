"""Budget tables and 项目资金, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import budgets

CHECKS = (budgets.budget_rows, budgets.budget_columns)
CASES = review_cases("budgets")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
