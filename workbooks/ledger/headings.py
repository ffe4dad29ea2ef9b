"""Finding the heading row of a ledger by the names of its columns, and the unit of its amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbooks.official.words import MONEY_UNITS, YUAN_EXPONENT
from workbooks.problems import InputError

from .cells import is_blank, tidy

Row = Sequence[object]

SEARCH_ROWS = 30
DEFAULT_UNIT = "元"
_SHOWN_HEADINGS = 15

# Patterns of each column's heading, the most telling first: 支付日期 wins over 记账日期 beside it.
_ALIASES: dict[str, tuple[str, ...]] = {
    "date": (
        "(实际)?支付(日期|时间)",
        "(实际)?付款(日期|时间)",
        "清算(日期|时间)",
        "交易(日期|时间)",
        "(记账|入账)(日期|时间)",
        "日期",
    ),
    "project": ("(预算|指标)?项目名称", "(预算|指标)项目", "项目"),
    "functional": (
        "(支出)?功能(分类)?(科目)?名称",
        "(支出)?功能(分类)?(科目)?",
        "(支出)?功能(分类)?(科目)?(编码|代码)",
    ),
    "economic": (
        "部门(预算)?(支出)?经济(分类)?(科目)?(名称)?",
        "(支出)?经济(分类)?(科目)?名称",
        "(支出)?经济(分类)?(科目)?",
        "政府(预算)?(支出)?经济(分类)?(科目)?(名称)?",
        "(部门|政府)?(预算)?(支出)?经济(分类)?(科目)?(编码|代码)",
    ),
    "amount": ("(本次|实际)?支付金额", "(本次|实际)?付款金额", "实付金额", "支出金额", "清算金额", "金额"),
    "voucher": (
        "支付凭证(编?号|号码)",
        "(记账)?凭证(编?号|号码)",
        "支付令(编?号|号码)",
        "支付申请(书|单)?(编?号|号码)",
        "(单据|业务单据)(编?号|号码)",
    ),
}
_PATTERNS = {field: tuple(map(re.compile, patterns)) for field, patterns in _ALIASES.items()}
_NEEDED = {
    "date": "“支付日期”（或付款日期、清算日期、交易日期、记账日期、日期）",
    "amount": "“支付金额”（或付款金额、支出金额、实际支付金额、金额）",
}

_UNIT = rf"(?:人民币)?({MONEY_UNITS})(?:人民币)?"
_BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_REMARK = re.compile(r"[(\[【][^()\[\]【】\d]*[)\]】]")
_TRAILING_UNIT = re.compile(rf"(.*金额)[:/,]?{_UNIT}")
_BRACKET_UNIT = re.compile(rf"(?:单位:?)?{_UNIT}")
_FOREIGN_UNIT = re.compile(r"(?:单位:)?\S*(?:元|币|USD|HKD|EUR)")
_UNIT_LINE = re.compile(rf"单位:{_UNIT}(?![\u4e00-\u9fff])")


@dataclass(frozen=True)
class Headings:
    """A ledger's heading: its last row (0-based), columns by field, unit of amounts.

    `names` are all headings, two rows made one; `lines` the one or two rows as they stand.
    """

    last: int
    columns: dict[str, int]
    unit: str
    names: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def find_headings(rows: Sequence[Row], source: str) -> Headings | None:
    """Find the heading row within the first 30 rows, None when there is none.

    A heading of two rows (支付信息 over 支付日期, 项目名称 beside them) is taken as one.
    Raises `InputError` for a date or amount column that occurs twice, and for amounts in a unit
    that is not a 元 unit.
    """
    for index in range(min(len(rows), SEARCH_ROWS)):
        names, last = _heading_at(rows, index)
        lines = tuple(map(_names, rows[index : last + 1]))
        columns = _columns(names)
        if _NEEDED.keys() <= columns.keys():
            _refuse_twins(names, columns, source)
            unit = _amount_unit(names[columns["amount"]], source) or _unit_line(rows[:index]) or DEFAULT_UNIT
            return Headings(last, columns, unit, names, lines)
    return None


def _heading_at(rows: Sequence[Row], index: int) -> tuple[tuple[str, ...], int]:
    """The headings that begin at a row, and the row they end at: this one or, of two, the next."""
    own = _names(rows[index])
    below = _names(rows[index + 1]) if index + 1 < len(rows) else ()
    width = max(len(own), len(below))
    merged = tuple(_joined(_pick(own, column), _pick(below, column)) for column in range(width))
    if not (_columns(below) or any(map(_REMARK.fullmatch, below))):
        return own, index
    if _NEEDED.keys() <= _columns(own).keys():
        needed = [_value(rows[index + 1], _columns(own)[field]) for field in _NEEDED]
        continued = all(is_blank(value) or _REMARK.fullmatch(_name(value)) for value in needed)
    else:
        continued = any(not _pick(below, column) for column in _columns(merged).values())
    return (merged, index + 1) if continued else (own, index)


def _joined(own: str, below: str) -> str:
    """A heading over two cells: the lower one is the finer, unless it is a mere remark (万元)."""
    return own + below if _REMARK.fullmatch(below) else below or own


def missing_headings(tables: Sequence[Sequence[Row]], source: str) -> InputError:
    """The error for tables without a heading row: what was looked for and what was found."""
    candidates = [_names(row) for rows in tables for row in rows[:SEARCH_ROWS]]
    best = max(candidates, key=lambda names: (len(_columns(names)), sum(map(bool, names))), default=())
    lacking = [label for field, label in _NEEDED.items() if field not in _columns(best)]
    if not lacking:
        lacking = list(_NEEDED.values())
    found = [name for name in best if name]
    shown = "、".join(name[:20] for name in found[:_SHOWN_HEADINGS])
    if len(found) > _SHOWN_HEADINGS:
        shown += "……"
    return InputError(
        f"{source}：前 {SEARCH_ROWS} 行里没有找到表头{'和'.join(lacking)}；"
        + (f"找到的表头有：{shown}" if shown else "这些行都是空的")
    )


def is_repeated(row: Row, headings: Headings) -> bool:
    """True for a heading, or one of its two rows, printed again at the top of another page."""
    return any(_repeats(row, line, headings.columns) for line in headings.lines)


def _repeats(row: Row, line: tuple[str, ...], columns: dict[str, int]) -> bool:
    repeated = False
    for column in columns.values():
        value = _value(row, column)
        if not is_blank(value):
            if _name(value) != _pick(line, column):
                return False
            repeated = True
    return repeated


def _names(row: Row) -> tuple[str, ...]:
    return tuple(_name(value) for value in row)


def _name(value: object) -> str:
    """A heading without white space and required-marks, brackets and colons made plain."""
    return tidy(value).replace(" ", "").strip("*:") if isinstance(value, str) else ""


def _bare(name: str) -> str:
    """A heading without its bracketed remark and its unit: 支付金额(万元) → 支付金额."""
    bare = _BRACKETED.sub("", name).strip("*:")
    trailing = _TRAILING_UNIT.fullmatch(bare)
    return trailing[1] if trailing else bare


def _columns(names: Sequence[str]) -> dict[str, int]:
    """Map each field to the column whose heading names it best."""
    bare = [_bare(name) for name in names]
    columns = {}
    for field, patterns in _PATTERNS.items():
        for pattern in patterns:
            matching = [column for column, name in enumerate(bare) if name and pattern.fullmatch(name)]
            if matching:
                columns[field] = _finest(matching, names) if field == "amount" else matching[0]
                break
    return columns


def _finest(columns: list[int], names: Sequence[str]) -> int:
    """Of amounts given in several units, the column of the smallest unit."""
    return min(columns, key=lambda column: YUAN_EXPONENT[_stated_unit(names[column]) or DEFAULT_UNIT])


def _stated_unit(name: str) -> str | None:
    """The unit in a heading: 支付金额(万元), 支付金额/元, 金额(单位:元)."""
    for remark in _BRACKETED.findall(name):
        if unit := _BRACKET_UNIT.fullmatch(remark):
            return unit[1]
    trailing = _TRAILING_UNIT.fullmatch(_BRACKETED.sub("", name))
    return trailing[2] if trailing else None


def _amount_unit(name: str, source: str) -> str | None:
    unit = _stated_unit(name)
    if unit is None:
        for remark in _BRACKETED.findall(name):
            if _FOREIGN_UNIT.fullmatch(remark):
                raise InputError(f"{source}：表头“{name}”的单位不认得，请换算后改为元或万元")
    return unit


def _unit_line(rows: Sequence[Row]) -> str | None:
    """The unit of a line 单位：万元 above the heading, the nearest first."""
    for row in reversed(rows):
        line = "|".join(_name(value) for value in row)
        if match := _UNIT_LINE.search(line):
            return match[1]
    return None


def _pick(names: Sequence[str], column: int) -> str:
    return names[column] if column < len(names) else ""


def _value(row: Row, column: int) -> object:
    return row[column] if column < len(row) else None


def _refuse_twins(names: Sequence[str], columns: dict[str, int], source: str) -> None:
    for field in _NEEDED:
        chosen = names[columns[field]]
        twins = [column + 1 for column, name in enumerate(names) if name == chosen]
        if len(twins) > 1:
            places = "、".join(f"第 {column} 列" for column in twins)
            raise InputError(f"{source}：{places}的表头都是“{chosen}”，请只留下要汇总的一列")
