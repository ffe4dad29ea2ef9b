"""The VBA that tells errors apart, run by LibreOffice, which understands VBA of this kind.

Excel compiles and runs the rest only on Windows. Two quirks of LibreOffice are not Excel's and not asked for:
it forgets the number of an error that it takes out of an array, and takes a single error for an
argument left out.
"""

from __future__ import annotations

import pytest

from addin.excel.wrappers import ERRORS, wrapper_modules

# Every probe is the body of a function that gives a text.
PROBES = {
    'CLng(JxCellValue("#N/A"))': "2042",
    'CLng(JxCellValue("#VALUE!"))': "2015",
    'CLng(JxCellValue("#DIV/0!"))': "2007",
    'JxCellValue("ABC") & IsError(JxCellValue("ABC"))': "ABCFalse",
    "JxCellValue(1.5)": "1.5",
    'JxCellValue("#N/A ")': "#N/A ",
    'Shown(JxCellValue(Cells2("#N/A")))': "1 error",
    'Shown(JxCellValue(Cells2("优")))': "1 优",
    'IsEmpty(JxFirstError(Array(1, "#N/A", Empty)))': "True",
    "IsEmpty(JxFirstError(Array(1, Missing())))": "True",
    "IsError(JxFirstError(Array(1, Cells2(CVErr(xlErrNA)))))": "True",
    "IsError(JxFirstError(Array(1, Cells2(7))))": "False",
    "LeftOut()": "True",
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
Private Function LeftOut(Optional cap)
    LeftOut = IsEmpty(JxFirstError(Array(1, cap)))
End Function
"""


def module() -> str:
    """The module as it is, without the lines that only a VBA project has."""
    source = {module.name: module for module in wrapper_modules()}[ERRORS].source
    dropped = ("Attribute ", "Option Private Module")
    return "".join(line for line in source.splitlines(True) if not line.startswith(dropped))


def run(libreoffice, source: str, probe: str) -> str:
    return libreoffice.vba(
        f"{source}{HELPERS}\nPublic Function Probe()\n    Probe = {probe}\nEnd Function\n", "Probe"
    )


@pytest.mark.parametrize(("probe", "shown"), PROBES.items())
def test_errors_are_told_from_everything_else(libreoffice, probe, shown):
    assert run(libreoffice, module(), probe) == shown


def test_a_module_that_forgot_arguments_left_out_is_noticed(libreoffice):
    broken = module().replace("If IsMissing(argument) Then Exit Function", "")
    assert broken != module()
    assert run(libreoffice, broken, "LeftOut()") != "True"
