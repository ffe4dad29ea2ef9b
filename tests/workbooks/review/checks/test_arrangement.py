"""How indicators are arranged, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import arrangement

CHECKS = (arrangement.weights_in_order, arrangement.under_two_levels)
CASES = review_cases("arrangement")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
