"""Project forms, and rows of the unit's own, that were taken apart.

What is there is read under its label, what is gone is named, and nothing is told of what only follows.
"""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from addin.cli import cli
from tests.support.reviewed import our_workbook
from tests.support.tampered import (
    WORKBOOK_PART,
    column_deleted,
    column_inserted,
    row_deleted,
    row_inserted,
    row_named_lost,
    rows_swapped,
    sheet_lost,
    tampered,
    typed,
)
from workbooks.findings import ERROR, NOTICE
from workbooks.forms.returned.damage import CODE
from workbooks.forms.returned.read_back import read_workbook
from workbooks.review.reviewing import review_file

FORM, OTHER = "公共图书馆免费开放补助（构造）", "乡镇文化站设备更新（构造）"
MOVED = "行列动过"

# Rows of the first form: 4 项目名称, 6 headings of the money block, 7 年度资金总额, 8 其中：当年财政拨款,
# 11 and 12 goals, 13 headings, 14 to 16 数量指标 (two filled), 17 质量指标 (one), 19 to 21 时效指标,
# 35 总分, 36 评价等级.
CASES = {
    "a row of the money block deleted by a program without names": (
        {FORM: [row_deleted(8)]},
        {("data", f"财政拨款_{column}") for column in ("年初预算", "全年预算", "全年执行")},
        [(ERROR, "“其中：当年财政拨款”一行不见了"), (ERROR, MOVED)],
    ),
    "a row of the money block deleted in Excel": (
        {FORM: [row_deleted(8)], WORKBOOK_PART: [row_named_lost(FORM, 8)]},
        {("data", f"财政拨款_{column}") for column in ("年初预算", "全年预算", "全年执行")},
        [(ERROR, "“其中：当年财政拨款”一行不见了")],
    ),
    "the first row of the money block deleted": (
        {FORM: [row_deleted(7)]},
        {
            *(("data", f"资金总额_{column}") for column in ("年初预算", "全年预算", "全年执行")),
            ("reported", "预算执行率"),
        },
        [(ERROR, "“年度资金总额”一行不见了"), (ERROR, MOVED)],
    ),
    "a row of the money block inserted": ({FORM: [row_inserted(9)]}, set(), [(ERROR, MOVED)]),
    "rows of the money block sorted": ({FORM: [rows_swapped(8, 9)]}, set(), [(ERROR, MOVED)]),
    "the headings of the money block deleted": (
        {FORM: [row_deleted(6)]},
        set(),
        [(ERROR, MOVED), (ERROR, "项目资金的表头一行不见了")],
    ),
    "the project's name deleted": (
        {FORM: [row_deleted(4)]},
        {("name", "")},
        [(ERROR, MOVED), (ERROR, "上方“项目名称”一行不见了")],
    ),
    "the texts of the goals deleted": (
        {FORM: [row_deleted(12)]},
        {("head", "预期目标"), ("head", "实际完成情况")},
        [(ERROR, MOVED), (ERROR, "“预期目标”“实际完成情况”一行不见了")],
    ),
    "a row inserted above the texts of the goals": ({FORM: [row_inserted(12)]}, set(), [(ERROR, MOVED)]),
    "the headings of the table deleted": (
        {FORM: [row_deleted(13)]},
        set(),
        [(ERROR, MOVED), (ERROR, "表头一行不见了")],
    ),
    "the first row of a group deleted": (
        {FORM: [row_deleted(17)]},
        {("row", "新书编目合格率")},
        [(ERROR, MOVED), (ERROR, "“质量指标”一行不见了")],
    ),
    "another row of a group deleted": (
        {FORM: [row_deleted(15)]},
        {("row", "新增藏书")},
        [(ERROR, MOVED), (ERROR, "“数量指标”的自填行比原来少")],
    ),
    "a row inserted in a group": ({FORM: [row_inserted(15)]}, set(), [(ERROR, MOVED)]),
    "a row inserted in the last group": (
        {FORM: [row_inserted(34)]},
        set(),
        [(NOTICE, "“满意度指标”的自填行下面加了行，照样读入")],
    ),
    "rows of a group sorted": ({FORM: [rows_swapped(14, 15)]}, set(), [(ERROR, "各行的次序变了")]),
    "the label of a group edited": (
        {FORM: [typed("C17", "质量")]},
        set(),
        [(ERROR, "“质量指标”改成了“质量”")],
    ),
    "the label of a group gone": (
        {FORM: [typed("C17", "")]},
        set(),
        [(ERROR, "“质量指标”的名称没有了，这几行照样读入")],
    ),
    "the grade deleted": (
        {FORM: [row_deleted(36)]},
        {("grade", "")},
        [(ERROR, "“评价等级”一行不见了")],
    ),
    "a column inserted left of the table": (
        {FORM: [column_inserted("A")]},
        set(),
        [(ERROR, MOVED), (NOTICE, "多了 1 列")],
    ),
    "a column inserted in the table": (
        {FORM: [column_inserted("E")]},
        set(),
        [(ERROR, MOVED), (NOTICE, "多了 1 列")],
    ),
    "a column inserted beside the form": ({FORM: [column_inserted("L")]}, set(), [(NOTICE, "多了 1 列")]),
    "the levels deleted": (
        # The name of the project and its department stand in this column too.
        {FORM: [column_deleted("C")]},
        {("name", ""), ("head", "主管部门")},
        [(ERROR, MOVED), (ERROR, "“二级指标”一列不见了")],
    ),
    "a column inserted in 项目汇总": (
        {"项目汇总": [column_inserted("C")]},
        set(),
        [(NOTICE, "“项目汇总”表里多了 1 列")],
    ),
    "项目汇总 lost": (
        {WORKBOOK_PART: [sheet_lost("项目汇总")]},
        {("unit", ""), ("year", "")},
        [(ERROR, "“项目汇总”表不见了，部门（单位）名称和评价年度没有了")],
    ),
}


def content(path):
    """What is typed in the first form, piece by piece."""
    filing = read_workbook(path)[1]
    form = filing.projects[0]
    found = {("unit", ""): filing.unit, ("year", ""): filing.year, ("name", ""): form.name}
    found |= {("data", key): figure for key, figure in form.data.items()}
    found |= {("head", label): text for label, text in form.head.items()}
    found |= {("reported", name): points for name, points in form.reported.items.items()}
    found |= {("total", ""): form.reported.total, ("grade", ""): form.reported.grade}
    rows = [(group, row) for group, rows in form.rows.items() for row in rows]
    found |= {("row", row.name): (group, row) for group, row in rows}
    return {key: value for key, value in found.items() if value not in (None, "")}


@pytest.fixture(scope="module")
def projects(tmp_path_factory):
    return our_workbook(tmp_path_factory.mktemp("项目") / "自评.xlsx", "project-2020")


@pytest.mark.parametrize("name", CASES)
def test_what_is_there_is_read_and_what_is_gone_is_named(name, projects, tmp_path):
    changes, gone, told = CASES[name]
    path = tampered(projects, tmp_path / "自评.xlsx", changes)
    whole, found = content(projects), content(path)
    assert whole.keys() - found.keys() == gone
    assert found == {key: value for key, value in whole.items() if key not in gone}
    said = [each for each in review_file(path).findings if each.code[0] in "SDTE"]
    assert [each.code for each in said] == [CODE] * len(told), said
    for wanted, words in told:
        assert any(each.level == wanted and words in each.message for each in said), (words, said)


COLUMNS = {
    "E": ("全年预算数", "年度指标值", "指标值"),
    "F": ("全年执行数", "实际完成值", "完成值"),
}


@pytest.mark.parametrize("letter", COLUMNS)
def test_a_column_that_is_gone_is_told_once_with_what_was_in_it(letter, projects, tmp_path):
    """Money block and table share their columns: both headings are named, no row and no sum after them."""
    money, heading, figure = COLUMNS[letter]
    path = tampered(projects, tmp_path / "自评.xlsx", {FORM: [column_deleted(letter)]})
    said = [each for each in review_file(path).findings if each.code[0] in "SDTEH"]
    assert {each.code for each in said} == {CODE}, said
    for words in (f"“{money}”一列不见了，", f"“{heading}”一列不见了"):
        assert any(words in each.message for each in said), words
    form = read_workbook(path)[1].projects[0]
    assert {row.figures[figure] for rows in form.rows.values() for row in rows} == {None}
    whole = read_workbook(projects)[1].projects[0]
    kept = {key: value for key, value in whole.data.items() if not key.endswith(money.removesuffix("数"))}
    assert {key: form.data[key] for key in kept} == kept
    assert [key for key, value in form.data.items() if value is not None and key not in kept] == []


@pytest.mark.parametrize("letter", ["G", "H"])
def test_a_column_of_points_that_is_gone_is_told_once(letter, projects, tmp_path):
    path = tampered(projects, tmp_path / "自评.xlsx", {FORM: [column_deleted(letter)]})
    (told,) = [each for each in review_file(path).findings if each.code[0] in "SDTEH"]
    assert (told.code, told.level) == (CODE, ERROR)
    assert {"G": "“分值”一列不见了", "H": "“得分”一列不见了"}[letter] in told.message


@pytest.mark.parametrize("lost", [FORM, OTHER])
def test_a_project_that_is_gone_is_named(lost, projects, tmp_path):
    path = tampered(projects, tmp_path / "自评.xlsx", {WORKBOOK_PART: [sheet_lost(lost)]})
    (left,) = read_workbook(path)[1].projects
    assert left.name == {FORM: OTHER, OTHER: FORM}[lost]
    (told,) = [each for each in review_file(path).findings if each.code[0] == "S"]
    assert (told.code, told.level) == (CODE, ERROR)
    assert told.message.startswith(f"“{lost}”没有自评表了")


def test_an_empty_row_among_filled_ones_leaves_every_score_compared(projects, tmp_path):
    path = tampered(projects, tmp_path / "自评.xlsx", {FORM: [rows_swapped(15, 16)]})
    assert content(path) == content(projects)
    said = [each for each in review_file(path).findings if each.code[0] in "SDTE"]
    # Its formula still takes the row in which it was built.
    assert [(each.code, each.level, each.cell) for each in said] == [("S06", NOTICE, "H16")]


def test_rows_go_where_the_form_shows_them(projects, tmp_path):
    """Row 20 (时效指标) sorted above the label of its group stands below the label before it."""
    path = tampered(projects, tmp_path / "自评.xlsx", {FORM: [rows_swapped(19, 20)]})
    rows = read_workbook(path)[1].projects[0].rows
    assert [row.name for row in rows["质量指标"]] == ["新书编目合格率", "全年开放天数"]
    assert [row.name for row in rows["时效指标"]] == ["新书到馆至上架用时"]
    (told,) = [each for each in review_file(path).findings if each.code[0] in "SDTE"]
    assert "自填行按上面的指标归组" in told.message


@pytest.fixture(scope="module")
def wuxi(tmp_path_factory):
    return our_workbook(tmp_path_factory.mktemp("无锡") / "附表.xlsx", "wuxi-2021")


# Rows of 附表: 11 预算执行率(%), typed in the form itself; 35 a row of 22., 52 公众满意度.
OWN_FORMS = {
    "an indicator whose figure is typed in the form": (
        row_deleted(11),
        set(),
        ["“预算执行率”不见了，已取“数据”表里显示的数", "“预算执行率(%)”一行不见了"],
    ),
    "an indicator above figures typed in the form": (row_deleted(10), set(), ["“预算调整率(%)”一行不见了"]),
    "a row of the unit's own": (
        row_deleted(35),
        {"联系走访在锡港资企业"},
        ["“部门目标”的自填行比原来少"],
    ),
    "a row inserted among the unit's own": (row_inserted(35), set(), []),
    "two figures typed in one row": (
        row_deleted(52),
        set(),
        ["“公众满意度_平均分”“公众满意度_得分”不见了，已取", "“公众满意度”一行不见了"],
    ),
}


@pytest.mark.parametrize("name", OWN_FORMS)
def test_figures_typed_in_the_form_are_found_by_the_name_of_their_indicator(name, wuxi, tmp_path):
    change, gone, told = OWN_FORMS[name]
    path = tampered(wuxi, tmp_path / "附表.xlsx", {"附表": [change]})
    whole, found = read_workbook(wuxi)[1], read_workbook(path)[1]
    assert found.data == whole.data
    names = [{row.name for rows in each.rows.values() for row in rows} for each in (whole, found)]
    assert names[0] - names[1] == gone
    before = {each.message for each in review_file(wuxi).findings}
    said = [each.message for each in review_file(path).findings if each.code[0] in "SDTEC"]
    said = [message for message in said if message not in before]
    for words in told:
        assert any(words in message for message in said), (words, said)
    moved = [message for message in said if MOVED in message]
    assert len(said) == len(told) + len(moved) and len(moved) <= 1, said


def test_fill_carries_over_a_project_form_that_was_taken_apart(projects, tmp_path):
    path = tampered(projects, tmp_path / "自评.xlsx", {FORM: [row_deleted(8)]})
    new = tmp_path / "新.xlsx"
    filled = CliRunner().invoke(cli, ["fill", "project-2020", "--data", str(path), "-o", str(new), "--json"])
    messages = [each["message"] for each in json.loads(filled.stdout)["findings"]]
    assert any("“其中：当年财政拨款”一行不见了" in message for message in messages)
    assert content(new).keys() == content(path).keys()
    assert not [each for each in review_file(new).findings if each.code == CODE]
