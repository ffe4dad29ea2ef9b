"""Reviewing whole files, ours and plain ones: findings in order with their cells, and bad files."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import load_workbook

from tests.support.examples import example
from tests.support.filled import published_workbook
from tests.support.old_xls import compound
from tests.support.reviewed import SCORED, our_workbook, plain_workbook, scored
from workbooks.files.cells import read_cells
from workbooks.files.xlsx import save
from workbooks.findings import ERROR, MISSING, NOTICE, Finding
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE
from workbooks.forms.sheets.scenario_sheet import Scenario
from workbooks.problems import InputError
from workbooks.review.review_result import Review
from workbooks.review.reviewing import WORKED_OUT, ordered, review_cells, review_file
from workbooks.standards.loading import load
from workbooks.whatif.variables import Slot


def said(review, codes):
    return [(found.code, found.sheet, found.cell) for found in review.findings if found.code in codes]


def test_a_plain_table_that_follows(tmp_path):
    review = review_file(plain_workbook(tmp_path / "表.xlsx", {"附表": SCORED}))
    assert review.findings == ()
    assert (review.worst, review.told, review.standard) == (None, "没有发现问题", None)


@pytest.mark.parametrize("name", ["shenzhen-2021", "wuxi-2021", "project-2020"])
def test_the_steps_of_ordinary_formulas_are_no_table_that_was_not_read(tmp_path, name):
    path = tmp_path / "附表.xlsx"
    published_workbook(name, path, NATIVE)
    assert review_file(path).all_read


def test_a_plain_table_with_a_wrong_total(tmp_path):
    path = plain_workbook(tmp_path / "表.xlsx", {"附表": scored(99), "封面": [["某单位 2024 年绩效自评"]]})
    review = review_file(path)
    assert [(found.cell, found.expected, found.found) for found in review.findings] == [("E6", "98", "99")]
    assert review.worst == ERROR
    assert [left.sheet for left in review.left_alone] == ["封面"]
    assert review.as_json() == {
        "file": str(path),
        "standard": None,
        "findings": [review.findings[0].as_json()],
        "status": "read",
        "sheets": [{"sheet": "附表", "status": "read"}, {"sheet": "封面", "status": "none"}],
        "left_alone": [{"sheet": "封面", "why": review.left_alone[0].why}],
    }


def test_findings_come_by_sheet_row_column_and_code_and_once():
    places = [
        ("乙", "A2"),
        ("甲", "B10"),
        ("甲", "AA2"),
        ("甲", "B2"),
        ("甲", "B2"),
        ("甲", "C3:C9"),
        ("甲", ""),
    ]
    findings = [Finding("T01", NOTICE, sheet, cell, "话") for sheet, cell in places]
    findings.append(Finding("R01", NOTICE, "甲", "B2", "别的话"))
    assert [(f.sheet, f.cell, f.code) for f in ordered(findings, ["甲", "乙"])] == [
        ("甲", "", "T01"),
        ("甲", "B2", "R01"),
        ("甲", "B2", "T01"),
        ("甲", "AA2", "T01"),
        ("甲", "C3:C9", "T01"),
        ("甲", "B10", "T01"),
        ("乙", "A2", "T01"),
    ]


def test_findings_about_a_whole_sheet_are_all_kept():
    findings = [Finding("B05", NOTICE, "甲", "", text) for text in ("少了一项", "多了一项", "少了一项")]
    assert [found.message for found in ordered(findings)] == ["少了一项", "多了一项"]


def test_levels_are_counted_the_gravest_first():
    def review(*levels):
        findings = tuple(Finding("T01", level, "甲", f"A{n}", "") for n, level in enumerate(levels, 1))
        return Review("甲.xlsx", None, findings)

    assert review(NOTICE, MISSING).worst == MISSING
    assert review(NOTICE).worst == NOTICE
    assert review(NOTICE, ERROR, NOTICE).told == "错误 1 处，提示 2 处"


def test_a_cell_that_cannot_be_read(tmp_path):
    table = [*SCORED[:2], ["决策", "目标", "目标设定", 20, "#DIV/0!", ""], *SCORED[3:]]
    review = review_file(plain_workbook(tmp_path / "表.xlsx", {"附表": table}))
    assert [(f.level, f.cell, f.found) for f in review.findings if f.code == "U01"] == [
        (ERROR, "E3", "#DIV/0!")
    ]


def test_what_our_workbook_only_works_out_anew_is_not_read(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021")
    left = {sheet.name for sheet in read_cells(path).sheets} - {
        sheet.name for sheet in read_cells(path, WORKED_OUT).sheets
    }
    assert left == {"情景", "图表"}
    assert review_cells(read_cells(path)).findings == review_cells(read_cells(path, WORKED_OUT)).findings


def test_a_sheet_of_that_name_in_another_workbook_is_read(tmp_path):
    path = plain_workbook(tmp_path / "表.xlsx", {"情景": [["甲"]]})
    assert [sheet.name for sheet in read_cells(path, WORKED_OUT).sheets] == ["情景"]


def test_our_workbook_as_published(tmp_path):
    review = review_file(our_workbook(tmp_path / "a.xlsx", "shenzhen-2021"))
    assert review.standard is load("shenzhen-2021")
    # 综合评分报的 91.30 在右侧“原报得分”列，K28。
    assert said(review, ("D01", "D02", "S02", "S03", "S04", "U01")) == [("S03", "附表", "K28")]
    assert {left.sheet for left in review.left_alone}.isdisjoint({"数据", "执行明细", "附表"})


def test_what_is_tried_in_a_scenario_is_not_reviewed(tmp_path):
    """Not even an unfinished one of a project, on a sheet that somebody called otherwise."""
    spent = {Slot("资金总额_全年执行"): "六十万"}
    scenarios = [Scenario("甲", spent, form) for form in (0, 1)]
    built = build(load("project-2020"), example("project-2020"), scenarios=scenarios)
    values = built.values(built.scored())
    title = built.forms[1].scenario_sheet
    assert "#VALUE!" in values[title].values()
    values["算例"] = values.pop(title)
    sheet = built.workbook[title]
    sheet.title = "算例"
    for name in sheet.defined_names.values():
        name.attr_text = name.attr_text.replace(title, "算例")
    save(built.workbook, values, tmp_path / "a.xlsx", force=True)
    review = review_file(tmp_path / "a.xlsx")
    assert review.findings == ()
    assert [left.sheet for left in review.left_alone] == ["项目汇总"]


def test_findings_on_data_lead_to_the_cell_where_it_is_typed(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021", {"三公经费_支出": None, "人员_编外": "八名"})
    names = load_workbook(path).defined_names
    places = {
        code: names[key].attr_text.rpartition("!")[2].replace("$", "")
        for code, key in (("D01", "三公经费_支出"), ("D02", "人员_编外"))
    }
    found = said(review_file(path), ("D01", "D02"))
    assert sorted(found) == [("D01", "数据", places["D01"]), ("D02", "数据", places["D02"])]


@pytest.mark.parametrize(
    ("standard", "lacking"),
    [("shenzhen-2021", "三公经费_支出"), ("wuxi-2021", "目标合理_体现计划"), ("heping-2024", "制度_预算_重")],
)
def test_a_figure_that_is_not_there_is_told_once(tmp_path, standard, lacking):
    before = review_file(our_workbook(tmp_path / "a.xlsx", standard))
    path = our_workbook(tmp_path / "b.xlsx", standard, {lacking: None})
    assert "#N/A" in {cell.value for row in load_workbook(path, data_only=True)["汇总"] for cell in row}
    places = [(found.code, found.sheet, found.cell) for found in before.findings]
    (only,) = [
        found for found in review_file(path).findings if (found.code, found.sheet, found.cell) not in places
    ]
    assert (only.code, only.sheet, lacking in only.message) == ("D01", "数据", True)


def test_a_row_that_our_summary_lost_is_told(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021")
    book = load_workbook(path)
    book["汇总"]["H5"] = "#REF!"
    book["汇总"]["H6"] = "#N/A"
    book.save(path)
    assert said(review_file(path), ("U01",)) == [("U01", "汇总", "H5")]


def test_reported_scores_and_grade_lead_to_the_cells_beside_the_form(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021")
    book = load_workbook(path)
    book["附表"]["K26"], book["附表"]["K29"] = 1, "中"
    book.save(path)
    assert said(review_file(path), ("S02", "S04")) == [("S02", "附表", "K26"), ("S04", "附表", "K29")]


def test_a_row_of_the_unit_s_own_leads_to_its_reported_score(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "wuxi-2021")
    book = load_workbook(path)
    first = int(
        book.defined_names["自填行_部门目标"].attr_text.rpartition("!")[2].split(":")[0].replace("$A$", "")
    )
    book["附表"].cell(first, 13).value = 0.5
    book.save(path)
    assert ("S02", "附表", f"M{first}") in said(review_file(path), ("S02",))


def test_goals_scored_by_judgement_are_told_once_for_each_group(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "wuxi-2021")
    found = [finding for finding in review_file(path).findings if finding.code == "H05"]
    assert [(finding.level, finding.cell) for finding in found] == [("提示", "F29"), ("提示", "F32")]
    assert "第 32—48 行" in found[1].message


def test_a_score_that_cannot_be_computed_leads_to_its_cell(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021", {"三公经费_预算": 0})
    assert said(review_file(path), ("S01",)) == [("S01", "附表", "I21")]


def test_project_forms_lead_to_their_own_sheet(tmp_path):
    path, standard = tmp_path / "a.xlsx", load("fengtai-2023")
    typed = next(iter(standard.money_items))
    built = build(standard, example("fengtai-2023", {typed: "许多"}))
    save(built.workbook, built.values(built.scored()), path, force=False)
    form = built.forms[0]
    assert said(review_file(path), ("D02", "S05")) == [
        ("D02", form.sheet, form.places[typed][1]),
        ("S05", form.sheet, "G39"),
    ]


def test_the_ledger_is_reviewed_with_its_rows(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [
        ["支付日期", "凭证号", "支付金额（元）"],
        ["2021-03-31", "1", 20_773_500],
        ["2020-12-31", "2", 5],
        ["2021-02-30", "3", 7],
    ]
    built = build(load("shenzhen-2021"), example("shenzhen-2021", {"一季度_累计支出": 2000}), rows)
    save(built.workbook, built.values(built.scored()), path, force=False)
    review = review_file(path)
    assert said(review, ("L01", "L04")) == [("L01", "执行明细", "A5"), ("L04", "执行明细", "A6")]
    assert ("L06", "季度执行", "B5") in said(review, ("L06",))


def test_our_workbook_without_its_data_is_reviewed_as_printed(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021")
    book = load_workbook(path, data_only=True)
    del book["数据"]
    book.save(path)
    review = review_file(path)
    assert said(review, ("U02",)) == [("U02", book.sheetnames[0], "")]
    assert review.standard is load("shenzhen-2021")


def test_another_standard_than_that_of_our_workbook(tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021")
    with pytest.raises(InputError, match="是“shenzhen-2021”的附表，不是“wuxi-2021”的"):
        review_file(path, "wuxi-2021")
    with pytest.raises(InputError, match="没有编号为“没有”的评分标准"):
        review_file(path, "没有")


def test_the_sheet_of_an_earlier_review_is_not_reviewed(tmp_path):
    earlier = [["复核意见"], ["序号", "级别", "代码", "得分"], *[["1", "错误", "T01", "一"]] * 2]
    path = plain_workbook(tmp_path / "a.xlsx", {"附表": SCORED, "复核": earlier})
    assert review_file(path).left_alone == ()
    theirs = plain_workbook(tmp_path / "b.xlsx", {"附表": SCORED, "复核": [["复核情况"]]})
    assert [left.sheet for left in review_file(theirs).left_alone] == ["复核"]


def bad_file(folder, how):
    """A file that cannot be used, for each way of being bad."""
    path = folder / "坏 文件.xlsx"
    if how == "folder":
        path.mkdir()
    elif how == "docx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<w:document/>")
    elif how == "100 MB":
        with path.open("wb") as stream:
            stream.truncate(100 * 2**20 + 1)
    elif how == "encrypted":
        path.write_bytes(compound("EncryptedPackage", b"\1" * 4096))
    else:
        plain_workbook(path, {"附表": SCORED})
        content = path.read_bytes()
        changes = {"truncated": content[: len(content) // 2], "empty": b"", "text": "不是表格".encode()}
        path.write_bytes(changes[how])
    return path


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("folder", "这是文件夹"),
        ("docx", "这不是电子表格"),
        ("100 MB", "超过上限 100 MB"),
        ("encrypted", "文件有打开密码"),
        ("truncated", "不完整或已损坏"),
        ("empty", "文件是空的"),
        ("text", "内容却是文本"),
    ],
)
def test_files_that_cannot_be_used_get_one_line(tmp_path, how, words):
    with pytest.raises(InputError, match=words) as caught:
        review_file(bad_file(tmp_path, how))
    assert str(caught.value).startswith("坏 文件.xlsx：")
    assert "\n" not in str(caught.value)
