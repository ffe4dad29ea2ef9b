"""Into and out of another system's grid by a map; the system and its template are made up."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal

import openpyxl
import pytest
import yaml

from tests.support.filled import published_workbook
from tests.support.places import ROOT
from workbooks.files.cells import read_cells
from workbooks.forms.page.writer import NATIVE
from workbooks.forms.returned.read_back import own_workbook

MAP = ROOT / "tests" / "data" / "exchange" / "made-up.yaml"
STANDARD = "project-2020"
LIBRARY, STATION = "公共图书馆免费开放补助（构造）", "乡镇文化站设备更新（构造）"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("附表") / "自评表.xlsx"
    published_workbook(STANDARD, path, NATIVE)
    return path


@pytest.fixture(scope="module")
def exported():
    """What the command wrote when it was run first."""
    return []


@pytest.fixture
def sent(made, jixiao, tmp_path, exported):
    path = tmp_path / "系统.xlsx"
    if exported:
        path.write_bytes(exported[0])
        return path
    code, out, error = jixiao("export", made, "--map", MAP, "-o", path)
    assert (code, error) == (1, "")
    # The made-up system has no row for it.
    assert "“上年结转资金”的数在对应表里没有地方" in out.replace("\n", "")
    exported.append(path.read_bytes())
    return path


@pytest.fixture
def changed(sent):
    """Change cells of the system's file; the sheet of 乡镇文化站 unless another is named."""

    def run(cells, sheet=STATION):
        book = openpyxl.load_workbook(sent)
        for cell, value in cells.items():
            book[sheet][cell] = value
            if isinstance(value, str) and not value.startswith("#"):
                book[sheet][cell].data_type = "s"
        book.save(sent)
        return sent

    return run


@pytest.fixture
def mapped(tmp_path):
    """A copy of the map with other values at some places (`a.b`)."""

    def run(**changes):
        content = yaml.safe_load(MAP.read_text(encoding="utf-8"))
        for place, value in changes.items():
            *path, last = place.split("__")
            at = content
            for key in path:
                at = at[key]
            at[last] = value
        path = tmp_path / "对应 表.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return path

    return run


def filing_of(path):
    return own_workbook(read_cells(path)).filing


def test_out_and_in_again_is_the_same(made, sent, jixiao, tmp_path):
    """A judged row keeps its printed score as 原报 and asks for the rate: the system has none."""
    code, out, error = jixiao("import", sent, "--map", MAP, "-o", tmp_path / "回来.xlsx")
    assert (code, error) == (1, "")
    assert out.count("D01") == 2
    before, after = filing_of(made), filing_of(tmp_path / "回来.xlsx")
    assert (after.unit, after.year) == (before.unit, before.year)
    for one, other in zip(before.projects, after.projects, strict=True):
        assert one.name == other.name
        kept = {key: value for key, value in one.data.items() if not key.startswith("上年结转")}
        assert {key: other.data.get(key) for key in kept} == kept
        for group, rows in one.rows.items():
            again = other.rows[group]
            assert [row.name for row in rows] == [row.name for row in again]
            for row, back in zip(rows, again, strict=True):
                assert row.texts == back.texts
                typed = {key: value for key, value in row.figures.items() if "得分率" not in key}
                assert {key: back.figures.get(key) for key in typed} == typed


def test_amounts_are_in_the_unit_of_the_system(made, sent):
    """The form has 万元, the made-up system 元."""
    form = filing_of(made).projects[1]
    sheet = openpyxl.load_workbook(sent)[STATION]
    assert Decimal(str(sheet["B7"].value)) == form.data["资金总额_年初预算"] * 10_000


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"C7": "约一百"}, ["!C7", "全年预算数填的是“约一百”", "应为数"]),
        ({"C2": None}, ["!C2", "没有项目名称"]),
        ({"F2": "去年"}, ["!F2", "年度填的是“去年”", "2024"]),
        ({"A8": "事业收入"}, ["!A8", "对应表说这一行是“财政拨款”", "事业收入"]),
        ({"B14": "速度指标"}, ["!B14", "“速度指标”不是这张表的二级指标", "数量指标"]),
        ({"C14": None}, ["!C14", "没有三级指标的名称"]),
        ({"F14": "#REF!"}, ["!F14", "错误值 #REF!"]),
        ({"G14": "十五分"}, ["!G14", "分值填的是“十五分”"]),
    ],
    ids=["amount", "name", "year", "source", "level", "indicator", "error", "weight"],
)
def test_what_cannot_be_taken_in_is_named_by_its_cell(changed, jixiao, tmp_path, cells, said):
    code, out, error = jixiao("import", changed(cells), "--map", MAP, "-o", tmp_path / "回来.xlsx")
    assert (code, out) == (2, "")
    assert "Traceback" not in error
    assert all(word in error for word in ("系统.xlsx", STATION, *said)), error
    assert not (tmp_path / "回来.xlsx").exists()


def test_all_faults_are_told_at_once(changed, jixiao, tmp_path):
    file = changed({"C7": "甲", "B14": "速度指标", "F2": "去年"})
    _, _, error = jixiao("import", file, "--map", MAP, "-o", tmp_path / "回来.xlsx")
    assert all(cell in error for cell in ("!C7", "!B14", "!F2"))


def test_two_sheets_of_one_project_are_refused(changed, jixiao, tmp_path):
    file = changed({"C2": LIBRARY})
    code, _, error = jixiao("import", file, "--map", MAP, "-o", tmp_path / "回来.xlsx")
    assert code == 2
    assert f"项目“{LIBRARY}”有两张表" in error


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"indicators__columns": ["一级指标", "二级指标"]}, ["indicators", "缺少“三级指标”"]),
        ({"indicators__columns": ["二级指标", "三级指标", "三级指标"]}, ["“三级指标”写了两次"]),
        ({"indicators__columns": ["二级指标", "三级指标", "目标"]}, ["不认识“目标”", "年度指标值"]),
        ({"money__rows": ["资金总额", "彩票"]}, ["money", "彩票", "其他资金"]),
        ({"money__first_column": "1"}, ["first_column", "不是列号"]),
        ({"indicators__first_row": 8}, ["叠在一起"]),
        ({"head__年度": "2F"}, ["“年度”的“2F”不是单元格"]),
        ({"head": {"负责人": "C2"}}, ["不认识“负责人”", "项目名称"]),
        ({"measure": "亿元"}, ["“亿元”不是金额单位"]),
        ({"standard": "shenzhen-2021"}, ["不是项目支出绩效自评表"]),
        ({"standard": "没有"}, ["没有"]),
        ({"sheet": "第九张"}, ["没有工作表“第九张”", LIBRARY]),
        ({"indicators__first_row": 60}, ["没有读到指标", "first_row"]),
        ({"indicators__first_row": 0}, ["first_row"]),
    ],
)
def test_a_map_that_does_not_fit_says_where(sent, mapped, jixiao, tmp_path, changes, said):
    code, out, error = jixiao("import", sent, "--map", mapped(**changes), "-o", tmp_path / "回来.xlsx")
    assert (code, out) == (2, "")
    assert error.startswith("错误：")
    assert "Traceback" not in error
    assert all(word in error for word in said), error


def test_a_template_keeps_what_it_has_and_what_is_taken_is_named(made, jixiao, tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "项目自评导入模板（虚构）"
    book.active["A1"].font = openpyxl.styles.Font(bold=True, size=18)
    book.active["A30"] = "说明：请勿改动表头"
    book.save(tmp_path / "模板.xlsx")
    arguments = ("export", made, "--map", MAP, "--template", tmp_path / "模板.xlsx")
    code, *_ = jixiao(*arguments, "-o", tmp_path / "系统.xlsx")
    assert code == 1
    sheets = openpyxl.load_workbook(tmp_path / "系统.xlsx").worksheets
    assert len(sheets) == 2
    assert all(sheet["A1"].font.b and sheet["A30"].value == "说明：请勿改动表头" for sheet in sheets)
    assert [sheet["C2"].value for sheet in sheets] == [LIBRARY, STATION]

    book.active["C7"] = "=SUM(C8:C9)"
    book.active.merge_cells("A14:B14")
    book.save(tmp_path / "模板.xlsx")
    code, out, error = jixiao(*arguments, "-o", tmp_path / "二.xlsx")
    assert (code, out) == (2, "")
    assert all(word in error for word in ("模板.xlsx", "!C7", "=SUM(C8:C9)", "!B14", "合并格")), error
    assert not (tmp_path / "二.xlsx").exists()


def test_text_is_never_a_formula(changed, jixiao, tmp_path):
    code, *_ = jixiao("import", changed({"C14": "=1+1个"}), "--map", MAP, "-o", tmp_path / "回来.xlsx")
    assert code == 1
    code, *_ = jixiao("export", tmp_path / "回来.xlsx", "--map", MAP, "-o", tmp_path / "再.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "再.xlsx")[STATION]["C14"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1个", "s", True)


def test_what_has_no_score_yet_is_told(sent, jixiao, tmp_path):
    jixiao("import", sent, "--map", MAP, "-o", tmp_path / "回来.xlsx")
    code, out, _ = jixiao(
        "export", tmp_path / "回来.xlsx", "--map", MAP, "-o", tmp_path / "再.xlsx", "--json"
    )
    assert code == 1
    assert [line.split("：")[0] for line in json.loads(out)["lacking"]] == [LIBRARY, STATION]


def test_a_file_that_is_there_stays(made, sent, jixiao, tmp_path):
    before = sent.read_bytes()
    assert "已经存在" in jixiao("export", made, "--map", MAP, "-o", sent)[2]
    (tmp_path / "回来.xlsx").write_bytes(b"mine")
    assert "已经存在" in jixiao("import", sent, "--map", MAP, "-o", tmp_path / "回来.xlsx")[2]
    assert (sent.read_bytes(), (tmp_path / "回来.xlsx").read_bytes()) == (before, b"mine")
    assert jixiao("import", sent, "--map", MAP, "-o", tmp_path / "回来.xlsx", "--force")[0] == 1


def test_another_form_is_not_sent_by_this_map(jixiao, tmp_path):
    published_workbook("heping-2024", tmp_path / "和平.xlsx", NATIVE)
    code, _, error = jixiao("export", tmp_path / "和平.xlsx", "--map", MAP, "-o", tmp_path / "系统.xlsx")
    assert code == 2
    assert all(word in error for word in ("heping-2024", "project-2020", "对应表"))


def test_as_real_processes(made, tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "addin", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run("export", made, "--map", MAP, "-o", tmp_path / "系统.xlsx").returncode == 1
    done = run("import", tmp_path / "系统.xlsx", "--map", MAP, "-o", tmp_path / "回来.xlsm")
    assert done.returncode == 1, done.stderr
    assert "已导入 2 个项目" in done.stdout
