"""The native edition in LibreOffice without our extension, as on a machine where nothing is installed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from addin.blank_forms import new
from tests.support.cases import standard_cases
from tests.support.examples import case_filing, example
from tests.support.filled import published_workbook
from tests.support.gnumeric import values
from tests.support.live_form import (
    check_form,
    check_new_goal_read_back,
    fourth_goal,
    same,
    type_case,
    type_new_goal,
    write_figure,
)
from tests.support.random_figures import SEED, figure
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import score, score_forms
from workbooks.forms.build import build
from workbooks.forms.page.writer import NATIVE, UDF
from workbooks.forms.returned.read_back import read_workbook
from workbooks.standards.library import available
from workbooks.standards.loading import load

CASES = standard_cases()
ROUNDS, MOST_CHANGES = 60, 4


@pytest.mark.parametrize("content", ["published", "empty"])
@pytest.mark.parametrize("standard_id", available())
def test_recalculated_without_the_extension_it_shows_the_headless_values(
    bare_libreoffice, tmp_path, standard_id, content
):
    standard, path = load(standard_id), tmp_path / "附表.xlsx"
    if content == "empty":
        new(standard, path, edition=NATIVE)
    else:
        published_workbook(standard_id, path, NATIVE, ledger=True)
    with bare_libreoffice.open(path, recalc=True) as document:
        shown = document.shown()
    for place, expected in values(path).items():
        assert same(shown(*place), expected), (place, shown(*place), expected)


@pytest.mark.parametrize("standard_id", available())
def test_every_case_typed_into_the_live_workbook(bare_libreoffice, tmp_path, standard_id):
    """Each YAML case is typed into the data cells; scores, total and grade follow with nothing installed."""
    standard, published = load(standard_id), example(standard_id)
    path = tmp_path / "附表.xlsx"
    published_workbook(standard_id, path, NATIVE)
    built = build(standard, published, edition=NATIVE)
    with bare_libreoffice.open(path, recalc=False) as document:
        for name, case in CASES:
            if name == standard_id:
                filing = case_filing(standard_id, case)
                type_case(document, built, case, filing)
                check_form(document, built.forms[0], score_forms(standard, filing)[0], case["name"])
                type_case(document, built, case, published)


@dataclass(frozen=True)
class Change:
    """One cell typed over: a data item, or an item of one row of the unit's own."""

    place: tuple[str, str]
    key: str
    group: str = ""
    number: int = 0

    def apply(self, filing, now):
        """The filing of the form after it."""
        if not self.group:
            return replace(filing, data={**filing.data, self.key: now})
        rows = list(filing.rows[self.group])
        row = rows[self.number]
        rows[self.number] = replace(row, figures={**row.figures, self.key: now})
        return replace(filing, rows={**filing.rows, self.group: rows})

    def figure(self, filing):
        if not self.group:
            return filing.data.get(self.key)
        return filing.rows[self.group][self.number].figures[self.key]


def changes_of(built, form):
    """Every cell of a form that somebody can type over, with its data item."""
    standard = built.standard
    found = [
        (Change(place, key), standard.items[key])
        for key, place in {**built.places, **form.places}.items()
        if key in standard.items
    ]
    for place in form.layout.places:
        rows = form.filing.rows.get(place.child.rows, []) if place.kind == "own" else []
        if place.number < len(rows):
            items = standard.rule_of(place.child).items
            found += [
                (
                    Change(
                        (form.sheet, form.layout.item_cell(place, key)), key, place.child.rows, place.number
                    ),
                    item,
                )
                for key, item in items.items()
            ]
    return found


@pytest.mark.parametrize("standard_id", available())
def test_whole_tables_agree_under_random_changes(libreoffice, bare_libreoffice, tmp_path, standard_id):
    """Native without the extension, UDF with it, and the headless score: the same after every change."""
    chance = random.Random(f"{SEED}-{standard_id}")
    standard, published = load(standard_id), example(standard_id)
    built = build(standard, published)
    paths = {edition: tmp_path / f"{edition}.xlsx" for edition in (UDF, NATIVE)}
    for edition, path in paths.items():
        published_workbook(standard_id, path, edition)
    form = chance.choice(built.forms)
    filing = replace(form.filing, data=built.data(form))
    typeable = changes_of(built, form)
    with libreoffice.open(paths[UDF]) as udf, bare_libreoffice.open(paths[NATIVE]) as native:
        for number in range(ROUNDS):
            before, typed = filing, []
            for change, item in chance.sample(typeable, chance.randint(1, MOST_CHANGES)):
                now = figure(item, chance)
                filing = change.apply(filing, now)
                typed.append((change, now))
                write_figure(udf, change.place, now)
                write_figure(native, change.place, now)
            table = score(standard, filing)
            story = f"JIXIAO_SEED={SEED}, change {number}: {typed}"
            check_form(udf, form, table, f"udf, {story}")
            check_form(native, form, table, f"native, {story}")
            if table.total is None:
                # What leaves no total is taken back, so that totals and grades are compared as well.
                filing = before
                for change, _ in typed:
                    write_figure(udf, change.place, change.figure(filing))
                    write_figure(native, change.place, change.figure(filing))


def test_a_row_the_clerk_inserts_is_filled_down_with_its_steps(bare_libreoffice, tmp_path):
    """Insert a row among the goals and fill the whole row down: its score follows, and is read back."""
    standard, published = load("wuxi-2021"), example("wuxi-2021")
    path, saved = tmp_path / "附表.xlsx", tmp_path / "另存.xlsx"
    published_workbook("wuxi-2021", path, NATIVE)
    layout = build(standard, published, edition=NATIVE).layout
    last = get_column_letter(load_workbook(path)["附表"].max_column)
    row, total = fourth_goal(layout).row + 1, layout.cell(layout.total_row + 1)
    with bare_libreoffice.open(path, recalc=False) as document:
        document.unprotect("附表")
        document.insert_rows("附表", row)
        document.fill_down("附表", f"A{row - 1}:{last}{row}")
        type_new_goal(document, layout, row)
        assert document.value("附表", layout.cell(row)) == 1.5
        assert document.value("附表", total) == 95.26  # (89＋1.5)÷0.95＝95.263
        document.save(saved)
    check_new_goal_read_back(saved)


def test_a_row_whose_steps_were_not_filled_down_shows_an_error_and_no_score(bare_libreoffice, tmp_path):
    standard, published = load("wuxi-2021"), example("wuxi-2021")
    path = tmp_path / "附表.xlsx"
    published_workbook("wuxi-2021", path, NATIVE)
    layout = build(standard, published, edition=NATIVE).layout
    row = fourth_goal(layout).row + 1
    with bare_libreoffice.open(path, recalc=False) as document:
        document.unprotect("附表")
        document.insert_rows("附表", row)
        document.fill_down("附表", f"A{row - 1}:{get_column_letter(layout.columns)}{row}")
        document.write("附表", layout.cell(row, "target"), "4次")
        document.write("附表", layout.cell(row, "actual"), "3次")
        assert document.value("附表", layout.cell(row)) == "#VALUE!"
        assert document.value("附表", layout.cell(layout.total_row + 1)) == "#VALUE!"


def test_read_back_it_is_the_filing_it_was_built_from(tmp_path):
    for standard_id in available():
        standard, path = load(standard_id), tmp_path / f"{standard_id}.xlsx"
        tables = published_workbook(standard_id, path, NATIVE).tables
        found, filing = read_workbook(path)
        assert found == standard
        assert [table.as_json() for table in score_forms(standard, filing)] == [
            table.as_json() for table in tables
        ]
    assert isinstance(filing, Filing)
    assert all(isinstance(table.total, Decimal) for table in tables)
