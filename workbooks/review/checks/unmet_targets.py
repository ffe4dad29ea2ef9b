"""Targets that were missed in a form without scores: what was missed is explained."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from udfs.errors import ScoreError
from udfs.regex import regex
from udfs.targets import attainment, parse_target
from workbooks.findings import MISSING, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import Row
from workbooks.official.words import is_blank
from workbooks.review.checks.single_rows import is_unmet, target_of
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_WORDS = ("reason", "remark", "analysis")
_NOT_DONE = regex(
    r"(?:尚?未|没有?|部分)(?:能|按期|按时|按计划|全部|完全)*(?:完成|达成|达到|达标|实现|开工|实施|启动)(?!率)"
)
_ASKS = regex("原因|未完成|未达|偏差")
_MISSED = ("未达成", "部分达成")


@check
def missed_without_reason(subject: Subject) -> Iterator[Finding]:
    """H26 没有完成而没有写原因

    不评分的自评表（转移支付区域、项目绩效自评表等）里，完成值没有达到指标值（反向指标超过、时间晚于指标值），或者写明没有完成、
    部分完成的，“未完成原因和改进措施”一栏应当写明；写“无”等于没有写。有得分一栏的表由 H04 核对。
    """
    for table in subject.tables:
        heading = table.headings.get("reason", "")
        if (
            not _ASKS.search(heading)
            or table.has("score")
            or not (table.has("target") and table.has("actual"))
        ):
            continue
        for row in table.rows:
            if not row.name or not _is_missed(row) or not all(is_blank(row.text(each)) for each in _WORDS):
                continue
            target, actual = (str(row.cells[field].value).strip() for field in ("target", "actual"))
            message = (
                f"{quoted(row.name)}的指标值是{quoted(target)}，完成值是{quoted(actual)}，没有完成，"
                f"“{heading}”没有填写"
            )
            address = table.cell(row, "reason")
            yield Finding("H26", MISSING, table.sheet, address, message, "原因", None, f"表中“{heading}”一栏")


def _is_missed(row: Row) -> bool:
    """Whether the actual value says that the target was missed, by its figure, its date or its words."""
    if is_blank(row.text("target")) or is_blank(row.text("actual")):
        return False
    quantity = target_of(row)
    if quantity is not None and is_unmet(row, quantity):
        return True
    due, done = (_date(row.text(field)) for field in ("target", "actual"))
    return (due is not None and done is not None and done > due) or _says_missed(row.text("actual"))


def _date(text: str) -> Decimal | None:
    try:
        read = parse_target(text)
    except ScoreError:
        return None
    return read.number if read.kind == "date" else None


def _says_missed(actual: str) -> bool:
    if _NOT_DONE.match(plain(actual)):
        return True
    try:
        return attainment(actual) in _MISSED
    except ScoreError:
        return False
