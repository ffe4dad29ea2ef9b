"""Titles as the documents print them: with the year, with the unit's name where it stands in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import load_workbook

from tests.support.examples import example
from workbooks.files.cells import read_cells
from workbooks.files.xlsx import save
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE
from workbooks.forms.returned.heads import unit_of, year_of
from workbooks.forms.returned.read_back import own_workbook
from workbooks.standards.loading import load
from workbooks.standards.tables import Summary


@pytest.mark.parametrize(
    ("name", "unit", "title"),
    [
        (
            "wuxi-2021",
            "无锡市人民政府外事办公室",
            "无锡市2021年度市人民政府外事办公室部门整体支出绩效评价指标表",
        ),
        ("wuxi-2021", "市外办", "无锡市2021年度市外办部门整体支出绩效评价指标表"),
        ("wuxi-2021", "无锡", "无锡市2021年度无锡部门整体支出绩效评价指标表"),
        ("wuxi-2021", "", "无锡市2021年度部门整体支出绩效评价指标表"),
        ("heping-2024", "某街道办事处", "某街道办事处2024年度部门整体支出绩效评价指标体系"),
    ],
)
def test_the_unit_stands_where_the_document_has_it(name, unit, title):
    made = build(load(name), replace(example(name), unit=unit))
    assert made.values(made.scored())["附表"]["A2"] == title


def test_the_formula_says_the_same():
    made = build(load("wuxi-2021"), example("wuxi-2021"))
    named = 'IF(LEFT(单位名称,3)="无锡市",MID(单位名称,3,99),单位名称)'
    assert (
        made.workbook["附表"]["A2"].value == f'="无锡市"&评价年度&"年度"&{named}&"部门整体支出绩效评价指标表"'
    )


# As the documents print them: 表1 and 表2 of 深圳 with the year, those of 和平 without a line for it.
HEADINGS = [
    ("shenzhen-2021", "表1", 2022, "表1　2022年部门年初预算安排及预算调整情况表", "单位：元"),
    ("shenzhen-2021", "季度执行", 2021, "表2　2021年预算执行情况表", "单位：万元"),
    ("heping-2024", "表1.4.1", 2024, "表1.4.1　部门预算支出情况表", "单位：万元"),
    ("heping-2024", "汇总", 2024, "表3.2.1　二级指标得分率表", None),
]


@pytest.mark.parametrize(("name", "sheet", "year", "heading", "measure"), HEADINGS)
def test_accompanying_tables_are_headed_as_in_the_document(name, sheet, year, heading, measure):
    made = build(load(name), replace(example(name), year=year))
    shown, values = made.workbook[sheet], made.values(made.scored())[sheet]
    texts = [values.get(f"A{row}", shown.cell(row, 1).value) for row in (1, 2, 3)]
    assert texts == [heading, None, measure]


def test_a_table_without_a_heading_of_its_own_says_title_and_year():
    made = build(load("fengtai-2023"), example("fengtai-2023"))
    shown, values = made.workbook["部门预算执行"], made.values(made.scored())["部门预算执行"]
    assert (shown["A1"].value, values["A2"]) == ("部门整体预算执行情况表", "（2023年度）")


def test_a_heading_ends_with_the_title_by_which_a_renamed_sheet_is_found():
    with pytest.raises(ValueError, match="要以 title“二级指标得分率表”结尾"):
        Summary(title="二级指标得分率表", heading="表3　得分率表")


@pytest.mark.parametrize("year", [2021, 2023])
def test_headings_of_targets_follow_the_year(year):
    made = build(load("wuxi-2021"), replace(example("wuxi-2021"), year=year))
    values = made.values(made.scored())["附表"]
    assert [values[cell] for cell in ("E4", "F4")] == [f"{year}年目标值", f"{year}年完成值"]
    assert made.workbook["附表"]["E4"].value == '=评价年度&"年目标值"'


@pytest.mark.parametrize("stored", [True, False])
def test_headings_with_a_year_are_known_again(tmp_path, stored):
    """Also in a file saved by a program that does not calculate, where the formulas have no values."""
    made = build(load("wuxi-2021"), replace(example("wuxi-2021"), year=2023), edition=NATIVE)
    path = tmp_path / "附表.xlsx"
    save(made.workbook, made.values(made.scored()), path, force=False)
    if not stored:
        load_workbook(path).save(path)
    own = own_workbook(read_cells(path))
    assert own.is_as_built and own.forms[0].drift.lost_columns == ()
    assert own.filing.year == 2023


def test_the_title_of_heping_stands_on_every_page():
    assert build(load("heping-2024"), example("heping-2024")).workbook["附表"].print_title_rows == "$2:$4"
    assert build(load("wuxi-2021"), example("wuxi-2021")).workbook["附表"].print_title_rows == "$4:$4"


def test_the_unit_is_read_from_the_title_where_no_line_names_it(tmp_path):
    made = build(load("heping-2024"), example("heping-2024"), edition=NATIVE)
    path = tmp_path / "附表.xlsx"
    save(made.workbook, made.values(made.scored()), path, force=False)
    cells = read_cells(path)
    left = replace(cells, sheets=tuple(sheet for sheet in cells.sheets if sheet.name != "数据"), shared={})
    assert unit_of(left, load("heping-2024")) == "天津市和平区人民政府劝业场街道办事处"
    assert year_of(left, load("heping-2024")) == 2024
    assert "部门名称：" not in {str(cell.value) for row in made.workbook["附表"]["A1:H4"] for cell in row}
