"""Projects of a form of ours put into the grid of another system, by a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from udfs.expression import Figure
from udfs.records import dataclass
from workbooks.exchange.system_map import (
    ACTUAL,
    GOAL_FIELDS,
    INDICATOR_FIELDS,
    LEVEL1,
    LEVEL2,
    LEVEL3,
    MONEY_COLUMNS,
    NAME,
    PROJECT,
    RATE,
    REASON,
    SCORE,
    TARGET,
    UNIT,
    WEIGHT,
    YEAR,
    GridBlock,
    SystemMap,
    money_keys,
)
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter
from workbooks.files.sheet_titles import sheet_titles
from workbooks.files.visible import visible
from workbooks.filing.data_file import Filing
from workbooks.filing.scoring import ItemScore, ScoredTable
from workbooks.forms.page.paper import plain
from workbooks.official.words import YUAN
from workbooks.problems import StandardError
from workbooks.standards.model import Standard

Value = Figure | int
_FORMULA_STARTS = ("=", "+", "-", "@")
_MOST_FAULTS = 50


@dataclass(frozen=True)
class Exported:
    """The workbook for the system, its projects, and what has no value or no place."""

    workbook: Workbook
    projects: tuple[str, ...]
    lacking: tuple[str, ...]


def export_to_system(
    standard: Standard,
    filing: Filing,
    tables: list[ScoredTable],
    mapped: SystemMap,
    map_name: str,
    template: Workbook | None = None,
    template_name: str = "",
) -> Exported:
    """A workbook with a sheet for each project, filled by the map; of a `template` its sheet is used.

    Raises `InputError` with every cell of the template that is not free.
    """
    keys = money_keys(mapped, standard, map_name)
    forms = filing.forms(standard)
    names = [form.name for form in forms]
    workbook, sheets = _sheets(mapped, names, template, template_name)
    lacking: list[str] = []
    faults: list[StandardError] = []
    for form, table, sheet in zip(forms, tables, sheets, strict=True):
        for (row, column), value in _cells(standard, form, table, mapped, keys, lacking):
            if value is None or value == "":
                continue
            fault = _put(sheet, row, column, value)
            if fault:
                place = f"{get_column_letter(column)}{row}"
                faults.append(StandardError(f"{template_name} “{sheet.title}”!{place}：{fault}"))
    if faults:
        raise StandardError.of(template_name, faults[:_MOST_FAULTS])
    return Exported(workbook, tuple(names), tuple(lacking))


def _sheets(
    mapped: SystemMap, names: list[str], template: Workbook | None, template_name: str
) -> tuple[Workbook, list[Worksheet]]:
    if template is None:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        titles = [mapped.sheet] if mapped.sheet and len(names) == 1 else sheet_titles(names, ())
        sheets = [workbook.create_sheet(title) for title in titles]
        for sheet in sheets:
            _write_headings(sheet, mapped)
        return workbook, sheets
    found = [sheet for sheet in template.worksheets if mapped.sheet in ("", sheet.title)]
    if not found:
        raise StandardError(f"{template_name} 里没有工作表“{mapped.sheet}”，请核对对应表的 sheet")
    first = found[0]
    others = [template.copy_worksheet(first) for _ in names[1:]]
    for sheet, title in zip(others, sheet_titles(names, ())[1:], strict=True):
        sheet.title = title
    return template, [first, *others]


def _write_headings(sheet: Worksheet, mapped: SystemMap) -> None:
    """Without a template: what the columns hold, in the row above each block, where there is one."""
    blocks: list[GridBlock | None] = [mapped.money, mapped.goals, mapped.indicators]
    for block in blocks:
        if block is not None and block.first_row > 1:
            for field, column in block.places().items():
                sheet.cell(block.first_row - 1, column).value = field


def _cells(
    standard: Standard,
    form: Filing,
    table: ScoredTable,
    mapped: SystemMap,
    keys: Mapping[tuple[str, str], str],
    lacking: list[str],
) -> Iterator[tuple[tuple[int, int], Value]]:
    head: dict[str, Value] = {**form.head, PROJECT: form.name, YEAR: form.year, UNIT: form.unit}
    for field, address in mapped.head.items():
        yield coordinate_to_tuple(address), head.get(field)
    if mapped.goals:
        for goal, column in mapped.goals.places().items():
            yield (mapped.goals.first_row, column), form.head.get(goal) if goal in GOAL_FIELDS else None
    yield from _money(standard, form, table, mapped, keys, lacking)
    places = mapped.indicators.places()
    own = [item for item in table.items if item.line.own is not None]
    for row, item in enumerate(own, mapped.indicators.first_row):
        if item.score is None:
            lacking.append(f"{form.name}：“{item.line.name}”还没有得分")
        values = _indicator(item)
        for field, column in places.items():
            yield (row, column), values[field]


def _money(
    standard: Standard,
    form: Filing,
    table: ScoredTable,
    mapped: SystemMap,
    keys: Mapping[tuple[str, str], str],
    lacking: list[str],
) -> Iterator[tuple[tuple[int, int], Value]]:
    if mapped.money is None or standard.form.head is None:
        return
    places = mapped.money.places()
    money = standard.form.head.money
    labels = {row.key: row.label for row in money.rows}
    factor = YUAN[money.unit] / YUAN[mapped.measure]
    execution = next((item for item in table.items if item.line.first.in_head), None)
    for source in labels:
        lost = source not in mapped.money.rows and any(
            form.data.get(f"{source}_{column}") for column in money.columns
        )
        if lost:
            lacking.append(f"{form.name}：“{labels[source]}”的数在对应表里没有地方，没有写出")
    for number, source in enumerate(mapped.money.rows):
        row = mapped.money.first_row + number
        amounts = {column: form.data.get(keys[source, column]) for column in MONEY_COLUMNS}
        values: dict[str, Value] = {
            column: amount * factor if isinstance(amount, Decimal) else None
            for column, amount in amounts.items()
        }
        values[NAME] = labels[source]
        budget, spent = (amounts[column] for column in MONEY_COLUMNS[1:])
        known = isinstance(budget, Decimal) and isinstance(spent, Decimal) and budget != 0
        values[RATE] = spent / budget if known else None  # type: ignore[operator]
        if source == money.rows[0].key and execution is not None:
            values |= {WEIGHT: execution.line.weight, SCORE: execution.score}
            if execution.score is None:
                lacking.append(f"{form.name}：预算执行率还没有得分")
        for field, column in places.items():
            yield (row, column), values.get(field)


def _indicator(item: ItemScore) -> dict[str, Value]:
    line, own = item.line, item.line.own
    found: dict[str, Value] = dict.fromkeys(INDICATOR_FIELDS)
    if own is None or line.rule is None:
        return found
    figures = {name: line.rule.key_at(place) for name, place in ((TARGET, "target"), (ACTUAL, "actual"))}
    for name, key in figures.items():
        found[name] = own.figures.get(key) if key is not None else None
    found |= {LEVEL1: line.first.name, LEVEL2: line.second.name, LEVEL3: own.name}
    return found | {WEIGHT: line.weight, SCORE: item.score, REASON: own.texts.get("reason")}


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> str:
    """Write a cell that is free; why it is not, else ""."""
    cell = sheet.cell(row, column)
    if type(cell).__name__ == "MergedCell":
        return "在合并格里，不是左上角的格，请核对对应表的行列"
    if cell.value not in (None, "", value):
        return f"模板里已有“{str(cell.value)[:20]}”，没有写，请核对对应表的行列"
    if isinstance(value, str):
        cell.value = visible(value)
        cell.data_type = "s"
        if value.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
    else:
        cell.value = plain(value) if isinstance(value, Decimal) else value
    return ""
