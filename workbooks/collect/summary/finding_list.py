"""问题清单: every finding with a link to its file, sheet and cell."""

from __future__ import annotations

from workbooks.collect.register import Register
from workbooks.collect.summary.called import file_name, unit_name
from workbooks.collect.summary.sheet_writer import (
    ALARM,
    CENTRE,
    LINK,
    Link,
    Marked,
    PaperColumn,
    SummaryBook,
    SummarySheet,
)
from workbooks.findings import ERROR

# The unit is that of the scored table, as in the ranking; only a form without scores says itself whose it is.
# A list that nobody can read to its end is left to the ledger.
MOST = 200_000

_ROWS = f"""
SELECT f.level, f.code, coalesce(s.unit, t.unit, u.unit, ''), p.path, p.member, f.sheet, f.cell,
       f.message, f.found, f.expected, f.basis
FROM findings f JOIN present p USING (file)
LEFT JOIN (SELECT file, sheet, max(unit) AS unit FROM tables WHERE unit <> '' GROUP BY ALL) s
       ON s.file = f.file AND s.sheet = f.sheet
LEFT JOIN (SELECT file, max(unit) AS unit FROM tables WHERE unit <> '' GROUP BY file) t ON t.file = f.file
LEFT JOIN (SELECT file, max(unit) AS unit FROM stated GROUP BY file) u ON u.file = f.file
ORDER BY p.path, p.member, f.number LIMIT {MOST}
"""  # noqa: S608
_COLUMNS = (
    PaperColumn("级别", 6, CENTRE),
    PaperColumn("代码", 6, CENTRE),
    PaperColumn("单位", 24),
    PaperColumn("文件", 24),
    PaperColumn("位置", 18, LINK),
    PaperColumn("说明", 50),
    PaperColumn("印的是", 11),
    PaperColumn("应为", 11),
    PaperColumn("依据", 36),
)


def write(book: SummaryBook, ledger: Register) -> None:
    total = ledger.query("SELECT count(*) FROM findings JOIN present USING (file)")[0][0]
    note = (
        f"共 {total} 处。点“位置”打开文件并转到单元格，压缩包里的只打开压缩包；代码的说明见 docs/checks.md。"
    )
    if total > MOST:
        note += f"这里只列前 {MOST} 处，其余在台账的 findings 表里。"
    sheet = SummarySheet(book, "问题清单", "复核问题清单", [note], _COLUMNS)
    for level, code, unit, path, member, place, cell, message, found, expected, basis in ledger.stream(_ROWS):
        where = f"{place}!{cell}" if place and cell else place or file_name(path, member)
        sheet.add(
            [
                Marked(level, ALARM) if level == ERROR else level,
                code,
                unit_name(unit, path, member),
                file_name(path, member),
                Link(where, path, "" if member else place, cell),
                message,
                found,
                expected,
                basis,
            ]
        )
    sheet.finish(frozen_columns=2, empty="没有")
