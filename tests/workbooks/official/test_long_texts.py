"""Texts that are longer than any form asks for: read to a bound, and said to be."""

from __future__ import annotations

import pytest

from workbooks.files.sheets import SheetCells
from workbooks.official import official_workbook


@pytest.mark.parametrize(("length", "told"), [(2000, []), (2001, ["B2"])])
def test_what_stands_behind_the_bound_is_said_not_to_be_read(length: int, told: list[str]) -> None:
    sheet = SheetCells("说明", [["说明", ""], ["", "完成20场" + "甲" * (length - 5)]])
    workbook = official_workbook("表.xlsx", [sheet])
    assert [unread.cell.address for unread in workbook.unread] == told
    assert all(f"有 {length} 个字" in unread.why for unread in workbook.unread)
    assert [len(text.text) for text in workbook.texts] == [2000]
