"""The page of what is read says what is so: every wording on it is read as it says."""

from __future__ import annotations

import re

import pytest

from tests.support.cases import load
from tests.support.places import ROOT
from tests.workbooks.official.typed import type_workbook
from tests.workbooks.review.test_plain_forms import FILES
from workbooks.findings import NOT_READ
from workbooks.official.headings import field_of
from workbooks.official.money import column_of, row_of
from workbooks.review.reviewing import review_file

PAGE = (ROOT / "docs" / "forms-read.md").read_text(encoding="utf-8")
TITLES = ("指标表", "栏目", "行", "样子", "准不准")
TABLES = dict(zip(TITLES, re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE), strict=True))
FORMS = {form["name"]: form for name in FILES for form in load(f"review/{name}.yaml")["forms"]}
NOT_READ_FORMS = {form["name"]: form for form in load("review/not_read.yaml")["forms"]}
SHAPES = [line.strip("| ").split(" | ") for line in TABLES["样子"].splitlines()[2:]]


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


def test_every_shape_is_read_or_not():
    """Each shape on the page has its form, and each form that is not read stands on the page."""
    read = [form for _, kept, form in SHAPES if kept == "读"]
    assert [form for form in read if form not in FORMS] == []
    assert [form for _, kept, form in SHAPES if kept == "不读"] == list(NOT_READ_FORMS)
    assert {kept for _, kept, _ in SHAPES} == {"读", "不读"}


@pytest.mark.parametrize("name", NOT_READ_FORMS)
def test_what_is_not_read_is_never_clean(name, tmp_path):
    form = NOT_READ_FORMS[name]
    review = review_file(type_workbook(tmp_path / "表.xlsx", {"附表": form["rows"]}))
    if "says" in form:
        assert {finding.code for finding in review.findings} == {form["says"]}
    else:
        assert not review.all_read
        assert review.told.startswith(NOT_READ)


def test_the_figures_are_of_the_sets_that_there_are():
    for name, forms, faults, *_ in (
        line.strip("| ").split(" | ") for line in TABLES["准不准"].splitlines()[2:]
    ):
        content = load(f"review/{name}.yaml")["forms"]
        assert len(content) == int(forms)
        assert sum(len(form.get("faults", ())) for form in content) == int(faults)
