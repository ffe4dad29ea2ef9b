"""What texts count, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import counts_in_text

CHECKS = (counts_in_text.counts_of_the_table, counts_in_text.done_against_row)
CASES = review_cases("counts_in_text")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
