"""Every function against its YAML cases, as a cell would call it."""

from __future__ import annotations

import pytest

from tests.support.cases import FOLDER, function_cases, load
from udfs.catalogue import BY_KEY, FUNCTIONS, evaluate
from udfs.errors import ScoreError

CASES = function_cases()


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case['name']}" for name, case in CASES])
def test_case(name, case):
    if "error" in case:
        with pytest.raises(ScoreError) as caught:
            evaluate(name, case["call"])
        assert caught.value.code == case["error"]
        assert "\n" not in str(caught.value)
        assert case.get("says", "") in str(caught.value)
        return
    result = evaluate(name, case["call"])
    if isinstance(case["result"], str):
        assert result == case["result"]
    else:
        assert result == pytest.approx(case["result"], abs=case.get("near", 1e-12), rel=0)


def test_every_function_has_cases_that_score_and_cases_that_fail():
    for function in FUNCTIONS:
        mine = [case for name, case in CASES if name == function.name]
        assert any("result" in case for case in mine), function.name
        assert any("error" in case for case in mine), function.name


def test_every_function_has_a_case_file_of_its_name_and_every_case_file_a_function():
    files = {file.stem: load(f"functions/{file.name}") for file in (FOLDER / "functions").glob("*")}
    assert {key: content["function"] for key, content in files.items()} == {
        key: function.name for key, function in BY_KEY.items()
    }


@pytest.mark.parametrize(
    ("name", "rule"), [("JX_PROPORTION", 6), ("JX_TIERS", "<=100%: 值×6; >100%: 0")], ids=["share", "tier"]
)
def test_half_a_cent_reaches_the_cell_whole(name, rule):
    """6×1÷48 is 0.125, which ROUND in the cell makes 0.13 as the score has it; a hair less would be 0.12."""
    assert evaluate(name, [1 / 48, rule]) == 0.125
    assert evaluate(name, [0.0208, rule]) == 0.1248
