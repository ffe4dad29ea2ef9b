"""The amounts in the head of a form without a money block: 年度资金总额 | 120, 其中：财政拨款 | 100."""

from __future__ import annotations

from udfs.regex import regex
from workbooks.files.sheets import SheetCells
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable
from workbooks.official.printed import printed

TOTAL = "资金总额"
_SOURCES = {
    TOTAL: regex(r"(?:年度)?(?:资金|预算)总[额计]|年初预算(?:数|总额)?|金额合计"),
    "财政拨款": regex(r"(?:其中:?)?(?:当年|本年|年度)?财政(?:拨款|性?资金)"),
    "上年结转": regex(r"(?:其中:?)?上年结转(?:资金)?"),
    "其他资金": regex(r"(?:其中:?)?其他资金"),
}
_SPENDING = {"期间执行数", "全年执行数"}
_LONGEST_LABEL = 16
_MOST_ROWS, _MOST_COLUMNS = 40, 40


def head_amounts(sheet: SheetCells, table: IndicatorTable) -> dict[str, Cell]:
    """The first figure right of the label of each source above a table, in the unit of the form.

    Where a money block says what was spent, a figure beside a label may be that: none is taken then.
    """
    found: dict[str, Cell] = {}
    columns = {column for _, column in table.money.cells} if table.money is not None else set()
    if columns & _SPENDING:
        return found
    header_row = table.header_row
    for number, row in enumerate(sheet.rows[:_MOST_ROWS], sheet.first_row):
        if number >= header_row:
            break
        for place, value in enumerate(row[:_MOST_COLUMNS]):
            source = _source(value) if isinstance(value, str) else ""
            right = range(place + 1, min(len(row), _MOST_COLUMNS))
            at = next((other for other in right if printed(row[other]) is not None), None) if source else None
            if at is not None:
                found.setdefault(source, Cell(sheet.name, number, sheet.first_column + at, row[at]))
                break
    return found


def _source(text: str) -> str:
    label = plain(text).strip(":") if len(text) <= _LONGEST_LABEL else ""
    return next((name for name, pattern in _SOURCES.items() if pattern.fullmatch(label)), "")
