"""Sheets written in one go are those that openpyxl writes cell by cell."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from tests.support.filled import published_workbook
from workbooks.files.xlsx import content, keep_results

CELLS = {
    "A1": "甲 & 乙 < 丙 > 丁 \"戊\" '己'",
    "A2": " 前后有空格 ",
    "A3": "两\n行\t和制表",
    "A4": "回车\r\n",
    "A5": "",
    "B1": 1,
    "B2": 0.1 + 0.2,
    "B3": Decimal("12.50"),
    "B4": True,
    "B5": float("nan"),
    "C1": datetime(2024, 2, 29, 13, 30),
    "C2": time(8, 15),
    "C3": timedelta(hours=30),
    "C4": "#N/A",
    "D1": '=IF(A1<>"",B1&"<x>",NA())',
    "D2": ArrayFormula("D2:D4", '=IF(A1:A3<>"",1,2)'),
    "D5": DataTableFormula("D5:D6", dt2D=True, r1="A1", r2="B1"),
}


def parts(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name != "docProps/core.xml"}


def assert_same(make):
    """Every part says the same, whoever wrote it; openpyxl changes a workbook that it saves."""
    stream = io.BytesIO()
    ours = parts(content(make(), {}))
    make().save(stream)
    theirs = parts(stream.getvalue())
    assert ours.keys() == theirs.keys()
    for name, part in theirs.items():
        if name.endswith((".xml", ".rels", ".vml")):
            written, expected = (etree.canonicalize(each.decode()) for each in (ours[name], part))
            assert written == expected, name


def of_every_kind():
    workbook = Workbook()
    sheet = workbook.active
    for place, value in CELLS.items():
        sheet[place] = value
    sheet["E9"].font = Font(bold=True)
    sheet["E8"].comment = Comment("批注 & <说明>", "某人")
    sheet["F1"].hyperlink = "https://example.org/?a=1&b=2"
    sheet["F2"].hyperlink, sheet["F2"].font = "https://example.org", Font(italic=True)
    sheet.row_dimensions[3].height = 20.5
    sheet.row_dimensions.group(11, 13, outline_level=1, hidden=True)
    sheet.merge_cells("G1:H2")
    sheet["AB40"] = 7
    return workbook


def test_every_kind_of_cell():
    assert_same(of_every_kind)


def with_iso_dates():
    workbook = Workbook(iso_dates=True)
    workbook.active["A1"], workbook.active["A2"] = datetime(2024, 1, 2), timedelta(hours=1)
    keep_results(workbook)  # As one is saved that has no formula without its result.
    return workbook


def test_dates_as_iso():
    assert_same(with_iso_dates)


@pytest.mark.parametrize("standard", ["shenzhen-2021", "project-2020"])
@pytest.mark.parametrize("edition", ["udf", "native"])
def test_our_forms(standard, edition, tmp_path):
    path = tmp_path / "附表.xlsx"
    published_workbook(standard, path, edition)
    assert_same(lambda: load_workbook(path))


def kept_results():
    workbook = Workbook()
    keep_results(workbook)
    return workbook


def test_a_sheet_without_a_cell():
    assert_same(kept_results)


def test_values_stand_in_their_cells():
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["A2"] = "=1", ArrayFormula("A2:A4", "=B1:B3")
    sheet["A3"], sheet["A4"] = "旧", None
    sheet["A4"].font = Font(bold=True)
    sheet["A5"], sheet["A6"], sheet["A7"], sheet["B1"] = "=2", "=3", "=4", "typed"
    values = {"A1": Decimal("1.50"), "A2": "<甲>", "A3": "#N/A", "A4": 2, "A5": None, "A6": True, "B1": "no"}
    part = parts(content(workbook, {sheet.title: values}))["xl/worksheets/sheet1.xml"].decode()
    for cell in (
        '<c r="A1"><f>1</f><v>1.5</v></c>',
        '<c r="A2" t="str"><f t="array" ref="A2:A4">B1:B3</f><v>&lt;甲&gt;</v></c>',
        '<c r="A3" t="e"><v>#N/A</v></c>',
        '<c r="A4" s="1"><v>2.0</v></c>',
        '<c r="A5"><f>2</f></c>',
        '<c r="A6" t="b"><f>3</f><v>1</v></c>',
        '<c r="A7"><f>4</f><v/></c>',
        '<c r="B1" t="inlineStr"><is><t>typed</t></is></c>',
    ):
        assert cell in part


def test_a_text_that_no_part_can_hold_is_refused():
    workbook = Workbook()
    workbook.active["A1"] = "甲\ufffe"
    with pytest.raises(ValueError, match="no cell can hold"):
        content(workbook, {})
