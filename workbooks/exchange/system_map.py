"""A row/column map: in which rows and columns another system's grid has the parts of a 项目自评表."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Annotated

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.problems import InputError, StandardError
from workbooks.standards import yamlfile
from workbooks.standards.model import Standard
from workbooks.standards.strict import Strict, at_least, at_most, not_empty

PROJECT, YEAR, UNIT = "项目名称", "年度", "填报单位"
NAME, SCORE, WEIGHT, RATE = "名称", "得分", "分值", "执行率"
LEVEL1, LEVEL2, LEVEL3 = "一级指标", "二级指标", "三级指标"
TARGET, ACTUAL, REASON = "年度指标值", "实际完成值", "偏差原因"
SKIPPED = "-"
"""A column of the system that has nothing of ours."""
MONEY_COLUMNS = ("年初预算数", "全年预算数", "全年执行数")
MONEY_FIELDS = (NAME, *MONEY_COLUMNS, WEIGHT, RATE, SCORE)
GOAL_FIELDS = ("预期目标", "实际完成情况")
INDICATOR_FIELDS = (LEVEL1, LEVEL2, LEVEL3, TARGET, ACTUAL, WEIGHT, SCORE, REASON)
HEAD_FIELDS = (PROJECT, "主管部门", "实施单位", YEAR, UNIT)
_LETTERS = regex(r"[A-Z]{1,2}")
_ADDRESS = regex(r"[A-Z]{1,2}[1-9]\d{0,4}")
_LAST_ROW = 10_000


def _are_letters(value: str) -> None:
    if not _LETTERS.fullmatch(value):
        raise ValueError(f"“{value}”不是列号，请写 A、B、AA 这样的大写字母")


def _is_measure(value: str) -> None:
    if value not in ("万元", "元"):
        raise ValueError(f"“{value}”不是金额单位，请写 万元 或 元")


def _are_addresses(value: Mapping[str, str]) -> None:
    _refuse_unknown(value, HEAD_FIELDS)
    for label, address in value.items():
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"“{label}”的“{address}”不是单元格，请写 B3 这样的")


def _known(fields: tuple[str, ...], needed: tuple[str, ...] = ()) -> Callable[[GridBlock | None], None]:
    """What refuses columns that are none of `fields`, stand twice, or lack a needed one."""

    def check(block: GridBlock | None) -> None:
        if block is None:
            return
        columns = [name for name in block.columns if name != SKIPPED]
        _refuse_unknown(columns, fields)
        if twice := next((name for name in columns if columns.count(name) > 1), None):
            raise ValueError(f"“{twice}”写了两次")
        if lacking := [name for name in needed if name not in columns]:
            raise ValueError(f"columns 里缺少“{'”“'.join(lacking)}”")

    return check


def _refuse_unknown(found: Iterable[str], fields: tuple[str, ...]) -> None:
    unknown = [one for one in found if one not in fields]
    if unknown:
        raise ValueError(f"不认识“{'”“'.join(unknown)}”；可以写：{'、'.join(fields)}，不要的列写 {SKIPPED}")


@dataclass(frozen=True, kw_only=True)
class GridBlock(Strict):
    """Rows from `first_row` on, whose columns from `first_column` on hold these fields, in this order."""

    first_row: Annotated[int, at_least(1), at_most(_LAST_ROW)]
    first_column: Annotated[str, _are_letters] = "A"
    columns: Annotated[tuple[str, ...], not_empty]

    def places(self) -> dict[str, int]:
        """The column (from 1) of each field."""
        first = 0
        for letter in self.first_column:
            first = first * 26 + ord(letter) - ord("A") + 1
        return {name: first + place for place, name in enumerate(self.columns) if name != SKIPPED}


@dataclass(frozen=True, kw_only=True)
class MoneyGrid(GridBlock):
    """One row for each source, called as the data items of the standard are (资金总额, 财政拨款 …)."""

    rows: Annotated[tuple[str, ...], not_empty]


@dataclass(frozen=True, kw_only=True)
class SystemMap(Strict):
    """The map of one template; `sheet` is where it stands, "" for the first (or each) sheet.

    `measure` is the unit of its amounts.
    """

    title: str
    standard: str = "project-2020"
    sheet: str = ""
    measure: Annotated[str, _is_measure] = "万元"
    head: Annotated[dict[str, str], _are_addresses] = field(default_factory=dict)
    money: Annotated[MoneyGrid | None, _known(MONEY_FIELDS)] = None
    goals: Annotated[GridBlock | None, _known(GOAL_FIELDS)] = None
    indicators: Annotated[GridBlock, _known(INDICATOR_FIELDS, (LEVEL2, LEVEL3))]

    def __post_init__(self) -> None:
        if self.money and self.money.first_row + len(self.money.rows) > self.indicators.first_row:
            last = self.money.first_row + len(self.money.rows) - 1
            raise ValueError(
                f"money 到第 {last} 行，indicators 从第 {self.indicators.first_row} 行起，叠在一起了"
            )


def read_map(path: Path) -> SystemMap:
    """Read a map. Raises `StandardError` with all that is wrong, each with its line."""
    return yamlfile.read(path).validate(SystemMap)


def money_keys(mapped: SystemMap, standard: Standard, name: str) -> Mapping[tuple[str, str], str]:
    """The data item of each amount by row and column. Raises `InputError` for a form without projects,
    or rows of money that it has not."""
    head = standard.form.head
    if not (standard.projects and standard.own_rows and head):
        raise InputError(f"{name}：“{standard.id}”不是项目支出绩效自评表，没有可对应的指标行")
    if mapped.money is None:
        return {}
    known = [row.key for row in head.money.rows]
    if unknown := [row for row in mapped.money.rows if row not in known]:
        raise StandardError(
            f"{name} money → rows：没有“{'”“'.join(unknown)}”这样的来源；可以写：{'、'.join(known)}"
        )
    columns = {heading: key for key, heading in head.money.columns.items()}
    return {
        (row, column): f"{row}_{columns[column]}"
        for row in mapped.money.rows
        for column in MONEY_COLUMNS
        if column in columns
    }
