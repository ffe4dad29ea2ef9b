"""`jixiao results` and `jixiao rectify`: exit codes, JSON, sources, refusals, and a real process."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from openpyxl import load_workbook

from tests.support.collected import unit_workbook
from tests.support.places import ROOT


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "单位"
    folder.mkdir()
    unit_workbook(folder / "好.xlsx", "甲局")
    unit_workbook(folder / "错.xlsx", "乙局", total=20)
    return folder


def process(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "addin", *map(str, arguments)], capture_output=True, cwd=ROOT, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_results_in_a_process_of_its_own(folder, tmp_path):
    out = tmp_path / "汇总表.xlsx"
    code, told, error = process("results", folder, "-o", out, "--unit", "示例市")
    assert (code, error) == (0, "")
    assert "2 个项目" in told
    assert load_workbook(out)["自评情况汇总表"]["B6"].value == "乙局"


def test_results_refuse_what_is_there_and_what_is_nothing(folder, tmp_path, jixiao, refused):
    out = tmp_path / "汇总表.xlsx"
    out.write_bytes(b"mine")
    assert "--force" in refused("results", folder, "-o", out)
    assert out.read_bytes() == b"mine"
    assert jixiao("results", folder, "-o", out, "--force")[0] == 0
    (tmp_path / "空").mkdir()
    assert "没有找到工作簿" in refused("results", tmp_path / "空", "-o", tmp_path / "b.xlsx")
    assert "找不到" in refused("results", tmp_path / "没有", "-o", tmp_path / "b.xlsx")


def test_results_as_json_name_what_was_left_out(folder, tmp_path, jixiao):
    (folder / "坏.xlsx").write_bytes(b"")
    code, told, _ = jixiao("results", folder, "-o", tmp_path / "汇总表.xlsx", "--json")
    content = json.loads(told)
    assert code == 1
    assert [each["unit"] for each in content["projects"]] == ["甲局", "乙局"]
    assert [each["file"] for each in content["left_out"]] == ["坏.xlsx"]


def test_rectify_in_a_process_and_kept_across_runs(folder, tmp_path):
    path = tmp_path / "整改台账.xlsx"
    code, told, error = process("rectify", folder, "-o", path)
    assert (code, error) == (1, "")
    assert "新发现 1 个" in told
    book = load_workbook(path)
    book["整改台账"]["E4"].value = "更正总分"
    book.save(path)
    unit_workbook(folder / "错.xlsx", "乙局")
    code, told, _ = process("rectify", folder, "--update", path)
    assert code == 0
    assert "没有再查出 1 个" in told
    sheet = load_workbook(path)["整改台账"]
    assert sheet["E4"].value == "更正总分"
    assert sheet["J4"].value.startswith("没有再查出")


def test_rectify_takes_what_check_and_collect_wrote(folder, tmp_path, jixiao):
    _, told, _ = jixiao("check", folder / "错.xlsx", "--json")
    (tmp_path / "复核.json").write_text(told, encoding="utf-8")
    jixiao("collect", folder, "-o", tmp_path / "汇总.xlsx", "--jobs", 1)
    texts = []
    for source in (folder, tmp_path / "复核.json", tmp_path / "汇总.duckdb"):
        out = tmp_path / f"{source.name}.xlsx"
        code, _, error = jixiao("rectify", source, "-o", out)
        assert (code, error) == (1, "")
        sheet = load_workbook(out)["整改台账"]
        texts.append([sheet.cell(4, column).value for column in (3, 4, 11, 12, 13, 14)])
    assert texts[0] == texts[1] == texts[2]


def test_rectify_refuses(folder, tmp_path, refused):
    path = tmp_path / "整改台账.xlsx"
    path.write_bytes(b"mine")
    assert "--update" in refused("rectify", folder, "-o", path)
    assert "整改台账.xlsx" in refused("rectify", folder, "--update", path)
    assert path.read_bytes() == b"mine"
    assert "-o" in refused("rectify", folder)
    (tmp_path / "台账.duckdb").write_bytes(b"no ledger")
    assert "不是 jixiao collect 的台账" in refused(
        "rectify", tmp_path / "台账.duckdb", "-o", tmp_path / "b.xlsx"
    )
    assert "不是整改台账" in refused("rectify", folder, "--update", folder / "好.xlsx")
