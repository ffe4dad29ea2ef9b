"""The macro 定稿 on an open workbook: what is typed and not saved is in the copy."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from addin import headless, macros
from tests.support.filled import published_workbook
from workbooks.problems import InputError
from workbooks.standards.loading import load


@pytest.fixture
def live(tmp_path):
    return published_workbook("heping-2024", tmp_path / "附表.xlsx").path


def test_what_is_open_is_what_the_copy_holds(live):
    before = live.read_bytes()
    book = headless.open_book(live)
    book.sheets["附表"].range("G7").value = "刚刚改的分析"
    copy = macros.finalize(book)
    assert copy.path.name == "附表-定稿.xlsx"
    assert live.read_bytes() == before
    sheet = load_workbook(copy.path)["附表"]
    assert sheet["G7"].value == "刚刚改的分析"
    saved = load_workbook(live, data_only=True)["附表"]
    # Below the total stand our own lines, which are not handed in.
    total = next(row for row in range(1, saved.max_row) if saved.cell(row, 1).value == "总分：")
    for row in saved.iter_rows(max_col=8, max_row=total):
        for cell in row:
            if cell.coordinate != "G7" and not str(cell.value).startswith("※"):
                # Points stand on lines of their own on paper, and on a page that goes on names are repeated.
                now, was = (
                    str(each.value or "").replace("\n", " ") for each in (sheet[cell.coordinate], cell)
                )
                assert now == was or (was == "" and cell.column < 3), cell.coordinate


def test_a_figure_taken_out_keeps_it_from_being_final(live):
    book = headless.open_book(live)
    standard = load("heping-2024")
    key = next(key for key in standard.figures_to_score if key not in standard.excuses)
    book.names[key].refers_to_range.value = None
    with pytest.raises(InputError, match="还不能定稿"):
        macros.finalize(book)
    assert [path.name for path in live.parent.iterdir()] == ["附表.xlsx"]


def test_a_workbook_that_was_never_saved_is_refused(live):
    book = headless.wrap(load_workbook(live))
    with pytest.raises(InputError, match="请先保存再定稿"):
        macros.finalize(book)
