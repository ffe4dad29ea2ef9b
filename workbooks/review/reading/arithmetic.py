"""Calculations written in a remark (34/29*100%=117.24%): read with bounds, never evaluated as code."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.printed import Printed, printed

_LONGEST = 400
_MOST_TOKENS = 60
_MOST_DIGITS = 20
_DEEPEST = 8

_UNITS = "亿元|万元|千元|元|人次|人|名|个|项|件|家|户|台|次|条|分|天|处|批|场|份"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_TOKEN = regex(rf"(?P<number>{_NUMBER})(?P<unit>{_UNITS})?|(?P<sign>[-+*/()%])")
_WRITTEN = regex(r"[\d.,+\-*/()%亿万千元人次名个项件家户台条分天处批场份]+")
_TAIL = regex(rf"(?:^|[\s:为是])({_WRITTEN.pattern})$")
_AROUND_SIGNS = regex(r"[^\S\n]*([-+*/()=≈%])[^\S\n]*")
_BEFORE_UNIT = regex(rf"(?<=\d)[^\S\n]+(?=(?:{_UNITS}))")
_CLAUSES = regex(r"[。;!?、\n]|(?<!\d),|,(?!\d{3}(?!\d))")
_SIGNS = str.maketrans({"÷": "/", "／": "/", "−": "-", "＊": "*", "[": "(", "]": ")", "{": "(", "}": ")"})
_TIMES = regex(r"(?<=[\d%)])[xX](?=[\d(])")
_DATE = regex(r"(?:19|20)\d\d[-/](?:\d{1,2}(?:[-/]\d{1,2})?|(?:19|20)\d\d)")
_RATIO = regex(rf"\(?(?P<part>{_NUMBER})/(?P<whole>{_NUMBER})\)?(?:\*100%?)?")
_WORKED = regex("[-+*/=≈xX]")
_MAY_WORK = regex("[-+*/=≈xX÷／−＊≒]")
_BOUND = regex("[<>]")
_AMOUNTS = regex(r"\d((?:亿|万|千)?元)")
_STEPS = regex("([=≈])")
_UNIT = regex(_UNITS)
_MARK = regex(r"\W")


@dataclass(frozen=True)
class Addend:
    """A numeric part of a chain: its text and value (None for a division by 0).

    `number` is set for a bare number, `ratio` for a plain division (200.82/300*100%), 1 being 100 %;
    `about` where ≈ stands before it.
    """

    text: str
    value: Decimal | None
    number: Printed | None = None
    ratio: Decimal | None = None
    about: bool = False


@dataclass(frozen=True)
class Chain:
    """Parts that the remark says are equal, in order, and the words before them."""

    words: str
    parts: tuple[Addend, ...]


def chains(text: str) -> Iterator[Chain]:
    """The calculations in a text: chains of = with at least one numeric part."""
    if not _MAY_WORK.search(text):
        return
    plain = _AROUND_SIGNS.sub(r"\1", text.translate(_SIGNS).replace("≒", "≈"))
    for clause in _CLAUSES.split(_BEFORE_UNIT.sub("", _TIMES.sub("*", plain))):
        if len(clause) <= _LONGEST and _WORKED.search(clause) and not _BOUND.search(clause):
            money = _AMOUNTS.findall(clause)
            # Amounts of different units would have to be converted first.
            if len(set(money)) <= 1:
                yield from _chains_of(clause)


def _chains_of(clause: str) -> Iterator[Chain]:
    """Words end a chain and begin the next: 比率=34/29=117.24% 扣分=17.24*0.5=8.62."""
    pieces = _STEPS.split(clause)
    words, parts = "", list[Addend]()
    for place in range(0, len(pieces), 2):
        piece, about = pieces[place].strip(), place > 0 and pieces[place - 1] == "≈"
        if _WRITTEN.fullmatch(piece) and (part := _part(_balanced(piece), about)):
            parts.append(part)
            continue
        if parts:
            parts += _some(_head(piece), about)
            yield Chain(words, tuple(parts))
            words, parts = "", []
        words += piece
        if place < len(pieces) - 1:
            parts += _some(_tail(piece), False)
    if parts:
        yield Chain(words, tuple(parts))


def _some(text: str, about: bool) -> list[Addend]:
    part = _part(text, about) if text else None
    return [part] if part is not None else []


def _tail(piece: str) -> str:
    """The arithmetic at the end of a piece, behind a mark: 控制率:34/29."""
    found = _TAIL.search(piece)
    return _balanced(found[1]) if found else ""


def _head(piece: str) -> str:
    """The arithmetic at the beginning of a piece, before a mark: 117.24%(超编)."""
    found = _WRITTEN.match(piece)
    if not found or not (_MARK.match(piece, found.end()) or found[0].endswith("%")):
        return ""
    return _balanced(found[0])


def _balanced(text: str) -> str:
    """Without what stands before a bracket that is never closed, or behind one that was never opened."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return text[:place]
    return text.partition("(")[2] if depth == 1 else text


def _part(text: str, about: bool) -> Addend | None:
    if _DATE.fullmatch(text):
        return None
    try:
        reader = _Reader(text)
        value = reader.value()
    except ZeroDivisionError:
        return Addend(text, None)
    except ValueError:
        return None
    bare = _UNIT.sub("", text)
    number = printed(bare)
    ratio = None
    if (found := _RATIO.fullmatch(bare)) and number is None:
        ratio = _decimal(found["part"]) / _decimal(found["whole"])
    return Addend(text, value, number, ratio, about)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


class _Reader:
    """Recursive descent over + - * / brackets and %; `ValueError` for anything else."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None or len(self.tokens) >= _MOST_TOKENS or len(found[0]) > _MOST_DIGITS:
                raise ValueError(text)
            self.tokens.append(found["number"] or found["sign"])
            place = found.end()
        self.place = 0
        self.depth = 0

    def value(self) -> Decimal:
        result = self._sum()
        if self.place < len(self.tokens):
            raise ValueError(self.tokens[self.place])
        return result

    def _sum(self) -> Decimal:
        result = self._product()
        while (sign := self._next()) in ("+", "-"):
            self.place += 1
            other = self._product()
            result = result + other if sign == "+" else result - other
        return result

    def _product(self) -> Decimal:
        result = self._factor()
        while (sign := self._next()) in ("*", "/"):
            self.place += 1
            other = self._factor()
            if sign == "/" and not other:
                raise ZeroDivisionError
            result = result * other if sign == "*" else result / other
        return result

    def _factor(self) -> Decimal:
        first = self._next()
        self.place += 1
        if first == "-":
            return -self._factor()
        if first == "(":
            result = self._bracket()
        elif first[:1].isdigit():
            result = _decimal(first)
        else:
            raise ValueError(first)
        if self._next() == "%":
            self.place += 1
            result /= 100
        return result

    def _bracket(self) -> Decimal:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("too deep")
        result = self._sum()
        if self._next() != ")":
            raise ValueError("bracket")
        self.place += 1
        self.depth -= 1
        return result

    def _next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""
