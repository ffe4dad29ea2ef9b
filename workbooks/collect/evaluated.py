"""What the 自评表 of a file say for the 自评情况汇总表: amounts, score, grade and what was not done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from workbooks.collect.jobs import EvaluatedProject, TableScore
from workbooks.official.amounts import unit_in
from workbooks.official.form_stage import stage_of
from workbooks.official.labels import plain
from workbooks.official.official_table import IndicatorTable, MoneyBlock
from workbooks.official.words import YUAN, is_blank
from workbooks.review.review_result import Review

_BUDGETS = ("全年预算数", "年初预算数")
_SPENT = "全年执行数"
_WAN = YUAN["万元"]
_THIRD_LEVEL = 3
_LONGEST_REASON = 300


def evaluated_projects(review: Review, scores: Sequence[TableScore]) -> tuple[EvaluatedProject, ...]:
    """The projects of a reviewed file, in sheet order; `scores` are its scored tables."""
    if review.subject is None:
        return ()
    by_sheet: dict[str, list[TableScore]] = {}
    for score in scores:
        by_sheet.setdefault(score.sheet, []).append(score)
    tables = [table for table in review.subject.tables if _is_evaluation(table)]
    return tuple(_evaluated(table, by_sheet) for table in tables)


def _is_evaluation(table: IndicatorTable) -> bool:
    """Whether a table tells what was done, not only what is to be done or was done so far."""
    told = table.has("actual") or table.has("score")
    return table.depth == _THIRD_LEVEL and told and stage_of(table) not in ("申报表", "监控表")


def _evaluated(table: IndicatorTable, scores: Mapping[str, list[TableScore]]) -> EvaluatedProject:
    listed = scores.get(table.sheet, [])
    named = [each for each in listed if plain(each.project or "") == plain(table.project)]
    score = next(iter(named or listed), None)
    unit = unit_in(table.above)
    budget = next((amount for each in _BUDGETS if (amount := _amount(table, each, unit)) is not None), None)
    spent = _amount(table, _SPENT, unit)
    remarks = list(_remarks(score, not unit and (budget is not None or spent is not None)))
    return EvaluatedProject(
        table.sheet,
        table.unit or (score.unit if score else ""),
        table.project or (score.project or "" if score else ""),
        table.year or (score.year if score else None),
        budget,
        spent,
        _either(score.reported_total, score.recomputed_total) if score else None,
        score.reported_grade or score.recomputed_grade if score else "",
        _missed(table),
        "；".join(remarks),
    )


def _either(printed: Decimal | None, recomputed: Decimal | None) -> Decimal | None:
    return recomputed if printed is None else printed


def _amount(table: IndicatorTable, column: str, unit: str) -> Decimal | None:
    """An amount of the whole project in 万元."""
    cell = table.money.cell(MoneyBlock.TOTAL, column) if table.money is not None else None
    if cell is None or cell.number is None:
        return None
    return cell.number.exact * YUAN[unit] / _WAN if unit else cell.number.exact


def _remarks(score: TableScore | None, without_unit: bool) -> Iterator[str]:
    if without_unit:
        yield "表里没有写金额单位，按万元"
    if score is None:
        return
    printed, right = score.reported_total, score.recomputed_total
    if printed is not None and right is not None and printed != right:
        yield f"原报 {printed.normalize():f} 分，按评分标准重算 {right.normalize():f} 分"
    elif printed is None and right is not None:
        yield "没有填总分，得分是重算的"
    grades = (score.reported_grade, score.recomputed_grade)
    if all(grades) and grades[0] != grades[1]:
        yield f"原报等级{grades[0]}，重算为{grades[1]}"


def _missed(table: IndicatorTable) -> str:
    """The reasons that are given for what was not done, indicator by indicator."""
    told = [
        f"{row.name}：{' '.join(row.text('reason').split())}"
        for row in table.rows
        if row.name and not is_blank(row.text("reason"))
    ]
    text = "；".join(told)
    return (
        text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}……（共 {len(told)} 项，见自评表）"
    )
