"""What is searched for in the XML of an .xlsx: formulas, hidden rows and errors, not in sheets left out."""

from __future__ import annotations

import pytest

from tests.support.parts import unpacked_sheet
from workbooks.files.error_values import error_values
from workbooks.files.formulas import formulas_in
from workbooks.files.hidden import hidden_rows

CELLS = (
    '<row r="1"><c r="A1"><f>1+2</f><v>3</v></c></row>'
    '<row r="4" hidden="1"><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
)


@pytest.mark.parametrize(
    ("leave_out", "formulas", "hidden", "errors"),
    [
        ((), {"Sheet": {"A1": "1+2", "B4": "1/0"}}, {"Sheet": {4}}, {"Sheet": {(4, 2): "#DIV/0!"}}),
        (("Sheet",), {}, {}, {}),
    ],
)
def test_sheets_left_out(leave_out, formulas, hidden, errors, tmp_path):
    package = unpacked_sheet(CELLS, tmp_path / "表.xlsx")
    assert formulas_in(package, leave_out) == formulas
    assert hidden_rows(package, "表.xlsx", leave_out) == hidden
    assert error_values(package, leave_out) == errors


@pytest.mark.parametrize("tags", ["sheetData row c f v", "row c f v", "f", "c"])
def test_tags_with_a_prefix(tags, tmp_path):
    """All of a sheet, or some only: a prefix is no more than another name."""
    package = unpacked_sheet(CELLS, tmp_path / "表.xlsx")
    part = "xl/worksheets/sheet1.xml"
    prefixed = package.kept[part]
    for tag in tags.encode().split():
        prefixed = prefixed.replace(b"<%b>" % tag, b"<x:%b>" % tag).replace(b"<%b " % tag, b"<x:%b " % tag)
        prefixed = prefixed.replace(b"</%b>" % tag, b"</x:%b>" % tag)
    package.kept[part] = prefixed
    assert formulas_in(package) == {"Sheet": {"A1": "1+2", "B4": "1/0"}}
    assert hidden_rows(package, "表.xlsx") == {"Sheet": {4}}


def test_hidden_columns_hide_no_rows(tmp_path):
    package = unpacked_sheet('<row r="1"><c r="A1"><v>3</v></c></row>', tmp_path / "表.xlsx")
    part = "xl/worksheets/sheet1.xml"
    package.kept[part] = package.kept[part].replace(
        b"<sheetData>", b'<cols><col min="1" max="1" hidden="1"/></cols><sheetData>'
    )
    assert hidden_rows(package, "表.xlsx") == {}
