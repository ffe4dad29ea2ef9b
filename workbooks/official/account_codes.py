"""Codes of budget accounts beside a label: 类, 款 and 项 in columns of their own, or in one number."""

from __future__ import annotations

from udfs.regex import regex
from workbooks.official.official_table import Cell
from workbooks.official.sheet_rows import SheetRow

_CODE = regex(r"\d{3}(?:\d\d){0,3}")
_PART = regex(r"\d{1,7}")
_FIRST = 3


def account_code(line: SheetRow, label: Cell) -> str:
    """The code left of a label, of 3, 5 or 7 digits; "" for none.

    Each column may hold its own part (201 | 06 | 01) or the code so far; 6 typed as a number is 06.
    """
    code = ""
    for cell in line.cells.values():
        text = cell.text.replace(" ", "")
        if cell.column >= label.column or not _PART.fullmatch(text):
            continue
        if len(text) >= _FIRST:
            code = text if not code or text.startswith(code) else ""
        elif code:
            code += text.zfill(2)
    return code if _CODE.fullmatch(code) else ""
