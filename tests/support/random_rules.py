"""Rules of every function, with how their figures are made up: what the three ways are compared on."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.random_figures import amount, count, direction, mark, quantity, rate, total
from udfs.expression import Expression, Figure
from workbooks.standards.expression import parse

Make = Callable[[random.Random], Figure]


@dataclass(frozen=True)
class Rule:
    """An expression over inputs a, b, c …, and how each of them is made up."""

    text: str
    makers: tuple[Make, ...]

    @property
    def keys(self) -> list[str]:
        return [chr(ord("a") + number) for number in range(len(self.makers))]

    @property
    def expression(self) -> Expression:
        return parse(self.text, self.keys)


_TIERS = (
    "<90%: 3; <=100%: 2; >100%: 0",
    ">=95%: 6; >=90%: 4; >=80%: 2; <80%: 1",
    "<=85%: 0; <95%: 0~2; >=95%: 2",
    "<=100%: 2; <105%: 2~0; >=105%: 0",
    "<=100%: 值×1; >100%: 0",
    ">=90%: 3; >=60%: 值×3; <60%: 0",
    "(90%,100%]: 2; (80%,90%]: 1; <=80%: 0",
    "[90%,100%]: 1; [80%,90%): 0.5; [0%,80%): 0",
)
_GOAL = "(0,1]: 1.2~1.5; (1,20]: 2~3; (20,100]: 1.5~2.5; (100,10000]: 1.2~2; >10000: 1.1~1.5"
_EXCESS = "<200%: 0; <300%: 10%; <500%: 20%; >=500%: 30%"
_READINGS = ("满一点", "不足一点按一点", "按比例")


def _rule(text: str, *makers: Make) -> Rule:
    return Rule(text, makers)


RULES: dict[str, list[Rule]] = {
    "tiers": [
        *(_rule(f'tiers(a, "{text}")', rate) for text in _TIERS),
        *(_rule(f'tiers(a / b, "{text}")', amount, amount) for text in _TIERS[:4]),
    ],
    "ratio": [_rule("ratio(a, b, 0)", amount, amount), _rule('ratio(a, b, "100%")', amount, amount)],
    "proportion": [
        _rule("proportion(a, 5)", rate),
        _rule("proportion(a / b, 6)", amount, amount),
        _rule("proportion(1 - a / b, 2.5)", count, count),
        _rule("proportion(a, 1, 10)", count),
    ],
    "deduct_per_point": [
        *(_rule(f'deduct_per_point(a, ">10%", "1%", 0.1, 1, "{reading}")', rate) for reading in _READINGS),
        *(_rule(f'deduct_per_point(a, "<95%", "1%", 0.5, 3, "{reading}")', rate) for reading in _READINGS),
        _rule('deduct_per_point(a / b, ">100%", "1%", 0.5, 2, "满一点")', count, count),
        _rule('deduct_per_point(a - b, ">0", 1, 1, 8, "不足一点按一点")', amount, amount),
    ],
    "deduct_per_count": [
        _rule('deduct_per_count(5, "1", a)', count),
        _rule('deduct_per_count(3, "3; 1; 1; 0.5", a, b, c, d)', count, count, count, count),
        _rule('deduct_per_count(tiers(a, "<90%: 3; >=90%: 1"), "0.5", b)', rate, count),
    ],
    "deduct_capped": [_rule('deduct_capped(5, "0.35; 0.7", 0.7, a, b, c, d)', count, count, count, count)],
    "points_per_count": [_rule('points_per_count("3; 2; 1", a, b, c)', count, count, count)],
    "per_step": [
        *(_rule(f'per_step(a, ">100%", "10%", 1, "{reading}", 5)', rate) for reading in _READINGS),
        _rule('2 - per_step(a / b, "<20%", "1%", 0.1, "满一点")', count, count),
    ],
    "checklist": [_rule('checklist("1; 0.5; 2", a, b, c)', mark, mark, mark)],
    "highest": [_rule("highest(a, b, proportion(c, 5))", mark, mark, rate)],
    "lowest": [_rule('lowest(a, tiers(b, ">=80%: 100; >=70%: 89; 其余: 79"))', total, rate)],
    "grade_points": [_rule('grade_points(a, "正向: 4; 反向: 2")', direction)],
    "grade_range": [_rule('grade_range(a, b, "正向: 1~2; 反向: 0~<1")', direction, mark)],
    "tier_range": [_rule('tier_range(a, b, ">=90%: 1~2; 其余: 0~1")', rate, mark)],
    "points": [_rule('points("1; 1.5; 2", a, b, c)', mark, mark, mark), _rule('points("25", 25 - a)', count)],
    "levels": [_rule('levels("1.5; 1; 0", a, b)', mark, mark)],
    "veto": [
        _rule('veto(a, tiers(b, "<90%: 3; >=90%: 1"))', count, rate),
        _rule('veto(a, tiers(b / c, "<90%: 3; >=90%: 1"))', count, amount, amount),
    ],
    "quarterly": [
        _rule(
            'quarterly(a, "25%; 50%; 75%; 100%", "1; 1; 1; 1", 2, b, c, d, e)',
            *(amount, amount, amount, amount, amount),
        )
    ],
    "target": [
        _rule("target(a, b, c)", quantity, quantity, count),
        _rule("target(a, b, 10, d)", quantity, quantity, count, rate),
        _rule('target(a, b, 10, judged(d, 1, ""))', quantity, quantity, count, rate),
    ],
    "target_ratio": [
        _rule("target_ratio(a, b, c)", quantity, quantity, count),
        _rule(f'target_ratio(a, b, 10, "{_EXCESS}")', quantity, quantity),
        _rule(f'target_ratio(a, b, 10, "{_EXCESS}", c)', quantity, quantity, direction),
    ],
    "target_share": [
        _rule("target_share(a, b)", quantity, quantity),
        _rule("proportion(target_share(a, b), 30)", quantity, quantity),
        _rule(
            'given(c, c, tiers(target_share(a, b), "<1: 2; >=1: 5"))',
            quantity,
            quantity,
            rate,
        ),
    ],
    "goal": [_rule(f'goal(a, b, 4, "{_GOAL}", c)', quantity, quantity, direction)],
    "grade": [_rule('grade(a, "[90,100]: 优; [80,90): 良; [60,80): 中; [0,60): 差")', total)],
    "score_rate": [_rule("score_rate(a, b)", mark, mark)],
}
