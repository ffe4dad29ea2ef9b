"""Escapes, controls and marks of direction in cells, names and files reach no terminal, page or part raw."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from addin.blank_forms import new
from tests.support.examples import EXAMPLES
from tests.support.places import ROOT
from tests.support.project_year import form_rows
from tests.workbooks.official.typed import type_workbook
from workbooks.files.visible import escaped, percent_encoded, visible
from workbooks.forms.page.writer import NATIVE
from workbooks.standards.loading import load

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufffe\uffff\U000e0000-\U000e007f]"
)
MARK = "ZZZ"
MAP = ROOT / "tests" / "data" / "exchange" / "made-up.yaml"
IN_CELLS = "_x001B_[31m_x0007_\x9b\x85\u202e\u2028\u200b\xad\U000e0041"
NAME = "报\x1b[31m送\u202e表"
FORM = [
    ["项目支出绩效自评表", *[None] * 6],
    ["项目名称", f"道路{MARK}养护", None, "主管部门", f"某{MARK}局", None, None],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", f"养护{MARK}里程", "≥10公里", f"12公里{MARK}", 50, 60],
    ["效益指标", "社会效益", f"通行{MARK}率", "≥90%", "80%", 40, 40],
    ["总分", None, None, None, None, 100, 95],
]


def planted(source, target):
    """A copy of a workbook in whose texts the mark is signs that nobody sees."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name.startswith("xl/") and name != "xl/workbook.xml" and name.endswith(".xml"):
                content = content.replace(MARK.encode(), IN_CELLS.encode())
            after.writestr(name, content)


@pytest.fixture
def foreign(tmp_path):
    book = openpyxl.Workbook()
    for row in FORM:
        book.active.append(row)
    book.save(tmp_path / "plain.xlsx")
    planted(tmp_path / "plain.xlsx", tmp_path / f"{NAME}.xlsx")
    return tmp_path / f"{NAME}.xlsx"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    new(load("fengtai-2023"), folder / "built.xlsx", edition=NATIVE)
    book = openpyxl.load_workbook(folder / "built.xlsx")
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if type(cell) is Cell]
    for cell in [cell for cell in cells if not cell.protection.locked and cell.value is None][:40]:
        cell.value = f"甲{MARK}乙"
    book.save(folder / "marked.xlsx")
    planted(folder / "marked.xlsx", folder / "own.xlsx")
    return folder / "own.xlsx"


@pytest.fixture
def own(built, tmp_path):
    (tmp_path / f"{NAME}.xlsx").write_bytes(built.read_bytes())
    return tmp_path / f"{NAME}.xlsx"


def check_texts(*texts):
    for text in texts:
        assert not UNSEEN.search(text), ascii(text[:2000])


def check_file(path, theirs=()):
    """Whatever we wrote into a file; `theirs` are the parts of a bureau's form that stay as they are."""
    if path.suffix in (".html", ".yaml"):
        check_texts(path.read_text(encoding="utf-8"))
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and name not in theirs:
                check_texts(archive.read(name).decode())


# What these commands take over as it was typed stays as it was.
THEIRS = dict.fromkeys(("adopt", "convert"), ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"))
COMMANDS = [
    ("check",),
    ("check", "--json"),
    ("check", "--html", "意见.html"),
    ("score",),
    ("score", "--json"),
    ("whatif", "--goal", "90"),
    ("convert", "-o", "另存.xlsm"),
    ("finalize", "-o", "定稿.xlsx", "--force-final"),
    ("report", "-o", "报告.docx"),
    ("chart", "-o", "图.png"),
    ("carry", "--to", "自评", "-o", "结转.xlsx"),
    ("adopt", "-o", "认表.xlsx"),
    ("collect", "-o", "汇总.xlsx"),
    ("没有的命令",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("source", ["foreign", "own"])
def test_no_command_shows_or_writes_them(jixiao, request, tmp_path, monkeypatch, source, command):
    file = request.getfixturevalue(source)
    monkeypatch.chdir(tmp_path)
    code, out, error = jixiao(command[0], file.name, *command[1:])
    check_texts(out, error)
    assert "程序出错" not in error
    if "-o" in command or "--html" in command:
        target = tmp_path / command[[*command].index("-o" if "-o" in command else "--html") + 1]
        if target.exists() and target.suffix != ".png":
            check_file(target, THEIRS.get(command[0], ()))
        assert target.exists() or code == 2
    if "--json" in command and code != 2:
        json.loads(out)


INDICATORS = [(f"养护{MARK}里程", "≥10公里", 30), (f"修补{MARK}面积", "≥5平方米", 30), ("满意度", "≥90%", 30)]
STAGES = [
    ("申报表", "check", "--json"),
    ("申报表", "carry", "--to", "监控", "-o", "监控.xlsx"),
    ("申报表", "carry", "--to", "自评", "--json", "-o", "自评.xlsx"),
    ("监控表", "monitor", "-o", "监控汇总.xlsx"),
    ("监控表", "monitor", "--json", "-o", "监控汇总.xlsx"),
    ("监控表", "carry", "--to", "自评", "-o", "自评.xlsx"),
    ("自评表", "results", "-o", "汇总表.xlsx"),
    ("自评表", "results", "--json", "-o", "汇总表.xlsx"),
    ("自评表", "rectify", "-o", "台账.xlsx"),
    ("自评表", "rectify", "--json", "-o", "台账.xlsx"),
]


def stage(folder, name):
    """A form of somebody else's project, with signs that nobody sees."""
    texts = {"project": f"道路{MARK}养护", "department": f"某{MARK}局", "unit": f"某{MARK}处"}
    figures = {"year": 2024, "months": 7, "budget": 100, "total": 95, "execution": 9}
    rows = form_rows({"form": name, "indicators": INDICATORS, **texts, **figures})
    type_workbook(folder / "plain.xlsx", {name: rows})
    planted(folder / "plain.xlsx", folder / f"{name}{NAME}.xlsx")
    return folder / f"{name}{NAME}.xlsx"


def check_answer(answer, written, codes=(0, 1)):
    code, out, error = answer
    check_texts(out, error)
    assert code in codes, error
    if written is not None:
        check_file(written)
    return out


@pytest.mark.parametrize("command", STAGES, ids=" ".join)
def test_no_command_on_a_form_of_the_year_does(jixiao, tmp_path, monkeypatch, command):
    name, first, *more = command
    monkeypatch.chdir(tmp_path)
    out = check_answer(
        jixiao(first, stage(tmp_path, name).name, *more), tmp_path / more[-1] if "-o" in more else None
    )
    if "--json" in more:
        json.loads(out)


def test_a_register_that_is_gone_on_with(jixiao, tmp_path):
    scored, register = stage(tmp_path, "自评表"), tmp_path / "台账.xlsx"
    assert jixiao("rectify", scored, "-o", register)[0] == 1
    book = openpyxl.load_workbook(register)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if cell.value is None and type(cell) is Cell:
                cell.value = f"责任{MARK}人"
    book.save(tmp_path / "marked.xlsx")
    planted(tmp_path / "marked.xlsx", tmp_path / f"{NAME}.xlsx")
    target = tmp_path / "新台账.xlsx"
    check_answer(jixiao("rectify", scored, "--update", tmp_path / f"{NAME}.xlsx", "-o", target), None)
    # What people typed into it stays as it is, in the shared texts of the file.
    assert target.exists()


def test_a_report_that_is_brought_up_to_date(jixiao, own, tmp_path):
    first, target = tmp_path / "报告.docx", tmp_path / "新报告.docx"
    assert jixiao("report", own, "-o", first)[0] == 0
    theirs = tmp_path / f"{NAME}.docx"
    with zipfile.ZipFile(first) as before, zipfile.ZipFile(theirs, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "word/document.xml":
                content = content.replace("甲".encode(), "甲\u202e\u0085".encode())
            after.writestr(name, content)
    out = check_answer(jixiao("report", own, "--update", theirs, "-o", target, "--json"), None)
    json.loads(out)
    check_answer(jixiao("report", own, "--update", theirs, "-o", target, "--force"), None)
    # What people typed into it stays as it is.
    assert target.exists()


def test_tables_of_another_system(jixiao, tmp_path):
    made, sent, taken = (tmp_path / f"{name}.xlsx" for name in ("甲", "乙", "丙"))
    data = (EXAMPLES / "project-2020.yaml").read_text(encoding="utf-8")
    (tmp_path / "数据.yaml").write_text(data.replace("（构造）", MARK), encoding="utf-8")
    assert jixiao("fill", "project-2020", "--data", tmp_path / "数据.yaml", "-o", made)[0] in (0, 1)
    planted(made, tmp_path / f"{NAME}.xlsx")
    check_answer(jixiao("export", tmp_path / f"{NAME}.xlsx", "--map", MAP, "-o", sent), sent)
    assert jixiao("export", made, "--map", MAP, "--force", "-o", sent)[0] in (0, 1)
    planted(sent, tmp_path / f"{NAME}2.xlsx")
    check_answer(jixiao("import", tmp_path / f"{NAME}2.xlsx", "--map", MAP, "-o", taken), taken)


RULES = [
    ["部门评价表", *[None] * 5],
    ["一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"],
    ["产出", "数量", f"养护{MARK}率", 60, f"养护{MARK}率达到90%得60分，每降低1个百分点扣2分，扣完为止", None],
    ["效益", "社会", f"事故{MARK}数", 40, f"未发生{MARK}事故得40分，每发生1起扣10分，扣完为止", None],
    ["总分", None, None, 100, None, None],
]


@pytest.fixture(scope="module")
def adopted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("adopted")
    type_workbook(folder / "plain.xlsx", {"评分表": RULES})
    planted(folder / "plain.xlsx", folder / "rules.xlsx")
    line = [sys.executable, "-m", "addin", "adopt", folder / "rules.xlsx", "-o", folder / "adopted.xlsx"]
    assert subprocess.run(line, cwd=ROOT, check=False, capture_output=True).returncode == 1
    return folder / "adopted.xlsx"


@pytest.mark.parametrize(
    "command",
    [
        ("score",),
        ("check", "--json"),
        ("items",),
        ("items", "--json"),
        ("data", "-o", "数据.yaml"),
        ("standards export", "-o", "标准.yaml"),
        ("standards export", "-o", "标准.xlsx"),
        ("rules apply", "--json", "-o", "新.xlsx"),
        ("report", "-o", "报告.docx"),
        ("collect", "-o", "汇总.xlsx"),
        ("whatif", "--lost"),
    ],
    ids=" ".join,
)
def test_the_rules_that_an_adopted_form_carries(jixiao, adopted, tmp_path, monkeypatch, command):
    file = tmp_path / f"{NAME}.xlsx"
    file.write_bytes(adopted.read_bytes())
    monkeypatch.chdir(tmp_path)
    answer = jixiao(*command[0].split(), file.name, *command[1:])
    check_answer(answer, None)
    if "-o" in command:
        # Of the form itself every part but the scores stays as it came.
        theirs = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml") if command[0] == "rules apply" else ()
        check_file(tmp_path / command[-1], theirs)


def test_a_copy_with_the_review_can_be_written_of_such_a_form(jixiao, foreign, tmp_path):
    code, out, error = jixiao("check", foreign, "-o", tmp_path / "意见.xlsx")
    assert code == 1
    check_texts(out, error)
    assert "复核" in "".join(openpyxl.load_workbook(tmp_path / "意见.xlsx").sheetnames)


def test_a_ledger_and_a_data_file(jixiao, tmp_path):
    ledger = tmp_path / f"{NAME}.csv"
    rows = [
        "支付日期,摘要,支付金额",
        "2021-03-01,付\x1b[31m\u202e款,100",
        "2021-13-01,坏\x1b]0;x\x07,2",
        "x,y,z\x9b",
    ]
    ledger.write_text("\n".join(rows), encoding="utf-8")
    data = EXAMPLES / "shenzhen-2021.yaml"
    answer = jixiao("fill", "shenzhen-2021", "--data", data, "--ledger", ledger, "-o", tmp_path / "附表.xlsx")
    check_texts(*answer[1:])
    check_file(tmp_path / "附表.xlsx")
    bad = tmp_path / f"{NAME}.yaml"
    bad.write_text('"坏\\e[31m键\\u202e": 3\n"单位": "局\\e[31m"\n', encoding="utf-8")
    code, out, error = jixiao("fill", "shenzhen-2021", "--data", bad, "-o", tmp_path / "二.xlsx")
    assert code == 2
    check_texts(out, error)


def test_sentences(jixiao, tmp_path):
    rule = {"id": "\x1b[31m", "name": "\u202e率", "weight": 5, "text": "每\x1b[31m少1%扣1分\u2028"}
    (tmp_path / "rules.json").write_text(json.dumps({"rules": [rule]}))
    for more in ((), ("--json",)):
        check_texts(*jixiao("rules", "read", tmp_path / "rules.json", *more)[1:])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("某局\x1b[31m", "某局 [31m"),
        ("甲\r\n乙\n丙\t丁", "甲\n乙\n丙 丁"),
        ("\u202e甲\u2066乙\u2069", " 甲 乙 "),
        ("a\u2028b\x85c\x9bd\x7fe\ufefff", "a b c d e f"),
        ("\ud800", " "),
        ("预\u200b算\xad执行\U000e0041率", "预 算 执行 率"),
        ("“预算”执行率≥95%　（全年）é👍", "“预算”执行率≥95%　（全年）é👍"),
    ],
)
def test_visible(text, shown):
    assert visible(text) == shown


def test_json_stays_the_same_json_and_a_link_the_same_path():
    content = {"a\u2028\x9b": "\u202e\x1b中\U000e0041"}
    text = escaped(json.dumps(content, ensure_ascii=False))
    check_texts(text)
    assert json.loads(text) == content
    assert percent_encoded("甲\x1b\u202e.xlsx") == "甲%1B%E2%80%AE.xlsx"
