"""What cells hold, array formulas comparable and once for all their cells."""

from __future__ import annotations

from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import rows_from_range
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula

from workbooks.files.made_cells import cells_of


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
