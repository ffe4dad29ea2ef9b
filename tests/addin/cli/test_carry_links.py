"""Carrying with live links, from 元 to 万元, and what was changed on the way."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests.addin.test_gnumeric import same
from tests.support.cases import load
from tests.support.declared import declared_data
from tests.support.gnumeric import recalculated, values
from tests.workbooks.official.typed import type_workbook
from workbooks.stages.stage_reading import read_targets

CASE = load("carry_links.yaml")
DECLARED = load("declaration.yaml")


@pytest.fixture
def in_yuan(tmp_path):
    return type_workbook(tmp_path / "申报（元）.xlsx", {"养老": CASE["in_yuan"]})


@pytest.fixture
def declared(jixiao, tmp_path):
    data, out = declared_data(tmp_path / "数据.yaml"), tmp_path / "申报 表.xlsx"
    assert jixiao("fill", "declare-project", "--data", data, "-o", out)[0] == 0
    return out


@pytest.mark.parametrize(("stage", "name"), [("监控", "监控.xlsx"), ("自评", "自评.xlsx")])
def test_yuan_become_ten_thousands_and_that_is_told(jixiao, in_yuan, tmp_path, stage, name):
    out = tmp_path / name
    code, said, _ = jixiao("carry", in_yuan, "--to", stage, "-o", out, "--json")
    assert (code, json.loads(said)["changed"]) == (0, [f"社区养老服务补助：{CASE['told']}"])
    due = {source: Decimal(amount) for source, amount in CASE["in_ten_thousands"].items()}
    if stage == "监控":
        assert read_targets(out)[0].money == due
    else:
        cells = {cell.value for row in load_workbook(out)["社区养老服务补助"].iter_rows() for cell in row}
        assert {float(amount) for amount in due.values()} <= cells


def test_amounts_without_a_total_become_ten_thousands_too(jixiao, tmp_path):
    due, out = dict(CASE["without_total"]), tmp_path / "监控.xlsx"
    left, told = due.pop("left_out"), due.pop("told")
    rows = [row[: row.index(left)] if left in row else row for row in CASE["in_yuan"]]
    source = type_workbook(tmp_path / "申报.xlsx", {"养老": rows})
    code, said, _ = jixiao("carry", source, "--to", "监控", "-o", out, "--json")
    assert (code, json.loads(said)["changed"]) == (0, [f"社区养老服务补助：{told}"])
    assert read_targets(out)[0].money == {key: Decimal(amount) for key, amount in due.items()}


@pytest.mark.parametrize(("before", "after", "nothing"), CASE["of_another"])
def test_an_earlier_file_that_has_nothing_to_compare_is_named(
    jixiao, in_yuan, tmp_path, before, after, nothing
):
    rows = [[after if cell == before else cell for cell in row] for row in CASE["in_yuan"]]
    other = type_workbook(tmp_path / "另一份.xlsx", {"养老": rows})
    asked = ["carry", in_yuan, "--to", "监控", "--against", other, "--json", "-o", tmp_path / "监控.xlsx"]
    code, said, _ = jixiao(*asked)
    line = "另一份.xlsx：里面没有同一项目、同一年度的表，没有对照"
    assert (code, line in json.loads(said)["changed"]) == (0, nothing)


def test_what_was_changed_on_the_way_is_listed(jixiao, in_yuan, tmp_path):
    monitored, out = tmp_path / "监控.xlsx", tmp_path / "自评.xlsx"
    jixiao("carry", in_yuan, "--to", "监控", "-o", monitored)
    code, said, _ = jixiao("carry", monitored, "--to", "自评", "--against", in_yuan, "-o", out, "--json")
    assert (code, json.loads(said)["changed"]) == (0, [])
    book = load_workbook(monitored)
    sheet = book["社区养老服务补助"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "≥8个":
                cell.value = "≥6个"
            if cell.value == 120.00005:
                cell.value = 110
    book.save(monitored)
    said = jixiao("carry", monitored, "--to", "自评", "--against", in_yuan, "-o", out, "--force")[1]
    told = "".join(said.split())
    assert [text for text in CASE["changed"] if "".join(text.split()) not in told] == []
    assert "改动：监控.xlsx社区养老服务补助!E" in told


def linked(jixiao, declared, tmp_path, stage, suffix):
    out = tmp_path / f"{stage}-活{suffix}"
    assert jixiao("carry", declared, "--to", stage, "--link", "-o", out)[0] in (0, 1)
    return out


@pytest.mark.parametrize(("stage", "suffix"), [("监控", ".xlsx"), ("自评", ".xlsx"), ("自评", ".xlsm")])
def test_linked_cells_refer_to_the_declaration_in_the_same_file(jixiao, declared, tmp_path, stage, suffix):
    out = linked(jixiao, declared, tmp_path, stage, suffix)
    formulas, stored = load_workbook(out), load_workbook(out, data_only=True)
    assert "申报－社区养老服务补助" in formulas.sheetnames
    sheet = "社区养老服务补助"
    found = {
        cell.coordinate: stored[sheet][cell.coordinate].value
        for row in formulas[sheet].iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "'申报－社区养老服务补助'!" in cell.value
    }
    levels = DECLARED["declare-project"]["projects"][0]["rows"].values()
    targets = [row["指标值"] for rows in levels for row in rows]
    assert set(targets) <= set(found.values())
    assert {120, 100, 20} <= {value for value in found.values() if isinstance(value, int | float)}
    # Nothing that was carried differs from what it was carried from.
    told = json.loads(jixiao("check", declared, out, "--json")[1])
    codes = {one["code"] for file in told["files"] for one in file["findings"]}
    assert not {code for code in codes if code.startswith(("Y", "G", "S0", "U"))} - {"S05"}, told


@pytest.mark.parametrize("stage", ["监控", "自评"])
def test_links_follow_in_libreoffice(bare_libreoffice, jixiao, declared, tmp_path, stage):
    out = linked(jixiao, declared, tmp_path, stage, ".xlsx")
    formulas = load_workbook(out)
    cells = {
        cell.value.split("!")[1].partition("=")[0]: cell.coordinate
        for row in formulas["社区养老服务补助"].iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "'申报－社区养老服务补助'!" in cell.value
    }
    source = formulas["申报－社区养老服务补助"]
    at = next(cell.coordinate for row in source.iter_rows() for cell in row if cell.value == "≥600人次")
    with bare_libreoffice.open(out, recalc=True) as document:
        document.recalculate()
        assert document.value("社区养老服务补助", cells[at]) == "≥600人次"
        document.write("申报－社区养老服务补助", at, "≥650人次")
        document.recalculate()
        assert document.value("社区养老服务补助", cells[at]) == "≥650人次"


@pytest.mark.parametrize("stage", ["监控", "自评"])
def test_links_are_worked_out_by_gnumeric_too(gnumeric, jixiao, declared, tmp_path, stage):
    out = linked(jixiao, declared, tmp_path, stage, ".xlsx")
    stored = values(out)
    computed = recalculated(out, stored, tmp_path)
    assert [cell for cell in stored if not same(stored[cell], computed[cell])] == []
    assert len(stored) > 20


def test_of_several_forms_in_a_file_the_latest_is_carried_on(jixiao, declared, tmp_path):
    monitored, out = linked(jixiao, declared, tmp_path, "监控", ".xlsx"), tmp_path / "自评.xlsx"
    code, said, _ = jixiao("carry", monitored, "--to", "自评", "-o", out, "--json")
    told = json.loads(said)
    assert told["projects"] == ["社区养老服务补助", "社区助餐补助"]
    assert told["indicators"] == 10
    assert told["changed"] == []
    assert code == 0
