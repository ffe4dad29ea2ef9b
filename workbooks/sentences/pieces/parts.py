"""A part of a rule that a shape read: how each choice writes it, what it needs, how much it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import TypeVar

from udfs.records import dataclass
from workbooks.sentences.pieces.outcome import Need, Question

Answers = Mapping[str, str]
Written = Callable[[Answers], str]
Text = TypeVar("Text", str, str | None)

MOST_COMBINATIONS = 64


@dataclass(frozen=True)
class RulePart:
    """One part: `most` is what it gives at best, `flag` a lone yes/no condition.

    A flag has its points, the item that says yes or no, and the item for points typed instead. `cut` is a
    factor of 0 or 1 for all parts together, where a choice makes it so.
    """

    written: Written
    most: Decimal
    needs: tuple[Need, ...] = ()
    questions: tuple[Question, ...] = ()
    judged: bool = False
    flag: tuple[Decimal, str, str] | None = None
    cut: Callable[[Answers], str | None] | None = None


def fixed(text: str) -> Written:
    """An expression that no choice changes."""
    return lambda answers: text


def plain(number: Decimal) -> str:
    """A number of points as a rule writes it."""
    return f"{number.normalize():f}"


def together(parts: Sequence[RulePart]) -> Written:
    """The sum of all parts; yes/no conditions in a row are one checklist."""

    def written(answers: Answers) -> str:
        text = " + ".join(_terms(parts, answers))
        cuts = [cut for part in parts if part.cut is not None and (cut := part.cut(answers)) is not None]
        return " * ".join([*cuts, f"({text})"]) if cuts else text

    return written


def _terms(parts: Sequence[RulePart], answers: Answers) -> Iterator[str]:
    place = 0
    while place < len(parts):
        run: list[tuple[Decimal, str, str]] = []
        while place < len(parts) and (flag := parts[place].flag) is not None:
            run.append(flag)
            place += 1
        if run:
            typed = answers.get(PARTIAL) == TYPED
            keys = ", ".join(flag[2] if typed else flag[1] for flag in run)
            points = "; ".join(plain(flag[0]) for flag in run)
            yield f'{"points" if typed else "checklist"}("{points}", {keys})'
        else:
            yield parts[place].written(answers)
            place += 1


def asked_apart(parts: Sequence[RulePart]) -> list[RulePart]:
    """The parts, where two that ask different things under one key have a key of its own for each.

    The same question of two parts (不满一步的怎样扣) is one: whoever writes a sentence means the same twice.
    """
    known: dict[str, Question] = {}
    apart: list[RulePart] = []
    for part in parts:
        renamed: dict[str, str] = {}
        asked: dict[str, Question] = {}
        for question in {one.key: one for one in part.questions}.values():
            own, number = question, 2
            while known.setdefault(own.key, own) != own:
                own = replace(_named(question, known, part), key=f"{question.key}_{number}")
                number += 1
            renamed |= {question.key: own.key} if own.key != question.key else {}
            asked[own.key] = own
        own_keys = replace(part, questions=tuple(asked.values()))
        if renamed:
            cut = None if part.cut is None else _under(part.cut, renamed)
            own_keys = replace(own_keys, written=_under(part.written, renamed), cut=cut)
        apart.append(own_keys)
    return apart


def _named(question: Question, known: Mapping[str, Question], part: RulePart) -> Question:
    """A question with what it is asked of, where another reads the same."""
    if all(one.label != question.label for one in known.values()) or not part.needs:
        return question
    return replace(question, label=f"{part.needs[0].label}：{question.label}")


def _under(written: Callable[[Answers], Text], renamed: Mapping[str, str]) -> Callable[[Answers], Text]:
    """What is written for the answers under the keys that were given instead."""

    def inner(answers: Answers) -> Text:
        own = {key: answer for key, answer in answers.items() if key not in renamed}
        return written(own | {key: answers[new] for key, new in renamed.items() if new in answers})

    return inner


def expressions(written: Written, questions: Sequence[Question]) -> dict[tuple[str, ...], str]:
    """The expression for every combination of choices; where there are many, for one change at a time."""
    defaults = tuple(question.default for question in questions)
    combinations: list[tuple[str, ...]] = list(product(*(question.choices for question in questions)))
    if len(combinations) > MOST_COMBINATIONS:
        combinations = [defaults] + [
            (*defaults[:place], choice, *defaults[place + 1 :])
            for place, question in enumerate(questions)
            for choice in question.choices
        ]
    keys = [question.key for question in questions]
    return {answer: written(dict(zip(keys, answer, strict=True))) for answer in combinations}


(
    STEPS,
    FLOOR,
    REST,
    BOUNDS,
    GAP,
    OVER,
    ZERO,
    PARTIAL,
    LINE,
    BASE,
    UNIT,
    WHICH,
    POINTS_OF,
    BEYOND,
    HOW,
    ALSO,
) = (
    "step_rounding",
    "floor_unstated",
    "rest_unstated",
    "open_closed",
    "gap",
    "over_100",
    "zero_div",
    "partial",
    "line",
    "proportion_base",
    "percent_or_point",
    "each_or_all",
    "point_base",
    "judged_beyond",
    "scoring",
    "also_required",
)
COMPLETED, STARTED, PRO_RATA = "满一点", "不足一点按一点", "按比例"
NO_POINTS, TYPED = "不得分", "按得分填写"
AT_ZERO, BELOW_ZERO = "扣到0分为止", "可以是负分"
UPPER, LOWER = "算上一档", "算下一档"
FULL, NOTHING = "得满分", "得0分"
STRAIGHT, SHARE = "按直线", "按比率×分值"
OF_TARGET, OF_ALL = "实际÷目标", "实际比率"
AS_ERROR, AS_NONE, AS_ALL = "不计算", "按0%", "按100%"

step_rounding = Question(
    STEPS,
    "不满一个百分点（一步）的怎样扣",
    (COMPLETED, STARTED, PRO_RATA),
    COMPLETED,
    "原文没有写不足一步如何处理，满一步才扣最不会多扣",
)
floor_unstated = Question(
    FLOOR, "扣分超过分值时", (AT_ZERO, BELOW_ZERO), AT_ZERO, "原文没有写扣完为止；一项的得分通常不小于 0"
)
penalty_floor = Question(
    FLOOR,
    "扣分多于加分时",
    (BELOW_ZERO, AT_ZERO),
    BELOW_ZERO,
    "加减分项目在各项得分之外加减，原文没有写扣到 0 为止",
)
partial = Question(
    PARTIAL,
    "只做到一部分时",
    (NO_POINTS, TYPED),
    NO_POINTS,
    "原文只写了做到时的分，没有写做到一部分给不给分",
)
zero_div = Question(
    ZERO,
    "两个数都是 0 时，比率",
    (AS_ERROR, AS_NONE, AS_ALL),
    AS_ERROR,
    "原文没有写预算和支出都是 0 时怎样算，不替人决定",
)
over_100 = Question(OVER, "超过 100% 时", (FULL, NOTHING), FULL, "原文没有写上限；得分不超过分值，所以按满分")


proportion_base = Question(
    BASE,
    "没有达到目标的，按什么比例得分",
    (OF_TARGET, OF_ALL),
    OF_TARGET,
    "原文没有写按什么的比例；除以目标，刚达到目标时正好是满分",
)


OF_COMPLETION, OF_DISTANCE = "完成率低（高）几个百分点", "与目标值相差几个百分点"


def point_base(rate: bool) -> Question:
    """Whether percentage points below a target are of the completion or of the rate itself."""
    return Question(
        POINTS_OF,
        "与目标值相比，每一个百分点指什么",
        (OF_COMPLETION, OF_DISTANCE),
        OF_DISTANCE if rate else OF_COMPLETION,
        "指标本身是比率，百分点通常是两个比率之差" if rate else "指标不是比率，只有完成率才有百分点",
    )


NO_MATTER = "不影响得分"


def also_required(fact: str) -> Question:
    """What a fact costs that stands in front of the figure of the best tier, and is not spoken of again."""
    return Question(
        ALSO,
        f"“{fact}”没有做到时",
        (NO_POINTS, NO_MATTER),
        NO_POINTS,
        "原文把它和数写在一起作为得满分的条件，没有写没做到得几分",
    )


BY_NOBODY, BY_A_PERSON = "不计算", "由人认定"


def judged_beyond(subject: str, bound: str) -> Question:
    """What a figure gives that the sentence leaves to a person: `>100%的根据实际情况扣分`."""
    return Question(
        BEYOND,
        f"{subject}高于{bound}时",
        (BY_NOBODY, BY_A_PERSON),
        BY_NOBODY,
        "原文由人按实际情况扣分，没有写扣几分，先不算出得分；要填认定得分的选另一种",
    )


ALL_BEFORE, THE_LAST = "前面各项都这样扣", "只有最后一项这样扣"
step_of_all = Question(
    WHICH,
    "每低（高）一步扣分，说的是哪一项",
    (ALL_BEFORE, THE_LAST),
    ALL_BEFORE,
    "这句话写在几项之后，没有写指哪一项；几项同样，通常各项都这样扣",
)
WITH_THE_REST, BESIDES = "只按查出的个数扣", "各条没有做到的也不得该条分"
faults_of_all = Question(
    WHICH,
    "各条之后按个数扣分的",
    (BESIDES, WITH_THE_REST),
    BESIDES,
    "原文两样都写了，所以先都算；同一件事不要两边都扣，只扣一次的选另一种",
)


ONLY_ITS_OWN, ALL_OF_THEM = "不得该条分", "整项不得分"
each_or_all = Question(
    WHICH,
    "有一条没有做到时",
    (ONLY_ITS_OWN, ALL_OF_THEM),
    ONLY_ITS_OWN,
    "原文各条各有分值，没有写一条做不到影响其他各条",
)


def own_or_all(points: str) -> Question:
    """Whether 本项得0分, said of one part, means its own points or those of the whole row."""
    return Question(
        WHICH,
        f"“本项得0分”指哪一项（这一条是{points}分）",
        (ONLY_ITS_OWN, ALL_OF_THEM),
        ONLY_ITS_OWN,
        "这句话写在有自己分值的一条里，说的是这一条的分",
    )


ONE_POINT, ONE_PERCENT = "1% 指 1 分", "1% 指 1 个百分点"
percent_or_point = Question(
    UNIT,
    "与平均分相比，每低 1% 是多少",
    (ONE_POINT, ONE_PERCENT),
    ONE_POINT,
    "测评结果按百分制的分填写，低 1% 就是低 1 分；按比率填写的选另一种",
)


def line_between(share: bool) -> Question:
    """How points run between two tiers that are joined by a proportion."""
    return Question(
        LINE,
        "中间一段按比例的，怎样算",
        (STRAIGHT, SHARE),
        SHARE if share else STRAIGHT,
        "上一档从 100% 起，比率×分值正好接上满分"
        if share
        else "从下一档的分均匀到上一档的分；比率×分值接不上满分",
    )


def rest_unstated(where: str) -> Question:
    """What is below (or above) every tier that is written."""
    return Question(
        REST, f"{where}的怎样得分", (NO_POINTS, TYPED), NO_POINTS, "原文没有写这一段，没有写到的通常不得分"
    )


full_unless = Question(
    REST,
    "没有这些情形时",
    (FULL, TYPED),
    FULL,
    "原文只写了什么情形不得分；没有这些情形的，通常得满分",
)


def open_closed(bounds: Sequence[str]) -> Question:
    """On which side the bounds between two tiers lie."""
    return Question(
        BOUNDS,
        f"恰好是{'、'.join(bounds)}时",
        (UPPER, LOWER),
        UPPER,
        "原文两边都没有写含不含；以上、以下、区间通常含下限",
    )


def gap_between(gaps: Sequence[str]) -> Question:
    """Where values between two tiers belong."""
    return Question(
        GAP, f"{'、'.join(gaps)}之间的值", (LOWER, UPPER), LOWER, "原文这一段没有写；没有达到上一档的按下一档"
    )
