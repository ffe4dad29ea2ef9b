"""The catalogue says of each function what its Python takes: hosts that ask it call the function rightly."""

from __future__ import annotations

import inspect
import re

import pytest

from udfs.array_columns import COLUMN_FUNCTIONS, OFFERED
from udfs.catalogue import BY_KEY, BY_NAME, CATEGORY, FUNCTIONS


def taken(compute):
    """Name, whether it may be left out and whether there may be any number of it, of each parameter."""
    return [
        (one.name, one.default is not one.empty, one.kind is one.VAR_POSITIONAL)
        for one in inspect.signature(compute).parameters.values()
    ]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.key)
def test_arguments_are_the_parameters_of_the_rule_and_of_its_native_form(function):
    assert [(one.name, one.optional, one.variadic) for one in function.arguments] == taken(function.compute)
    # There the place of a partial result comes first; a name may be another one.
    _, *natively = taken(function.native)
    assert [(one.optional, one.variadic) for one in function.arguments] == [one[1:] for one in natively]


def test_a_function_is_found_by_what_a_cell_and_what_a_standard_calls_it():
    for function in FUNCTIONS:
        assert BY_KEY[function.key] is BY_NAME[function.name] is function
        assert function.name == f"JX_{function.key.upper()}"


def test_a_function_of_a_column_says_the_parameters_of_its_python():
    for function in COLUMN_FUNCTIONS:
        assert [one.name for one in function.arguments] == [name for name, _, _ in taken(function.compute)]


SENTENCE = re.compile(r"[\u4e00-\u9fff≥“](.*[\u4e00-\u9fff”。）%0-9])?")


def test_what_people_read_in_the_function_wizard_begins_and_ends_as_it_should():
    assert CATEGORY == "绩效评价"
    texts = {text for function in OFFERED for one in function.arguments for text in (one.label, one.help)}
    assert {text for text in texts if not SENTENCE.fullmatch(text)} == set()


def example(function, label):
    """The example that the help of an argument gives."""
    (text,) = (one.help for one in function.arguments if one.label == label)
    return text.partition("如 ")[2].partition("；得分")[0].partition("；上限")[0]


@pytest.mark.parametrize(
    ("key", "label", "before", "points"),
    [
        ("tiers", "分档标准", [1.5], 0),
        ("tier_range", "各档范围", [0.5, 7], 7),
        ("grade_points", "各等得分", ["差"], 0),
        ("grade_range", "各等范围", ["较好", 8], 8),
        ("grade", "分等标准", [10], "差"),
    ],
)
def test_the_examples_of_rules_can_be_copied(key, label, before, points):
    assert BY_KEY[key].compute(*before, example(BY_KEY[key], label)) == points


def test_the_example_of_bands_for_a_scenario_can_be_copied():
    (scenario,) = COLUMN_FUNCTIONS
    assert BY_KEY["grade"].compute(10, example(scenario, "分等标准")) == "差"
