"""What a workbook of our own says beside its figures: unit and year, notes, the payments pasted in it."""

from __future__ import annotations

from dataclasses import replace

from udfs.once import once_for
from udfs.regex import regex
from workbooks.files.cells import Names, WorkbookCells
from workbooks.files.coordinates import coordinate_to_tuple
from workbooks.filing.figures import DATA_SHEET
from workbooks.forms.layout.kinds import LEDGER_SHEET, PROJECT_SUMMARY_SHEET
from workbooks.forms.page.paper import UNIT_NAME, YEAR_NAME
from workbooks.forms.returned.homes import Homes, repeats_of
from workbooks.forms.returned.labelled import cell_saying
from workbooks.forms.returned.whereabouts import whereabouts
from workbooks.forms.sheets import data_sheet, ledger_sheet
from workbooks.standards.form import UNIT_PLACE, YEAR_PLACE
from workbooks.standards.model import Standard

_PRINTED_YEAR = regex(r"(?<!\d)(\d{4})年度")
_WIDEST_GAP = 4


def unit_of(cells: WorkbookCells, standard: Standard) -> str:
    """The unit as typed, or as the form prints it where the place to type it is gone."""
    if standard.projects:
        return str(
            text_at(cells, cells.shared, UNIT_NAME, PROJECT_SUMMARY_SHEET, standard.form.unit_label, (0, 1))
            or ""
        )
    typed = _typed(cells, UNIT_NAME)
    if isinstance(typed, str | int | float):
        return str(typed)
    if cells.has_sheet(DATA_SHEET):
        return ""
    label, title = f"{standard.form.unit_label}：", standard.form.title
    printed = _printed(cells, standard)
    if not standard.form.unit_line and UNIT_PLACE in title:
        return next(filter(None, (_unit_in(text, title) for text in printed)), "")
    return next((text.removeprefix(label) for text in printed if text.startswith(label)), "")


def _unit_in(text: str, title: str) -> str:
    """The unit that a printed title names; "" where it is none of these titles."""
    year = _PRINTED_YEAR.search(text)
    before, _, after = title.replace(YEAR_PLACE, year[1] if year else "").partition(UNIT_PLACE)
    is_title = text.startswith(before) and text.endswith(after)
    return text[len(before) : len(text) - len(after)] if is_title else ""


def year_of(cells: WorkbookCells, standard: Standard) -> int | None:
    """The year as typed, or as the form prints it where the place to type it is gone."""
    if standard.projects:
        typed = text_at(cells, cells.shared, YEAR_NAME, PROJECT_SUMMARY_SHEET, YEAR_NAME, (0, 1))
    else:
        typed = _typed(cells, YEAR_NAME)
    if isinstance(typed, int | float):
        return int(typed)
    if standard.projects or cells.has_sheet(DATA_SHEET):
        return None
    found = (_PRINTED_YEAR.search(text) for text in _printed(cells, standard))
    return next((int(match[1]) for match in found if match), None)


def _typed(cells: WorkbookCells, name: str) -> object:
    """What is typed beside a label of 数据: where its name points, or the first that stands behind it."""
    value = text_at(cells, cells.shared, name, DATA_SHEET, name, (0, 2))
    sheet = cells.sheet(DATA_SHEET)
    row, column = cell_saying(sheet, name) if sheet else (0, 0)
    if value in (None, "") and row:
        behind = (cells.value(DATA_SHEET, row, column + gap) for gap in range(1, _WIDEST_GAP))
        value = next((each for each in behind if each not in (None, "", data_sheet.HINT)), None)
    return None if value == data_sheet.HINT else value


def _printed(cells: WorkbookCells, standard: Standard) -> list[str]:
    """The texts above the table of 附表."""
    sheet = cells.sheet(standard.form_sheet)
    rows = sheet.rows[:_WIDEST_GAP] if sheet else ()
    return [value for row in rows for value in row if isinstance(value, str)]


def data_notes(cells: WorkbookCells, standard: Standard) -> dict[str, str]:
    """What is written beside the figures on 数据: where they come from."""
    places = whereabouts(cells, {}, _notes_of(standard), {}).places
    found = {key: str(cells.at(place) or "") for key, place in places.items()}
    notes = {key: data_sheet.typed_note(text) for key, text in found.items()}
    return {key: text for key, text in notes.items() if text}


@once_for(32)
def _notes_of(standard: Standard) -> Homes:
    """The places of these notes."""
    column = data_sheet.HEADINGS[data_sheet.NOTE - 1]
    return {key: replace(home, heading=column) for key, home in repeats_of(standard).items()}


def ledger_rows(cells: WorkbookCells) -> list[list[object]]:
    """The rows of the payment ledger that was pasted or imported, from its first row on."""
    sheet = next((sheet for sheet in cells.sheets if sheet.name == LEDGER_SHEET), None)
    rows = sheet.from_first_cell()[ledger_sheet.FIRST_ROW - 1 :] if sheet else []
    return rows if any(map(any, rows)) else []


def text_at(
    cells: WorkbookCells, names: Names, name: str, sheet: str, label: str, beside: tuple[int, int]
) -> object:
    """What is typed in a named cell: where its name points, unless its label stands elsewhere or the name is
    gone; then so many rows and columns `beside` the label."""
    place, titled = cells.find(names, name), cells.sheet(sheet)
    row, column = cell_saying(titled, label) if titled else (0, 0)
    if not row:
        return cells.at(place) if place else None
    down, right = beside
    if place and place[0] == sheet:
        at = coordinate_to_tuple(place[1])
        if (at[1] == column) if down else (at[0] == row):
            return cells.at(place)
    return cells.value(sheet, row + down, column + right)
