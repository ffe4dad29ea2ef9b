"""What was not read is never called clean: the status of a file and of each sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.cases import load
from tests.support.official import assert_found
from tests.support.reviewed import SCORED, plain_workbook
from workbooks.findings import NOT_READ
from workbooks.review.page import page
from workbooks.review.review_result import Review
from workbooks.review.reviewing import review_file

CASES = load("review/unread.yaml")["cases"]


def reviewed(case: dict[str, Any], folder: Path) -> Review:
    sheets = {name: SCORED if rows == "scored" else rows for name, rows in case["sheets"].items()}
    return review_file(plain_workbook(folder / "表.xlsx", sheets))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    review = reviewed(case, tmp_path)
    told = review.as_json()
    assert told["status"] == case["status"]
    assert {one["sheet"]: one["status"] for one in told["sheets"]} == case["sheet_status"]
    assert_found(review.findings, case["finds"], lambda one: f"{one.sheet}!{one.cell}")
    assert review.is_clean == (case["status"] == "read" and not case["finds"])
    assert review.told.startswith(NOT_READ) == (case["status"] != "read")
    assert ("没有发现问题" in review.told) == (case["status"] == "read")
    assert (NOT_READ in page([review])) == (case["status"] != "read")
