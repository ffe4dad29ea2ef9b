"""How sheets, standards and units are called in the summary."""

from __future__ import annotations

import pytest

from workbooks.collect.summary.called import group_name, short_name, tab_name


@pytest.mark.parametrize(
    ("standard", "year", "name"),
    [
        ("shenzhen-2021", 2021, "广东省深圳市部门整体2021"),
        ("project-2020", None, "全国项目"),
        ("gone-2001", 2001, "gone-2001"),
        ("gone", 2001, "gone2001"),
        # The standard of a bureau's own form travels in its workbook: its title, without the mark of its id.
        ("某市2024年度附表-f07d3e", 2024, "某市2024年度附表"),
        ("某市附表-f07d3e", 2024, "某市附表2024"),
    ],
)
def test_short_name(standard, year, name):
    assert short_name(standard, year) == name


@pytest.mark.parametrize(
    ("standard", "year", "name"),
    [
        ("shenzhen-2021", 2022, "广东省深圳市部门整体绩效评价指标评分表（2022年度）"),
        ("某市2024年度附表-f07d3e", 2024, "某市2024年度附表"),
        ("某市附表-f07d3e", 2024, "某市附表（2024年度）"),
        ("", None, "未识别标准"),
    ],
)
def test_group_name(standard, year, name):
    assert group_name(standard, year) == name


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("指标对比－甲市", [], "指标对比－甲市"),
        ("指标对比－甲市", ["指标对比－甲市"], "指标对比－甲市（2）"),
        ("指标对比－甲市", ["指标对比－甲市", "指标对比－甲市（2）"], "指标对比－甲市（3）"),
        ("a", ["A"], "a（2）"),
        ("甲/乙:丙?[*]", [], "甲乙丙"),
        ("长" * 40, [], "长" * 31),
        ("长" * 40, ["长" * 31], "长" * 27 + "（2）"),
    ],
)
def test_tab_name(wanted, taken, name):
    assert tab_name(wanted, taken) == name
