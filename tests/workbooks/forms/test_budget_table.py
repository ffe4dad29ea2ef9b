"""An accompanying table: typed figures, computed columns, the cross-foot, and what a standard may say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl.workbook import Workbook

from tests.support.examples import example
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import score
from workbooks.forms.page.paper import Paper, add_styles
from workbooks.forms.sheets import budget_table
from workbooks.standards.loading import load
from workbooks.standards.strict import checked
from workbooks.standards.tables import Table

RATE = {"label": "预算执行率", "kind": "rate", "formula": "支出 / (收入 + 结余)"}
CONTENT = {
    "sheet": "表1.4.1",
    "key": "收支",
    "title": "支出情况表",
    "unit": "万元",
    "label": "支出类型",
    "columns": {"收入": "收入合计", "结余": "上年结余", "支出": "支出合计", "执行率": RATE},
    "rows": [
        {"key": "基本", "label": "基本支出"},
        {"key": "项目", "label": "项目支出", "indent": 1},
        {"key": "合计", "label": "合计", "parts": ["基本", "项目"]},
    ],
}
FIGURES = {
    "收支_基本_收入": 100,
    "收支_基本_结余": 25,
    "收支_基本_支出": 50,
    "收支_项目_收入": 60,
    "收支_项目_结余": 0,
    "收支_项目_支出": 45,
    "收支_合计_收入": 160,
    "收支_合计_结余": 25,
    "收支_合计_支出": 95.01,
}


def changed(**parts):
    return checked(Table, CONTENT | parts)


def written(table):
    workbook = Workbook()
    add_styles(workbook)
    paper = Paper(workbook.active)
    return paper, budget_table.write(paper, table)


def values(paper, changes=None):
    figures = {key: Decimal(str(figure)) for key, figure in FIGURES.items()} | (changes or {})
    table = score(load("heping-2024"), Filing(data=figures))
    return {cell: compute(table) for cell, compute in paper.formulas.items()}


def test_every_typed_figure_has_its_cell_under_its_heading():
    paper, places = written(changed())
    assert [cell.value for cell in paper.sheet[4]][:5] == [
        "支出类型",
        "收入合计",
        "上年结余",
        "支出合计",
        "预算执行率",
    ]
    assert places.keys() == FIGURES.keys()
    assert (places["收支_基本_收入"], places["收支_合计_支出"]) == ("B5", "D7")
    assert paper.sheet["A6"].value == "　项目支出"
    assert not paper.sheet["D7"].protection.locked
    assert paper.sheet["E7"].protection.locked
    assert paper.sheet.print_area == "'Sheet'!$A$1:$E$8"


def test_a_computed_column_is_a_guarded_formula_over_its_own_row():
    paper, _ = written(changed())
    assert paper.sheet["E6"].value == (
        "=IF(COUNT(收支_项目_支出,收支_项目_收入,收支_项目_结余)=3,"
        "收支_项目_支出/(收支_项目_收入+收支_项目_结余),"
        'IF(COUNTA(收支_项目_支出,收支_项目_收入,收支_项目_结余)<3,NA(),"非数字"*1))'
    )
    assert paper.sheet["E6"].number_format == "0.00%"
    shown = values(paper)
    assert [float(shown[cell]) for cell in ("E5", "E6")] == [0.4, 0.75]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"收支_项目_结余": None}, "#N/A"),
        ({"收支_项目_结余": "约一万"}, "#VALUE!"),
        ({"收支_项目_结余": "约一万", "收支_项目_收入": None}, "#N/A"),
        ({"收支_项目_收入": Decimal(0)}, "#DIV/0!"),
    ],
)
def test_a_computed_column_shows_an_error_value_for_what_is_missing(changes, shown):
    paper, _ = written(changed())
    assert values(paper, changes)["E6"] == shown
    assert float(values(paper, changes)["E5"]) == 0.4


def test_the_cross_foot_covers_the_typed_columns_only():
    paper, _ = written(changed())
    assert [cell.value for cell in paper.sheet[4]][6:] == [
        "核对：收入合计",
        "核对：上年结余",
        "核对：支出合计",
    ]
    shown = values(paper)
    assert [shown[cell] for cell in ("G7", "H7", "I7")] == [0, 0, Decimal("0.01")]
    assert "J7" not in shown
    assert values(paper, {"收支_基本_支出": None})["I7"] == ""


def test_a_formula_may_call_a_function_and_a_rate_may_be_typed():
    shares = {"label": "占比", "kind": "rate"}
    rate = {"label": "执行率", "kind": "rate", "formula": "ratio(支出, 收入, 0)"}
    table = changed(columns={"收入": "收入", "支出": "支出", "占比": shares, "执行率": rate})
    items = dict(table.items())
    assert (items["收支_基本_占比"].kind, items["收支_基本_占比"].unit_label) == ("rate", "%")
    assert (items["收支_基本_支出"].kind, items["收支_基本_支出"].unit_label) == ("money", "万元")
    paper, places = written(table)
    assert paper.sheet[places["收支_基本_占比"]].number_format == "0.00%"
    assert "JX_RATIO(收支_基本_支出,收支_基本_收入,0)" in paper.sheet["E5"].value
    nothing = {"收支_项目_支出": Decimal(0), "收支_项目_收入": Decimal(0)}
    assert values(paper, nothing)["E6"] == 0


def test_the_name_of_the_sheet_begins_the_names_unless_a_key_is_given():
    assert "表1_基本_收入" in dict(changed(sheet="表1", key="").items())
    assert "收支_基本_收入" in dict(changed(sheet="表1").items())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"key": ""}, "“表1.4.1_基本_收入”不能作名称"),
        ({"key": "1收支"}, "“1收支_基本_收入”不能作名称"),
        ({"columns": {"收 入": "收入"}}, "“收支_基本_收 入”不能作名称"),
        ({"columns": {"支出": "支出", "率": RATE}}, "列“率”的 formula 第1行第7列“收入”"),
        (
            {"columns": {"支出": "支出", "甲": {**RATE, "formula": "支出"}, "乙": {**RATE, "formula": "甲"}}},
            "列“乙”的 formula 第1行第1列“甲”",
        ),
        ({"columns": {"支出": "支出", "率": {**RATE, "formula": "支出 /"}}}, "列“率”的 formula"),
        ({"columns": {"支出": {"label": "支出", "kind": "级"}}}, "kind"),
        ({"rows": [{"key": "甲", "label": "甲"}, {"key": "甲", "label": "又甲"}]}, "行 甲 写了两次"),
        ({"rows": [{"key": "甲", "label": "甲", "parts": ["乙"]}]}, "parts 里没有叫“乙”的行"),
    ],
)
def test_a_table_that_cannot_work_is_refused(parts, said):
    with pytest.raises(ValueError) as caught:
        changed(**parts)
    assert said in str(caught.value)


def test_the_printed_execution_rates_follow_from_the_printed_figures():
    """99.83 %, 99 % and 99.5 % are spending ÷ (income + balance brought forward)."""
    standard = load("heping-2024")
    (table,) = standard.tables
    paper, _ = written(table)
    shown = score(standard, example("heping-2024"))
    rates = [round(float(paper.formulas[f"G{row}"](shown)), 4) for row in (5, 6, 7)]
    assert rates == [0.9983, 0.9900, 0.9950]
    assert [paper.formulas[f"{column}7"](shown) for column in "IJKLM"] == [0] * 5


def test_what_adds_up_nowhere_is_not_checked():
    paper, _ = written(changed(rows=CONTENT["rows"][:2]))
    assert [cell.value for cell in paper.sheet[4]] == [
        "支出类型",
        "收入合计",
        "上年结余",
        "支出合计",
        "预算执行率",
    ]
