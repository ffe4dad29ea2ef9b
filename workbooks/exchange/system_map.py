"""A row/column map: in which rows and columns another system's grid has the parts of a 项目自评表."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from udfs.regex import regex
from workbooks.problems import InputError, StandardError
from workbooks.standards import yamlfile
from workbooks.standards.form import Strict
from workbooks.standards.model import Standard

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


class GridBlock(Strict):
    """Rows from `first_row` on, whose columns from `first_column` on hold these fields, in this order."""

    first_row: int = Field(ge=1, le=_LAST_ROW)
    first_column: str = "A"
    columns: tuple[str, ...] = Field(min_length=1)

    @field_validator("first_column")
    @classmethod
    def _is_letters(cls, value: str) -> str:
        if not _LETTERS.fullmatch(value):
            raise ValueError(f"“{value}”不是列号，请写 A、B、AA 这样的大写字母")
        return value

    def places(self) -> dict[str, int]:
        """The column (from 1) of each field."""
        first = 0
        for letter in self.first_column:
            first = first * 26 + ord(letter) - ord("A") + 1
        return {field: first + place for place, field in enumerate(self.columns) if field != SKIPPED}


class MoneyGrid(GridBlock):
    """One row for each source, called as the data items of the standard are (资金总额, 财政拨款 …)."""

    rows: tuple[str, ...] = Field(min_length=1)


class SystemMap(Strict):
    """The map of one template; `sheet` is where it stands, "" for the first (or each) sheet.

    `measure` is the unit of its amounts.
    """

    title: str
    standard: str = "project-2020"
    sheet: str = ""
    measure: Literal["万元", "元"] = "万元"
    head: dict[str, str] = Field(default_factory=dict)
    money: MoneyGrid | None = None
    goals: GridBlock | None = None
    indicators: GridBlock

    @field_validator("measure", mode="before")
    @classmethod
    def _is_measure(cls, value: object) -> object:
        if value not in ("万元", "元"):
            raise ValueError(f"“{value}”不是金额单位，请写 万元 或 元")
        return value

    @field_validator("head")
    @classmethod
    def _are_addresses(cls, value: dict[str, str]) -> dict[str, str]:
        _refuse_unknown(value, HEAD_FIELDS)
        for field, address in value.items():
            if not _ADDRESS.fullmatch(address):
                raise ValueError(f"“{field}”的“{address}”不是单元格，请写 B3 这样的")
        return value

    @field_validator("money")
    @classmethod
    def _is_money(cls, value: MoneyGrid | None) -> MoneyGrid | None:
        if value is not None:
            _known(value, MONEY_FIELDS, ())
        return value

    @field_validator("goals")
    @classmethod
    def _are_goals(cls, value: GridBlock | None) -> GridBlock | None:
        return value and _known(value, GOAL_FIELDS, ())

    @field_validator("indicators")
    @classmethod
    def _are_indicators(cls, value: GridBlock) -> GridBlock:
        return _known(value, INDICATOR_FIELDS, (LEVEL2, LEVEL3))

    @model_validator(mode="after")
    def _do_not_overlap(self) -> SystemMap:
        if self.money and self.money.first_row + len(self.money.rows) > self.indicators.first_row:
            last = self.money.first_row + len(self.money.rows) - 1
            raise ValueError(
                f"money 到第 {last} 行，indicators 从第 {self.indicators.first_row} 行起，叠在一起了"
            )
        return self


def _known(block: GridBlock, fields: tuple[str, ...], needed: tuple[str, ...]) -> GridBlock:
    columns = [field for field in block.columns if field != SKIPPED]
    _refuse_unknown(columns, fields)
    if twice := next((field for field in columns if columns.count(field) > 1), None):
        raise ValueError(f"“{twice}”写了两次")
    if lacking := [field for field in needed if field not in columns]:
        raise ValueError(f"columns 里缺少“{'”“'.join(lacking)}”")
    return block


def _refuse_unknown(found: object, fields: tuple[str, ...]) -> None:
    unknown = [str(field) for field in found if field not in fields]  # type: ignore[attr-defined]
    if unknown:
        raise ValueError(f"不认识“{'”“'.join(unknown)}”；可以写：{'、'.join(fields)}，不要的列写 {SKIPPED}")


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
