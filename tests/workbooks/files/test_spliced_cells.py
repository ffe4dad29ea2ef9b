"""Cells replaced in the bytes of a sheet: what is no part of them stays, byte for byte."""

from __future__ import annotations

import pytest

from workbooks.files.sheet_xml import SheetXml
from workbooks.files.spliced_cells import spliced
from workbooks.files.xlsx import MAIN

HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="{MAIN}"><sheetData>'
FOOT = '</sheetData><pageMargins left="0.7"  right="0.7"/></worksheet>'


@pytest.mark.parametrize(
    "cell", ['<c r="B1" s="4"/>', '<c r="B1" s="4"></c>', '<c r="B1" s="4" t="n"><v>9</v></c>']
)
def test_one_cell(cell):
    before = f'{HEAD}<row r="1"><c  r="A1"><v>1</v></c>{cell}</row>{FOOT}'.encode()
    sheet = SheetXml(before)
    sheet.set_formula((1, 2), 'IF(A1<>"",1,"&")', 1)
    after = spliced(before, sheet, [(1, 2)])
    wanted = '<c r="B1" s="4"><f>IF(A1&lt;&gt;"",1,"&amp;")</f><v>1.0</v></c>'
    assert after == f'{HEAD}<row r="1"><c  r="A1"><v>1</v></c>{wanted}</row>{FOOT}'.encode()


@pytest.mark.parametrize(
    "content",
    [
        f'{HEAD}<row r="1"><c r="A1"/></row>{FOOT}',
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="B1"/></x:row>'
        "</x:sheetData></x:worksheet>",
    ],
)
def test_otherwise_the_sheet_is_written_anew(content):
    sheet = SheetXml(content.encode())
    sheet.set_formula((1, 2), "A1", 1)
    assert spliced(content.encode(), sheet, [(1, 2)]) == sheet.content
