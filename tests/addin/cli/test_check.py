"""`jixiao check`: the table, the JSON, the page and the copy; many files, some of them bad."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

from addin import checking
from addin.cli import report
from tests.support.reviewed import SCORED, our_workbook, plain_workbook, scored
from workbooks.problems import LOG

HOSTILE = '<script>alert("1")</script>&'


@pytest.fixture
def right(tmp_path):
    return plain_workbook(tmp_path / "对 的.xlsx", {"附表": SCORED})


@pytest.fixture
def wrong(tmp_path):
    return plain_workbook(tmp_path / "错[1].xlsx", {"附表": scored(99), "封面": [["封面"]]})


def test_a_table_that_follows_exits_with_0(jixiao, right):
    code, out, error = jixiao("check", right)
    assert (code, error) == (0, "")
    assert "没有发现问题" in out


def test_findings_are_listed_and_exit_with_1(jixiao, wrong):
    code, out, error = jixiao("check", wrong)
    assert (code, error) == (1, "")
    assert "错[1].xlsx" in out
    assert "错误 1 处" in out
    heading, _, row = (line.split() for line in out.splitlines()[5:8])
    assert heading == ["级别", "代码", "位置", "说明", "应为", "印的是", "依据"]
    assert row[:3] == ["错误", "T05", "E6"]
    assert "“封面”：" in out


def test_a_fault_of_ours_is_one_line_and_the_log_has_the_rest(jixiao, right, tmp_path, monkeypatch):
    def fail(*_):
        raise KeyError("x")

    monkeypatch.setattr(checking, "review_any", fail)
    monkeypatch.setenv(LOG, str(tmp_path / "错.log"))
    code, out, error = jixiao("check", right)
    assert (code, out) == (2, "")
    assert error == "错误：对 的.xlsx：复核程序出错（KeyError），请把这份文件发给维护人员\n"
    assert "KeyError: 'x'" in (tmp_path / "错.log").read_text("utf-8")


def test_the_table_fits_100_columns_and_numbers_stay_whole(jixiao, tmp_path):
    out = jixiao("check", our_workbook(tmp_path / "a.xlsx", "shenzhen-2021"))[1]
    assert "附表" in out
    _name_of_the_file, *table = out.splitlines()
    assert max(map(cell_len, table)) <= 100
    assert {"91.26", "91.30", "13,962,645.99", "14,936,444.69"} <= set(out.split())


@pytest.mark.parametrize("columns", ["30", "60", "200"])
def test_any_width_of_the_screen(jixiao, monkeypatch, wrong, columns):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("FORCE_COLOR", "1")
    code, out, _ = jixiao("check", wrong)
    assert code == 1
    assert "T05" in out
    assert out.replace("\n", "").replace(" ", "").count("“合计”的得分印的是") == 1


def test_nothing_in_a_workbook_commands_the_terminal(capsys):
    report.print_line("甲\x1b[31m乙\x9b丙\r丁\n戊")
    assert capsys.readouterr().out == "甲 [31m乙 丙 丁\n戊\n"


def test_json(jixiao, wrong, right):
    code, out, error = jixiao("check", wrong, right, "--json")
    assert (code, error) == (1, "")
    first, second = json.loads(out)["files"]
    assert first["file"] == str(wrong)
    assert first["standard"] is None
    assert [finding["cell"] for finding in first["findings"]] == ["E6"]
    assert set(first["findings"][0]) == {
        "code", "level", "sheet", "cell", "message", "expected", "found", "basis",
    }  # fmt: skip
    assert [left["sheet"] for left in first["left_alone"]] == ["封面"]
    assert (second["findings"], second["left_alone"]) == ([], [])


def test_the_standard_of_our_workbook_is_told(jixiao, tmp_path):
    path = our_workbook(tmp_path / "a.xlsx", "heping-2024")
    assert json.loads(jixiao("check", path, "--json")[1])["files"][0]["standard"] == "heping-2024"


def test_one_bad_file_does_not_keep_the_rest(jixiao, tmp_path, right):
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(right.read_bytes()[:500])
    code, out, error = jixiao("check", bad, right, tmp_path)
    assert code == 1
    assert "对 的.xlsx" in out
    assert [line.partition("：")[2].partition("：")[0] for line in error.splitlines()] == [
        "坏.xlsx",
        tmp_path.name,
    ]
    code, out, _ = jixiao("check", bad, right, "--json")
    files = json.loads(out)["files"]
    assert code == 1
    assert set(files[0]) == {"file", "status", "error"}
    assert files[0]["error"].startswith("坏.xlsx：")
    assert files[1]["findings"] == []


def test_no_file_that_can_be_used(jixiao, tmp_path):
    code, out, error = jixiao("check", tmp_path, tmp_path / "没有.xlsx", "--json")
    assert code == 2
    assert [set(file) for file in json.loads(out)["files"]] == [{"file", "status", "error"}] * 2
    assert error.count("\n") == 2


class Page(HTMLParser):
    """The tags and texts of a page, and what it would fetch."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links, self.texts = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_escapes_every_text_and_fetches_nothing(jixiao, tmp_path):
    table = scored(99)
    table[2][2] = HOSTILE
    table[2][4] = 21
    path = plain_workbook(tmp_path / "a&<b>.xlsx", {"表<i>": table, "空<b>": [[HOSTILE]]})
    target = tmp_path / "意见.html"
    code, _, error = jixiao("check", path, tmp_path / "没有<u>.xlsx", "--html", target)
    assert code == 1
    assert error.count("\n") == 1
    text = target.read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "i", "b", "u", "img", "link"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)
    assert "url(" not in text and "http:" not in text and "https:" not in text
    shown = "".join(page.texts)
    assert HOSTILE in shown
    assert "a&<b>.xlsx" in shown
    assert "不能复核：没有<u>.xlsx：找不到这个文件" in shown
    assert {"✕ 错误", "○ 缺失", "△ 提示"} <= set(page.texts)
    assert "size: A4" in text


def test_the_page_counts_each_level(jixiao, tmp_path, right, wrong):
    target = tmp_path / "意见.html"
    jixiao("check", right, wrong, "--html", target)
    texts = [text.strip() for text in Page(target.read_text(encoding="utf-8")).texts if text.strip()]
    at = texts.index(str(wrong))
    assert texts[at : at + 5] == [str(wrong), "—", "1", "0", "0"]


def test_a_page_that_exists_needs_force(jixiao, refused, tmp_path, wrong):
    target = tmp_path / "意见.html"
    target.write_text("原有", encoding="utf-8")
    assert "已经存在；要覆盖请加 --force" in refused("check", wrong, "--html", target)
    assert target.read_text(encoding="utf-8") == "原有"
    assert jixiao("check", wrong, "--html", target, "--force")[0] == 1
    assert "复核意见" in target.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["意见.html", "错[1].xlsx"]


def test_a_copy_with_the_sheet(jixiao, refused, tmp_path):
    path, target = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021"), tmp_path / "复核.xlsx"
    before = path.read_bytes()
    assert jixiao("check", path, "-o", target)[0] == 1
    assert path.read_bytes() == before
    old, new = (load_workbook(file, data_only=True) for file in (path, target))
    assert new.sheetnames == [*old.sheetnames, "复核"]
    for sheet in old:
        values = [[cell.value for cell in row] for row in sheet]
        assert [[cell.value for cell in row] for row in new[sheet.title]] == values
    assert new["复核"]["D5"].value == "附表!K28"
    assert jixiao("check", target, "--json")[1].count('"code"') == jixiao("check", path, "--json")[1].count(
        '"code"'
    )
    assert "已经存在" in refused("check", path, "-o", target)


def test_a_copy_has_the_extension_of_the_file(jixiao, tmp_path, right):
    path = right.rename(tmp_path / "a.xlsm")
    code, _, error = jixiao("check", path, "-o", tmp_path / "b.xlsx")
    assert code == 2
    assert "b.xlsx 应以 .xlsm 结尾" in error


def test_a_file_without_a_table_that_was_read_says_so_first(jixiao, tmp_path):
    path = tmp_path / "说明.xlsx"
    plain_workbook(path, {"说明": [["本单位本年没有项目支出。"]]})
    code, out, _ = jixiao("check", path)
    assert code == 1
    assert out.startswith("没有读懂，未核对")
    assert "没有发现问题" not in out


def test_a_folder_points_to_collect(jixiao, tmp_path):
    code, _, error = jixiao("check", tmp_path)
    assert code == 2
    assert f"jixiao collect {tmp_path} -o 汇总.xlsx" in error


@pytest.mark.parametrize("copy", ["副本.xlsm", "没有/副本.xlsx"])
def test_nothing_is_written_when_one_of_two_outputs_is_refused(refused, wrong, tmp_path, copy):
    before = sorted(tmp_path.iterdir())
    refused("check", wrong, "--html", tmp_path / "意见.html", "-o", tmp_path / copy)
    assert sorted(tmp_path.iterdir()) == before
