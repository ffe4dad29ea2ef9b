"""The catalogue's functions in VBA: what a formula of a workbook, or of the add-in, calls.

A wrapper hands its name and its arguments on; `JxAnswer` makes values of them, and of the result what the
cell shows.
"""

from __future__ import annotations

from addin.excel.project import Module, standard_module
from addin.excel.vba import code, lines
from udfs.array_columns import OFFERED, Offered
from udfs.errors import BAD_VALUE, DIVISION_BY_ZERO, MISSING

WRAPPERS, ANSWER = "JxFunctions", "JxAnswer"
ERROR_CONSTANTS = {MISSING: "xlErrNA", BAD_VALUE: "xlErrValue", DIVISION_BY_ZERO: "xlErrDiv0"}

_WRAPPER = """\
Function {name}({signature})
    {name} = JxAnswer("{name}", Array({arguments}))
End Function
"""
_WITH_REST = """\
Function {name}({signature})
    Dim rest As Variant
    rest = {rest}
    {name} = JxAnswer("{name}", Array({arguments}), rest)
End Function
"""


def wrapper_modules() -> list[Module]:
    """The wrappers and what they call, the same in a workbook and in the add-in."""
    functions = sorted(OFFERED, key=lambda function: function.name)
    wrappers = "Option Explicit\n\n" + "\n".join(map(_wrapper, functions))
    errors = (f'Case "{error}": ShownAs = CVErr({name})' for error, name in ERROR_CONSTANTS.items())
    answer = code(ANSWER, ERRORS=lines(errors, indent=8))
    return [standard_module(WRAPPERS, wrappers), standard_module(ANSWER, answer)]


def _wrapper(function: Offered) -> str:
    *first, last = function.arguments
    fixed = first if last.variadic else function.arguments
    return (_WITH_REST if last.variadic else _WRAPPER).format(
        name=function.name,
        signature=", ".join(
            f"ParamArray {one.name}()" if one.variadic else f"{'Optional ' * one.optional}{one.name}"
            for one in function.arguments
        ),
        arguments=", ".join(one.name for one in fixed),
        rest=last.name,
    )
