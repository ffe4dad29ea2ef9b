"""The UNO component that Calc calls; runs only inside LibreOffice's own Python, from the .oxt.

It has one method for each function of the catalogue. Calc hands over floats, texts, None for an
argument left out, and rows of cells (nested tuples) for a range.
"""

# mypy: disable-error-code="import-not-found, misc, no-any-return"
from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import unohelper
from com.sun.star.lang import XServiceInfo, XServiceName
from jixiao_udfs.array_columns import COLUMN_FUNCTIONS, ColumnFunction, evaluate_column
from jixiao_udfs.catalogue import FUNCTIONS, Function, evaluate
from jixiao_udfs.errors import BAD_VALUE, DIVISION_BY_ZERO, MISSING, MissingValueError
from org.jixiao.calc import XFunctions

SERVICE = "org.jixiao.calc.Functions"
ADDIN_SERVICE = "com.sun.star.sheet.AddIn"
# Calc keeps a cell error in the low bits of a not-a-number.
_CODES = {MISSING: 0x7FFF, BAD_VALUE: 519, DIVISION_BY_ZERO: 532}
ERROR_VALUES: dict[float | str, float] = {
    text: struct.unpack("<d", struct.pack("<Q", 0x7FF8_0000_0000_0000 | code))[0]
    for text, code in _CODES.items()
}


class Functions(unohelper.Base, XFunctions, XServiceName, XServiceInfo):
    """The add-in object; its JX_ methods are attached below."""

    def __init__(self, context: object) -> None:
        self.context = context

    def getServiceName(self) -> str:  # noqa: N802
        return SERVICE

    def getImplementationName(self) -> str:  # noqa: N802
        return f"{SERVICE}Implementation"

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        return (SERVICE, ADDIN_SERVICE)

    def supportsService(self, name: str) -> bool:  # noqa: N802
        return name in self.getSupportedServiceNames()


def method(function: Function) -> Callable[..., Any]:
    """Return the method Calc calls for a function; an exception it raises shows as #VALUE!."""
    variadic = function.arguments[-1].variadic

    def call(_self: Functions, *arguments: Any) -> float | str:
        if variadic:
            *fixed, rest = arguments
            arguments = (*fixed, *rest)
        try:
            return evaluate(function.name, arguments)
        except MissingValueError:
            return ERROR_VALUES[MISSING]

    return call


def column_method(function: ColumnFunction) -> Callable[..., Any]:
    """Return the method for a function that gives a column, each cell with its own error value."""

    def call(_self: Functions, *arguments: Any) -> tuple[tuple[float | str], ...]:
        return tuple((ERROR_VALUES.get(value, value),) for value in evaluate_column(function.name, arguments))

    return call


for _function in FUNCTIONS:
    setattr(Functions, _function.name, method(_function))
for _column in COLUMN_FUNCTIONS:
    setattr(Functions, _column.name, column_method(_column))

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816
g_ImplementationHelper.addImplementation(Functions, f"{SERVICE}Implementation", (SERVICE, ADDIN_SERVICE))
