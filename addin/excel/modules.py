"""The VBA project of the add-in.

Only the add-in knows Python: it names the bridge (the DLL of xlwings) by its version and starts the one
server.
"""

from __future__ import annotations

from importlib import metadata

from addin.excel.desk import TITLE
from addin.excel.folders import APPLICATION
from addin.excel.project import Module, sheet_module, standard_module, vba_project, workbook_module
from addin.excel.ribbon import REFRESH, ribbon_modules
from addin.excel.troubles import TROUBLES
from addin.excel.vba import chinese, code, lines
from addin.excel.wrappers import wrapper_modules

FUNCTIONS, HOST, SERVER = "addin.excel.functions", "addin.excel.host", "addin.excel.server"
"""The Python modules that VBA names: the functions of cells, the buttons, the program that serves both."""
TEXTS_SHEET = "Texts"
"""The add-in's sheet of what to say before Python is there: the texts of `TROUBLES`, one a row."""
# VBA calls it so, and a workbook another name: the two are open together.
ADDIN_PROJECT = "jixiao"
FUNCTIONS_SHEET = "Functions"

_EVENTS = f"""\

Private WithEvents excel As Application
Private helped As Boolean

Private Sub Workbook_Open()
    Set excel = Application
    HelpOnce ActiveWorkbook
End Sub

' Excel takes the texts of an add-in's functions only once a workbook is open.
Private Sub HelpOnce(ByVal book As Workbook)
    If helped Or book Is Nothing Then Exit Sub
    helped = True
    JxRegisterHelp Me
End Sub

Private Sub excel_WorkbookOpen(ByVal Wb As Workbook)
    If JxIsOurs(Wb) Then JxRegisterHelp Wb
End Sub

' A cell must not show a message while it is calculated.
Private Sub excel_AfterCalculate()
    JxTell
End Sub

Private Sub excel_WorkbookActivate(ByVal Wb As Workbook)
    HelpOnce Wb
    {REFRESH}
End Sub

Private Sub excel_WorkbookDeactivate(ByVal Wb As Workbook)
    {REFRESH}
End Sub
"""
_HELP = f"""\
Option Explicit
Option Private Module

' Give the function wizard the texts of the functions in a workbook; they are in a sheet of the add-in.
Public Sub JxRegisterHelp(ByVal book As Workbook)
    Dim entry As Range, texts() As String, count As Long, i As Long, saved As Boolean
    saved = book.Saved
    ' A workbook without our functions, or one that is hidden, does without.
    On Error Resume Next
    For Each entry In ThisWorkbook.Worksheets("{FUNCTIONS_SHEET}").UsedRange.Rows
        count = Application.WorksheetFunction.CountA(entry) - 3
        ReDim texts(1 To count)
        For i = 1 To count
            texts(i) = entry.Cells(1, 3 + i).Value
        Next i
        Application.MacroOptions _
            Macro:="'" & Replace(book.Name, "'", "''") & "'!" & entry.Cells(1, 1).Value, _
            Description:=entry.Cells(1, 2).Value, _
            Category:=entry.Cells(1, 3).Value, _
            ArgumentDescriptions:=texts
    Next entry
    book.Saved = saved
End Sub
"""


def addin_project(sheets: list[str]) -> bytes:
    """vbaProject.bin of the add-in, whose sheets have these code names."""
    return vba_project(ADDIN_PROJECT, addin_modules(sheets))


def addin_modules(sheets: list[str]) -> list[Module]:
    """The modules of that project."""
    ours = [*wrapper_modules(), *python_modules(), *ribbon_modules(), standard_module("JxHelp", _HELP)]
    return [workbook_module(_EVENTS), *map(sheet_module, sheets), *ours]


def python_modules() -> list[Module]:
    """What starts Python and asks it, bound to the version of xlwings that is installed with the add-in."""
    troubles = (f"Public Const {one.name} As Long = {row}" for row, one in enumerate(TROUBLES, 1))
    texts = {
        "TROUBLES": lines(troubles),
        "FUNCTIONS": FUNCTIONS,
        "HOST": HOST,
        "SERVER": SERVER,
        "TEXTS": TEXTS_SHEET,
    }
    windows = {
        "PROJECT": APPLICATION,
        "VERSION": metadata.version("xlwings"),
        "TITLE": chinese(TITLE),
    }
    return [
        standard_module("JxPython", code("JxPython", **texts)),
        standard_module("JxWindows", code("JxWindows", **windows)),
    ]
