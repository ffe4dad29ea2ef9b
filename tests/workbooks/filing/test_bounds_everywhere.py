"""Every data item with a bound, a kind or a whole, beyond each of them: all places say the same.

What is expected is taken from the standard's own words on the item, not from the limits of the program.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from tests.support.examples import example, first_form
from tests.support.formula_engine import compute
from workbooks.filing.scoring import score
from workbooks.forms.build import build
from workbooks.forms.sheets.data_sheet import KEY, STATUS, progress, status
from workbooks.forms.sheets.scenario_sheet.places import Places
from workbooks.standards.loading import load
from workbooks.whatif.scenarios import Base

STANDARDS = ["shenzhen-2021", "heping-2024", "wuxi-2021", "fengtai-2023", "project-2020"]
FINE, ASKED = "已填", "请核对"
TEXT, BELOW, PARTLY = "有错：文本，不是数", "有错：小于 0", "有错：不是整数"
ABOVE, NOT_ONE_OF, MORE = "有错：超过上限", "有错：没有这一档", "有错：大于总数"


@cache
def base(name):
    """The published figures of a standard, or of its first project, scored."""
    standard = load(name)
    return Base(score(standard, first_form(standard, example(name))))


def numbers_of(standard):
    """The items in which a number is typed."""
    return {
        key: item for key, item in standard.items.items() if item.kind not in ("target", "choice", "grade")
    }


def trials(name):
    """Figures at each bound and beyond it, with the word that is due."""
    standard, figures = load(name), base(name).table.data
    for key, item in numbers_of(standard).items():
        yield key, "二十七", TEXT
        if item.kind == "count" or (item.kind in ("money", "points", "rate") or item.max is not None):
            yield key, "-1", BELOW
        if item.kind == "count":
            yield key, "27.5", PARTLY
        if item.max is not None:
            yield key, f"{item.max + 1}", ABOVE
            if item.kind != "rate" or not item.at_most:
                yield (
                    key,
                    f"{item.max:f}",
                    FINE if not item.options or item.max in item.options else NOT_ONE_OF,
                )
        if item.kind == "rate":
            yield key, "90.60", ABOVE if item.max is not None else ASKED
        if item.options:
            between = (item.options[0] + item.options[-1]) / 3 + Decimal("0.01")
            yield key, f"{between:f}", NOT_ONE_OF
        whole = figures.get(item.at_most) if item.at_most else None
        if isinstance(whole, Decimal) and (item.max is None or whole + 1 <= item.max):
            yield key, f"{whole + 1:f}", MORE
            yield key, f"{whole:f}", FINE


def code_of(word):
    return {FINE: None, ASKED: "D04", TEXT: "D02"}.get(word, "D03")


@pytest.mark.parametrize("name", STANDARDS)
def test_score_status_and_what_if_say_the_same(name):
    standard, seen = load(name), set()
    for key, typed, word in trials(name):
        changed = base(name).with_typed({key: typed})
        codes = {one.code for one in changed.findings() if one.cell == key} - {"D06"}
        assert codes == ({code_of(word)} if code_of(word) else set()), (key, typed, codes)
        assert status(changed, key) == word, (key, typed)
        if key in standard.scored_items:
            counted = {FINE: "", ASKED: "请核对 "}.get(word, "有错 ")
            assert not counted or counted in progress(changed), (key, typed)
        seen.add(word)
    assert {TEXT, BELOW} <= seen


@pytest.mark.parametrize("edition", ["udf", "native"])
@pytest.mark.parametrize("name", STANDARDS)
def test_the_formulas_say_it_too(name, edition):
    """The column 状态 of 数据, and the folded rows of 情景, worked out by a spreadsheet of our own."""
    standard = load(name)
    built = build(standard, example(name), edition=edition)
    book, form = built.workbook, built.forms[0]
    figures = {key: _cell(figure) for key, figure in base(name).table.data.items()}
    statuses = {} if standard.projects else _statuses(book["数据"], standard)
    assert statuses.keys() == (set() if standard.projects else standard.scored_items.keys())
    places = Places(form.layout, form.sheet)
    states = _states(next(sheet for sheet in book.worksheets if sheet.title.startswith("情景")), places)
    used = {slot.key: f"C{row}" for slot, row in places.used.items() if not slot.group}
    numbers = {key for key in standard.figures_to_score if key in numbers_of(standard)}
    assert states.keys() >= numbers
    for key, typed, word in trials(name):
        figure = _typed(standard, key, typed)
        if key in statuses:
            assert compute(statuses[key], {**figures, key: figure}) == word, (key, typed)
        if key in states:
            shown = {cell: figures.get(each) for each, cell in used.items()} | {used[key]: figure}
            expected = "" if word == FINE else word
            assert compute(states[key], {**figures, key: figure, **shown}) == expected, (key, typed)


def _typed(standard, key, text):
    number = Decimal(text) if text.lstrip("-").replace(".", "").isdigit() else text
    return _cell(number)


def _cell(figure):
    return float(figure) if isinstance(figure, Decimal) else figure


def _statuses(sheet, standard):
    """The formulas of the column 状态 by data item."""
    keys = {sheet.cell(row, KEY).value: row for row in range(1, sheet.max_row + 1)}
    rows = {key: keys[key] for key in standard.scored_items}
    return {key: str(sheet.cell(row, STATUS).value).removeprefix("=") for key, row in rows.items()}


def _states(sheet, places):
    """The folded formulas of 情景 of the base, by data item."""
    return {
        slot.key: str(sheet[f"C{row}"].value).removeprefix("=")
        for slot, row in places.states.items()
        if not slot.group
    }
