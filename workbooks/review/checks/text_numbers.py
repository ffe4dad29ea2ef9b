"""Numbers that a spreadsheet holds as text: it shows them like any other and adds none of them up."""

from __future__ import annotations

from collections.abc import Iterator

from udfs.numbers import half_width
from udfs.regex import regex
from workbooks.findings import NOTICE, Finding
from workbooks.official.official_table import Cell
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_NUMBER = regex(r"[+-]?\d[\d,]*(?:\.\d+)?")
_MOST_NAMED = 4
_BASIS = "单元格里的数应是数字格式"


@check
def numbers_as_text(subject: Subject) -> Iterator[Finding]:
    """U05 文本格式的数

    分值、得分、合计、预算、执行等栏里，多数的格是数而这几格是文本格式的，或是全角数字的：按数读并一并核对，但表里的公式算不到
    它们，请改为数字格式。整栏都是文本的（多由别的系统导出）不提。每张工作表说一次。
    """
    if subject.scored:
        # In a workbook of our own its data items tell of their texts.
        return
    wide: dict[str, list[Cell]] = {}
    mixed: dict[str, list[Cell]] = {}
    for column in _columns(subject):
        texts = [cell for cell in column if isinstance(cell.value, str) and _is_number(cell.value)]
        numbers = [cell for cell in column if isinstance(cell.value, int | float)]
        for cell in texts:
            if half_width(str(cell.value)) != cell.value:
                wide.setdefault(cell.sheet, []).append(cell)
            elif len(texts) < len(numbers):
                mixed.setdefault(cell.sheet, []).append(cell)
    for found, what in ((wide, "填的是全角数字，按半角读"), (mixed, "是文本格式的数，按数读")):
        for sheet, cells in found.items():
            yield _told(sheet, cells, what)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(half_width(text).strip()) is not None


def _told(sheet: str, cells: list[Cell], what: str) -> Finding:
    listed = "、".join(f"{cell.address}“{cell.value}”" for cell in cells[:_MOST_NAMED])
    more = f"等 {len(cells)} 格" if len(cells) > _MOST_NAMED else ""
    message = f"{listed}{more}{what}；公式算不到它们，请改为数字格式后重新键入"
    return Finding("U05", NOTICE, sheet, cells[0].address, message, None, str(cells[0].value), _BASIS)


def _columns(subject: Subject) -> Iterator[list[Cell]]:
    """The cells of each column of points or amounts, table by table; those of totals last."""
    for table in subject.workbook.tables:
        for field in ("weight", "score"):
            cells = [row.cells[field] for row in table.rows if field in row.cells and not row.shared]
            yield [*cells, *([table.total[field]] if table.total and field in table.total else [])]
    for figures in subject.workbook.figures:
        for column in figures.headings:
            yield [row.cells[column] for row in figures.rows if column in row.cells]
