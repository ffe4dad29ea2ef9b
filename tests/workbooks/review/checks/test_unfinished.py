"""Cells that were begun and not finished, case by case."""

from __future__ import annotations

import pytest

from tests.support.official import assert_case, review_cases
from workbooks.review.checks import unfinished

CHECKS = (
    unfinished.template_text,
    unfinished.broken_calculation,
    unfinished.target_for_nothing,
    unfinished.points_without_figure,
)
CASES = review_cases("unfinished")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    assert_case(tmp_path, case, CHECKS)
