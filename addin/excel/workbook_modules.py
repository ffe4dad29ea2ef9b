"""The VBA project of a workbook.

It asks the add-in, so that it computes under every version of Python, holds nothing a virus scanner minds,
and has no process of its own.
"""

from __future__ import annotations

from addin.excel.project import Module, sheet_module, standard_module, vba_project, workbook_module
from addin.excel.troubles import NO_ADDIN
from addin.excel.vba import chinese_lines, code, lines
from addin.excel.wrappers import wrapper_modules

ADDIN_FILE = "jixiao.xlam"
WORKBOOK_PROJECT = "jixiao_workbook"
_WORKBOOK_EVENTS = """\

Private Sub Workbook_SheetCalculate(ByVal Sh As Object)
    JxTell
End Sub
"""


def workbook_project(sheets: list[str]) -> tuple[bytes, list[Module]]:
    """vbaProject.bin of a workbook, whose sheets have these code names, and the modules in it."""
    text = lines(chinese_lines("text", NO_ADDIN), indent=4)
    bridge = standard_module("JxBridge", code("JxBridge", ADDIN=ADDIN_FILE, TEXT=text))
    documents = [workbook_module(_WORKBOOK_EVENTS), *map(sheet_module, sheets)]
    modules = [*documents, *wrapper_modules(), bridge]
    return vba_project(WORKBOOK_PROJECT, modules), modules
