"""The unit of a project form is who carries it out, so that several under one supervisor are no repeats."""

from __future__ import annotations

from decimal import Decimal

from tests.support.places import DATA
from tests.workbooks.official.typed import type_workbook
from workbooks.collect.scored_tables import tables_of
from workbooks.review.reviewing import review_file

FOLDER = DATA / "real-forms" / "01-collect-unit-is-supervisor"


def test_three_schools_under_one_supervisor():
    found = [tables_of(review_file(path)) for path in sorted(FOLDER.glob("*.xlsx"))]
    assert {(table.unit, table.project, table.recomputed_total) for (table,) in found} == {
        ("某县第一中学", "甲专项补助", Decimal("98.05")),
        ("某县第二中学", "甲专项补助", Decimal("97.05")),
        ("某县第三小学", "甲专项补助", Decimal("99.05")),
    }


ROWS = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "培训次数", "10次", "10次", 50, 50],
    ["效益指标", "社会效益", "知晓率", "≥90%", "92%", 40, 39],
    ["满意度指标", "满意度", "学员满意度", "≥90%", "92%", 10, 10],
    ["总分", "", "", "", "", 100, 99],
]


def test_a_form_without_its_project_says_so(tmp_path):
    money = [["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率"]]
    money += [["", "年度资金总额", 10, 10, 10, "100%"]]
    head = [["2022年度项目支出绩效自评表"], ["实施单位", "某县一中"]]
    named = [head[0], ["项目名称", "图书采购"], head[1]]
    for rows, project in (
        ([*head, *money, *ROWS], None),
        ([*named, *ROWS], "图书采购"),
        ([*head, *ROWS], ""),
    ):
        path = type_workbook(tmp_path / "表.xlsx", {"附表": rows})
        (table,) = tables_of(review_file(path))
        assert (table.unit, table.project) == ("某县一中", project)
