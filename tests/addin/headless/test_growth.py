"""Large ledgers: work grows with the cells, not with their square. Calls are counted, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
import xlwings as xw
from openpyxl import Workbook

from addin.headless import wrap

COLUMNS = 12
FEW, MANY = 300, 1_200


def ledger(rows: int) -> xw.Sheet:
    workbook = Workbook()
    for row in range(rows):
        workbook.active.append([row * column for column in range(1, COLUMNS + 1)])
    return wrap(workbook).sheets[0]


def calls(action: Callable[[], object]) -> int:
    """How many functions an action calls, of Python and of C."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def read_all(sheet: xw.Sheet) -> None:
    assert len(sheet.used_range.value) in (FEW, MANY)


def look_around(sheet: xw.Sheet) -> None:
    for row in range(1, 101):
        assert sheet.range((row, 1)).end("right").column == COLUMNS
        sheet.range((row, 14)).value = row
        assert sheet.range((row, 14)).end("right").column == 16_384


def grow_a_region(sheet: xw.Sheet) -> None:
    assert sheet["B3"].current_region.shape[0] in (FEW, MANY)


@pytest.mark.parametrize("action", [read_all, look_around, grow_a_region])
def test_four_times_the_rows_take_at_most_about_four_times_the_work(action):
    """Walking all cells at each look, or growing a region cell by cell, would be sixteen times the work."""
    few, many = ledger(FEW), ledger(MANY)
    assert calls(lambda: action(many)) < 6 * calls(lambda: action(few))
