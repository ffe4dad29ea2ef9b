"""What could not be read: single cells, and whole tables."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.files.xlsx import is_error
from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.review.registry import check
from workbooks.review.subject import Subject


@check
def unread(subject: Subject) -> Iterator[Finding]:
    """U01 读不出的单元格

    表里应当填数的单元格读不出来：是错误值的为错误，其余为提示，并说明原因；这些单元格不参加其他核对。
    """
    for each in subject.workbook.unread:
        cell = each.cell
        level = ERROR if is_error(cell.text) else NOTICE
        yield Finding(
            "U01", level, cell.sheet, cell.address, each.why, None, cell.text or None, "应当是能读出的数"
        )


@check
def unread_tables(subject: Subject) -> Iterator[Finding]:
    """U03 没有读懂的表

    工作表里有像表的一块（几行，每行几格，有数，表头说到得分、分值、指标、预算、执行、金额等），而认不出是哪一种官方附表：没有核对，不等于没有问题。
    """
    for left in subject.workbook.left_alone:
        if left.unread:
            yield Finding("U03", NOTICE, left.sheet, f"A{left.row}", left.why, basis="没有读懂的表没有核对")
