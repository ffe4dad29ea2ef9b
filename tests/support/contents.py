"""What cells hold, array formulas comparable and once for all their cells."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import rows_from_range
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula

from workbooks.files.made_cells import cells_of
from workbooks.files.xlsx import MAIN

Held = tuple[tuple[str, ...] | None, object]


def content(cell):
    """The value or formula of a cell; of an array formula also its area."""
    return content_of(cell.value)


def content_of(value):
    """The same of a value that a cell might hold."""
    return (value.ref, value.text) if isinstance(value, ArrayFormula) else value


def formula(cell):
    """The text of a formula, whether of one cell or of an array."""
    return cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value


def filled(workbook):
    """The filled cells of a workbook by sheet and address, without those below the first of an array formula.

    openpyxl reads the results there as if they had been typed.
    """
    found = {
        (sheet.title, cell.coordinate): cell
        for sheet in workbook
        for cell in cells_of(sheet)
        if cell.value is not None
    }
    below = set(array_cells(workbook)) - {
        place for place, cell in found.items() if isinstance(cell.value, ArrayFormula)
    }
    return {place: cell for place, cell in found.items() if place not in below}


def array_cells(workbook):
    """The sheet and address of every cell of an array formula."""
    return [
        (sheet.title, address)
        for sheet in workbook
        for area in sheet.array_formulae.values()
        for row in rows_from_range(area)
        for address in row
    ]


def moved(source, target):
    """The formula of a cell as Excel copies it to another, an array formula with its area."""
    text = Translator(formula(source), source.coordinate).translate_formula(target.coordinate)
    if not isinstance(source.value, ArrayFormula):
        return text
    area = CellRange(source.value.ref)
    area.shift(target.column - source.column, target.row - source.row)
    return ArrayFormula(area.coord, text)


def held(path: Path) -> dict[tuple[str, str], Held]:
    """Every filled cell of a workbook of ours: its formula (with its area where it has one) and its value.

    The sheets are read as they were written, in a tenth of the time of openpyxl.
    """
    return {
        (title, str(cell.get("r"))): (_formula(cell), _value(cell))
        for title, sheet in _sheets(path)
        for cell in sheet.iter(f"{{{MAIN}}}c")
        if len(cell)
    }


def folded(path: Path) -> dict[str, set[str]]:
    """The folded rows of each sheet."""
    return {
        title: {str(row.get("r")) for row in sheet.iter(f"{{{MAIN}}}row") if row.get("hidden") == "1"}
        for title, sheet in _sheets(path)
    }


def _sheets(path: Path) -> Iterator[tuple[str, etree._Element]]:
    with zipfile.ZipFile(path) as archive:
        for number, title in enumerate(sheet_titles(path), 1):
            yield title, etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))


def sheet_titles(path: Path) -> list[str]:
    """The sheets of a workbook, in their order."""
    with zipfile.ZipFile(path) as archive:
        listed = etree.fromstring(archive.read("xl/workbook.xml"))
    return [str(sheet.get("name")) for sheet in listed.iter(f"{{{MAIN}}}sheet")]


def _formula(cell: etree._Element) -> tuple[str, ...] | None:
    formula = cell.find(f"{{{MAIN}}}f")
    if formula is None:
        return None
    return (formula.text or "", *(f"{name}={value}" for name, value in sorted(formula.attrib.items())))


def _value(cell: etree._Element) -> object:
    """A number, truth value or text; a text is the same wherever it stands in the cell."""
    text, kind = cell.findtext(f"{{{MAIN}}}v"), cell.get("t", "n")
    if kind == "inlineStr":
        assert text is None
        return "".join(map(str, cell.find(f"{{{MAIN}}}is").itertext()))
    assert kind in ("n", "str", "e", "b"), kind  # A shared text is none of ours.
    if kind in ("n", "b") and text:
        return float(text) if kind == "n" else text == "1"
    return text or ""
