"""The macros on a real workbook, through the headless engine, as the clerk's buttons run them."""

from __future__ import annotations

from datetime import datetime

import pytest
import xlwings as xw
from openpyxl import Workbook

from addin import headless, macros
from tests.support.examples import example
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE
from workbooks.problems import InputError
from workbooks.standards.loading import load

HEADINGS = ["支付日期", "支付凭证号", "项目名称", "支付金额（元）"]


def workbook_with(rows, changes=None):
    """The published workbook with ledger rows pasted into 执行明细."""
    built = build(load("shenzhen-2021"), example("shenzhen-2021", changes), rows)
    return built, headless.wrap(built.workbook)


def quarters(built):
    return [built.workbook["季度执行"][f"B{row}"].value for row in range(5, 9)]


def test_quarters_are_added_up_in_the_unit_of_the_table():
    rows = [
        HEADINGS,
        ["2021-03-31", "1", "甲", "1,234,500.00"],
        [datetime(2021, 4, 1), "2", "甲", 20_000],
        ["2021/9/30", "3", "乙", "（10,000.00）"],
        ["2021.12.31", "4", "乙", "100.01"],
    ]
    built, book = workbook_with(rows)
    ledger = macros.fill_quarterly(book)
    assert quarters(built) == [123.45, 125.45, 124.45, 124.460001]
    assert ledger.issues == ()
    assert built.workbook["季度执行"]["A12"].value == (
        "累计执行数按“执行明细”表汇总：计入 4 笔，合计 1,244,600.01 元，截至 2021-12-31。"
    )


def test_rows_to_look_at_are_marked_beside_the_row():
    rows = [
        ["支付明细（导出）"],
        HEADINGS,
        ["2021-01-05", "1", "甲", 100],
        ["2020-12-31", "2", "甲", 100],
        ["2021-01-05", "1", "甲", 100],
        ["2021-13-01", "3", "甲", 100],
        ["2021-12-01", "4", "乙", "壹佰元"],
        ["2021-12-02", "5", "乙", 50],
        ["合计", None, None, 999],
    ]
    built, book = workbook_with(rows)
    macros.fill_quarterly(book)
    sheet = built.workbook["执行明细"]
    assert sheet["E4"].value == "核对"
    marked = {row: sheet.cell(row, 5).value for row in range(5, 12)}
    assert marked[5] is None
    assert marked[10] is None
    assert "不在 2021 年" in marked[6]
    assert "重复" in marked[7]
    assert "未计入" in marked[8]
    assert "未计入" in marked[9]
    assert "合计" in marked[11]
    assert quarters(built) == [0.01, 0.01, 0.01, 0.015]
    assert "需核对 5 行" in built.workbook["季度执行"]["A12"].value


def test_filling_again_replaces_the_marks_of_before():
    rows = [HEADINGS, ["2021-01-05", "1", "甲", 100], ["2021-01-06", "2", "甲", "坏"]]
    built, book = workbook_with(rows)
    macros.fill_quarterly(book)
    sheet = built.workbook["执行明细"]
    assert sheet["E5"].value
    sheet["D5"].value = 200
    macros.fill_quarterly(book)
    assert sheet["E3"].value == "核对"
    assert sheet["E5"].value is None
    assert sheet["F3"].value is None
    assert quarters(built)[0] == 0.03


def test_quarters_that_have_not_come_stay_blank_and_leave_no_total():
    rows = [HEADINGS, ["2021-05-05", "1", "甲", 100_000]]
    built, book = workbook_with(rows, dict.fromkeys(load("shenzhen-2021").quarterly_keys))
    macros.fill_quarterly(book)
    assert quarters(built) == [0, 10, None, None]
    assert built.scored()[0].total_shown == "#N/A"


def test_a_typed_quarter_is_never_replaced_by_a_blank():
    rows = [HEADINGS, ["2021-05-05", "1", "甲", 100_000]]
    built, book = workbook_with(rows, {load("shenzhen-2021").quarterly_keys[2]: None})
    typed = quarters(built)[3]
    macros.fill_quarterly(book)
    assert quarters(built) == [0, 10, None, typed]
    note = built.workbook["季度执行"]["A12"].value
    assert note.endswith("；四季度没有支付记录，保留原来填的数，请核对。")


def test_a_wider_table_below_does_not_lie_under_the_marks():
    rows = [
        ["支付日期", "支付金额（元）"],
        ["2021-01-05", 100],
        ["支付日期", "支付金额（元）", "支付凭证号", "摘要"],
        ["2021-01-06", "坏", "2", "乙"],
    ]
    built, book = workbook_with(rows)
    macros.fill_quarterly(book)
    sheet = built.workbook["执行明细"]
    assert (sheet["E3"].value, sheet["D6"].value) == ("核对", "乙")
    assert "未计入" in sheet["E6"].value
    macros.fill_quarterly(book)
    assert (sheet["E3"].value, sheet["F3"].value) == ("核对", None)
    assert quarters(built)[0] == 0.01


def test_what_is_said_of_whole_sheets_stands_in_the_note(tmp_path):
    path = tmp_path / "明细.xlsx"
    file = Workbook()
    file.active.append(["支付日期", "支付金额（元）"])
    file.active.append([datetime(2021, 12, 1), 100])
    hidden = file.create_sheet("旧")
    hidden.append(["支付日期", "支付金额（元）"])
    hidden.append([datetime(2021, 12, 1), 999])
    hidden.sheet_state = "hidden"
    file.save(path)
    built, book = workbook_with([])
    ledger = macros.import_ledger(book, path)
    assert ledger.total == 100
    assert "工作表“旧”是隐藏的，没有读入" in built.workbook["季度执行"]["A12"].value


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "执行明细"),
        ([["支付日期", "项目名称"], ["2021-01-01", "甲"]], "支付金额"),
        ([HEADINGS], "没有支付记录"),
        ([HEADINGS, ["2019-01-01", "1", "甲", 5]], "2019"),
    ],
)
def test_a_ledger_that_cannot_be_used_changes_nothing(rows, said):
    built, book = workbook_with(rows)
    before = quarters(built)
    with pytest.raises(InputError, match=said) as caught:
        macros.fill_quarterly(book)
    assert "\n" not in str(caught.value)
    assert quarters(built) == before


def test_a_year_that_is_no_year():
    built, book = workbook_with([HEADINGS, ["2021-05-05", "1", "甲", 100_000]])
    built.workbook["数据"]["C3"].value = "去年"
    with pytest.raises(InputError, match="没有填四位数的年度"):
        macros.fill_quarterly(book)


def test_the_summary_adds_up_by_level_with_live_formulas():
    built, _ = workbook_with([])
    values = built.values(built.scored())
    cells = macros.fill_summary(headless.wrap(built.workbook, values))["汇总"]
    sheet = built.workbook["汇总"]
    assert [sheet[f"A{row}"].value for row in (5, 7, 12, 16, 17)] == [
        "部门决策",
        "部门管理",
        "部门绩效",
        "合计",
        "评分等级",
    ]
    assert [float(cells[f"C{row}"]) for row in (5, 7, 12, 16)] == [19, 16.85, 55.41, 91.26]
    assert [float(cells[f"G{row}"]) for row in range(5, 16)] == [10, 9, 5.85, 4, 3, 1, 3, 6, 17.41, 23, 9]
    assert float(cells["D7"]) == pytest.approx(0.8425)
    assert cells["C17"] == "优"
    assert sheet["C7"].value == "=ROUND(SUM(附表!I11:I20),2)"
    assert sheet["D7"].value == "=IF(ISNUMBER(C7),C7/B7,C7)"


def test_the_summary_shows_missing_where_the_form_does():
    built, _ = workbook_with([], {"三公经费_支出": None})
    values = built.values(built.scored())
    cells = macros.fill_summary(headless.wrap(built.workbook, values))["汇总"]
    assert float(cells["C5"]) == 19
    assert cells["C12"] == cells["D12"] == cells["G12"] == cells["C16"] == cells["C17"] == "#N/A"


@pytest.mark.parametrize("macro", [macros.fill_quarterly, macros.fill_summary])
def test_a_workbook_that_is_not_ours(macro):
    book = headless.wrap(Workbook(), name="别人的.xlsx")
    assert isinstance(book, xw.Book)
    with pytest.raises(InputError, match=r"“别人的.xlsx”不是本工具生成的附表"):
        macro(book)


@pytest.mark.parametrize("standard_id", ["shenzhen-2021", "heping-2024", "project-2020"])
def test_on_a_native_workbook_the_macros_write_nothing_that_needs_our_functions(standard_id):
    standard = load(standard_id)
    rows = [HEADINGS, ["2021-05-05", "1", "甲", 100_000]] if standard.quarters else []
    built = build(standard, example(standard_id), rows, edition=NATIVE)
    if standard.quarters:
        assert len(macros.fill_quarterly(headless.wrap(built.workbook)).payments) == 1
        assert quarters(built)[:2] == [0, 10]
    macros.fill_summary(headless.wrap(built.workbook, built.values(built.scored())))
    written = [cell.value for sheet in built.workbook for row in sheet for cell in row]
    assert any(str(value).startswith("=") for value in written)
    assert not any("JX_" in str(value) for value in written)
