"""The checks of a 监控表 as a clerk would fill it in."""

from __future__ import annotations

import pytest

from tests.support.cases import load
from tests.support.official import assert_found
from tests.support.plain_tables import read_plain
from workbooks.review.checks import monitoring
from workbooks.review.subject import Subject

CASES = load("review/monitoring.yaml")
CHECKS = (
    monitoring.one_likelihood,
    monitoring.cause_of_a_likely_miss,
    monitoring.likelihood_and_forecast,
)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_case(case, tmp_path):
    subject = Subject(read_plain(tmp_path, {"监控表": [[CASES["title"]], CASES["header"], *case["rows"]]}))
    assert_found([finding for check in CHECKS for finding in check(subject)], case["finds"])


def test_the_headings_over_the_likelihoods_may_stand_in_two_rows(tmp_path):
    first = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "1-7月执行情况",
        "全年预计完成情况",
        *["偏差原因分析"] * 2,
        *["完成目标可能性"] * 3,
    ]
    second = [*first[:6], "人员保障", "原因说明", "确定能", "有可能", "完全不可能"]
    row = ["产出指标", "数量指标", "服务社区数", "≥8个", "8个", "8个", "", "", "√", "", "√"]
    subject = Subject(read_plain(tmp_path, {"监控表": [["绩效运行监控表"], first, second, row]}))
    assert [(one.code, one.cell) for one in monitoring.one_likelihood(subject)] == [("M01", "I4")]
