"""Large ledgers: time grows with the cells, not with their square."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest
import xlwings as xw
from openpyxl import Workbook

from addin.headless import wrap

ROWS, COLUMNS = 5_000, 12


@pytest.fixture(scope="module")
def ledger() -> Workbook:
    workbook = Workbook()
    for row in range(ROWS):
        workbook.active.append([row * column for column in range(1, COLUMNS + 1)])
    return workbook


def best(action: Callable[[], object]) -> float:
    """The shortest of three runs, in seconds: what the code needs when nothing else runs."""
    times = []
    for _ in range(3):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return min(times)


def test_a_ledger_reads_in_one_go(ledger: Workbook) -> None:
    sheet = wrap(ledger).sheets[0]
    assert len(sheet["A1:L5000"].value) == ROWS
    # About 20 ms on the machine this was written on; the rest is room for slower ones.
    assert best(lambda: sheet["A1:L5000"].value) < 0.2


def test_looking_around_does_not_walk_all_cells_each_time(ledger: Workbook) -> None:
    sheet = wrap(ledger).sheets[0]

    def look() -> None:
        for row in range(1, 301):
            assert sheet.range((row, 1)).end("right").column == COLUMNS
            sheet.range((row, 14)).value = row
            assert sheet.range((row, 14)).end("right").column == 16_384
            assert sheet.used_range.shape[0] == ROWS

    # Walking 60,000 cells for each of the 600 looks would take many seconds.
    assert best(look) < 1


def test_regions_grow_line_by_line(ledger: Workbook) -> None:
    sheet: xw.Sheet = wrap(ledger).sheets[0]
    assert sheet["B3"].current_region.shape[0] == ROWS
    assert best(lambda: sheet["B3"].current_region) < 0.5
