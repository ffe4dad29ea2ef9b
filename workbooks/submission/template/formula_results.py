"""The results of a form's own formulas after cells were filled: sums are added up, others are left to be
calculated on opening.

A formula whose figures have changed must not go on showing its old result to a reader that does not
calculate. Only sums are worked out here; of any other formula the stored result is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from udfs.numbers import round_score
from udfs.regex import regex
from workbooks.files.sheet_xml import Area, Place, address, area
from workbooks.filing.figures import cell_figure
from workbooks.official.printed import printed
from workbooks.submission.template.blank_sheet import BlankSheet, Placed

_CELL = r"\$?[A-Z]{1,3}\$?\d+"
_RANGE = rf"{_CELL}(?::{_CELL})?"
_REFERENCE = regex(rf"(?<![A-Za-z0-9_.!']){_RANGE}(?![A-Za-z0-9_(])")
_TERM = rf"(?:SUM\({_RANGE}(?:,{_RANGE})*\)|{_CELL})"
_SUM = regex(rf"{_TERM}(?:\+{_TERM})*")
_ROUNDED = regex(r"ROUND\((.*),2\)")
_ELSEWHERE = regex(r"[!\[]|[\u4e00-\u9fff]|INDIRECT|OFFSET", re.IGNORECASE)
# What is neither a cell nor a function nor a number: a defined name, which may be any cell.
_NAME = regex(r"(?<![A-Z0-9_.$])[A-Z_][A-Z0-9_.]*(?![A-Z0-9_.(])")
_TEXT = regex(r'"[^"]*"')


def update_results(sheet: BlankSheet) -> None:
    """Store the new result of every formula that depends on a filled cell, and report what was done."""
    changed: dict[Place, Decimal | None] = {}
    waiting = {place: text.upper() for place, text in sheet.xml.formulas.items()}
    filled = set(sheet.written)
    while found := [place for place, text in waiting.items() if _depends(text, filled)]:
        for place in _ready_first(found, waiting):
            changed[place] = _sum(sheet, waiting.pop(place), changed)
            filled.add(place)
    for place, result in changed.items():
        if sheet.xml.holds_formula(place):
            sheet.xml.set_cached(place, result)
    _compare(sheet, changed)
    summed = [place for place, result in changed.items() if result is not None]
    left = [place for place, result in changed.items() if result is None]
    told_of = ((summed, "合计公式，已按填入的数更新显示的结果"), (left, "公式，打开后由 Excel 重新计算"))
    for places, told in told_of:
        if places:
            listed = "、".join(address(place) for place in sorted(places))
            sheet.report.notes.append(f"“{sheet.name}”{listed} 是{told}")


def _compare(sheet: BlankSheet, results: Mapping[Place, Decimal | None]) -> None:
    """A score that the form works out itself is placed where the formula gives the same."""
    known = {address(place): result for place, result in results.items() if result is not None}
    for number, one in reversed(list(enumerate(sheet.report.unplaced))):
        if one.sheet != sheet.name or one.cell not in known:
            continue
        figure = printed(one.value)
        if figure is not None and figure.value == known[one.cell]:
            del sheet.report.unplaced[number]
            what = f"{one.what}（空表自己的公式）"
            sheet.report.placed.append(Placed(one.sheet, one.cell, what, one.value))
        else:
            why = f"{one.why}，公式算出的是 {known[one.cell]:f}，请核对"
            sheet.report.unplaced[number] = replace(one, why=why)


def _ready_first(found: list[Place], waiting: dict[Place, str]) -> list[Place]:
    """Those that do not wait for another formula; if all wait for one another, all of them."""
    return [place for place in found if not _depends(waiting[place], set(waiting) - {place})] or found


def _depends(text: str, places: set[Place]) -> bool:
    """Whether a formula looks at one of the places, or at something that cannot be followed."""
    plain = _TEXT.sub("", text)
    if _ELSEWHERE.search(plain) or not {"TRUE", "FALSE"}.issuperset(_NAME.findall(_REFERENCE.sub("", plain))):
        return True
    return any(
        top <= row <= bottom and left <= column <= right
        for top, left, bottom, right in _areas(plain)
        for row, column in places
    )


def _areas(text: str) -> Iterator[Area]:
    for reference in _REFERENCE.findall(text):
        yield area(reference.replace("$", ""))


def _sum(sheet: BlankSheet, text: str, known: dict[Place, Decimal | None]) -> Decimal | None:
    """The value of a formula that only adds cells up; None for any other, and while a cell is an error."""
    body = text.replace(" ", "")
    rounded = _ROUNDED.fullmatch(body)
    body = rounded[1] if rounded else body
    if not _SUM.fullmatch(body):
        return None
    total = Decimal(0)
    for top, left, bottom, right in _areas(body):
        for place in ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)):
            if place in known and known[place] is None:
                return None
            figure = known[place] if place in known else cell_figure(sheet.value(place))
            if isinstance(figure, str) and figure.startswith("#"):
                return None
            total += figure if isinstance(figure, Decimal) else 0
    return round_score(total) if rounded else total
