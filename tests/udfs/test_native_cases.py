"""The native formula of every function computes its YAML cases, and every step what Python says of it."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from tests.support.cases import function_cases
from tests.support.native_formulas import Sheet, same
from tests.support.random_figures import SEED
from tests.support.random_rules import RULES as ALL_RULES
from udfs.catalogue import BY_NAME, flatten
from udfs.errors import RuleTextError
from udfs.expression import Arithmetic, Call, Constant, Item, shown
from udfs.numbers import snap
from workbooks.filing.figures import cell_figure

RULE_ARGUMENTS = {
    *("tiers", "both_zero", "full", "cap", "threshold", "step", "deduction", "reading", "deductions", "most"),
    *("points", "maxima", "allowed", "schedule", "mean_full", "excess_tiers", "bands"),
}
"""Arguments that a native formula has written out; the others are cells."""
CASES = function_cases()
ROUNDS = 120


def call_of(name, given):
    """A call over cells a, b, c …, and what they hold."""
    function, nodes, figures = BY_NAME[name], [], {}
    last = len(function.arguments) - 1
    values = flatten(given)
    while values and values[-1] is None and function.arguments[min(len(values) - 1, last)].optional:
        values = values[:-1]
    for place, value in enumerate(values):
        argument = function.arguments[min(place, last)]
        figure = cell_figure(value)
        if argument.name in RULE_ARGUMENTS:
            nodes.append(Constant("" if figure is None else figure))
            continue
        key = chr(ord("a") + place)
        figures[key] = figure
        item = Item(key, argument.text)
        # Nobody types 17 digits: such a figure is the result of a calculation.
        computed = isinstance(figure, Decimal) and snap(figure) != figure
        nodes.append(Arithmetic("*", item, Constant(Decimal(1))) if computed else item)
    return Call(function, tuple(nodes)), figures


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case['name']}" for name, case in CASES])
def test_case(name, case):
    call, figures = call_of(name, case["call"])
    sheet = Sheet(figures)
    try:
        shown = sheet.shown(call)
    except RuleTextError:
        # A mistake in the rule: no formula is written at all.
        assert case["error"] == "#VALUE!"
        return
    expected = case.get("error", case.get("result"))
    if isinstance(expected, str):
        assert shown == expected
    else:
        assert shown == pytest.approx(expected, abs=case.get("near", 1e-9), rel=0)
    for label, formula, found, python in sheet.steps:
        assert same(found, python), (label, formula, found, python)


@pytest.mark.parametrize("function", ALL_RULES)
def test_python_and_formula_agree_on_random_figures(function):
    """As `tests/addin/libreoffice/test_three_ways.py`, without a spreadsheet program; every step as well."""
    chance = random.Random(f"{SEED}-{function}")
    for rule in ALL_RULES[function]:
        for _ in range(ROUNDS // len(ALL_RULES[function])):
            figures = {key: make(chance) for key, make in zip(rule.keys, rule.makers, strict=True)}
            sheet, root = Sheet(figures), rule.expression.root
            told = f"JIXIAO_SEED={SEED}: {rule.text} {figures}"
            assert same(sheet.shown(root), as_cell(shown(root, figures))), told
            for label, formula, found, python in sheet.steps:
                assert same(found, python), (told, label, formula, found, python)


def as_cell(value):
    return float(value) if isinstance(value, Decimal) else value
