"""The functions of a spreadsheet that our steps are made of: each writes its formula and knows its value.

A step put together from these cannot say one thing in Excel and another in Python. Only functions of Excel
2010 are used, on single values: nothing here needs array evaluation, so every spreadsheet program agrees.
An error is a `ScoreError` here and an error value there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from .errors import BadValueError, CellError, MissingValueError, NoQuotientError, ScoreError
from .native import DUST_PLACES, Scope, Term, conjunction, constant, literal, refused
from .numbers import SIGNIFICANT_DIGITS, snap
from .records import dataclass

_DAY_ZERO = date(1899, 12, 30)
_DIGITS = "0123456789"
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Condition:
    """What holds or not: its formula and, for given figures, whether it holds."""

    formula: str
    holds: Callable[[Scope], bool]
    figures: tuple[Hashable, ...] = ()


@lru_cache(maxsize=256)
def number(value: int) -> Term:
    return constant(Decimal(value))


@lru_cache(maxsize=1024)
def word(content: str) -> Term:
    return constant(content)


EMPTY = word("")
ZERO, ONE = number(0), number(1)


# Conditions


def when(condition: Condition, yes: Term, no: Term) -> Term:
    def value(scope: Scope) -> Any:
        return (yes if condition.holds(scope) else no).value(scope)

    formula = f"IF({condition.formula},{yes.formula},{no.formula})"
    return Term(formula, value, None, _figures(condition, yes, no))


def flag(condition: Condition) -> Term:
    """1 where a condition holds, else 0: what a cell keeps of it."""
    return when(condition, ONE, ZERO)


def raised(term: Term) -> Condition:
    """Whether a flag is 1."""
    return _compared("=", term, ONE, lambda one, other: one == other)


def all_of(*conditions: Condition) -> Condition:
    def holds(scope: Scope) -> bool:
        return all(_each(conditions, scope))

    formulas = [condition.formula for condition in conditions]
    return Condition(conjunction(formulas), holds, _figures(*conditions))


def _each(conditions: Sequence[Condition], scope: Scope) -> list[bool]:
    """As in a cell all are asked, so that an error in one of them is an error of the whole."""
    return [condition.holds(scope) for condition in conditions]


def any_of(*conditions: Condition) -> Condition:
    def holds(scope: Scope) -> bool:
        return any(_each(conditions, scope))

    formulas = [condition.formula for condition in conditions]
    formula = formulas[0] if len(formulas) == 1 else f"OR({','.join(formulas)})"
    return Condition(formula, holds, _figures(*conditions))


def negated(condition: Condition) -> Condition:
    return Condition(f"NOT({condition.formula})", lambda scope: not condition.holds(scope), condition.figures)


def equal(one: Term, other: Term) -> Condition:
    """Numbers that are equal, or signs and Chinese words; a number is no text."""
    return _compared("=", one, other, lambda left, right: bool(left == right))


def differ(one: Term, other: Term) -> Condition:
    return _compared("<>", one, other, lambda left, right: bool(left != right))


def below(one: Term, other: Term) -> Condition:
    """Less, of two numbers."""
    return _compared("<", one, other, lambda left, right: bool(left < right))


def at_most(one: Term, other: Term) -> Condition:
    return _compared("<=", one, other, lambda left, right: bool(left <= right))


def is_in(text: Term, words: Iterable[str]) -> Condition:
    """Whether a text is one of some words."""
    return any_of(*(equal(text, word(each)) for each in words))


def exactly(one: Term, other: Term) -> Condition:
    """The same text to the letter: for "=" km and KM are one in some programs, in others not."""
    return _asked("EXACT({0},{1})", lambda left, right: bool(left == right), one, other)


def contains(text: Term, part: str) -> Condition:
    return holds_text(word(part), text)


def holds_text(part: Term, whole: Term) -> Condition:
    """Whether a text that is not empty stands within another one."""
    return _asked("ISNUMBER(FIND({0},{1}))", lambda one, other: one in other, part, whole)


def starts_with(text: Term, part: str) -> Condition:
    return equal(left(text, len(part)), word(part))


def ends_with(text: Term, part: str) -> Condition:
    return equal(right(text, len(part)), word(part))


def is_text(term: Term) -> Condition:
    return _asked("ISTEXT({0})", lambda value: isinstance(value, str), term)


def is_number(term: Term) -> Condition:
    return _asked("ISNUMBER({0})", lambda value: isinstance(value, Decimal), term)


def is_error(term: Term) -> Condition:
    def holds(scope: Scope) -> bool:
        try:
            term.value(scope)
        except (ScoreError, CellError):
            return True
        return False

    return Condition(f"ISERROR({term.formula})", holds, term.figures)


# Texts


def substitute(text: Term, pairs: Pairs) -> Term:
    """A text with some words replaced, in order."""

    def value(scope: Scope) -> str:
        whole = str(text.value(scope))
        for old, new in pairs:
            whole = whole.replace(old, new)
        return whole

    listed = "".join(f",{literal(old)},{literal(new)})" for old, new in pairs)
    return Term(f"{'SUBSTITUTE(' * len(pairs)}{text.formula}{listed}", value, None, text.figures)


def without(text: Term, words: Iterable[str]) -> Term:
    """What is left of a text when some words are taken out, in order."""
    return substitute(text, [(word, "") for word in words])


def printable(text: Term) -> Term:
    """A text without line breaks, tabs and other signs that do not print."""
    return _made("CLEAN({0})", lambda whole: "".join(sign for sign in whole if sign >= " "), text)


def left(text: Term, length: int | Term) -> Term:
    return _made("LEFT({0},{1})", lambda whole, size: whole[: int(size)], text, _term(length))


def right(text: Term, length: int) -> Term:
    return _made("RIGHT({0},{1})", lambda whole, size: whole[-int(size) :], text, _term(length))


def middle(text: Term, start: int | Term, length: int | Term) -> Term:
    """So many signs of a text, from a place on that counts from 1."""

    def value(whole: str, first: Decimal, size: Decimal) -> str:
        return whole[int(first) - 1 : int(first) - 1 + int(size)]

    return _made("MID({0},{1},{2})", value, text, _term(start), _term(length))


def length(text: Term) -> Term:
    return _made("LEN({0})", lambda whole: Decimal(len(whole)), text)


def place_of(part: Term, whole: Term) -> Term:
    """Where a text begins in another one that has it, from 1 on."""
    return _made("FIND({0},{1})", lambda one, other: Decimal(other.index(one) + 1), part, whole)


def place_or_end(sign: str, text: Term) -> Term:
    """Where a sign stands first in a text, one behind the text where it does not."""
    return place_of(word(sign), joined(text, word(sign)))


def joined(one: Term, other: Term) -> Term:
    return _made("{0}&{1}", lambda first, second: first + second, one, other)


def signs_among(text: Term, count: int, first_of_list: int) -> Term:
    """How many of the first `count` signs of a text occur again from the place `first_of_list` on."""

    def value(whole: str) -> Decimal:
        listed = whole[first_of_list - 1 :]
        return Decimal(sum(sign in listed for sign in whole[:count]))

    finds = (f"FIND(MID({{0}},{place},1),{{0}},{first_of_list})" for place in range(1, count + 1))
    return _made(f"COUNT({','.join(finds)})", value, text)


def plain_value(digits: Term) -> Term:
    """The number that plain digits write, with one dot at most and nothing else."""
    return _made("VALUE({0})", Decimal, digits)


def grouped(value: Term) -> Term:
    """A whole number as text, with commas at the thousands."""
    return _made('TEXT({0},"#,##0")', lambda amount: f"{int(amount):,}", value)


def whole_number(text: Term, digits: int) -> Term:
    """The number that one to so many digits write, 0 for any other text."""

    def value(written: str) -> Decimal:
        plain = written.isascii() and written.isdigit() and len(written) <= digits
        return Decimal(written if plain else 0)

    # Digits are what VALUE reads and TEXT writes again; 1%, 1e5 and 12-3 are not.
    shape = '"' + "0" * digits + '"'
    padded = f'RIGHT("{"0" * digits}"&{{0}},{digits})'
    same = f"IF(AND(LEN({{0}})<={digits},TEXT(VALUE({{0}}),{shape})={padded}),VALUE({{0}}),0)"
    return _made(f"IFERROR({same},0)", value, text)


# Numbers


def plus(one: Term, other: Term) -> Term:
    return _infix("+", one, other, lambda a, b: a + b)


def minus(one: Term, other: Term) -> Term:
    return _infix("-", one, other, lambda a, b: a - b)


def product(one: Term, other: Term) -> Term:
    return _infix("*", one, other, lambda a, b: a * b)


def quotient(one: Term, other: Term) -> Term:
    def value(part: Decimal, whole: Decimal) -> Decimal:
        if whole == 0:
            raise NoQuotientError("除数是 0")
        return part / whole

    return _infix("/", one, other, value)


def least(one: Term, other: Term) -> Term:
    return _made("MIN({0},{1})", min, one, other)


def most(one: Term, other: Term) -> Term:
    return _made("MAX({0},{1})", max, one, other)


def floor(value: Term) -> Term:
    """The whole part of a number that is not negative."""
    return _made("INT({0})", lambda amount: Decimal(int(amount)), value)


def power_of_ten(exponent: Term) -> Term:
    return _infix("^", number(10), exponent, lambda base, size: base ** int(size))


def without_dust(value: Term) -> Term:
    """A ratio without binary dust."""
    return _made(f"ROUND({{0}},{DUST_PLACES})", snap, value)


def converted(value: Term) -> Term:
    """A converted quantity without binary dust, however large: to about 12 digits."""

    def rounded(amount: Decimal) -> Decimal:
        places = SIGNIFICANT_DIGITS - len(str(abs(int(amount))))
        return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    return _made(f"ROUND({{0}},{SIGNIFICANT_DIGITS}-LEN(INT(ABS({{0}}))))", rounded, value)


def measured(value: Term) -> Term:
    """A number as typed; a computed one has no more than 12 digits in Python."""
    return Term(value.formula, lambda scope: snap(value.value(scope)), None, value.figures)  # type: ignore[arg-type]


# Days, counted as spreadsheets do


def day(year: Term, month: Term, day_of_month: Term) -> Term:
    """The number of a day; the months before and the days after those of a year or month are allowed."""

    def value(years: Decimal, months: Decimal, days: Decimal) -> Decimal:
        begin = date(int(years) + (int(months) - 1) // 12, (int(months) - 1) % 12 + 1, 1)
        return Decimal((begin + timedelta(int(days) - 1) - _DAY_ZERO).days)

    return _made("DATE({0},{1},{2})", value, year, month, day_of_month)


def month_of(day_number: Term) -> Term:
    return _made("MONTH({0})", lambda days: Decimal(calendar_day(days).month), day_number)


def calendar_day(number: Decimal) -> date:
    """The day that a spreadsheet counts as this number."""
    return _DAY_ZERO + timedelta(int(number))


# Errors


def refuse(reason: str, told: str | Callable[..., str] = "", *terms: Term) -> Term:
    """#VALUE!; the formula says why in a word, Python with the values of some terms."""

    def value(scope: Scope) -> Any:
        values = [term.value(scope) for term in terms]
        raise BadValueError(told(*values) if callable(told) else (told or reason).format(*values))

    return Term(refused(reason), value)


def lacking(told: str) -> Term:
    """#N/A: something is not filled in."""

    def value(scope: Scope) -> Any:
        raise MissingValueError(told)

    return Term("NA()", value)


def after(first: Term, then: Term) -> Term:
    """A term that shows the error of another one before its own."""
    return when(is_error(first), first, then)


def _made(template: str, value: Callable[..., Any], *terms: Term) -> Term:
    formula = template.format(*[term.formula for term in terms])
    return Term(formula, _applied(value, terms), None, _figures(*terms))


def _infix(sign: str, one: Term, other: Term, value: Callable[..., Any]) -> Term:
    # A sum goes on without brackets; 1-(2-3) and products of sums need them.
    begin = one.formula if sign in ("+", "-") and "&" not in one.formula else one.atom
    return Term(f"{begin}{sign}{other.atom}", _applied(value, (one, other)), None, _figures(one, other))


def _asked(template: str, value: Callable[..., bool], *terms: Term) -> Condition:
    formula = template.format(*[term.formula for term in terms])
    return Condition(formula, _applied(value, terms), _figures(*terms))


def _compared(sign: str, one: Term, other: Term, value: Callable[[Any, Any], bool]) -> Condition:
    formula = f"{one.formula}{sign}{other.formula}"
    return Condition(formula, _applied(value, (one, other)), _figures(one, other))


def _applied(value: Callable[..., Any], terms: Sequence[Term]) -> Callable[[Scope], Any]:
    return lambda scope: value(*[term.value(scope) for term in terms])


def _term(value: int | Term) -> Term:
    return value if isinstance(value, Term) else number(value)


def _figures(*nodes: Term | Condition) -> tuple[Hashable, ...]:
    """The figures that some nodes need, each once; nearly always those of one of them."""
    found: tuple[Hashable, ...] = ()
    for node in nodes:
        if node.figures and node.figures is not found:
            found = (*found, *(each for each in node.figures if each not in found)) if found else node.figures
    return found
