"""Finding cells: addresses, regions, merged areas."""

from __future__ import annotations

import pytest
import xlwings as xw
from openpyxl import Workbook

from addin.headless import workbook_of, wrap

from .samples import form


@pytest.fixture
def sheet() -> xw.Sheet:
    return wrap(Workbook(), name="附表.xlsx").sheets[0]


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("B7", "$B$7"),
        ("$c$9:a2", "$A$2:$C$9"),
        ("A:C", "$A:$C"),
        ("2:3", "$2:$3"),
        ((3, 2), "$B$3"),
        ("XFD1048576", "$XFD$1048576"),
    ],
)
def test_addresses(sheet: xw.Sheet, key: str | tuple[int, int], address: str) -> None:
    assert sheet.range(key).address == address


def test_slices_corners_and_offsets(sheet: xw.Sheet) -> None:
    block = sheet["B2:D5"]

    assert sheet[1:5, 1:4] == block
    assert sheet.range((2, 2), (5, 4)) == block
    assert sheet.range("D5", "B2") == block
    assert block(6).address == "$D$3"
    assert block[-1, -1] == block.last_cell == sheet["D5"]
    assert block.offset(-1, 1).address == "$C$1:$E$4"
    assert block.resize(1, 2).address == "$B$2:$C$2"
    assert next(row.address for row in block.rows) == "$B$2:$D$2"
    assert [cell.address for cell in sheet["A1:B2"]] == ["$A$1", "$B$1", "$A$2", "$B$2"]


@pytest.mark.parametrize("key", ["没有这个名称", "A0", "XFE1", "A1048577", "A1,B2"])
def test_an_unknown_address_is_named(sheet: xw.Sheet, key: str) -> None:
    with pytest.raises(xw.NoSuchObjectError, match=f"“{key}”"):
        sheet.range(key)


def test_cells_outside_the_sheet(sheet: xw.Sheet) -> None:
    with pytest.raises(IndexError, match="超出工作表范围"):
        sheet["A1"].offset(-1)
    with pytest.raises(IndexError, match="超出工作表范围"):
        sheet.range((0, 1))


def test_addresses_with_sheet_and_book(sheet: xw.Sheet) -> None:
    assert sheet["A1"].get_address(False, False, include_sheetname=True) == "Sheet!A1"
    assert sheet["A1"].get_address(external=True) == "[附表.xlsx]Sheet!$A$1"
    sheet.name = "附 表's"
    assert sheet["A1"].get_address(include_sheetname=True) == "'附 表''s'!$A$1"


def test_end_follows_ctrl_arrow(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [[1, 2, None, 4], [5, None, None, None], [6, None, None, None]]
    sheet["B8"].value = '=""'

    assert sheet["B1"].end("down").address == sheet["B1"].end("d").address == "$B$2"
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["B4"].end("down").address == "$B$8", "a formula that shows nothing still stops the cursor"
    assert sheet["B8"].end("down").address == "$B$1048576"
    assert sheet["B2"].end("right").address == "$C$2"
    assert sheet["C2"].end("right").address == "$E$2"
    assert sheet["E2"].end("right").address == "$XFD$2"
    assert sheet["B8"].end("up").address == "$B$4"
    assert sheet["B4"].end("up").address == "$B$2"
    assert sheet["B2"].end("up").address == "$B$1"
    assert sheet["E2"].end("left").address == "$C$2"
    assert sheet["A9"].end("up").address == "$A$1"


def test_expand_and_current_region(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [["项目", "金额"], ["培训费", 1], ["会议费", 2]]
    sheet["D5"].value = "斜对角"
    sheet["B8"].value = "另一块"

    assert sheet["B2"].expand().address == "$B$2:$C$4"
    assert sheet["B2"].expand("down").address == "$B$2:$B$4"
    assert sheet["B2"].expand("right").address == "$B$2:$C$2"
    assert sheet["C3"].current_region.address == "$B$2:$D$5"
    assert sheet["H20"].current_region.address == "$H$20"
    assert sheet["B8"].current_region.address == "$B$8"


def test_used_range_follows_writing_and_clearing(sheet: xw.Sheet) -> None:
    assert sheet.used_range.address == "$A$1"
    sheet["C4"].value = 1
    sheet["B9"].value = 2
    assert sheet.used_range.address == "$B$4:$C$9"

    workbook_of(sheet.book).active["F12"] = 3
    assert sheet.used_range.address == "$B$4:$F$12", "cells written past xlwings count as well"

    sheet["A8:F12"].clear()
    assert sheet.used_range.address == "$C$4"


def test_merged_areas(sheet: xw.Sheet) -> None:
    sheet["A1:C2"].merge()
    sheet["A4:B5"].merge(across=True)

    assert sheet["B2"].merge_area.address == "$A$1:$C$2"
    assert sheet["D9"].merge_area.address == "$D$9"
    assert sheet["A1:C2"].merge_cells is True
    assert sheet["D1"].merge_cells is False
    assert sheet["A1:D1"].merge_cells is None
    stored = workbook_of(sheet.book).active
    assert sorted(map(str, stored.merged_cells.ranges)) == ["A1:C2", "A4:B4", "A5:B5"]

    sheet["A1:D6"].unmerge()
    assert not stored.merged_cells.ranges
    sheet["B2"].value = "可写"
    assert sheet["B2"].value == "可写"


def test_merging_over_merged_areas_leaves_no_overlap(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].merge()
    sheet["A1:C3"].merge()
    stored = workbook_of(sheet.book).active
    assert list(map(str, stored.merged_cells.ranges)) == ["A1:C3"]

    with pytest.raises(ValueError, match="B2:E2 与已有的合并单元格交叉"):
        sheet["B2:E2"].merge()
    sheet["H1"].merge()
    assert list(map(str, stored.merged_cells.ranges)) == ["A1:C3"]


def test_clearing_merged_cells() -> None:
    book = wrap(form())
    page, stored = book.sheets["附 表"], workbook_of(book)["附 表"]
    page["C3:D4"].clear()
    assert page["B3"].value == "部门整体支出绩效自评表", "the anchor lies outside"
    page["A3:B9"].clear()
    assert page["B3"].value is None
    assert [str(area) for area in stored.merged_cells.ranges] == ["B3:E3"]

    page.clear_contents()
    assert page["A1:G20"].options(ndim=2).value == [[None] * 7] * 20
    page.clear()
    assert not stored.merged_cells.ranges
    assert page.used_range.address == "$A$1"


def test_unmerged_cells_keep_their_formats(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].merge()
    sheet["A1:B1"].color = "#FFF2CC"
    sheet["A1"].unmerge()

    assert sheet["B1"].color == (255, 242, 204)


def test_inserting_and_deleting_cells_is_refused(sheet: xw.Sheet) -> None:
    for change in (lambda: sheet["2:2"].insert("down"), lambda: sheet["2:2"].delete("up")):
        with pytest.raises(NotImplementedError, match="会打乱公式"):
            change()


def test_selecting_leaves_the_cursor_there(sheet: xw.Sheet) -> None:
    other = sheet.book.sheets.add("汇总", after=sheet)
    assert sheet.book.sheets.active == other
    sheet["C5:D6"].select()

    assert sheet.book.sheets.active == sheet
    assert sheet.book.selection.address == "$C$5:$D$6"
    assert workbook_of(sheet.book).active.active_cell == "C5"
