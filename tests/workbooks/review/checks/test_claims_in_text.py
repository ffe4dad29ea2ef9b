"""What a report claims in words, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import claims_in_text, quarterly_texts, totals_in_text

CHECKS = (
    claims_in_text.rate_of_points,
    claims_in_text.parts_of_points,
    claims_in_text.grade_in_text,
    totals_in_text.two_totals,
    totals_in_text.rates_of_totals,
    claims_in_text.other_year_in_heading,
    claims_in_text.conclusion_against_row,
    claims_in_text.name_unlike_the_table,
    quarterly_texts.mean_in_text,
)
CASES = review_cases("claims_in_text")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
