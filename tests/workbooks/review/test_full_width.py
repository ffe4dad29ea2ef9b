"""Digits in full width are read with a note; the live cells that cannot read them are no second finding."""

from __future__ import annotations

import pytest

from tests.support.reviewed import our_workbook
from tests.support.tampered import tampered, typed
from workbooks.files.cells import read_cells
from workbooks.filing.scoring import score_forms
from workbooks.forms.returned.read_back import read_own, read_workbook
from workbooks.problems import InputError
from workbooks.review.reviewing import review_file
from workbooks.submission.final_copy import save_final_copy

ERRORS = {"I21": "#VALUE!", "I28": "#VALUE!", "I29": "#VALUE!"}
"""公用经费控制率, the total and the grade, as a spreadsheet shows them over a text."""


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """三公经费_支出 (6.16) pasted in full width, and recalculated by the spreadsheet."""
    folder = tmp_path_factory.mktemp("全角")
    source = our_workbook(folder / "附表.xlsx", "shenzhen-2021")
    results = [typed(cell, shown, keep_formula=True) for cell, shown in ERRORS.items()]
    return tampered(source, folder / "全角.xlsx", {"数据": [typed("E43", "６．１６")], "附表": results})


def test_the_review_reads_them_and_says_so(wide):
    # 汇总 of this file was not recalculated.
    here = [each for each in review_file(wide).findings if each.sheet != "汇总"]
    found = {each.code: each for each in here if each.code in ("D02", "D05", "S06")}
    assert list(found) == ["D05"]
    note = found["D05"]
    assert (note.level, note.sheet, note.cell) == ("提示", "数据", "E43")
    assert "填的是全角数字“６．１６”，按 6.16 读" in note.message


def test_the_scores_are_those_of_the_figure(wide):
    standard, filing = read_workbook(wide)
    assert str(score_forms(standard, filing)[0].total) == "91.26"
    assert filing.as_typed().data["三公经费_支出"] == "６．１６"


def test_a_final_copy_waits_for_the_cells_to_be_typed_anew(wide, tmp_path):
    with pytest.raises(InputError, match="还不能定稿"):
        save_final_copy(wide, tmp_path / "定稿.xlsx")


@pytest.mark.parametrize(
    ("column", "typed_text", "said", "total"),
    [
        ("weight", "８", "“新书编目合格率”的分值填的是全角数字“８”，按 8 读；请改为半角", "97.30"),
        ("weight", "８．０", "的分值填的是全角数字“８．０”，按 8.0 读", "97.30"),
        ("weight", "８分", "填的是“８分”，应为数字", None),
    ],
)
def test_digits_in_full_width_in_a_row_of_its_own(tmp_path, column, typed_text, said, total):
    source = our_workbook(tmp_path / "附表.xlsx", "project-2020")
    own = read_own(read_cells(source))
    (row,) = own.filing.projects[0].rows["质量指标"]
    sheet, layout = own.forms[0].sheet, own.forms[0].layout
    cell = layout.cell(row.row, column)
    shown = {layout.cell(each): "#VALUE!" for each in (row.row, layout.total_row, layout.grade_row)}
    # SUM leaves a text out.
    shown |= {layout.cell(layout.total_row, "weight"): 92}
    changes = [typed(cell, typed_text), *(typed(*each, keep_formula=True) for each in shown.items())]
    path = tampered(source, tmp_path / "文本.xlsx", {sheet: changes})
    standard, filing = read_workbook(path)
    points = score_forms(standard, filing)[0].total
    assert (None if points is None else str(points)) == total
    found = [each for each in review_file(path).findings if each.sheet == sheet]
    (told,) = [each for each in found if each.code in ("D05", "S01", "U05") and said in each.message]
    assert told.level == ("提示" if total else "错误")
    if total:
        assert told.cell == cell
        # The live cells show an error over a text: no second finding.
        assert not [each for each in found if each.code == "S06"], found


@pytest.mark.parametrize(
    ("typed_text", "said"),
    [
        ("8", "填的是文本格式的“8”，不是数；请改为数字格式后重新键入"),
        ("8分", "填的是“8分”，应为数字"),
    ],
)
def test_a_number_held_as_text_in_a_row_of_its_own(tmp_path, typed_text, said):
    source = our_workbook(tmp_path / "附表.xlsx", "project-2020")
    own = read_own(read_cells(source))
    (row,) = own.filing.projects[0].rows["质量指标"]
    cell = own.forms[0].layout.cell(row.row, "weight")
    path = tampered(source, tmp_path / "文本.xlsx", {own.forms[0].sheet: [typed(cell, typed_text)]})
    found = [each.message for each in review_file(path).findings if each.code in ("S01", "U05")]
    assert [said in message for message in found] == [True], found
