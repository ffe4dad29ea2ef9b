"""单位排名: reported beside recomputed total, difference, grades, findings, last year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from workbooks.collect.register import Register
from workbooks.collect.summary.called import file_name, standard_name, unit_name
from workbooks.collect.summary.sheet_writer import (
    ALARM,
    CENTRE,
    COUNT,
    LINK,
    NUMBER,
    Link,
    Marked,
    PaperColumn,
    SummaryBook,
    SummarySheet,
)

_ROWS = """
WITH counts AS (
    SELECT t.file, t.part, count(*) FILTER (f.level = '错误') AS errors,
           count(*) FILTER (f.level = '缺失') AS lacking, count(*) FILTER (f.level = '提示') AS notices
    FROM (SELECT file, part, sheet, count(*) OVER (PARTITION BY file) AS parts FROM scores) t
    JOIN findings f ON f.file = t.file AND (t.parts = 1 OR f.sheet = t.sheet)
    GROUP BY ALL)
SELECT r.place, r.unit, coalesce(r.project, ''), r.standard, r.year, r.reported_total, r.recomputed_total,
       r.reported_grade, r.recomputed_grade, l.earlier_year, l.earlier_total, l.change,
       coalesce(c.errors, 0), coalesce(c.lacking, 0), coalesce(c.notices, 0), r.basis,
       r.path, r.member, r.sheet, r.counted,
       r.beyond, r.weights, r.full_mark, r.main_path, r.main_member
FROM ranking r LEFT JOIN counts c USING (file, part) LEFT JOIN last_year l USING (file, part)
ORDER BY r.standard = '', r.standard, r.year, r.full_mark DESC, r.place NULLS LAST,
         r.unit, r.project, r.path, r.member, r.part
"""
_NOTES = (
    "排名在同一评分标准、同一年度、同一满分内按重算总分由高到低排，并列的名次相同；"
    "没有总分的、重复报送的、各指标分值合计超过满分的不排名。",
    "差异为原报总分减重算总分；重算总分怎样得出，见“重算依据”。“文件”和它右边的栏不打印。问题见“问题清单”，没有读到的文件见“未能读取”。",
)
_TOLERANCE = Decimal("0.005")


def write(book: SummaryBook, ledger: Register) -> None:
    projects, earlier = ledger.query(
        "SELECT coalesce(bool_or(project <> ''), false), (SELECT count(*) > 0 FROM last_year) FROM scores"
    )[0]
    columns = [
        PaperColumn("排名", 6, CENTRE),
        PaperColumn("单位", 26),
        *([PaperColumn("项目", 18)] if projects else []),
        PaperColumn("评分标准", 24),
        PaperColumn("年度", 6, CENTRE),
        PaperColumn("原报总分", 8, NUMBER),
        PaperColumn("重算总分", 8, NUMBER),
        PaperColumn("差异", 8, NUMBER),
        PaperColumn("原报等级", 6, CENTRE),
        PaperColumn("重算等级", 6, CENTRE),
        *([PaperColumn("以前年度总分", 12, CENTRE), PaperColumn("增减", 8, NUMBER)] if earlier else []),
        PaperColumn("错误", 5, COUNT),
        PaperColumn("缺失", 5, COUNT),
        PaperColumn("提示", 5, COUNT),
        PaperColumn("文件", 44, LINK),
        PaperColumn("重算依据", 30),
        PaperColumn("备注", 44),
    ]
    sheet = SummarySheet(
        book, "单位排名", "绩效自评单位排名", [_told(ledger), *_NOTES], columns, screen_only=3
    )
    for row in ledger.stream(_ROWS):
        sheet.add(_row(row, projects, earlier))
    sheet.finish(frozen_columns=2, empty="没有可以排名的附表")


def _told(ledger: Register) -> str:
    """The run in one line."""
    started, found, unreadable = ledger.query(
        "SELECT started, found, unreadable FROM runs ORDER BY run DESC LIMIT 1"
    )[0]
    tables, copies = ledger.query("SELECT count(*), count(*) FILTER (NOT counted) FROM scores")[0]
    repeated = f"，其中重复报送 {copies} 张" if copies else ""
    return (
        f"汇总时间：{started:%Y-%m-%d %H:%M}；文件 {found} 个，评分表 {tables} 张{repeated}，"
        f"未能读取 {unreadable} 个文件。"
    )


def _row(row: tuple[Any, ...], projects: bool, earlier: bool) -> list[object]:
    place, unit, project, standard, year, reported, recomputed, *grades = row[:9]
    earlier_year, earlier_total, change, *counts = row[9:15]
    basis, path, member, sheet, counted, beyond, weights, full_mark, *main = row[15:]
    difference = reported - recomputed if reported is not None and recomputed is not None else None
    wrong = difference is not None and abs(difference) >= _TOLERANCE
    remark = f"不排名：各指标分值合计 {float(weights):g}，满分 {float(full_mark):g}" if beyond else ""
    if not counted:
        remark = f"重复报送，按最后修改的计：{file_name(*main)}"
    past = f"{earlier_total:.2f}（{earlier_year}）" if earlier_total is not None else ""
    return [
        place if place is not None else "重复" if not counted else "—",
        unit_name(unit, path, member),
        *([project] if projects else []),
        standard_name(standard),
        year,
        reported,
        recomputed,
        Marked(difference, ALARM) if wrong else difference,
        *(Marked(grade, ALARM) if grades[0] and grades[0] != grades[1] else grade for grade in grades),
        *([past, change] if earlier else []),
        Marked(counts[0], ALARM) if counts[0] else counts[0],
        *counts[1:],
        Link(file_name(path, member), path, "" if member else sheet),
        basis,
        remark,
    ]
