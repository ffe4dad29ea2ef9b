"""Workbooks to review: ours as the command line fills them, plain ones as somebody types them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from addin.filling import fill
from tests.support.examples import RowChanges, example
from tests.support.filled import published_workbook
from workbooks.standards.loading import load

SCORED: tuple[tuple[object, ...], ...] = (
    ("单位整体绩效评分表",),
    ("一级指标", "二级指标", "三级指标", "分值", "得分", "扣分原因"),
    ("决策", "目标", "目标设定", 20, 20, ""),
    ("决策", "目标", "目标分解", 20, 18, "少一项"),
    ("管理", "资金", "预算编制", 60, 60, ""),
    ("合计", "", "", 100, 98, ""),
)
"""A small table that follows."""


def our_workbook(
    path: Path, standard_id: str, changes: Mapping[str, Any] | None = None, rows: RowChanges | None = None
) -> Path:
    """The published workbook of a standard with some figures changed."""
    if changes or rows:
        fill(load(standard_id), example(standard_id, changes, rows), path, force=True)
    else:
        published_workbook(standard_id, path)
    return path


def plain_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook with these rows, blank where a text is empty."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
            for cell in sheet[sheet.max_row]:
                # A text that begins with = is no formula here.
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


def scored(total: object) -> list[list[object]]:
    """The small table with another printed total score."""
    return [*map(list, SCORED[:-1]), ["合计", "", "", 100, total, ""]]
