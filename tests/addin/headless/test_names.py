"""Defined names and tables."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw
from openpyxl.chart import BarChart
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from addin.headless import open_book, workbook_of, wrap

from .samples import form


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    """Opened from a file, with names of every kind."""
    workbook = form()
    names = {
        "三公经费_预算": "数据!$B$2",
        "得分": "'附 表'!$E$5:$E$7",
        "评分标准": '"shenzhen-2021"',
        "满分": "100",
        "两处": "'附 表'!$A$1,'附 表'!$C$1",
        "失效": "#REF!",
        "整列": "数据!$A:$B",
    }
    for name, target in names.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=target)
    workbook["附 表"].defined_names["本表"] = DefinedName("本表", attr_text="'附 表'!$B$3")
    workbook["附 表"].print_area = "B3:E8"
    workbook.save(tmp_path / "附表.xlsx")
    return open_book(tmp_path / "附表.xlsx")


def test_every_kind_of_name_can_be_listed_and_looked_up(book: xw.Book) -> None:
    assert len(book.names) == 8
    assert {name.name for name in book.names} >= {"三公经费_预算", "评分标准", "'附 表'!本表"}
    for name in ("三公经费_预算", "评分标准", "失效", "两处", "'附 表'!本表"):
        assert name in book.names
    assert "没有" not in book.names
    assert "本表" not in book.names
    assert "本表" in book.sheets["附 表"].names
    assert book.names["评分标准"].refers_to == '="shenzhen-2021"'
    with pytest.raises(KeyError, match="没有"):
        _ = book.names["没有"]


def test_names_are_listed_as_excel_lists_them() -> None:
    """By their texts, upper and lower case alike, those of a sheet among the others."""
    book = wrap(form())
    for name in ("zeta", "Beta", "alpha"):
        book.names.add(name, "=1")
    book.sheets[0].names.add("gamma", "=1")
    listed = [name.name.rpartition("!")[2] for name in book.names]
    assert [name for name in listed if name.isascii()] == ["alpha", "Beta", "gamma", "zeta"]
    assert book.names[listed.index("gamma")].name == book.sheets[0].names["gamma"].name


def test_a_name_leads_to_its_cells(book: xw.Book) -> None:
    assert book.names["三公经费_预算"].refers_to_range.value == 8.43
    book.names["三公经费_预算"].refers_to_range.value = 9
    assert book.sheets["数据"]["B2"].value == 9.0
    assert book.sheets["数据"]["三公经费_预算"].address == "$B$2"
    assert book.names["得分"].refers_to_range == book.sheets["附 表"]["E5:E7"]
    assert book.names["整列"].refers_to_range.address == "$A:$B"
    assert book.sheets["附 表"].range("本表").value == "部门整体支出绩效自评表"
    assert book.sheets["附 表"]["E5:E7"].name.name == "得分"
    assert book.sheets["附 表"]["E5"].name is None


@pytest.mark.parametrize("name", ["评分标准", "满分", "失效", "两处"])
def test_a_name_without_one_block_of_cells_says_so(book: xw.Book, name: str) -> None:
    with pytest.raises(xw.NoSuchObjectError, match=f"名称“{name}”不指向单元格区域"):
        _ = book.names[name].refers_to_range


def test_a_name_of_another_sheet_is_refused_as_excel_does(book: xw.Book) -> None:
    with pytest.raises(xw.NoSuchObjectError, match="在工作表“数据”上"):
        _ = book.sheets["附 表"]["三公经费_预算"]


def test_names_are_added_replaced_and_deleted(book: xw.Book, tmp_path: Path) -> None:
    book.sheets["数据"]["B2:B3"].name = "合计项"
    book.names.add("合计项", "=数据!$B$4")
    book.sheets["附 表"].names.add("行数", "=3")
    book.names["满分"].refers_to = "=120"
    del book.names["失效"]
    book.save(tmp_path / "新.xlsx")

    saved = open_book(tmp_path / "新.xlsx")
    assert saved.names["合计项"].refers_to == "=数据!$B$4"
    assert saved.sheets["附 表"].names["行数"].refers_to == "=3"
    assert saved.names["满分"].refers_to == "=120"
    assert "失效" not in saved.names
    assert saved.sheets["附 表"].page_setup.print_area == "$B$3:$E$8"


@pytest.mark.parametrize("name", ["有 空格", "A1", "R1C1", "2023年", "", "a-b"])
def test_illegal_names_are_refused(book: xw.Book, name: str) -> None:
    with pytest.raises(ValueError, match="不能作名称"):
        book.names.add(name, "=1")


def test_upper_and_lower_case_are_alike(book: xw.Book) -> None:
    book.names.add("Total", "=数据!$B$2")

    assert book.names["TOTAL"].refers_to_range.address == "$B$2"
    assert book.sheets["附 表"].names["本表"].name == "'附 表'!本表"


def test_sheets_in_use_are_not_renamed_or_deleted(book: xw.Book) -> None:
    with pytest.raises(NotImplementedError, match="名称“三公经费_预算” 引用了“数据”"):
        book.sheets["数据"].delete()
    with pytest.raises(NotImplementedError, match="名称“得分” 引用了“附 表”"):
        book.sheets["附 表"].name = "自评表"


@pytest.mark.parametrize(
    "formula", ["=数据!A1", "=SUM('数据'!A1:B2)", "=SUM(附表:数据!A1)", "=1+数据!$A$1*2"]
)
def test_a_sheet_named_in_a_formula_stays(formula: str) -> None:
    book = wrap(form())
    book.sheets["附 表"]["A1"].value = formula
    with pytest.raises(NotImplementedError, match="“附 表”的 A1 引用了“数据”"):
        book.sheets["数据"].delete()


def test_a_sheet_named_in_a_validation_stays() -> None:
    workbook = form()
    rule = DataValidation(type="list", formula1="=数据!$C$2:$C$9")
    rule.add("D5")
    workbook["附 表"].add_data_validation(rule)
    with pytest.raises(NotImplementedError, match="数据验证"):
        wrap(workbook).sheets["数据"].name = "基础数据"


def test_a_sheet_named_in_a_conditional_format_stays() -> None:
    workbook = form()
    rule = FormulaRule(formula=["D5<数据!$B$2"], fill=PatternFill("solid", bgColor="FFFFC7CE"))
    workbook["附 表"].conditional_formatting.add("D5:D7", rule)
    with pytest.raises(NotImplementedError, match="条件格式"):
        wrap(workbook).sheets["数据"].delete()


def test_a_chart_may_show_any_sheet() -> None:
    workbook = form()
    workbook["附 表"].add_chart(BarChart(), "H2")
    with pytest.raises(NotImplementedError, match="图表"):
        wrap(workbook).sheets["数据"].delete()


def test_a_longer_name_is_not_taken_for_the_sheet() -> None:
    workbook = form()
    workbook.create_sheet("基础数据")
    workbook["附 表"]["A1"] = "=基础数据!A1"
    book = wrap(workbook)
    book.sheets["数据"].delete()

    assert book.sheet_names == ["附 表", "基础数据"]


def test_tables() -> None:
    book = wrap(form())
    sheet = book.sheets.add("执行明细")
    sheet["B2"].value = [["日期", "金额"], [1, 10], [2, 20]]
    table = sheet.tables.add(sheet["B2"].expand(), name="付款表")

    assert "付款表" in sheet.tables
    assert sheet.tables["付款表"].range.address == "$B$2:$C$4"
    assert table.data_body_range.value == [[1.0, 10.0], [2.0, 20.0]]
    assert table.header_row_range.value == ["日期", "金额"]
    assert table.totals_row_range is None
    assert sheet["付款表"].address == "$B$3:$C$4"
    assert sheet["付款表[金额]"].value == [10.0, 20.0]
    assert sheet["付款表[#All]"].address == "$B$2:$C$4"
    assert sheet["付款表[#Headers]"].address == "$B$2:$C$2"
    assert sheet["C3"].table.name == "付款表"
    assert sheet["A1"].table is None


def test_a_table_grows_with_its_rows(tmp_path: Path) -> None:
    book = wrap(form())
    sheet = book.sheets.add("执行明细")
    sheet["A1"].value = [["日期", "金额"], [1, 10]]
    sheet.tables.add(sheet["A1:B2"], name="付款表")
    sheet["A3"].value = [[2, 20], [3, 30]]
    sheet.tables["付款表"].resize(sheet["A1:B4"])
    book.save(tmp_path / "a.xlsx")

    saved = open_book(tmp_path / "a.xlsx").sheets["执行明细"].tables["付款表"]
    assert saved.range.address == "$A$1:$B$4"
    with pytest.raises(NotImplementedError, match="只能增减行"):
        saved.resize(saved.parent["A1:C4"])


def test_tables_need_headings_and_a_free_name() -> None:
    sheet = wrap(form()).sheets.add("执行明细")
    sheet["A1"].value = [["日期", True], [1, 2]]
    with pytest.raises(ValueError, match="标题应是文字"):
        sheet.tables.add(sheet["A1:B2"])
    sheet["B1"].value = "=1"
    with pytest.raises(ValueError, match="标题不能是公式：B1"):
        sheet.tables.add(sheet["A1:B2"])
    sheet["B1"].value = "金额"
    sheet.book.names.add("表1", "=1")
    added = sheet.tables.add(sheet["A1:B2"])
    assert (added.name, added.show_autofilter) == ("表2", True)
    with pytest.raises(ValueError, match="已有名为“表1”"):
        sheet.tables.add(sheet["A1:B2"], name="表1")
    sheet["D1"].value = [["甲"], [1]]
    with pytest.raises(ValueError, match="已有名为“表2”"):
        sheet.tables.add(sheet["D1:D2"], name="表2")
    with pytest.raises(ValueError, match="“D1”不能作名称"):
        sheet.tables.add(sheet["D1:D2"], name="D1")
    with pytest.raises(ValueError, match="与表格“表2”"):
        sheet.tables.add(sheet["B2:D3"])
    assert workbook_of(sheet.book)["执行明细"].tables.keys() == {"表2"}


@pytest.mark.parametrize(
    ("given", "headings"),
    [
        (["日期", None], ["日期", "列2"]),
        ([None, None, "列1"], ["列1", "列2", "列12"]),
        (["金额", "金额", "金额2"], ["金额", "金额2", "金额22"]),
        (["abc", "ABC"], ["abc", "ABC2"]),
        ([2024, 0], ["2024", "0"]),
    ],
)
def test_headings_are_completed_as_excel_does(given: list[object], headings: list[str]) -> None:
    sheet = wrap(form()).sheets.add("执行明细")
    sheet["A1"].value = [given, [1] * len(given)]
    table = sheet.tables.add(sheet["A1"].expand("down").resize(2, len(given)))
    assert table.header_row_range.value == headings


def test_a_table_of_headings_alone_has_a_row_to_fill_in() -> None:
    sheet = wrap(form()).sheets.add("执行明细")
    sheet["A9"].value = ["日期", "金额"]
    assert sheet.tables.add(sheet["A9:B9"]).range.address == "$A$9:$B$10"
    sheet["A13"].value = ["小计"]
    sheet["A12"].value = ["日期"]
    with pytest.raises(NotImplementedError, match="A13）已有内容"):
        sheet.tables.add(sheet["A12"])
