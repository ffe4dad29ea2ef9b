"""A form open in LibreOffice: typing figures into it, and comparing what it shows with the headless score."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.examples import label
from workbooks.scoring import NO_GRADE


def same(found, expected):
    """Whether a cell shows a value: a number, a text, an error value, or nothing."""
    if isinstance(expected, Decimal | float | int):
        return isinstance(found, float) and found == pytest.approx(float(expected), abs=1e-9)
    return (found or "") == (expected or "")


def type_case(document, built, case, filing):
    """Type what a case changes, as it stands in a filing, into the first form."""
    form, filed = built.forms[0], filing.forms(built.standard)[0]
    places = {**built.places, **form.places}
    for key in case["set"]:
        write_figure(document, places[key], filed.data.get(key))
    for place in form.layout.places:
        if place.kind == "own":
            rows = filed.rows.get(place.child.rows, [])
            row = rows[place.number] if place.number < len(rows) else None
            changes = case.get("rows", {}).get(place.child.rows, {})
            for key in changes.get(label(row), {}) if row else {}:
                write_figure(document, (form.sheet, form.layout.item_cell(place, key)), row.figures[key])


def write_figure(document, place, figure):
    """Type a figure into a cell (sheet, address)."""
    document.write(*place, float(figure) if isinstance(figure, Decimal) else figure)


def check_form(document, form, table, name):
    """Every score, the total and the grade are those of the headless table."""
    layout, sheet = form.layout, form.sheet
    shown = [row[0] for row in document.read(sheet, layout.span(layout.first_row, layout.last_row))]
    found = list(zip(layout.places, shown, strict=True))
    if layout.in_head:
        found.append((layout.in_head, document.value(sheet, layout.score_cell(layout.in_head))))
    for place, value in found:
        item = table.at(place.child, place.number)
        if item is None:
            assert place.kind == "section" or value in (None, ""), (name, place.row, value)
        else:
            assert same(value, item.shown), (name, item.line.name, value, item.shown)
    total = document.value(sheet, layout.cell(layout.total_row))
    grade = document.value(sheet, layout.cell(layout.grade_row))
    errors = {item.error for item in table.items if item.error}
    if len(errors) > 1:
        # Which of several errors a sum shows is the host's own choice; Excel shows the first.
        assert total in errors, (name, total, errors)
        assert grade in {*errors, NO_GRADE}, (name, grade, errors)
        return
    assert same(total, table.total_shown), (name, total, table.total_shown)
    assert same(grade, table.grade_shown), (name, grade, table.grade_shown)
