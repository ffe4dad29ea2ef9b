"""Hidden sheets and rows, and formulas that were never worked out, are named."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.reviewed import SCORED, plain_workbook
from workbooks.review.reviewing import review_file

LAST = len(SCORED)


def codes(path, code):
    return [(each.level, each.sheet, each.cell) for each in review_file(path).findings if each.code == code]


@pytest.fixture
def path(tmp_path):
    return plain_workbook(tmp_path / "表.xlsx", {"附表": SCORED, "封面": [["封面"]]})


def changed(path, change):
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def test_nothing_is_hidden(path):
    assert codes(path, "U04") == []


def test_a_hidden_row_of_a_table(path):
    row = next(
        number for number, line in enumerate(SCORED, 1) if any(isinstance(v, int | float) for v in line)
    )

    def hide(book: Workbook) -> None:
        book["附表"].row_dimensions[row].hidden = True

    assert codes(changed(path, hide), "U04") == [("提示", "附表", f"A{row}")]


def test_hidden_rows_below_the_table_are_nothing(path):
    def hide(book: Workbook) -> None:
        book["附表"].row_dimensions[LAST + 5].hidden = True

    assert codes(changed(path, hide), "U04") == []


def test_a_hidden_sheet_with_a_table(path):
    def hide(book: Workbook) -> None:
        book["附表"].sheet_state = "hidden"
        book.active = 1

    assert codes(changed(path, hide), "U04") == [("提示", "附表", "A1")]


def test_a_hidden_sheet_without_one_is_nothing(path):
    def hide(book: Workbook) -> None:
        book["封面"].sheet_state = "hidden"

    assert codes(changed(path, hide), "U04") == []


def test_a_formula_without_a_result_is_not_blank(tmp_path):
    rows = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "甲", "10次", "9次", 50, 45],
        ["产出指标", "数量指标", "乙", "10次", "10次", 50, "=F3"],
        ["总分", None, None, None, None, 100, "=SUM(G2:G3)"],
    ]
    path, book = tmp_path / "公式.xlsx", Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    assert codes(path, "U01") == [("提示", "Sheet", "G3"), ("提示", "Sheet", "G4")]
    assert codes(path, "H12") == []
