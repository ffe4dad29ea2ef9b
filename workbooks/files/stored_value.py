"""How a value stands in the XML of a cell: what kind it says it is, and the text of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from workbooks.files.visible import visible

CellValue = Decimal | float | str | None
ERRORS = frozenset({"#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#REF!", "#NULL!"})


def stored(value: object) -> tuple[str, str]:
    """The kind (`t`, "" for a number) and the text of a number, truth value, date, text or error value.

    Raises TypeError for anything else.
    """
    if isinstance(value, str):
        return ("e" if is_error(value) else "str"), visible(value)
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, int | float | Decimal):
        # As a spreadsheet keeps it: the shortest digits that give the same double.
        return "", repr(float(value))
    if isinstance(value, date):
        from openpyxl.utils.datetime import to_excel

        return "", str(to_excel(value))  # type: ignore[no-untyped-call]
    raise TypeError(f"no value for a cell: {value!r}")


def is_error(value: object) -> bool:
    """Whether a cell value is an error value such as #N/A."""
    return isinstance(value, str) and value in ERRORS
