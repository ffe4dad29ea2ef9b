"""The second implementation of xlwings: a macro sees a payload and answers with actions, as on a server.

`run` gives a macro the payload of a workbook, as an Office.js client would send it, and carries out the
actions that come back as Excel would. Only what our macros do is known; anything else is an error. xlwings
PRO asks for a licence key; its own key for non-commercial use serves the tests.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from typing import Any

import xlwings as xw
from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.cell import coordinate_to_tuple

from tests.support.contents import moved

# How cells look is not compared.
LOOKS = {
    "freezePaneAtRange",
    "setColumnWidth",
    "setFontProperty",
    "setPrintArea",
    "setRangeColor",
    "setWrapText",
}
Cached = Mapping[str, Mapping[str, object]]


def run(workbook: Workbook, cached: Cached, macro: Callable[[xw.Book], object]) -> object:
    """Run a macro on a workbook through xlwings' remote engine, change the workbook, return what it gave."""
    _register()
    active = xw.engines.active
    try:
        book = xw.Book(json=payload(workbook, cached))
        try:
            result = macro(book)
            for action in book.json()["actions"]:
                _act(workbook, action)
            return result
        finally:
            book.close()
    finally:
        if active is not None:
            active.activate()


def _register() -> None:
    """Make xlwings' remote engine known; without a key when xlwings was imported it is not."""
    if "remote" not in xw.engines.engines_by_name:
        os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")
        from xlwings.pro import _xlremote

        xw.engines.add(xw.Engine(impl=_xlremote.engine))


def payload(workbook: Workbook, cached: Cached) -> dict[str, Any]:
    """What a client sends of a workbook whose formulas show the `cached` values."""
    titles = workbook.sheetnames
    return {
        "client": "Office.js",
        "version": xw.__version__,
        "book": {
            "name": "附表.xlsm",
            "active_sheet_index": 0,
            "selection": "A1",
            "calculation": "Automatic",
        },
        "names": [_name(workbook, None, name) for name in workbook.defined_names.values()]
        + [_name(workbook, sheet.title, name) for sheet in workbook for name in sheet.defined_names.values()],
        "sheets": [
            {
                "name": title,
                "visibility": "Visible",
                "used_range_address": workbook[title].dimensions,
                "values": _values(workbook, title, cached.get(title, {})),
                "pictures": [],
                "shapes": [],
                "charts": [],
                "tables": [],
                "pivot_tables": [],
                "notes": [],
            }
            for title in titles
        ],
    }


def _name(workbook: Workbook, scope: str | None, name: Any) -> dict[str, Any]:
    places = list(name.destinations)
    sheet, address = places[0] if len(places) == 1 else (None, None)
    titles = workbook.sheetnames
    return {
        "name": name.name,
        "refers_to": f"={name.attr_text}",
        "sheet_index": titles.index(sheet) if sheet else None,
        "address": address.replace("$", "") if address else None,
        "scope_sheet_name": scope,
        "scope_sheet_index": titles.index(scope) if scope else None,
        "book_scope": scope is None,
    }


def _values(workbook: Workbook, title: str, cached: Mapping[str, object]) -> list[list[object]]:
    sheet = workbook[title]
    return [[_sent(cell, cached) for cell in row] for row in sheet.iter_rows(1, sheet.max_row, 1)]


def _sent(cell: Any, cached: Mapping[str, object]) -> object:
    value = cached.get(cell.coordinate) if cell.data_type == "f" else cell.value
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return dt.datetime(*value.timetuple()[:6]).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return value if isinstance(value, str | bool) else float(str(value))


def _act(workbook: Workbook, action: Mapping[str, Any]) -> None:
    if action["func"] in LOOKS:
        return
    if action["func"] == "addSheet":
        position, title = action["args"]
        workbook.create_sheet(title, position)
        return
    sheet = workbook.worksheets[action["sheet_position"]]
    if action["func"] == "copyRange":
        _copy(sheet, action)
        return
    if action["func"] == "sheetClear":
        for row in sheet.iter_rows():
            for cell in row:
                _type(cell, None)
        return
    rows, columns = range(action["row_count"]), range(action["column_count"])
    for row in rows:
        for column in columns:
            cell = sheet.cell(action["start_row"] + 1 + row, action["start_column"] + 1 + column)
            if action["func"] == "rangeClearContents":
                _type(cell, None)
            elif action["func"] == "setValues":
                _type(cell, action["values"][row][column])
            else:
                raise NotImplementedError(action["func"])


def _copy(sheet: Any, action: Mapping[str, Any]) -> None:
    """Copy a block within a sheet, its formulas adjusted."""
    position, address = action["args"]
    assert sheet.parent.worksheets[position] is sheet
    top, left = coordinate_to_tuple(address.split(":")[0].replace("$", ""))
    for row in range(action["row_count"]):
        for column in range(action["column_count"]):
            source = sheet.cell(action["start_row"] + 1 + row, action["start_column"] + 1 + column)
            target = sheet.cell(top + row, left + column)
            value, kind = source.value, source.data_type
            if kind == "f":
                value = moved(source, target)
            target.value = value
            target.data_type = kind


def _type(cell: Any, value: object) -> None:
    """Type a value as a person would: an apostrophe makes it text, an equals sign a formula."""
    if isinstance(cell, MergedCell):
        return
    literal = isinstance(value, str) and value.startswith("'")
    cell.value = str(value)[1:] if literal else (None if value == "" else value)
    if literal:
        cell.data_type = "s"
