"""Our VBA, run by LibreOffice, which understands VBA of this kind: errors told apart, one start of Python.

Excel compiles and runs the rest only on Windows. Two quirks of LibreOffice are not Excel's and not asked for:
it forgets the number of an error that it takes out of an array, and takes a single error for an
argument left out.
"""

from __future__ import annotations

import re

import pytest

from addin.excel.modules import addin_modules, python_modules
from addin.excel.troubles import TROUBLES
from addin.excel.workbook_modules import workbook_modules
from addin.excel.wrappers import ANSWER, WRAPPERS, wrapper_modules

# Every probe is the body of a function that gives a text.
PROBES = {
    'CLng(CellValue("#N/A"))': "2042",
    'CLng(CellValue("#VALUE!"))': "2015",
    'CLng(CellValue("#DIV/0!"))': "2007",
    'CellValue("ABC") & IsError(CellValue("ABC"))': "ABCFalse",
    "CellValue(1.5)": "1.5",
    'CellValue("#N/A ")': "#N/A ",
    'Shown(CellValue(Cells2("#N/A")))': "1 error",
    'Shown(CellValue(Cells2("优")))': "1 优",
    'IsEmpty(FirstError(Array(1, "#N/A", Empty)))': "True",
    "IsEmpty(FirstError(Array(1, Missing())))": "True",
    "IsError(FirstError(Array(1, Cells2(CVErr(xlErrNA)))))": "True",
    "IsError(FirstError(Array(1, Cells2(7))))": "False",
    "WithoutCap()": "True",
    # What reaches the add-in: the name, the number of arguments, the last of them.
    'JxAnswer("JX_A", Array(1, 2))': "JX_A 2 2",
    'JxAnswer("JX_A", Array(1), Array(5, 6, 7))': "JX_A 4 7",
    'JxAnswer("JX_A", Array(1), Array())': "JX_A 1 1",
    'Shown(JxAnswer("COLUMN", Array(1)))': "1 error",
    'CLng(JxAnswer("FAILS", Array(1)))': "2015",
    # A money format gives 4 decimals; a date stays one, and is no number to the functions.
    "Exact(CCur(0.12345), 0.12345)": "0.12345",
    "Exact(1.5, 2)": "1.5",
    "VarType(Exact(CDate(45293), 45293))": "7",
    "Exact(Cells2(CCur(0.12345)), Cells2(0.12345))(2, 1)": "0.12345",
}
HELPERS = """
Private Function Missing() As Variant
End Function

Private Function Cells2(ByVal second As Variant) As Variant
    Dim values(1 To 2, 1 To 1) As Variant
    values(1, 1) = 1
    values(2, 1) = second
    Cells2 = values
End Function

' What the cells of an array formula show.
Private Function Shown(column As Variant) As String
    Shown = column(1, 1) & " "
    If IsError(column(2, 1)) Then Shown = Shown & "error" Else Shown = Shown & column(2, 1)
End Function

' An optional argument that is left out, handed on as the wrappers do.
Private Function WithoutCap(Optional cap)
    Dim values As Variant
    values = PlainValues(Array(1, cap))
    WithoutCap = IsEmpty(values(1))
End Function

' In the place of the add-in.
Public Function JxServe(ByVal name As String, ByVal values As Variant) As Variant
    If name = "FAILS" Then Err.Raise 5
    If name = "COLUMN" Then
        JxServe = Cells2("#N/A")
    Else
        JxServe = name & " " & (UBound(values) + 1) & " " & values(UBound(values))
    End If
End Function
"""
# In the place of Windows, and of a message: how often each was asked, and what was said.
WINDOWS = """
Private outcome As Long, tries As Long, activations As Long, said As String

Public Function JxInterpreter() As String
    If outcome <> JX_NOT_INSTALLED Then JxInterpreter = "C:\\Python\\python.exe"
End Function

Public Function JxFromStore() As Boolean
    JxFromStore = outcome = JX_STORE_OFFICE
End Function

Public Function JxLoaded(ByVal program As String) As Boolean
    JxLoaded = outcome <> JX_NO_BRIDGE
End Function

Public Function JxTried(ByVal command As String, ByRef code As Long) As Long
    tries = tries + 1
    If outcome = JX_UNREACHED Then Exit Function
    JxTried = outcome
    code = 103
End Function

Public Function JxActivated(ByVal command As String) As Object
    activations = activations + 1
End Function

Public Sub JxSay(ByVal text As String)
    said = said & text & ";"
End Sub

Private Function Fifty(ByVal kept As Long) As String
    Dim i As Long, wrong As Long
    outcome = kept
    For i = 1 To 50
        If Not IsError(JxServe("JX_A", Array(1))) Then wrong = wrong + 1
        JxTell
    Next i
    Fifty = tries & " " & activations & " " & wrong & " " & said
End Function

' The cells, a click, the cells again.
Private Function Clicked(ByVal kept As Long, ByVal later As Long) As String
    Fifty kept
    outcome = later
    JxRun "about", ""
    Clicked = Fifty(later)
End Function
"""


def module(name: str) -> str:
    """A module of the add-in by its name."""
    return bare({module.name: module for module in [*wrapper_modules(), *python_modules()]}[name].source)


def bare(source: str) -> str:
    """The source of a module without the lines that only a VBA project has."""
    dropped = ("Attribute ", "Option Private Module")
    return "".join(line for line in source.splitlines(True) if not line.startswith(dropped))


def python_logic() -> str:
    """JxPython, with its messages noted down."""
    source, count = re.subn(r"text = ThisWorkbook\..*", "text = CStr(trouble)", module("JxPython"))
    source = source.replace(" Or Not Application.Visible", "").replace("vbLf", '" "')
    assert count == 1
    return source + WINDOWS


def run(libreoffice, source: str, probe: str) -> str:
    return libreoffice.vba(f"{source}\nPublic Function Probe()\n    Probe = {probe}\nEnd Function\n", "Probe")


@pytest.mark.parametrize(("probe", "shown"), PROBES.items())
def test_errors_are_told_from_everything_else(libreoffice, probe, shown):
    assert run(libreoffice, module(ANSWER) + HELPERS, probe) == shown


def test_a_module_that_forgot_arguments_left_out_is_noticed(libreoffice):
    broken = module(ANSWER).replace("LeftOut = IsMissing(argument)", "")
    assert broken != module(ANSWER)
    assert run(libreoffice, broken + HELPERS, "WithoutCap()") != "True"


@pytest.mark.parametrize(
    ("formula", "handed"),
    [
        ('JX_POINTS("1; 1", 5, 6)', "JX_POINTS 3 6"),
        ('JX_POINTS("1; 1")', "JX_POINTS 1 1; 1"),
        ("JX_SCORE_RATE(9, 10)", "JX_SCORE_RATE 2 10"),
    ],
)
def test_a_formula_reaches_the_addin_with_all_its_arguments(libreoffice, formula, handed):
    # One function only: LibreOffice takes the names of some arguments of others for its own.
    name = formula.partition("(")[0]
    (wrapper,) = re.findall(rf"^Function {name}\(.*?^End Function\n", module(WRAPPERS), re.M | re.S)
    assert run(libreoffice, module(ANSWER) + wrapper + HELPERS, formula) == handed


@pytest.mark.parametrize("trouble", [one.name for one in TROUBLES if one.name != "JX_STOPPED"])
def test_a_failed_start_is_tried_once_and_told_once(libreoffice, trouble):
    row = [one.name for one in TROUBLES].index(trouble) + 1
    tried = trouble in ("JX_REFUSED", "JX_BROKEN", "JX_SLOW", "JX_UNREACHED")
    code = " (103)" if tried and trouble != "JX_UNREACHED" else ""
    expected = f"{int(tried)} {int(trouble == 'JX_UNREACHED')} 0 {row}{code};"
    assert run(libreoffice, python_logic(), f"Fifty({trouble})") == expected


def test_a_click_tries_again_and_tells_again(libreoffice):
    rows = {one.name: row for row, one in enumerate(TROUBLES, 1)}
    slow, broken = rows["JX_SLOW"], rows["JX_BROKEN"]
    assert run(libreoffice, python_logic(), "Clicked(JX_SLOW, JX_BROKEN)") == (
        f"2 0 0 {slow} (103);{broken} (103);"
    )


def test_a_start_that_is_not_remembered_is_noticed(libreoffice):
    broken = python_logic().replace("tried = True", "tried = False")
    assert run(libreoffice, broken, "Fifty(JX_BROKEN)").startswith("50 ")


@pytest.mark.parametrize("project", [addin_modules, workbook_modules])
def test_every_module_compiles(libreoffice, project):
    """LibreOffice compiles all of a module before it runs any of it."""
    for one in project(["Sheet1"]):
        # A word of LibreOffice's, but not of VBA's ([MS-VBAL] 3.3.5.2).
        source = re.sub(r"\bstep\b", "increment", bare(one.source))
        assert run(libreoffice, source, '"compiled"') == "compiled", one.name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    End If\n", ""),
        ("Private Type", "Private Typ"),
        ("ByRef startup As", "ByRef startup Az"),
        (") <> 0", " <> 0"),
    ],
)
def test_a_module_that_does_not_compile_is_noticed(libreoffice, before, after):
    source = module("JxWindows")
    assert before in source
    assert run(libreoffice, source.replace(before, after, 1), '"compiled"') != "compiled"
