"""Checks of the 绩效运行监控表 (M codes): one of three likelihoods, and why the year's goal may be missed."""

from __future__ import annotations

from collections.abc import Iterator

from udfs.errors import ScoreError
from udfs.targets import actual_figure, parse_target
from workbooks.findings import ERROR, MISSING, NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.official.words import is_blank
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_LIKELIHOODS = {"certain": "确定能", "possible": "有可能", "impossible": "完全不可能"}
_CAUSES = ("reason", "cause_funds", "cause_rules", "cause_staff", "cause_equipment", "cause_other")
_BASIS = "监控表：完成目标可能性三项勾一项，不是“确定能”的写明原因"
# A × is a * in half width.
_CROSSES = frozenset("*✗✘xX否0")


@check
def one_likelihood(subject: Subject) -> Iterator[Finding]:
    """M01 完成目标可能性

    监控表里“确定能”“有可能”“完全不可能”三项中勾一项：勾了两项以上为错误，填了情况而一项没勾为缺失；还没有填的表不说。
    """
    for table, row in _monitored(subject):
        ticked = _ticked(row)
        if row.text("likelihood") and not ticked:
            continue  # In words of its own.
        address = table.cell(row, "likelihood" if table.has("likelihood") else "certain")
        if len(ticked) > 1:
            names = "".join(quoted(_LIKELIHOODS[field]) for field in ticked)
            message = f"{quoted(row.name)}的完成目标可能性勾了{names} {len(ticked)} 项，只能勾一项"
            yield Finding("M01", ERROR, table.sheet, address, message, "一项", f"{len(ticked)} 项", _BASIS)
        elif not ticked:
            message = f"{quoted(row.name)}的完成目标可能性没有勾选，请在“确定能”“有可能”“完全不可能”里勾一项"
            yield Finding("M01", MISSING, table.sheet, address, message, "一项", "没有勾选", _BASIS)


@check
def cause_of_a_likely_miss(subject: Subject) -> Iterator[Finding]:
    """M02 偏差原因

    勾了“有可能”或“完全不可能”的指标要写原因说明，或勾出是经费、制度、人员、硬件哪一项保障的原因。可能性写在一栏里
    的，“有可能”而全年预计达得到指标值的不提。
    """
    for table, row in _monitored(subject):
        ticked = _ticked(row)
        if len(ticked) != 1 or ticked == ["certain"] or not any(map(table.has, _CAUSES)):
            continue
        if table.has("likelihood") and ticked == ["possible"] and not _misses(row):
            continue  # A form without the three boxes asks for the causes of what differs.
        if all(is_blank(row.text(field)) for field in _CAUSES):
            field = next(field for field in _CAUSES if table.has(field))
            likelihood = quoted(_LIKELIHOODS[ticked[0]])
            message = f"{quoted(row.name)}勾了{likelihood}，没有写原因，请写明原因和措施"
            yield Finding(
                "M02", MISSING, table.sheet, table.cell(row, field), message, "原因", "空白", _BASIS
            )


@check
def likelihood_and_forecast(subject: Subject) -> Iterator[Finding]:
    """M04 可能性与全年预计

    勾了“确定能”而全年预计完成情况达不到指标值，或勾了“完全不可能”而全年预计达到了，提示核对。只比能读成数、单位
    对得上的。
    """
    for table, row in _monitored(subject):
        ticked = _ticked(row)
        if not table.has("forecast") or ticked not in (["certain"], ["impossible"]):
            continue
        reached = _reaches(row.text("target"), row.text("forecast"))
        if reached is None or reached == (ticked == ["certain"]):
            continue
        told = "达到了指标值" if reached else "达不到指标值"
        target, forecast = row.text("target"), row.text("forecast")
        message = (
            f"{quoted(row.name)}勾了{quoted(_LIKELIHOODS[ticked[0]])}，"
            f"全年预计是{quoted(forecast)}，{told}{quoted(target)}，请核对"
        )
        cell = table.cell(row, "forecast")
        yield Finding("M04", NOTICE, table.sheet, cell, message, target, forecast, _BASIS)


@check
def spent_and_expected(subject: Subject) -> Iterator[Finding]:
    """M05 执行数与全年预计

    监控表里全年预计执行数小于已经执行的数，提示核对：年底不会比现在少，有退款的写明。
    """
    for money in subject.workbook.money:
        for label in money.rows:
            spent, expected = (money.cell(label, column) for column in ("期间执行数", "全年预计执行数"))
            if spent is None or expected is None or spent.number is None or expected.number is None:
                continue
            if expected.number.value < spent.number.value:
                message = f"{quoted(label)}的全年预计执行数是 {expected.text}，小于已经执行的 {spent.text}"
                basis = "全年预计执行数包括已经执行的"
                yield Finding(
                    "M05", NOTICE, expected.sheet, expected.address, message, None, expected.text, basis
                )


def _reaches(target: str, forecast: str) -> bool | None:
    """Whether a forecast reaches a target; None where one of them is no quantity, or in another unit."""
    if is_blank(target) or is_blank(forecast):
        return None
    try:
        wanted = parse_target(target)
        if wanted.kind != "quantity" or wanted.number is None:
            return None
        figure = actual_figure(forecast, wanted)
    except ScoreError:
        return None
    if wanted.operator in ("<", "<="):
        return figure < wanted.number or (wanted.operator == "<=" and figure == wanted.number)
    if wanted.operator == ">":
        return figure > wanted.number
    return figure >= wanted.number and (wanted.upper is None or figure <= wanted.upper)


def _monitored(subject: Subject) -> Iterator[tuple[IndicatorTable, Row]]:
    """The rows of tables with the likelihoods to tick in which something is filled."""
    for table in subject.tables:
        columns = table.has("certain") and (table.has("possible") or table.has("impossible"))
        if not (columns or table.has("likelihood")):
            continue
        for row in table.rows:
            if row.name and any(
                _filled(row, field) for field in ("progress", "forecast", "likelihood", *_LIKELIHOODS)
            ):
                yield table, row


def _misses(row: Row) -> bool:
    return _reaches(row.text("target"), row.text("forecast")) is False


def _filled(row: Row, field: str) -> bool:
    return not is_blank(row.text(field))


def _ticked(row: Row) -> list[str]:
    """The likelihoods that are ticked, with whatever mark, or written in one column."""
    if "likelihood" in row.cells:
        written = plain(row.text("likelihood"))
        return [field for field, words in _LIKELIHOODS.items() if words.removeprefix("完全") in written][:1]
    return [field for field in _LIKELIHOODS if _filled(row, field) and row.text(field) not in _CROSSES]
