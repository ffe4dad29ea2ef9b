"""绩效自评情况汇总表: what stands in its rows, by cases; what could not be read is said, not left out."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.support.cases import load
from tests.support.project_year import form_rows
from tests.workbooks.official.typed import type_workbook
from workbooks.followup.results_form import HEADINGS, SHEET
from workbooks.followup.results_table import write_results
from workbooks.problems import InputError

FILE = load("results_table.yaml")
CASES = FILE["cases"]


def typed(folder, files):
    folder.mkdir()
    for name, own in files.items():
        form = FILE["defaults"] | own
        type_workbook(folder / name, {form["form"]: form_rows(form)})
    return folder


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(tmp_path, case):
    folder, out = typed(tmp_path / "交来", case["files"]), tmp_path / "汇总表.xlsx"
    written = write_results([str(folder)], out, year=case.get("year"))
    sheet = load_workbook(out, data_only=True)[SHEET]
    assert tuple(cell.value for cell in sheet[4]) == HEADINGS
    for number, (unit, project, budget, spent, rate, score, remark) in enumerate(case["rows"], 5):
        row = [cell.value for cell in sheet[number]]
        assert row[:3] == [number - 4, unit, project]
        assert row[3:5] == [budget, spent]
        assert (row[5] or "") == rate
        assert row[6] == score
        assert remark == "*" or (row[9] or "") == remark
        assert not case.get("missed") or row[8] == case["missed"][number - 5]
    end = 5 + len(case["rows"])
    assert sheet.cell(end, 1).value == "合计"
    if "total" in case:
        assert [sheet.cell(end, column).value for column in (4, 5, 6)] == case["total"]
    for each, (file, word) in zip(written.left, case.get("left", []), strict=True):
        assert each.file == file
        assert str(word) in each.why


def test_what_cannot_be_read_stands_on_a_sheet_of_its_own(tmp_path):
    folder, out = typed(tmp_path / "交来", {"自评.xlsx": {}}), tmp_path / "汇总表.xlsx"
    (folder / "坏.xlsx").write_bytes(b"")
    type_workbook(folder / "通讯录.xlsx", {"表": [["姓名", "部门"], ["某某", "办公室"]]})
    written = write_results([str(folder)], out)
    assert [each.file for each in written.left] == ["坏.xlsx", "通讯录.xlsx"]
    sheet = load_workbook(out)["没有列入"]
    assert [sheet.cell(row, 2).value for row in (3, 4)] == ["坏.xlsx", "通讯录.xlsx"]


def test_a_folder_without_a_self_evaluation_writes_nothing(tmp_path):
    folder, out = typed(tmp_path / "交来", {"申报.xlsx": {"form": "申报表"}}), tmp_path / "汇总表.xlsx"
    with pytest.raises(InputError, match="没有能列入汇总表的自评表"):
        write_results([str(folder)], out)
    assert not out.exists()


def test_it_is_printed_across_with_its_headings_on_every_page(tmp_path):
    folder, out = typed(tmp_path / "交来", {"自评.xlsx": {}}), tmp_path / "汇总表.xlsx"
    write_results([str(folder)], out, unit="示例市民政局")
    sheet = load_workbook(out)[SHEET]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == "$4:$4"
    assert sheet["A3"].value == "填报单位（盖章）：示例市民政局"
    assert sheet["F5"].value.startswith("=IF(")
    assert sheet["D6"].value == '=IF(COUNT(D5:D5)=0,"",SUM(D5:D5))'


def test_texts_of_a_unit_never_become_formulas(tmp_path):
    folder = typed(tmp_path / "交来", {"自评.xlsx": {"project": "=1+1", "unit": "@SUM(1)"}})
    out = tmp_path / "汇总表.xlsx"
    write_results([str(folder)], out)
    sheet = load_workbook(out)[SHEET]
    assert {cell.data_type for cell in (sheet["B5"], sheet["C5"])} == {"s"}
