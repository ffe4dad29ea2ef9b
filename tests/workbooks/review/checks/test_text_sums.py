"""Sums within a sentence, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import sums_of_amounts, text_sums

CHECKS = (
    text_sums.assets_in_use,
    text_sums.parts_in_text,
    sums_of_amounts.adjusted_budget,
    sums_of_amounts.what_is_left,
)
CASES = review_cases("text_sums")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
