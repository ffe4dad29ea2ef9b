"""The checks of rows that need no standard, on tables as a clerk would type them."""

from __future__ import annotations

import pytest

from tests.support.cases import load as load_cases
from tests.support.official import assert_found
from tests.support.plain_tables import PROJECT_HEADINGS, PROJECT_MONEY, read_plain
from workbooks.review.checks import listing, single_rows
from workbooks.review.checks.rules import scores_by_rule
from workbooks.review.recognition import recognise
from workbooks.review.subject import Subject

CASES = load_cases("review/single_rows.yaml")
CHECKS = (
    single_rows.score_above_weight,
    single_rows.negative_score,
    single_rows.full_marks_beside_unmet_target,
    single_rows.deduction_without_reason,
    single_rows.words_instead_of_number,
    single_rows.target_of_nothing,
    listing.copied_columns,
    listing.empty_second_levels,
    listing.codes_in_order,
    listing.names_repeated,
    listing.wrong_years,
    single_rows.figure_left_out,
    single_rows.too_many_decimals,
    single_rows.above_the_whole,
)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_case(case, tmp_path):
    typed = [[CASES["title"]], case.get("header", CASES["header"]), *case["rows"]]
    subject = Subject(read_plain(tmp_path, {"附表": typed}))
    found = [finding for check in CHECKS for finding in check(subject)]
    assert_found(found, case["finds"])


def project_form(*typed):
    """A project form of Fengtai with rows of one second level."""
    head = [["项目支出绩效自评表"], ["主管部门", "", "北京市丰台区某局"]]
    levels = [["", "产出指标", "数量指标"], ["", "效益指标", "社会效益指标"]]
    single_rows = [[*level, *row] for level, row in zip(levels, typed, strict=True)]
    spent = ["", "年度资金总额", "", 4, 4, 4, 10, "100%", 10]
    return [*head, PROJECT_MONEY, spent, ["", *PROJECT_HEADINGS], *single_rows]


def found_in(sheet, check, tmp_path):
    subject = recognise(read_plain(tmp_path, {"附件3": sheet}))
    assert [found.standard.id for found in subject.recognised] == ["fengtai-2023"]
    return [(finding.code, finding.cell) for finding in check(subject)]


def test_a_row_scored_by_its_standard_is_left_to_the_rules(tmp_path):
    sheet = project_form(["活动", "20场", "15场", 50, 50], ["参加", "100人", "100人", 40, 40])
    assert found_in(sheet, single_rows.full_marks_beside_unmet_target, tmp_path) == []
    assert found_in(sheet, scores_by_rule, tmp_path) == [("B01", "H6")]


def test_a_standard_that_divides_cannot_score_a_target_of_nothing(tmp_path):
    sheet = project_form(["活动", 0, 3, 50, 50], ["投诉", "≤0", 0, 40, 40])
    assert found_in(sheet, single_rows.target_of_nothing, tmp_path) == [("H06", "E6")]


def test_a_target_of_no_accidents_can_be_reached(tmp_path):
    sheet = project_form(["事故起数", 0, 0, 50, 50], ["参加", "100人", "100人", 40, 40])
    assert found_in(sheet, single_rows.target_of_nothing, tmp_path) == []


def test_a_formatted_percentage_is_scored_against_a_typed_one(tmp_path):
    """0.9÷0.95×50＝47.37."""
    sheet = project_form(["合格比例", "≥95%", 0.9, 50, 50], ["参加", "100人", "100人", 40, 40])
    assert found_in(sheet, scores_by_rule, tmp_path) == [("B01", "H6")]


def test_odd_values_stop_no_check(tmp_path):
    odd = [-5, 1e300, 1e-12, True, "∞", "9" * 40, "#DIV/0!", "２０", "5-6人", "2022", "—"]
    typed = [
        ["产出", "11. 数量", value, str(value), value, value, value, value, value, value] for value in odd
    ]
    sheet = [[CASES["title"]], CASES["header"], *typed, ["注：每个二级指标下应至少写一条三级指标"]]
    subject = Subject(read_plain(tmp_path, {"附表": sheet}))
    assert len(subject.tables[0].rows) >= len(odd) - 1
    for check in CHECKS:
        list(check(subject))
