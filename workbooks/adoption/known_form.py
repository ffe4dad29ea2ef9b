"""The rules of a known standard in the bureau's own file: its indicators, its own rows, its money block."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from udfs.records import dataclass
from workbooks.adoption.blank_form import BureauForm, forms_in
from workbooks.adoption.known_money import MoneyCells, money_cells
from workbooks.adoption.placing import placed_form
from workbooks.files.package import Package
from workbooks.files.sheet_xml import SheetXml
from workbooks.files.sheets import SheetCells
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.problems import InputError, in_a_command
from workbooks.review.recognition import codes_of, level_key, name_key
from workbooks.standards.carried import CARRIED_SHEET
from workbooks.standards.form import PlacedRow, Subtotal
from workbooks.standards.items import DataItem
from workbooks.standards.model import FirstLevel, Indicator, OwnRows, SecondLevel, Standard
from workbooks.submission.template.blank_sheet import BlankSheet, Report, is_unfilled
from workbooks.submission.template.indicator_places import BlankTable, TableRows, tables_on

_MOST_NAMED = 4
_SPLIT = {"relation", "measure"}
_FIELD_NAMES = {"target": "目标值", "actual": "完成值", "weight": "分值", "name": "三级指标"}


@dataclass(frozen=True)
class KnownForm:
    """The table of an official file that a standard knows; `blank` is it as a form to be filled."""

    form: BureauForm
    blank: BlankTable


def known_form_in(
    package: Package, sheets: Sequence[SheetCells], standard: Standard, wanted: str | None = None
) -> KnownForm:
    """The one table of a file (of its sheet `wanted`) that a standard knows. Raises `InputError`."""
    titles = [sheet.name for sheet in sheets]
    if CARRIED_SHEET in titles:
        raise InputError(f"{package.name} 已经放过规则，请用原来的官方空表")
    if wanted is not None and wanted not in titles:
        raise InputError(f"{package.name} 里没有名为“{wanted}”的工作表")
    found = [
        form
        for form in _tables(package, [sheet for sheet in sheets if wanted in (None, sheet.name)])
        if _knows(form.blank, standard)
    ]
    if not found:
        raise InputError(
            f"{package.name} 里没有找到“{standard.title}”的指标表：表头应有 三级指标、分值、得分 等，"
            "指标或级别的名称应与标准相同；别的表请用 jixiao adopt"
        )
    if len(found) > 1:
        listed = "、".join(f"“{one.form.sheet}”第 {one.form.table.header_row} 行" for one in found)
        raise InputError(f"{package.name} 里有 {len(found)} 张指标表（{listed}）；请用 --sheet 表名 选一张")
    return found[0]


def _knows(table: BlankTable, standard: Standard) -> bool:
    rows = TableRows(table, standard)
    return bool(rows.indicators or rows.groups) and "score" in table.shape.columns


def _tables(package: Package, sheets: Sequence[SheetCells]) -> Iterator[KnownForm]:
    """The tables of a file, those without any indicator in them included."""
    parts = package.sheets()
    read = {(one.sheet, one.table.header_row): one for one in forms_in(package, sheets)}
    for sheet in sheets:
        if sheet.name not in parts:
            continue
        content = package.parts[parts[sheet.name]]
        blank_sheet = BlankSheet(sheet, content, frozenset(), Report())
        for blank in tables_on(blank_sheet):
            top = blank_sheet.lines[blank.header.first].number
            form = read.get((sheet.name, top)) or _empty(blank_sheet, blank, SheetXml(content), top)
            yield KnownForm(form, blank)


def _empty(sheet: BlankSheet, blank: BlankTable, xml: SheetXml, top: int) -> BureauForm:
    """A table of which only headings and levels are printed."""
    columns = dict(blank.shape.columns)
    table = IndicatorTable(sheet.name, "", "", None, top, columns, {}, (), depth=3)
    return BureauForm(table, blank.header, tuple(sheet.lines), xml)


def known_standard_in(
    known: KnownForm, standard: Standard, sheets: Collection[str], name: str, force: bool = False
) -> Standard:
    """A known standard with the bureau's file as its form. `sheets` are those the file has already.

    With `force` other weights in the file are no hindrance. Raises `InputError` with what does not fit.
    """
    form, rows = known.form, _rows_of(known.form, standard)
    groups = _groups(known, standard)
    money = _money(known, standard, rows, name)
    in_head = {one.name for first, _, one in standard.rows if first.in_head}
    lacking = [one.name for _, _, one in standard.rows if one.name not in rows and one.name not in in_head]
    lacking += [key for key in standard.own_rows if not groups.get(key)]
    if lacking:
        more = "等" if len(lacking) > _MOST_NAMED else ""
        names = "、".join(f"“{one}”" for one in lacking[:_MOST_NAMED]) + more
        raise InputError(
            f"{name}“{form.sheet}”里没有 {len(lacking)} 个指标：{names}；"
            f"请核对是不是“{standard.title}”的官方表，别的表请用 jixiao adopt"
        )
    _check_weights(form, standard, rows, name, force)
    _check_columns(known, standard, name)
    has = {field for field in ("target", "actual") if form.table.has(field)}
    free = _of_one_project(standard) if standard.form.head else standard
    firsts = tuple(_first(first, has, money) for first in free.indicators)
    tables = tuple(
        table.changed(sheet=f"{table.sheet}（数据）", key=table.key or table.sheet)
        if table.sheet in sheets
        else table
        for table in free.tables
    )
    quarters = free.quarters
    if quarters is not None and quarters.sheet in sheets:
        quarters = quarters.changed(sheet=f"{quarters.sheet}（数据）")
    placed = placed_form(form, rows, free.form)
    if placed.placed is not None:
        own = {key: tuple(groups[key]) for key in standard.own_rows}
        places: dict[str, object] = {"own": own, "items": dict(money.items) if money else {}}
        if money and money.row is not None:
            places["rows"] = {**placed.placed.rows, money.indicator: money.row}
        if own:
            places["beside"] = _last_column(form) + 2
            places["subtotals"] = tuple(_subtotals(form, standard, rows, groups))
        placed = placed.changed(placed=placed.placed.changed(**places))
    return free.changed(form=placed, indicators=firsts, tables=tables, quarters=quarters)


def _rows_of(form: BureauForm, standard: Standard) -> dict[str, Row]:
    names = {name_key(one.name): one.name for _, _, one in standard.rows}
    codes = codes_of(standard)
    rows: dict[str, Row] = {}
    for row in form.table.rows:
        key = name_key(row.name)
        key = key if key in names else codes.get(row.code, "")
        if key in names and form.score_place(row) is not None:
            rows.setdefault(names[key], row)
    return rows


def _groups(known: KnownForm, standard: Standard) -> dict[str, list[PlacedRow]]:
    """The rows that the file leaves for each group, with what is printed where a name is to be written."""
    sheet, column = known.blank.sheet, known.blank.shape.columns.get("name")
    found: dict[str, list[PlacedRow]] = {}
    if column is None or not standard.own_rows:
        return found
    at = TableRows(known.blank, standard)
    taken = set(at.indicators.values())
    for key, rows in at.groups.items():
        free = [row for row in rows if sheet.area((row, column))[0] == row and row not in taken]
        found[key] = []
        for row in free:
            waits = is_unfilled(sheet.text((row, column)))
            label = known.form.printed((row, column)).strip() if waits else ""
            found[key].append(PlacedRow(row=row, label=label))
    return found


def _money(known: KnownForm, standard: Standard, rows: dict[str, Row], name: str) -> MoneyCells | None:
    """The money block of a project form. Raises `InputError` where the file has none for its figures."""
    if standard.form.head is None:
        return None
    in_head = next(one for first, _, one in standard.rows if first.in_head)
    return money_cells(known.form, in_head, standard.form.head.money, in_head.name in rows, name)


def _check_weights(
    form: BureauForm, standard: Standard, rows: Mapping[str, Row], name: str, force: bool
) -> None:
    other = [
        one
        for _, _, one in standard.rows
        if not force and one.name in rows and not _same_weight(one, rows[one.name])
    ]
    if other:
        names = "、".join(
            f"“{one.name}”{rows[one.name].text('weight')}（标准是 {one.weight}）"
            for one in other[:_MOST_NAMED]
        )
        raise InputError(f"{name}“{form.sheet}”的分值与标准不同：{names}；确实要用，请加 --force")


def _check_columns(known: KnownForm, standard: Standard, name: str) -> None:
    """Whether the file has the columns in which the unit's own rows are typed."""
    columns = known.blank.shape.columns
    if standard.own_rows and columns.keys() >= _SPLIT:
        raise InputError(
            f"{name}“{known.form.sheet}”把目标值拆成几栏（指标性质、指标值、度量单位），公式放不进去；"
            f"请先填一份附表，再用 jixiao fill {standard.id} --data 附表.xlsx --template {in_a_command(name)}"
        )
    wanted = {
        item.place for rule in standard.row_rules.values() for item in rule.items.values() if item.place
    }
    lacking = [_FIELD_NAMES.get(field, field) for field in sorted(wanted - columns.keys())]
    if standard.own_rows and lacking:
        raise InputError(f"{name}“{known.form.sheet}”的指标表没有“{'”“'.join(lacking)}”一栏，请加上再用")


def _same_weight(indicator: Indicator, row: Row) -> bool:
    if row.weight is None:
        return True
    weight = row.weight.value * Decimal(100) if row.weight.percent else row.weight.value
    return weight == indicator.weight


def _last_column(form: BureauForm) -> int:
    """The last column that the file has something in."""
    merged = [area[3] for area in form.xml.merged]
    return max([*merged, *(column for line in form.lines for column in line.cells)], default=1)


def _of_one_project(standard: Standard) -> Standard:
    """A standard of project forms as that of the one form of a file, which has its head itself.

    Tables of the whole department are no part of it.
    """
    form = standard.form.changed(head=None)
    return standard.changed(form=form, projects=False, tables=())


def _first(first: FirstLevel, has: Collection[str], money: MoneyCells | None) -> FirstLevel:
    seconds = tuple(
        second.changed(children=tuple(_child(one, first, has, money) for one in second.children))
        for second in first.children
    )
    return first.changed(children=seconds, in_head=False)


def _child(
    child: Indicator | OwnRows, first: FirstLevel, has: Collection[str], money: MoneyCells | None
) -> Indicator | OwnRows:
    """A line whose figures are typed where the file has a place for them, else on 数据."""
    if isinstance(child, OwnRows):
        return child
    if first.in_head and money is not None:
        return child.changed(items=money.known, actual=money.rate)
    items: dict[str, DataItem] = {
        key: item if item.place in has else item.changed(place=None) for key, item in child.items.items()
    }
    return child.changed(items=items, actual="")


def _subtotals(
    form: BureauForm,
    standard: Standard,
    rows: Mapping[str, Row],
    groups: Mapping[str, Sequence[PlacedRow]],
) -> Iterator[Subtotal]:
    """The cells that add up the scores of a level which has a row of its own."""
    scored = {row.number for row in rows.values()} | {one.row for each in groups.values() for one in each}
    column, levels = form.table.columns["score"], dict[str, FirstLevel | SecondLevel]()
    for first in standard.indicators:
        levels |= {level_key(second.name): second for second in first.children}
    levels |= {level_key(first.name): first for first in standard.indicators}
    for level in form.table.levels:
        known = levels.get(level_key(level.name))
        place = form.xml.area_at((level.heading.row, column))[:2]
        if known is None or level.heading.row in scored or place[0] != level.heading.row:
            continue
        added = tuple(sorted(_rows_below(known, rows, groups)))
        if added and form.is_free(place):
            yield Subtotal(cell=form.address(place), rows=added)


def _rows_below(
    level: FirstLevel | SecondLevel, rows: Mapping[str, Row], groups: Mapping[str, Sequence[PlacedRow]]
) -> Iterator[int]:
    if isinstance(level, FirstLevel):
        for second in level.children:
            yield from _rows_below(second, rows, groups)
        return
    for child in level.children:
        if isinstance(child, OwnRows):
            yield from (one.row for one in groups.get(child.rows, ()))
        elif child.name in rows:
            yield rows[child.name].number
