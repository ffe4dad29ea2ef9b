"""Score expressions: what they render to, what they refuse and where they say so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from udfs.expression import CellError
from workbooks.problems import StandardError
from workbooks.standards.expression import parse

KNOWN = dict.fromkeys(["支出", "预算", "问题数", "认定"])
TIERS = '"<90%: 3; <=100%: 2; >100%: 0"'


def formula(text):
    return parse(text, KNOWN).formula()


def test_a_call_is_rounded_once_behind_the_guard_of_its_figures():
    assert formula(f"tiers(支出 / 预算, {TIERS})") == (
        f"=IF(COUNT(支出,预算)=2,ROUND(JX_TIERS(支出/预算,{TIERS}),2),"
        'IF(COUNTA(支出,预算)<2,NA(),"非数字"*1))'
    )


def test_arithmetic_keeps_the_order_of_calculation():
    body = 'ROUND({},2),IF(COUNTA(支出,预算)<2,NA(),"非数字"*1))'
    for text, expected in {
        "(支出 + 预算) / 2": "(支出+预算)/2",
        "支出 - (预算 - 1)": "支出-(预算-1)",
        "支出 - 预算 - 1": "支出-预算-1",
        "支出 + (预算 - 1)": "支出+预算-1",
        "支出 - 预算 * 2": "支出-预算*2",
        "支出 / (预算 * 2)": "支出/(预算*2)",
        "支出 * 预算 + 1": "支出*预算+1",
        "支出 / 预算 * 0.25": "支出/预算*0.25",
        "支出 + -1 * 预算": "支出+-1*预算",
    }.items():
        assert formula(text) == "=IF(COUNT(支出,预算)=2," + body.format(expected)


def test_text_in_a_formula_keeps_its_quotes():
    assert '"a""b"' in formula("""tiers(支出, 'a"b')""")


def test_a_judgement_stands_for_the_rule_where_it_is_typed():
    expression = parse(f"judged(认定, 6, tiers(支出, {TIERS}))", KNOWN)
    assert expression.formula() == (
        f"=ROUND(IF(ISBLANK(认定),IF(COUNT(支出)=1,JX_TIERS(支出,{TIERS}),"
        'IF(COUNTA(支出)<1,NA(),"非数字"*1)),'
        'IF(COUNT(认定)=1,JX_POINTS(6,认定),IF(COUNTA(认定)<1,NA(),"非数字"*1))),2)'
    )
    assert expression.score({"支出": Decimal("0.5")}) == 3
    assert expression.score({"支出": Decimal("0.5"), "认定": Decimal(5)}) == 5


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"支出": None, "预算": Decimal(1)}, "#N/A"),
        ({"支出": None, "预算": "无"}, "#N/A"),
        ({"支出": Decimal(1), "预算": "一百"}, "#VALUE!"),
        ({"支出": Decimal(1), "预算": Decimal(0)}, "#DIV/0!"),
        ({"支出": Decimal(0), "预算": Decimal(0)}, "#DIV/0!"),
        ({}, "#N/A"),
    ],
)
def test_errors_are_those_of_the_cell(data, code):
    with pytest.raises(CellError) as caught:
        parse(f"tiers(支出 / 预算, {TIERS})", KNOWN).score(data)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tiers(支出 / 拨款, '<1: 1; >=1: 0')", "第1行第12列“拨款”：没有叫“拨款”的数据项"),
        ("tier(支出, '<1: 1; >=1: 0')", "没有叫“tier”的函数，可用：tiers、"),
        ("支出 ** 2", "这种写法不允许"),
        ("支出 if 预算 else 1", "这种写法不允许"),
        ("__import__('os').system('ls')", "函数应写成"),
        ("(lambda: 1)()", "函数应写成"),
        ("[支出][0]", "这种写法不允许"),
        ("支出.real", "这种写法不允许"),
        ("tiers(value=支出)", "函数应写成"),
        ("tiers(支出", "写法不完整"),
        ("支出 +", "写法不完整"),
        ("", "写法不完整"),
        ("True", "只能写数或文字"),
        ("None", "只能写数或文字"),
        ("tiers(支出)", "tiers 的参数应为：数值、分档标准"),
        ("proportion(支出, 1, 1, 1)", "proportion 的参数应为"),
        ("judged(1, 6, 支出)", "judged 应写成"),
        (f"tiers(支出, '{'x' * 256}')", "超过 255 个字"),
    ],
)
def test_what_is_not_allowed_is_said_with_its_place(text, said):
    with pytest.raises(StandardError) as caught:
        parse(text, KNOWN)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value) or text.count("\n")


def test_a_number_keeps_the_digits_written():
    assert parse("支出 * 0.1", KNOWN).score({"支出": Decimal("0.15")}) == Decimal("0.02")
    assert "*0.10" in formula("支出 * 0.10")
