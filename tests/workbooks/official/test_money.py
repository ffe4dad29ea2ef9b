"""项目资金 of project forms."""

from __future__ import annotations

from pathlib import Path

from tests.workbooks.official.typed import only_table, read_rows

FORM = (
    ("项目支出绩效自评表",),
    ("(2023 年度)",),
    ("项目名称", None, "外事工作经费"),
    ("主管部门", None, "某某办公室", None, None, "实施单位", "某某中心"),
    ("项目资金\n(万元)", None, "年初预 算数", "全年预 算数(A)", "全年\n执行数(B)", "分值", "执行率", "得分"),
    (None, "年度资金总额", 4.3, 4.3, "4.30", 10, "100%", 10),
    (None, "其中：当年财政 拨款", 4.3, 4.3, "四点三", "—", None, "—"),
    (None, "上年结转 资金", 0, 0, 0, "—", None, "—"),
    (None, "其他资金", 0, 0, 0, "—", None, "—"),
    ("年度总体目标", "预期目标", None, None, "实际完成情况"),
    (None, "开展3次活动", None, None, "开展了3次活动"),
    (
        "绩效指标",
        "一级指 标",
        "二级指标",
        "三级指标",
        "年度指标 值",
        "实际完成 值",
        "分 值",
        "得 分",
        "偏差原因分 析及改进 措施",
    ),
    (None, "产出指 标", "数量指标", "友城交流活动", 10, 10, 10, 10),
    (None, None, "成本指标", "指标 1:"),
    ("总分", None, None, None, None, None, 100),
)


def test_money_of_a_project_form_belongs_to_its_indicator_table(tmp_path: Path) -> None:
    workbook = read_rows(tmp_path, *FORM)
    table = only_table(workbook)
    assert table.money is not None
    found = {key: cell.address for key, cell in table.money.cells.items()}
    assert found["年度资金总额", "年初预算数"] == "C6"
    assert found["年度资金总额", "全年执行数"] == "E6"
    assert found["年度资金总额", "执行率"] == "G6"
    assert found["年度资金总额", "得分"] == "H6"
    assert found["当年财政拨款", "全年预算数"] == "D7"
    assert found["上年结转资金", "全年执行数"] == "E8"
    assert found["其他资金", "年初预算数"] == "C9"
    assert [(item.cell.address, item.why) for item in workbook.unread] == [
        ("E7", "“当年财政拨款”的“全年执行数”填的是“四点三”，不是数字")
    ]


def test_the_rest_of_a_project_form(tmp_path: Path) -> None:
    workbook = read_rows(tmp_path, *FORM)
    table = only_table(workbook)
    assert (table.title, table.unit, table.year) == ("项目支出绩效自评表", "某某中心", 2023)
    assert [(row.level1, row.level2, row.name) for row in table.rows] == [
        ("产出指标", "数量指标", "友城交流活动")
    ]
    assert [(level.name, level.rows) for level in table.levels][-1] == ("成本指标", ())
    assert table.total is not None and list(table.total) == ["weight"]
    assert table.has("reason") and workbook.figures == ()
    assert [cell.address for cell in workbook.texts] == ["A2", "B11", "E11"]


def test_the_money_of_one_project_is_not_that_of_the_next(tmp_path: Path) -> None:
    workbook = read_rows(tmp_path, *FORM, *FORM[:4], *FORM[9:])
    first, second = workbook.tables
    assert first.money is not None
    assert second.money is None
