"""Formats: what Excel's own setters change, and nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlwings as xw
from lxml import etree
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font

from addin.headless import open_book, workbook_of, wrap

from .samples import MAIN, form, since_0_37_8


@pytest.fixture
def sheet() -> xw.Sheet:
    return wrap(Workbook()).sheets[0]


def test_number_format(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].number_format = "0.00%"
    assert sheet["A1:B2"].number_format == sheet["B2"].number_format == "0.00%"
    assert sheet["A1:C2"].number_format is None, "mixed"
    assert sheet["D1:E2"].number_format == "General"


@pytest.mark.parametrize("color", [(255, 199, 206), "#FFC7CE", 0xCEC7FF])
def test_colors_in_every_notation(sheet: xw.Sheet, color: tuple[int, int, int] | str | int) -> None:
    sheet["A1:A2"].color = color
    sheet["A1"].font.color = color

    assert sheet["A1:A2"].color == (255, 199, 206)
    assert sheet["A1"].font.color == (255, 199, 206)
    assert sheet["A2"].font.color == (0, 0, 0)
    sheet["A1"].color = None
    assert sheet["A1"].color is None
    assert sheet["A2"].color == (255, 199, 206)


def test_a_wrong_color_is_named(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="红色"):
        sheet["A1"].color = "红色"


def test_font_setters_keep_the_rest_of_the_font(sheet: xw.Sheet) -> None:
    stored = workbook_of(sheet.book).active
    stored["A1"].font = Font(name="仿宋", sz=14, i=True, u="single")
    stored["B1"].font = Font(name="宋体", sz=10)
    sheet["A1:C1"].font.bold = True
    sheet["A1"].font.size = 16

    assert (sheet["A1"].font.name, sheet["A1"].font.size, sheet["A1"].font.italic) == ("仿宋", 16, True)
    assert stored["A1"].font.u == "single"
    assert (sheet["B1"].font.name, sheet["B1"].font.size, sheet["B1"].font.bold) == ("宋体", 10, True)
    assert sheet["A1:C1"].font.bold is True
    assert sheet["A1:B1"].font.size is None
    sheet["A1:B1"].font.name = "黑体"
    assert sheet["A1:B1"].font.name == "黑体"
    sheet["D1"].font.name = "仿宋"
    assert stored["D1"].font.scheme is None, "a font tied to the theme ignores its name"


def test_alignment_setters_keep_the_rest(sheet: xw.Sheet) -> None:
    stored = workbook_of(sheet.book).active
    stored["A1"].alignment = Alignment(horizontal="center", indent=2)
    assert sheet["A1"].wrap_text is False
    sheet["A1:A2"].wrap_text = True

    assert sheet["A1:A2"].wrap_text is True
    assert (stored["A1"].alignment.horizontal, stored["A1"].alignment.indent) == ("center", 2)


@since_0_37_8
def test_alignment_by_name(sheet: xw.Sheet) -> None:
    stored = workbook_of(sheet.book).active
    sheet["A1"].horizontal_alignment = "center_across_selection"
    sheet["A1:A2"].vertical_alignment = "center"

    assert stored["A1"].alignment.horizontal == "centerContinuous"
    assert sheet["A1"].horizontal_alignment == "center_across_selection"
    assert sheet["A2"].horizontal_alignment == "general"
    assert sheet["A1:A2"].horizontal_alignment is None
    assert sheet["A1:A2"].vertical_alignment == "center"
    assert sheet["B1"].vertical_alignment == "bottom"


def test_cells_sharing_a_format_stay_independent(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].font.bold = True
    sheet["A2"].font.bold = False
    sheet["A3"].color = "#000000"

    assert [sheet[f"A{row}"].font.bold for row in (1, 2, 3)] == [True, False, True]
    assert [sheet[f"A{row}"].color for row in (1, 2, 3)] == [None, None, (0, 0, 0)]


def test_clear_formats_keeps_values() -> None:
    book = wrap(form())
    page = book.sheets["附 表"]
    page["B3:E8"].color = "#CCCCCC"
    page["B3:E8"].clear_formats()

    assert page["B3"].value == "部门整体支出绩效自评表"
    assert page["B3:E8"].color is None
    assert page["B3:E3"].merge_cells is False, "Excel separates merged cells as well"


def test_a_whole_column_keeps_its_format_for_new_cells(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A5"].value = 1
    sheet["A:B"].number_format = "@"
    sheet["B9"].value = "=1+1"
    sheet["3:3"].font.bold = True
    sheet["D3"].value = "粗"
    sheet.book.save(tmp_path / "a.xlsx")

    page = open_book(tmp_path / "a.xlsx").sheets[0]
    assert page["A5"].number_format == page["B9"].number_format == page["A77"].number_format == "@"
    assert page["B9"].value == "=1+1"
    assert page["C1"].number_format == "General"
    assert page["D3"].font.bold is True
    assert page["E3"].font.bold is True


def test_column_widths_split_a_group_of_columns(tmp_path: Path) -> None:
    workbook = Workbook()
    columns = workbook.active.column_dimensions
    columns["B"].width, columns["B"].min, columns["B"].max = 20.7143, 2, 5
    page = wrap(workbook).sheets[0]
    assert [page[f"{letter}1"].column_width for letter in "ABCDEF"] == [8.43, 20, 20, 20, 20, 8.43]
    assert page["A1:C1"].column_width is None

    page["C1:D1"].column_width = 12
    page["G1"].column_width = 0
    page.book.save(tmp_path / "a.xlsx")

    page = open_book(tmp_path / "a.xlsx").sheets[0]
    assert [page[f"{letter}1"].column_width for letter in "ABCDEFG"] == [8.43, 20, 12, 12, 20, 8.43, 0]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    spans = [(int(col.get("min")), int(col.get("max"))) for col in root.iter(f"{MAIN}col")]
    assert spans == [(2, 2), (3, 4), (5, 5), (7, 7)], "overlapping entries make Excel repair the file"
    with pytest.raises(ValueError, match="列宽"):
        page["A1"].column_width = 256


def test_row_heights(sheet: xw.Sheet) -> None:
    assert sheet["A1:A3"].row_height == 15
    sheet["A2"].row_height = 30.5

    assert sheet["A2"].row_height == 30.5
    assert sheet["A1:A3"].row_height is None
    with pytest.raises(ValueError, match="行高"):
        sheet["A1"].row_height = 500


def test_autofit_gives_chinese_characters_two_places(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "三级指标完成情况"
    sheet["B1"].value = "abcdefgh"
    sheet["C1"].value = 1234567.5
    sheet["C1"].number_format = "#,##0.00"
    sheet["D1:E1"].merge()
    sheet["D1"].value = "很长很长很长很长很长的合并标题"
    sheet["F1"].value = "第一行\n更长的第二行"
    sheet["A1"].row_height = 99
    sheet.autofit()

    widths = [sheet[f"{letter}1"].column_width for letter in "ABCDEF"]
    assert widths == [17, 9, 13, 8.43, 8.43, 13]
    assert sheet["A1"].row_height == 15
    sheet["A1:B1"].columns.autofit()
    assert sheet["A1"].column_width == 17


def test_hyperlinks(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1"].add_hyperlink("#'附 表'!B3", "查看", "跳到附表")
    sheet["A2"].add_hyperlink("www.mof.gov.cn")
    sheet["A3"].add_hyperlink("#Sheet!A1", "=不是公式")
    sheet.book.save(tmp_path / "a.xlsx")

    page = open_book(tmp_path / "a.xlsx").sheets[0]
    assert page["A1:A3"].value == ["查看", "www.mof.gov.cn", "=不是公式"]
    assert page["A1"].hyperlink == "#'附 表'!B3"
    assert page["A2"].hyperlink == "http://www.mof.gov.cn"
    assert page["A1"].font.color == (5, 99, 193)
    with pytest.raises(xw.XlwingsError, match="没有超链接"):
        _ = page["B1"].hyperlink


def test_notes_are_read_changed_and_deleted(tmp_path: Path) -> None:
    workbook = form()
    workbook["附 表"]["D5"].comment = Comment("应为 90.6%", "审核")
    book = wrap(workbook)
    page = book.sheets["附 表"]
    assert page["D4"].note is None
    assert page["D5"].note.text == "应为 90.6%"
    page["D5"].note.text = "已更正"
    book.save(tmp_path / "a.xlsx")

    page = open_book(tmp_path / "a.xlsx").sheets["附 表"]
    assert page["D5"].note.text == "已更正"
    assert workbook_of(page.book)["附 表"]["D5"].comment.author == "审核"
    page["D5"].note.delete()
    assert page["D5"].note is None


@since_0_37_8
def test_notes_are_added_and_listed() -> None:
    book = wrap(form())
    page = book.sheets["附 表"]
    page["D5"].add_note("应为 90.6%")
    page["C3"].add_note("标题")

    notes = [(note.location.address, note.text) for note in book.notes]
    assert notes == [("$B$3", "标题"), ("$D$5", "应为 90.6%")], (
        "a merged area keeps its note in the first cell"
    )
