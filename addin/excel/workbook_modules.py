"""The VBA project of a workbook.

It asks the add-in, so that it computes under every version of Python, holds nothing a virus scanner minds,
and has no process of its own.
"""

from __future__ import annotations

from addin.excel.project import Module, sheet_module, standard_module, vba_project, workbook_module
from addin.excel.troubles import NO_ADDIN
from addin.excel.vba import chinese_lines, code, lines
from addin.excel.wrappers import wrapper_modules
from workbooks.kept import keep, recall

ADDIN_FILE = "jixiao.xlam"
WORKBOOK_PROJECT = "jixiao_workbook"
_WORKBOOK_EVENTS = """\

Private Sub Workbook_SheetCalculate(ByVal Sh As Object)
    JxTell
End Sub
"""


_MADE_BY = ("udfs", "addin")


def workbook_project(sheets: list[str]) -> bytes:
    """vbaProject.bin of a workbook, whose sheets have these code names; made once and kept."""
    name = repr(("vba project", sheets))
    project = recall(name, _MADE_BY)
    if project is None:
        project = vba_project(WORKBOOK_PROJECT, workbook_modules(sheets))
        keep(name, project, _MADE_BY)
    return project


def workbook_modules(sheets: list[str]) -> list[Module]:
    """The modules of that project."""
    text = lines(chinese_lines("text", NO_ADDIN), indent=4)
    bridge = standard_module("JxBridge", code("JxBridge", ADDIN=ADDIN_FILE, TEXT=text))
    documents = [workbook_module(_WORKBOOK_EVENTS), *map(sheet_module, sheets)]
    return [*documents, *wrapper_modules(), bridge]
