"""The classes of openpyxl that our sheets are written with, each imported when the first is made.

What reads a workbook knows the sheets by the modules that write them and should not pay for writing: openpyxl
is a sixth of what `jixiao score` imports. To the type checker these are the classes themselves.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as Cell
    from openpyxl.formatting.rule import FormulaRule as FormulaRule
    from openpyxl.formatting.rule import Rule as Rule
    from openpyxl.styles import Alignment as Alignment
    from openpyxl.styles import Border as Border
    from openpyxl.styles import Font as Font
    from openpyxl.styles import NamedStyle as NamedStyle
    from openpyxl.styles import PatternFill as PatternFill
    from openpyxl.styles import Protection as Protection
    from openpyxl.styles import Side as Side
    from openpyxl.styles.cell_style import StyleArray as StyleArray
    from openpyxl.styles.differential import DifferentialStyle as DifferentialStyle
    from openpyxl.styles.numbers import NumberFormat as NumberFormat
    from openpyxl.workbook import Workbook as Workbook
    from openpyxl.workbook.defined_name import DefinedName as DefinedName
    from openpyxl.worksheet.cell_range import CellRange as CellRange
    from openpyxl.worksheet.datavalidation import DataValidation as DataValidation
    from openpyxl.worksheet.formula import ArrayFormula as ArrayFormula
    from openpyxl.worksheet.header_footer import HeaderFooterItem as HeaderFooterItem
    from openpyxl.worksheet.header_footer import _HeaderFooterPart as _HeaderFooterPart
    from openpyxl.worksheet.page import PageMargins as PageMargins
    from openpyxl.worksheet.pagebreak import Break as Break
    from openpyxl.worksheet.properties import PageSetupProperties as PageSetupProperties
    from openpyxl.worksheet.views import Selection as Selection
    from openpyxl.worksheet.worksheet import Worksheet as Worksheet
else:

    class _Late:
        """Makes what the class of this name makes."""

        def __init__(self, module: str, name: str) -> None:
            self._module, self._name, self._made = module, name, None

        def __call__(self, *arguments: Any, **named: Any) -> Any:
            if self._made is None:
                self._made = getattr(import_module(self._module), self._name)
            return self._made(*arguments, **named)

    Cell = _Late("openpyxl.cell.cell", "Cell")
    FormulaRule = _Late("openpyxl.formatting.rule", "FormulaRule")
    Rule = _Late("openpyxl.formatting.rule", "Rule")
    Alignment = _Late("openpyxl.styles", "Alignment")
    Border = _Late("openpyxl.styles", "Border")
    Font = _Late("openpyxl.styles", "Font")
    NamedStyle = _Late("openpyxl.styles", "NamedStyle")
    PatternFill = _Late("openpyxl.styles", "PatternFill")
    Protection = _Late("openpyxl.styles", "Protection")
    Side = _Late("openpyxl.styles", "Side")
    StyleArray = _Late("openpyxl.styles.cell_style", "StyleArray")
    DifferentialStyle = _Late("openpyxl.styles.differential", "DifferentialStyle")
    NumberFormat = _Late("openpyxl.styles.numbers", "NumberFormat")
    Workbook = _Late("openpyxl.workbook", "Workbook")
    DefinedName = _Late("openpyxl.workbook.defined_name", "DefinedName")
    CellRange = _Late("openpyxl.worksheet.cell_range", "CellRange")
    DataValidation = _Late("openpyxl.worksheet.datavalidation", "DataValidation")
    ArrayFormula = _Late("openpyxl.worksheet.formula", "ArrayFormula")
    HeaderFooterItem = _Late("openpyxl.worksheet.header_footer", "HeaderFooterItem")
    _HeaderFooterPart = _Late("openpyxl.worksheet.header_footer", "_HeaderFooterPart")
    PageMargins = _Late("openpyxl.worksheet.page", "PageMargins")
    Break = _Late("openpyxl.worksheet.pagebreak", "Break")
    PageSetupProperties = _Late("openpyxl.worksheet.properties", "PageSetupProperties")
    Selection = _Late("openpyxl.worksheet.views", "Selection")
    Worksheet = _Late("openpyxl.worksheet.worksheet", "Worksheet")
