"""The catalogue's functions as Excel calls them: the module that the VBA wrappers name.

xlwings can hand a number or a text to a cell, but no error value. So a function that gives no score returns
the text of its error ("#N/A", "#VALUE!", "#DIV/0!") and the VBA wrapper turns exactly these texts into error
values (`addin.excel.wrappers`). Any other exception reaches the wrapper too, which shows #VALUE!.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature

import xlwings as xw

from udfs.array_columns import OFFERED, ColumnFunction, Offered, evaluate_column
from udfs.catalogue import Argument, evaluate
from udfs.errors import ScoreError

Result = float | str | list[list[float | str]]

LONGEST_HELP = 255
"""What Excel's function wizard shows of a text, in characters."""


def description(function: Offered) -> str:
    """What the function wizard says of a function: what it gives and when it shows an error."""
    return f"{function.summary}。{function.errors}"


def _exposed(function: Offered) -> Callable[..., Result]:
    def call(*arguments: object) -> Result:
        try:
            if isinstance(function, ColumnFunction):
                return [[value] for value in evaluate_column(function.name, arguments)]
            return evaluate(function.name, arguments)
        except ScoreError as error:
            return error.code

    call.__name__ = call.__qualname__ = function.name
    call.__doc__ = description(function)
    # xlwings reads the signature, and would take type hints for converters.
    call.__signature__ = Signature([_parameter(one) for one in function.arguments])  # type: ignore[attr-defined]
    call.__annotations__ = {}
    exposed: Callable[..., Result] = call
    for argument in function.arguments:
        exposed = xw.arg(argument.name, doc=f"{argument.label}：{argument.help}")(exposed)
    # Last, because every decorator of xlwings before it would set the category back.
    return xw.func(category=function.category)(exposed)  # type: ignore[no-any-return]


def _parameter(argument: Argument) -> Parameter:
    if argument.variadic:
        return Parameter(argument.name, Parameter.VAR_POSITIONAL)
    default = None if argument.optional else Parameter.empty
    return Parameter(argument.name, Parameter.POSITIONAL_OR_KEYWORD, default=default)


globals().update({function.name: _exposed(function) for function in OFFERED})
