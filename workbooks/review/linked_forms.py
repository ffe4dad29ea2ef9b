"""申报表, 监控表, 自评表 of one project: the same indicators, targets, weights and budget all year.

What each file states is plain data, so that files reviewed in processes apart can be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from udfs.errors import ScoreError
from udfs.records import dataclass
from udfs.regex import regex
from udfs.targets import parse_target
from workbooks.files.sheets import SheetCells
from workbooks.findings import NOTICE, Finding, quoted
from workbooks.official.form_stage import STAGES, project_of, stage_of
from workbooks.official.head_amounts import TOTAL, head_amounts
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, Row
from workbooks.official.words import is_blank
from workbooks.review.recognition import name_key

LINKED_CODES = {
    "Y01": ("提示", "同一指标的指标值，申报表、监控表、自评表写得不一样"),
    "Y02": ("提示", "一张表里有、另一张表里没有的指标"),
    "Y03": ("提示", "同一指标的分值（权重）不一样"),
    "Y04": ("提示", "年初预算数不一样"),
    "M03": ("提示", "监控预警：进度和执行率按 `check --warnings` 选定的规则（common、sichuan）是什么颜色"),
}
"""What is said when the forms of one project are given together."""

_BASIS = "同一项目的申报、监控、自评用同一套绩效目标；调整过的应有批复"
_SPENT = "期间执行数"
_MONTHS = regex(r"(\d{1,2})月")
_LAST_MONTH = 12
_LONGEST_HEAD = 1000


@dataclass(frozen=True)
class StatedIndicator:
    """An indicator of a form: its name and target as written, its weight, and the cell of each."""

    name: str
    cell: str
    target: str = ""
    target_cell: str = ""
    weight: Decimal | None = None
    weight_cell: str = ""
    progress: str = ""
    progress_cell: str = ""
    """What a 监控表 says of the state so far."""


@dataclass(frozen=True)
class StatedForm:
    """What one of the three forms says of a project; `budget` is the year's, in the form's own unit."""

    stage: str
    sheet: str
    project: str
    year: int | None
    indicators: tuple[StatedIndicator, ...]
    budget: Decimal | None = None
    budget_cell: str = ""
    spent: Decimal | None = None
    spent_cell: str = ""
    months: int | None = None
    """Of a 监控表: what was spent in the first so many months."""
    unit: str = ""
    head: str = ""
    """The unit that it names, and what stands in its head, where the others may name theirs."""


def stated_forms(tables: Iterable[IndicatorTable], sheets: Sequence[SheetCells]) -> tuple[StatedForm, ...]:
    """The forms of the three stages in a workbook, those that name their project."""
    by_name = {sheet.name: sheet for sheet in sheets}
    return tuple(
        _stated(table, by_name.get(table.sheet)) for table in tables if project_of(table) and stage_of(table)
    )


def differences(files: Sequence[tuple[str, Sequence[StatedForm]]]) -> Iterator[tuple[int, Finding]]:
    """Where the forms of one project differ: the number of the later file, and the finding in it.

    Each form is held against the one before it in the year, a second 监控表 against the first; of forms that
    stand twice none is taken. Forms of other units or years are another project's, whatever its name.
    """
    found: dict[str, list[tuple[int, StatedForm]]] = {}
    for number, (_, forms) in enumerate(files):
        for form in forms:
            found.setdefault(name_key(form.project), []).append((number, form))
    for group in (group for forms in found.values() for group in _of_one_project(forms)):
        stages: dict[tuple[int, int], list[tuple[int, StatedForm]]] = {}
        for number, form in group:
            stages.setdefault((STAGES.index(form.stage), form.months or 0), []).append((number, form))
        single = [stages[stage][0] for stage in sorted(stages) if len(stages[stage]) == 1]
        for (before, earlier), (after, later) in pairwise(single):
            where = "" if before == after else f"{files[before][0]} "
            for finding in between(earlier, later, f"{where}{earlier.sheet}"):
                yield after, finding


def _of_one_project(forms: Sequence[tuple[int, StatedForm]]) -> list[list[tuple[int, StatedForm]]]:
    """Forms of one name, those of one unit and year together; without a year they belong to the only one."""
    years = {form.year for _, form in forms if form.year is not None}
    only = next(iter(years)) if len(years) == 1 else None
    groups: list[list[tuple[int, StatedForm]]] = []
    for each in forms:
        year = each[1].year or only
        near = [
            group
            for group in groups
            if any((form.year or only) == year and _same_unit(form, each[1]) for _, form in group)
        ]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), each])
    return groups


def _same_unit(one: StatedForm, other: StatedForm) -> bool:
    """Whether two forms can be of one unit: one names none, or its unit stands in the head of the other."""
    if not one.unit or not other.unit or name_key(one.unit) == name_key(other.unit):
        return True
    return one.unit in other.head or other.unit in one.head


def _stated(table: IndicatorTable, sheet: SheetCells | None) -> StatedForm:
    indicators = [
        StatedIndicator(
            row.name,
            table.cell(row, "name"),
            "".join(_written(row, field) for field in ("relation", "target", "measure")),
            table.cell(row, "target") if table.has("target") else "",
            row.weight.value if row.weight is not None else None,
            table.cell(row, "weight") if table.has("weight") else "",
            _written(row, "progress"),
            table.cell(row, "progress") if table.has("progress") else "",
        )
        for row in table.rows
        if row.name and not is_blank(row.name)
    ]
    budget = _budget(table, sheet)
    value = budget.number.value if budget is not None and budget.number is not None else None
    address = budget.address if budget is not None else ""
    spent = table.money.cell(table.money.TOTAL, _SPENT) if table.money is not None else None
    return StatedForm(
        stage_of(table),
        table.sheet,
        project_of(table),
        table.year,
        tuple(indicators),
        value,
        address,
        spent.number.exact if spent is not None and spent.number is not None else None,
        spent.address if spent is not None else "",
        months_of(table.headings.get("progress", "")),
        table.unit,
        plain(table.above)[:_LONGEST_HEAD],
    )


def months_of(heading: str) -> int | None:
    """The last month of a heading such as 1-7月执行情况; None where it names none."""
    found = _MONTHS.search(plain(heading))
    return int(found[1]) if found and 1 <= int(found[1]) <= _LAST_MONTH else None


def _written(row: Row, field: str) -> str:
    """What stands in a cell, as it was typed; a target that is split over columns has several."""
    cell = row.cells.get(field)
    return "" if cell is None or cell.value is None else str(cell.value).strip()


def _budget(table: IndicatorTable, sheet: SheetCells | None) -> Cell | None:
    """The year's budget: of the money block, or the first figure beside 年度资金总额 above the indicators."""
    if table.money is not None:
        cell = table.money.cell(table.money.TOTAL, "年初预算数")
        if cell is not None and cell.number is not None:
            return cell
    if sheet is None:
        return None
    return head_amounts(sheet, table).get(TOTAL)


def between(earlier: StatedForm, later: StatedForm, where: str) -> Iterator[Finding]:
    """What a later form says otherwise than an earlier one, which stands at `where`."""
    before = {name_key(one.name): one for one in earlier.indicators}
    after = {name_key(one.name): one for one in later.indicators}
    for key, one in after.items():
        if key not in before:
            message = f"{earlier.stage}（{where}）里没有指标{quoted(one.name)}"
            yield Finding("Y02", NOTICE, later.sheet, one.cell, message, None, one.name, _BASIS)
            continue
        yield from _of_indicator(before[key], one, earlier, later, where)
    for key, one in before.items():
        if key not in after:
            message = f"{earlier.stage}（{where}!{one.cell}）的指标{quoted(one.name)}，本表没有"
            yield Finding("Y02", NOTICE, later.sheet, "", message, one.name, None, _BASIS)
    if earlier.budget is not None and later.budget is not None and not _same(earlier.budget, later.budget):
        message = (
            f"年初预算数写的是 {later.budget}，"
            f"{earlier.stage}（{where}!{earlier.budget_cell}）是 {earlier.budget}"
        )
        expected, found = str(earlier.budget), str(later.budget)
        yield Finding("Y04", NOTICE, later.sheet, later.budget_cell, message, expected, found, _BASIS)


def _same(one: Decimal, other: Decimal) -> bool:
    """Whether two budgets are the same amount, one perhaps in 元 and the other in 万元."""
    return one == other or one == other * 10_000 or one * 10_000 == other


def _of_indicator(
    before: StatedIndicator, after: StatedIndicator, earlier: StatedForm, later: StatedForm, where: str
) -> Iterator[Finding]:
    there = f"{earlier.stage}（{where}!"
    blank = is_blank(before.target) or is_blank(after.target)
    if not blank and _meaning(before.target) != _meaning(after.target):
        message = (
            f"{quoted(after.name)}的指标值写的是{quoted(after.target)}，"
            f"{there}{before.target_cell}）是{quoted(before.target)}"
        )
        yield Finding(
            "Y01", NOTICE, later.sheet, after.target_cell, message, before.target, after.target, _BASIS
        )
    if None not in (before.weight, after.weight) and before.weight != after.weight:
        message = (
            f"{quoted(after.name)}的分值写的是 {after.weight}，"
            f"{there}{before.weight_cell}）是 {before.weight}"
        )
        expected, found = str(before.weight), str(after.weight)
        yield Finding("Y03", NOTICE, later.sheet, after.weight_cell, message, expected, found, _BASIS)


def _meaning(target: str) -> object:
    """What a target says, however it is written; its text where it is no quantity."""
    try:
        read = parse_target(target)
    except ScoreError:
        return plain(target)
    if read.kind != "quantity":
        return plain(target)
    return read.operator, read.number, read.upper, read.unit
