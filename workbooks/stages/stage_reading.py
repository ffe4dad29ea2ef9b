"""Reading what a file sets: the 申报表 and 监控表 in it, ours or anybody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from udfs.regex import regex
from workbooks.files.sheets import SheetCells, read_sheets
from workbooks.official import official_workbook
from workbooks.official.amounts import unit_in
from workbooks.official.form_stage import is_of_department, project_of, stage_of
from workbooks.official.head_amounts import TOTAL, head_amounts
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, MoneyBlock, Row
from workbooks.official.words import YUAN, is_blank
from workbooks.problems import InputError
from workbooks.review.linked_forms import months_of
from workbooks.review.recognition import name_key
from workbooks.stages.targets_set import (
    CARRIED_OVER,
    FISCAL,
    GOAL,
    OTHER,
    TERM_GOAL,
    SetIndicator,
    SetTargets,
    SetTask,
)

_LABELS = {
    "主管部门": regex(r"(?:市级|省级|县级|预算)?主管部门(?:及代码)?|主管预算部门"),
    "实施单位": regex(r"(?:项目)?实施单位|资金使用单位|预算单位|项目单位"),
    "项目属性": regex(r"项目属性"),
    "项目期": regex(r"项目(?:周|实施)?期(?:限)?"),
    TERM_GOAL: regex(r"(?:中期|长期|实施期|总体中期)目标(?:\(.*\))?"),
    GOAL: regex(r"(?:年度|总体|绩效|预期)+目标(?:\(.*\))?"),
}
_ROWS = {TOTAL: MoneyBlock.TOTAL, FISCAL: "当年财政拨款", CARRIED_OVER: "上年结转资金", OTHER: "其他资金"}
"""The sources by what a money block calls them."""
STATE = (
    "progress",
    "forecast",
    "cause_funds",
    "cause_rules",
    "cause_staff",
    "cause_equipment",
    "cause_other",
    "reason",
    "certain",
    "possible",
    "impossible",
)
"""The fields of an indicator that say how it stands, in the order of the official 监控表."""
_PARTS = ("relation", "target", "measure")
_PERIOD = regex(r"\d{1,2}[-—~至]\d{1,2}月")
_MOST_COLUMNS = 40
_LONGEST_LABEL = 24


def read_targets(path: Path) -> tuple[SetTargets, ...]:
    """The projects of a file, one for each table. Raises `InputError` where it has none."""
    sheets = {sheet.name: sheet for sheet in read_sheets(path)}
    found = targets_of(path.name, tuple(sheets.values()))
    if not found:
        raise InputError(
            f"{path.name} 里没有读到绩效目标申报表或监控表："
            "表头要有一级、二级、三级指标和指标值，标题写明是申报表（或批复表、监控表）"
        )
    if unnamed := [one.sheet for one in found if not one.project]:
        raise InputError(f"{path.name} 的“{unnamed[0]}”没有写项目名称，请在“项目名称”右边填上")
    return found


def latest(targets: Sequence[SetTargets]) -> tuple[SetTargets, ...]:
    """One of each project: of several forms the 监控表 of the most months, else the first."""
    found: dict[str, SetTargets] = {}
    for one in targets:
        key = name_key(one.project)
        if key not in found or _months(one) > _months(found[key]):
            found[key] = one
    return tuple(found.values())


def _months(targets: SetTargets) -> int:
    return months_of(targets.period) or 0


def in_measure(targets: SetTargets, measure: str, told: list[str]) -> SetTargets:
    """The amounts in a money unit, exactly; what had to be converted, or taken as it is, is told."""
    if targets.measure == measure or not any((targets.money, targets.term_money, targets.tasks)):
        return targets
    if not targets.measure:
        told.append(f"{targets.project}：表里没有写金额单位，按{measure}结转，请核对")
        return replace(targets, measure=measure)
    factor = YUAN[targets.measure] / YUAN[measure]

    def converted(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
        return {source: (amount * factor).normalize() + 0 for source, amount in amounts.items()}

    total = targets.money.get(TOTAL)
    line = f"{targets.project}：金额由{targets.measure}换算为{measure}"
    if total is not None:
        now = converted({TOTAL: total})[TOTAL]
        line += f"，年度资金总额 {total:f} {targets.measure}是 {now:f} {measure}"
    told.append(line)
    return replace(
        targets,
        measure=measure,
        money=converted(targets.money),
        term_money=converted(targets.term_money),
        spent=converted(targets.spent),
        expected=converted(targets.expected),
        tasks=tuple(replace(task, money=converted(task.money)) for task in targets.tasks),
    )


def targets_of(source: str, sheets: Sequence[SheetCells]) -> tuple[SetTargets, ...]:
    """What the 申报表 and 监控表 among some sheets set; "" is the project of one that does not name it."""
    by_name = {sheet.name: sheet for sheet in sheets}
    workbook = official_workbook(source, sheets)
    tables = [table for table in workbook.tables if table.has("target") and stage_of(table) != "自评表"]
    return tuple(_set(table, by_name[table.sheet]) for table in tables)


def _set(table: IndicatorTable, sheet: SheetCells) -> SetTargets:
    above = [row for number, row in enumerate(sheet.rows, sheet.first_row) if number < table.header_row]
    year = _amounts(table, "年初预算数", "全年预算数") or head_amounts(sheet, table)
    return SetTargets(
        _as_written(project_of(table), above),
        table.year,
        table.sheet,
        table.unit,
        dict(_texts(above)),
        _exact(year),
        tuple(_indicators(table)),
        _exact(_amounts(table, "中期资金总额")),
        _exact(_amounts(table, "期间执行数")),
        _exact(_amounts(table, "全年预计执行数")),
        next(filter(None, (unit_in(str(value)) for row in above for value in row if value is not None)), ""),
        {source: cell.address for source, cell in year.items() if cell.number is not None},
        tasks=tuple(_tasks(table)),
        is_of_department=is_of_department(table),
        period=_period(table.headings.get("progress", "")),
    )


def _as_written(name: str, rows: Sequence[Sequence[object]]) -> str:
    """A name as it stands above a table, which is read in half width."""
    texts = (value.strip() for row in rows for value in row if isinstance(value, str))
    return next((text for text in texts if plain(text) == name), name) if name else ""


def _period(heading: str) -> str:
    found = _PERIOD.search(plain(heading))
    return found[0] if found else ""


def _amounts(table: IndicatorTable, *columns: str) -> dict[str, Cell]:
    """The amounts of the first of some columns of the money block, by source."""
    money = table.money
    for column in columns if money is not None else ():
        cells = {source: money.cell(row, column) for source, row in _ROWS.items()} if money else {}
        if found := {source: cell for source, cell in cells.items() if cell is not None}:
            return found
    return {}


def _tasks(table: IndicatorTable) -> Iterator[SetTask]:
    names = {row: source for source, row in _ROWS.items()}
    for task in table.money.tasks if table.money is not None else ():
        content = task.content.text if task.content is not None else ""
        yield SetTask(task.name.text, content, _exact({names[row]: cell for row, cell in task.cells.items()}))


def _exact(cells: Mapping[str, Cell]) -> dict[str, Decimal]:
    return {source: cell.number.exact for source, cell in cells.items() if cell.number is not None}


def _indicators(table: IndicatorTable) -> Iterator[SetIndicator]:
    for row in table.rows:
        term_name = _text(row, "term_name")
        if (row.name and not is_blank(row.name)) or term_name:
            yield SetIndicator(
                row.level1,
                row.level2,
                "" if is_blank(row.name) else row.name,
                target_written(row),
                row.weight.exact if row.weight is not None else None,
                term_name,
                _text(row, "term_target"),
                _text(row, "remark"),
                {field: text for field in STATE if (text := _text(row, field))},
                {field: table.cell(row, field) for field in ("name", *_PARTS) if table.has(field)},
            )


def target_written(row: Row) -> str:
    """A target as one would write it in one cell, sign and unit included."""
    return "".join(_text(row, field) for field in _PARTS)


def _text(row: Row, field: str) -> str:
    cell = row.cells.get(field)
    if cell is None or cell.value is None:
        return ""
    text = str(cell.value).strip()
    return "" if is_blank(text) else text


def _texts(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, str]]:
    """The texts right of their labels; a goal may stand behind its label in one cell, or below it."""
    lines = [
        [str(value).strip() if value is not None else "" for value in row[:_MOST_COLUMNS]] for row in rows
    ]
    for number, texts in enumerate(lines):
        for place, text in enumerate(texts):
            label, _, behind = text.partition("：")
            name = _label(label)
            if not name:
                continue
            beside = next((other for other in texts[place + 1 :] if other), "")
            below = lines[number + 1][place] if number + 1 < len(lines) else ""
            # 总体目标 | 年度目标：…: the goal stands behind the second label.
            if own := behind.strip():
                yield name, own
            elif beside and not _label(beside.partition("：")[0]):
                yield name, beside
            elif name in (GOAL, TERM_GOAL) and below and not _label(below.partition("：")[0]):
                yield name, below


def _label(text: str) -> str:
    label = plain(text).strip(":") if len(text) <= _LONGEST_LABEL else ""
    return next((name for name, pattern in _LABELS.items() if pattern.fullmatch(label)), "")
