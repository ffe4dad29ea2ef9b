"""The table in a report against the workbook that it is taken from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.official.rounding import fit
from workbooks.review.reading.point_sums import points, shown
from workbooks.review.recognition import level_key, name_key
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_WORDS: dict[Literal["weight", "score"], str] = {"weight": "分值", "score": "得分"}

Key = tuple[str, str]


@check
def report_against_workbook(subject: Subject) -> Iterator[Finding]:
    """C07 报告里的表与附表

    报告和附表一起复核时，报告里的指标表与附表中名称、所在二级指标都相同的指标，分值和得分应相同；只差舍入的是提示。
    名称在一张表里出现两次的不比。
    """
    if not subject.report:
        return
    rows: dict[Key, list[tuple[IndicatorTable, Row]]] = {}
    for table in subject.tables:
        if table.sheet not in subject.report:
            for row in table.rows:
                rows.setdefault(_key(row), []).append((table, row))
    for table in subject.tables:
        if table.sheet in subject.report:
            for row in table.rows:
                if name_key(row.name) and len(theirs := rows.get(_key(row), [])) == 1:
                    yield from _apart(table, row, *theirs[0])


def _key(row: Row) -> Key:
    return level_key(row.level2), name_key(row.name)


def _apart(table: IndicatorTable, row: Row, other: IndicatorTable, theirs: Row) -> Iterator[Finding]:
    for figure, word in _WORDS.items():
        printed, exact = row.figure(figure), theirs.figure(figure)
        if printed is None or exact is None:
            continue
        match = fit(points(exact), printed, exact.places)
        if match.follows or points(printed) == points(exact):
            continue
        expected, found = shown(points(exact)), shown(points(printed))
        message = (
            f"{quoted(row.name)}的{word}印的是 {found} 分，附表（工作表“{other.sheet}”"
            f"{other.cell(theirs, figure)}）是 {expected} 分"
        )
        level = NOTICE if match.habit else ERROR
        cell = table.cell(row, figure)
        yield Finding("C07", level, table.sheet, cell, message, expected, found, "报告的表与附表一致")
