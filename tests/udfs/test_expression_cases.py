"""Score expressions against their YAML cases: by Python, and by the ordinary formula.

One row of cells has blanks, the other formulas that show a blank.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import load
from tests.support.formula_engine import compute
from udfs.errors import RuleTextError
from udfs.expression import SUM_NAME, CellError, Notation, natively, parse

CASES = load("expressions.yaml")
KEYS = ("a", "b", "c", "d", "数量")


def figures_of(case):
    return {
        key: value if value is None or isinstance(value, str) else Decimal(str(value))
        for key, value in {**dict.fromkeys(KEYS), **case["figures"]}.items()
    }


def ids(case):
    return f"{case['expression']}-{case['figures']}"


@pytest.mark.parametrize("case", CASES["scores"], ids=ids)
def test_python_gives_the_score_or_the_error_value(case):
    expression = parse(case["expression"], (*KEYS, SUM_NAME))
    try:
        found = expression.score(figures_of(case))
    except CellError as error:
        found = error.code
    assert found == (case["error"] if "error" in case else Decimal(str(case["result"])))


@pytest.mark.parametrize("blank_is_text", [False, True], ids=["blank cells", "formulas that show a blank"])
@pytest.mark.parametrize("case", CASES["scores"], ids=ids)
def test_the_ordinary_formula_gives_the_same(case, blank_is_text):
    notation = Notation(call=natively(), blank_is_text=blank_is_text)
    blank = "" if blank_is_text else None
    cells = {
        key: blank if value is None else float(value) if isinstance(value, Decimal) else value
        for key, value in figures_of(case).items()
    }
    shown = compute(parse(case["expression"], (*KEYS, SUM_NAME)).body(notation), cells)
    assert shown == (case["error"] if "error" in case else pytest.approx(case["result"], abs=1e-9, rel=0))


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["text"])
def test_a_mistake_is_named_with_its_place(case):
    with pytest.raises(RuleTextError) as caught:
        parse(case["text"], KEYS)
    assert case["says"] in str(caught.value)


def test_an_expression_has_a_hundred_levels_at_most():
    """A sum of 100 terms is 100 levels: each sign takes the sum before it as its left side."""
    assert parse("a" + " + 1" * 99, KEYS).score({"a": Decimal(1)}) == 100
    for text in (
        "a" + " + 1" * 100,
        "a" + "+1" * 20_000,
        "proportion(" * 100 + "a" + ", 1)" * 100,
        "when(a, " * 100 + "a" + ", 1)" * 100,
    ):
        with pytest.raises(RuleTextError, match=r"最多 100 层|写法不完整"):
            parse(text, KEYS)


def test_half_a_sign_is_refused():
    with pytest.raises(RuleTextError, match="不成字的字符"):
        parse("a + '\ud800'", KEYS)


@pytest.mark.parametrize("case", CASES["texts"], ids=lambda case: case["figure"])
def test_a_text_where_a_number_belongs_is_told(case):
    with pytest.raises(CellError) as caught:
        parse("a", KEYS).score({"a": case["figure"]})
    assert f"数据项“a”{case['says']}" in str(caught.value)
