"""A heading is short: what is long is a text, however it ends, and is not looked through for a heading."""

from __future__ import annotations

import pytest

from workbooks.files.sheets import SheetCells
from workbooks.official.sheet_rows import sheet_rows
from workbooks.submission.template.money_tables import _quarter_columns


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("累计执行数", {"累计执行数": 2}),
        ("截" * 55 + "累计执行数", {"累计执行数": 2}),
        ("截" * 56 + "累计执行数", {}),
        ("累计" * 16_000, {}),
        ("", {}),
    ],
    ids=["heading", "sixty", "sixty-one", "a cell full", "empty"],
)
def test_the_column_of_a_heading(text, found):
    assert _quarter_columns(sheet_rows(SheetCells("季度执行", ((None, text),), 1, 1))) == found
