"""Escapes, controls and marks of direction in cells, names and files reach no terminal, page or part raw."""

from __future__ import annotations

import json
import re
import zipfile

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from addin.blank_forms import new
from tests.support.examples import EXAMPLES
from workbooks.files.visible import escaped, percent_encoded, visible
from workbooks.forms.writer import NATIVE
from workbooks.standards.loading import load

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
MARK = "ZZZ"
IN_CELLS = "_x001B_[31m_x0007_\x9b\x85\u202e\u2028"
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
        ("“预算”执行率≥95%　（全年）é👍", "“预算”执行率≥95%　（全年）é👍"),
    ],
)
def test_visible(text, shown):
    assert visible(text) == shown


def test_json_stays_the_same_json_and_a_link_the_same_path():
    content = {"a\u2028\x9b": "\u202e\x1b中"}
    text = escaped(json.dumps(content, ensure_ascii=False))
    check_texts(text)
    assert json.loads(text) == content
    assert percent_encoded("甲\x1b\u202e.xlsx") == "甲%1B%E2%80%AE.xlsx"
