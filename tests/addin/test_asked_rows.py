"""Rows whose sentence decides nothing, from the question on the sheet to the live score."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from addin.adopting import adopt
from addin.renewing import apply_rules
from tests.support.adopted import edited
from workbooks.files.cells import read_cells
from workbooks.forms.layout.rule_places import OUTCOME, QUESTIONS, RULE_SHEET, SCORE_TEXT, row_at
from workbooks.forms.returned.read_back import read_workbook
from workbooks.forms.sheets.rules.rule_answers import unconfirmed
from workbooks.problems import StandardError
from workbooks.sentences.asking import BY_HAND, OWN_RULE
from workbooks.standards.carried import from_text, text_of

BROKEN, UNREAD = "结转占比", "资料"
ROWS = [
    ("结转占比", 2, "结转占比低于10%（含）的，得2分；超过10%的，不"),
    ("资料", 3, "填写目标的依据和计算过程"),
    ("完成率", 5, "完成率≥90%得5分，＜90%不得分"),
]
ANSWER, RULE = get_column_letter(QUESTIONS + 1), get_column_letter(SCORE_TEXT)


@pytest.fixture
def live(tmp_path):
    """A form with a sentence that breaks off, one without a rule and one that is read, made live."""
    sheet = Workbook().active
    sheet.append(["一级指标", "二级指标", "三级指标", "分值", "评分标准", "得分"])
    for name, weight, text in ROWS:
        sheet.append(["管理", "预算", name, weight, text, None])
    sheet.append(["合计"])
    sheet.parent.save(tmp_path / "空表.xlsx")
    return adopt(tmp_path / "空表.xlsx", tmp_path / "附表.xlsx")


def answered(live, tmp_path, cells):
    typed = {(RULE_SHEET, cell): value for cell, value in cells.items()}
    asked = edited(live.path, tmp_path / "已选.xlsx", typed)
    return apply_rules(asked, tmp_path / "更新.xlsx").path


def rules(path):
    standard = read_workbook(path)[0]
    return {one.name: one for _, _, one in standard.rows}


def test_the_sheet_asks_and_the_points_are_typed(live):
    cells = read_cells(live.path)
    columns = (OUTCOME, QUESTIONS + 1)
    shown = [[cells.value(RULE_SHEET, row_at(row), at) for at in columns] for row in range(3)]
    assert shown == [["要选", BY_HAND], ["没读懂", BY_HAND], ["读懂", ""]]
    assert "不”断了，后面怎样计分" in cells.value(RULE_SHEET, row_at(0), QUESTIONS)
    assert [one.score.partition("(")[0] for one in rules(live.path).values()] == ["points", "points", "tiers"]


def test_the_way_that_is_chosen_applies_after_the_update(live, tmp_path):
    done = rules(answered(live, tmp_path, {f"{ANSWER}{row_at(0)}": "按“不得分”补全"}))
    assert done[BROKEN].score == f'tiers({BROKEN}, "<=10%: 2; >10%: 0")'
    assert done[BROKEN].interpretation.reason == ""
    assert done[UNREAD].score == live.standard.rows[1][2].score


def test_a_rule_of_ones_own_has_to_be_written(live, tmp_path):
    with pytest.raises(StandardError, match=f"“{RULE_SHEET}”{RULE}{row_at(1)} .*请在这一格写规则式"):
        answered(live, tmp_path, {f"{ANSWER}{row_at(1)}": OWN_RULE})
    cells = {f"{ANSWER}{row_at(1)}": OWN_RULE, f"{RULE}{row_at(1)}": 'tiers(完成率, ">=50%: 3; <50%: 0")'}
    done = rules(answered(live, tmp_path, cells))
    assert done[UNREAD].interpretation.outcome == "typed"
    assert done[UNREAD].score == cells[f"{RULE}{row_at(1)}"]


def test_every_question_is_open_until_it_is_confirmed(live, tmp_path):
    path = answered(live, tmp_path, {f"{ANSWER}{row_at(0)}": "按“不得分”补全"})
    assert list(unconfirmed(read_cells(path), read_workbook(path)[0])) == [name for name, _, _ in ROWS]


def test_questions_travel_with_the_standard(live, tmp_path):
    standard = read_workbook(answered(live, tmp_path, {f"{ANSWER}{row_at(0)}": "按“不得分”补全"}))[0]
    again = from_text(text_of(standard), "标准.yaml")
    (read,) = [one.interpretation for _, _, one in again.rows if one.name == BROKEN]
    assert read.answers == {"scoring": "按“不得分”补全"}
    assert read.score_for({"scoring": BY_HAND}).startswith('points("2", ')
