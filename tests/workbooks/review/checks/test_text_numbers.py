"""Numbers held as text are told once a sheet, where most of their column are numbers; full width too."""

from __future__ import annotations

import pytest

from tests.support.reviewed import SCORED, plain_workbook
from workbooks.review.reviewing import review_file

WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
ROWS = range(2, 6)
"""The rows of the table that have a score, the total with them."""


def with_scores(change):
    """The correct table with other scores."""
    table = [list(line) for line in SCORED]
    for row in ROWS:
        table[row][4] = change(table[row][4], row == ROWS[0])
    return table


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda value, first: str(value) if first else value, "是文本格式的数，按数读"),
        (lambda value, first: f"{value}".translate(WIDE) if first else value, "填的是全角数字，按半角读"),
        # A column that is text from top to bottom comes from another system.
        (lambda value, first: str(value), ""),
        (lambda value, first: f"{value}分" if first else value, ""),
        (lambda value, first: value, ""),
    ],
)
def test_once_a_sheet(tmp_path, change, said):
    review = review_file(plain_workbook(tmp_path / "表.xlsx", {"附表": with_scores(change)}))
    found = [each for each in review.findings if each.code == "U05"]
    assert [each.level for each in found] == (["提示"] if said else [])
    assert all(said in each.message for each in found)
    assert not [each for each in review.findings if each.level == "错误"]
