"""Whatever a spreadsheet program hands over, a function gives a number, a text or an error value."""

from __future__ import annotations

import math
import random

import pytest

from tests.support.random_figures import SEED
from udfs.array_columns import evaluate_column
from udfs.catalogue import FUNCTIONS, evaluate
from udfs.errors import BadValueError, ScoreError

NUMBERS = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e-308, 5e-324, 1e308, -1e308, 10**400]
NO_NUMBERS = [None, "", " ", True, False, math.nan, math.inf, -math.inf, "#N/A", "#DIV/0!", b"5"]
TEXTS = ["1E400", "NaN", "Infinity", "-0", "∞", "٣", "１", "²", "½", "1_000", "0x10", "1;" * 3000, "<" * 3000]
RULES = [
    "<90%: 3; >=90%: 0",
    "1; 0.5",
    "好: 4; 差: 0",
    "好: 1~2",
    ">10%",
    "满一点",
    "(0,1]: 1~2; >1: 2~3",
    "≥95%",
]
RANGES = [[], [[]], [[None]], [[1.0]], [[1.0, 0.0]], [["好"], [2.0]], ()]
ROUNDS = 300


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.key)
def test_anything_gives_a_finite_number_a_text_or_an_error_value(function):
    chance = random.Random(f"{SEED}-{function.key}")
    for _ in range(ROUNDS):
        count = chance.randrange(len(function.arguments) + 3)
        given = [
            chance.choice(chance.choice([NUMBERS, NO_NUMBERS, TEXTS, RULES, RANGES])) for _ in range(count)
        ]
        told = f"JIXIAO_SEED={SEED}: {given!r:.300}"
        try:
            result = evaluate(function.name, given)
        except ScoreError as error:
            assert error.code in ("#N/A", "#VALUE!", "#DIV/0!"), told
            assert len(str(error).splitlines()) == 1, told
            continue
        assert isinstance(result, str) or math.isfinite(result), told


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("JX_TIERS", [[[0.5, 0.6]], "<90%: 3; >=90%: 0"]),
        ("JX_PROPORTION", [0.5, [[1.0], [2.0]]]),
        ("JX_GRADE", [[], "[0,100]: 好"]),
    ],
)
def test_several_cells_where_one_is_asked_for_are_named(name, given):
    with pytest.raises(BadValueError, match=f"{name} 的参数应是一个单元格，给的是 [02] 个"):
        evaluate(name, given)


def test_a_range_of_one_cell_is_that_cell():
    assert evaluate("JX_TIERS", [[[0.5]], [["<90%: 3; >=90%: 0"]]]) == 3


@pytest.mark.parametrize("given", [[], [[]], [[[]]]])
def test_the_best_of_no_scores_is_an_error(given):
    for name in ("JX_HIGHEST", "JX_LOWEST"):
        with pytest.raises(BadValueError, match="至少要有一个“得分”"):
            evaluate(name, given)


@pytest.mark.parametrize("given", [["1"], [5.0, "<5: 1; >=5: 2", 0.0, 1.0], ["1", 1.0, 1.0]])
def test_too_few_or_too_many_arguments_are_an_error(given):
    for name in ("JX_TIERS", "JX_RATIO"):
        with pytest.raises(BadValueError):
            evaluate(name, [*given, *given] if name == "JX_RATIO" else given)


def test_a_result_beyond_what_a_cell_holds_is_an_error():
    # 10^308 ÷ 10^-308 = 10^616; a cell holds about 1.8 × 10^308.
    with pytest.raises(BadValueError, match="放不下"):
        evaluate("JX_RATIO", [1e308, 1e-308, 0])
    assert evaluate("JX_RATIO", [1e300, 1e-8, 0]) == 1e308


def test_minus_nothing_is_nothing():
    assert str(evaluate("JX_PROPORTION", [-0.0, 5])) in ("0.0", "-0.0")
    assert evaluate("JX_DEDUCT_PER_COUNT", [5, "1", -0.0]) == 5
    assert evaluate("JX_VETO", [-0.0, 5]) == 5


def test_a_score_that_no_cell_can_hold_spoils_its_own_cell_and_what_is_made_of_it():
    rules = [["a * a", None, None], ["b", None, None], ["合计", None, None]]
    column = evaluate_column("JX_SCENARIO", [rules, [["a"], ["b"]], [[1e300], [5.0]], "[0,100]: 好"])
    assert column == ["#VALUE!", 5.0, "#VALUE!", "#VALUE!"]
