"""The grammar of targets and actual values, once: the steps that take a written text apart.

Signs are made half-width and comparing words made signs; then operator, number (or two) and unit are taken
apart, and days and qualitative words recognised. A text is read only when the whole of it is one of these;
nothing is ever picked out of a sentence. The same steps are cells of the native edition and what Python
computes, so the two cannot differ.
"""

from __future__ import annotations

from functools import reduce

from ..cell_functions import (
    EMPTY,
    ONE,
    ZERO,
    Condition,
    all_of,
    any_of,
    at_most,
    below,
    contains,
    day,
    differ,
    ends_with,
    equal,
    exactly,
    flag,
    floor,
    grouped,
    holds_text,
    is_in,
    is_number,
    is_text,
    joined,
    lacking,
    left,
    length,
    middle,
    minus,
    month_of,
    negated,
    number,
    place_of,
    place_or_end,
    plain_value,
    plus,
    power_of_ten,
    printable,
    product,
    quotient,
    raised,
    refuse,
    right,
    signs_among,
    starts_with,
    substitute,
    when,
    whole_number,
    without,
    word,
)
from ..native import Part, Term
from ..records import dataclass
from . import messages
from .steps import Steps
from .vocabulary import (
    BLANKS,
    COMPARING,
    DASHES,
    DAY_SIGNS,
    DAY_WORDS,
    DIGITS,
    ENDINGS,
    FILLERS,
    FIRST_YEAR,
    FRACTIONS,
    GRADE_SIGNS,
    GRADES,
    LAST_YEAR,
    LEVEL_WORDS,
    LEVELS,
    MANNERS,
    MULTIPLES,
    NOT_APPLICABLE,
    NOT_IN_UNITS,
    SIGNS,
    STATEMENTS,
)

QUANTITY, QUALITATIVE, DATE, OUT, BLANK = "数", "定性", "日期", "不适用", "空"
LONGEST = 60
_LONGEST_NUMBER, _LONGEST_UNIT, _LONGEST_WORD = 19, 8, 4
_MANY = 60


@dataclass(frozen=True)
class TargetReading:
    """What was read, each a step; `upper` is "" where there is no range, the days are 0 where there is none.

    A number is in the unit as written (90 of 90万元), a percentage as fraction. `bare` is the unit without
    what multiplies it (元), `multiple` how many of these one of the unit is (10000).
    """

    source: Term
    text: Term
    kind: Term
    operator: Term
    number: Term
    upper: Term
    unit: Term
    bare: Term
    multiple: Term
    first_day: Term
    last_day: Term


def read(part: Part, source: Term, what: str) -> TargetReading:
    """Read a target or an actual value; a plain number has no unit."""
    steps = Steps(part, what)
    only_text = when(is_text(source), printable(source), EMPTY)
    digits = steps.place("数字半角", substitute(only_text, DIGITS))
    text = steps.place("符号半角", substitute(digits, SIGNS))
    first_day, last_day = _days(steps, text)
    quantity = _Quantity(steps, source, digits, text)
    return TargetReading(
        source,
        text,
        _kind(steps, source, text, last_day),
        quantity.operator,
        quantity.number,
        quantity.upper,
        quantity.unit,
        *_multiple(steps, quantity.unit),
        first_day,
        last_day,
    )


class _Quantity:
    """Operator, number (or two) and unit of a text."""

    def __init__(self, steps: Steps, source: Term, digits: Term, text: Term) -> None:
        half = len(COMPARING) // 2
        some = steps.place("比较词一", substitute(text, COMPARING[:half]))
        signs = steps.place("比较词二", substitute(some, COMPARING[half:]))
        before = steps.place("比较符号", _operator_before(signs))
        ending = steps.place("后缀字数", _ending_length(signs))
        self.operator = steps.place("符号", _operator(signs, before, ending))
        size = minus(minus(length(signs), length(before)), ending)
        body = steps.place("数和单位", middle(signs, plus(length(before), ONE), size))
        low = _Number(steps, "数", body)
        rest = steps.place("单位或区间", substitute(low.rest, DASHES))
        split = steps.place("区间号位置", when(contains(rest, "~"), place_of(word("~"), rest), ZERO))
        beyond = when(equal(split, ZERO), EMPTY, middle(rest, plus(split, ONE), _MANY))
        high = _Number(steps, "上限", steps.place("区间上限起", beyond))
        unit = when(equal(split, ZERO), rest, high.rest)
        self.unit = steps.place("单位", substitute(unit, [("百分比", "%")]))
        scale = number(1)
        for sign, parts in FRACTIONS:
            scale = when(equal(self.unit, word(sign)), number(parts), scale)
        scale = steps.place("百分号分母", scale)
        fits = steps.place("区间写法", flag(self._is_range(rest, split, low, high)))
        whole = steps.place("写法完整", flag(_unbroken(digits, low, high)))
        sound = steps.place(
            "写法可读",
            flag(
                all_of(
                    differ(self.operator, word("?")),
                    raised(fits),
                    raised(whole),
                    raised(_readable(steps, self.unit)),
                    at_most(length(text), number(LONGEST)),
                    is_number(low.value),
                )
            ),
        )
        unread = refuse("读不懂，请只写数和单位", messages.unreadable(steps.what), source, text)
        read = when(raised(sound), quotient(low.value, scale), unread)
        self.number = steps.place("数值", when(is_number(source), source, read))
        upper = when(raised(sound), quotient(high.value, scale), unread)
        self.upper = steps.place("上限值", when(equal(split, ZERO), EMPTY, upper))

    def _is_range(self, rest: Term, split: Term, low: _Number, high: _Number) -> Condition:
        """No range, or one without operator, that rises from 0 or more, in one unit."""
        before = left(rest, minus(split, ONE))
        same = exactly(substitute(before, [("百分比", "%")]), self.unit)
        both = all_of(is_number(low.value), is_number(high.value))
        rises = when(both, flag(all_of(at_most(ZERO, low.value), below(low.value, high.value))), ZERO)
        in_unit = when(equal(split, ONE), ONE, flag(same))
        ranged = flag(all_of(equal(self.operator, word("=")), raised(in_unit), raised(rises)))
        return raised(when(equal(split, ZERO), ONE, ranged))


def _operator_before(signs: Term) -> Term:
    one = when(is_in(left(signs, 1), (">", "<", "=")), left(signs, 1), EMPTY)
    return when(is_in(left(signs, 2), (">=", "<=")), left(signs, 2), one)


def _ending_length(signs: Term) -> Term:
    size = ZERO
    for chars in sorted(set(map(len, ENDINGS))):
        words = [ending for ending in ENDINGS if len(ending) == chars]
        size = when(is_in(right(signs, chars), words), number(chars), size)
    return size


def _operator(signs: Term, before: Term, ending: Term) -> Term:
    """The operator; "?" where the word before and the word after contradict each other."""
    after = when(ends_with(signs, "上"), word(">="), word("<="))
    both = when(equal(left(before, 1), left(after, 1)), before, word("?"))
    without_ending = when(equal(before, EMPTY), word("="), before)
    return when(equal(ending, ZERO), without_ending, when(equal(before, EMPTY), after, both))


class _Number:
    """The number at the beginning of a text, and what follows it."""

    def __init__(self, steps: Steps, label: str, body: Term) -> None:
        unsigned = when(starts_with(body, "-"), middle(body, 2, _MANY), body)
        unsigned = steps.place(f"{label}去负号", unsigned)
        # The first sign that is no digit is where the number ends.
        others = steps.place(f"{label}以外的字", without(unsigned, "0123456789.,"))
        end = minus(place_of(left(others, 1), unsigned), ONE)
        size = steps.place(f"{label}的位数", when(equal(others, EMPTY), length(unsigned), end))
        self.written = steps.place(f"{label}的写法", left(unsigned, size))
        plain = steps.place(f"{label}的数字", substitute(self.written, [(",", "")]))
        sound = steps.place(f"{label}的写法有效", flag(_digits_and_dot(size, self.written, plain)))
        signed = when(starts_with(body, "-"), minus(ZERO, plain_value(plain)), plain_value(plain))
        self.value = steps.place(label, when(raised(sound), signed, EMPTY))
        self.rest = middle(unsigned, plus(size, ONE), _MANY)


def _digits_and_dot(size: Term, written: Term, plain: Term) -> Condition:
    """Digits at both ends, one dot at most, and commas at the thousands only."""
    dots = minus(length(written), length(substitute(written, [(".", "")])))
    ends = [negated(is_in(end, (".", ","))) for end in (left(written, 1), right(written, 1))]
    shape = flag(all_of(below(ZERO, size), at_most(size, number(_LONGEST_NUMBER)), at_most(dots, ONE), *ends))
    before_dot = left(written, minus(place_or_end(".", written), ONE))
    thousands = flag(equal(grouped(floor(plain_value(plain))), before_dot))
    commas = when(contains(written, ","), thousands, ONE)
    return raised(when(raised(shape), commas, ZERO))


def _unbroken(digits: Term, low: _Number, high: _Number) -> Condition:
    """Whether no blank stands within a number (2 300篇)."""
    found = [
        when(equal(one, EMPTY), ONE, flag(holds_text(one, digits))) for one in (low.written, high.written)
    ]
    return all_of(*map(raised, found))


def _readable(steps: Steps, unit: Term) -> Term:
    """1 for a unit that is short enough and has none of the signs that make it a phrase."""
    padded = left(joined(unit, word("个" * _LONGEST_UNIT)), _LONGEST_UNIT)
    tried = steps.place("单位用字", joined(padded, word(NOT_IN_UNITS)))
    strange = steps.place("单位里的怪字", signs_among(tried, _LONGEST_UNIT, _LONGEST_UNIT + 1))
    compound = any_of(*(contains(unit, sign) for sign in "/·("))
    longest = when(compound, number(_LONGEST_UNIT), number(_LONGEST_WORD))
    plain = all_of(at_most(length(unit), longest), equal(strange, ZERO))
    fraction = is_in(unit, [sign for sign, _ in FRACTIONS])
    return steps.place("单位可读", flag(any_of(fraction, plain)))


def _multiple(steps: Steps, unit: Term) -> tuple[Term, Term]:
    """The unit without 亿, 万 and 千 (before any /), and how many of it they make."""
    slash = place_or_end("/", unit)
    head = steps.place("单位首段", left(unit, minus(slash, ONE)))
    zeros = [
        product(number(count), minus(length(head), length(without(head, sign)))) for sign, count in MULTIPLES
    ]
    bare = joined(
        without(head, [sign for sign, _ in MULTIPLES]), middle(unit, plus(length(head), ONE), _MANY)
    )
    for sign, _ in FRACTIONS[1:]:
        bare = substitute(bare, [(sign, FRACTIONS[0][0])])
    return steps.place("基本单位", bare), steps.place("单位倍数", power_of_ten(reduce(plus, zeros)))


def _days(steps: Steps, text: Term) -> tuple[Term, Term]:
    """The first and the last day that a date may mean (2024年11月: its first and its last), 0 for no date."""
    words = steps.place("日期写法", substitute(text, DAY_WORDS))
    parts = steps.place("年月日", substitute(words, DAY_SIGNS))
    year = steps.place("年", whole_number(left(parts, 4), 4))
    later = steps.place("年之后", middle(parts, 6, _MANY))
    dash = place_or_end("-", later)
    month_text = left(later, minus(dash, ONE))
    month = steps.place("月", whole_number(month_text, 2))
    days = steps.place("日", middle(later, plus(dash, ONE), _MANY))
    # 12月前 leaves open whether December counts; signs instead of 年 and 月 need a whole date.
    open_end = any_of(ends_with(words, "月前"), ends_with(words, "年前"))
    in_chinese = equal(middle(words, 5, 1), word("年"))
    known = [
        at_most(number(FIRST_YEAR), year),
        at_most(year, number(LAST_YEAR)),
        at_most(month, number(12)),
        negated(open_end),
        equal(middle(parts, 5, 1), word("-")),
    ]
    possible = steps.place("年份可读", flag(all_of(*known)))
    day_number = whole_number(days, 2)
    is_day = all_of(raised(possible), below(ZERO, month), below(ZERO, day_number))
    exact = steps.place("哪一天", when(is_day, day(year, month, day_number), ZERO))
    whole_year = all_of(equal(later, EMPTY), in_chinese)
    whole_month = all_of(below(ZERO, month), equal(days, EMPTY), in_chinese)
    # 30 February is in March.
    real = steps.place("日期无误", flag(equal(month_of(exact), month)))

    def chosen(of_year: Term, of_month: Term) -> Term:
        by_month = when(whole_month, of_month, when(raised(real), exact, ZERO))
        return when(raised(possible), when(whole_year, of_year, by_month), ZERO)

    first = chosen(day(year, ONE, ONE), day(year, month, ONE))
    last = chosen(day(year, number(13), ZERO), day(year, plus(month, ONE), ZERO))
    return steps.place("最早日", first), steps.place("最晚日", last)


def _kind(steps: Steps, source: Term, text: Term, last_day: Term) -> Term:
    grades = steps.place("去掉等级字", without(text, GRADE_SIGNS))
    levels = steps.place("去掉达成字", without(text, (*FILLERS, *MANNERS, *LEVEL_WORDS)))
    half = len(STATEMENTS) // 2
    some = steps.place("去掉定性词一", without(text, STATEMENTS[:half]))
    stated = steps.place("去掉定性词二", without(some, STATEMENTS[half:]))
    by_level = all_of(contains(text, LEVELS[0]), equal(levels, EMPTY))
    qualitative = any_of(equal(grades, EMPTY), by_level, equal(stated, EMPTY))
    written = when(
        is_in(text, BLANKS),
        word(BLANK),
        when(
            is_in(text, NOT_APPLICABLE),
            word(OUT),
            when(
                qualitative,
                word(QUALITATIVE),
                when(below(ZERO, last_day), word(DATE), word(QUANTITY)),
            ),
        ),
    )
    return steps.place("类型", when(is_number(source), word(QUANTITY), written))


def level_of(steps: Steps, reading: TargetReading) -> Term:
    """How far a qualitative target was attained: 达成, 部分达成, 未达成; "" where only praised (优, 及时)."""
    level = steps.place("达成程度", without(reading.text, (*FILLERS, *MANNERS)))
    choices = any_of(
        contains(reading.text, LEVELS[0]),
        all_of(contains(reading.text, GRADES[0]), contains(reading.text, GRADES[-1])),
    )
    praised = all_of(equal(reading.kind, word(QUALITATIVE)), negated(choices))
    unread = refuse("完成值应写达成程度", messages.no_level, reading.source)
    blank = lacking("完成值没有填写")
    written = when(is_in(level, LEVELS), level, when(praised, EMPTY, unread))
    return steps.place("达成哪一档", when(equal(reading.kind, word(BLANK)), blank, written))
