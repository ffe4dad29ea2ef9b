"""How far cells reach is seen whatever prefixes their tags have: the reader takes them all."""

from __future__ import annotations

import pytest

from tests.support.parts import parts, write_parts
from workbooks.files.cells import read_cells
from workbooks.files.reach import reach
from workbooks.files.refusals import RefusedFileError
from workbooks.files.xlsx import MAIN
from workbooks.problems import InputError

SHEET = (
    f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><sheetData>'
    '<{p}row r="1"><{p}c r="A1"><{p}v>1</{p}v></{p}c></{p}row>'
    '<{p}row r="{row}"><{p}c r="{cell}"><{p}v>1</{p}v></{p}c></{p}row></sheetData></worksheet>'
)


def sheet(prefix, row, cell):
    return SHEET.format(p=prefix, row=row, cell=cell).encode()


def reached(content):
    return reach(lambda: [content], len(content))


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_the_rectangle_up_to_the_last_cell(prefix):
    assert reached(sheet(prefix, 4, "C4")) == 12
    with pytest.raises(RefusedFileError, match="区域过大"):
        reached(sheet(prefix, 1048576, "XFD1048576"))


def test_only_the_last_row_has_a_prefix():
    mixed = sheet("", 4, "C4").replace(b"</sheetData>", b'<x:row r="9"><x:c r="D9"/></x:row></sheetData>')
    assert reached(mixed.replace(b'"D9"/>', b'"D9"><x:v>1</x:v></x:c>')) == 36


def test_a_colon_in_a_text_is_no_prefix():
    text = b'<c r="B4" t="str"><v>a:c b:row </v></c><c r="C4">'
    assert reached(sheet("", 4, "C4").replace(b'<c r="C4">', text)) == 12


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_such_a_file_is_refused_before_a_reader_sees_it(prefix, tmp_path, blank_workbook):
    found = parts(blank_workbook)
    found["xl/worksheets/sheet1.xml"] = sheet(prefix, 1048576, "XFD1048576")
    write_parts(found, tmp_path / "远处.xlsx")
    with pytest.raises(InputError, match="区域过大"):
        read_cells(tmp_path / "远处.xlsx")


@pytest.fixture
def blank_workbook(tmp_path):
    from openpyxl import Workbook

    path = tmp_path / "空.xlsx"
    Workbook().save(path)
    return path
