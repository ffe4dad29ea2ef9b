"""The 执行率 column of a budget table: which of its columns explain it, and the row that they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from udfs.regex import regex
from workbooks.files.coordinates import get_column_letter
from workbooks.findings import NOTICE, Finding, quoted
from workbooks.official.headings import bare
from workbooks.official.official_table import Cell, FigureTable
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.review.reading.comparing import as_printed, as_rate, compared, written
from workbooks.review.reading.conventions import Custom, Explained, explained

_RATE = regex(r"(?:执行|支出|支付|完成|到位)(?:率|进度|比例)(?:%|\(%\))?$")
_SPENT = regex(r"支出|执行|决算|支付|完成")
_NOT_SPENT = regex(r"率|进度|比|预算(?:数|额|金额|总额)?$")
_WHOLES = (r"调整后?预算|调整后|全年预算", r"预算", r"收入|指标|资金总额|合计$|到位|下达|拨付|安排|批复")
_ARRIVED = regex(r"到位(?:资金|金额|数|额)?$")
_TO_ARRIVE = (r"应到位|下达", r"预算|计划|安排|批复|指标|总投资")
_CARRIED = regex(r"(?:上年|年初|期初).*(?:结余|结转)|^结余|^结转")
_ADJUSTED = regex(_WHOLES[0])


def rate_columns(code: str, table: FigureTable) -> Iterator[Finding]:
    """Findings on every rate column of a budget table."""
    for column, heading in table.headings.items():
        if _RATE.search(bare(heading)):
            yield from _rate_column(code, table, column)


def _rate_column(code: str, table: FigureTable, column: int) -> Iterator[Finding]:
    cells = {
        row.number: row.cells[column]
        for row in table.rows
        if column in row.cells and row.cells[column].number is not None
    }
    customs = _customs(table, column)
    best = _best(customs, cells)
    if best is None:
        return
    if best.odd and not best.is_rule:
        yield from _unexplained(code, table, column, cells, best)
        return
    for row in best.odd:
        if finding := _row(code, table, cells[row], best.custom):
            yield finding
    yield from _not_by_adjusted(code, table, column, cells, customs, best)


def _best(customs: list[Custom], cells: Mapping[int, Cell]) -> Explained | None:
    """Each custom is compared with what the column prints, read as percentages nearest to it."""
    found = [explained([custom], _printed(custom, cells)) for custom in customs]
    known = [one for one in found if one is not None]
    return max(known, key=lambda one: (one.fitting, -len(one.odd)), default=None)


def _printed(custom: Custom, cells: Mapping[int, Cell]) -> dict[int, Printed]:
    """The rates of the rows that a custom has figures for."""
    return {
        row: as_rate(cell.number, custom.values[row])
        for row, cell in cells.items()
        if cell.number is not None and row in custom.values
    }


def _customs(table: FigureTable, rate: int) -> list[Custom]:
    """Spending by each column that may be the whole, the adjusted budget first; then with carry-overs."""
    arrival = "到位" in _name(table, rate)
    done = _ARRIVED if arrival else _SPENT
    spent = [column for column in table.headings if done.search(_name(table, column))]
    spent = [column for column in spent if not _NOT_SPENT.search(_name(table, column))]
    wholes = []
    for pattern in _TO_ARRIVE if arrival else _WHOLES:
        for column in table.headings:
            named = re.search(pattern, _name(table, column)) and not re.search("率|比", _name(table, column))
            if named and column not in spent and column not in wholes:
                wholes.append(column)
    carried = [column for column in table.headings if _CARRIED.search(_name(table, column))]
    pairs = [(whole,) for whole in wholes if whole not in carried]
    sums = [(whole, extra) for whole in wholes for extra in carried if whole != extra]
    return [_custom(table, part, below) for part in spent for below in [*pairs, *sums]]


def _custom(table: FigureTable, part: int, below: tuple[int, ...]) -> Custom:
    values = {}
    for row in table.rows:
        figures = [row.cells[column].number for column in (part, *below) if column in row.cells]
        known = [figure.value for figure in figures if figure is not None]
        whole = sum(known[1:], Decimal(0))
        if len(known) == len(below) + 1 and whole > 0:
            values[row.number] = known[0] / whole
    names = "＋".join(_name(table, column) for column in below)
    return Custom(f"{_name(table, part)}÷{f'（{names}）' if len(below) > 1 else names}", values)


def _name(table: FigureTable, column: int) -> str:
    return bare(table.headings[column])


def _row(code: str, table: FigureTable, cell: Cell, custom: Custom) -> Finding | None:
    exact = custom.values[cell.row]
    label = next(row.label for row in table.rows if row.number == cell.row)
    if cell.number is None:
        return None
    what = f"{quoted(label)}{_name(table, cell.column)}"
    return compared(code, cell, what, as_rate(cell.number, exact), exact, custom.words, "；其余各行都相符")


def _unexplained(
    code: str, table: FigureTable, column: int, cells: Mapping[int, Cell], best: Explained
) -> Iterator[Finding]:
    """One notice for a column that nothing explains, at its first row that does not follow."""
    row = best.odd[0]
    cell, exact = cells[row], best.custom.values[row]
    if cell.number is None:
        return
    shown = as_rate(cell.number, exact)
    expected = written(exact, shown)
    message = (
        f"{_name(table, column)}印的是 {as_printed(shown)}，表内没有相符的算法；"
        f"最接近的 {best.custom.words} 为 {expected}，请写明分母"
    )
    yield Finding(
        code, NOTICE, cell.sheet, cell.address, message, expected, as_printed(shown), "执行率由表内各栏算得"
    )


def _not_by_adjusted(
    code: str,
    table: FigureTable,
    column: int,
    cells: Mapping[int, Cell],
    customs: list[Custom],
    best: Explained,
) -> Iterator[Finding]:
    """One notice where the rule found is not the customary one, and the customary one gives other rates."""
    adjusted = next(
        (each for each in customs if _ADJUSTED.search(each.words) and "＋" not in each.words), None
    )
    if adjusted is None or best.custom.words == adjusted.words:
        return
    printed = _printed(adjusted, cells)
    other = [row for row, shown in printed.items() if not fit(adjusted.values[row], shown).follows]
    if not other:
        return
    row = other[0]
    expected, found = written(adjusted.values[row], printed[row]), as_printed(printed[row])
    where = f"{get_column_letter(column)}{table.header_row}"
    message = (
        f"{_name(table, column)}是按 {best.custom.words} 计算的；"
        f"预算执行率通常为 {adjusted.words}，第 {row} 行则为 {expected}，请写明口径"
    )
    yield Finding(code, NOTICE, table.sheet, where, message, expected, found, "预算执行率＝支出÷调整预算")
