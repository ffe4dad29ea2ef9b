"""Grades against totals, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import grades

CHECKS = (grades.grade_of_total, grades.grade_without_full_mark)
CASES = review_cases("grades")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
