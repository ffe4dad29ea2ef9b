"""Titles as the documents print them: with the year, with the unit's name where it stands in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.examples import example
from workbooks.forms.build import build
from workbooks.standards.loading import load


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
