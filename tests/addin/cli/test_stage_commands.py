"""Forms of targets from the command line: empty, filled, read back, reviewed, and what is refused."""

from __future__ import annotations

import copy
import json
import subprocess
import sys

import pytest
import yaml
from openpyxl import load_workbook

from tests.support.cases import load
from tests.support.gnumeric import recalculated, values
from tests.support.places import ROOT
from workbooks.stages.stage_data import read_data
from workbooks.stages.stage_forms import stage_form, stage_forms

CASE = load("declaration.yaml")
DECLARED = [name for name, form in stage_forms().items() if form.stage == "申报表"]


def data_file(folder, content):
    path = folder / "数据.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", DECLARED)
def test_filled_read_back_and_clean(jixiao, tmp_path, name):
    data, out = data_file(tmp_path, CASE[name]), tmp_path / "申报 表.xlsx"
    code, said, _ = jixiao("fill", name, "--data", data, "-o", out, "--json")
    told = json.loads(said)
    assert (code, told["findings"]) == (0, [])
    assert told["projects"] == [project["name"] for project in CASE[name]["projects"]]
    form = stage_form(name)
    assert form is not None

    def content(targets):
        rows = [
            (
                one.level1,
                one.level2,
                one.name,
                one.target,
                one.weight,
                one.term_name,
                one.term_target,
                one.remark,
            )
            for one in targets.indicators
        ]
        tasks = [(task.name, task.content, dict(task.money)) for task in targets.tasks]
        return targets.project, targets.year, dict(targets.term_money), dict(targets.texts), tasks, rows

    asked, found = read_data(data, form), read_data(out, form)
    assert [content(one) for one in found] == [content(one) for one in asked]
    if not form.is_of_department:
        assert [one.money for one in found] == [one.money for one in asked]
    code, said, _ = jixiao("check", out, "--json")
    review = json.loads(said)["files"][0]
    assert (code, review["findings"], review["status"]) == (0, [], "read")


def test_the_sums_of_a_department_are_formulas_with_their_results(jixiao, tmp_path):
    name, out = "declare-department", tmp_path / "部门.xlsx"
    assert jixiao("fill", name, "--data", data_file(tmp_path, CASE[name]), "-o", out)[0] == 0
    formulas, values = load_workbook(out).worksheets[0], load_workbook(out, data_only=True).worksheets[0]
    cells = {cell.coordinate for row in formulas.iter_rows() for cell in row if cell.data_type == "f"}
    # Four rows are offered for tasks, two of them are filled.
    shifted = {f"{cell[0]}{int(cell[1:]) + 2}": total for cell, total in CASE["totals"].items()}
    assert cells == set(shifted)
    assert {cell: values[cell].value for cell in cells} == shifted


def test_other_programs_work_out_the_same_sums(gnumeric, bare_libreoffice, jixiao, tmp_path):
    name, out = "declare-department", tmp_path / "部门.xlsx"
    jixiao("fill", name, "--data", data_file(tmp_path, CASE[name]), "-o", out)
    stored = values(out)
    assert sorted(stored.values()) == sorted(CASE["totals"].values())
    assert recalculated(out, stored, tmp_path) == stored
    with bare_libreoffice.open(out, recalc=True) as document:
        document.recalculate()
        assert {cell: document.value(*cell) for cell in stored} == stored


@pytest.mark.parametrize("name", list(stage_forms()))
def test_an_empty_form_says_that_nothing_is_filled_in(jixiao, tmp_path, name):
    out = tmp_path / "空.xlsx"
    assert jixiao("new", name, "-o", out)[0] == 0
    sheet = load_workbook(out).worksheets[0]
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows
    code, said, _ = jixiao("check", out, "--json")
    review = json.loads(said)["files"][0]
    assert code == 1
    assert [(one["code"], one["level"]) for one in review["findings"]] == [("G01", "缺失")]


@pytest.mark.parametrize("name", list(stage_forms()))
def test_an_empty_data_file_names_what_may_be_filled_in(jixiao, tmp_path, name):
    out = tmp_path / "数据.yaml"
    assert jixiao("data", name, "-o", out)[0] == 0
    content = yaml.safe_load(out.read_text(encoding="utf-8"))
    listed = json.loads(jixiao("items", name, "--json")[1])
    project = content["projects"][0]
    for part in ("head", "data"):
        assert list(project.get(part) or {}) == [one["key"] for one in listed if one["part"] == part]
    content["projects"][0]["name"] = "社区助餐补助"
    out.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert jixiao("fill", name, "--data", out, "-o", tmp_path / "表.xlsx")[0] == 0


@pytest.mark.parametrize("case", CASE["bad"], ids=lambda case: case["name"])
def test_data_that_cannot_be_used(refused, tmp_path, case):
    content = copy.deepcopy(CASE["declare-project"])
    *way, last = case["set"][0]
    place = content
    for step in way:
        place = place[step]
    place[last] = case["set"][1]
    out = tmp_path / "表.xlsx"
    assert case["says"] in refused(
        "fill", "declare-project", "--data", data_file(tmp_path, content), "-o", out
    )
    assert not out.exists()


def test_what_is_there_stays(refused, tmp_path):
    target = tmp_path / "表.xlsx"
    target.write_bytes(b"mine")
    data = data_file(tmp_path, CASE["declare-annual"])
    assert "--force" in refused("fill", "declare-annual", "--data", data, "-o", target)
    assert "--force" in refused("new", "declare-annual", "-o", target)
    assert target.read_bytes() == b"mine"


def test_what_a_form_without_scores_has_no_use_for(refused, tmp_path):
    data, out = data_file(tmp_path, CASE["declare-annual"]), tmp_path / "表.xlsx"
    assert "没有得分" in refused("new", "declare-annual", "--edition", "native", "-o", out)
    assert "没有得分" in refused("fill", "declare-annual", "--data", data, "--edition", "udf", "-o", out)
    assert ".xlsx" in refused("new", "declare-annual", "-o", tmp_path / "表.xlsm")


def test_a_department_is_no_project(refused, jixiao, tmp_path):
    out = tmp_path / "部门.xlsx"
    data = data_file(tmp_path, CASE["declare-department"])
    assert jixiao("fill", "declare-department", "--data", data, "-o", out)[0] == 0
    told = refused("fill", "declare-project", "--data", out, "-o", tmp_path / "表.xlsx")
    assert "是部门整体的表，不能填进“项目支出绩效目标申报表”" in told


def test_they_are_listed_beside_the_standards(jixiao):
    said = jixiao("standards")[1]
    assert all(name in said for name in stage_forms())


def test_as_a_process(tmp_path):
    command = [sys.executable, "-m", "addin", "new", "declare-project", "-o", str(tmp_path / "空.xlsx")]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600)
    assert (done.returncode, done.stderr) == (0, "")
    assert "已新建" in done.stdout
