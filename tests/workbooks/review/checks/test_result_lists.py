"""Lists of results, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import grades, repeats, result_lists, unread

CHECKS = (
    result_lists.grades_of_a_list,
    result_lists.listed_score,
    grades.grade_of_total,
    repeats.same_quantity,
    unread.unread,
)
CASES = review_cases("result_lists")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
