"""What the native formula of each function says: texts a clerk can hold against the official rule."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.cases import written_formulas
from udfs.catalogue import BY_KEY
from udfs.cell_functions import plus
from udfs.errors import RuleTextError
from udfs.native import LONGEST, Term, TooLongError, bracketed, constant, inline, literal, snapped

WRITTEN = written_formulas()
IN_STEPS = {"target", "target_ratio", "target_share", "goal"}
"""They read texts step by step, in cells of their own."""


def cell(formula):
    return Term(formula, lambda scope: Decimal(1))


def written(call, part=inline):
    """The native formula of a call written as `key(argument, …)`; texts in quotes, numbers as they are."""
    key, _, inner = call.rstrip(")").partition("(")
    arguments = []
    for text in inner.split(", "):
        if text.startswith("'"):
            arguments.append(constant(text.strip("'")))
        else:
            arguments.append(cell(text) if text[0] in "甲乙丙" else constant(Decimal(text)))
    return BY_KEY[key].native(part, *arguments)


@pytest.mark.parametrize("call", WRITTEN)
def test_the_formula_reads_like_the_rule(call):
    assert written(call) == WRITTEN[call]


def test_every_function_has_a_native_form_shown_here_or_read_in_steps():
    assert {call.partition("(")[0] for call in WRITTEN} | IN_STEPS == set(BY_KEY)


@pytest.mark.parametrize(
    "call",
    [
        "tiers(甲, 乙)",
        "proportion(甲, 乙)",
        "deduct_per_point(甲, '>10%', '1%', 0.1, 1, 乙)",
        "deduct_per_count(5, 乙, 甲)",
        "grade(甲, 乙)",
        "goal(甲, 乙, 5, 丙)",
        "target_ratio(甲, 乙, 5, 丙)",
    ],
)
def test_a_rule_that_is_not_written_down_cannot_be_spelled_out(call):
    with pytest.raises(RuleTextError, match="写定的文字"):
        written(call, part=lambda label, formula, value, terms: "A1")


@pytest.mark.parametrize(
    "call",
    ["tiers(甲, '<90%: 3')", "tiers(甲, '<90%: 3; <=80%: 2; >100%: 0')", "levels('高; 低', 甲)"],
)
def test_a_rule_with_a_mistake_is_an_error_before_any_formula_is_written(call):
    with pytest.raises(RuleTextError):
        written(call)


@pytest.mark.parametrize(
    "call", ["target(甲, 乙, 5)", "target_ratio(甲, 乙, 5)", "goal(甲, 乙, 5, '(0,10]: 1.2~1.5; >10: 2~3')"]
)
def test_reading_a_target_takes_cells_of_its_own(call):
    with pytest.raises(TooLongError):
        written(call)
    steps = {}

    def part(label, formula, value, terms):
        steps[label] = formula
        return f"Z{len(steps)}"

    assert len(written(call, part)) < LONGEST
    assert steps["目标值：数字半角"].endswith(
        '"０","0"),"１","1"),"２","2"),"３","3"),"４","4"),"５","5"),"６","6"),'
        '"７","7"),"８","8"),"９","9"),"％","%"),"．","."),"，",","),"／","/"),"•","·")'
    )
    cells = {label: f"Z{number}" for number, label in enumerate(steps, 1)}
    signs, before, ending = (cells[f"目标值：{label}"] for label in ("比较词二", "比较符号", "后缀字数"))
    body = f"MID({signs},LEN({before})+1,LEN({signs})-LEN({before})-{ending})"
    assert steps["目标值：数和单位"] == body
    assert all(len(formula) < LONGEST - 50 for formula in steps.values())


@pytest.mark.parametrize(
    ("call", "labels"),
    [
        ("deduct_capped(5, '0.35; 0.7', 0.7, 甲, 乙, 甲, 乙)", ["第1类扣分", "第2类扣分"]),
        ("quarterly(甲, '50%; 100%', '1; 1', 2, 乙, 乙)", ["第1期执行率", "第2期执行率"]),
    ],
)
def test_partial_results_are_numbered_from_one(call, labels):
    found = []

    def part(label, formula, value, terms):
        found.append(label)
        return f"Z{len(found)}"

    written(call, part)
    assert found == labels


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("甲+乙", "(甲+乙)"),
        ("-甲", "-甲"),
        ("SUM(甲+乙)", "SUM(甲+乙)"),
        ('"甲-乙"', '"甲-乙"'),
        ("{1,-2}", "{1,-2}"),
        ("'甲-乙'!A1", "'甲-乙'!A1"),
        ("'甲-乙'!A1+1", "('甲-乙'!A1+1)"),
        ("X1+X2", "(X1+X2)"),
    ],
)
def test_brackets_only_where_an_operator_stands_in_the_open(formula, expected):
    assert bracketed(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"), [("甲", True), ("Z1", True), ("甲+乙", False), ("MAX(甲,乙)", False)]
)
def test_only_a_cell_or_a_name_is_no_result_of_a_calculation(formula, expected):
    assert cell(formula).is_reference is expected


def test_quotes_in_a_text_are_doubled():
    assert literal('他说"好"') == '"他说""好"""'


def test_a_formula_of_400_signs_needs_no_cells_for_its_parts_one_of_401_does():
    assert inline("", "甲" * LONGEST, lambda scope: None, []) == "甲" * LONGEST
    with pytest.raises(TooLongError):
        inline("", "甲" * (LONGEST + 1), lambda scope: None, [])


def test_a_formula_needs_each_of_its_figures_once():
    one, two, both = (Term(name, lambda scope: Decimal(1), None, tuple(name)) for name in ("a", "b", "ba"))
    none = Term("1", lambda scope: Decimal(1))
    assert plus(none, none).figures == ()
    assert plus(one, none).figures == plus(none, one).figures == plus(one, one).figures == ("a",)
    assert plus(one, two).figures == ("a", "b")
    assert plus(one, both).figures == ("a", "b")
    assert plus(both, one).figures == ("b", "a")


def test_a_measured_value_is_without_binary_dust():
    """As Python has it: what stands beside the formula is what ROUND gives."""
    steps = {}

    def part(label, formula, value, terms):
        steps[label] = (formula, value)
        return "X9"

    computed = Term("甲/乙", lambda scope: Decimal("0.9000000000000004"))
    assert snapped(computed, part, "数值") == "X9"
    formula, value = steps["数值"]
    assert formula == "ROUND(甲/乙,12)"
    assert value({}) == Decimal("0.9")
    assert snapped(cell("甲"), part, "数值") == "甲"
