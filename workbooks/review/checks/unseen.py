"""What is there and not seen: hidden sheets, and rows that are hidden by hand or by a filter."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.findings import NOTICE, Finding
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_MOST_SHOWN = 10


@check
def hidden_content(subject: Subject) -> Iterator[Finding]:
    """U04 隐藏的工作表和行

    有官方附表的工作表是隐藏的，或者附表里有的行是隐藏的（手工隐藏或筛选掉的）：这些内容一并核对，也计入合计，看表的
    人却看不见，请核对。
    """
    rows = _rows(subject)
    for sheet in rows:
        if sheet in subject.hidden_sheets:
            message = f"工作表“{sheet}”是隐藏的，里面的表一并核对了，请核对是否应当取消隐藏或删去"
            yield Finding("U04", NOTICE, sheet, "A1", message, basis="隐藏的内容也在文件里")
        hidden = sorted(subject.hidden_rows.get(sheet, frozenset()) & rows[sheet])
        if hidden:
            listed = "、".join(map(str, hidden[:_MOST_SHOWN])) + (" 等" if len(hidden) > _MOST_SHOWN else "")
            message = f"第 {listed} 行是隐藏的或被筛选掉的，一并核对，也计入合计，请取消隐藏后核对"
            yield Finding("U04", NOTICE, sheet, f"A{hidden[0]}", message, basis="隐藏的内容也在文件里")


def _rows(subject: Subject) -> dict[str, set[int]]:
    """The rows of every official table, by sheet."""
    found: dict[str, set[int]] = {}
    for table in subject.workbook.tables:
        found.setdefault(table.sheet, set()).update(row.number for row in table.rows)
    for figures in subject.workbook.figures:
        found.setdefault(figures.sheet, set()).update(row.number for row in figures.rows)
    for listing in subject.workbook.listings:
        found.setdefault(listing.sheet, set()).update(row.number for row in listing.rows)
    for money in subject.workbook.money:
        for cell in money.cells.values():
            found.setdefault(cell.sheet, set()).add(cell.row)
    return found
