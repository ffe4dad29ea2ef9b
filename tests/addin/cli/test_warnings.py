"""Warnings of a filled 监控表, from the command line."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from tests.support.cases import load
from tests.workbooks.official.typed import type_workbook

CASE = load("carry.yaml")


def filled(jixiao, tmp_path):
    declared = type_workbook(tmp_path / "申报.xlsx", {"养老": CASE["sheets"]["养老"]})
    path = tmp_path / "监控.xlsx"
    assert jixiao("carry", declared, "--to", "监控", "-o", path)[0] == 0
    book = load_workbook(path)
    sheet = book.worksheets[0]
    done = {"服务社区数": "8个", "服务老人": "200人次", "设施合格率": "96%", "老人投诉": "4次"}
    for row in range(1, sheet.max_row + 1):
        name = sheet.cell(row, 4).value
        if name in done:
            sheet.cell(row, 6).value = done[name]
            sheet.cell(row, 14).value = "√"
        if sheet.cell(row, 3).value == "年度资金总额":
            sheet.cell(row, 6).value, sheet.cell(row, 7).value = 24, "20%"
    book.save(path)
    return path


def test_by_the_rules_asked_for(jixiao, tmp_path):
    path = filled(jixiao, tmp_path)

    def found(*options):
        out = json.loads(jixiao("check", path, *options, "--json")[1])
        return [one for file in out["files"] for one in file["findings"] if one["code"] == "M03"]

    def told(*options):
        return [(one["cell"], one["message"].rpartition("：")[2]) for one in found(*options)]

    assert told() == []
    # 24 of 120 after 7 months is 34 % of what was due; 8 of 8 is 171 %, 200 of 600 57 %; 4 is above 3.
    # 96 % of ≥95 % is 173 % of seven twelfths: the rules make no difference between rates and counts.
    red, blue = "红色预警", "蓝色预警"
    assert told("--warnings", "common") == [
        ("F6", red), ("F13", blue), ("F14", red), ("F15", blue), ("F17", red),
    ]  # fmt: skip
    # 8 of 8 and 200 of 600 are more than 10 points from the 20 % that were spent; rates and limits are not
    # held against the money. What is to be decided is said once.
    first, second = found("--warnings", "sichuan")
    assert [one["cell"] for one in (first, second)] == ["F13", "F14"]
    assert "执行率 20.00%，与目标实现程度相差超过 10 个百分点：预警" in second["message"]
    assert "10 个工作日内选一项：继续、调剂、取消；过期没有选的自动暂停" in first["message"]
    assert "工作日" not in second["message"]


def test_rules_that_there_are_not(refused, jixiao, tmp_path):
    assert "可用：common" in refused("check", filled(jixiao, tmp_path), "--warnings", "all")
