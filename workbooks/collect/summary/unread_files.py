"""未能读取: every file that could not be read, why, and what to do."""

from __future__ import annotations

from pathlib import PurePath

from workbooks.collect.register import Register
from workbooks.collect.summary.sheet_writer import COUNT, LINK, Link, PaperColumn, SummaryBook, SummarySheet

_ROWS = "SELECT path, member, reason FROM present WHERE state = 'unreadable' ORDER BY path, member"
_COLUMNS = (
    PaperColumn("序号", 6, COUNT),
    PaperColumn("文件", 32, LINK),
    PaperColumn("压缩包里的名称", 28),
    PaperColumn("所在文件夹", 36),
    PaperColumn("原因和办法", 56),
)


def write(book: SummaryBook, ledger: Register) -> None:
    note = "这些文件没有进入排名和统计。按“原因和办法”处理后放回原处，再汇总一次即可，已读过的不会重读。"
    sheet = SummarySheet(book, "未能读取", "未能读取的文件", [note], _COLUMNS)
    for number, (path, member, reason) in enumerate(ledger.stream(_ROWS), 1):
        own = PurePath(path).name
        sheet.add([number, Link(own, path), member, path.removesuffix(own).rstrip("/\\"), reason])
    sheet.finish(empty="")
