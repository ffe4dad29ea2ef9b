"""`jixiao report`: written from a workbook, updated after the workbook changed."""

from __future__ import annotations

import json

import pytest
from docx import Document

from tests.support.places import EXAMPLES

DATA = EXAMPLES / "shenzhen-2021.yaml"


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory):
    """A filled workbook, and the same with one project more done in time."""
    from addin.filling import fill
    from workbooks.filing.data_file import read_filing
    from workbooks.standards.loading import load

    folder, standard = tmp_path_factory.mktemp("report"), load("shenzhen-2021")
    late = folder / "改.yaml"
    late.write_text(
        DATA.read_text(encoding="utf-8").replace("项目_按时完成数: 13", "项目_按时完成数: 14"), "utf-8"
    )
    for name, data in (("附表", DATA), ("改", late)):
        fill(standard, read_filing(data, standard), folder / f"{name}.xlsx", edition="native")
    return folder / "附表.xlsx", folder / "改.xlsx"


def test_write_edit_update(jixiao, workbooks, tmp_path):
    report = tmp_path / "报告.docx"
    code, out, error = jixiao("report", workbooks[0], "-o", report)
    assert (code, error) == (0, "") and "报告已写出" in out
    document = Document(str(report))
    document.paragraphs[2].insert_paragraph_before("自己加的一段。")
    document.save(str(report))
    code, out, _ = jixiao("report", workbooks[1], "--update", report, "--json")
    told = json.loads(out)
    assert code == 0 and told["typed_over"] == [] and told["gone"] == []
    assert {"figure": "总分", "shown": "91.26", "now": "91.69"} in told["changed"]
    code, out, _ = jixiao("report", workbooks[1], "--update", report)
    assert code == 0 and "没有要改的数" in out
    assert any(paragraph.text == "自己加的一段。" for paragraph in Document(str(report)).paragraphs)


def test_the_report_agrees_with_its_workbook(jixiao, workbooks, tmp_path):
    """Only what is wrong in the published figures themselves is found."""
    jixiao("report", workbooks[0], "-o", tmp_path / "报告.docx")
    _, out, _ = jixiao("check", tmp_path / "报告.docx", workbooks[0], "--json")
    of_report = json.loads(out)["files"][0]["findings"]
    assert {each["code"] for each in of_report} <= {"C05", "T06"}


def test_nothing_is_overwritten(refused, jixiao, workbooks, tmp_path):
    report = tmp_path / "报告.docx"
    report.write_text("自己的", encoding="utf-8")
    assert "已经存在" in refused("report", workbooks[0], "-o", report)
    assert report.read_text(encoding="utf-8") == "自己的"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "请用 -o 写明"),
        (["-o", "报告.doc"], ".docx"),
        (["--update", "没有.docx"], "找不到这个文件"),
    ],
)
def test_what_cannot_be_done_is_one_line(refused, workbooks, monkeypatch, tmp_path, arguments, says):
    monkeypatch.chdir(tmp_path)
    assert says in refused("report", workbooks[0], *arguments)
