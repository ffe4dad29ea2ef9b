"""Filling a blank form cell by cell: other column orders, formulas, printed texts, too few rows."""

from __future__ import annotations

import dataclasses
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests.workbooks.official.typed import type_workbook
from workbooks.files.xlsx import with_values
from workbooks.filing.data_file import Filing
from workbooks.filing.lines import OwnRow
from workbooks.problems import InputError
from workbooks.standards.loading import load
from workbooks.submission.template import fill_template

HEADINGS = [
    "序号",
    "一级指标",
    "二级指标",
    "得分",
    "分值",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "偏差原因分析",
]
MONEY = [
    ["项目资金（元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    [None, "年度资金总额", None, None, None, 10],
    [None, "其中：当年财政拨款"],
    [None, "上年结转资金"],
    [None, "其他资金"],
]
ABOVE = [
    ["2020年项目支出绩效自评表"],
    ["（　　　　年度）"],
    ["项目名称", None, "主管部门：", None, None, "实施单位", None],
]
GOALS = [["预期目标", None, None, None, "实际完成情况"], []]


def sheet_rows(*rows, foot=(["总分"],)):
    """A form whose indicator table has these rows, from row 12 on (the headings are in row 11)."""
    return [*ABOVE, *MONEY, *GOALS, HEADINGS, *rows, *foot]


GROUP = (
    [1, "产出指标", "数量指标", None, None, "指标1："],
    [2, None, None, None, None, "指标2："],
    [3, "效益指标", "社会效益指标"],
    [4, "满意度指标", "服务对象满意度指标"],
)


def goal(name, target="10个", actual="10个", weight=10, **texts):
    return OwnRow(name, "", {"指标值": target, "完成值": actual, "分值": Decimal(weight)}, texts)


def filing(rows, **data):
    money = {key: Decimal(value) for key, value in data.items()}
    project = Filing(name="道路养护", head={"主管部门": "某局"}, data=money, rows=rows)
    return Filing(unit="某局", year=2020, projects=(project,))


def fill(folder, rows, filed, merged=("B12:B13", "C12:C13"), name="空表.xlsx"):
    blank = type_workbook(folder / name, {"自评表": rows}, {"自评表": merged})
    result = fill_template(load("project-2020"), filed, blank, folder / f"填好{blank.suffix}")
    return result, load_workbook(result.path)["自评表"]


def unplaced(result):
    return {one.what: (one.cell, one.why) for one in result.unplaced}


def test_columns_are_found_by_their_headings_in_any_order(tmp_path):
    rows = {"数量指标": [goal("养护里程", "20公里", "19公里", 10, reason="雨季停工")]}
    _, sheet = fill(tmp_path, sheet_rows(*GROUP), filing(rows))
    found = [sheet.cell(12, column).value for column in range(1, 10)]
    # 19 ÷ 20 × 10
    assert found == [1, "产出指标", "数量指标", 9.5, 10, "养护里程", "20公里", "19公里", "雨季停工"]
    assert [sheet.cell(13, column).value for column in range(2, 10)] == [
        None,
        None,
        None,
        None,
        "指标2：",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("printed", "filled"),
    [
        ("（ 年度）", "（2020年度）"),
        ("（  年度）", "（2020年度）"),
        ("（年度）", "（年度）"),
        ("绩效 年度", "绩效 年度"),
    ],
)
def test_room_for_the_year(tmp_path, printed, filled):
    rows = [[printed if cell == "（　　　　年度）" else cell for cell in row] for row in sheet_rows(*GROUP)]
    _, sheet = fill(tmp_path, rows, filing({"数量指标": [goal("甲")]}))
    assert sheet["A2"].value == filled


def test_labelled_places_above_the_table_are_filled(tmp_path):
    _, sheet = fill(tmp_path, sheet_rows(*GROUP), filing({"数量指标": [goal("甲")]}))
    assert sheet["A2"].value == "（2020年度）"
    assert sheet["B3"].value == "道路养护"
    assert (sheet["C3"].value, sheet["D3"].value) == ("主管部门：", "某局")


def test_amounts_are_converted_to_the_unit_of_the_form(tmp_path):
    data = {"资金总额_全年预算": "130", "资金总额_全年执行": "126.1", "其他资金_全年执行": "0"}
    result, sheet = fill(tmp_path, sheet_rows(*GROUP), filing({}, **data))
    found = [sheet.cell(5, column).value for column in range(3, 9)]
    assert found == [None, 1300000, 1261000, 10, "97.00%", 9.7]
    assert sheet["E8"].value == 0
    assert any("单位是元" in note for note in result.notes)


def test_rows_that_do_not_fit_are_named_and_none_is_inserted(tmp_path):
    rows = {"数量指标": [goal("甲"), goal("乙"), goal("丙")], "质量指标": [goal("丁")]}
    result, sheet = fill(tmp_path, sheet_rows(*GROUP), filing(rows))
    assert (sheet["F12"].value, sheet["F13"].value) == ("甲", "乙")
    assert sheet["C14"].value == "社会效益指标"
    found = unplaced(result)
    assert "只有 2 行，没有空行" in found["“数量指标”“丙”"][1]
    assert found["“质量指标”1 行"][1] == "空表里没有这一组"


def test_a_row_that_the_form_prints_is_filled_in_its_own_place(tmp_path):
    printed = [2, None, None, None, 8, "乙", "5个"]
    rows = {"数量指标": [goal("甲"), goal("乙", "10个", "10个", 8)]}
    result, sheet = fill(tmp_path, sheet_rows(GROUP[0], printed, *GROUP[2:]), filing(rows))
    assert (sheet["F12"].value, sheet["D13"].value, sheet["E13"].value) == ("甲", 8, 8)
    # What is printed stays, and is told.
    assert sheet["G13"].value == "5个"
    assert unplaced(result)["“乙”年度指标值"] == ("G13", "这一格已印有“5个”，没有改写")


def test_text_that_begins_like_a_formula_stays_text(tmp_path):
    names = ["=1+1", "+86", "-甲", "@SUM(A1)"]
    group = [[number, None, None, None, None, "……"] for number in range(2, 5)]
    rows = {"数量指标": [goal(name, "=10个", "10个") for name in names]}
    result, sheet = fill(
        tmp_path, sheet_rows(GROUP[0], *group, *GROUP[2:]), filing(rows), merged=("B12:B15", "C12:C15")
    )
    assert [sheet.cell(row, 6).value for row in range(12, 16)] == names
    assert {sheet.cell(row, 6).data_type for row in range(12, 16)} == {"s"}
    assert sheet["G12"].data_type == "s"
    with zipfile.ZipFile(result.path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def formula_form(tmp_path, total, other):
    """A form with a formula for the total and one beside it, each with an old result."""
    rows = {"数量指标": [goal("甲"), goal("乙", "10个", "9个", 10)]}
    foot = [["总分", None, None, total], ["核对", None, None, other]]
    blank = type_workbook(
        tmp_path / "空表.xlsx", {"自评表": sheet_rows(*GROUP, foot=foot)}, {"自评表": ["B12:B13", "C12:C13"]}
    )
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(blank) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = with_values(parts[part], {"D16": Decimal(0), "D17": Decimal(7)})
    with zipfile.ZipFile(blank, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    money = {"资金总额_全年预算": "100", "资金总额_全年执行": "100"}
    result = fill_template(load("project-2020"), filing(rows, **money), blank, tmp_path / "填好.xlsx")
    return result, load_workbook(result.path)["自评表"], load_workbook(result.path, data_only=True)["自评表"]


def test_a_total_that_the_form_adds_up_itself_keeps_its_formula_and_shows_the_new_sum(tmp_path):
    result, formulas, values = formula_form(tmp_path, "=ROUND(SUM(D12:D15)+H5,2)", "=IF(D16>0,1,0)")
    assert formulas["D16"].value == "=ROUND(SUM(D12:D15)+H5,2)"
    # 10 ＋ 9 and 10 for the execution
    assert values["D16"].value == 29
    placed = {one.cell: (one.what, one.value) for one in result.placed}
    assert placed["D16"] == ("总分（空表自己的公式）", "29.00")
    # No sum: its old result is gone, so that nobody takes it for the new one.
    assert formulas["D17"].value == "=IF(D16>0,1,0)"
    assert values["D17"].value is None
    assert any("D17 是公式，打开后由 Excel 重新计算" in note for note in result.notes)


def test_a_formula_that_gives_another_total_is_told(tmp_path):
    result, _, values = formula_form(tmp_path, "=SUM(D12:D15)", "=SUM(E12:E13)*2")
    assert values["D16"].value == 19
    cell, why = unplaced(result)["总分"]
    assert cell == "D16"
    assert "公式算出的是 19" in why


def test_a_formula_that_looks_at_nothing_filled_keeps_its_result(tmp_path):
    _, _, values = formula_form(tmp_path, "=SUM(D12:D15)", '=SUM(A12:A15)&"D12"')
    assert values["D17"].value == 7


def test_the_score_cell_of_a_row_with_a_formula_is_left_alone(tmp_path):
    group = [[1, "产出指标", "数量指标", "=E12", None, "指标1："], *GROUP[1:]]
    rows = {"数量指标": [goal("甲", "10个", "5个", 10)]}
    result, sheet = fill(tmp_path, sheet_rows(*group), filing(rows))
    assert sheet["D12"].value == "=E12"
    cell, why = unplaced(result)["“甲”得分"]
    assert cell == "D12"
    assert "=E12" in why
    assert "公式算出的是 10" in why


def test_a_total_merged_with_its_label_has_no_place(tmp_path):
    rows = {"数量指标": [goal("甲")]}
    money = {"资金总额_全年预算": "100", "资金总额_全年执行": "100"}
    result, sheet = fill(
        tmp_path, sheet_rows(*GROUP), filing(rows, **money), merged=("B12:B13", "C12:C13", "A16:I16")
    )
    assert sheet["A16"].value == "总分"
    assert [sheet.cell(16, column).value for column in range(2, 12)] == [None] * 10
    assert "A16 与整行合并成一格" in unplaced(result)["总分"][1]


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".csv", ".pdf"])
def test_other_kinds_of_files_are_refused_in_one_line(tmp_path, suffix):
    blank = tmp_path / f"空表{suffix}"
    blank.write_bytes(b"1")
    with pytest.raises(InputError, match=r"另存为 \.xlsx"):
        fill_template(load("project-2020"), filing({}), blank, tmp_path / f"填好{suffix}")


def test_a_form_of_something_else_is_refused_and_nothing_is_written(tmp_path):
    blank = type_workbook(tmp_path / "空表.xlsx", {"表": [["姓名", "年龄"], ["甲", 3]]})
    with pytest.raises(InputError, match="没有找到“项目支出绩效自评表”的指标表"):
        fill_template(load("project-2020"), filing({}), blank, tmp_path / "填好.xlsx")
    assert not (tmp_path / "填好.xlsx").exists()


def test_more_projects_than_forms_are_refused(tmp_path):
    filed = filing({})
    twice = dataclasses.replace(filed, projects=filed.projects * 2)
    with pytest.raises(InputError, match=r"2 个项目.*只有 1 张"):
        fill(tmp_path, sheet_rows(*GROUP), twice)


def test_the_form_itself_is_never_written_over(tmp_path):
    blank = type_workbook(tmp_path / "空表.xlsx", {"自评表": sheet_rows(*GROUP)})
    before = blank.read_bytes()
    with pytest.raises(InputError, match="就是空表本身"):
        fill_template(load("project-2020"), filing({}), blank, blank, force=True)
    assert blank.read_bytes() == before
