"""The same quantity twice, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import repeats

CHECKS = (repeats.same_quantity, repeats.converted_amount)
CASES = review_cases("repeats")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
