"""What an 绩效目标申报表 (or a 监控表) sets: projects with their budgets, goals and indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from udfs.regex import regex
from workbooks.files.sheets import SheetCells, read_sheets
from workbooks.official import official_workbook
from workbooks.official.head_amounts import head_amounts
from workbooks.official.labels import plain
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.official.words import is_blank
from workbooks.problems import InputError
from workbooks.review.linked_forms import stage_of

_LABELS = {
    "主管部门": regex(r"(?:市级|省级|县级|预算)?主管部门(?:及代码)?|主管预算部门"),
    "实施单位": regex(r"(?:项目)?实施单位|资金使用单位|预算单位|项目单位"),
    "预期目标": regex(r"(?:年度|总体|绩效|预期)+目标"),
}
_MOST_COLUMNS = 40
_LONGEST_LABEL = 16


@dataclass(frozen=True)
class SetIndicator:
    """An indicator with its target as written; the weight where the form has one."""

    level1: str
    level2: str
    name: str
    target: str
    weight: Decimal | None = None


@dataclass(frozen=True)
class SetTargets:
    """One project: texts of its head by label, amounts by source (in the form's unit), indicators."""

    project: str
    year: int | None
    sheet: str
    unit: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    money: Mapping[str, Decimal] = field(default_factory=dict)
    indicators: tuple[SetIndicator, ...] = ()


def read_targets(path: Path) -> tuple[SetTargets, ...]:
    """The projects of a file, one for each table. Raises `InputError` where it has none."""
    sheets = {sheet.name: sheet for sheet in read_sheets(path)}
    workbook = official_workbook(path.name, sheets.values())
    tables = [table for table in workbook.tables if table.has("target") and stage_of(table) != "自评表"]
    found = tuple(_set(table, sheets[table.sheet]) for table in tables)
    if not found:
        raise InputError(
            f"{path.name} 里没有读到绩效目标申报表或监控表："
            "表头要有一级、二级、三级指标和指标值，标题写明是申报表（或批复表、监控表）"
        )
    if unnamed := [one.sheet for one in found if not one.project]:
        raise InputError(f"{path.name} 的“{unnamed[0]}”没有写项目名称，请在“项目名称”右边填上")
    return found


def _set(table: IndicatorTable, sheet: SheetCells) -> SetTargets:
    above = [row for number, row in enumerate(sheet.rows, sheet.first_row) if number < table.header_row]
    amounts = head_amounts(sheet, table.header_row)
    return SetTargets(
        table.project,
        table.year,
        table.sheet,
        table.unit,
        dict(_texts(above)),
        {source: cell.number.exact for source, cell in amounts.items() if cell.number is not None},
        tuple(_indicator(row) for row in table.rows if row.name and not is_blank(row.name)),
    )


def _indicator(row: Row) -> SetIndicator:
    parts = (row.cells[field].value for field in ("relation", "target", "measure") if field in row.cells)
    target = "".join(str(part).strip() for part in parts if part is not None and not is_blank(str(part)))
    weight = row.weight.exact if row.weight is not None else None
    return SetIndicator(row.level1, row.level2, row.name, target, weight)


def _texts(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, str]]:
    """The texts right of their labels; a goal may stand behind its label in one cell."""
    for row in rows:
        texts = [str(value).strip() if value is not None else "" for value in row[:_MOST_COLUMNS]]
        for place, text in enumerate(texts):
            label, _, behind = text.partition("：")
            name = _label(label)
            if not name:
                continue
            beside = next((other for other in texts[place + 1 :] if other), "")
            own = behind.strip()
            # 总体目标 | 年度目标：…: the goal stands behind the second label.
            if own or (beside and not _label(beside.partition("：")[0])):
                yield name, own or beside


def _label(text: str) -> str:
    label = plain(text).strip(":") if len(text) <= _LONGEST_LABEL else ""
    return next((name for name, pattern in _LABELS.items() if pattern.fullmatch(label)), "")
