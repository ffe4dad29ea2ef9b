"""A score as an ordinary formula: the same steps in every row, only the references differ."""

from __future__ import annotations

import re

import pytest

from udfs.expression import SUM_NAME, Notation, parse
from udfs.native import LONGEST
from workbooks.forms.page.native_score import written

TARGET = parse("target(目标, 完成, 分值)", {"目标", "完成", "分值"})
SHORT = parse("分值 - 扣分", {"分值", "扣分"})


def formulas(expression, reference, room=LONGEST):
    """The steps and the formula itself, each step in a cell $A1, $A2 …"""
    steps = []

    def cell(label, items, formula, work):
        steps.append((label, tuple(item.key for item in items), formula))
        return f"$A{len(steps)}"

    formula = written(expression, Notation(reference), cell, room)
    return steps, formula


def test_a_short_score_needs_no_steps():
    assert formulas(SHORT, {"分值": "D7", "扣分": "E7"}.__getitem__) == ([], guarded("D7", "E7"))


def guarded(one, other):
    return f'IF(COUNT({one},{other})=2,ROUND({one}-{other},2),IF(COUNTA({one},{other})<2,NA(),"非数字"*1))'


def at_row(row, formula):
    return re.sub(r"(目标|完成|分值)7(?![0-9])", rf"\g<1>{row}", formula)


@pytest.mark.parametrize("row", [8, 10, 1000])
def test_every_row_has_the_same_steps_over_its_own_cells(row):
    first_steps, first = formulas(TARGET, lambda key: f"{key}7")
    steps, formula = formulas(TARGET, lambda key: f"{key}{row}")
    assert len(steps) > 100
    assert formula == at_row(row, first)
    assert steps == [(label, items, at_row(row, told)) for label, items, told in first_steps]
    assert not any(sign > "\U000fffff" for _, _, text in steps for sign in text)


def test_what_calls_no_function_stays_one_formula_however_long_its_references():
    def of_sheet(key):
        return f"'{'很长的表名' * 8}'!{key}7"

    steps, formula = formulas(SHORT, of_sheet, room=150)
    assert (steps, len(formula) > 150) == ([], True)
    assert formulas(SHORT, lambda key: f"{key}7", room=150)[1] == guarded("分值7", "扣分7")


def test_the_sum_of_the_scores_may_be_a_calculation():
    total = parse("合计 - 扣分", {"扣分", SUM_NAME})
    steps, formula = formulas(total, {SUM_NAME: "SUM(H1:H9)", "扣分": "E7"}.__getitem__)
    assert steps == []
    assert "SUM(H1:H9)-E7" in formula
