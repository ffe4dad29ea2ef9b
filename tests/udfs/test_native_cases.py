"""The native formula of every function computes its YAML cases, and every step what Python says of it."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from tests.support.cases import function_cases
from tests.support.native_formulas import NativeFormula, same
from tests.support.random_figures import SEED
from tests.support.random_rules import RULES as ALL_RULES
from udfs.catalogue import BY_NAME, flatten
from udfs.errors import RuleTextError
from udfs.expression import Arithmetic, Call, Constant, Item, parse
from udfs.expression import shown as shown_by_python
from udfs.numbers import snap
from workbooks.filing.figures import cell_figure

CASES = function_cases()
ROUNDS = 120


def shown_natively(name, given, apart):
    """What the native formula of a call over cells a, b, c … shows, and each of its steps.

    What the formula must have written out (a rule) stands in it, everything else in cells.
    """
    function, last = BY_NAME[name], len(BY_NAME[name].arguments) - 1
    values = flatten(given)
    while values and values[-1] is None and function.arguments[min(len(values) - 1, last)].optional:
        values = values[:-1]
    figures = {chr(ord("a") + place): cell_figure(value) for place, value in enumerate(values)}
    # A maximum may be one cell; a list of them is a rule.
    written_out = {"a"} if name == "JX_POINTS" else set()
    while True:
        nodes = [
            Constant("" if figure is None else figure)
            if key in written_out
            else cell(key, figure, function.arguments[min(place, last)].text)
            for place, (key, figure) in enumerate(figures.items())
        ]
        in_cells = {key: figure for key, figure in figures.items() if key not in written_out}
        try:
            return NativeFormula(Call(function, tuple(nodes)), apart=apart).shown(in_cells)
        except RuleTextError as error:
            rule = re.search("写定的文字，不能是“([a-z])(?:[*]1)?”", str(error))
            if rule is None:
                raise
            written_out.add(rule[1])


def cell(key, figure, text):
    item = Item(key, text)
    # Nobody types 17 digits: such a figure is the result of a calculation.
    computed = isinstance(figure, Decimal) and snap(figure) != figure
    return Arithmetic("*", item, Constant(Decimal(1))) if computed else item


@pytest.mark.parametrize("apart", [False, True], ids=["at once", "in steps"])
@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case['name']}" for name, case in CASES])
def test_case(name, case, apart):
    try:
        shown, steps = shown_natively(name, case["call"], apart)
    except RuleTextError:
        # A mistake in the rule: no formula is written at all.
        assert case["error"] == "#VALUE!"
        return
    expected = case.get("error", case.get("result"))
    if isinstance(expected, str):
        assert shown == expected
    else:
        assert shown == pytest.approx(expected, abs=case.get("near", 1e-9), rel=0)
    for label, formula, found, python in steps:
        assert same(found, python), (label, formula, found, python)


@pytest.mark.parametrize(("whole", "shown"), [(0, "#DIV/0!"), (2, 10)])
def test_an_error_in_the_rate_shows_even_beside_a_quantity_that_needs_none(whole, shown):
    root = parse("target(a, b, 10, c / d)").root
    figures = {"a": "20条", "b": "20条", "c": Decimal(1), "d": Decimal(whole)}
    assert as_cell(shown_by_python(root, figures)) == shown
    assert NativeFormula(root, apart=True).shown(figures)[0] == shown


@pytest.mark.parametrize("function", ALL_RULES)
def test_python_and_formula_agree_on_random_figures(function):
    """As `tests/addin/libreoffice/test_three_ways.py`, without a spreadsheet program; every step as well."""
    chance = random.Random(f"{SEED}-{function}")
    for rule in ALL_RULES[function]:
        root = rule.expression.root
        formula = NativeFormula(root)
        for _ in range(ROUNDS // len(ALL_RULES[function])):
            figures = {key: make(chance) for key, make in zip(rule.keys, rule.makers, strict=True)}
            shown, steps = formula.shown(figures)
            told = f"JIXIAO_SEED={SEED}: {rule.text} {figures}"
            assert same(shown, as_cell(shown_by_python(root, figures))), told
            for label, text, found, python in steps:
                assert same(found, python), (told, label, text, found, python)


def as_cell(value):
    return float(value) if isinstance(value, Decimal) else value
