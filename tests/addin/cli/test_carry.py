"""Targets through the year: 申报表 into 监控表 and 自评表, and all of them held against each other."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests.support.cases import load
from tests.workbooks.official.typed import type_workbook
from workbooks.forms.returned.read_back import read_workbook

CASE = load("carry.yaml")


@pytest.fixture
def declared(tmp_path):
    return type_workbook(tmp_path / "申报 表.xlsx", CASE["sheets"])


def test_into_the_form_of_the_self_evaluation(jixiao, declared, tmp_path):
    code, out, _ = jixiao("carry", declared, "--to", "自评", "-o", tmp_path / "自评.xlsx", "--json")
    told = json.loads(out)
    assert code == 1
    assert told["projects"] == list(CASE["self_evaluation"])
    assert told["indicators"] == 8
    assert [word for word in CASE["left"] if word not in "".join(told["left"])] == []
    _, filing = read_workbook(tmp_path / "自评.xlsx")
    assert filing.year == 2024
    for project in filing.projects:
        expected = CASE["self_evaluation"][project.name]
        for key, amount in expected["data"].items():
            assert project.data[key] == Decimal(str(amount))
        for label, text in expected["head"].items():
            assert project.head[label] == text
        assert {key for key, rows in project.rows.items() if rows} == set(expected["rows"])
        for key, rows in expected["rows"].items():
            found = project.rows[key]
            assert [row.name for row in found] == [name for name, *_ in rows]
            for row, (_, target, *weight) in zip(found, rows, strict=True):
                assert row.figures["指标值"] == target
                assert row.figures["分值"] == (Decimal(weight[0]) if weight else None)
                assert row.figures["完成值"] is None


def test_into_the_monitoring_form_and_nothing_differs_until_somebody_changes_it(jixiao, declared, tmp_path):
    monitored, evaluated = tmp_path / "监控.xlsx", tmp_path / "自评.xlsm"
    assert jixiao("carry", declared, "--to", "监控", "-o", monitored)[0] == 0
    assert jixiao("carry", monitored, "--to", "自评", "-o", evaluated)[0] == 1

    def told():
        out = json.loads(jixiao("check", declared, monitored, evaluated, "--json")[1])
        found = [
            (one["code"], one["sheet"], one["cell"]) for file in out["files"] for one in file["findings"]
        ]
        return [one for one in found if one[0].startswith(("Y", "M"))]

    assert told() == [("Y02", "社区助餐补助", "")]
    book = load_workbook(monitored)
    sheet = book["社区养老服务补助"]
    row = next(row for row in range(1, 30) if sheet.cell(row, 4).value == "服务老人")
    sheet.cell(row, 5).value, sheet.cell(row, 6).value, sheet.cell(row, 15).value = "≥650人次", "300人次", "√"
    book.save(monitored)
    codes = [code for code, *_ in told()]
    # Against the 申报表 and again in the 自评表; and 有可能 without a cause.
    assert codes.count("Y01") == 2
    assert codes.count("M02") == 1


def test_a_file_without_targets_is_refused(refused, tmp_path):
    path = type_workbook(tmp_path / "空.xlsx", {"表": [["没有表"]]})
    assert "没有读到绩效目标申报表" in refused("carry", path, "--to", "监控", "-o", tmp_path / "监控.xlsx")


def test_a_project_without_a_name_is_refused(refused, tmp_path):
    rows = [row for row in CASE["sheets"]["助餐"] if row[0] != "项目名称"]
    path = type_workbook(tmp_path / "无名.xlsx", {"表": rows})
    assert "没有写项目名称" in refused("carry", path, "--to", "自评", "-o", tmp_path / "自评.xlsx")


def test_what_is_there_stays(refused, declared, tmp_path):
    target = tmp_path / "监控.xlsx"
    target.write_bytes(b"mine")
    assert "--force" in refused("carry", declared, "--to", "监控", "-o", target)
    assert target.read_bytes() == b"mine"


def test_a_standard_whose_indicators_are_fixed(refused, declared, tmp_path):
    told = refused(
        "carry", declared, "--to", "自评", "-o", tmp_path / "自评.xlsx", "--standard", "heping-2024"
    )
    assert "不能结转" in told
