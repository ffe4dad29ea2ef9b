"""项目资金 of a bureau's own project form: the cells of its amounts, of the rate and of the score."""

from __future__ import annotations

from collections.abc import Mapping

from udfs.records import dataclass
from workbooks.adoption.blank_form import BureauForm
from workbooks.files.sheet_xml import address
from workbooks.official.caption import caption_of
from workbooks.official.money import AMOUNTS, column_of, columns_of, row_at, row_of
from workbooks.problems import InputError
from workbooks.standards.expression import parse
from workbooks.standards.form import MoneyRows, PlacedRow
from workbooks.standards.items import DataItem
from workbooks.standards.model import Indicator

_LEAST_AMOUNTS, _CAPTION_LINES = 2, 5


@dataclass(frozen=True)
class MoneyCells:
    """The cells of the amounts, and the row of the score of the execution rate.

    `row` is None where the table lists the rate among its indicators; `known` are the items by their key.
    """

    indicator: str
    items: Mapping[str, str]
    known: Mapping[str, DataItem]
    rate: str
    row: PlacedRow | None


def money_cells(
    form: BureauForm, indicator: Indicator, money: MoneyRows, listed: bool, name: str
) -> MoneyCells:
    """The money block of a form. Raises `InputError` where it has no place for a figure or for the score."""
    starts = [
        number
        for number, line in enumerate(form.lines)
        if len(set(AMOUNTS).intersection(columns_of(line).values())) >= _LEAST_AMOUNTS
    ]
    if not starts:
        raise InputError(
            f"{name}“{form.sheet}”里没有读出项目资金（年初预算数、全年预算数、全年执行数三栏），公式没有地方取数；"
            "请核对是不是官方空表"
        )
    number = starts[0]
    _check_unit(form, number, money, name)
    below = form.lines[number + 1] if number + 1 < len(form.lines) else None
    columns = columns_of(form.lines[number], below)
    keys = {column_of(label): key for key, label in money.columns.items()}
    labels = {row_of(row.label): row for row in money.rows}
    items: dict[str, str] = {}
    results: dict[str, str] = {}
    total = 0
    for line in form.lines[number + 1 :]:
        label = row_at(line, min(columns, default=0))
        if label is None:
            break
        row = labels.get(label)
        for column, heading in columns.items():
            cell = address(form.xml.area_at((line.number, column))[:2])
            if row is not None and heading in keys:
                items[money.item_key(row, keys[heading])] = cell
            elif row is money.rows[0]:
                results[heading], total = cell, line.number
    needed = {*indicator.expression.keys, *parse(money.rate).keys}
    texts = dict(money.cells())
    lacking = [f"“{texts[key]}”" for key in texts if key in needed and key not in items]
    if not listed and "得分" not in results:
        lacking.append(f"“{indicator.name}”的得分")
    if lacking:
        raise InputError(
            f"{name}“{form.sheet}”的项目资金里没有{'、'.join(lacking)}的位置，请核对是不是官方空表"
        )
    known = {
        key: DataItem(label=label, kind="money", unit=money.unit)
        for key, label in texts.items()
        if key in items
    }
    place = PlacedRow(row=total, score=results.get("得分", ""), actual=results.get("执行率", ""))
    return MoneyCells(
        indicator.name,
        items,
        known,
        money.rate,
        None if listed else place,
    )


def _check_unit(form: BureauForm, number: int, money: MoneyRows, name: str) -> None:
    printed = caption_of(form.lines[max(0, number - _CAPTION_LINES) : number + 2]).money_unit
    if printed and printed != money.unit:
        raise InputError(
            f"{name}“{form.sheet}”的金额单位是{printed}，标准是{money.unit}；请先把官方表的单位改成{money.unit}，"
            "或用 jixiao fill 的 --template（金额自动换算）"
        )
