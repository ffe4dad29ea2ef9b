"""Reading targets (目标值) in native formulas, step by step: the grammar of `udfs.targets` in Excel's terms.

Every step is one cell that a clerk can look at: signs made half-width, comparing words made signs, then
operator, number and unit taken apart. Looser than Python only with what nobody writes: blanks inside a
unit, or a unit of rare characters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .errors import BadValueError
from .native import Part, Scope, Term, Value, refused, remembered
from .targets import NOT_A_UNIT

_DIGITS = list(zip("０１２３４５６７８９％．，", "0123456789%.,", strict=True))
_SIGNS = [
    *zip("＜＞＝（）～－＋−", "<>=()~-+-", strict=True),
    *(("≤", "<="), ("≥", ">="), ("≦", "<="), ("≧", ">="), ("　", ""), (" ", "")),
]
_COMPARING_WORDS = [
    *((word, ">=") for word in ("大于等于", "大于或等于", "不少于", "不低于", "不小于", "至少", "=>")),
    *((word, "<=") for word in ("小于等于", "小于或等于", "不超过", "不高于", "不大于", "不多于")),
    *((word, "<=") for word in ("至多", "最多", "=<")),
    *((word, ">") for word in ("大于", "超过", "高于", "多于")),
    *((word, "<") for word in ("小于", "低于", "少于")),
    ("等于", "="),
]
_DASHES = [(dash, "~") for dash in ("——", "—", "–", "--", "-", "至", "到", "~~")]
_FILLERS = [(word, "") for word in ("年度", "预期", "绩效", "指标", "目标", "全部", "已")]
_MANNERS = [(word, "") for word in (",", "并具有一定效果", "且效果较差")]
_LEVEL_WORDS = [(word, "") for word in ("部分达成", "未达成", "达成", "、", ";", "；")]
_GRADE_WORDS = [(word, "") for word in "优良中低差、/,"]
_NOT_IN_UNITS = NOT_A_UNIT + "0123456789.,<>=~+-*#@&!?;:，。、；：！？“”_[]{}|^"
FRACTIONS = {"%": 100, "‰": 1000}
_POSITIONS = ",".join(map(str, range(1, 21)))
_UNIT_POSITIONS = ",".join(map(str, range(1, 13)))
BLANKS = ("", "-", "—", "——", "/")
_LONGEST_NUMBER, _LONGEST_UNIT, _LONGEST_WORD = 19, 12, 4


def made(template: str, value: Callable[..., Any], *terms: Term) -> Term:
    """A term worked out of others; `{0}` in the template stands for the first one's formula."""
    formula = template.format(*(term.formula for term in terms))
    figures = tuple(dict.fromkeys(figure for term in terms for figure in term.figures))
    return Term(formula, lambda scope: value(*(term.value(scope) for term in terms)), None, figures)


def substitute(term: Term, pairs: Sequence[tuple[str, str]]) -> Term:
    """A text with some words replaced, in order."""

    def value(scope: Scope) -> Value:
        return _replaced(str(term.value(scope)), pairs)

    listed = "".join(f',"{old}","{new}")' for old, new in pairs)
    return Term(f"{'SUBSTITUTE(' * len(pairs)}{term.formula}{listed}", value, None, term.figures)


@dataclass(frozen=True)
class Steps:
    """Gives each step a place, labelled with what is read."""

    part: Part
    what: str

    def place(self, label: str, term: Term) -> Term:
        """Put a step into a cell and go on with what refers to it."""
        # Each step asks for those before it, many of them several times.
        value = remembered(term.value)
        reference = self.part(f"{self.what}：{label}", term.formula, value, [term])
        return Term(reference, value, None, term.figures)


@dataclass(frozen=True)
class Quantity:
    """What was read: the whole text, operator, number, upper end of a range ("" for none) and unit."""

    source: Term
    text: Term
    operator: Term
    number: Term
    upper: Term
    unit: Term


def read_quantity(part: Part, term: Term, what: str) -> Quantity:
    """The steps that take a target or an actual value apart; a plain number has no unit."""
    steps = Steps(part, what)
    only_text = made('IF(ISTEXT({0}),{0},"")', lambda value: value if isinstance(value, str) else "", term)
    digits = steps.place("数字半角", substitute(only_text, _DIGITS))
    text = steps.place("符号半角", substitute(digits, _SIGNS))
    half = len(_COMPARING_WORDS) // 2
    some = steps.place("比较词一", substitute(text, _COMPARING_WORDS[:half]))
    signs = steps.place("比较词二", substitute(some, _COMPARING_WORDS[half:]))
    before = steps.place("比较符号", _operator_before(signs))
    ending = steps.place("后缀字数", _ending_length(signs))
    operator = steps.place("符号", _operator(signs, before, ending))
    body = steps.place(
        "数和单位",
        made(
            "MID({0},LEN({1})+1,LEN({0})-LEN({1})-{2})",
            lambda whole, sign, end: whole[len(sign) : len(whole) - int(end)],
            *(signs, before, ending),
        ),
    )
    low = _NumberSteps(steps, "数", body)
    rest = steps.place("单位或区间", substitute(low.rest, _DASHES))
    split = steps.place(
        "区间号位置", made('IFERROR(FIND("~",{0}),0)', lambda t: Decimal(t.find("~") + 1), rest)
    )
    beyond = steps.place(
        "区间上限起",
        made('IF({1}=0,"",MID({0},{1}+1,60))', lambda t, at: t[int(at) :] if at else "", rest, split),
    )
    high = _NumberSteps(steps, "上限", beyond)
    unit = steps.place("单位", _unit(rest, split, high.rest))
    scale = made(
        'IF({0}="%",100,IF({0}="‰",1000,1))',
        lambda found: Decimal(FRACTIONS.get(found, 1)),
        unit,
    )
    clean = steps.place("单位可读", _readable(unit))
    parts = (operator, rest, split, unit, low.value, high.value, clean)
    sound = steps.place("写法可读", _sound(*parts))
    number = steps.place("数值", _scaled(term, low.value, scale, sound))
    upper = steps.place("上限值", _upper(split, high.value, scale))
    return Quantity(term, text, operator, number, upper, unit)


def _operator_before(signs: Term) -> Term:
    def value(text: str) -> str:
        if text[:2] in (">=", "<="):
            return text[:2]
        return text[:1] if text[:1] in (">", "<", "=") else ""

    two = 'OR(LEFT({0},2)=">=",LEFT({0},2)="<=")'
    one = 'OR(LEFT({0},1)=">",LEFT({0},1)="<",LEFT({0},1)="=")'
    return made(f'IF({two},LEFT({{0}},2),IF({one},LEFT({{0}},1),""))', value, signs)


def _ending_length(signs: Term) -> Term:
    endings = (
        (5, ("(含)以上", "(含)以下")),
        (3, ("及以上", "及以下")),
        (2, ("以上", "以下", "以内", "之内")),
        (1, ("内",)),
    )

    def value(text: str) -> Decimal:
        return Decimal(next((size for size, words in endings if text.endswith(words)), 0))

    formula = "0"
    for size, words in reversed(endings):
        checks = ",".join(f'RIGHT({{0}},{size})="{word}"' for word in words)
        formula = f"IF(OR({checks}),{size},{formula})"
    return made(formula, value, signs)


def _operator(signs: Term, before: Term, ending: Term) -> Term:
    """The operator; "?" where the word before and the word after contradict each other."""

    def value(text: str, sign: str, end: Decimal) -> str:
        if not end:
            return sign or "="
        after = ">=" if text.endswith("上") else "<="
        return after if not sign else sign if sign[0] == after[0] else "?"

    after = 'IF(RIGHT({0},1)="上",">=","<=")'
    both = f'IF(LEFT({{1}},1)=LEFT({after},1),{{1}},"?")'
    return made(
        f'IF({{2}}=0,IF({{1}}="","=",{{1}}),IF({{1}}="",{after},{both}))', value, signs, before, ending
    )


class _NumberSteps:
    """The number at the beginning of a text, and what follows it."""

    def __init__(self, steps: Steps, label: str, body: Term) -> None:
        digits = made(
            f'SUMPRODUCT(MIN({{{{{_POSITIONS}}}}}+99*ISNUMBER(FIND(MID({{0}}&"x",'
            f'{{{{{_POSITIONS}}}}}+(LEFT({{0}},1)="-"),1),"0123456789.,"))))-1',
            _digits_at_start,
            body,
        )
        length = steps.place(f"{label}的位数", digits)
        written = steps.place(
            f"{label}的写法",
            made(
                'MID({0},1+(LEFT({0},1)="-"),{1})',
                lambda text, size: text[text.startswith("-") :][: int(size)],
                *(body, length),
            ),
        )
        sound = steps.place(f"{label}的写法有效", _digits_and_dot(length, written))
        self.value = steps.place(label, _valued(body, written, sound))
        self.rest = made(
            'MID({0},1+(LEFT({0},1)="-")+{1},60)',
            lambda text, size: text[text.startswith("-") + int(size) :],
            *(body, length),
        )


def _digits_at_start(text: str) -> Decimal:
    rest = text.removeprefix("-") if text.startswith("-") else text
    size = next((place for place, sign in enumerate(rest + "x") if sign not in "0123456789.,"), 0)
    return Decimal(size if size <= _LONGEST_NUMBER else 99 + 1)


def _digits_and_dot(length: Term, written: Term) -> Term:
    """1 where a number has digits at both ends and one dot at most."""

    def value(size: Decimal, digits: str) -> Decimal:
        ends = digits[:1].isdigit() and digits[-1:].isdigit()
        return Decimal(int(0 < size <= _LONGEST_NUMBER and digits.count(".") <= 1 and ends))

    ends = ",".join(f'{end}({{1}},1)<>"{sign}"' for end in ("LEFT", "RIGHT") for sign in ".,")
    dots = 'LEN({1})-LEN(SUBSTITUTE({1},".",""))<=1'
    return made(f"IF(AND({{0}}>0,{{0}}<={_LONGEST_NUMBER},{dots},{ends}),1,0)", value, length, written)


def _valued(body: Term, written: Term, sound: Term) -> Term:
    """The number as written, "" where there is none or its commas do not stand at thousands."""

    def value(text: str, digits: str, fine: Decimal) -> Value:
        plain = digits.replace(",", "")
        if not fine or ("," in digits and f"{int(Decimal(plain)):,}" != digits.split(".")[0]):
            return ""
        return -Decimal(plain) if text.startswith("-") else Decimal(plain)

    number = 'VALUE(SUBSTITUTE({1},",",""))'
    grouped = f'TEXT(INT({number}),"#,##0")=LEFT({{1}},FIND(".",{{1}}&".")-1)'
    sign = 'IF(LEFT({0},1)="-",-1,1)'
    signed = f'IF(IF(ISERROR(FIND(",",{{1}})),TRUE,{grouped}),{sign}*{number},"")'
    return made(f'IF({{2}}=1,{signed},"")', value, body, written, sound)


def _unit(rest: Term, split: Term, after: Term) -> Term:
    found = made("IF({1}=0,{0},{2})", lambda text, at, last: last if at else text, rest, split, after)
    return substitute(found, [("百分比", "%")])


def _sound(operator: Term, rest: Term, split: Term, unit: Term, low: Term, high: Term, clean: Term) -> Term:
    """1 where operator, range and unit go together."""

    def value(
        sign: str, text: str, at: Decimal, found: str, least: Value, most: Value, fine: Decimal
    ) -> Decimal:
        lower_unit = text[: int(at) - 1] if at else ""
        rising = isinstance(least, Decimal) and isinstance(most, Decimal) and 0 <= least < most
        in_range = not at or (sign == "=" and lower_unit in ("", found) and rising)
        return Decimal(int(sign != "?" and in_range and fine == 1))

    in_range = 'IF({2}=0,TRUE,AND({0}="=",OR({2}=1,LEFT({1},{2}-1)={3}),{4}>=0,{4}<{5}))'
    terms = (operator, rest, split, unit, low, high, clean)
    return made(f'IF(AND({{0}}<>"?",{in_range},{{6}}=1),1,0)', value, *terms)


def _readable(unit: Term) -> Term:
    """1 for a unit that is short enough and has none of the signs that make it a phrase."""

    def value(found: str) -> Decimal:
        words = found.replace("·", "/").replace("(", "/").split("/")
        short = len(found) <= _LONGEST_UNIT and all(len(word.rstrip(")")) <= _LONGEST_WORD for word in words)
        return Decimal(int(short and not any(sign in _NOT_IN_UNITS for sign in found)))

    signs = _NOT_IN_UNITS.replace("{", "{{").replace("}", "}}")
    padded = f'{{0}}&"{"个" * _LONGEST_UNIT}"'
    strange = f'SUMPRODUCT(--ISNUMBER(FIND(MID({padded},{{{{{_UNIT_POSITIONS}}}}},1),"{signs}")))'
    single = 'ISERROR(FIND("/",SUBSTITUTE(SUBSTITUTE({0},"·","/"),"(","/")))'
    lengths = f"LEN({{0}})<=IF({single},{_LONGEST_WORD},{_LONGEST_UNIT})"
    return made(f"IF(AND({lengths},{strange}=0),1,0)", value, unit)


def _scaled(source: Term, number: Term, scale: Term, sound: Term) -> Term:
    def value(typed: Value, read: Value, factor: Decimal, fine: Decimal) -> Value:
        if isinstance(typed, Decimal):
            return typed
        if not fine or not isinstance(read, Decimal):
            raise BadValueError(f"“{typed}”读不懂")
        return read / factor

    unread = refused("读不懂，请只写数和单位")
    return made(
        f"IF(ISNUMBER({{0}}),{{0}},IF(AND({{3}}=1,ISNUMBER({{1}})),{{1}}/{{2}},{unread}))",
        value,
        *(source, number, scale, sound),
    )


def _upper(split: Term, number: Term, scale: Term) -> Term:
    def value(at: Decimal, read: Value, factor: Decimal) -> Value:
        if not at:
            return ""
        if not isinstance(read, Decimal):
            raise BadValueError("区间的上限读不懂")
        return read / factor

    unread = refused("区间的上限读不懂")
    return made(f'IF({{0}}=0,"",IF(ISNUMBER({{1}}),{{1}}/{{2}},{unread}))', value, split, number, scale)


def kind_of(steps: Steps, quantity: Quantity) -> Term:
    """空, 不适用, 定性 or 数."""

    def value(typed: Value, text: str, no_grades: str, no_levels: str) -> str:
        if isinstance(typed, Decimal):
            return "数"
        if text in BLANKS:
            return "空"
        if text in ("不适用", "无"):
            return "不适用"
        return "定性" if no_grades == "" or ("达成" in text and no_levels == "") else "数"

    blank = "OR(" + ",".join(f'{{1}}="{text}"' for text in BLANKS) + ")"
    qualitative = 'OR({2}="",AND(ISNUMBER(FIND("达成",{1})),{3}=""))'
    formula = f'IF({blank},"空",IF(OR({{1}}="不适用",{{1}}="无"),"不适用",IF({qualitative},"定性","数")))'
    grades = steps.place("去掉等级字", substitute(quantity.text, _GRADE_WORDS))
    levels = steps.place("去掉达成字", substitute(quantity.text, [*_FILLERS, *_MANNERS, *_LEVEL_WORDS]))
    words = (quantity.source, quantity.text, grades, levels)
    return steps.place("类型", made(f'IF(ISNUMBER({{0}}),"数",{formula})', value, *words))


def level_of(steps: Steps, quantity: Quantity) -> Term:
    """How far a qualitative target was attained: 达成, 部分达成, 未达成, or another text."""
    return steps.place("达成程度", substitute(quantity.text, [*_FILLERS, *_MANNERS]))


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text
