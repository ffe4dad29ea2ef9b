"""What an expression says of itself: the data items it names, its judgements, its calls."""

from __future__ import annotations

from decimal import Decimal

from udfs.errors import BAD_VALUE, MISSING
from udfs.expression import Item, parse, shown_value

TEXT = (
    'judged(认定, 6, tiers(甲 / 乙, "<1: 2; >=1: 4"))'
    ' + when(乙, proportion(甲, 2), tiers(丙, "<1: 0; >=1: 1"))'
    " + given(丁, 丁 / 戊, 1)"
)
ITEMS = {"认定", "甲", "乙", "丙", "丁", "戊"}


def test_the_data_items_are_named_once_each_in_order():
    assert parse(TEXT, ITEMS).keys == ("认定", "甲", "乙", "丙", "丁", "戊")
    assert parse("1 + 2", ITEMS).keys == ()


def test_judgements_are_found_with_their_figure():
    assert [one.judgement.key for one in parse(TEXT, ITEMS).judgements] == ["认定"]
    assert parse("甲 + 乙", ITEMS).judgements == ()


def test_the_calls_of_one_function_are_found_wherever_they_stand():
    expression = parse(TEXT, ITEMS)
    assert [call.arguments[1].content for call in expression.calls("tiers")] == [
        "<1: 2; >=1: 4",
        "<1: 0; >=1: 1",
    ]
    assert len(expression.calls("proportion")) == 1
    assert expression.calls("ratio") == []


def test_a_score_is_guarded_and_rounded_once():
    assert parse("甲 / 乙", ITEMS).formula() == (
        '=IF(COUNT(甲,乙)=2,ROUND(甲/乙,2),IF(COUNTA(甲,乙)<2,NA(),"非数字"*1))'
    )


def test_items_whose_text_the_function_itself_reads_are_marked():
    """So the guard asks whether they are filled, not whether they are numbers."""
    parsed = parse("target_ratio(甲, 乙, 丙, '', 丁)", ITEMS)
    assert [(item.key, item.text) for item in parsed.root.required] == [
        ("甲", True),
        ("乙", True),
        ("丙", False),
        ("丁", True),
    ]


def test_a_text_may_have_255_signs_as_in_a_formula_of_excel():
    assert parse(f"tiers(甲, '{'x' * 255}')", ITEMS).keys == ("甲",)


def test_what_a_cell_shows_is_worked_out_only_from_whole_figures():
    items = (Item("甲"), Item("乙"))

    def work(data):
        return data["甲"] / data["乙"]

    assert shown_value(items, {"甲": Decimal(3), "乙": Decimal(2)}, work) == Decimal("1.5")
    assert shown_value(items, {"甲": Decimal(3)}, work) == MISSING
    assert shown_value(items, {"甲": Decimal(3), "乙": "无"}, work) == BAD_VALUE
