"""A bureau's form made live, with rows and columns inserted, deleted and sorted: each cause is told once."""

from __future__ import annotations

import pytest

from tests.support.adopted import filled_form
from tests.support.tampered import (
    WORKBOOK_PART,
    column_deleted,
    column_inserted,
    row_deleted,
    row_hidden,
    row_inserted,
    rows_swapped,
    sheet_lost,
    tampered,
    typed,
)
from workbooks.findings import ERROR, NOTICE
from workbooks.review.reviewing import review_file

FORM = "附件2"

# Rows of 附件2: 5 预算执行率, 6 预算调整率, 7 “三公”经费控制率 … 17 合计; C names, D weights, G scores.
CASES = {
    "renamed": ({FORM: [typed("C6", "另一个指标")]}, ERROR, "“预算调整率”改成了“另一个指标”"),
    "hidden": ({FORM: [row_hidden(6)]}, NOTICE, "第 6 行隐藏着"),
    "row inserted": ({FORM: [row_inserted(6)]}, NOTICE, "多了评分标准没有的第 6 行"),
    "row inserted above the table": ({FORM: [row_inserted(2)]}, "", ""),
    "row deleted": ({FORM: [row_deleted(6)]}, ERROR, "“预算调整率”一行不见了"),
    "the last row deleted": ({FORM: [row_deleted(16)]}, ERROR, "一行不见了"),
    "sorted": ({FORM: [rows_swapped(6, 7)]}, ERROR, "各行的次序变了"),
    "column inserted": ({FORM: [column_inserted("B")]}, NOTICE, "表里多了 1 列"),
    "scores deleted": ({FORM: [column_deleted("G")]}, ERROR, "“自评得分”一列不见了"),
    "weights deleted": ({FORM: [column_deleted("D")]}, ERROR, "“分值”一列不见了"),
    "情景 lost": ({WORKBOOK_PART: [sheet_lost("情景")]}, NOTICE, "没有“情景”表"),
    "评分规则 lost": ({WORKBOOK_PART: [sheet_lost("评分规则")]}, NOTICE, "没有“评分规则”表"),
}


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    return filled_form(tmp_path_factory.mktemp("认表") / "附表.xlsx")


@pytest.mark.parametrize("name", CASES)
def test_each_cause_is_told_once(name, form, tmp_path):
    changes, level, words = CASES[name]
    before = {(each.code, each.message) for each in review_file(form).findings}
    path = tampered(form, tmp_path / "附表.xlsx", changes)
    said = [each for each in review_file(path).findings if (each.code, each.message) not in before]
    assert [each.level for each in said] == ([level] if level else []), said
    assert all(words in each.message for each in said), said
