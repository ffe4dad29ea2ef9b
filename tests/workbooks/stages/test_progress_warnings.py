"""Warnings at their bounds, by the rules that are data."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import load
from workbooks.problems import InputError
from workbooks.stages.progress_warnings import (
    ColourBand,
    WarningRules,
    of_execution,
    of_goal_and_money,
    of_indicator,
    rules_called,
)

CASES = load("progress_warnings.yaml")


def told(case):
    return " ".join(str(value) for value in case.values())


@pytest.mark.parametrize("case", CASES["indicators"], ids=told)
def test_of_an_indicator(case):
    rules = rules_called(case["rules"])
    assert of_indicator(rules, case["target"], str(case["done"]), case["months"]) == case["colour"]


@pytest.mark.parametrize("case", CASES["execution"], ids=told)
def test_of_the_money(case):
    budget, spent = (None if case[key] is None else Decimal(str(case[key])) for key in ("budget", "spent"))
    assert of_execution(rules_called(case["rules"]), budget, spent, case["months"]) == case["colour"]


@pytest.mark.parametrize("case", CASES["goals"], ids=told)
def test_of_a_goal_and_the_money(case):
    rules = rules_called(case["rules"])
    budget, spent = (None if case[key] is None else Decimal(str(case[key])) for key in ("budget", "spent"))
    of_money = of_goal_and_money(rules, case["target"], str(case["done"]), budget, spent)
    assert (of_money or of_indicator(rules, case["target"], str(case["done"]), 7)) == case["colour"]


def test_two_rules_of_one_indicator_are_refused():
    with pytest.raises(ValueError, match="not by both"):
        WarningRules(title="两样", progress=(ColourBand(colour="红"),), goal_and_money=Decimal("0.1"))


def test_rules_that_there_are_not():
    with pytest.raises(InputError, match="可用：common（一体化系统通用模块）；sichuan"):
        rules_called("beijing")
