"""Figures of a plain table that the rule of their indicator does not allow, or that are in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from workbooks.filing.limits import DOUBTFUL
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.review.reading.limits_broken import limits_broken
from workbooks.review.registry import check
from workbooks.review.subject import Subject


@check
def impossible_figures(subject: Subject) -> Iterator[Finding]:
    """B07 填的数不能是这样的

    认得评分标准的表，目标值、完成值栏里的数应在规则的界限内：负数、超过上限为错误；比率大得像是漏了百分号、百分制的得分
    不大于 1 的，问是哪一个。这样的指标不再按它核对得分。
    """
    for found in subject.recognised:
        for one in limits_broken(found):
            level = NOTICE if one.limit.word == DOUBTFUL else ERROR
            message = f"{quoted(one.name)}的“{one.label}”{one.limit.reason(one.figure, None)}"
            basis = one.criterion or found.standard.title
            yield Finding(
                "B07", level, found.table.sheet, one.cell.address, message, None, one.cell.text, basis
            )
