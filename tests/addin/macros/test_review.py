"""The macro 复核 on real workbooks, ours and plain, through the headless engine."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from addin import headless, macros
from tests.support.contents import content
from tests.support.reviewed import SCORED, our_workbook, plain_workbook, scored
from workbooks.files.editable import load
from workbooks.problems import InputError
from workbooks.review.reviewing import review_file
from workbooks.standards.library import available


def contents(workbook):
    """Everything typed in every sheet but 复核, with its style."""
    return {
        sheet.title: {cell.coordinate: (content(cell), cell.style_id) for row in sheet for cell in row}
        for sheet in workbook
        if sheet.title != "复核"
    }


def reviewed(path):
    """The workbook of a file after the macro ran, and what the macro found."""
    book = headless.open_book(path)
    review = macros.review(book)
    return headless.workbook_of(book), review


@pytest.mark.parametrize("standard_id", available())
def test_an_open_workbook_gives_the_findings_of_its_file(tmp_path, standard_id):
    path = our_workbook(tmp_path / "附 表.xlsx", standard_id)
    workbook, review = reviewed(path)
    expected = review_file(path)
    assert review.findings == expected.findings
    assert review.standard is expected.standard
    assert review.source == "附 表.xlsx"
    assert contents(workbook) == contents(load(path))
    assert workbook.sheetnames[-1] == "复核"


def test_the_sheet_of_a_plain_workbook(tmp_path):
    path = plain_workbook(tmp_path / "表.xlsx", {"附表": scored(99), "封面": [["封面"]]})
    workbook, review = reviewed(path)
    finding = review.findings[0]
    sheet = workbook["复核"]
    assert [[cell.value for cell in row] for row in sheet["A1:H6"]] == [
        ["复核意见", *[None] * 7],
        ["错误 1 处", *[None] * 7],
        ["没有对应的评分标准，按表里印的评分标准和数核对", *[None] * 7],
        ["序号", "级别", "代码", "位置", "说明", "印的是", "应为", "依据"],
        [
            1,
            "错误",
            "T05",
            '=HYPERLINK("#\'附表\'!E6","附表!E6")',
            finding.message,
            "99",
            "98",
            finding.basis,
        ],
        [f"“封面”：{review.left_alone[0].why}", *[None] * 7],
    ]
    assert sheet["E5"].alignment.wrap_text
    assert sheet["A4"].font.bold


def test_reviewing_again_replaces_what_was_written(tmp_path):
    path = plain_workbook(tmp_path / "表.xlsx", {"附表": scored(99)})
    book = headless.open_book(path)
    macros.review(book)
    book.sheets["附表"].range("E6").value = 98
    review = macros.review(book)
    sheet = headless.workbook_of(book)["复核"]
    assert review.findings == ()
    assert [sheet["A2"].value, sheet["A5"].value] == ["没有发现问题"] * 2
    assert sheet["D5"].value is None
    assert headless.workbook_of(book).sheetnames == ["附表", "复核"]


@pytest.mark.parametrize("rows", [[["复核情况"]], [[], ["", "已核"]]])
def test_a_sheet_of_somebody_else_is_left_as_it_is(tmp_path, rows):
    path = plain_workbook(tmp_path / "表.xlsx", {"附表": scored(99), "复核": rows})
    book = headless.open_book(path)
    with pytest.raises(InputError, match=r"“表\.xlsx”里的“复核”表不是复核写的"):
        macros.review(book)
    before = load_workbook(path)["复核"].values
    assert list(headless.workbook_of(book)["复核"].values) == list(before)


def test_an_empty_sheet_of_its_name_is_used(tmp_path):
    workbook, _ = reviewed(plain_workbook(tmp_path / "表.xlsx", {"复核": [], "附表": scored(99)}))
    assert workbook.sheetnames == ["复核", "附表"]
    assert workbook["复核"]["A1"].value == "复核意见"


def test_texts_of_the_workbook_never_become_formulas(tmp_path):
    table = scored("=1+98")
    table[2][2], table[2][4] = '=HYPERLINK("http://x")', 21
    name = """a'b"c=d"""
    workbook, review = reviewed(plain_workbook(tmp_path / "=表.xlsx", {name: table, "=空": [["@x"]]}))
    cells = [cell for row in workbook["复核"] for cell in row]
    formulas = {cell.coordinate for cell in cells if cell.data_type == "f"}
    assert formulas == {f"D{row}" for row in range(5, 5 + len(review.findings))}
    assert any(finding.found == "=1+98" for finding in review.findings)
    assert {'=HYPERLINK("#\'a\'\'b""c=d\'!E3","a\'b""c=d!E3")'} <= {str(cell.value) for cell in cells}


def test_what_is_changed_in_the_open_workbook_counts(tmp_path):
    book = headless.open_book(our_workbook(tmp_path / "a.xlsx", "shenzhen-2021"))
    before = {finding.code for finding in macros.review(book).findings}
    book.names["三公经费_支出"].refers_to_range.value = None
    after = {finding.code for finding in macros.review(book).findings}
    assert "D01" not in before
    assert "D01" in after


def test_an_empty_workbook(tmp_path):
    workbook, review = reviewed(plain_workbook(tmp_path / "空.xlsx", {"表": []}))
    assert review.findings == ()
    assert [left.sheet for left in review.left_alone] == ["表"]
    assert workbook["复核"]["A5"].value == "没有读懂，未核对：没有找到能核对的表"


def test_the_rows_of_a_table_that_does_not_begin_at_the_first_cell(tmp_path):
    rows = [[], [], *([""] * 3 + row for row in scored(99))]
    path = plain_workbook(tmp_path / "表.xlsx", {"附表": rows})
    assert [finding.cell for finding in reviewed(path)[1].findings] == ["H8"]
    assert SCORED[1][0] == "一级指标"
