"""A form open in LibreOffice: typing figures into it, and comparing what it shows with the headless score."""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl.utils import get_column_letter

from tests.support.examples import label
from workbooks.filing.scoring import NO_GRADE, score_forms
from workbooks.forms.returned.read_back import read_workbook

GOALS = "部门目标"
NEW_GOAL = {"code": "299", "name": "新增目标", "target": "4次", "actual": "3次", "weight": 2}


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


def fourth_goal(layout):
    return next(p for p in layout.places if p.kind == "own" and p.child.rows == GOALS and p.number == 3)


def type_new_goal(document, layout, row):
    """Type a goal of 2 points, three quarters of it done, into a row filled down from the one above."""
    for field, value in NEW_GOAL.items():
        document.write("附表", layout.cell(row, field), value)
    document.write("附表", f"{get_column_letter(layout.beside['认定得分'])}{row}", None)
    document.write("附表", f"{get_column_letter(layout.reported_column)}{row}", None)


def check_new_goal_read_back(path):
    """A saved form of Wuxi has that goal with its score, and the total that goes with it."""
    again = score_forms(*read_workbook(path))[0]
    item = again.items[[one.line.name for one in again.items].index(NEW_GOAL["name"])]
    assert (item.line.group, float(item.score)) == (GOALS, 1.5)
    assert float(again.total) == 95.26
