"""The 监控表 from the command line: filled from data and ledger, coloured by rules, summed up by project."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import yaml
from openpyxl import load_workbook

from tests.support.cases import load
from tests.workbooks.official.typed import type_workbook
from workbooks.stages.stage_reading import read_targets

CASE = load("monitored.yaml")
FORM, DEPARTMENT = "monitor-project", "monitor-department"


@pytest.fixture
def data(tmp_path):
    content = {"form": FORM, "year": CASE["year"], "projects": CASE["projects"]}
    path = tmp_path / "数据.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def ledger(tmp_path):
    return type_workbook(tmp_path / "明细.xlsx", {"明细": CASE["ledger"]})


def exact(value):
    return None if value is None else Decimal(value)


def spent(path):
    return {one.project: one.spent.get("资金总额") for one in read_targets(path)}


@pytest.mark.parametrize("period", list(CASE["spent"]))
def test_spending_comes_from_the_ledger(jixiao, tmp_path, data, ledger, period):
    out = tmp_path / "监控 表.xlsx"
    code, said, _ = jixiao(
        "fill", FORM, "--data", data, "--ledger", ledger, "--period", period, "-o", out, "--json"
    )
    assert code == 1
    assert spent(out) == {name: exact(amount) for name, amount in CASE["spent"][period].items()}
    told = "".join(one["message"] for one in json.loads(said)["findings"])
    assert [text for text in CASE["doubts"] if text.replace("1—7", f"1—{period[2]}") not in told] == []
    assert [one.period for one in read_targets(out)] == [period] * len(CASE["projects"])


@pytest.mark.parametrize("period", list(CASE["department_spent"]))
def test_a_department_takes_the_payments_of_all_its_projects(jixiao, tmp_path, ledger, period):
    data, out = tmp_path / "部门.yaml", tmp_path / "部门 监控.xlsx"
    content = {"form": DEPARTMENT, "year": CASE["year"], "projects": CASE["department"]}
    data.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    code, said, _ = jixiao(
        "fill", DEPARTMENT, "--data", data, "--ledger", ledger, "--period", period, "-o", out, "--json"
    )
    told = json.loads(said)
    assert (code, told["findings"]) == (0, [])
    amount = exact(CASE["department_spent"][period])
    found = read_targets(out)[0]
    assert (found.is_of_department, found.project) == (True, "示例市民政局")
    # The whole budget is from one source, whose line is filled too.
    assert (found.spent["资金总额"], found.spent["财政拨款"]) == (amount, amount)
    assert json.loads(jixiao("check", out, "--json")[1])["files"][0]["findings"] == []


def test_an_empty_form_of_a_department(jixiao, tmp_path):
    out, data = tmp_path / "部门监控.xlsx", tmp_path / "数据.yaml"
    assert jixiao("new", DEPARTMENT, "-o", out)[0] == 0
    sheet = load_workbook(out).worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert texts[0] == "部门整体支出绩效运行监控表"
    assert "项目名称" not in texts
    assert jixiao("data", DEPARTMENT, "-o", data)[0] == 0
    assert "资金总额_全年预计" in data.read_text(encoding="utf-8")


def test_the_only_source_is_filled_too(jixiao, tmp_path, data, ledger):
    out = tmp_path / "监控表.xlsx"
    jixiao("fill", FORM, "--data", data, "--ledger", ledger, "-o", out)
    found = {one.project: one.spent for one in read_targets(out)}
    for name, amounts in CASE["only_source"].items():
        assert found[name].get("资金总额") == exact(amounts["总额"])
        assert found[name].get("财政拨款") == exact(amounts["财政拨款"])


def test_what_was_filled_in_is_kept_when_the_ledger_comes_later(jixiao, tmp_path, data, ledger):
    first, second = tmp_path / "填好.xlsx", tmp_path / "加执行.xlsx"
    assert jixiao("fill", FORM, "--data", data, "-o", first)[0] == 0
    assert jixiao("fill", FORM, "--data", first, "--ledger", ledger, "-o", second)[0] == 1

    def content(path):
        return [(one.project, [(row.name, row.target, row.state, row.remark) for row in one.indicators])
                for one in read_targets(path)]  # fmt: skip

    assert content(first) == content(second)
    assert content(second)[0][1][0][2] == {
        "progress": "3个", "forecast": "8个", "cause_staff": "√", "reason": "选址未定", "possible": "√",
    }  # fmt: skip


def summary_of(path):
    sheet = load_workbook(path, data_only=True)["监控汇总"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_col=13)]
    return [row for row in rows if row[0]]


def as_case(row):
    amounts = [None if row[at] in (None, "") else Decimal(str(row[at])) for at in (3, 4)]
    counts = [None if value is None else int(value) for value in row[7:]]
    return [row[1], *amounts, row[6], *counts]


def due():
    return [[name, exact(budget), exact(spent), *rest] for name, budget, spent, *rest in CASE["summary"]]


def test_the_summary_has_the_worst_project_first_and_a_chart(jixiao, tmp_path, data, ledger):
    out = tmp_path / "监控表.xlsx"
    jixiao("fill", FORM, "--data", data, "--ledger", ledger, "--warnings", "common", "-o", out)
    assert [as_case(row) for row in summary_of(out)] == due()
    formulas = load_workbook(out)
    assert len(formulas["监控汇总"]._charts) == 1
    assert formulas["监控汇总"]["E5"].value == "=IF('社区养老服务补助'!F6=\"\",\"\",'社区养老服务补助'!F6)"
    assert formulas["算式"].sheet_state == "hidden"
    assert formulas["监控汇总"]["A2"].value == "1-7月；预警规则：一体化系统通用模块"


def test_the_same_summary_of_many_files(jixiao, tmp_path, data, ledger):
    filled, out = tmp_path / "监控表.xlsx", tmp_path / "汇总.xlsx"
    jixiao("fill", FORM, "--data", data, "--ledger", ledger, "-o", filled)
    # Each project in a file of its own, as units send them in.
    for name in CASE["spent"]["1-7月"]:
        book = load_workbook(filled)
        for title in book.sheetnames:
            if title != name:
                del book[title]
        book.save(tmp_path / f"{name}.xlsx")
    files = [tmp_path / f"{name}.xlsx" for name in CASE["spent"]["1-7月"]]
    # One that is named twice is one.
    code, said, _ = jixiao("monitor", *files, files[0], "--warnings", "common", "-o", out, "--json")
    assert code == 0
    assert [as_case(row) for row in summary_of(out)] == due()
    told = json.loads(said)
    assert [one["project"] for one in told["projects"]] == [row[0] for row in due()]
    assert [one["worst"] for one in told["projects"]] == ["红", "绿", None]
    assert load_workbook(out)["监控汇总"]["A2"].value == "1-7月；预警规则：一体化系统通用模块"
    assert len(load_workbook(out)["监控汇总"]._charts) == 1


def test_without_rules_the_likelihoods_and_the_rate_decide(jixiao, tmp_path, data, ledger):
    out = tmp_path / "监控表.xlsx"
    jixiao("fill", FORM, "--data", data, "--ledger", ledger, "-o", out)
    assert [row[1] for row in summary_of(out)] == ["社区养老服务补助", "社区助餐补助", "示范社区建设"]
    assert {row[6] for row in summary_of(out)} == {None}
    assert "预警" not in load_workbook(out).sheetnames


def test_a_file_of_another_kind_is_named_and_the_rest_is_summed_up(jixiao, tmp_path, data):
    filled, other, out = tmp_path / "监控表.xlsx", tmp_path / "别的.xlsx", tmp_path / "汇总.xlsx"
    jixiao("fill", FORM, "--data", data, "-o", filled)
    type_workbook(other, {"表": [["没有表"]]})
    code, said, _ = jixiao("monitor", filled, other, "-o", out)
    assert code == 1
    assert "别的.xlsx" in said
    assert len(summary_of(out)) == 3


def test_what_cannot_be_used(refused, tmp_path, data, ledger):
    out = tmp_path / "表.xlsx"
    assert "可用：common" in refused("fill", FORM, "--data", data, "--warnings", "all", "-o", out)
    assert "应写成如 1-7月" in refused("fill", FORM, "--data", data, "--period", "上半年", "-o", out)
    assert "不用 --ledger" in refused("new", "declare-annual", "--period", "1-7月", "-o", out)
    assert "只用于监控表" in refused("new", "heping-2024", "--period", "1-7月", "-o", out)
    assert "没有" in refused("monitor", ledger, "-o", out)
    assert not out.exists()
    out.write_bytes(b"mine")
    assert "--force" in refused("monitor", data, "-o", out)


def test_a_ledger_without_projects_for_several(jixiao, tmp_path, data):
    rows = [[row[0], row[2]] for row in CASE["ledger"]]
    ledger = type_workbook(tmp_path / "明细.xlsx", {"明细": rows})
    out = tmp_path / "监控表.xlsx"
    said = jixiao("fill", FORM, "--data", data, "--ledger", ledger, "-o", out)[1]
    assert "没有“项目名称”，而监控表有3个项目，没有填执行数" in "".join(said.split())
    assert set(spent(out).values()) == {None}
