"""Which column a heading names."""

from __future__ import annotations

import pytest

from workbooks.official.headings import field_of


@pytest.mark.parametrize(
    ("field", "headings"),
    [
        ("level1", "一级指标|一级\n指标|1级指标|一级指标名称"),
        ("level2", "二级指标|２级指标"),
        ("name", "三级指标|指标名称|三级指标（内容）"),
        ("level1_weight", "一级指标权重|一级指标分值（分）"),
        ("level2_weight", "二级指标权重"),
        ("weight", "分值|权重|满分|标准分|参考分值|权　重（％）|分 值|指标权重|三级指标分值"),
        (
            "target",
            "目标值|年度指标值|2021年目标值|年初目标值|指标值|年度 指标 值|年度指标值（A）|２０２１年目标值",
        ),
        ("actual", "完成值|实际完成值|全年实际值|2021年完成值|实际 完成 值|全年实际值(B)|实际完成情况"),
        ("rate", "完成率|得分率|得分率（%）|指标完成率"),
        ("explanation", "指标解释|指标说明|指标解释和说明"),
        ("criterion", "评分标准|打分标准|计分规则|评价标准|参考评分标准|评分标准和方法"),
        ("analysis", "分析|指标分析结果|评价分析"),
        ("score", "得分|自评分|自评得分|评价得分|得　分|得分（分）"),
        ("remark", "备注|计算过程|备注（计算过程）"),
        (
            "reason",
            "扣分原因|原因分析|偏差原因分 析及改进 措施|未完成原因和改进措施|偏差原因分析及改进",
        ),
        ("side", "绩效指标|绩效\n指标"),
        ("code", "指标编码|编号"),
        (
            "",
            "原报得分|差异|核对：分值|认定得分|定性指标得分率|序号|责任科室|项目名称|支付金额|联系电话|评价指标",
        ),
    ],
)
def test_a_heading_names_its_field(field: str, headings: str) -> None:
    assert {heading: field_of(heading) for heading in headings.split("|")} == dict.fromkeys(
        headings.split("|"), field
    )
