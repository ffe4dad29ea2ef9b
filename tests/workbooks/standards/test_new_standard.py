"""A maintainer adds an official table by one YAML file and one case file, and writes no Python."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace

import pytest
import yaml
from openpyxl import load_workbook

from addin.cli import main
from tests.support.examples import changed
from tests.support.places import DATA
from workbooks.files.xlsx import save
from workbooks.filing.data_file import Filing
from workbooks.filing.figures import typed_figure
from workbooks.filing.scoring import score
from workbooks.forms.build import build
from workbooks.forms.returned.read_back import read_workbook
from workbooks.standards.library import available
from workbooks.standards.loading import load

COUNTY = "wangchuan-2025"
CONTENT = yaml.safe_load((DATA / f"{COUNTY}-cases.yaml").read_text(encoding="utf-8"))
CASES = CONTENT["cases"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of the maintainer's own with the standard in it, and nothing else."""
    own = tmp_path / "本县 标准"
    own.mkdir()
    shutil.copy(DATA / f"{COUNTY}.yaml", own)
    monkeypatch.setenv("JIXIAO_STANDARDS", str(own))
    return own


@pytest.fixture
def standard(folder):
    return load(folder / f"{COUNTY}.yaml")


@pytest.fixture
def jixiao(monkeypatch, capsysbinary):
    """Run the command in this process; return exit code and standard output."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["jixiao", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        return code, capsysbinary.readouterr().out.decode()

    return run


def filing(standard, changes=None):
    """The figures the cases start from, some of them changed as somebody would type them."""
    typed = {key: typed_figure(value, standard.items[key]) for key, value in CONTENT["data"].items()}
    new = {key: typed_figure(value, standard.items[key]) for key, value in (changes or {}).items()}
    return changed(Filing(unit="望川县文化馆", data=typed), new)


def shown(value):
    return value if isinstance(value, str) else float(value)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(standard, case):
    table = score(standard, filing(standard, case["set"]))
    found = {item.line.name: shown(item.shown) for item in table.items}
    for name, expected in case["items"].items():
        assert found[name] == expected, name
    if "total" in case:
        assert shown(table.total_shown) == case["total"]
    if "grade" in case:
        assert table.grade == case["grade"]


def test_every_indicator_has_a_case_that_moves_its_score(standard):
    base = score(standard, filing(standard)).by_indicator
    moved = {
        name
        for case in CASES
        for name, item in score(standard, filing(standard, case["set"])).by_indicator.items()
        if item.shown != base[name].shown
    }
    assert moved == {indicator.name for _, _, indicator in standard.rows}
    assert len(moved) == 6


def test_its_workbook_has_the_headings_of_the_form_and_live_scores(standard, tmp_path):
    built = build(standard, filing(standard))
    table = built.scored()[0]
    path = tmp_path / "自评表.xlsx"
    save(built.workbook, built.values([table]), path, force=False)
    sheet, values = load_workbook(path)["附表"], load_workbook(path, data_only=True)["附表"]
    layout = built.layout
    top = layout.header_rows[0]
    headings = [sheet.cell(top, column).value for column in range(1, 8)]
    assert headings == ["一级指标", "二级指标", "三级指标", "分值", "评分办法", "自评得分", "说明"]
    assert sheet["A1"].value == "部门预算绩效自评表"
    first, last = layout.first_row, layout.last_row
    assert [sheet.cell(row, 3).value for row in range(first, last + 1)] == [
        "预算执行率",
        "结转结余率",
        "预决算公开",
        "问题整改",
        "重点任务完成率",
        "服务对象满意度",
    ]
    assert [values.cell(row, 6).value for row in range(first, last + 1)] == [18.4, 6, 6, 7.5, 25, 16]
    assert "JX_TIERS(结转结余数/部门预算数" in sheet.cell(first + 1, 6).value
    assert values.cell(layout.total_row, 1).value == "合计得分"
    assert values.cell(layout.total_row, 4).value == 100
    assert values.cell(layout.total_row, 6).value == 78.9
    assert values.cell(layout.grade_row, 6).value == "中"
    assert "填表人：" in sheet.cell(layout.grade_row + 1, 1).value


def test_an_empty_form_asks_for_every_figure(standard):
    built = build(standard, Filing())
    table = built.scored()[0]
    assert table.total_shown == "#N/A"
    assert {item.status for item in table.items} == {"missing"}
    asked = {finding.cell for finding in table.findings()}
    assert asked == set(standard.items) - {"满意度_认定得分"}


def test_from_the_command_line_it_is_used_like_any_other(folder, jixiao, tmp_path):
    """From its own folder the standard is listed, filled by its id, and its workbook scored again."""
    assert COUNTY in available()
    code, out = jixiao("standards", "--json")
    assert (code, {one["id"]: one["indicators"] for one in json.loads(out)}[COUNTY]) == (0, 6)
    data, target = tmp_path / "数据.yaml", tmp_path / "自评表.xlsx"
    content = {"standard": COUNTY, "unit": "望川县文化馆", "data": CONTENT["data"], "reported": {"total": 80}}
    data.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    code, out = jixiao("fill", COUNTY, "--data", data, "-o", target, "--json")
    filled = json.loads(out)
    assert (code, filled["total"], filled["grade"]) == (1, 78.9, "中")
    assert [finding["code"] for finding in filled["findings"]] == ["S03"]
    code, out = jixiao("score", target, "--json")
    again = json.loads(out)
    assert (code, again["items"], again["total"]) == (1, filled["items"], 78.9)


def test_what_is_filled_in_its_workbook_is_read_back(standard, tmp_path):
    typed = replace(filing(standard, {"满意度": None, "满意度_认定得分": 15}), year=2025)
    built = build(standard, typed)
    path = tmp_path / "自评表.xlsx"
    save(built.workbook, built.values(built.scored()), path, force=False)
    found, again = read_workbook(path)
    assert found.id == COUNTY
    assert {key: figure for key, figure in again.data.items() if figure is not None} == {
        key: figure for key, figure in typed.data.items() if figure is not None
    }
    assert float(score(found, again).total) == 77.9
