"""Finding the headings of a ledger by the names of its columns: at its top, and again further down."""

from __future__ import annotations

from collections.abc import Sequence

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.problems import InputError

from .cell_values import is_blank, tidy
from .columns import NEEDED, Columns, find_fields, has_needed
from .units import DEFAULT_UNIT, amount_unit, says_unit, unit_line

Row = Sequence[object]

SEARCH_ROWS = 30
CHECK_HEADING = "核对"
"""The heading of the column in which we say why a row was not counted."""

_MOST_LINES = 3
_SHOWN_HEADINGS = 15
_REMARK = regex(r"[(\[【][^()\[\]【】\d]*[)\]】]")
_DIGIT = regex(r"\d")


@dataclass(frozen=True)
class Headings:
    """A ledger's heading: its rows (from 0, first and last), columns, and unit of amounts.

    `unit_stated` says whether the file gives the unit itself; `lines` are the rows as they stand.
    """

    first: int
    last: int
    columns: Columns
    unit: str
    unit_stated: bool
    lines: tuple[tuple[str, ...], ...]


def find_headings(rows: Sequence[Row], source: str, start: int = 0) -> Headings | None:
    """Find the heading rows within 30 rows from `start`, None when there are none.

    A heading of two or three rows (支付信息 over 支付日期, 项目名称 beside them) is taken as one.
    Raises `InputError` for a date or amount column that occurs twice, and for amounts in a unit
    that is not a 元 unit.
    """
    for index in range(start, min(len(rows), start + SEARCH_ROWS)):
        if found := headings_at(rows, index, source, start):
            return found
    return None


def headings_at(rows: Sequence[Row], index: int, source: str, start: int = 0) -> Headings | None:
    """The headings that begin at a row, with the unit said in them or in the rows above, from `start` on."""
    names, last = _names_at(rows, index)
    if not has_needed(names):
        return None
    _refuse_twins(names, source)
    columns = Columns.of(names)
    amount = names[columns.fields["amount"]]
    below = (says_unit(_value(row, columns.fields["amount"])) for row in rows[index + 1 : last + 1])
    unit = amount_unit(amount, source) or next(filter(None, below), None)
    unit = unit or unit_line(rows[start:index], source)
    lines = tuple(map(_names, rows[index : last + 1]))
    return Headings(index, last, columns, unit or DEFAULT_UNIT, unit is not None, lines)


def may_be_headings(row: Row) -> bool:
    """A quick look whether a row may be a heading with a date column (支 付 日 期)."""
    return any(isinstance(value, str) and len(value) < 40 and _date_word(value) for value in row)


def _date_word(text: str) -> bool:
    return ("日" in text and "期" in text) or ("时" in text and "间" in text)


def _names_at(rows: Sequence[Row], index: int) -> tuple[tuple[str, ...], int]:
    """The headings that begin at a row, and the row they end at."""
    names, last = _names(rows[index]), index
    while last + 1 < len(rows) and last + 1 - index < _MOST_LINES:
        below = _names(rows[last + 1])
        if not _continues(names, below, rows[last + 1]):
            break
        width = max(len(names), len(below))
        names = tuple(_joined(_pick(names, n), _pick(below, n)) for n in range(width))
        last += 1
    return names, last


def _continues(names: tuple[str, ...], below: tuple[str, ...], row: Row) -> bool:
    """Whether the row below is part of the same heading."""
    if not has_needed(names):
        width = max(len(names), len(below))
        merged = tuple(_joined(_pick(names, n), _pick(below, n)) for n in range(width))
        telling = find_fields(below) or any(map(_is_remark, below))
        return bool(telling) and any(not _pick(below, column) for column in find_fields(merged).values())
    fields = find_fields(names)
    day, amount = _value(row, fields["date"]), _value(row, fields["amount"])
    if not (is_blank(day) or _is_remark(_name(day))):
        return False
    if is_blank(amount):
        return bool(find_fields(below)) or any(map(_is_remark, below))
    return _is_remark(_name(amount)) or _is_finer(below, row)


def _is_remark(name: str) -> bool:
    return bool(_REMARK.fullmatch(name)) or says_unit(name) is not None


def _is_finer(below: tuple[str, ...], row: Row) -> bool:
    """Whether a row holds only words, as a heading split further does: 借方, 贷方, 余额."""
    filled = [value for value in row if not is_blank(value)]
    return (
        len(filled) > 1
        and all(isinstance(value, str) for value in filled)
        and not any(map(_DIGIT.search, below))
    )


def _joined(own: str, below: str) -> str:
    """A heading over two cells: the lower one is the finer, unless it is a mere remark (万元)."""
    if own and _is_remark(below):
        return own + (below if _REMARK.fullmatch(below) else f"({below})")
    return below or own


def missing_headings(tables: Sequence[Sequence[Row]], source: str) -> InputError:
    """The error for tables without a heading row: what was looked for and what was found."""
    candidates = [_names_at(rows, n)[0] for rows in tables for n in range(min(len(rows), SEARCH_ROWS))]
    best = max(candidates, key=lambda names: (len(find_fields(names)), sum(map(bool, names))), default=())
    found = [name for name in best if name]
    shown = "、".join(name[:20] for name in found[:_SHOWN_HEADINGS])
    if len(found) > _SHOWN_HEADINGS:
        shown += "……"
    advice = ""
    if "借方" in found or "借方金额" in found:
        advice = "。这是借贷式的明细账，请另加一列“支付金额”（借方减贷方，结转的行不要）"
    return InputError(
        f"{source}：前 {SEARCH_ROWS} 行里没有找到表头{'和'.join(lacking(best))}；"
        + (f"找到的表头有：{shown}" if shown else "这些行都是空的")
        + advice
    )


def lacking(names: Sequence[str]) -> list[str]:
    """What a heading row lacks of date and amount; both when it is of no use though it lacks neither."""
    fields = find_fields(names)
    return [label for name, label in NEEDED.items() if name not in fields] or list(NEEDED.values())


def nearly_headings(rows: Sequence[Row]) -> list[str]:
    """What a table lacks that has a column of dates or of amounts, and not both; nothing for any other."""
    for index in range(min(len(rows) - 1, SEARCH_ROWS)):
        names, _ = _names_at(rows, index)
        if NEEDED.keys() & find_fields(names).keys():
            return lacking(names)
    return []


def is_repeated(row: Row, headings: Headings) -> bool:
    """True for a heading, or one of its rows, printed again at the top of another page."""
    return any(_repeats(row, line, headings.columns.fields) for line in headings.lines)


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


def _pick(names: Sequence[str], column: int) -> str:
    return names[column] if column < len(names) else ""


def _value(row: Row, column: int) -> object:
    return row[column] if column < len(row) else None


def _refuse_twins(names: Sequence[str], source: str) -> None:
    fields = find_fields(names)
    for field in NEEDED:
        chosen = names[fields[field]]
        twins = [column + 1 for column, name in enumerate(names) if name == chosen]
        if len(twins) > 1:
            places = "、".join(f"第 {column} 列" for column in twins)
            raise InputError(f"{source}：{places}的表头都是“{chosen}”，请只留下要汇总的一列")
