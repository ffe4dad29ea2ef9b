"""What the native formula of each function says: texts a clerk can hold against the official rule."""

from __future__ import annotations

from decimal import Decimal

import pytest

from udfs.catalogue import BY_KEY
from udfs.errors import RuleTextError
from udfs.native import LONGEST, Term, TooLongError, bracketed, constant, inline

COUNTS = '"个数应为不小于 0 的整数"*1'
WRITTEN = {
    "tiers(甲/乙, '<90%: 3; <=100%: 2; >100%: 0')": "IF(ROUND(甲/乙,12)<0.9,3,IF(ROUND(甲/乙,12)<=1,2,0))",
    "tiers(甲, '<=85%: 0; <95%: 0~2; >=95%: 2')": "IF(甲<=0.85,0,IF(甲<0.95,2*(甲-0.85)/0.1,2))",
    "tiers(甲, '<=100%: 值×3; >100%: 0')": "IF(甲<=1,MAX(0,3*甲),0)",
    "tiers(甲, '(80%,100%]: 2; (60%,80%]: 1')": (
        'IF(AND(甲>0.8,甲<=1),2,IF(AND(甲>0.6,甲<=0.8),1,"不在任何一档内"*1))'
    ),
    "ratio(甲, 乙, '100%')": ('IF(AND(甲>=0,乙>=0,OR(乙>0,甲=0)),IF(乙>0,甲/乙,1),"比率无法计算"*1)'),
    "proportion(甲, 5)": "MIN(5,MAX(0,5*甲))",
    "deduct_per_point(甲, '>10%', '1%', 0.1, 1, '满一点')": (
        "MAX(0,1-0.1*INT(MAX(0,ROUND((甲-0.1)/0.01,9))))"
    ),
    "deduct_per_point(甲, '<95%', '1%', 0.5, 3, '不足一点按一点')": (
        "MAX(0,3-0.5*ROUNDUP(MAX(0,ROUND((0.95-甲)/0.01,9)),0))"
    ),
    "deduct_per_count(5, '1; 0.5', 甲, 乙)": (
        f"IF(AND(甲>=0,INT(甲)=甲,乙>=0,INT(乙)=乙),MAX(0,5-甲-0.5*乙),{COUNTS})"
    ),
    "deduct_capped(5, '0.35', 0.7, 甲)": f"MAX(0,5-IF(AND(甲>=0,INT(甲)=甲),MIN(0.7,0.35*甲),{COUNTS}))",
    "points_per_count('3; 2', 甲, 乙)": f"IF(AND(甲>=0,INT(甲)=甲,乙>=0,INT(乙)=乙),3*甲+2*乙,{COUNTS})",
    "points('1; 1.5', 甲, 乙)": 'IF(AND(甲>=0,甲<=1,乙>=0,乙<=1.5),甲+乙,"评分小于 0 或超过上限"*1)',
    "levels('1.5; 1; 0', 甲)": 'IF(OR(甲=1.5,甲=1,甲=0),甲,"评分不是规定的档"*1)',
    "veto(甲, 乙)": f"乙*IF(AND(甲>=0,INT(甲)=甲),IF(甲=0,1,0),{COUNTS})",
    "per_step(甲, '>100%', '10%', 1, '满一点', 5)": "MIN(5,INT(MAX(0,ROUND((甲-1)/0.1,9))))",
    "checklist('1; 0.5', 甲, 乙)": (
        'IF(AND(OR(甲=1,甲=0),OR(乙=1,乙=0)),甲+0.5*乙,"是否满足应填 1（是）或 0（否）"*1)'
    ),
    "highest(甲, 乙)": "MAX(甲,乙)",
    "lowest(甲, 5)": "MIN(甲,5)",
    "grade_points(甲, '好: 4; 差: 0')": ('IF(TRIM(甲)="好",4,IF(TRIM(甲)="差",0,"不是规定的等次"*1))'),
    "grade_range(甲, 乙, '好: 3~<4; 差: 0')": (
        'IF(TRIM(甲)="好",IF(AND(乙>=3,乙<4),乙,"评分不在这一等的范围内"*1),'
        'IF(TRIM(甲)="差",IF(AND(乙>=0,乙<=0),乙,"评分不在这一等的范围内"*1),"不是规定的等次"*1))'
    ),
    "tier_range(甲, 乙, '>=90%: 3~4; 其余: 0')": (
        'IF(甲>=0.9,IF(AND(乙>=3,乙<=4),乙,"评分不在这一等的范围内"*1),'
        'IF(AND(乙>=0,乙<=0),乙,"评分不在这一等的范围内"*1))'
    ),
    "quarterly(甲, '100%', '1', 2, 乙)": (
        "IF(甲>0,MIN(1,MAX(0,ROUND(乙/甲,12)))+"
        'MIN(2,MAX(0,2*ROUND((ROUND(乙/甲,12))/1,12))),"预算总额应大于 0"*1)'
    ),
    "grade(甲, '[60,100]: 及格; [0,60): 差')": (
        'IF(AND(甲>=60,甲<=100),"及格",IF(AND(甲>=0,甲<60),"差","不在任何一档内"*1))'
    ),
    "score_rate(甲, 乙)": 'IF(AND(乙>0,甲>=0),甲/乙,"分值应大于 0，得分不小于 0"*1)',
}
IN_STEPS = {"target", "target_ratio", "goal"}
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
    ("formula", "expected"),
    [
        ("甲+乙", "(甲+乙)"),
        ("-甲", "-甲"),
        ("SUM(甲+乙)", "SUM(甲+乙)"),
        ('"甲-乙"', '"甲-乙"'),
        ("{1,-2}", "{1,-2}"),
    ],
)
def test_brackets_only_where_an_operator_stands_in_the_open(formula, expected):
    assert bracketed(formula) == expected
