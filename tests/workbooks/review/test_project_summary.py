"""项目汇总 is compared with the forms: each cell with what follows, each cause once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from addin.filling import fill
from tests.support.examples import example
from tests.support.tampered import tampered, typed
from workbooks.review.reviewing import review_file
from workbooks.standards.loading import load

# 甲: 97.30 of the published example; 乙: 80 planned, as published.
CASES = {
    "a score typed over": (
        {"项目汇总": [typed("F6", 99)]},
        [("F6", "项目汇总里“甲”的得分：格里是 99.00（手工改写），按数据应为 97.30")],
    ),
    "a budget typed over, and the sum follows": (
        {"项目汇总": [typed("C7", 180), typed("C8", 310, keep_formula=True)]},
        [("C7", "项目汇总里“乙”的全年预算数：格里是 180.00（手工改写）")],
    ),
    "a rate that was not calculated anew": (
        {"项目汇总": [typed("E8", 0.5, keep_formula=True)]},
        [("E8", "项目汇总里“合计”的执行率：格里是 50.00%（没有重新计算")],
    ),
    "a project that is not listed": (
        {"项目汇总": [typed("B7", "丙")]},
        [("", "项目汇总里“乙”一行的得分：格里是 空白（没有这一行，请重新填汇总）")],
    ),
    "as filled": ({}, []),
}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    filing = example("project-2020")
    projects = (replace(filing.projects[0], name="甲"), replace(filing.projects[-1], name="乙"))
    path = tmp_path_factory.mktemp("项目") / "项目.xlsx"
    fill(load("project-2020"), replace(filing, projects=projects), path)
    return path


@pytest.mark.parametrize("name", CASES)
def test_each_cause_is_told_once(name, workbook, tmp_path):
    changes, expected = CASES[name]
    path = tampered(workbook, tmp_path / "项目.xlsx", changes)
    found = [(each.cell, each.message) for each in review_file(path).findings if each.sheet == "项目汇总"]
    assert [cell for cell, _ in found] == [cell for cell, _ in expected], found
    assert all(words in message for (_, message), (_, words) in zip(found, expected, strict=True)), found
