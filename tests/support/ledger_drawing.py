"""Payment ledgers in as many ways as people and systems keep them, made by a seed.

The generator knows what was paid and what only looks like it: the sums it expects are added up here, from
the payments it drew, and never read back from a file.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from tests.support.old_xls import compound, workbook

YEAR = 2021
UNITS = {"元": 0, "千元": 3, "万元": 4}

# fmt: off
DATE_HEADINGS = (
    "支付日期", "付款日期", "清算日期", "交易日期", "记账日期", "入账日期", "日期", "支付时间",
    "拨款日期", "实际支付日期", "实际付款时间", "支 付 日 期", "*支付日期", "支付\n日期", "支付日期：",
    "拨付日期",
)
# fmt: on
# fmt: off
AMOUNT_HEADINGS = (
    "支付金额", "付款金额", "支出金额", "实际支付金额", "金额", "本次支付金额", "实付金额", "已支付金额",
    "拨款金额", "清算金额", "金 额", "*支付金额", "支付\n金额", "本期付款金额", "实支金额",
)
# fmt: on
TAG_HEADINGS = ("摘要", "用途", "资金用途", "收款人", "业务内容", "备注栏")
PROJECTS = ("日常公用经费", "人员经费", "驻镇帮镇扶村", "教室维修", "信息化运维（二期）")

Cell = object
Row = list[Cell]


@dataclass
class Line:
    """A line of the ledger that may be a payment.

    `tag` is a text no other line has. A line that does not `count` is no payment, or was not paid, and must
    be named. One that is not `clear` can be left out, when it is named with the reason.
    """

    tag: str
    day: date
    fen: int
    counts: bool = True
    clear: bool = True
    voucher: str = ""
    project: str = ""
    extra: dict[str, Cell] = field(default_factory=dict)
    typed: dict[str, Cell] = field(default_factory=dict)


@dataclass
class Sheet:
    """A table as it is written: its rows, which of them are hidden, and whether the sheet is."""

    name: str
    rows: list[Row]
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False


@dataclass
class Written:
    """A ledger of one dialect: its files and its lines.

    `may_refuse` says that nobody can read this dialect; `told` are words that have to be said.
    """

    paths: list[Path]
    lines: list[Line]
    may_refuse: bool = False
    told: tuple[str, ...] = ()


@dataclass
class Layout:
    """How a table is written: headings, unit, the styles of dates and amounts, the order of the columns."""

    columns: list[str]
    headings: dict[str, str]
    unit: str
    unit_place: str
    show_date: Callable[[date], Cell]
    show_amount: Callable[[Decimal], Cell]
    title: bool

    def amount(self, fen: int) -> Cell:
        return self.show_amount(in_unit(fen, self.unit))

    def row(self, **cells: Cell) -> Row:
        return [cells.get(column, "") for column in self.columns]

    def top(self) -> list[Row]:
        """The rows above the lines: title, unit, headings."""
        rows: list[Row] = []
        if self.title:
            rows.append([f"{YEAR}年度国库集中支付明细表"])
        if self.unit_place == "alone":
            rows.append(["", f"（{self.unit}）"])
        elif self.unit_place == "line":
            rows.append(["编制单位：某某局", "", f"单位：{self.unit}"])
        elif self.unit_place == "split":
            rows.append(["金额单位：", self.unit])
        rows.append([self.headings[column] for column in self.columns])
        if self.unit_place == "below":
            rows.append([f"（{self.unit}）" if column == "amount" else "" for column in self.columns])
        return rows


def in_unit(fen: int, unit: str) -> Decimal:
    """An amount in a unit, exactly, with at least two decimals."""
    amount = Decimal(fen).scaleb(-2 - UNITS[unit])
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return amount.quantize(Decimal(1).scaleb(-places))


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


RED = ("minus", "brackets", "wide brackets", "behind", "wide minus", "long minus")


def red(amount: Decimal, style: str) -> str:
    """A negative amount in one of the ways of red letters."""
    plain = f"{abs(amount):,f}"
    return {
        "minus": f"-{plain}",
        "brackets": f"({plain})",
        "wide brackets": f"（{plain}）",
        "behind": f"{plain}-",
        "wide minus": f"－{plain}",
        "long minus": f"−{plain}",
    }[style]


def signed(show: Callable[[Decimal], Cell], style: str) -> Callable[[Decimal], Cell]:
    return lambda amount: red(amount, style) if amount < 0 else show(amount)


DATES: dict[str, Callable[[date], Cell]] = {
    "2021-03-05": date.isoformat,
    "2021/3/5": lambda day: f"{day.year}/{day.month}/{day.day}",
    "2021.3.5": lambda day: f"{day.year}.{day.month}.{day.day}",
    "20210305": lambda day: f"{day:%Y%m%d}",
    "number 20210305": lambda day: int(f"{day:%Y%m%d}"),
    "2021年3月5日": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "2021 年 03 月 05 日": lambda day: f"{day:%Y} 年 {day:%m} 月 {day:%d} 日",
    "with time": lambda day: f"{day} 23:59:59",
    "with a T": lambda day: f"{day}T00:00:00.000+08:00",
    "2021/3/5 0:00": lambda day: f"{day.year}/{day.month}/{day.day} 0:00",
    "with weekday": lambda day: f"{day} 星期{'一二三四五六日'[day.weekday()]}",
    "full width": lambda day: full_width(day.isoformat()),
    "serial": lambda day: (day - date(1899, 12, 30)).days,
    "serial text": lambda day: str((day - date(1899, 12, 30)).days),
    "blanks": lambda day: f" {day}\u00a0",
    "apostrophe": lambda day: f"'{day}",
    "real": lambda day: day,
    "real with time": lambda day: datetime(day.year, day.month, day.day, 23, 59, 58),
}
UNCLEAR_DATES: dict[str, Callable[[date], Cell]] = {
    "3/5/2021": lambda day: f"{day.month}/{day.day}/{day.year}",
    "05-Mar-21": lambda day: f"{day:%d-%b-%y}",
    "21-3-5": lambda day: f"{day:%y}-{day.month}-{day.day}",
    "2021-03": lambda day: f"{day:%Y-%m}",
    "3月5日": lambda day: f"{day.month}月{day.day}日",
    "202103": lambda day: int(f"{day:%Y%m}"),
    "二〇二一年": lambda day: "二〇二一年" + f"{day.month}月{day.day}日",
}
AMOUNTS: dict[str, Callable[[Decimal], Cell]] = {
    "number": float,
    "plain": str,
    "thousands": lambda amount: f"{amount:,f}",
    "yuan sign": lambda amount: f"￥{amount:,f}",
    "full width": lambda amount: full_width(f"{amount:,f}"),
    "blanks": lambda amount: f"  {amount}\u00a0\u3000",
    "apostrophe": lambda amount: f"'{amount}",
    "wide comma": lambda amount: f"{amount:,f}".replace(",", "，"),
}
UNCLEAR_AMOUNTS: dict[str, Callable[[Decimal], Cell]] = {
    "triangle": lambda amount: f"△{amount:,f}" if amount < 0 else f"{amount:f}",
    "word": lambda amount: f"负{abs(amount):f}" if amount < 0 else f"{amount:f}",
    "scientific": lambda amount: f"{amount:.2E}",
    "continental": lambda amount: f"{amount:,f}".translate(str.maketrans(",.", ".,")),
    "indian": lambda amount: f"{amount:f}".replace(".", ",0."),
}


class Drawer:
    """Draws lines and a layout, and writes them as files."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng = random.Random(seed)
        self.folder = folder
        self.number = 0
        self.kind = self.rng.choice(["xlsx", "xlsx", "csv", "csv", "txt", "xls"])
        self.lines: list[Line] = []

    def layout(
        self,
        unit: str = "",
        unit_place: str = "",
        show_date: Callable[[date], Cell] | None = None,
        show_amount: Callable[[Decimal], Cell] | None = None,
    ) -> Layout:
        rng = self.rng
        columns = ["date", "amount", "tag"]
        columns += rng.sample(["voucher", "project", "number", "unknown"], rng.randint(1, 4))
        if "voucher" not in columns and rng.random() < 0.6:
            columns.append("voucher")
        rng.shuffle(columns)
        unit = unit or rng.choice(["元", "元", "万元", "千元"])
        place = unit_place or rng.choice(
            ["heading", "alone", "line", "split", "below"] + (["none"] if unit == "元" else [])
        )
        amount = rng.choice(AMOUNT_HEADINGS)
        headings = {
            "date": rng.choice(DATE_HEADINGS),
            "amount": amount + (rng.choice([f"（{unit}）", f"({unit})"]) if place == "heading" else ""),
            "tag": rng.choice(TAG_HEADINGS),
            "voucher": rng.choice(["支付凭证号", "凭证编号", "记账凭证号码", "支付令编号"]),
            "project": rng.choice(["项目名称", "预算项目", "项目"]),
            "number": rng.choice(["序号", "行号"]),
            "unknown": rng.choice(["经办科室", "开户银行", "制单人"]),
        }
        real = self.kind == "xlsx"
        dates = [style for style in DATES if real or not style.startswith("real")]
        date_style, amount_style, red = rng.choice(dates), rng.choice(list(AMOUNTS)), rng.choice(RED)
        return Layout(
            columns,
            headings,
            unit,
            place,
            show_date or DATES[date_style],
            show_amount or signed(AMOUNTS[amount_style], red),
            title=rng.random() < 0.6,
        )

    def line(self, month: int | None = None, **given: Any) -> Line:
        rng = self.rng
        self.number += 1
        month = month or rng.randint(1, 12)
        day = date(YEAR, month, rng.randint(1, 28))
        fen = rng.choice([rng.randint(1, 10**5), rng.randint(10**5, 10**9), rng.randint(1, 10**4) * 10**5])
        if rng.random() < 0.12:
            fen = -fen
        line = Line(
            f"事项{self.number:04d}", day, fen, voucher=f"ZF{self.number:05d}", project=rng.choice(PROJECTS)
        )
        for name, value in given.items():
            setattr(line, name, value)
        self.lines.append(line)
        return line

    def some(self, count: int | None = None, **given: Any) -> list[Line]:
        found = [self.line(**given) for _ in range(count or self.rng.randint(5, 12))]
        return sorted(found, key=lambda line: line.day)

    def rows(self, layout: Layout, lines: Sequence[Line]) -> list[Row]:
        return [
            layout.row(
                **{
                    "date": layout.show_date(line.day),
                    "amount": layout.amount(line.fen),
                    "tag": line.tag,
                    "voucher": line.voucher,
                    "project": line.project,
                    "number": place,
                    "unknown": "甲",
                    **line.extra,
                    **line.typed,
                }
            )
            for place, line in enumerate(lines, 1)
        ]

    def write(self, sheets: Sequence[Sheet], kind: str = "", name: str = "明细") -> Path:
        kind = kind or self.kind
        path = self.folder / f"{name}.{kind}"
        if kind == "xlsx":
            path.write_bytes(_xlsx(sheets))
        elif kind == "xls":
            rows = [[_old(cell) for cell in row] for row in sheets[0].rows]
            path.write_bytes(compound("Workbook", workbook(rows)))
        else:
            delimiter = "," if kind == "csv" else self.rng.choice(["\t", ";"])
            text = _delimited(sheets[0].rows, delimiter)
            path.write_bytes(text.encode(self.rng.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])))
        return path


def _old(cell: Cell) -> Cell:
    return cell if isinstance(cell, int | float) else str(cell)


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for each in sheets:
        sheet = book.create_sheet(each.name)
        for row in each.rows:
            sheet.append([None if cell == "" else cell for cell in row])
        for number in each.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        if each.hidden:
            sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _delimited(rows: Sequence[Row], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()
