"""Tables of figures: a budget table, or the quarterly execution, by row label and column heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from udfs.regex import regex
from workbooks.files.xlsx import is_error
from workbooks.official.account_codes import account_code
from workbooks.official.caption import Caption
from workbooks.official.headings import MAX_COLUMNS, bare, stacked
from workbooks.official.labels import is_goal, is_note, plain
from workbooks.official.official_table import Cell, FigureRow, FigureTable, Unread
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.sides import (
    is_account_header,
    is_account_label,
    is_numbering,
    is_running_number,
    sides_of,
)
from workbooks.official.words import is_blank

# A heading of figures is made of these words and nothing else; one of the second kind must be in it.
_WORDS = (
    r"上年度?|年初|年末|年度|全年|本年度?|当年|期初|期末|调整后?|调[增减]|累计|实际|财政|一般公共|政府性基金|基本|项目|"
    r"部门|单位|全部|资金|安排|固定|资产|序时|完成|占|比|差异|增减|得分|合计|总计|小计|总|数|额|金|率|情况|批复|经费|"
    r"人员|公用|日常|三公|其他|来源|其中|账面|原值|净值|面积|缺口|"
    r"专户|管理|事业|经营|附属|上缴|上级|补助|国有资本|非税|债券|对"
)
_CORE_WORDS = r"预算|决算|收入|支出|结余|结转|执行|拨款|在用|闲置|总额|支付|进度"
# 总额 is 总 and 额: two ways to read one heading are endlessly many to read a long one.
_HEADING = regex(rf"(?:{_WORDS}|{_CORE_WORDS.replace('总额|', '')}|[:/、])+")
_CORE = regex(_CORE_WORDS)
# A list of payments, prices or people has these; it is no table of figures.
_LIST = regex(r".*(?:日期|时间|凭证|摘要|单价|数量|电话|手机|规格|型号|联系|身份证|账号|收款|付款)")
_QUARTER = regex(r"(?:20\d\d年)?(?:第?[一二三四1-4]季度|Q[1-4]|[一二三四1-4]季)(?:末|累计)?", re.IGNORECASE)
_PART = regex(r"其中[:,]?[\u4e00-\u9fff]{2,12}$")
_BESIDE = regex(r"核对|原报|差异:")
_ORDINAL = regex(r"[一二三四五六七八九十]{1,3}|\([一二三四五六七八九十]{1,3}\)")
_MIN_COLUMNS = 2
_LOOK_AHEAD = 10
_LONGEST_LABEL = 40


class FigureReading(NamedTuple):
    """A table of figures, its unread cells, and the sheet row of the last that was read."""

    table: FigureTable
    unread: tuple[Unread, ...]
    last: int


def figure_header(lines: Sequence[SheetRow], first: int) -> int:
    """How many rows of headings of a table of figures begin at a line: one, two or none."""
    line = lines[first]
    if not _has_headings(line):
        return 0
    height = 1
    if first + 1 < len(lines) and _continues(line, lines[first + 1]):
        height = 2
    following = lines[first + height : first + height + _LOOK_AHEAD]
    below = [
        line for line in takewhile(lambda line: not _has_headings(line), following) if not is_numbering(line)
    ]
    return height if len(_figure_columns(lines[first : first + height], below)) >= _MIN_COLUMNS else 0


def _has_headings(line: SheetRow) -> bool:
    if not 2 <= len(line.cells) <= MAX_COLUMNS or line.has_number:
        return False
    kinds = [_kind_of(cell.text) for cell in line.cells.values()]
    named = sum(kind in ("heading", "core") for kind in kinds)
    known = "core" in kinds or is_account_header(line)
    return named >= 2 and known and "list" not in kinds


@lru_cache(maxsize=1 << 13)
def _kind_of(text: str) -> Literal["heading", "core", "list", ""]:
    """What a text is as a heading: of figures, with one of their main words, or of a list."""
    text = bare(text)
    if is_listed(text):
        return "list"
    if not _is_heading(text):
        return ""
    return "core" if _CORE.search(text) else "heading"


def is_listed(heading: str) -> bool:
    """Whether a heading is one of a list of payments, prices or people."""
    return bool(_LIST.match(bare(heading)))


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and bool(_HEADING.fullmatch(text))


def _continues(line: SheetRow, below: SheetRow) -> bool:
    """Whether the next row has finer headings under those of a row, under its first those of accounts."""
    if below.has_number or below.number != line.number + 1:
        return False
    if line.first.column in below.cells and not is_account_label(below.cells[line.first.column].text):
        return False
    return all(_is_heading_below(cell.text) for cell in below.cells.values())


def _is_heading_below(text: str) -> bool:
    return is_account_label(text) or _PART.match(plain(text)) is not None or _is_heading(bare(text))


def read_figures(
    header: Sequence[SheetRow], body: Sequence[SheetRow], caption: Caption
) -> Iterator[FigureReading]:
    """Read the lines below a header, each half of a table with several; nothing without figures."""
    lines = [line for line in body if not is_numbering(line)]
    halves = sides_of(header, lines)
    for side, (head, below) in enumerate(halves, 1) if halves else [(0, (header, lines))]:
        columns = _figure_columns(head, below)
        found = _read(head, below, columns, caption) if side or len(columns) >= _MIN_COLUMNS else None
        if found is not None:
            yield found._replace(table=replace(found.table, side=side))


def _read(
    header: Sequence[SheetRow], body: Sequence[SheetRow], columns: Mapping[int, str], caption: Caption
) -> FigureReading | None:
    rows, unread, last = list[FigureRow](), list[Unread](), 0
    numbered = any(_ORDINAL.fullmatch(plain(line.first.text)) for line in body)
    for line in body:
        if (
            is_note(line.first.text)
            or is_goal(line.first.text)
            or (label := _label(line, min(columns))) is None
        ):
            break
        cells = {column: line.cells[column] for column in columns if column in line.cells}
        if not cells:
            continue
        last = line.number
        named = _numbered(line.first, label) if numbered else label.text
        rows.append(FigureRow(line.number, named, cells, label, account_code(line, label)))
        unread += [
            Unread(cell, _why(columns[cell.column], label, cell))
            for cell in cells.values()
            if _unreadable(cell)
        ]
    if not rows:
        return None
    kind: Literal["budget", "quarters"] = "quarters" if _quarters(rows) >= _MIN_COLUMNS else "budget"
    table = FigureTable(
        header[0].first.sheet,
        kind,
        caption.title,
        caption.money_unit,
        caption.year,
        header[0].number,
        columns,
        tuple(rows),
    )
    return FigureReading(table, tuple(unread), last)


def _figure_columns(header: Sequence[SheetRow], body: Sequence[SheetRow]) -> dict[int, str]:
    """The columns that hold numbers, with their headings; the first column holds the labels."""
    columns: dict[int, str] = {}
    for column in sorted({column for line in header for column in line.cells} - {header[0].first.column}):
        values = [line.cells[column] for line in body if column in line.cells]
        numbers = sum(value.number is not None for value in values)
        texts = sum(value.number is None and not is_blank(value.text) for value in values)
        heading = "".join("".join(stacked(header, column)).split())
        if numbers > texts and not (_BESIDE.match(heading) or is_running_number(heading)):
            columns[column] = heading
    return columns


def _label(line: SheetRow, first_figure: int) -> Cell | None:
    """The label left of the figures, the nearest; None ends the table."""
    labels = [cell for column, cell in line.cells.items() if column < first_figure and cell.number is None]
    return labels[-1] if labels and len(labels[-1].text) <= _LONGEST_LABEL else None


def _numbered(first: Cell, label: Cell) -> str:
    """A label with the number (一, （一）, 1) that stands in a column of its own before it."""
    number = plain(first.text)
    if first is label or not (_ORDINAL.fullmatch(number) or number.isdecimal()):
        return label.text
    return f"{number}{'' if number.endswith(')') else '、'}{label.text}"


def _quarters(rows: Sequence[FigureRow]) -> int:
    return sum(bool(_QUARTER.fullmatch(plain(row.label))) for row in rows)


def _unreadable(cell: Cell) -> bool:
    return is_error(cell.value) or (cell.number is None and not is_blank(cell.text))


def _why(heading: str, label: Cell, cell: Cell) -> str:
    return f"“{label.text[:20]}”的“{heading}”填的是“{cell.text[:20]}”，不是数字"
