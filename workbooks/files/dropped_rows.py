"""Rows taken out of a sheet that holds values only; everything below moves up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Any

from workbooks.files.sheet_xml import Area, SheetXml, address, area
from workbooks.files.xlsx import MAIN

_Q = f"{{{MAIN}}}"


def drop_rows(sheet: SheetXml, rows: Collection[int]) -> None:
    """Take rows out. A merged block that loses its first row keeps its value; formulas are not moved."""
    gone = sorted(set(rows))
    if not gone:
        return
    _save_values(sheet, gone)
    for number in gone:
        sheet.remove_row(number)
    sheet.move_rows(lambda row: moved(row, gone))
    for merges in sheet.root.findall(f"{_Q}mergeCells"):
        for merge in list(merges):
            kept = shrunk(area(str(merge.get("ref"))), gone)
            if kept is None or kept[:2] == kept[2:]:
                merges.remove(merge)
            else:
                merge.set("ref", _reference(kept))
        merges.set("count", str(len(merges)))
        if len(merges) == 0:
            sheet.root.remove(merges)
    for formats in sheet.root.findall(f"{_Q}conditionalFormatting"):
        _shrink_list(formats, "sqref", gone)
        if not formats.get("sqref"):
            sheet.root.remove(formats)
    for breaks in sheet.root.findall(f"{_Q}rowBreaks"):
        # Pages are shorter now; the rows flow.
        sheet.root.remove(breaks)
    for selection in sheet.root.iter(f"{_Q}selection"):
        selection.set("activeCell", "A1")
        selection.set("sqref", "A1")


def moved(row: int, gone: Sequence[int]) -> int:
    """Where a row stands after sorted rows above it are gone; a gone row gives the place of the next one."""
    return row - bisect_left(gone, row)


def shrunk(block: Area, gone: Sequence[int]) -> Area | None:
    """A block without the rows that are gone; None where nothing of it is left."""
    top, left, bottom, right = block
    first, last = moved(top, gone), moved(bottom + 1, gone) - 1
    return (first, left, last, right) if first <= last else None


def _save_values(sheet: SheetXml, gone: Sequence[int]) -> None:
    """Hand the value of a merged block on to its first row that stays."""
    for top, left, bottom, _ in sheet.merged:
        stays = next((row for row in range(top, bottom + 1) if row not in gone), None)
        if top in gone and stays is not None:
            sheet.move_value((top, left), (stays, left))


def _shrink_list(element: Any, name: str, gone: Sequence[int]) -> None:
    kept = [shrunk(area(each), gone) for each in str(element.get(name)).split()]
    element.set(name, " ".join(_reference(each) for each in kept if each is not None))


def _reference(block: Area) -> str:
    first, last = address(block[:2]), address(block[2:])
    return first if first == last else f"{first}:{last}"
