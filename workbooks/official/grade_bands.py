"""The grade bands that the notes below a table state: 90分（含）以上为优，80分（含）—90分为良 …"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from udfs.regex import regex
from workbooks.official.labels import plain

SAME_GRADE = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差", "优等": "优", "良等": "良"}
_GRADE = r"(优秀?|良好?|中等?|较?差|合格|不合格)"
_RANGE = regex(
    rf"(?<!\d)(\d+)分?(\(含\))?分?(?:[-~—–至到]+)(\d+)分?(\(含\))?分?(?:的|之间)*(?:评|定)?(?:为|是|:){_GRADE}"
)
_ABOVE = regex(rf"(?<!\d)(\d+)分?(\(含\))?分?(?:及)?以上(\(含\))?(?:的)?(?:评|定)?(?:为|是|:){_GRADE}")
_BELOW = regex(
    rf"(?<![-~—–至到\d])(\d+)分?(?:\(不含\))?分?以下(?:\(不含\))?(?:的)?(?:评|定)?(?:为|是|:){_GRADE}"
)
_LONGEST = 2000


def grades_in(notes: Iterable[str], value: Decimal) -> set[str]:
    """The grades that notes allow for a total; two where a bound is neither 含 nor 不含."""
    found: set[str] = set()
    for note in notes:
        text = _readable(note)
        for low, low_in, high, high_in, name in _RANGE.findall(text):
            bottom, top = Decimal(low), Decimal(high)
            marked = bool(low_in or high_in)
            at_low = value == bottom and (bool(low_in) or not marked)
            at_high = value == top and (bool(high_in) or not marked or top == 100)
            if bottom < value < top or at_low or at_high:
                found.add(SAME_GRADE.get(name, name))
        # 90分以上为优，80分以上为良: of those that hold, the nearest bound names the grade.
        above = [(Decimal(low), name) for low, *_, name in _ABOVE.findall(text) if value >= Decimal(low)]
        below = [(-Decimal(high), name) for high, name in _BELOW.findall(text) if value < Decimal(high)]
        nearest = [max(each)[1] for each in (above, below) if each]
        found |= {SAME_GRADE.get(name, name) for name in nearest}
    return found


def bands_in(notes: Iterable[str], full: Decimal) -> str:
    """The bands of notes from 0 to the full mark, as rules write them; "" unless each total has one."""
    texts = [_readable(note) for note in notes]
    bounds = {Decimal(0), full}
    for text in texts:
        for found in (*_RANGE.findall(text), *_ABOVE.findall(text), *_BELOW.findall(text)):
            bounds |= {Decimal(part) for part in found if part.isdecimal()}
    inside = sorted(bound for bound in bounds if 0 <= bound <= full)
    bands: list[str] = []
    for low, high in pairwise(inside):
        grades = [grades_in(texts, value) for value in (low, (low + high) / 2, high)]
        if any(len(each) != 1 for each in grades):
            return ""
        at_low, within, at_high = (next(iter(each)) for each in grades)
        opened = "[" if at_low == within else "("
        # Of two bands that hold the same bound, the one above has it.
        closed = "]" if at_high == within and high == full else ")"
        bands.append(f"{opened}{low.normalize():f},{high.normalize():f}{closed}: {within}")
    return "; ".join(reversed(bands)) if len(bands) > 1 else ""


def _readable(note: str) -> str:
    return plain(note[:_LONGEST]).replace("“", "").replace("”", "")
