"""The macros of the sheet 情景."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from addin.macros import scenario_columns
from workbooks.files.cells import sheet_title
from workbooks.forms.layout.kinds import SCENARIO_SHEET
from workbooks.forms.returned.moved_layout import moved
from workbooks.forms.sheets import project_head
from workbooks.forms.sheets.scenario_sheet import CHOICE_NAME, FIRST, FORM_NAME
from workbooks.problems import InputError
from workbooks.standards.model import Standard

if TYPE_CHECKING:
    import xlwings as xw

from addin.macros.open_book import own_names, own_of, standard_of


def add_scenario(book: xw.Book, name: str = "新情景") -> str:
    """Add a scenario that changes nothing yet behind the others on 情景, and choose it; return its name.

    Of several sheets 情景 the scenario macros take the one that is looked at, or that of the form looked at.
    """
    sheet = _scenarios(book)
    return scenario_columns.copy_column(sheet, FIRST, name, keep=False)


def duplicate_scenario(book: xw.Book, name: str = "") -> str:
    """Copy the chosen scenario with its changes behind the others, and choose the copy; return its name."""
    sheet = _scenarios(book)
    column = sheet.chosen()
    return scenario_columns.copy_column(sheet, column, name or f"{sheet.titles[column]}副本", keep=True)


def apply_scenario(book: xw.Book) -> int:
    """Put the changes of the chosen scenario into the data cells; return how many. `undo_scenario` undoes it.

    Raises `InputError` before anything is written when there is none, or the rows of the form have changed.
    """
    return scenario_columns.apply(_scenarios(book))


def undo_scenario(book: xw.Book) -> int:
    """Put back what the data cells held before scenarios were applied; return how many."""
    return scenario_columns.undo(_scenarios(book))


def clear_scenario(book: xw.Book) -> str:
    """Clear the changes of the chosen scenario; return its name."""
    return scenario_columns.clear(_scenarios(book))


def _scenarios(book: xw.Book) -> scenario_columns.Scenarios:
    """The sheet 情景 that is meant. Raises `InputError` when there is none, or several might be."""
    standard = standard_of(book)
    names = {sheet.name: own_names(sheet) for sheet in book.sheets}
    title = _scenario_sheet(book, names, standard)
    form = _form_of(names[title])
    if form not in names:
        raise InputError(f"“{title}”表所属的附表已经删除")
    own = own_of(book)
    found = next((one for one in own.forms if own.title(one.sheet) == form), None)
    if found is None:
        raise InputError(f"“{form}”读不出是哪张附表，请核对表名和表头")
    layout = moved(found.layout, found.drift, form, "用情景")
    places = {**own.spots.places, **found.spots.places}
    figures = {
        key: (own.title(sheet), cell)
        for key, (sheet, cell) in places.items()
        if key not in own.spots.repeated
    }
    return scenario_columns.Scenarios(book.sheets[title], names[title], book.sheets[form], figures, layout)


def _scenario_sheet(book: xw.Book, names: Mapping[str, Mapping[str, xw.Name]], standard: Standard) -> str:
    """The sheet 情景 that is looked at, that of the form looked at, or the only one; `names` by sheet."""
    found = [title for title, own in names.items() if CHOICE_NAME in own]
    active = book.sheets.active.name
    form = _form_of(names[active]) or active
    meant = [title for title in found if title == active] or [
        title for title in found if _form_of(names[title]) == form
    ]
    if meant:
        return meant[0]
    is_form = standard.projects and project_head.text_name(standard.project_name) in names[active]
    if is_form or not found:
        lacking = active if is_form else book.name
        raise InputError(
            f"“{lacking}”没有“{SCENARIO_SHEET}”表；请先保存，再用 jixiao fill 以本文件为 --data 重新生成"
        )
    if len(found) > 1:
        raise InputError(f"有 {len(found)} 张“{SCENARIO_SHEET}”表，请先切换到要用的那一张，或它的附表")
    return found[0]


def _form_of(names: Mapping[str, xw.Name]) -> str:
    """The form that a sheet with these names belongs to; "" where it belongs to none."""
    return (
        sheet_title(names[FORM_NAME].refers_to.lstrip("=").rpartition("!")[0]) if FORM_NAME in names else ""
    )
