"""Workbooks that were taken apart: what is there is read, what is gone is named and blank."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from addin.cli import cli
from tests.support.reviewed import our_workbook
from tests.support.tampered import (
    WORKBOOK_PART,
    column_inserted,
    name_lost,
    row_deleted,
    row_inserted,
    row_named_lost,
    rows_swapped,
    sheet_lost,
    sheet_renamed,
    tampered,
    typed,
)
from workbooks.files.cells import read_cells
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.filing.scoring import score_forms
from workbooks.findings import ERROR, NOTICE
from workbooks.forms.returned.damage import CODE
from workbooks.forms.returned.read_back import read_workbook
from workbooks.review.reviewing import review_file
from workbooks.standards.loading import load

ITEMS = len(load("heping-2024").scored_items)


def all_names_lost(workbook):
    return re.sub(r'<definedName [^<>]*>(?!"heping)[^<>]*</definedName>', "", workbook)


CASES = {
    # Row 8 of 数据 is 制度_预算_轻; a program that keeps names makes its name #REF!.
    "a row deleted in Excel": (
        {"数据": [row_deleted(8)], WORKBOOK_PART: [row_named_lost("数据", 8)]},
        ["制度_预算_轻"],
        [(ERROR, "数据", "“数据”表里“制度_预算_轻”一行（列）不见了，这个数按没有填")],
    ),
    "a row deleted by a program without names": (
        {"数据": [row_deleted(8)]},
        ["制度_预算_轻"],
        [
            (ERROR, "数据", "“数据”表里“制度_预算_轻”一行（列）不见了，这个数按没有填"),
            (ERROR, "数据", f"等 {ITEMS - 3} 项指着别的格"),
        ],
    ),
    "a row inserted above by a program without names": (
        {"数据": [row_inserted(6)]},
        [],
        [(ERROR, "数据", f"等 {ITEMS} 项指着别的格")],
    ),
    "rows sorted": (
        {"数据": [rows_swapped(8, 20)]},
        [],
        [(ERROR, "数据", "名称“制度_预算_轻”“支出政策_问题数”指着别的格")],
    ),
    "rows sorted, the headings with them": (
        {"数据": [rows_swapped(5, 20)]},
        [],
        [(ERROR, "数据", "名称“支出政策_问题数”指着别的格")],
    ),
    "a column inserted": (
        {"数据": [column_inserted("C")]},
        [],
        [(ERROR, "数据", f"等 {ITEMS} 项指着别的格")],
    ),
    "a label edited": (
        {"数据": [typed("B8", "预算制度")]},
        [],
        [(NOTICE, "数据", "“制度_预算_轻”一行的名称改成了“预算制度”，这一行的数照样采用")],
    ),
    "a name lost": (
        {WORKBOOK_PART: [name_lost("制度_预算_轻")]},
        [],
        [(ERROR, "数据", "名称“制度_预算_轻”不见了，已按“数据”表的行名和表头找到这些数")],
    ),
    "all names lost": (
        {WORKBOOK_PART: [all_names_lost]},
        [],
        [
            (ERROR, "数据", f"等 {ITEMS} 项不见了，已按“数据”表的行名和表头找到"),
            (ERROR, "表1.4.1", "等 15 项不见了，已按“表1.4.1”表的行名和表头找到"),
        ],
    ),
    "数据 renamed in Excel": (
        {WORKBOOK_PART: [sheet_renamed("数据", "我的数", names_follow=True)]},
        [],
        [(NOTICE, "我的数", "“数据”表改名为“我的数”，已按表里的标题找到；请改回“数据”")],
    ),
    "数据 renamed by a program without names": (
        {WORKBOOK_PART: [sheet_renamed("数据", "我的数", names_follow=False)]},
        [],
        [(NOTICE, "我的数", "“数据”表改名为“我的数”")],
    ),
    "附表 renamed": (
        {WORKBOOK_PART: [sheet_renamed("附表", "自评表", names_follow=True)]},
        [],
        [(NOTICE, "自评表", "“附表”表改名为“自评表”")],
    ),
    "表1.4.1 lost": (
        {WORKBOOK_PART: [sheet_lost("表1.4.1")]},
        [
            f"支出情况_{row}_{column}"
            for row in ("基本支出", "项目支出", "合计")
            for column in ("年初预算", "调整预算", "收入合计", "上年结余", "支出合计")
        ],
        [(ERROR, "", "“表1.4.1”表不见了")],
    ),
}


@pytest.fixture(scope="module")
def heping(tmp_path_factory):
    return our_workbook(tmp_path_factory.mktemp("和平") / "附表.xlsx", "heping-2024")


@pytest.mark.parametrize("name", CASES)
def test_what_is_there_is_read_and_what_is_gone_is_named(name, heping, tmp_path):
    changes, gone, told = CASES[name]
    path = tampered(heping, tmp_path / "附表.xlsx", changes)
    whole, found = read_workbook(heping)[1], read_workbook(path)[1]
    missing = {key for key, figure in whole.data.items() if found.data[key] != figure}
    assert missing == {key for key in gone if whole.data[key] is not None}
    assert found.gone == frozenset(gone)
    others = (found.unit, found.year, found.texts, found.rows, found.reported)
    assert others == (whole.unit, whole.year, whole.texts, whole.rows, whole.reported)
    said = [(each.level, each.sheet, each.message) for each in found.told]
    assert len(said) == len(told), said
    for (level, sheet, message), (wanted, where, words) in zip(said, told, strict=True):
        assert (level, sheet) == (wanted, where)
        assert words in message


@pytest.mark.parametrize("name", CASES)
def test_each_cause_is_told_once(name, heping, tmp_path):
    """No score, total or figure that only follows is told beside the cause."""
    changes, _, told = CASES[name]
    path = tampered(heping, tmp_path / "附表.xlsx", changes)
    found = [each for each in review_file(path).findings if each.code[0] in "SD"]
    assert [each.code for each in found] == [CODE] * len(told), found


def test_a_workbook_of_before_the_optional_amounts_is_scored(tmp_path):
    """It has neither the rows nor the names of amounts that came later, and nothing is said of them."""
    source = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021")
    later = ("固定资产_在用", "固定资产_总额")
    cells = read_cells(source)
    rows = sorted((coordinate_to_tuple(cells.place(cells.shared, key)[1])[0] for key in later), reverse=True)
    without = {
        "数据": list(map(row_deleted, rows)),
        WORKBOOK_PART: [row_named_lost("数据", row) for row in rows],
    }
    shorter = tampered(source, tmp_path / "b.xlsx", without)
    path = tampered(shorter, tmp_path / "c.xlsx", {WORKBOOK_PART: list(map(name_lost, later))})
    (whole,), (found,) = (score_forms(*read_workbook(each)) for each in (source, path))
    assert [item.shown for item in found.items] == [item.shown for item in whole.items]
    assert found.total == whole.total
    assert read_workbook(path)[1].told == ()
    assert [each.code for each in review_file(path).findings if each.code == CODE] == []


def test_a_sheet_of_data_that_is_gone(heping, tmp_path):
    path = tampered(heping, tmp_path / "附表.xlsx", {WORKBOOK_PART: [sheet_lost("数据")]})
    whole, found = read_workbook(heping)[1], read_workbook(path)[1]
    assert found.texts == whole.texts
    assert found.reported == whole.reported
    # What the form prints of them, and the figures of the other sheets, are there.
    assert (found.unit, found.year) == (whole.unit, whole.year)
    assert found.data["支出情况_合计_支出合计"] == whole.data["支出情况_合计_支出合计"] is not None
    assert len(found.gone) == ITEMS
    (told,) = [each for each in review_file(path).findings if each.code == CODE]
    assert told.message.startswith("“数据”表不见了，“制度_三重一大_轻”")


def test_a_form_that_is_gone(heping, tmp_path):
    path = tampered(heping, tmp_path / "附表.xlsx", {WORKBOOK_PART: [sheet_lost("附表")]})
    whole, found = read_workbook(heping)[1], read_workbook(path)[1]
    assert found.data == whole.data
    assert found.texts == {}
    (told,) = [each for each in review_file(path).findings if each.code == CODE]
    assert told.level == ERROR
    assert told.message.startswith("“附表”表不见了，表里写的文字、自填行和原报得分都没有了")


def test_a_quarter_that_is_gone_is_read_where_it_is_shown_once_more(tmp_path):
    source = our_workbook(tmp_path / "a.xlsx", "shenzhen-2021")
    path = tampered(source, tmp_path / "附表.xlsx", {WORKBOOK_PART: [sheet_lost("季度执行")]})
    whole, found = read_workbook(source)[1], read_workbook(path)[1]
    assert found.data == whole.data
    (told,) = found.told
    assert "“季度执行”表不见了" in told.message
    assert "已取“数据”表里显示的数" in told.message


def run(*args):
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def test_fill_carries_over_everything_that_is_there(heping, tmp_path):
    damage = {"数据": [row_deleted(8)], WORKBOOK_PART: [row_named_lost("数据", 8)]}
    path = tampered(heping, tmp_path / "附表.xlsx", damage)
    filled = run("fill", "heping-2024", "--data", path, "-o", tmp_path / "新.xlsx", "--json")
    assert filled.exit_code == 1
    codes = {each["code"]: each["message"] for each in json.loads(filled.stdout)["findings"]}
    assert codes["D01"].startswith("数据项“制度_预算_轻”没有填写")
    assert codes[CODE] == "“数据”表里“制度_预算_轻”一行（列）不见了，这个数按没有填"
    whole, found = read_workbook(heping)[1], read_workbook(tmp_path / "新.xlsx")[1]
    assert found.told == ()
    assert {key for key in whole.data if found.data[key] != whole.data[key]} == {"制度_预算_轻"}
    assert found.texts == whole.texts
    assert found.notes == whole.notes


@pytest.mark.parametrize("name", ["rows sorted", "a column inserted", "数据 renamed in Excel"])
def test_convert_builds_it_anew_and_says_so(name, heping, tmp_path):
    path = tampered(heping, tmp_path / "附表.xlsx", CASES[name][0])
    converted = run("convert", path, "-o", tmp_path / "新.xlsx", "--json")
    assert converted.exit_code == 1
    told = [each["message"] for each in json.loads(converted.stdout)["findings"] if each["code"] == CODE]
    assert told[-1].startswith("附表.xlsx 的行列或工作表动过，已按读出的数据重新生成一份")
    whole, found = read_workbook(heping)[1], read_workbook(tmp_path / "新.xlsx")[1]
    assert found.data == whole.data
    assert found.told == ()


def test_whatif_tells_what_is_gone(heping, tmp_path):
    damage = {"数据": [row_deleted(8)], WORKBOOK_PART: [row_named_lost("数据", 8)]}
    path = tampered(heping, tmp_path / "附表.xlsx", damage)
    found = run("whatif", path, "--set", "制度_预算_轻=0")
    assert "“制度_预算_轻”一行（列）不见了" in found.output
    assert "99.20" in found.output


def test_finalize_names_what_is_gone(heping, tmp_path):
    damage = {"数据": [row_deleted(8)], WORKBOOK_PART: [row_named_lost("数据", 8)]}
    path = tampered(heping, tmp_path / "附表.xlsx", damage)
    refused = run("finalize", path, "-o", tmp_path / "定稿.xlsx")
    assert "“数据”表里“制度_预算_轻”一行不见了" in str(refused.exception)
    assert not (tmp_path / "定稿.xlsx").exists()


def test_a_renamed_form_is_handed_in(heping, tmp_path):
    path = tampered(heping, tmp_path / "附表.xlsx", CASES["附表 renamed"][0])
    final = run("finalize", path, "-o", tmp_path / "定稿.xlsx", "--json")
    assert json.loads(final.stdout)["sheets"] == ["自评表", "表1.4.1", "汇总"]
