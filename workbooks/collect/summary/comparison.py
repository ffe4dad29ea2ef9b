"""指标对比: one column for each unit, one row for each indicator, a sheet for each standard and year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from workbooks.collect.register import Register
from workbooks.collect.summary.called import group_name, short_name, tab_name, unit_name
from workbooks.collect.summary.sheet_writer import (
    ALARM,
    NUMBER,
    STRONG,
    Marked,
    PaperColumn,
    SummaryBook,
    SummarySheet,
)
from workbooks.problems import InputError
from workbooks.standards.loading import load

UNITS_PER_SHEET = 200
MOST_SHEETS = 20
# So many units fit across one page.
_ONE_PAGE = 10
# Characters across a page.
_PAGE = 130

_GROUPS = """
SELECT standard, year, count(*) FROM scores WHERE counted AND standard <> '' GROUP BY ALL ORDER BY ALL
"""
_UNITS = """
SELECT file, part, unit, coalesce(project, '') AS project, path, member, recomputed_total FROM ranking
WHERE counted AND standard = $standard AND year IS NOT DISTINCT FROM $year
ORDER BY place NULLS LAST, unit, project, path, member, part LIMIT $limit OFFSET $offset
"""
_ITEMS = """
SELECT i.level1, i.level2, CASE WHEN $grouped THEN '' ELSE i.name END AS name, i.file, i.part,
       min(i.number), sum(i.weight), CASE WHEN bool_and(i.recomputed IS NOT NULL) THEN sum(i.recomputed) END,
       bool_or(i.reported <> i.recomputed)
FROM items i JOIN (SELECT unnest($files) AS file, unnest($parts) AS part) USING (file, part)
GROUP BY ALL ORDER BY min(i.number), i.level1, i.level2, name, i.file, i.part
"""
_NOTE = (
    "格内为重算得分，红色的与原报得分不同；空格表示没有这个指标或没有得分。"
    "单位按排名先后排列，重复报送的不列。"
)
_FEW = 5
_OWN_ROWS = "三级指标由单位自己填写，各单位不同，这里按二级指标合计。"


class _Page(NamedTuple):
    standard: str
    year: int | None
    first: int
    units: int


def write(book: SummaryBook, ledger: Register) -> None:
    pages = [
        _Page(standard, year, first, units)
        for standard, year, units in ledger.query(_GROUPS)
        for first in range(0, units, UNITS_PER_SHEET)
    ]
    named = list[str]()
    for number, page in enumerate(pages[:MOST_SHEETS], 1):
        left_out = len(pages) - MOST_SHEETS if number == MOST_SHEETS else 0
        named.append(tab_name(f"指标对比－{short_name(page.standard, page.year)}", named))
        _write_page(book, ledger, page, named[-1], left_out)


def _width(units: int) -> float:
    """Names of a few units have room; of many, a page has."""
    return 9 if units > _FEW else 18


def _write_page(book: SummaryBook, ledger: Register, page: _Page, name: str, left_out: int) -> None:
    grouped = has_own_rows(page.standard)
    chosen = {"standard": page.standard, "year": page.year}
    units = ledger.query(_UNITS, {**chosen, "limit": UNITS_PER_SHEET, "offset": page.first})
    places = {(file, part): column for column, (file, part, *_) in enumerate(units)}
    tables = {"files": [unit[0] for unit in units], "parts": [unit[1] for unit in units]}
    items = ledger.query(_ITEMS, {**tables, "grouped": grouped})
    levels = [
        PaperColumn("一级指标", 12),
        PaperColumn("二级指标", 14),
        *([] if grouped else [PaperColumn("三级指标", 22)]),
    ]
    columns = [
        *levels,
        PaperColumn("分值", 6, NUMBER),
        *(PaperColumn(_heading(unit), _width(len(units)), NUMBER) for unit in units),
    ]
    notes = [_NOTE + (_OWN_ROWS if grouped else "")]
    if page.units > UNITS_PER_SHEET:
        last = page.first + len(units)
        notes.append(
            f"共 {page.units} 张评分表，本表为第 {page.first + 1} 至 {last} 张，其余见其他“指标对比”表。"
        )
    if left_out:
        notes.append(f"还有 {left_out} 页没有列出，请在台账的 items 表里查询。")
    sheet = SummarySheet(book, name, f"{group_name(page.standard, page.year)}指标对比", notes, columns, _PAGE)
    for labels, weight, scores in _rows(items, places):
        sheet.add([*labels[: len(levels)], None if grouped else weight, *scores])
    totals = [Marked(unit[-1], STRONG) for unit in units]
    sheet.add([Marked("重算总分", STRONG), *[""] * len(levels), *totals])
    sheet.finish(frozen_columns=len(levels) + 1, wide=len(units) > _ONE_PAGE)


def _heading(unit: Sequence[Any]) -> str:
    _, _, name, project, path, member, _ = unit
    return f"{unit_name(name, path, member)} {project}".strip()


def _rows(
    items: Sequence[tuple[Any, ...]], places: dict[tuple[int, int], int]
) -> list[tuple[tuple[str, str, str], Decimal | None, list[object]]]:
    """A row for each indicator, in table order: its levels and name, weight, and the score of each unit."""
    rows: dict[tuple[str, str, str], tuple[Decimal | None, list[object]]] = {}
    for level1, level2, name, file, part, _, weight, score, differs in items:
        _, scores = rows.setdefault((level1, level2, name), (weight, [None] * len(places)))
        scores[places[file, part]] = Marked(score, ALARM) if differs else score
    return [(labels, *row) for labels, row in rows.items()]


def has_own_rows(standard: str) -> bool:
    """Whether units name their own indicators, so that these cannot be compared one by one."""
    try:
        return bool(load(standard).own_rows)
    except InputError:
        return False
