"""The merged areas of an .ods, from its XML."""

from __future__ import annotations

import pytest

from workbooks.files.container import Unpacked
from workbooks.files.ods_merged import merged_areas

CELL = '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'


def areas(*sheets: str):
    content = f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet>".encode()
    return merged_areas(Unpacked(b"", {"content.xml": len(content)}, {"content.xml": content}))


def sheet(name: str, *rows: str) -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def merged(rows: int, columns: int = 1) -> str:
    spans = f'table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}"'
    return f"<table:table-cell {spans}/>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([f"<table:table-row>{CELL}{merged(3)}</table:table-row>"], ((1, 2), (3, 2))),
        # Rows and cells that are repeated count as often as they are.
        (
            [
                '<table:table-row table:number-rows-repeated="4"><table:table-cell/></table:table-row>',
                f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{merged(2, 2)}'
                "</table:table-row>",
            ],
            ((5, 3), (6, 4)),
        ),
        (
            [
                f"<table:table-row>{CELL}</table:table-row>",
                f"<table:table-row><table:covered-table-cell/>{merged(2)}</table:table-row>",
            ],
            ((2, 2), (3, 2)),
        ),
    ],
)
def test_areas(rows, expected):
    assert areas(sheet("附表", *rows)) == {"附表": (expected,)}


def test_areas_of_one_row_are_none():
    assert areas(sheet("附表", f"<table:table-row>{merged(1, 5)}</table:table-row>")) == {}


def test_each_sheet_has_its_own():
    row = f"<table:table-row>{merged(2)}</table:table-row>"
    assert areas(sheet("甲&amp;乙", row), sheet("丙"), sheet("丁", row)) == {
        "甲&乙": (((1, 1), (2, 1)),),
        "丁": (((1, 1), (2, 1)),),
    }


def test_a_file_without_the_part_has_none():
    assert merged_areas(Unpacked(b"", {"styles.xml": 3}, {"styles.xml": b"<a>"})) == {}
