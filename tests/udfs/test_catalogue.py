"""The catalogue says of each function what its Python takes: hosts that ask it call the function rightly."""

from __future__ import annotations

import inspect

import pytest

from udfs.catalogue import BY_KEY, BY_NAME, FUNCTIONS


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
