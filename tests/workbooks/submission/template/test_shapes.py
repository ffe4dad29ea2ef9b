"""Blank forms of several places, filled from one set of figures; what is filled in passes the review."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import load_workbook

from tests.support.examples import example
from tests.workbooks.official.typed import type_workbook
from workbooks.official.official_table import Cell
from workbooks.official.split_targets import split_target, with_joined_target
from workbooks.review.reviewing import review_file
from workbooks.standards.loading import load
from workbooks.submission.template import fill_template

STANDARD = "project-2020"
HEAD = [["2020年度项目支出绩效自评表"], ["项目名称"], ["主管部门", "", "", "", "实施单位"]]
SPLIT = ["三级指标", "指标性质", "指标值", "度量单位", "权重", "完成值", "得分", "未完成原因分析"]
PLAIN = ["三级指标", "预期指标值", "实际完成值", "分值", "得分", "偏差原因"]


# What neither form has a place for.
NOT_IN_THESE = ("“预期目标”", "“实际完成情况”", "评价等级")


def one_project():
    filing = example(STANDARD)
    return replace(filing, projects=filing.projects[:1])


def indicator_rows(headings, foot):
    filing = one_project().projects[0]
    rows = [["一级指标", "二级指标", *headings]]
    for level, own in filing.rows.items():
        rows += [[LEVELS[level], level], *([["", ""]] * (len(own) - 1))] if own else []
    return [*rows, *foot]


LEVELS = {
    **dict.fromkeys(("数量指标", "质量指标", "时效指标"), "产出指标"),
    "成本指标": "成本指标",
    **dict.fromkeys(("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"), "效益指标"),
    "满意度指标": "满意度指标",
    "服务对象满意度指标": "满意度指标",
}
SICHUAN = [
    *HEAD,
    [
        "预算执行情况（10分）",
        "年度预算数（万元）",
        "",
        "年初预算",
        "调整后预算数",
        "预算执行数",
        "预算执行率",
        "权重",
        "得分",
    ],
    *(["", label] for label in ("总额", "其中：财政资金", "上年结转资金", "其他资金")),
    *indicator_rows(SPLIT, [["合计"]]),
]
HEBEI = [
    *HEAD,
    [
        "二、预算执行情况（万元）",
        "预算安排情况（调整后）",
        "",
        "资金到位情况",
        "",
        "资金执行情况",
        "",
        "预算执行进度",
    ],
    ["", "预算数：", "", "到位数：", "", "执行数："],
    *(["", label, "", label, "", label] for label in ("其中：财政资金", "上年结转资金", "其他")),
    *indicator_rows(PLAIN, [["预算执行率", "预算执行率", "预算执行率", "", "", 10], ["自评得分"]]),
]


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (SICHUAN, {"F5": ("资金总额", "全年执行"), "E6": ("财政拨款", "全年预算")}),
        (HEBEI, {"G5": ("资金总额", "全年执行"), "C6": ("财政拨款", "全年预算")}),
    ],
    ids=["四川", "河北"],
)
def test_filled_form_passes_its_review(tmp_path, rows, cells):
    blank = type_workbook(tmp_path / "空表.xlsx", {"附表": rows})
    result = fill_template(load(STANDARD), one_project(), blank, tmp_path / "填好.xlsx")
    assert [each.what for each in result.unplaced if each.what not in NOT_IN_THESE] == []
    sheet = load_workbook(result.path).worksheets[0]
    data = one_project().projects[0].data
    for cell, (row, column) in cells.items():
        assert sheet[cell].value == pytest.approx(float(data[f"{row}_{column}"]))
    review = review_file(result.path, STANDARD)
    assert [each for each in review.findings if each.level == "错误"] == []
    assert review.all_read


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("≥40场", ("≥", "40", "场")),
        (">=98%", ("≥", "98", "%")),
        ("＝300天", ("=", "300", "天")),
        ("8000册", ("", "8000", "册")),
        ("1,200.5万元", ("", "1200.5", "万元")),
        ("20-25万人次", ("", "20-25", "万人次")),
        ("达成预期指标", ("定性", "达成预期指标", "")),
        ("2022年12月底前", ("定性", "2022年12月底前", "")),
        ("", ("", "", "")),
    ],
)
def test_target_in_three_columns(written, parts):
    found = split_target(written)
    assert (found.relation, str(found.value), found.measure) == parts


@pytest.mark.parametrize("written", ["≥40场", "≤5%", "=300天", "8000册", "20-25万人次", "达成预期指标"])
def test_split_and_joined_is_the_same(written):
    parts = split_target(written)
    cells = {
        name: Cell("表", 1, place, str(value) if name != "target" or parts.relation == "定性" else value)
        for place, (name, value) in enumerate(
            (("relation", parts.relation), ("target", parts.value), ("measure", parts.measure)), 1
        )
    }
    assert with_joined_target(cells)["target"].text == Cell("表", 1, 1, written).text
