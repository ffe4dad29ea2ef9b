"""Saving .xlsx files: values beside the formulas, whole or not at all, nothing overwritten."""

from __future__ import annotations

import errno
import io
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lxml import etree

from workbooks.files.coordinates import rows_from_range
from workbooks.files.made_cells import cells_of
from workbooks.files.package import parse, to_bytes
from workbooks.files.saving import check_target, write_whole
from workbooks.files.visible import visible

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

CellValue = Decimal | float | str | None

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_VALUE, _TYPED = f"{{{MAIN}}}v", f"{{{MAIN}}}is"
CALCULATED_BY = 191029
"""The calculation engine of today's Excel; it calculates a file anew that says an older one saved it."""
ERRORS = frozenset({"#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#REF!", "#NULL!"})


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
        for cell in cells_of(sheet)
        if cell.data_type == "f"
    )


def _write(workbook: Workbook, values: Mapping[str, Mapping[str, CellValue]], stream: IO[bytes]) -> None:
    from openpyxl.writer.excel import ExcelWriter

    if _all_known(workbook, values):
        keep_results(workbook)
    titles = {f"xl/worksheets/sheet{n}.xml": sheet.title for n, sheet in enumerate(workbook.worksheets, 1)}
    by_part = {part: values[title] for part, title in titles.items() if values.get(title)}
    try:
        with _Archive(stream, by_part) as archive:
            ExcelWriter(workbook, archive).save()
    # Sheets pass through temporary files of openpyxl, and lxml does not say what the system refused.
    except etree.SerialisationError:
        raise OSError(errno.ENOSPC, "temporary files") from None


class _Archive(zipfile.ZipFile):
    """The archive openpyxl writes into; puts the values into the sheets as they pass."""

    def __init__(self, stream: IO[bytes], values: Mapping[str, Mapping[str, CellValue]]) -> None:
        super().__init__(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._values = values

    def write(self, filename: Any, arcname: Any = None, *args: Any, **options: Any) -> None:
        part = str(arcname).lstrip("/")
        if part in self._values:
            self.writestr(part, with_values(Path(filename).read_bytes(), self._values[part]))
        else:
            super().write(filename, arcname, *args, **options)


def with_values(sheet: bytes, values: Mapping[str, CellValue]) -> bytes:
    """Sheet XML with cached values: numbers, text (t="str") or error values (t="e").

    The cells below the first of an array formula have values and no formula of their own.
    """
    root = parse(sheet)
    below: set[str] = set()
    for formula in root.iter(f"{{{MAIN}}}f"):
        cell = formula.getparent()
        if cell is not None and (reference := cell.get("r")) in values:
            set_result(cell, values[str(reference)])
        if formula.get("t") == "array":
            below.update(cell for row in rows_from_range(str(formula.get("ref"))) for cell in row)
    below.intersection_update(values)
    for cell in root.iter(f"{{{MAIN}}}c") if below else ():
        if (reference := cell.get("r")) in below:
            set_result(cell, values[str(reference)])
    return to_bytes(root)


def set_result(cell: Any, value: object) -> None:
    """Make a number, truth value, date, text or error value the value of a cell; None leaves it without.

    Raises TypeError for anything else.
    """
    element, others = None, []
    for part in cell:
        if part.tag == _VALUE and element is None:
            element = part
        elif part.tag in (_VALUE, _TYPED):
            others.append(part)
    # A text that was typed stands in <is>: Excel offers to repair a cell that has both.
    for part in others:
        cell.remove(part)
    cell.attrib.pop("t", None)
    if value is None:
        if element is not None:
            cell.remove(element)
        return
    if element is None:
        element = etree.SubElement(cell, _VALUE)
    if isinstance(value, str):
        cell.set("t", "e" if is_error(value) else "str")
        element.text = visible(value)
    elif isinstance(value, bool):
        cell.set("t", "b")
        element.text = str(int(value))
    elif isinstance(value, date):
        from openpyxl.utils.datetime import to_excel

        element.text = str(to_excel(value))  # type: ignore[no-untyped-call]
    elif isinstance(value, int | float | Decimal):
        # As a spreadsheet keeps it: the shortest digits that give the same double.
        element.text = repr(float(value))
    else:
        raise TypeError(f"no value for a cell: {value!r}")


def is_error(value: object) -> bool:
    """Whether a cell value is an error value such as #N/A."""
    return isinstance(value, str) and value in ERRORS
