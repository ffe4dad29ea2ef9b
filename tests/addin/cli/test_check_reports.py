"""`jixiao check` on reports: alone, beside their workbook, as .pdf."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from tests.support.reports import write_pdf, write_report
from tests.workbooks.official.typed import type_workbook

FORM = [
    ["2021年度部门整体绩效评价指标评分表"],
    ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"],
    ["部门绩效", "效率性", "预算执行率", 6, "按进度", 3.84],
    ["", "", "重点工作完成情况", 8, "每项扣分", 8],
    ["", "", "项目完成及时性", 6, "按比例", 5.57],
    ["", "公平性", "群众信访办理情况", 80, "按件扣分", 73.85],
    ["综合评分", "", "", 100, "", 91.26],
]
WRONG = "效率性主要从三个方面进行评价，指标权重 20 分，自评得分 14.41 分。"
BALANCE = "本年度结转结余金额为5.97万元，全年支出预算总额156.82万元，结转结余率为3%。"


@pytest.fixture
def json_of(jixiao):
    """Run a command with --json; return what it says and the exit code."""

    def run(*arguments):
        code, out, _ = jixiao(*arguments, "--json")
        return json.loads(out), code

    return run


def found(result):
    return [
        (each["code"], each["level"], each["sheet"], each["cell"])
        for file in result["files"]
        for each in file["findings"]
    ]


def test_a_report_alone_has_its_own_table(json_of, tmp_path):
    path = write_report(tmp_path / "报告.docx", ["2021年度绩效评价报告", WRONG, "附表", FORM[1:]])
    result, code = json_of("check", str(path))
    assert (code, found(result)) == (1, [("C02", "错误", "正文", "第2段")])
    message = result["files"][0]["findings"][0]["message"]
    assert "自评得分14.41分" in message and "17.41" in message and "表格1" in message


def test_a_report_is_held_against_the_workbook_beside_it(json_of, tmp_path):
    report = write_report(tmp_path / "报告.docx", ["2021年度绩效评价报告", WRONG])
    workbook = type_workbook(tmp_path / "附表.xlsx", {"评分表": FORM})
    alone, _ = json_of("check", str(report))
    assert found(alone) == []
    result, code = json_of("check", str(report), str(workbook))
    assert (code, found(result)) == (1, [("C02", "错误", "正文", "第2段")])


def test_the_table_of_a_report_is_held_against_the_workbook(json_of, tmp_path):
    other = [[*row[:5], 4.84 if row[2] == "预算执行率" else row[5]] for row in FORM[1:]]
    other[-1][5] = 92.26
    report = write_report(tmp_path / "报告.docx", ["2021年度绩效评价报告", other])
    workbook = type_workbook(tmp_path / "附表.xlsx", {"评分表": FORM})
    result, _ = json_of("check", str(report), str(workbook))
    assert found(result) == [("C07", "错误", "表格1", "第2行第6列")]


def test_several_reports_are_held_against_the_workbooks_of_their_names(jixiao, json_of, tmp_path):
    reports = [
        write_report(tmp_path / f"{name}报告.docx", ["2021年度绩效评价报告", WRONG]) for name in ("甲", "乙")
    ]
    workbook = type_workbook(tmp_path / "甲.xlsx", {"评分表": FORM})
    result, _ = json_of("check", *reports, workbook)
    assert [(len(each["findings"]), each.get("beside")) for each in result["files"]] == [
        (1, ["甲.xlsx"]),
        (0, None),
        (0, None),
    ]
    _, _, error = jixiao("check", *reports, workbook)
    assert "乙报告.docx：没有与附表核对" in error and "甲报告.docx" not in error


def test_the_year_of_a_text_alone_is_that_of_its_title(json_of, tmp_path):
    path = write_report(tmp_path / "报告.docx", ["2021年度绩效评价报告", "（三）2020年度部门预算执行情况"])
    result, _ = json_of("check", path)
    assert found(result) == [("H25", "提示", "正文", "第2段")]


def test_a_correct_report_is_clean(json_of, tmp_path):
    right = WRONG.replace("14.41", "17.41")
    report = write_report(tmp_path / "报告.docx", ["2021年度绩效评价报告", right, FORM[1:]])
    workbook = type_workbook(tmp_path / "附表.xlsx", {"评分表": FORM})
    result, code = json_of("check", str(report), str(workbook))
    assert (code, found(result)) == (0, [])


def test_a_pdf_is_less_certain(json_of, tmp_path):
    pytest.importorskip("pdfplumber")
    path = write_pdf(tmp_path / "报告.pdf", [["2023年度部门整体绩效评价报告", BALANCE.replace("3%", "8%")]])
    result, code = json_of("check", str(path))
    assert (code, found(result)) == (1, [("R03", "提示", "正文", "第2段")])
    assert "PDF" in result["files"][0]["findings"][0]["message"]


def test_a_scan_cannot_be_used(refused, tmp_path):
    pytest.importorskip("pdfplumber")
    assert "扫描.pdf：没有文字层" in refused("check", write_pdf(tmp_path / "扫描.pdf", [[]]))


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_the_review_of_a_report_is_saved_as_a_sheet(jixiao, tmp_path, suffix):
    lines = ["2021年度绩效评价报告", "评价得分为 88.2 分，评价等级为“优”。"]
    path = tmp_path / f"报告{suffix}"
    write_report(path, lines) if suffix == ".docx" else write_pdf(path, [lines])
    target = tmp_path / "复核.xlsx"
    code, out, _ = jixiao("check", str(path), "-o", str(target))
    assert code == 1 and f"已写出：{target}" in " ".join(out.split())
    book = load_workbook(target)
    assert book.sheetnames == ["复核"]
    row = [cell.value for cell in book["复核"][5]]
    assert row[:4] == [1, "提示", "E04", "正文!第2段"]
    code, _, err = jixiao("check", str(path), "-o", str(target))
    assert code == 2 and "已经存在" in err
