"""A report speaks of figures, not of what the form tells the clerk; rules and steps are sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import load
from workbooks.reporting.wording import figure, in_order, is_told, label, link, rule
from workbooks.standards.items import DataItem

CASES = load("report_words.yaml")


@pytest.mark.parametrize("case", CASES, ids=[f"{c['item']['label']} {c['value']}" for c in CASES])
def test_words(case):
    value = case["value"]
    value = Decimal(str(value)) if isinstance(value, int | float) else value
    item = DataItem(**case["item"])
    told = is_told(value, item, case.get("scored", True))
    assert (f"{label(item)}{link(item)}{''.join(figure(value, item))}" if told else "") == case["says"]


def items(**labels):
    return {key: DataItem(label=text, kind="number") for key, text in labels.items()}


def test_numbered_figures_stand_in_their_order():
    found = items(a="第4条：违规数", b="第1条：规范", c="累计金额", d="第3条：核算")
    assert in_order(list(found), found) == ["b", "d", "c", "a"]


def test_the_target_stands_before_the_actual_value():
    found = {
        "actual": DataItem(label="完成值", kind="target", place="actual"),
        "judged": DataItem(label="认定得分", kind="number"),
        "target": DataItem(label="目标值", kind="target", place="target"),
    }
    assert in_order(list(found), found) == ["target", "actual", "judged"]


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ("1. 甲（1分）；\n2. 乙（1分）。", "1. 甲（1分）；2. 乙（1分）。"),
        ("利用率＝在用÷总额\n1. ≥90%，得1分。", "利用率＝在用÷总额；1. ≥90%，得1分。"),
        ("甲" * 150 + "；" + "乙" * 100, "甲" * 150 + "……"),
        ("", ""),
    ],
)
def test_rules_are_one_line(criterion, said):
    assert rule(criterion) == said
