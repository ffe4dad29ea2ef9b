"""The printed grade against the printed total and the bands of the standard or of the notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from udfs.errors import ScoreError
from udfs.totals import grade
from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.official.grade_bands import SAME_GRADE, grades_in
from workbooks.official.labels import grade_within, plain
from workbooks.official.official_table import Cell, IndicatorTable
from workbooks.review.reading.point_sums import full_mark, points, printed_of, shown, weights_without_bonus
from workbooks.review.registry import check
from workbooks.review.subject import Subject

NATIONAL_BANDS = "[90,200]: 优; [80,90): 良; [60,80): 中; [0,60): 差"
_GRADES = ("优", "良", "中", "差", "合格", "不合格", "A", "B", "C", "D")


@check
def grade_of_total(subject: Subject) -> Iterator[Finding]:
    """E01 等级与总分

    等级应是总分所在的档：按评分标准的分档，或按表下说明写的分档（90（含）-100分为优……）。两者都没有的，与全国
    口径（90 分以上优、80 分以上良、60 分以上中、其余差）不符时提示。
    """
    for table in subject.tables:
        total, cell = printed_of((table.total or {}).get("score")), table.grade
        if total is None or cell is None:
            continue
        name, value = grade_name(cell), points(total)
        standard = subject.standard_of(table)
        possible, level = _by_notes(table, value), ERROR
        basis = "表下说明的评分等级"
        if not possible and standard is not None:
            possible, basis = grades_by_bands(value, standard.grades.bands), standard.grades.source
        elif not possible and not _stated(table):
            possible, level = grades_by_bands(value, NATIONAL_BANDS), NOTICE
            basis = "财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）的全国口径"
        if not possible or name in possible or name not in _GRADES[:4]:
            continue
        expected = "或".join(sorted(possible))
        message = f"等级印的是“{cell.text}”，总分 {shown(value)} 应为“{expected}”"
        yield Finding("E01", level, cell.sheet, cell.address, message, expected, cell.text, basis)


@check
def grade_without_full_mark(subject: Subject) -> Iterator[Finding]:
    """E02 分值不足满分的等级

    各指标分值相加不是满分时，总分不能对照分档评等级。评分标准写明只在满分时评等级的是错误，其余是提示。
    """
    for table in subject.tables:
        cell = table.grade
        if cell is None or grade_name(cell) not in _GRADES:
            continue
        standard = subject.standard_of(table)
        full = standard.full_mark if standard is not None else full_mark(table)
        own = weights_without_bonus(table)
        if full is None or own is None or own == full:
            continue
        strict = standard is not None and standard.grades.only_at_full_mark
        message = (
            f"评了等级“{cell.text}”，可是各指标分值相加为 {shown(own)}，不是 {shown(full)}，不能对照分档"
        )
        yield Finding(
            "E02",
            ERROR if strict else NOTICE,
            cell.sheet,
            cell.address,
            message,
            shown(full),
            shown(own),
            f"评分等级按满分 {shown(full)} 分划分",
        )


def grade_name(cell: Cell) -> str:
    """The grade in a cell in one character: 优秀 and 评价等级：优 are 优."""
    text = grade_within(cell.text) or plain(cell.text).strip("“”\"'()")
    return SAME_GRADE.get(text, text)


def grades_by_bands(value: Decimal, bands: str) -> set[str]:
    try:
        return {grade(value, bands)}
    except ScoreError:
        return set()


def _stated(table: IndicatorTable) -> bool:
    """Whether the notes speak of bands at all, readable or not."""
    return any(re.search(r"(?:为|:)[“\"]?(?:优|合格)", plain(note.text)) for note in table.notes)


def _by_notes(table: IndicatorTable, value: Decimal) -> set[str]:
    """The grades that the notes allow for a total; two where a bound is neither 含 nor 不含."""
    return grades_in((note.text for note in table.notes), value)
