"""What is written above a table: whose it is, for which project, and where the next form begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbooks.official.typed import only_table, read_rows

HEADINGS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
ROW = ("产出指标", "数量指标", "培训人次", "≥10人次", "12人次", 100, 100)
TOTAL = ("总分", None, None, None, None, 100, 100)
MONEY = (
    ("项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    (None, "年度资金总额", 10, 10, 10, 0, "100%", 0),
)


def unit_of(folder: Path, *lines: tuple[object, ...]) -> str:
    return only_table(read_rows(folder, ("项目支出绩效自评表",), *lines, HEADINGS, ROW, TOTAL)).unit


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        (("主管部门", "某局", "实施单位", "某中心"), "某中心"),
        (("主管部门", "实施单位", "某中心"), "某中心"),
        (("主管部门", "某局", "实施单位", None), "某局"),
        (("主管部门", "某局", "实施单位", "项目负责人", "某某"), "某局"),
        (("主管部门及代码", "[101]某局", "实施单位", "101001", "某所"), "某所"),
        (("部门：某单位", None, "单位：万元"), "某单位"),
        (("单位：万元",), ""),
        (("单位：某某局  金额单位：万元",), "某某局"),
        (("预算单位（盖章）：某站",), "某站"),
        (("填报单位", "某馆", "主管部门", "某局"), "某馆"),
        (("项目实施单位", "某单位", "主管部门", "某局"), "某单位"),
    ],
)
def test_the_unit_is_who_carries_out_and_no_label(
    tmp_path: Path, line: tuple[object, ...], unit: str
) -> None:
    assert unit_of(tmp_path, line) == unit


def form(project: str, unit: str, year: int) -> tuple[tuple[object, ...], ...]:
    return (
        ("项目支出绩效自评表",),
        (f"（{year}年度）",),
        ("项目名称", project),
        ("主管部门", "某局", "实施单位", unit),
        *MONEY,
        ("年度总体目标", "预期目标", None, "实际完成情况"),
        (None, "目标", None, "完成"),
        HEADINGS,
        ROW,
        TOTAL,
        ("填表人：某某",),
    )


def test_forms_under_each_other_have_their_own_project_unit_and_year(tmp_path: Path) -> None:
    workbook = read_rows(tmp_path, *form("甲", "某一所", 2022), *form("乙", "某二所", 2023))
    assert [(table.title, table.project, table.unit, table.year) for table in workbook.tables] == [
        ("项目支出绩效自评表", "甲", "某一所", 2022),
        ("项目支出绩效自评表", "乙", "某二所", 2023),
    ]
    assert [table.money is not None for table in workbook.tables] == [True, True]
    assert workbook.unread == ()
