"""A workbook of ours as a live one: its functions travel in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

from addin.editions import WITH_FUNCTIONS, check_form_target
from addin.excel.macro_package import MACRO_WORKBOOK, with_macros
from addin.excel.workbook_modules import workbook_project
from workbooks.files.saving import write_whole
from workbooks.files.written_with import Workbook
from workbooks.files.xlsx import CellValue, content, save


def save_form(
    workbook: Workbook, values: Mapping[str, Mapping[str, CellValue]], path: Path, force: bool
) -> None:
    """Save a form with the values of its formulas; an .xlsm carries the functions. Raises `InputError`."""
    if path.suffix.lower() != WITH_FUNCTIONS:
        save(workbook, values, path, force)
        return
    check_form_target(path, force)
    write_whole(
        path, lambda stream: stream.write(live_bytes(workbook, values, datetime.now(timezone.utc))), force
    )


def live_bytes(
    workbook: Workbook, values: Mapping[str, Mapping[str, CellValue]], made: datetime, packed: bool = True
) -> bytes:
    """The .xlsm of a workbook with the values of its formulas, made at `made` (UTC).

    Not `packed` its bytes are the same on every machine, and three to ten times as many.
    """
    vba = workbook_project(name_code(workbook))
    return with_macros(content(workbook, values), MACRO_WORKBOOK, vba, made, packed=packed)


def name_code(workbook: Workbook) -> list[str]:
    """Give the workbook and its sheets the names VBA knows them by, and return those of the sheets."""
    workbook.code_name = "ThisWorkbook"
    names = [f"Sheet{number}" for number, _ in enumerate(workbook.worksheets, 1)]
    for sheet, name in zip(workbook.worksheets, names, strict=True):
        sheet.sheet_properties.codeName = name
    return names
