"""Sheets of a workbook of our own that have other titles now, known by what they are called at their top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from workbooks.files.cells import Names, WorkbookCells
from workbooks.files.sheets import SheetCells, plain
from workbooks.filing.figures import DATA_SHEET
from workbooks.forms.layout.kinds import LEDGER_SHEET, PROJECT_SUMMARY_SHEET, SUMMARY_SHEET, titles
from workbooks.forms.returned.homes import Homes
from workbooks.forms.sheets import data_sheet, ledger_sheet, project_summary
from workbooks.forms.sheets.own_rows import area_name
from workbooks.standards.model import Standard

_TOP = 6
"""How many rows are looked through for what a sheet is called."""

_Kept = TypeVar("_Kept")


def as_built(cells: WorkbookCells, standard: Standard, homes: Homes) -> tuple[WorkbookCells, dict[str, str]]:
    """The cells under the titles that the sheets were built with, and what each renamed one is called now."""
    missing = [title for title in _official(standard) if not cells.has_sheet(title)]
    free = [sheet for sheet in cells.sheets if sheet.name not in _official(standard)]
    renamed: dict[str, str] = {}
    for title in missing:
        now = _named(title, cells, homes, standard) or _titled(free, _top_of(title, standard))
        if now in {sheet.name for sheet in free} - set(renamed.values()):
            renamed[title] = now
    return _under(cells, {now: title for title, now in renamed.items()}), renamed


def forms_among(cells: WorkbookCells, standard: Standard) -> list[str]:
    """The sheets of the projects: those with figures of the money block of their own, or the form's title."""
    taken, top = _official(standard), plain(standard.title)
    return [
        sheet.name
        for sheet in cells.sheets
        if sheet.name not in taken
        and (
            any(key in cells.by_sheet.get(sheet.name, {}) for key in standard.money_items)
            or (sheet.visible and _calls_itself(sheet, top))
        )
    ]


def _official(standard: Standard) -> list[str]:
    """The titles of the sheets that a workbook has once."""
    form = () if standard.projects else (standard.form_sheet,)
    return [*form, *titles(standard, lambda kind: kind.belongs == "workbook")]


def _named(title: str, cells: WorkbookCells, homes: Homes, standard: Standard) -> str:
    """The sheet that most names of what stands on a sheet point to; "" where none does."""
    if title == standard.form_sheet:
        keys: Iterable[str] = map(area_name, standard.own_rows)
        references = [cells.shared.get(key, "") for key in keys]
        votes = Counter(sheet for reference in references if (sheet := cells.sheet_in(reference)))
    else:
        places = (cells.find(cells.shared, key) for key, home in homes.items() if home.sheet == title)
        votes = Counter(place[0] for place in places if place)
    return votes.most_common(1)[0][0] if votes else ""


def _titled(sheets: Collection[SheetCells], top: str) -> str:
    """The only sheet that calls itself so."""
    found = [sheet.name for sheet in sheets if top and _calls_itself(sheet, top)]
    return found[0] if len(found) == 1 else ""


def _calls_itself(sheet: SheetCells, top: str) -> bool:
    """Whether a title ends so: before it may stand a place, a year and a unit."""
    return any(text.endswith(top) for row in sheet.labels[:_TOP] for text in row)


def _top_of(title: str, standard: Standard) -> str:
    """What a sheet is called at its top."""
    known = {
        standard.form_sheet: standard.title,
        DATA_SHEET: data_sheet.TITLE,
        LEDGER_SHEET: ledger_sheet.TITLE,
        SUMMARY_SHEET: standard.summary.title,
        PROJECT_SUMMARY_SHEET: project_summary.TITLE,
    }
    known |= {table.sheet: table.title for table in standard.tables}
    if standard.quarters is not None:
        known[standard.quarters.sheet] = standard.quarters.title
    return plain(known.get(title, ""))


def _under(cells: WorkbookCells, titles_by_now: Mapping[str, str]) -> WorkbookCells:
    """The cells with other titles for some sheets, also where names refer to them."""
    if not titles_by_now:
        return cells

    def keyed(found: Mapping[str, _Kept]) -> dict[str, _Kept]:
        return {titles_by_now.get(sheet, sheet): kept for sheet, kept in found.items()}

    def renamed(names: Names) -> dict[str, str]:
        return {key: _moved(reference, cells, titles_by_now) for key, reference in names.items()}

    return replace(
        cells,
        sheets=tuple(
            replace(sheet, name=titles_by_now.get(sheet.name, sheet.name)) for sheet in cells.sheets
        ),
        shared=renamed(cells.shared),
        by_sheet={sheet: renamed(names) for sheet, names in keyed(cells.by_sheet).items()},
        formulas=keyed(cells.formulas),
        hidden=keyed(cells.hidden),
    )


def _moved(reference: str, cells: WorkbookCells, titles_by_now: Mapping[str, str]) -> str:
    sheet = cells.sheet_in(reference)
    if sheet not in titles_by_now:
        return reference
    return f"{titles_by_now[sheet]}!{reference.rpartition('!')[2]}"
