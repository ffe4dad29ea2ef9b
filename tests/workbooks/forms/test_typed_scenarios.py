"""What was typed on 情景 goes along into a workbook that is built anew; what cannot is named."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from addin.cli import cli
from addin.filling import calculated
from tests.support.examples import example
from tests.support.tampered import row_deleted, row_inserted, rows_swapped, tampered, typed
from workbooks.files.cells import read_cells
from workbooks.files.xlsx import save
from workbooks.filing.data_file import KeptScenario
from workbooks.findings import NOTICE
from workbooks.forms.build import build
from workbooks.forms.convert import convert
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.returned.read_back import read_own
from workbooks.forms.returned.typed_scenarios import typed_scenarios
from workbooks.forms.sheets.scenario_sheet import Scenario
from workbooks.standards.loading import load
from workbooks.whatif.variables import Slot

MORE, BLANK = "少一处", "不认定"


def workbook(path, standard_id, scenarios, edition=UDF):
    standard = load(standard_id)
    filing = example(standard_id)
    built = build(standard, filing, edition=edition, scenarios=scenarios)
    _, values = calculated(built)
    save(built.workbook, values, path, True)
    return path


@pytest.fixture(scope="module")
def heping(tmp_path_factory):
    scenarios = [
        Scenario(MORE, {Slot("制度_预算_轻"): Decimal(1), Slot("支出政策_问题数"): Decimal(2)}),
        Scenario(BLANK, {Slot("自评_认定得分"): None}),
    ]
    return workbook(tmp_path_factory.mktemp("情景") / "附表.xlsx", "heping-2024", scenarios)


def kept(path):
    return typed_scenarios(read_own(read_cells(path))).kept


def run(*args):
    result = CliRunner().invoke(cli, [str(arg) for arg in args])
    return [each["message"] for each in json.loads(result.stdout)["findings"] if each["code"] == "S07"]


EXPECTED = [
    KeptScenario(MORE, {"制度_预算_轻": Decimal(1), "支出政策_问题数": Decimal(2)}),
    KeptScenario(BLANK, {"自评_认定得分": None}),
]


def test_scenarios_are_read_by_what_they_change(heping):
    assert kept(heping) == EXPECTED


@pytest.mark.parametrize(
    "change", [rows_swapped(8, 20), row_inserted(6), row_deleted(8)], ids=["sorted", "inserted", "deleted"]
)
def test_convert_of_a_damaged_workbook_carries_them(heping, tmp_path, change):
    path = tampered(heping, tmp_path / "乱.xlsx", {"数据": [change]})
    told = run("convert", path, "-o", tmp_path / "新.xlsx", "--json")
    assert kept(tmp_path / "新.xlsx") == EXPECTED
    assert f"“情景”里填的数带过来了（“{MORE}”“{BLANK}”）；“当前情景”请重选" in told
    assert told[-1].startswith("乱.xlsx 的行列或工作表动过，已按读出的数据重新生成一份；")
    assert "情景" not in told[-1]


def test_fill_carries_them_too(heping, tmp_path):
    told = run("fill", "heping-2024", "--data", heping, "-o", tmp_path / "新.xlsx", "--json")
    assert kept(tmp_path / "新.xlsx") == EXPECTED
    assert told == [f"“情景”里填的数带过来了（“{MORE}”“{BLANK}”）；“当前情景”请重选"]


def test_nothing_is_told_where_nothing_was_typed(tmp_path):
    path = workbook(tmp_path / "附表.xlsx", "heping-2024", [])
    assert run("fill", "heping-2024", "--data", path, "-o", tmp_path / "新.xlsx", "--json") == []
    assert kept(tmp_path / "新.xlsx") == []


def test_rows_of_the_units_own_and_the_second_project(tmp_path):
    own, money = Slot("完成值", "数量指标", 1), Slot("资金总额_全年执行")
    scenarios = [Scenario("达标", {own: "8000册"}), Scenario("执行完", {money: Decimal(80)}, form=1)]
    path = workbook(tmp_path / "自评.xlsx", "project-2020", scenarios)
    form, other = "公共图书馆免费开放补助（构造）", "乡镇文化站设备更新（构造）"
    expected = [
        KeptScenario("达标", {"数量指标/#2/完成值": "8000册"}),
        KeptScenario("执行完", {"资金总额_全年执行": Decimal(80)}, 1),
    ]
    assert kept(path) == expected
    # A row of the money block that went does not touch them.
    moved = tampered(path, tmp_path / "乱.xlsx", {other: [row_deleted(8)]})
    run("convert", moved, "-o", tmp_path / "新.xlsx", "--json")
    assert kept(tmp_path / "新.xlsx")[0] == expected[0]
    assert [one.name for one in kept(tmp_path / "新.xlsx")] == ["达标", "执行完"]
    # Where rows of the unit's own were moved, which row is meant cannot be told.
    moved = tampered(path, tmp_path / "乱.xlsx", {form: [row_inserted(15)]})
    told = run("convert", moved, "-o", tmp_path / "新2.xlsx", "--json")
    assert "“情景”里达标的“数量指标/#2/完成值”没有带过来，请重填" in told


def test_the_same_edition_in_another_kind_of_file(heping, tmp_path):
    converted = convert(heping, read_cells(heping), UDF)
    assert not converted.rebuilt
    path = tmp_path / "同版.xlsx"
    save(converted.workbook, converted.values, path, True)
    before, after = read_cells(heping), read_cells(path)
    assert after.formulas["附表"] == before.formulas["附表"]
    assert kept(path) == EXPECTED


def test_names_that_are_gone_are_no_rows_that_were_moved(heping, tmp_path):
    from tests.support.tampered import WORKBOOK_PART, name_lost

    path = tampered(heping, tmp_path / "乱.xlsx", {WORKBOOK_PART: [name_lost("制度_预算_轻")]})
    told = run("convert", path, "-o", tmp_path / "新.xlsx", "--json")
    assert told[-1].startswith("乱.xlsx 的名称不见了，已按读出的数据重新生成一份；")


def test_a_text_for_a_number_is_told_as_that(heping, tmp_path):
    path = tampered(heping, tmp_path / "乱.xlsx", {"数据": [typed("E8", "一处"), rows_swapped(9, 20)]})
    converted = CliRunner().invoke(cli, ["convert", str(path), "-o", str(tmp_path / "新.xlsx"), "--json"])
    found = json.loads(converted.stdout)["findings"]
    (told,) = [each for each in found if each["code"] == "D02"]
    assert "填的是“一处”，应为数字" in told["message"]


def test_the_way_back_and_forth_keeps_them(heping, tmp_path):
    native = convert(heping, read_cells(heping), NATIVE)
    save(native.workbook, native.values, tmp_path / "普通.xlsx", True)
    assert kept(tmp_path / "普通.xlsx") == EXPECTED
    assert all(told.level == NOTICE for told in native.told)
