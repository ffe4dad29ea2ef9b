"""项目资金 as labels with their amounts beside them: 预算数： | 80 | 执行数： | 76, its sources below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from udfs.regex import regex
from workbooks.official.amounts import unit_in, without_unit
from workbooks.official.labels import plain
from workbooks.official.money import MoneyReading, column_of, money_cells, row_of
from workbooks.official.official_table import Cell, MoneyBlock
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.words import is_blank

_AMOUNTS = {
    "年初预算数": regex(r"年初预算(?:数|额)?"),
    "全年预算数": regex(
        r"(?:年度|当年|本年)资金总额|(?:全年|调整后?|年度)?预算(?:安排|资金)?(?:数|额|金额)|(?:调整后?|全年)预算"
    ),
    "全年执行数": regex(r"(?:全年|实际)?(?:预算)?(?:执行|支出)(?:数|额|金额)"),
    "中期资金总额": regex(r"(?:中期|项目)资金总额|资金总额"),
    "资金到位数": regex(r"(?:资金|实际)?到位(?:数|额|金额)?"),
}
_IN_ONE = regex(r"([^:]{2,16}):([+-]?[\d,]+(?:\.\d+)?(?:万?元|万|%)?)")
# 预算数（A）, 执行数（B）: by which the form says how the rate is worked out.
_LETTER = regex(r"\([A-Z]\)$")
_LONGEST = 30
_FEWEST = 2


class _Pair(NamedTuple):
    label: str
    at: int
    amount: Cell | None


def read_pairs(lines: Sequence[SheetRow], first: int) -> MoneyReading | None:
    """The block that begins at a line with budget and spending (or 中期 and 年度) behind their labels."""
    line = lines[first]
    texts = (cell.text[:_LONGEST] for cell in line.cells.values())
    if not any("预算" in text or "资金总额" in text for text in texts):
        return None
    pairs = [pair for pair in _pairs(line) if pair.amount is not None and not is_blank(pair.amount.text)]
    named = {pair.at: name for pair in pairs if (name := _amount_of(pair.label))}
    names = set(named.values())
    if "全年预算数" not in names:
        return None
    fewest = _FEWEST
    if not {"全年执行数", "中期资金总额"} & names:
        if not _opens_list(lines, first, named):
            return None
        fewest = 1
    above = lines[first - 1] if first else None
    unit = _unit(lines[max(0, first - 3) : first + 1])
    cells = {(MoneyBlock.TOTAL, named[pair.at]): pair.amount for pair in pairs if pair.at in named}
    rates = [pair.amount for pair in pairs if column_of(pair.label) == "执行率"]
    cells[MoneyBlock.TOTAL, "执行率"] = rates[0] if len(rates) == 1 else _rate(line, above)
    end = first + 1
    while end < len(lines) and (found := _sources(lines[end], named, fewest)):
        cells |= {key: cell for key, cell in found.items() if key not in cells}
        end += 1
    printed = {
        key: cell if key[1] == "执行率" else without_unit(cell, unit) for key, cell in cells.items() if cell
    }
    return money_cells(printed, end - first)


def _opens_list(lines: Sequence[SheetRow], first: int, named: Mapping[int, str]) -> bool:
    """Whether 年度资金总额 alone stands over its sources, an amount a line, as in an 申报表 of one year."""
    numbers = [cell for cell in lines[first].cells.values() if cell.number is not None]
    total = any("资金总额" in plain(lines[first].cells[at].text) for at in named)
    below = lines[first + 1] if first + 1 < len(lines) else None
    return total and len(numbers) == 1 and below is not None and bool(_sources(below, named, 1))


class LabelledRow(NamedTuple):
    """A row of the block in a form that is not filled in yet: which amount goes behind which label."""

    line: SheetRow
    row: str
    labels: Mapping[int, str]


def labelled_rows(lines: Sequence[SheetRow]) -> list[LabelledRow]:
    """The rows of the block as its labels give them, whether filled in or not; none without a block."""
    for place, line in enumerate(lines):
        labels = {
            column: name
            for column, cell in line.cells.items()
            if len(cell.text) <= _LONGEST and (name := _amount_of(cell.text))
        }
        if not {"全年预算数", "全年执行数"} <= set(labels.values()) or not _leave_room(labels):
            continue
        found = [LabelledRow(line, MoneyBlock.TOTAL, labels)]
        for below in lines[place + 1 :]:
            rows = {row_of(cell.text) for column, cell in below.cells.items() if column in labels}
            name = next(iter(rows - {None}), None)
            if len(rows) != 1 or name is None:
                break
            found.append(LabelledRow(below, name, labels))
        return found
    return []


def _leave_room(labels: Mapping[int, str]) -> bool:
    """Whether a cell is left behind each label; headings stand beside each other."""
    return all(after - before > 1 for before, after in pairwise(sorted(labels)))


def _pairs(line: SheetRow) -> Iterator[_Pair]:
    """Each label of a line with the amount beside it, or behind its colon."""
    cells = list(line.cells.values())
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        text = plain(cell.text) if len(cell.text) <= _LONGEST else ""
        if cell.number is not None or not text:
            continue
        if inside := _IN_ONE.fullmatch(text):
            yield _Pair(inside[1], cell.column, replace(cell, value=inside[2]))
        elif following is not None and (following.number is not None or is_blank(following.text)):
            yield _Pair(text.strip(":"), cell.column, following)
        elif text.endswith(":") or _amount_of(text) or row_of(text):
            yield _Pair(text.strip(":"), cell.column, None)


@lru_cache(maxsize=1 << 12)
def _amount_of(label: str) -> str | None:
    text = _LETTER.sub("", plain(label).strip(":"))
    return next((name for name, pattern in _AMOUNTS.items() if pattern.fullmatch(text)), None)


def _sources(
    line: SheetRow, named: Mapping[int, str], fewest: int = _FEWEST
) -> dict[tuple[str, str], Cell | None]:
    """The amounts of one source, each label under that of its column."""
    found: dict[tuple[str, str], Cell | None] = {}
    for pair in _pairs(line):
        row = row_of(pair.label)
        if pair.at in named and row is not None and row != MoneyBlock.TOTAL:
            found[row, named[pair.at]] = pair.amount
    return found if len(found) >= fewest else {}


def _rate(line: SheetRow, above: SheetRow | None) -> Cell | None:
    """The execution rate at the end of the line, under its heading."""
    last = list(line.cells.values())[-1]
    over = [] if above is None else [cell for column, cell in above.cells.items() if column <= last.column]
    return last if over and column_of(over[-1].text) == "执行率" and last.number is not None else None


def _unit(lines: Sequence[SheetRow]) -> str:
    texts = (cell.text for line in lines for cell in line.cells.values())
    return next(filter(None, map(unit_in, texts)), "")
