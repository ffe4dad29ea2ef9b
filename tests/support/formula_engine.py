"""A small spreadsheet: computes one formula at a time as Excel does, with floats and single values only.

It knows nothing of our own functions and refuses array constants and ranges, so a formula that it computes
needs no array evaluation anywhere. Names and cells are looked up in a mapping; None is a blank cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from functools import lru_cache

Cell = float | str | bool | None

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?(?:E[+-]?\d+)?)'
    r"|(?P<name>'[^']*'![$A-Z0-9]+|[^\W\d][\w.$!]*|\$[\w$]+)|(?P<sign><>|<=|>=|[-+*/^&=<>(),]))"
)
_DAY_ZERO = date(1899, 12, 30)
_LEVELS = (("=", "<>", "<=", ">=", "<", ">"), ("&",), ("+", "-"), ("*", "/"), ("^",))


class CellValueError(Exception):
    """An error value; `code` is what the cell shows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


VALUE, MISSING, DIVISION, NUMBER = "#VALUE!", "#N/A", "#DIV/0!", "#NUM!"


def compute(formula: str, cells: Mapping[str, Cell]) -> float | str:
    """What a cell with a formula (without "=") shows: a number, a text or an error value."""
    try:
        value = _read(formula)(cells)
    except CellValueError as error:
        return error.code
    # A formula that refers to a blank cell shows 0.
    return float(value or 0) if not isinstance(value, str) else value


Lazy = Callable[[Mapping[str, Cell]], Cell]


@lru_cache(maxsize=1 << 12)
def _read(formula: str) -> Lazy:
    return _Parser(formula).whole()


class _Parser:
    def __init__(self, formula: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(formula):
            match = _TOKEN.match(formula, place)
            if match is None:
                raise ValueError(f"cannot read {formula[place:]!r} of {formula!r}")
            self._tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            place = match.end()
        self._tokens.append(("end", ""))
        self._next = 0

    def whole(self) -> Lazy:
        found = self._level(0)
        self._expect("end", "")
        return found

    def _take(self) -> tuple[str, str]:
        self._next += 1
        return self._tokens[self._next - 1]

    def _peek(self) -> str:
        return self._tokens[self._next][1]

    def _expect(self, kind: str, text: str) -> None:
        found = self._take()
        if found != (kind, text):
            raise ValueError(f"expected {text or kind}, found {found}")

    def _level(self, number: int) -> Lazy:
        if number == len(_LEVELS):
            return self._unary()
        left = self._level(number + 1)
        while self._tokens[self._next][0] == "sign" and self._peek() in _LEVELS[number]:
            sign = self._take()[1]
            left = _binary(sign, left, self._level(number + 1))
        return left

    def _unary(self) -> Lazy:
        if self._tokens[self._next] == ("sign", "-"):
            self._take()
            inner = self._unary()
            return lambda cells: -_number(inner(cells))
        return self._atom()

    def _atom(self) -> Lazy:
        kind, text = self._take()
        if kind == "text":
            content = text[1:-1].replace('""', '"')
            return lambda cells: content
        if kind == "number":
            value = float(text)
            return lambda cells: value
        if (kind, text) == ("sign", "("):
            inner = self._level(0)
            self._expect("sign", ")")
            return inner
        if kind != "name":
            raise ValueError(f"unexpected {text!r}")
        if self._tokens[self._next] == ("sign", "("):
            return _call(text, self._arguments())
        if text in ("TRUE", "FALSE"):
            return lambda cells: text == "TRUE"
        return lambda cells: _looked_up(cells, text)

    def _arguments(self) -> list[Lazy]:
        self._expect("sign", "(")
        found: list[Lazy] = []
        while self._peek() != ")" or self._tokens[self._next][0] != "sign":
            found.append(self._level(0))
            if self._tokens[self._next] == ("sign", ","):
                self._take()
        self._expect("sign", ")")
        return found


def _looked_up(cells: Mapping[str, Cell], name: str) -> Cell:
    value = cells[name]
    if isinstance(value, str) and value.startswith("#"):
        raise CellValueError(value)
    return value


def _number(value: Cell) -> float:
    if isinstance(value, str):
        return _value(value)
    return float(value or 0)


def _text(value: Cell) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return f"{Decimal(f'{value:.15g}').normalize():f}"


def _binary(sign: str, left: Lazy, right: Lazy) -> Lazy:
    def value(cells: Mapping[str, Cell]) -> Cell:
        one, other = left(cells), right(cells)
        if sign in _LEVELS[0]:
            return _compared(sign, one, other)
        if sign == "&":
            return _text(one) + _text(other)
        a, b = _number(one), _number(other)
        if sign == "/":
            if b == 0:
                raise CellValueError(DIVISION)
            return a / b
        result: float = {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "^" else a**b
        return result

    return value


def _compared(sign: str, one: Cell, other: Cell) -> bool:
    """Numbers come before texts, texts before TRUE; a blank is 0 or an empty text; km is KM."""
    if one is None:
        one = "" if isinstance(other, str) else 0.0
    if other is None:
        other = "" if isinstance(one, str) else 0.0
    a, b = (
        (2 if isinstance(x, bool) else 1 if isinstance(x, str) else 0, x.lower() if isinstance(x, str) else x)
        for x in (one, other)
    )
    return {"=": a == b, "<>": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[sign]


def _value(text: str) -> float:
    # Stricter than Excel, which reads dates and currencies too: our formulas ask for digits only.
    if re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?\s*", text, re.IGNORECASE):
        return float(text)
    if re.fullmatch(r"\d+(\.\d*)?%", text):
        return float(text[:-1]) / 100
    raise CellValueError(VALUE)


def _rounded(value: float, places: float, rounding: str = ROUND_HALF_UP) -> float:
    exact = Decimal(repr(value))
    return float(exact.quantize(Decimal(1).scaleb(-int(places)), rounding))


def _find(part: str, whole: str, start: float = 1) -> float:
    if not part:
        # Excel finds it, LibreOffice does not: no formula may ask for it.
        raise AssertionError("FIND of an empty text differs between programs")
    place = whole.find(part, int(start) - 1)
    if place < 0:
        raise CellValueError(VALUE)
    return place + 1.0


def _middle(text: str, start: float, size: float) -> str:
    if start < 1 or size < 0:
        raise CellValueError(VALUE)
    return text[int(start) - 1 : int(start) - 1 + int(size)]


def _left(text: str, size: float = 1) -> str:
    if size < 0:
        raise CellValueError(VALUE)
    return text[: int(size)]


def _right(text: str, size: float = 1) -> str:
    if size < 0:
        raise CellValueError(VALUE)
    return text[len(text) - min(int(size), len(text)) :]


def _date(year: float, month: float, days: float) -> float:
    if year < 1900:
        raise AssertionError("years before 1900 differ between programs")
    begin = date(int(year) + (int(month) - 1) // 12, (int(month) - 1) % 12 + 1, 1)
    return float((begin + timedelta(int(days) - 1) - _DAY_ZERO).days)


def _formatted(value: float, shape: str) -> str:
    if shape == "#,##0":
        return f"{_rounded(value, 0):,.0f}"
    if set(shape) == {"0"}:
        sign = "-" if _rounded(value, 0) < 0 else ""
        return f"{sign}{abs(_rounded(value, 0)):0{len(shape)}.0f}"
    raise NotImplementedError(shape)


@dataclass(frozen=True)
class _Function:
    work: Callable[..., Cell]
    kinds: str
    """Of each argument: n a number, t a text, ? as it is; a last * for more of the kind before."""

    def converted(self, values: list[Cell]) -> list[Cell]:
        kinds = self.kinds
        if kinds.endswith("*"):
            kinds = kinds[:-1] + kinds[-2] * (len(values) - len(kinds) + 1)
        assert len(values) <= len(kinds), (self.kinds, values)
        into = {"n": _number, "t": _text, "?": lambda value: value}
        return [into[kind](value) for kind, value in zip(kinds, values, strict=False)]


_FUNCTIONS = {
    "AND": _Function(lambda *values: all(values), "n*"),
    "OR": _Function(lambda *values: any(values), "n*"),
    "NOT": _Function(lambda value: not value, "n"),
    "MIN": _Function(lambda *values: min(values), "n*"),
    "MAX": _Function(lambda *values: max(values), "n*"),
    "INT": _Function(lambda value: float(math.floor(value)), "n"),
    "ABS": _Function(abs, "n"),
    "ROUND": _Function(_rounded, "nn"),
    "ROUNDUP": _Function(lambda value, places: _rounded(value, places, ROUND_UP), "nn"),
    "LEN": _Function(lambda text: float(len(text)), "t"),
    "LEFT": _Function(_left, "tn"),
    "RIGHT": _Function(_right, "tn"),
    "MID": _Function(_middle, "tnn"),
    "FIND": _Function(_find, "ttn"),
    "EXACT": _Function(lambda one, other: one == other, "tt"),
    "CLEAN": _Function(lambda text: re.sub("[\x00-\x1f]", "", text), "t"),
    "SUBSTITUTE": _Function(lambda text, old, new: text.replace(old, new) if old else text, "ttt"),
    "TRIM": _Function(lambda text: " ".join(part for part in text.split(" ") if part), "t"),
    "VALUE": _Function(lambda value: value if isinstance(value, float) else _value(_text(value)), "?"),
    "TEXT": _Function(_formatted, "nt"),
    "DATE": _Function(_date, "nnn"),
    "MONTH": _Function(lambda days: float((_DAY_ZERO + timedelta(int(days))).month), "n"),
    "ISNUMBER": _Function(lambda value: isinstance(value, float) and not isinstance(value, bool), "?"),
    "ISTEXT": _Function(lambda value: isinstance(value, str), "?"),
    "ISBLANK": _Function(lambda value: value is None, "?"),
}


def _call(name: str, arguments: list[Lazy]) -> Lazy:
    if name == "IF":
        condition, *branches = arguments
        yes, no = branches
        return lambda cells: yes(cells) if _number(condition(cells)) else no(cells)
    if name == "NA":
        return _raise(MISSING)
    if name in ("ISERROR", "IFERROR", "ISNUMBER", "ISTEXT", "COUNT", "COUNTA"):
        return _forgiving(name, arguments)
    function = _FUNCTIONS[name]
    return lambda cells: function.work(*function.converted([each(cells) for each in arguments]))


def _raise(code: str) -> Lazy:
    def value(cells: Mapping[str, Cell]) -> Cell:
        raise CellValueError(code)

    return value


_ERROR = object()


def _forgiving(name: str, arguments: list[Lazy]) -> Lazy:
    """The functions that an error value does not stop."""

    def tried(each: Lazy, cells: Mapping[str, Cell]) -> object:
        try:
            return each(cells)
        except CellValueError:
            return _ERROR

    def value(cells: Mapping[str, Cell]) -> Cell:
        found = [tried(each, cells) for each in arguments]
        if name == "ISERROR":
            return found[0] is _ERROR
        if name == "IFERROR":
            return arguments[1](cells) if found[0] is _ERROR else arguments[0](cells)
        if name == "COUNTA":
            return float(sum(each is not None for each in found))
        numbers = [isinstance(each, float) and not isinstance(each, bool) for each in found]
        if name == "COUNT":
            return float(sum(numbers))
        return numbers[0] if name == "ISNUMBER" else isinstance(found[0], str)

    return value
