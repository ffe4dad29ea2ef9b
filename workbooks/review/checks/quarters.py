"""The quarterly table: cumulative spend, scheduled progress, rates, their mean, and the points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from udfs.numbers import SCORE_PLACES
from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.official.official_table import Cell
from workbooks.official.rounding import fit, rounded
from workbooks.review.reading.comparing import as_printed, as_rate, compared
from workbooks.review.reading.conventions import Custom, explained
from workbooks.review.reading.quarter_rows import QuarterlyTable, quarterly_tables
from workbooks.review.registry import check
from workbooks.review.subject import Subject


@check
def cumulative_spend(subject: Subject) -> Iterator[Finding]:
    """Q01 累计执行数

    累计执行数逐季累加，后一季度不应小于前一季度。
    """
    for table in quarterly_tables(subject):
        cells = table.cells("spent")
        for before, cell in pairwise(cells):
            last, now = table.value(before), table.value(cell)
            if last is not None and now is not None and now < last:
                message = (
                    f"“{table.label(cell)}”累计执行数 {cell.text} 小于“{table.label(before)}”的 {before.text}"
                )
                basis = "累计执行数逐季累加，不会减少"
                expected = f"不小于 {before.text}"
                yield Finding("Q01", ERROR, cell.sheet, cell.address, message, expected, cell.text, basis)


@check
def scheduled_progress(subject: Subject) -> Iterator[Finding]:
    """Q02 序时进度

    序时进度的金额应为全年预算的 25%、50%、75%、100%（评分标准另有规定的按标准）；只有一个季度不符是错误，
    几个季度都不符的给一条提示。
    """
    for table in quarterly_tables(subject):
        cells = table.cells("schedule")
        if not table.schedule_is_money or len(cells) != len(table.shares):
            continue
        shares = dict(zip((cell.row for cell in cells), table.shares, strict=True))
        printed = {cell.row: cell.number for cell in cells if cell.number is not None}
        budgets = [printed[cell.row].value / shares[cell.row] for cell in reversed(cells)]
        customs = [
            Custom(f"全年预算 {budget:,f}", {row: budget * share for row, share in shares.items()})
            for budget in budgets
        ]
        best = explained(customs, printed)
        if best is None or not best.odd:
            continue
        odd = [cell for cell in cells if cell.row in best.odd]
        if best.is_rule:
            for cell in odd:
                rule = f"{best.custom.words}×{shares[cell.row] * 100:f}%"
                what = f"“{table.label(cell)}”序时进度"
                yield from _some(
                    compared("Q02", cell, what, printed[cell.row], best.custom.values[cell.row], rule)
                )
        else:
            message = "序时进度不是全年预算的 " + "、".join(f"{share * 100:f}%" for share in table.shares)
            message += "，如有规定的支出进度，请写明"
            yield Finding("Q02", NOTICE, table.sheet, odd[0].address, message, None, odd[0].text, "序时进度")


@check
def quarterly_rates(subject: Subject) -> Iterator[Finding]:
    """Q03 各季度执行率

    各季度预算执行率应为累计执行数÷序时进度；各季度都以全年预算为分母的，按全年预算核对。第四季度超过 100%
    的给一条提示。
    """
    for table in quarterly_tables(subject):
        custom = table.rate_rule
        for cell in table.cells("rate"):
            exact = custom.values.get(cell.row)
            if exact is not None and cell.number is not None:
                what, shown = f"“{table.label(cell)}”执行率", as_rate(cell.number, exact)
                yield from _some(compared("Q03", cell, what, shown, exact, custom.words))
        yield from _above_budget(table)


def _above_budget(table: QuarterlyTable) -> Iterator[Finding]:
    last = next((cell for cell in table.cells("rate") if cell.row == table.quarters[-1].number), None)
    if last is None or table.rates_of_year.get(last.row, Decimal(0)) <= 1:
        return
    message = f"“{table.label(last)}”累计执行数大于全年预算，执行率 {last.text} 超过 100%，请核对预算数"
    yield Finding(
        "Q03", NOTICE, last.sheet, last.address, message, "不超过 100%", last.text, "支出不超过全年预算"
    )


@check
def mean_rate(subject: Subject) -> Iterator[Finding]:
    """Q04 全年平均执行率

    全年平均执行率应为各季度执行率之和÷季度数，用印出的或未舍入的执行率计算都可以。像是由别的数平均得来的，一并
    指出。
    """
    for table in quarterly_tables(subject):
        cell, exact = table.mean_cell("rate"), table.mean
        if cell is None or cell.number is None or exact is None:
            continue
        shown = as_rate(cell.number, exact)
        if any(fit(mean, shown).follows for mean in table.means):
            continue
        points = [table.value(each) for each in table.cells("score")]
        known = [value for value in points if value is not None]
        of_points = sum(known, Decimal(0)) / len(known) if known else None
        remark = ""
        if of_points is not None and fit(of_points, shown).follows:
            remark = f"；{as_printed(shown)} 是各季度已舍入得分之和 {sum(known, Decimal(0)):f} 的平均"
        rule = "各季度执行率的平均"
        yield from _some(compared("Q04", cell, "全年平均执行率", shown, exact, rule, remark))


@check
def quarterly_points(subject: Subject) -> Iterator[Finding]:
    """Q05 季度得分

    各季度得分应为执行率×该季度分值（有评分标准的按标准封顶，没有的由表中得分推出分值），小计应为各季度得分之和，
    全年平均执行率的得分应为平均执行率×分值，总分为两者之和。小计、总分由未舍入的得分相加的是提示。
    """
    for table in quarterly_tables(subject):
        yield from _points_of_quarters(table)
        yield from _subtotal(table)
        yield from _mean_points(table)
        yield from _total(table)


def _points_of_quarters(table: QuarterlyTable) -> Iterator[Finding]:
    for cell in table.cells("score"):
        exact, points = table.exact_points.get(cell.row), table.points.get(cell.row)
        if exact is None or points is None or cell.number is None:
            continue
        by_printed = table.points_by_printed.get(cell.row)
        if by_printed is not None and fit(by_printed, cell.number).follows:
            continue
        what = f"“{table.label(cell)}”得分"
        yield from _some(compared("Q05", cell, what, cell.number, exact, f"执行率×{points:f} 分"))


def _subtotal(table: QuarterlyTable) -> Iterator[Finding]:
    cell = table.total_cell("subtotal")
    parts = [each.number.value for each in table.cells("score") if each.number is not None]
    right = sum((rounded(points, SCORE_PLACES) for points in table.exact_points.values()), Decimal(0))
    if cell is None or cell.number is None or len(parts) < len(table.shares):
        return
    # A wrong score of a quarter has been named; the sum of the right ones is not wrong as well.
    if table.exact_subtotal is None or not fit(right, cell.number).follows:
        yield from _sum(cell, "小计", sum(parts, Decimal(0)), table.exact_subtotal, "各季度得分之和")


def _mean_points(table: QuarterlyTable) -> Iterator[Finding]:
    cell, rate = table.mean_cell("score"), table.mean_cell("rate")
    if cell is None or cell.number is None or table.mean_full is None:
        return
    printed = as_rate(rate.number, table.mean or Decimal(1)) if rate is not None and rate.number else None
    exact = table.points_of_mean(table.mean) if table.mean is not None else None
    right = printed is not None and any(fit(mean, printed).follows for mean in table.means)
    follows = exact is not None and fit(exact, cell.number).follows
    if printed is None or (right and follows):
        return
    by_printed = table.points_of_mean(printed.value)
    if by_printed is None:
        return
    rule = f"平均执行率 {as_printed(printed)}×{table.mean_full:f} 分"
    remark = ""
    if follows and table.mean is not None and exact is not None:
        remark = f"；按各季度执行率的平均 {table.mean * 100:.2f}% 则为 {exact:.3f}，与印的相符"
    found = compared("Q05", cell, "全年平均执行率的得分", cell.number, by_printed, rule, remark)
    if found is not None:
        yield replace(found, level=NOTICE) if follows else found


def _total(table: QuarterlyTable) -> Iterator[Finding]:
    cell = table.total_cell("total")
    subtotal, mean = table.total_cell("subtotal"), table.mean_cell("score")
    parts = [subtotal] if subtotal is not None else list(table.cells("score"))
    parts += [mean] if mean is not None else []
    known = [part.number.value for part in parts if part.number is not None]
    if cell is None or not known or len(known) < len(parts):
        return
    exact, mean_points = table.exact_subtotal, table.points_of_mean(table.mean)
    if exact is not None and mean is not None:
        exact = exact + mean_points if mean_points is not None else None
    yield from _sum(cell, "总分", sum(known, Decimal(0)), exact, "小计与平均执行率得分之和")


def _sum(cell: Cell, what: str, printed: Decimal, exact: Decimal | None, rule: str) -> Iterator[Finding]:
    """A sum of points: of those printed; or of the unrounded ones, which is a habit."""
    shown = cell.number
    if shown is None or fit(printed, shown).follows:
        return
    if exact is not None and fit(exact, shown).follows:
        expected, found = f"{printed:f}", as_printed(shown)
        message = f"{what}印的是 {found}，{rule}为 {expected}（像是未舍入的得分 {exact:.4f} 相加后再舍入）"
        yield Finding("Q05", NOTICE, cell.sheet, cell.address, message, expected, found, rule)
        return
    yield from _some(compared("Q05", cell, what, shown, printed, rule))


def _some(finding: Finding | None) -> Iterator[Finding]:
    if finding is not None:
        yield finding
