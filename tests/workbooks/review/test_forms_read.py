"""The page of what is read says what is so: every wording on it is read as it says."""

from __future__ import annotations

import re

import pytest

from tests.support.places import ROOT
from workbooks.official.headings import field_of
from workbooks.official.money import column_of, row_of

PAGE = (ROOT / "docs" / "forms-read.md").read_text(encoding="utf-8")
TABLES = dict(zip(("指标表", "栏目", "行"), re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE), strict=True))


def wordings(table: str) -> list[tuple[str, str]]:
    rows = [line.strip("| ").split(" | ") for line in TABLES[table].splitlines()[2:]]
    return [(name, each) for name, listed in rows for each in listed.split("、")]


@pytest.mark.parametrize(("field", "heading"), wordings("指标表"))
def test_heading_of_an_indicator_table(field, heading):
    assert field_of(heading) == field


@pytest.mark.parametrize(("column", "heading"), wordings("栏目"))
def test_heading_of_a_money_block(column, heading):
    assert column_of(heading) == column


@pytest.mark.parametrize(("row", "label"), wordings("行"))
def test_row_of_a_money_block(row, label):
    assert row_of(label) == row


@pytest.mark.parametrize(
    "heading",
    ["应得分", "得分率", "扣分标准", "上年得分", "项目名称", "年度预算", "支出功能分类", "指标类型说明文件"],
)
def test_near_misses_are_no_scores(heading):
    assert field_of(heading) != "score"


@pytest.mark.parametrize(
    "label", ["年度总体目标", "绩效指标", "预期目标", "实际完成情况", "举办培训次数", "满意度"]
)
def test_goals_are_no_rows_of_a_money_block(label):
    assert row_of(label) is None
