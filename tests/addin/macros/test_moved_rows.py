"""The macros on workbooks whose rows, columns and sheets were moved: they find them, or say what is gone."""

from __future__ import annotations

import pytest

from addin import headless, macros
from tests.support.reviewed import our_workbook
from tests.support.tampered import (
    WORKBOOK_PART,
    column_inserted,
    name_lost,
    row_deleted,
    row_inserted,
    row_named_lost,
    rows_swapped,
    sheet_renamed,
    tampered,
    typed,
)
from workbooks.findings import ERROR, NOTICE
from workbooks.forms.layout.kinds import SCENARIO_SHEET
from workbooks.problems import InputError
from workbooks.review.reviewing import review_file


@pytest.fixture(scope="module")
def shenzhen(tmp_path_factory):
    return our_workbook(tmp_path_factory.mktemp("深圳") / "附表.xlsx", "shenzhen-2021")


@pytest.fixture(scope="module")
def heping(tmp_path_factory):
    return our_workbook(tmp_path_factory.mktemp("和平") / "附表.xlsx", "heping-2024")


def opened(source, tmp_path, changes):
    return headless.open_book(tampered(source, tmp_path / "附表.xlsx", changes))


def with_ledger(book):
    rows = [["支付日期", "支付金额（元）"], ["2021-02-01", 10_000], ["2021-05-01", 20_000]]
    book.sheets["执行明细"].range("A3").value = rows
    return book


# As built the quarters stand in B5 to B8 of 季度执行.
@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ({"季度执行": [row_inserted(5)]}, ("B6", "B7")),
        ({"季度执行": [column_inserted("B")]}, ("C5", "C6")),
        ({"季度执行": [rows_swapped(5, 6)]}, ("B6", "B5")),
        ({WORKBOOK_PART: [name_lost("一季度_累计支出")]}, ("B5", "B6")),
    ],
)
def test_the_quarters_are_filled_where_they_stand(changes, cells, shenzhen, tmp_path):
    book = with_ledger(opened(shenzhen, tmp_path, changes))
    macros.fill_quarterly(book)
    assert [book.sheets["季度执行"].range(cell).value for cell in cells] == [1, 3]


def test_the_quarters_of_a_renamed_sheet_are_filled(shenzhen, tmp_path):
    renamed = sheet_renamed("季度执行", "按季", names_follow=True)
    book = with_ledger(opened(shenzhen, tmp_path, {WORKBOOK_PART: [renamed]}))
    macros.fill_quarterly(book)
    assert [book.sheets["按季"].range(cell).value for cell in ("B5", "B6")] == [1, 3]


def test_a_quarter_that_is_gone_is_named_and_nothing_is_written(shenzhen, tmp_path):
    changes = {"季度执行": [row_deleted(6)], WORKBOOK_PART: [row_named_lost("季度执行", 6)]}
    # The figure is shown on 数据 once more; there it is a formula's result and no place to fill.
    book = with_ledger(opened(shenzhen, tmp_path, changes))
    before = book.sheets["季度执行"].range("B5").value
    with pytest.raises(InputError, match="数据项“二季度_累计支出”的格子不见了"):
        macros.fill_quarterly(book)
    assert book.sheets["季度执行"].range("B5").value == before


# As built the first second level of 和平 has its indicators in rows 5 and 6 of 附表, column H.
@pytest.mark.parametrize(
    ("changes", "formula"),
    [
        ({}, "=ROUND(SUM(附表!H5:H6),2)"),
        ({"附表": [row_inserted(5)]}, "=ROUND(SUM(附表!H6:H7),2)"),
        ({"附表": [row_inserted(6)]}, "=ROUND(SUM(附表!H5:H7),2)"),
        ({"附表": [column_inserted("D")]}, "=ROUND(SUM(附表!I5:I6),2)"),
        (
            {WORKBOOK_PART: [sheet_renamed("附表", "自评表", names_follow=True)]},
            "=ROUND(SUM('自评表'!H5:H6),2)",
        ),
    ],
)
def test_the_summary_refers_to_the_rows_as_they_stand(changes, formula, heping, tmp_path):
    book = opened(heping, tmp_path, changes)
    values = macros.fill_summary(book)
    sheet = book.sheets["汇总"]
    assert sheet.range("D5").formula == formula
    assert float(values["汇总"]["D5"]) == 8


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"附表": [row_deleted(7)]}, "“附表”表的“预算编制程序规范性”行不见了，不能填汇总；请先恢复"),
        ({"附表": [rows_swapped(7, 8)]}, "“附表”表各行的次序变了"),
        ({"汇总": [row_inserted(2)]}, "“汇总”表的表头动过（应在第 4 行，从 A 列起）"),
        ({"汇总": [column_inserted("A")]}, "“汇总”表的表头动过"),
    ],
)
def test_the_summary_says_what_keeps_it(changes, said, heping, tmp_path):
    book = opened(heping, tmp_path, changes)
    before = book.sheets["汇总"].range("D6").formula
    with pytest.raises(InputError) as caught:
        macros.fill_summary(book)
    assert said in str(caught.value)
    assert book.sheets["汇总"].range("D6").formula == before


def test_a_scenario_is_applied_to_the_figures_where_they_stand(heping, tmp_path):
    book = opened(heping, tmp_path, {"数据": [row_inserted(6)]})
    name = macros.add_scenario(book)
    sheet = book.sheets[SCENARIO_SHEET]
    titles = sheet.names["情景_名称"].refers_to_range
    column = titles.column + titles.value.index(name)
    picks = sheet.names["情景_改数"].refers_to_range
    sheet.range((picks.row, 1)).value = "决策和管理制度规范性：预算业务管理：每处扣0.35分的瑕疵"
    sheet.range((picks.row, column)).value = 2
    macros.apply_scenario(book)
    # Row 8 as built, one lower now.
    assert book.sheets["数据"].range("E9").value == 2


def test_a_scenario_sheet_with_another_column_is_refused(heping, tmp_path):
    book = opened(heping, tmp_path, {})
    area = book.sheets[SCENARIO_SHEET].names["情景_名称"]
    area.refers_to = area.refers_to.replace("$C$", "$D$")
    with pytest.raises(InputError, match="“情景”表增删过列"):
        macros.add_scenario(book)


# Results on the other sheets are compared where they stand; what is gone of them is told.
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"季度执行": [row_deleted(9)]}, [(ERROR, "“季度执行”表的“小计”行不见了")]),
        ({"汇总": [row_inserted(6)]}, []),
        ({"汇总": [column_inserted("A")]}, []),
        ({"表1": [column_inserted("A")]}, [(ERROR, "“表1”表的行列动过")]),
        ({"表1": [row_inserted(5)]}, [(ERROR, "“表1”表的行列动过")]),
    ],
)
def test_results_are_compared_where_they_stand(changes, told, shenzhen, tmp_path):
    path = tampered(shenzhen, tmp_path / "附表.xlsx", changes)
    found = [each for each in review_file(path).findings if each.code in ("S06", "S07")]
    assert [each.level for each in found] == [level for level, _ in told], found
    for each, (_, words) in zip(found, told, strict=True):
        assert each.message.startswith(words)


def test_a_typed_over_sum_is_found_in_a_moved_summary(heping, tmp_path):
    changes = {"汇总": [typed("D6", 5), row_inserted(6)]}
    path = tampered(heping, tmp_path / "附表.xlsx", changes)
    found = [each for each in review_file(path).findings if each.code == "S06"]
    assert [(each.level, each.sheet, each.cell) for each in found] == [(ERROR, "汇总", "D7")]


def test_another_year_is_asked_about_once(shenzhen, tmp_path):
    path = tampered(shenzhen, tmp_path / "附表.xlsx", {"数据": [typed("C3", 2022)]})
    (found,) = [each for each in review_file(path).findings if each.code == "S09"]
    assert found.level == NOTICE
    assert "评价年度填的是 2022，用的是 2021 年度的评分标准" in found.message
