"""No check fails on what people and programs leave in cells."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.official import findings, subject_of
from workbooks.review.checks import budgets, consistency, grades, project_money, repeats, sums, text_sums

CHECKS = (
    sums.level_weights,
    sums.total_weight,
    sums.weights_make_full_mark,
    sums.level_scores,
    sums.total_score,
    budgets.budget_rows,
    budgets.budget_columns,
    project_money.project_money,
    project_money.spending_without_budget,
    project_money.score_of_execution,
    text_sums.assets_in_use,
    text_sums.parts_in_text,
    grades.grade_of_total,
    grades.grade_without_full_mark,
    consistency.summary_against_table,
    consistency.scores_in_texts,
    consistency.overall_in_texts,
    repeats.same_quantity,
    repeats.converted_amount,
)
ODD = [
    1e300,
    -5,
    0,
    "9" * 60,
    "0." + "3" * 60,
    "1E5",
    "1,2,3",
    "#DIV/0!",
    True,
    datetime(2024, 1, 2),
    "无",
    "——",
    "(",
    "[\\",
    "其中：",
    "合计",
    "100%",
    "9" * 60 + "万元，其中" + "8" * 60 + "元",
]


def _sheets(odd):
    return {
        "附表": [
            ["一级指标", "分值", "二级指标", "三级指标", "分值", "评分标准", "得分"],
            [odd, odd, odd, odd, odd, odd, odd],
            ["产出", odd, "数量", "活动次数", 50, odd, odd],
            ["产出", 60, odd, "宣传次数", odd, "按比例", 10],
            ["总分", "", "", "", odd, "", odd],
            ["评分等级", "", "", "", "", "", odd],
            ["说明：其他指标评分加总后除以0.95填入总分。"],
        ],
        "项目": [
            ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
            ["", "年度资金总额", odd, odd, 100, odd, odd, odd],
            ["", "其中：当年财政拨款", odd, 80, odd, odd, "", odd],
            ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
            ["产出", "数量", "活动次数", odd, odd, odd, odd],
            ["总分", "", "", "", "", odd, odd],
        ],
        "表1": [
            ["单位：元"],
            ["项目", "上年结余", "本年收入", "本年支出", "年末结余"],
            ["一、基本支出", odd, 1, 2, 3],
            [odd, 1, 2, odd, 4],
            ["人员经费", 1, odd, 2, 4],
            ["其中：工资", odd, odd, odd, odd],
            ["合计", 3, 4, 5, odd],
        ],
        "报告": [[odd], [f"效率性得分{odd}分，活动次数得分{odd}分，资产总额{odd}元，在用{odd}元，闲置1元。"]],
    }


@pytest.mark.parametrize("odd", ODD, ids=[str(odd)[:12] for odd in ODD])
def test_odd_cells_are_no_reason_to_fail(tmp_path, odd):
    for finding in findings(subject_of(tmp_path, _sheets(odd)), CHECKS):
        assert finding.code and finding.cell and finding.message


def test_a_file_without_tables_has_no_findings(tmp_path):
    assert findings(subject_of(tmp_path, {"空": []}), CHECKS) == []
