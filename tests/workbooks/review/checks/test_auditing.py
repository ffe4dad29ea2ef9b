"""What auditors ask about, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import auditing

CHECKS = (
    auditing.points_for_nothing,
    auditing.copied_target,
    auditing.far_above_target,
    auditing.everything_full,
)
CASES = review_cases("auditing")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
