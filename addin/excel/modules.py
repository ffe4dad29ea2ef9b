"""The VBA projects of the add-in and of a workbook: our modules and the one xlwings ships."""

from __future__ import annotations

from pathlib import Path

import xlwings

from addin.excel.project import Module, sheet_module, standard_module, vba_project, workbook_module
from addin.excel.ribbon import REFRESH, ribbon_modules
from addin.excel.wrappers import wrapper_modules

PROJECT = "jixiao"
"""What xlwings calls the project: its settings are in `%USERPROFILE%\\.jixiao\\jixiao.conf`."""
# What VBA calls the two projects, which are open together.
ADDIN_PROJECT, WORKBOOK_PROJECT = "jixiao", "jixiao_workbook"
FUNCTIONS_SHEET = "Functions"

# A workbook or a folder from somebody else must not say which program runs or where code comes from.
_EDITS = {
    'configKey As String, Optional default As String = "", Optional source As String = ""': (
        'configKey As String, Optional default As String = "", Optional source As String = "user"',
        1,
    ),
    'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")': (
        'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "false")',
        2,
    ),
}
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


def addin_project(sheets: list[str]) -> tuple[bytes, list[Module]]:
    """vbaProject.bin of the add-in, whose sheets have these code names, and the modules in it."""
    ours = [*wrapper_modules(addin=True), *ribbon_modules(), standard_module("JxHelp", _HELP)]
    documents = [workbook_module(_EVENTS), *map(sheet_module, sheets)]
    modules = [*documents, xlwings_module(addin=True), *ours]
    return vba_project(ADDIN_PROJECT, modules), modules


def workbook_project(sheets: list[str]) -> tuple[bytes, list[Module]]:
    """vbaProject.bin of a workbook, whose sheets have these code names, and the modules in it."""
    documents = [workbook_module(), *map(sheet_module, sheets)]
    modules = [*documents, xlwings_module(), *wrapper_modules()]
    return vba_project(WORKBOOK_PROJECT, modules), modules


def xlwings_module(addin: bool = False) -> Module:
    """xlwings' own module, from the installed package, bound to our settings and to nothing else."""
    name, project = ("xlwings_custom_addin.bas", "myaddin") if addin else ("xlwings.bas", "xlwings")
    source = Path(xlwings.__file__).with_name(name).read_text(encoding="ascii")
    edits = {
        f'PROJECT_NAME As String = "{project}"': (f'PROJECT_NAME As String = "{PROJECT}"', 1),
        **_EDITS,
    }
    for before, (after, times) in edits.items():
        if source.count(before) != times:
            raise ValueError(
                f"{name} of xlwings {xlwings.__version__} does not have {before!r} {times} times"
            )
        source = source.replace(before, after)
    return Module("xlwings", source)
