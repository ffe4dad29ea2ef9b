"""What could not be read, cell by cell."""

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
