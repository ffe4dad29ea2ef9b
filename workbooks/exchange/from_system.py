"""Projects out of a grid that another system exported, by a map: a filing, or every fault with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from pathlib import Path

from udfs.expression import Figure
from udfs.records import dataclass
from udfs.regex import regex
from workbooks.exchange.system_map import (
    ACTUAL,
    GOAL_FIELDS,
    LEVEL1,
    LEVEL2,
    LEVEL3,
    MONEY_COLUMNS,
    NAME,
    PROJECT,
    REASON,
    SCORE,
    TARGET,
    UNIT,
    WEIGHT,
    YEAR,
    SystemMap,
    money_keys,
)
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter
from workbooks.files.sheets import SheetCells, read_sheets
from workbooks.files.xlsx import is_error
from workbooks.filing.data_file import Filing
from workbooks.filing.lines import OwnRow
from workbooks.official.labels import is_total
from workbooks.official.printed import printed, text_of
from workbooks.official.words import YUAN, is_blank
from workbooks.problems import InputError, StandardError
from workbooks.review.recognition import groups_of, level_key, name_key
from workbooks.standards.model import OwnRows, Standard

_YEAR = regex(r"((?:19|20)\d\d)(?:年度?)?")
_MOST_FAULTS = 50
_PLACES = {TARGET: "target", ACTUAL: "actual", WEIGHT: "weight"}


@dataclass
class _Grid:
    """The cells of one sheet, and what is wrong in them so far."""

    file: str
    sheet: SheetCells
    faults: list[StandardError] = field(default_factory=list)

    def value(self, row: int, column: int) -> object:
        down, right = row - self.sheet.first_row, column - self.sheet.first_column
        if 0 <= down < len(self.sheet.rows) and 0 <= right < len(self.sheet.rows[down]):
            return self.sheet.rows[down][right]
        return None

    def text(self, row: int, column: int) -> str:
        text = text_of(self.value(row, column))
        return "" if is_blank(text) else text

    def typed(self, row: int, column: int) -> str:
        """The text as it stands, in full width too."""
        value = self.value(row, column)
        return value.strip() if isinstance(value, str) else self.text(row, column)

    def amount(self, row: int, column: int, what: str) -> Decimal | None:
        """The number of a cell; what is none is a fault, a blank is nothing."""
        text = self.text(row, column)
        if not text:
            return None
        number = printed(self.value(row, column))
        if number is None or number.percent:
            self.wrong(row, column, f"{what}填的是“{text[:20]}”，应为数")
            return None
        return number.exact

    def wrong(self, row: int, column: int, why: str) -> None:
        place = f"{get_column_letter(column)}{row}"
        self.faults.append(StandardError(f"{self.file} “{self.sheet.name}”!{place}：{why}"))

    @property
    def last_row(self) -> int:
        return self.sheet.first_row + len(self.sheet.rows) - 1


def read_system(path: Path, mapped: SystemMap, standard: Standard, map_name: str) -> Filing:
    """The filing that a system's workbook holds, one project for each sheet.

    Raises `InputError` with every cell that cannot be taken over; nothing is left out in silence.
    """
    keys = money_keys(mapped, standard, map_name)
    grids = [_Grid(path.name, sheet) for sheet in _sheets(path, mapped)]
    found = [_project(grid, mapped, standard, keys) for grid in grids]
    faults = [fault for grid in grids for fault in grid.faults]
    twice = [one.name for one in (each[0] for each in found) if one.name]
    faults += [
        StandardError(f"{path.name}：项目“{name}”有两张表，请去掉一张")
        for name in dict.fromkeys(twice)
        if twice.count(name) > 1
    ]
    if faults:
        raise StandardError.of(path.name, faults[:_MOST_FAULTS])
    units = [unit for _, unit, _ in found if unit]
    years = [year for _, _, year in found if year is not None]
    return Filing(
        units[0] if units else "", years[0] if years else None, projects=tuple(each[0] for each in found)
    )


def _sheets(path: Path, mapped: SystemMap) -> Sequence[SheetCells]:
    sheets = [sheet for sheet in read_sheets(path) if sheet.rows and sheet.visible]
    if mapped.sheet:
        named = [sheet for sheet in sheets if sheet.name == mapped.sheet]
        if not named:
            names = "”“".join(sheet.name for sheet in sheets)
            raise InputError(f"{path.name} 里没有工作表“{mapped.sheet}”；有“{names}”，请核对对应表的 sheet")
        return named
    if not sheets:
        raise InputError(f"{path.name} 是空的")
    return sheets


def _project(
    grid: _Grid, mapped: SystemMap, standard: Standard, keys: Mapping[tuple[str, str], str]
) -> tuple[Filing, str, int | None]:
    """The project of a sheet, the unit that fills it in, and the year."""
    head = {name: grid.typed(*coordinate_to_tuple(address)) for name, address in mapped.head.items()}
    form_head = standard.form.head
    labels = form_head.texts if form_head else ()
    texts = {name: text for name, text in head.items() if name in labels and text}
    if mapped.goals:
        places = mapped.goals.places()
        goals = {
            goal: grid.typed(mapped.goals.first_row, places[goal]) for goal in GOAL_FIELDS if goal in places
        }
        texts |= {goal: text for goal, text in goals.items() if text and goal in labels}
    name = head.get(PROJECT) or grid.sheet.name
    if PROJECT in mapped.head and not head[PROJECT]:
        grid.wrong(*coordinate_to_tuple(mapped.head[PROJECT]), "没有项目名称，请核对对应表的行列")
    data = dict(_money(grid, mapped, standard, keys))
    rows = _indicators(grid, mapped, standard)
    filing = Filing(name=name, head=texts, data=data, rows=rows)
    return filing, head.get(UNIT, "") or head.get("实施单位", ""), _year(grid, mapped, head.get(YEAR, ""))


def _year(grid: _Grid, mapped: SystemMap, text: str) -> int | None:
    if not text:
        return None
    found = _YEAR.fullmatch(text)
    if found is None:
        grid.wrong(*coordinate_to_tuple(mapped.head[YEAR]), f"年度填的是“{text[:20]}”，应为 2024 这样的年份")
        return None
    return int(found[1])


def _money(
    grid: _Grid, mapped: SystemMap, standard: Standard, keys: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, Figure]]:
    if mapped.money is None or standard.form.head is None:
        return
    factor = YUAN[mapped.measure] / YUAN[standard.form.head.money.unit]
    places = mapped.money.places()
    for row, source in enumerate(mapped.money.rows, mapped.money.first_row):
        if NAME in places:
            _check_label(grid, row, places[NAME], source, standard)
        for column in MONEY_COLUMNS:
            key = keys.get((source, column))
            if column in places and key is not None:
                amount = grid.amount(row, places[column], column)
                if amount is not None:
                    yield key, amount * factor


def _check_label(grid: _Grid, row: int, column: int, source: str, standard: Standard) -> None:
    """The label of a row of money says that it is the source which the map has there."""
    head = standard.form.head
    label = next((each.label for each in head.money.rows if each.key == source), "") if head else ""
    text = name_key(grid.text(row, column))
    short = name_key(label).removeprefix("其中:")
    if text and name_key(source) not in text and short not in text and text not in name_key(label):
        grid.wrong(row, column, f"对应表说这一行是“{source}”，格里是“{text[:20]}”，请核对 first_row 和 rows")


def _indicators(grid: _Grid, mapped: SystemMap, standard: Standard) -> dict[str, list[OwnRow]]:
    places, groups = mapped.indicators.places(), groups_of(standard)
    rows: dict[str, list[OwnRow]] = {}
    levels = {LEVEL1: "", LEVEL2: ""}
    for row in range(mapped.indicators.first_row, grid.last_row + 1):
        texts = {name: grid.text(row, column) for name, column in places.items()}
        if not any(texts.values()) or any(
            is_total(texts.get(level, "")) for level in (LEVEL1, LEVEL2, LEVEL3)
        ):
            break
        for level in levels:
            if texts.get(level):
                levels[level] = texts[level]
                if level == LEVEL1 and not texts.get(LEVEL2):
                    levels[LEVEL2] = ""
        if not texts[LEVEL3]:
            if any(texts.get(name) for name in (TARGET, ACTUAL, WEIGHT)):
                grid.wrong(row, places[LEVEL3], "没有三级指标的名称")
            continue
        group = groups.get(level_key(levels[LEVEL2])) or groups.get(level_key(levels[LEVEL1]))
        if group is None:
            known = "、".join(dict.fromkeys(rows.rows for rows in groups.values()))
            found = levels[LEVEL2] or levels[LEVEL1]
            grid.wrong(row, places[LEVEL2], f"“{found}”不是这张表的二级指标；有：{known}")
            continue
        rows.setdefault(group.rows, []).append(_row(grid, row, places, standard, group))
    if not rows and not grid.faults:
        grid.wrong(
            mapped.indicators.first_row,
            places[LEVEL3],
            "从这一行起没有读到指标，请核对 indicators 的 first_row",
        )
    return rows


def _row(grid: _Grid, row: int, places: Mapping[str, int], standard: Standard, group: OwnRows) -> OwnRow:
    rule = standard.rule_of(group)
    figures: dict[str, Figure] = dict.fromkeys(rule.items)
    for name, place in _PLACES.items():
        key = rule.key_at(place)
        if key is None or name not in places:
            continue
        if name == WEIGHT:
            figures[key] = grid.amount(row, places[name], WEIGHT)
        else:
            figures[key] = _goal(grid, row, places[name], name)
    reason = grid.typed(row, places[REASON]) if REASON in places else ""
    reported = grid.amount(row, places[SCORE], SCORE) if SCORE in places else None
    return OwnRow(
        grid.typed(row, places[LEVEL3]),
        figures=figures,
        texts={"reason": reason} if reason and not is_blank(reason) else {},
        reported=reported,
    )


def _goal(grid: _Grid, row: int, column: int, name: str) -> Figure:
    """A target or an actual value as typed; a number stays a number."""
    text = grid.text(row, column)
    if not text:
        return None
    if is_error(text):
        grid.wrong(row, column, f"{name}是错误值 {text}，请在系统里核对")
        return None
    number = printed(grid.value(row, column))
    value = grid.value(row, column)
    return number.exact if number is not None and not isinstance(value, str) else grid.typed(row, column)
