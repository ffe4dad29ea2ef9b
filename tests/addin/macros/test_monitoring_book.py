"""The buttons on a 监控表 and 结转: what the clerk's macros do on a workbook that is open."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
import yaml

from addin import headless
from addin.excel import host
from addin.excel.buttons import NEW_TABLE, buttons
from addin.staging import fill_stage_form, new_stage_form
from tests.support.cases import load
from tests.support.desk import HeadlessDesk
from tests.workbooks.official.typed import type_workbook
from workbooks.stages.stage_forms import stage_form, stage_forms

CASE = load("monitored.yaml")


@pytest.fixture
def monitored(tmp_path):
    data = tmp_path / "数据.yaml"
    content = {"form": "monitor-project", "year": CASE["year"], "projects": CASE["projects"]}
    data.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    path = tmp_path / "监控 表.xlsx"
    form = stage_form("monitor-project")
    assert form is not None
    fill_stage_form(form, data, path)
    ledger = type_workbook(tmp_path / "明细.xlsx", {"明细": CASE["ledger"]})
    return SimpleNamespace(path=path, book=headless.open_book(path), ledger=ledger)


def spent(book):
    """What stands in the total of each form, by project."""
    return {name: book.sheets[name]["F6"].value for name in CASE["spent"]["1-7月"]}


def test_the_ledger_is_imported_and_fills_the_months(monitored):
    desk = HeadlessDesk(ledger=monitored.ledger)
    host.serve(desk, monitored.book, "import_ledger")
    due = {
        name: None if amount is None else float(Decimal(amount))
        for name, amount in CASE["spent"]["1-7月"].items()
    }
    assert spent(monitored.book) == due
    assert "已汇总到监控表的执行数" in desk.said[0]
    assert "监控表里没有这个项目" in desk.said[0]
    # Pasted again it is counted by the other button, and what was typed for a project without payments stays.
    monitored.book.sheets["示范社区建设"]["F6"].value = 5
    monitored.book.sheets["社区助餐补助"]["F6"].value = None
    host.serve(desk, monitored.book, "fill_quarterly")
    assert spent(monitored.book) == {**due, "示范社区建设": 5}


def test_the_summary_is_filled_in_the_order_of_now(monitored):
    desk = HeadlessDesk()
    for name, amount in (("社区养老服务补助", 100), ("社区助餐补助", 1)):
        monitored.book.sheets[name]["F6"].value = amount
        monitored.book.sheets[name]["O13"].value = None
        monitored.book.sheets[name]["P14"].value = None
        monitored.book.sheets[name]["N13"].value = "√"
    host.serve(desk, monitored.book, "fill_summary")
    sheet = monitored.book.sheets["监控汇总"]
    assert desk.said == ["已填写“监控汇总”表。"]
    assert [sheet[f"B{row}"].value for row in (5, 6, 7)] == [
        "社区助餐补助",
        "社区养老服务补助",
        "示范社区建设",
    ]
    assert sheet["E5"].formula == "=IF('社区助餐补助'!F6=\"\",\"\",'社区助餐补助'!F6)"


def test_what_a_button_cannot_do_is_said_in_one_line(monitored):
    desk = HeadlessDesk()
    for action in (
        "finalize",
        "write_report",
        "to_native",
        "to_udf",
        "add_scenario",
        "apply_rules",
        "export_standard",
    ):
        host.serve(desk, monitored.book, action)
    assert len(desk.said) == 7
    assert [said for said in desk.said if "\n" in said or "没有完成" in said] == []


def test_a_lost_sheet_is_named(monitored):
    desk = HeadlessDesk(ledger=monitored.ledger)
    monitored.book.sheets["监控汇总"].delete()
    monitored.book.sheets["执行明细"].delete()
    for action in ("fill_summary", "fill_quarterly", "import_ledger"):
        host.serve(desk, monitored.book, action)
    assert ["没有“监控汇总”表" in desk.said[0], *("没有“执行明细”表" in said for said in desk.said[1:])] == [
        True
    ] * 3


@pytest.mark.parametrize(
    "button", [one for one in buttons() if one.action == "carry"], ids=lambda one: one.argument
)
def test_the_targets_go_into_a_form_beside_the_open_one(monitored, button):
    desk = HeadlessDesk()
    host.serve(desk, monitored.book, "carry", button.argument)
    kind = "监控表.xlsx" if button.argument.startswith("monitor") else "自评表.xlsm"
    target = monitored.path.with_name(f"监控 表-{kind}")
    assert desk.opened == [target]
    assert desk.said[0].startswith(f"已结转 3 个项目、5 个指标：{target.name}")
    names = openpyxl.load_workbook(target).sheetnames
    assert ("申报－社区助餐补助" in names) is button.argument.endswith("link")
    assert ("预警" in names) is (button.argument in ("monitor-common", "monitor-sichuan"))
    host.serve(desk, monitored.book, "carry", button.argument)
    assert "已经在旁边，没有覆盖" in desk.said[1]


def test_a_workbook_without_targets_and_one_that_was_never_saved(tmp_path):
    desk = HeadlessDesk()
    host.serve(desk, headless.wrap(openpyxl.Workbook()), "carry", "monitor")
    path = type_workbook(tmp_path / "空.xlsx", {"表": [["没有表"]]})
    host.serve(desk, headless.open_book(path), "carry", "monitor")
    assert "请先保存再结转" in desk.said[0]
    assert "没有读到绩效目标申报表" in desk.said[1]


@pytest.mark.parametrize("name", list(stage_forms()))
def test_a_new_form_is_written_where_it_was_asked_for(tmp_path, name):
    assert name in {button.argument for button in buttons() if button.action == NEW_TABLE}
    desk = HeadlessDesk(target=tmp_path / "我的 表 1.2")
    host.serve(desk, headless.wrap(openpyxl.Workbook()), "new_table", name)
    assert desk.opened == [tmp_path / "我的 表 1.2.xlsx"]
    assert desk.suggested == [f"{stage_forms()[name].title}.xlsx"]
    host.serve(desk, headless.wrap(openpyxl.Workbook()), "new_table", name)
    assert "已经存在" in desk.said[1]


def test_an_empty_form_takes_no_ledger_before_its_year_is_written(tmp_path, monitored):
    path = tmp_path / "空.xlsx"
    new_stage_form(stage_forms()["monitor-project"], path)
    desk = HeadlessDesk(ledger=monitored.ledger)
    host.serve(desk, headless.open_book(path), "import_ledger")
    assert "没有写四位数的年度" in desk.said[0]
