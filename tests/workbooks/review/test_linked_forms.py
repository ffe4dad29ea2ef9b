"""The three forms of one project held against each other: what differs is told by cell, nothing else."""

from __future__ import annotations

import pytest

from addin.checking import held_together, review_files
from tests.support.cases import load
from tests.workbooks.official.typed import type_workbook

FILE = load("linked_forms.yaml")
CASES = FILE["cases"]


def monitored(case):
    """A 监控表 with the indicators of a case."""
    year, project = case.get("year", 2024), case.get("project", "社区养老服务补助")
    rows = [
        ["项目支出绩效运行监控表"],
        [f"（{year}年度）"],
        ["项目名称", project],
        ["主管部门", "示例市民政局", "", "实施单位", "示例市养老服务中心"],
        ["项目资金（万元）", "", "年初预算数", "1-7月执行数", "1-7月执行率", "全年预计执行数"],
        ["", "年度资金总额", case.get("budget", "120"), "60", "50%", "120"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况"],
    ]
    for number, (level, name, target) in enumerate(case["monitored"]):
        first = "产出指标" if number == 0 else "满意度指标" if "满意度" in level else ""
        rows.append(["", first, level, name, target, "已推进", "能完成"])
    return rows


def typed(folder, name, sheet, rows):
    return type_workbook(folder / f"{name}.xlsx", {sheet: rows})


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned"])
def test_case(tmp_path, case, turned):
    files = [
        typed(tmp_path, "申报", "申报表", FILE["base"]["declared"]),
        typed(tmp_path, "监控", "监控表", monitored(case)),
    ]
    # One by one, so in this process.
    reviewed = [
        review for file in (files[::-1] if turned else files) for review in review_files([file], None)
    ]
    results = held_together(reviewed)
    by_name = {result.source.rpartition("/")[2]: result for result in results}
    assert not [finding for finding in by_name["申报.xlsx"].findings if finding.code.startswith("Y")]
    told = [finding for finding in by_name["监控.xlsx"].findings if finding.code.startswith("Y")]
    assert len(told) == len(case["finds"]), told
    for code, sheet, cell, *words in case["finds"]:
        one = next(finding for finding in told if (finding.code, finding.cell) == (code, cell))
        assert (one.level, one.sheet) == ("提示", sheet)
        assert [word for word in words if word not in one.message] == []
