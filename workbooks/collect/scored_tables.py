"""The scored tables of a file under review: what is printed beside what the review stands behind.

A printed score is replaced only where a finding says that it is wrong; so the differences of a summary are
exactly those that its list of findings explains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from udfs.errors import ScoreError
from udfs.expression import SUM_NAME, CellError
from udfs.numbers import round_score
from udfs.totals import grade
from workbooks.collect.jobs import PRINTED, ItemResult, TableScore
from workbooks.files.xlsx import is_error
from workbooks.filing.scoring import NO_GRADE, ItemScore, ScoredTable
from workbooks.findings import ERROR, Finding
from workbooks.official.labels import plain, title_of
from workbooks.official.official_table import Cell, IndicatorTable, Row
from workbooks.official.rounding import fit
from workbooks.review.as_filing import head_score
from workbooks.review.checks.grades import grade_name
from workbooks.review.checks.rules import total_cases, total_rule
from workbooks.review.checks.sums import stated_divisor
from workbooks.review.reading.point_sums import (
    full_mark,
    is_deduction,
    points,
    printed_of,
    shown,
    weights_without_bonus,
)
from workbooks.review.review_result import Review
from workbooks.review.subject import Recognised, Subject
from workbooks.standards.model import Indicator, Standard

_OWN = "按填报的数据重算"
_ADDED = "各指标原报得分相加"
_LACKING = "有 {} 个指标没有得分，没有总分"
_MONEY_ROW, _EXECUTION = "年度资金总额", "预算执行率"

Told = Mapping[tuple[str, str], Finding]
"""Findings by code and cell of one sheet."""


def tables_of(review: Review) -> tuple[TableScore, ...]:
    """The scored tables of a reviewed file, in sheet order."""
    subject = review.subject
    if subject is None:
        return ()
    if subject.scored:
        forms = {table.sheet: table for table in reversed(subject.tables)}
        return tuple(_own(table, forms.get(table.sheet)) for table in subject.scored)
    known = {id(found.table): found for found in subject.recognised}
    return tuple(
        _plain(table, known.get(id(table)), _told(review, table.sheet), subject)
        for table in subject.tables
        if _is_scored(table)
    )


def _is_scored(table: IndicatorTable) -> bool:
    """Whether a table gives points at all: an 申报表 or a 监控表 sets targets and reports on them."""
    return table.has("score") or (table.money is not None and table.money.score is not None)


def _told(review: Review, sheet: str) -> Told:
    return {(found.code, found.cell): found for found in review.findings if found.sheet == sheet}


def _own(scored: ScoredTable, form: IndicatorTable | None) -> TableScore:
    """A form of our own, recomputed from its data; reported is what was typed beside it, or what it shows."""
    shown_cells = _shown_scores(scored, form) if form is not None else {}
    items = tuple(
        ItemResult(
            item.line.first.name,
            item.line.second.name,
            item.line.name,
            item.line.weight,
            _either(scored.reported_of(item), shown_cells.get(index)),
            item.score,
            item.status,
        )
        for index, item in enumerate(scored.items)
    )
    lacking = sum(item.recomputed is None for item in items)
    return TableScore(
        scored.sheet,
        scored.project or (None if scored.standard.projects else ""),
        scored.standard.id,
        scored.unit,
        scored.year,
        scored.standard.full_mark,
        _either(scored.reported.total, _points_of(form, "score") if form else None),
        scored.total,
        scored.reported.grade or (_grade_of(form) if form else ""),
        scored.grade or (NO_GRADE if scored.grade_shown == NO_GRADE else ""),
        _LACKING.format(lacking) if lacking else _OWN,
        items,
    )


def _either(typed: Decimal | None, shows: Decimal | None) -> Decimal | None:
    return shows if typed is None else typed


def _shown_scores(scored: ScoredTable, form: IndicatorTable) -> dict[int, Decimal]:
    """The scores that the form itself shows, by position: own rows by their sheet row, others by name."""
    names = {plain(row.name): row for row in form.rows}
    rows = {row.number: row for row in form.rows}
    found = {}
    for index, item in enumerate(scored.items):
        own = item.line.own
        row = names.get(plain(item.line.name)) if own is None else rows.get(own.row or 0)
        if row is not None and row.score is not None:
            found[index] = points(row.score)
    return found


def _plain(table: IndicatorTable, found: Recognised | None, told: Told, subject: Subject) -> TableScore:
    """A plain official table: items by the standard where a finding says so, else as printed."""
    items = tuple(_items(table, found, told))
    reported, cell = _points_of(table, "score"), (table.total or {}).get("score")
    changed = any(item.reported != item.recomputed for item in items)
    lacking = sum(item.recomputed is None for item in items)
    wrong = cell is not None and any((code, cell.address) in told for code in ("T05", "B03"))
    total: Decimal | None = None
    if lacking or not items:
        how = _LACKING.format(lacking)
    else:
        total, how = _total(table, found, items, cell)
        # A printed total that the review lets stand is right, capped or however it came about.
        total = reported if reported is not None and not (changed or wrong) else total
    standard = found.standard if found else None
    differs = changed or total != reported
    return TableScore(
        table.sheet,
        table.project or (None if _is_of_project(table, standard) else ""),
        standard.id if standard else "",
        table.unit or next((other.unit for other in subject.workbook.tables if other.unit), ""),
        table.year or (standard.year if standard else None),
        standard.full_mark if standard else full_mark(table),
        reported,
        total,
        _grade_of(table),
        _grade(table, found, total, differs, told),
        _basis(items, how),
        items,
    )


def _is_of_project(table: IndicatorTable, standard: Standard | None) -> bool:
    """Whether a table is the form of a project, named or not."""
    return table.money is not None or (standard is not None and standard.projects)


def _items(table: IndicatorTable, found: Recognised | None, told: Told) -> Iterator[ItemResult]:
    if head := _head_item(table, found, told):
        yield head
    rows = {item.line.own.row: item for item in found.scored.items if item.line.own} if found else {}
    for row in table.rows:
        if row.weight is None and row.score is None:
            continue
        child = found.children.get(row.number) if found else None
        named = found.scored.by_indicator[child.name] if found and isinstance(child, Indicator) else None
        yield _item(row, named or rows.get(row.number), told)


def _item(row: Row, scored: ItemScore | None, told: Told) -> ItemResult:
    line = scored.line if scored else None
    level2, level1 = title_of(row.level2).name, title_of(row.level1).name
    weight = points(row.weight) if row.weight is not None else line.weight if line else None
    return ItemResult(
        line.first.name if line else level1,
        line.second.name if line else level2,
        (line.name if line else row.name) or level2 or level1,
        weight,
        *_scores(row.cells.get("score"), scored, told),
    )


def _head_item(table: IndicatorTable, found: Recognised | None, told: Told) -> ItemResult | None:
    """预算执行率 in the money block of a project form."""
    cell = table.money.cell(_MONEY_ROW, "得分") if table.money else None
    if found is not None:
        for first, second, child in found.standard.rows:
            if first.in_head:
                head = head_score(table, found.standard, child)
                scores = _scores(head, found.scored.by_indicator[child.name], told)
                return ItemResult(first.name, second.name, child.name, child.weight, *scores)
    if table.money is None or cell is None or not cell.text:
        return None
    weight = printed_of(table.money.cell(_MONEY_ROW, "分值"))
    return ItemResult(
        _EXECUTION, "", _EXECUTION, points(weight) if weight is not None else None, *_scores(cell, None, told)
    )


def _scores(
    cell: Cell | None, scored: ItemScore | None, told: Told
) -> tuple[Decimal | None, Decimal | None, str]:
    """The printed score, the one to count, and its status."""
    number = cell.number if cell is not None else None
    printed = points(number) if number is not None else None
    right = scored.score if scored is not None else None
    if scored is not None and right is not None:
        wrong = told.get(("B01", cell.address)) if cell is not None else None
        if printed is None or round_score(printed) == right or (wrong is not None and wrong.level == ERROR):
            return printed, right, scored.status
    return printed, printed, PRINTED if printed is not None else "missing"


def _total(
    table: IndicatorTable, found: Recognised | None, items: tuple[ItemResult, ...], cell: Cell | None
) -> tuple[Decimal, str]:
    """The total by the rule of the standard, or of the note below the table, and what the rule was."""
    total = sum((item.recomputed or Decimal(0) for item in items), Decimal(0))
    off = [row.score for row in table.rows if is_deduction(row) and row.score is not None]
    total -= 2 * sum((points(score) for score in off if score.value > 0), Decimal(0))
    if found is None or found.standard.total == SUM_NAME:
        divisor = stated_divisor(table) if found is None else None
        if divisor is None:
            return round_score(total), _ADDED
        return round_score(total / divisor), f"{_ADDED}，按表下说明除以 {shown(divisor)}"
    ways = []
    for data in total_cases(found):
        try:
            way = found.standard.total_expression.score({**data, SUM_NAME: total})
        except CellError:
            continue
        ways.append((way, total_rule(found.standard.total_expression.root, data)))
    printed = cell.number if cell is not None else None
    fitting = [way for way in ways if printed is not None and fit(way[0], printed, 2).follows]
    value, rule = next(iter(fitting or ways), (round_score(total), "不折算"))
    return value, f"{_ADDED}，{rule}"


def _grade(
    table: IndicatorTable, found: Recognised | None, total: Decimal | None, changed: bool, told: Told
) -> str:
    """The grade of the recomputed total by the standard; without one as printed, or as a finding has it."""
    if found is not None:
        standard, weights = found.standard, weights_without_bonus(table)
        if total is None:
            return ""
        if standard.grades.only_at_full_mark and weights is not None and weights != standard.full_mark:
            return NO_GRADE
        try:
            return grade(total, standard.grades.bands)
        except ScoreError:
            return ""
    wrong = told.get(("E01", table.grade.address)) if table.grade is not None else None
    if wrong is not None and wrong.expected:
        return wrong.expected
    return "" if changed or total is None else _grade_of(table)


def _basis(items: tuple[ItemResult, ...], how: str) -> str:
    """重算依据: how many items were scored by the standard, and what became of the others."""
    scored = sum(item.status in ("scored", "judged") for item in items)
    if not scored:
        return how
    if scored == len(items):
        return how.replace(_ADDED, "各指标按评分标准重算后相加")
    rest = f"{scored} 个指标按评分标准重算，其余 {len(items) - scored} 个按原报得分"
    return how.replace(_ADDED, f"{rest}，相加")


def _points_of(table: IndicatorTable, field: str) -> Decimal | None:
    """Points in the total row."""
    number = printed_of((table.total or {}).get(field))
    return points(number) if number is not None else None


def _grade_of(table: IndicatorTable) -> str:
    return grade_name(table.grade) if table.grade is not None and not is_error(table.grade.value) else ""
