"""A standard that travels: out of a form, into a file that people edit, back into work."""

from __future__ import annotations

from decimal import Decimal

import pytest

from addin.adopting import adopt
from addin.exporting import export_standard
from addin.renewing import apply_rules
from tests.support.adopted import DATA, edited, figures_of, sentence_cases, typed_into
from workbooks.files.cells import read_cells
from workbooks.forms.layout.rule_places import QUESTIONS, RULE_SHEET, SCORE_TEXT, WEIGHT
from workbooks.forms.standard_files import load_standard
from workbooks.problems import InputError
from workbooks.review.reviewing import review_cells
from workbooks.standards.loading import load


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return adopt(DATA / "blank.xlsx", tmp_path_factory.mktemp("live") / "live.xlsx")


def rule_cell(column, row=5):
    from openpyxl.utils import get_column_letter

    return RULE_SHEET, f"{get_column_letter(column)}{row}"


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_it_is_the_same_after_a_file(live, tmp_path, suffix):
    exported = export_standard(str(live.path), tmp_path / f"标准{suffix}")
    assert load_standard(exported) == live.standard


@pytest.mark.parametrize("name", ["shenzhen-2021", "heping-2024", "project-2020"])
def test_known_standards_are_the_same_after_a_workbook(tmp_path, name):
    assert load_standard(export_standard(name, tmp_path / "标准.xlsx")) == load(name)


def test_what_people_edit_is_in_force(live, tmp_path):
    exported = export_standard(str(live.path), tmp_path / "标准.xlsx")
    wanted = edited(
        exported,
        tmp_path / "改.xlsx",
        {
            rule_cell(QUESTIONS + 1): "按比例",
            ("数据项", "B4"): "部门预算支出",
            ("标准", "B6"): "2025",
        },
    )
    standard = load_standard(wanted)
    assert '"按比例"' in standard.rows[0][2].score
    assert next(iter(standard.items.values())).label == "部门预算支出"
    assert standard.year == 2025


def test_a_new_data_item_may_be_used(live, tmp_path):
    exported = export_standard(str(live.path), tmp_path / "标准.xlsx")
    count = len([row for row in read_cells(exported).sheets[2].rows if row and row[0]])
    row = count + 1
    item = {"A": "盘活资金", "B": "盘活的资金", "C": "金额", "D": "万元"}
    cells = {("数据项", f"{column}{row}"): value for column, value in item.items()}
    score = 'tiers(盘活资金/年度部门预算调整数, ">=1: 10; <1: 0")'
    wanted = edited(exported, tmp_path / "改.xlsx", cells | {rule_cell(SCORE_TEXT): score})
    assert "盘活资金" in load_standard(wanted).items


def test_every_mistake_is_told_by_its_cell(live, tmp_path):
    exported = export_standard(str(live.path), tmp_path / "标准.xlsx")
    wrong = edited(
        exported,
        tmp_path / "错.xlsx",
        {
            ("标准", "B6"): "今年",
            ("数据项", "C5"): "钱",
            rule_cell(QUESTIONS + 1): "随便",
            rule_cell(SCORE_TEXT, 6): "tiers(",
        },
    )
    with pytest.raises(InputError) as raised:
        load_standard(wrong)
    told = str(raised.value)
    for place in ("“标准”B6", "“数据项”C5", f"“{RULE_SHEET}”N5", f"“{RULE_SHEET}”L6"):
        assert place in told, place


def test_a_bureau_is_told_whose_rules_differ(live, tmp_path):
    case = next(case for case in sentence_cases() if case.figures == {"支出数": 94.5, "调整数": 100})
    typed = typed_into(live.path, tmp_path / "填.xlsx", figures_of(live.standard, case))
    wanted = edited(typed, tmp_path / "改.xlsx", {rule_cell(QUESTIONS + 1): "按比例"})
    theirs = apply_rules(wanted, tmp_path / "单位.xlsx").path
    ours = load_standard(export_standard(str(live.path), tmp_path / "标准.xlsx"))
    review = review_cells(read_cells(theirs), ours)
    told = [finding for finding in review.findings if finding.code == "S13"]
    assert [finding.message for finding in told] == [
        "1 个指标的评分规则与所用的标准不同：“预算执行率”；已按所用的标准重算"
    ]
    assert review.subject.scored[0].by_indicator["预算执行率"].score == Decimal(10)
    same = review_cells(read_cells(typed), ours)
    assert not [finding for finding in same.findings if finding.code == "S13"]


def test_a_workbook_without_a_standard_is_told(tmp_path):
    with pytest.raises(InputError, match="没有评分标准"):
        load_standard(DATA / "blank.xlsx")


def test_a_weight_changed_is_told(live, tmp_path):
    exported = export_standard(str(live.path), tmp_path / "标准.xlsx")
    wrong = edited(exported, tmp_path / "改.xlsx", {rule_cell(WEIGHT): 12})
    with pytest.raises(InputError, match="分值"):
        load_standard(wrong)
