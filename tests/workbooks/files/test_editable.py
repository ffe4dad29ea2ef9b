"""Workbooks opened to be changed keep what is not changed: so do the cells of merged areas."""

from __future__ import annotations

import re
import zipfile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, PatternFill, Side

from workbooks.files import editable

THIN, THICK = Side(style="thin"), Side(style="thick")


def styles_of(path):
    """How each cell of the first sheet looks, by what its style says; merged cells as the file has them."""
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    formats = re.findall(r"<xf [^>]*?/?>", re.search(r"<cellXfs.*?</cellXfs>", styles, re.S)[0])
    borders = re.findall(r"<border>.*?</border>|<border />|<border/>", styles, re.S)
    cells = re.findall(r'<c r="([A-Z]+\d+)"(?: s="(\d+)")?', sheet)
    return {
        cell: borders[int(re.search(r'borderId="(\d+)"', formats[int(style or 0)])[1])]
        for cell, style in cells
    }


def test_merged_cells_keep_their_own_styles(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"] = "标题"
    sheet["A1"].border = Border(left=THIN, top=THIN, bottom=THIN)
    sheet["B1"].border = Border(top=THICK)
    sheet["C1"].border = Border(right=THICK, bottom=THIN)
    sheet["C1"].fill = PatternFill("solid", "FFFF00")
    sheet["A3"] = "没有框的"
    # Not by `merge_cells`, which draws the borders anew.
    for area in ("A1:C1", "A3:B4"):
        sheet.merged_cells.add(area)
    path, again = tmp_path / "合并.xlsx", tmp_path / "再存.xlsx"
    workbook.save(path)
    loaded = editable.load(path)
    assert sorted(str(area) for area in loaded.active.merged_cells.ranges) == ["A1:C1", "A3:B4"]
    loaded.save(again)
    before, after = styles_of(path), styles_of(again)
    assert {cell: after[cell] for cell in before} == before
    assert load_workbook(again).active["C1"].value is None


def test_openpyxl_itself_is_as_before(tmp_path):
    workbook = Workbook()
    workbook.active["A1"].border = Border(top=THIN)
    workbook.active.merge_cells("A1:B1")
    path = tmp_path / "合并.xlsx"
    workbook.save(path)
    editable.load(path)
    assert load_workbook(path).active["B1"].border.top.style == "thin"
