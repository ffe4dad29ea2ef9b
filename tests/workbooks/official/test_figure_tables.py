"""Budget tables and quarterly tables; lists that only look like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbooks.official.typed import only_figures, read_rows


def test_a_budget_table(tmp_path: Path) -> None:
    table = only_figures(
        read_rows(
            tmp_path,
            ("表1 2021年部门年初预算安排及预算调整情况表",),
            ("单位：元",),
            ("项目(按支出性质和 经济分类)", "年初预算数", "调整预算数", None, "核对：年初预算数"),
            ("一、基本支出", "13,813,635.89", 13962645.99, None, 0),
            ("　人员经费", 12762496.21, 12940496.21),
            ("本年预算合计", 2097335906.89, "50.5亿"),
            ("注：调整数含追加。", None, 3),
        )
    )
    assert (table.kind, table.title, table.unit, table.year) == (
        "budget",
        "表1 2021年部门年初预算安排及预算调整情况表",
        "元",
        2021,
    )
    assert table.headings == {2: "年初预算数", 3: "调整预算数"}
    assert [(row.number, row.label) for row in table.rows] == [
        (4, "一、基本支出"),
        (5, "人员经费"),
        (6, "本年预算合计"),
    ]
    assert table.rows[0].cells[2].address == "B4"


def test_a_figure_that_is_none_is_named(tmp_path: Path) -> None:
    workbook = read_rows(
        tmp_path,
        ("支出类型", "年初预算", "支出合计", "预算执行率"),
        ("基本支出", 3242.99, "约三千", "99%"),
        ("项目支出", 1924.82, 2203.43, "—"),
        ("合计", 5167.81, 5601.15, "99.5%"),
    )
    assert [(item.cell.address, item.why) for item in workbook.unread] == [
        ("C2", "“基本支出”的“支出合计”填的是“约三千”，不是数字")
    ]
    assert len(only_figures(workbook).rows) == 3


def test_two_heading_rows(tmp_path: Path) -> None:
    table = only_figures(
        read_rows(
            tmp_path,
            ("科目", "年初预算数", None, "决算数"),
            (None, "基本支出", "项目支出"),
            ("行政运行", 1, 2, 3),
            merged=("B1:C1", "A1:A2", "D1:D2"),
        )
    )
    assert table.headings == {2: "年初预算数基本支出", 3: "年初预算数项目支出", 4: "决算数"}


def test_assets_in_use_and_idle(tmp_path: Path) -> None:
    table = only_figures(
        read_rows(
            tmp_path,
            ("资产类别", "固定资产总额", "在用", "闲置"),
            ("房屋", 100, 90, 10),
        )
    )
    assert list(table.headings.values()) == ["固定资产总额", "在用", "闲置"]


@pytest.mark.parametrize(
    "quarters",
    [
        ("一季度", "二季度", "三季度", "四季度"),
        ("第一季度", "第二季度", "第三季度", "第四季度"),
        ("１季度", "2季度", "3季度", "4季度"),
        ("Q1", "Q2", "Q3", "Q4"),
    ],
)
def test_a_quarterly_table(tmp_path: Path, quarters: tuple[str, ...]) -> None:
    table = only_figures(
        read_rows(
            tmp_path,
            ("表2 2021年预算执行情况表",),
            ("单位：万元",),
            ("季度/全年", "累计执行数", "预算序时进度", "预算执行率", "预算得分"),
            *[(quarter, "2,077.35", 126284.76, "1.64%", 0.02) for quarter in quarters],
            ("小计", None, None, None, 2.56),
            ("全年平均执行率", None, None, "64.25%", 1.28),
            ("总分", None, None, None, 3.84),
        )
    )
    assert (table.kind, table.unit, table.year) == ("quarters", "万元", 2021)
    assert len(table.rows) == 7
    assert table.rows[4].cells.keys() == {5}


def test_tables_under_an_indicator_table(tmp_path: Path) -> None:
    workbook = read_rows(
        tmp_path,
        ("一级指标", "二级指标", "三级指标", "分值", "得分"),
        ("决策", "立项", "甲", 100, 91),
        ("预算执行", "资金支出", "指标1："),
        ("综合评分", None, None, 100, 91),
        ("说明：略",),
        ("表1 预算安排情况表（单位：万元）",),
        ("支出类型", "年初预算数", "调整预算数"),
        ("基本支出", 1, 2),
        ("表2 预算执行情况表",),
        ("季度", "累计执行数", "执行率"),
        ("一季度", 1, 0.5),
        ("二季度", 2, 1),
    )
    assert [(len(table.rows), len(table.notes)) for table in workbook.tables] == [(1, 1)]
    assert [(table.kind, table.title, table.unit, table.header_row) for table in workbook.figures] == [
        ("budget", "表1预算安排情况表(单位:万元)", "万元", 7),
        ("quarters", "表2预算执行情况表", "", 10),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("支付日期", "凭证号", "项目名称", "支付金额", "预算指标余额"),
            ("2021-01-08", "P1", "办公费", 10, 20),
        ],
        [("日期", "摘要", "收入", "支出", "结余"), ("1月2日", "经费", 100, 20, 80)],
        [("品名", "规格", "单价", "数量", "总额"), ("纸", "A4", 20, 3, 60)],
        [("姓名", "部门", "办公电话"), ("甲", "办公室", 12345678)],
        [("用于指标", "数据项", "说明", "单位", "填报值", "来源与说明"), ("甲", "乙", "丙", "分", 1, "丁")],
        [("关于2021年度预算执行情况的说明",), ("2021年预算收入100万元，支出90万元。",)],
        [("预算收入", "预算支出"), ("见附件", "见附件")],
    ],
)
def test_lists_and_texts_are_left_alone(tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    workbook = read_rows(tmp_path, *rows)
    assert (workbook.tables, workbook.figures, workbook.unread) == ((), (), ())
    assert [item.sheet for item in workbook.left_alone] == ["附表"]
