"""Plain workbooks as a person types them: rows of values, cell by cell, in a real .xlsx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from workbooks.official import read_official
from workbooks.official.official_table import FigureTable, IndicatorTable, OfficialWorkbook

Rows = Sequence[Sequence[object]]


def type_workbook(path: Path, sheets: Mapping[str, Rows], merged: Mapping[str, Sequence[str]] = {}) -> Path:
    """Write each sheet's rows from A1 on; `merged` are ranges that are merged afterwards."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for span in merged.get(name, ()):
            sheet.merge_cells(span)
    book.save(path)
    return path


def read_rows(folder: Path, *rows: Sequence[object], merged: Sequence[str] = ()) -> OfficialWorkbook:
    """Type one sheet named 附表 and read the file."""
    return read_official(type_workbook(folder / "表.xlsx", {"附表": rows}, {"附表": merged}))


def only_table(workbook: OfficialWorkbook) -> IndicatorTable:
    (table,) = workbook.tables
    return table


def only_figures(workbook: OfficialWorkbook) -> FigureTable:
    (table,) = workbook.figures
    return table


def listed(table: IndicatorTable) -> list[tuple[str, str, str, str, str]]:
    """Each row: levels, name, weight and score as text."""
    return [(row.level1, row.level2, row.name, row.text("weight"), row.text("score")) for row in table.rows]


def levels(table: IndicatorTable) -> list[tuple[int, str, tuple[int, ...], str | None, str | None]]:
    """Each level: depth, name, rows, weight and score as text."""
    return [
        (
            level.depth,
            level.name,
            level.rows,
            level.weight.text if level.weight else None,
            level.score.text if level.score else None,
        )
        for level in table.levels
    ]
