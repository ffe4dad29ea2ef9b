"""Finding the standard of a plain table, and what of it is scored."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.plain_tables import PROJECT_HEADINGS, PROJECT_MONEY, coded_table, named_table, read_plain
from workbooks.review.checks.rules import scores_by_rule
from workbooks.review.recognition import recognise
from workbooks.standards.library import FOLDER
from workbooks.standards.loading import load
from workbooks.standards.model import Indicator

PROJECT_HEAD = [
    ["项目支出绩效自评表"],
    ["（2023年度）"],
    ["主管部门", "", "某局"],
    PROJECT_MONEY,
    ["", "年度资金总额", "", 4.3, 10, 8, 10, "80%", 8],
    ["", "其中：当年财政拨款", "", 4.3, 10, 8, "—", "", "—"],
    ["绩效指标", *PROJECT_HEADINGS],
    ["", "产出指标", "数量指标", "举办活动", "≥10场", "12场", 50, 50],
    ["", "效益指标", "社会效益指标", "参加人数", "100人", "80人", 30, 24],
    ["", "满意度指标", "服务对象满意度指标", "满意度", "≥90%", "95%", 10, 10],
    ["总分", "", "", "", "", "", "", 92],
]


@pytest.mark.parametrize("standard_id", ["shenzhen-2021", "heping-2024"])
def test_a_table_is_recognised_by_the_names_of_its_indicators(standard_id, tmp_path):
    (found,) = recognise(read_plain(tmp_path, {"评分表": named_table(standard_id)})).recognised
    assert found.standard.id == standard_id
    assert all(isinstance(child, Indicator) for child in found.children.values())
    assert len(found.children) == len(found.standard.rows)


def test_names_are_compared_without_blanks_brackets_and_quotes(tmp_path):
    rows = coded_table(load("wuxi-2021"), {})
    for row in rows[2:]:
        if len(row) > 2:
            row[2] = "　".join(str(row[2])).replace("(", "（").replace("“", "「").replace("%", "％")
    (found,) = recognise(read_plain(tmp_path, {"附表2": rows})).recognised
    assert found.standard.id == "wuxi-2021"
    assert len(found.children) == len(found.standard.rows)


def test_half_of_the_names_is_not_enough(tmp_path):
    assert recognise(read_plain(tmp_path, {"评分表": named_table("shenzhen-2021", 0.5)})).recognised == ()


def test_most_of_the_names_is_enough(tmp_path):
    (found,) = recognise(read_plain(tmp_path, {"评分表": named_table("shenzhen-2021", 0.75)})).recognised
    assert found.standard.id == "shenzhen-2021"


def test_a_standard_that_is_given_needs_no_more_than_one_name(tmp_path):
    workbook = read_plain(tmp_path, {"评分表": named_table("shenzhen-2021", 0.25)})
    (found,) = recognise(workbook, load("shenzhen-2021")).recognised
    assert found.standard.id == "shenzhen-2021"


def test_a_standard_that_is_given_and_shares_no_row_is_not_used(tmp_path):
    workbook = read_plain(tmp_path, {"评分表": named_table("shenzhen-2021")})
    assert recognise(workbook, load("project-2020")).recognised == ()


def test_two_standards_with_the_same_names_are_not_told_apart(tmp_path, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    published = (FOLDER / "heping-2024.yaml").read_text(encoding="utf-8")
    for name in ("heping-2025", "heping-2026"):
        text = published.replace("id: heping-2024", f"id: {name}")
        (own / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("JIXIAO_STANDARDS", str(own))
    assert recognise(read_plain(tmp_path, {"评分表": named_table("heping-2024")})).recognised == ()


def test_a_standard_of_the_user_with_a_mistake_does_not_stop_the_review(tmp_path, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yaml").write_text("id: mine\n", encoding="utf-8")
    monkeypatch.setenv("JIXIAO_STANDARDS", str(own))
    (found,) = recognise(read_plain(tmp_path, {"评分表": named_table("heping-2024")})).recognised
    assert found.standard.id == "heping-2024"


@pytest.mark.parametrize(
    ("department", "standard_id"),
    [("北京市丰台区某局", "fengtai-2023"), ("丰台区某局", "fengtai-2023"), ("某市某局", "project-2020")],
)
def test_a_project_form_is_that_of_the_place_it_names_or_the_national_one(department, standard_id, tmp_path):
    rows = [*PROJECT_HEAD[:2], ["主管部门", "", department], *PROJECT_HEAD[3:]]
    (found,) = recognise(read_plain(tmp_path, {"附件3": rows})).recognised
    assert found.standard.id == standard_id


def test_levels_of_a_project_form_without_its_money_are_no_project_form(tmp_path):
    rows = [*PROJECT_HEAD[:3], *PROJECT_HEAD[6:]]
    assert recognise(read_plain(tmp_path, {"附件3": rows})).recognised == ()


def test_a_project_form_is_scored_from_its_money_and_its_rows(tmp_path):
    (found,) = recognise(read_plain(tmp_path, {"附件3": PROJECT_HEAD})).recognised
    scores = {item.line.name: item.score for item in found.scored.items}
    # 8÷10×10；≥10场 完成 12场；80人÷100人×30；达到 90%。
    assert scores == {
        "预算执行率": Decimal("8.00"),
        "举办活动": Decimal("50.00"),
        "参加人数": Decimal("24.00"),
        "满意度": Decimal("10.00"),
    }
    assert found.scored.reported.total == 92


def test_the_score_in_the_money_block_is_checked(tmp_path):
    rows = [list(row) for row in PROJECT_HEAD]
    rows[4][8] = 10
    (finding,) = scores_by_rule(recognise(read_plain(tmp_path, {"附件3": rows})))
    assert (finding.code, finding.cell, finding.expected, finding.found) == ("B01", "I5", "8.00", "10.00")


@pytest.mark.parametrize(
    ("printed", "told"),
    [(24, []), (20, [("B01", "提示")]), (30, [("B01", "错误")]), (26, [("B01", "错误")])],
)
def test_the_national_form_leaves_open_what_a_missed_target_costs(printed, told, tmp_path):
    rows = [list(row) for row in PROJECT_HEAD]
    rows[8][7] = printed
    found = scores_by_rule(recognise(read_plain(tmp_path, {"附件3": rows})))
    assert [(finding.code, finding.level) for finding in found] == told


def test_the_quarterly_table_gives_the_execution_rate(tmp_path):
    quarters = [
        ["2021年预算执行情况表", "单位：万元"],
        ["季度/全年", "累计执行数", "预算序时进度", "预算执行率", "预算得分"],
        ["一季度", 25, 25, "100%", 1],
        ["二季度", 25, 50, "50%", 0.5],
        ["三季度", 75, 75, "100%", 1],
        ["四季度", 100, 100, "100%", 1],
    ]
    rows = named_table("shenzhen-2021")
    (found,) = recognise(read_plain(tmp_path, {"评分表": rows, "表2": quarters})).recognised
    # 1＋0.5＋1＋1，加平均执行率 (100%＋50%＋100%＋100%)÷4×2＝1.75。
    assert found.scored.by_indicator["预算执行率"].score == Decimal("5.25")
    (finding,) = scores_by_rule(recognise(read_plain(tmp_path, {"评分表": rows, "表2": quarters})))
    assert (finding.expected, finding.found) == ("5.25", "6.00")


def test_indicators_without_figures_in_the_table_have_no_score(tmp_path):
    (found,) = recognise(read_plain(tmp_path, {"评分表": named_table("heping-2024")})).recognised
    assert all(item.score is None for item in found.scored.items)
    assert list(scores_by_rule(recognise(read_plain(tmp_path, {"表": named_table("heping-2024")})))) == []
