"""Saving .xlsx files: values beside the formulas, whole or not at all, nothing overwritten."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lxml import etree

from workbooks.files.saving import check_target, write_whole
from workbooks.files.stored_value import CellValue as CellValue
from workbooks.files.stored_value import is_error as is_error
from workbooks.files.stored_value import stored

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CALCULATED_BY = 191029
"""The calculation engine of today's Excel; it calculates a file anew that says an older one saved it."""


def save(workbook: Workbook, values: Mapping[str, Mapping[str, CellValue]], path: Path, force: bool) -> None:
    """Save a workbook with the value of each formula cell (`values[sheet][cell]`) beside its formula.

    The file appears whole or not at all; one with macros is an .xlsm. Raises `InputError` when it exists and
    `force` is not given, or cannot be written.
    """
    check_target(path, force, ".xlsm" if workbook.vba_archive else ".xlsx")
    write_whole(path, lambda stream: _write(workbook, values, stream), force)


def content(workbook: Workbook, values: Mapping[str, Mapping[str, CellValue]]) -> bytes:
    """The bytes that `save` writes."""
    stream = io.BytesIO()
    _write(workbook, values, stream)
    return stream.getvalue()


def keep_results(workbook: Workbook) -> None:
    """Have Excel show the results in the file instead of calculating anew, which a PC without the functions
    would answer with #NAME?."""
    workbook.calculation.calcId = CALCULATED_BY
    workbook.calculation.fullCalcOnLoad = False


def _all_known(workbook: Workbook, values: Mapping[str, Mapping[str, CellValue]]) -> bool:
    """Whether every formula has its result beside it; a file somebody's program wrote may have none."""
    return all(
        values.get(sheet.title, {}).get(cell.coordinate) is not None
        for sheet in workbook.worksheets
        for cell in sheet._cells.values()
        if cell.data_type == "f"
    )


def _write(workbook: Workbook, values: Mapping[str, Mapping[str, CellValue]], stream: IO[bytes]) -> None:
    from workbooks.files.sheet_part import BookWriter

    if _all_known(workbook, values):
        keep_results(workbook)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        BookWriter(workbook, archive, values).save()


def set_result(cell: Any, value: object) -> None:
    """Make a number, truth value, date, text or error value the value of a cell; None leaves it without.

    Raises TypeError for anything else.
    """
    # A text that was typed stands in <is>: Excel offers to repair a cell that has both.
    for kind in ("v", "is"):
        for old in cell.findall(f"{{{MAIN}}}{kind}"):
            cell.remove(old)
    cell.attrib.pop("t", None)
    if value is None:
        return
    kind, text = stored(value)
    if kind:
        cell.set("t", kind)
    etree.SubElement(cell, f"{{{MAIN}}}v").text = text
