"""The VBA wrappers against xlwings' own generator, and against the catalogue."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from inspect import Parameter, signature
from pathlib import Path

import pytest

from addin.excel import functions, wrappers
from addin.excel.wrappers import ANSWER, ERROR_CONSTANTS, wrapper_modules
from udfs import errors
from udfs.array_columns import OFFERED
from udfs.errors import ScoreError

GENERATOR = Path(__file__).parents[2] / "support" / "xlwings_wrappers.py"
# What VBA keeps for itself, [MS-VBAL] 3.3.5.2, as far as an argument could be called so.
RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
    abs any array as attribute boolean byref byte byval call case cdate cdbl cint clng close const
    currency date debug decimal declare dim do double each else elseif empty end enum erase event exit
    false fix for friend function get global gosub goto if imp implements in input int integer is lbound
    len let like lock long loop lset me mod new next not nothing null on open option optional or
    paramarray preserve print private pset public put raiseevent redim rem resume return rset scale seek
    select set sgn shared single spc static stop string sub tab then to true type typeof ubound unlock
    until variant wend while with withevents write xor
    """,
    )
)


RULES = [["a", None, None], ["合计", None, None]]


@pytest.fixture(scope="module")
def generated():
    """What xlwings writes for the functions on Windows, and the wrappers of ours."""
    command = [sys.executable, str(GENERATOR), "addin.excel.functions", "附表.xlsm"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(done.stdout), wrapper_modules()[0].source


def signatures(vba: str) -> list[str]:
    return re.findall(r"^Function .*$", vba, re.M)


def handed_on(vba: str) -> list[tuple[str, str, str]]:
    """The functions with the arguments they hand on, a list of them last."""
    theirs = re.findall(r'CallUDF\("[\w.]+", "(JX_\w+)", Array\((.*?)\), ', vba)
    return [(name, given, "") for name, given in theirs] or re.findall(
        r'JxAnswer\("(JX_\w+)", Array\((.*?)\)(?:, (rest))?\)', vba
    )


def test_the_wrappers_take_what_xlwings_own_take(generated):
    theirs, ours = generated
    assert signatures(ours) == signatures(theirs["vba"])
    assert len(signatures(ours)) == len(OFFERED)
    plain = [one for one in handed_on(ours) if not one[2]]
    assert sorted(plain) == sorted(set(handed_on(theirs["vba"])))
    assert {name for name, _, rest in handed_on(ours) if rest} == {
        function.name for function in OFFERED if function.arguments[-1].variadic
    }


def test_a_single_other_word_would_be_noticed(generated):
    theirs, ours = generated
    assert signatures(ours.replace("ParamArray counts()", "counts")) != signatures(theirs["vba"])


def test_wrappers_are_exactly_the_catalogue(generated):
    theirs, ours = generated
    wrapped = re.findall(r"^Function (\w+)\(", ours, re.M)
    assert sorted(wrapped) == sorted(function.name for function in OFFERED)
    assert [one["name"] for one in theirs["functions"]] == sorted(wrapped)


def test_a_function_missing_from_the_wrappers_is_noticed(monkeypatch):
    monkeypatch.setattr(wrappers, "OFFERED", OFFERED[1:])
    source = wrapper_modules()[0].source
    assert f"Function {OFFERED[0].name}(" not in source


def test_arguments_optional_ones_and_help_are_the_catalogues(generated):
    theirs, _ = generated
    by_name = {one["name"]: one for one in theirs["functions"]}
    for function in OFFERED:
        known = by_name[function.name]
        assert known["ret"]["doc"] == f"{function.summary}。{function.errors}"
        assert known["category"] == function.category
        for argument, seen in zip(function.arguments, known["args"], strict=True):
            assert seen["name"] == argument.name
            assert seen["vararg"] == argument.variadic
            assert ("optional" in seen) == argument.optional
            assert seen["doc"] == f"{argument.label}：{argument.help}"
            # A converter would change a figure on its way to the function.
            assert seen["options"] == {}


def test_the_functions_computed_take_the_arguments_the_catalogue_lists():
    for function in OFFERED:
        computed = [
            (each.kind is Parameter.VAR_POSITIONAL, each.default is not Parameter.empty)
            for each in signature(function.compute).parameters.values()
        ]
        listed = [(each.variadic, each.optional) for each in function.arguments]
        assert computed == listed, function.name
        shown = signature(getattr(functions, function.name)).parameters
        assert list(shown) == [each.name for each in function.arguments]


def test_help_fits_what_the_function_wizard_shows():
    for function in OFFERED:
        assert len(functions.description(function)) <= functions.LONGEST_HELP, function.name
        for argument in function.arguments:
            assert len(f"{argument.label}：{argument.help}") <= functions.LONGEST_HELP, argument.name


def test_no_argument_has_a_name_that_vba_keeps_for_itself():
    names = {argument.name for function in OFFERED for argument in function.arguments}
    assert not names & RESERVED
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in names)


def test_every_error_a_function_can_give_becomes_an_error_value():
    codes = {cls.code for cls in (ScoreError, *ScoreError.__subclasses__(), errors.RuleTextError)}
    codes.add(errors.DIVISION_BY_ZERO)
    assert codes == set(ERROR_CONSTANTS)
    source = {module.name: module for module in wrapper_modules()}[ANSWER].source
    for code, constant in ERROR_CONSTANTS.items():
        assert f'Case "{code}": ShownAs = CVErr({constant})' in source


def test_a_module_is_explicit_about_its_variables():
    for module in wrapper_modules():
        assert "Option Explicit\n" in module.source, module.name


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [
        ("JX_GRADE", (90.0, "[90,100]: 优; [0,90): 差"), "优"),
        ("JX_SCORE_RATE", (9.0, 10.0), 0.9),
        ("JX_SCORE_RATE", (None, 10.0), "#N/A"),
        ("JX_SCORE_RATE", ("九", 10.0), "#VALUE!"),
        # A cap left out is the full mark: xlwings hands over None.
        ("JX_PROPORTION", (1.2, 10.0, None), 10.0),
        # A range of cells in the place of the counts, one of them blank.
        ("JX_POINTS", ("1; 1; 2", ((1.0, 0.5), (2.0,))), 3.5),
        ("JX_POINTS", ("1; 1", ((1.0,), (None,))), "#N/A"),
        # A column for an array formula; xlwings hands over a column of cells as a flat list.
        ("JX_SCENARIO", (RULES, ["a"], [2.0], "[0,10]: 优"), [[2.0], [2.0], ["优"]]),
        ("JX_SCENARIO", (RULES, ["a"], [None], "[0,10]: 优"), [["#N/A"], ["#N/A"], ["#N/A"]]),
        ("JX_SCENARIO", (RULES, ["a", "b"], [2.0], "[0,10]: 优"), "#VALUE!"),
    ],
)
def test_a_function_hands_a_number_a_text_or_the_text_of_its_error(name, arguments, shown):
    assert getattr(functions, name)(*arguments) == shown
