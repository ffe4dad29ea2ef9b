"""The rates of the quarterly table, said again in running text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from udfs.regex import regex
from workbooks.findings import ERROR, NOTICE, Finding
from workbooks.official.official_table import Cell
from workbooks.official.rounding import fit
from workbooks.official.words import QUARTER_DIGITS, quarter_number
from workbooks.review.reading.comparing import as_printed, as_rate, compared
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.reading.quarter_rows import QuarterlyTable, quarterly_tables
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_RATE = r"(?:预算)?(?:支出|执行|支付)(?:进度)?率(?:为|是|达到?|仅为)?"
_OF_YEAR = r"(?:(?:19|20)\d\d年度?)?"
_MEAN = regex(rf"{_OF_YEAR}(?:(?:全年|年度|本年度?|[四各]个?季度)的?)?平均{_RATE}")
_QUARTER = regex(rf"第?([{QUARTER_DIGITS}])季度")
_OF_QUARTER = regex(rf"{_OF_YEAR}(?:{_QUARTER.pattern})?末?(?:累计)?{_RATE}")
_YEAR = regex(r"((?:19|20)\d\d)年")
_ELSEWHERE = regex(r"上年|去年|往年|同期|全市|全区|下属|项目|重点|专项|目标|计划|要求|序时")
_QUARTERS = 4


@check
def rates_in_texts(subject: Subject) -> Iterator[Finding]:
    """Q06 文字里的季度执行率

    文字写的全年平均执行率与季度执行表不同的是错误，写的某个季度的执行率不同的是提示；以序时进度或全年预算为分母、
    按印出的或重算的数都可以。别的年度、项目、计划的执行率不比；文件里有几张季度执行表的不核对。
    """
    tables = quarterly_tables(subject)
    if len(tables) != 1:
        return
    for cell in subject.narrative:
        for found in quantities(cell):
            if found.unit == "%" and found.exact and _is_own(found, subject):
                yield from _mean(tables[0], found)
                yield from _quarter(tables[0], found)


@check
def mean_in_text(subject: Subject) -> Iterator[Finding]:
    """Q07 文字里四个季度的平均

    同一段文字写了四个季度的执行率和全年平均执行率的，平均应是四个数的平均。四个季度没有写全的、有两个平均的不核对。
    """
    for cell in subject.narrative:
        rates = [found for found in quantities(cell) if found.unit == "%" and found.exact]
        means = [found for found in rates if _MEAN.fullmatch(found.label)]
        quarters: dict[int, Decimal] = {}
        for found in rates:
            named = _QUARTER.findall(found.sentence)
            if named and _OF_QUARTER.fullmatch(found.label) and not _ELSEWHERE.search(found.sentence):
                quarters.setdefault(quarter_number(named[-1]), found.figure.value)
        if len(means) == 1 and len(quarters) == _QUARTERS:
            mean = sum(quarters.values(), Decimal(0)) / _QUARTERS
            rule = "四个季度执行率的平均"
            finding = compared("Q07", cell, "全年平均执行率", means[0].figure, mean, rule)
            if finding is not None:
                yield finding


def _is_own(found: Quantity, subject: Subject) -> bool:
    return set(_YEAR.findall(found.sentence)) <= subject.years and not _ELSEWHERE.search(found.sentence)


def _mean(table: QuarterlyTable, found: Quantity) -> Iterator[Finding]:
    cell, mean = table.mean_cell("rate"), table.mean
    if cell is None or cell.number is None or mean is None or not _MEAN.fullmatch(found.label):
        return
    printed = as_rate(cell.number, mean)
    if not any(fit(value, found.figure).follows for value in (printed.value, *table.means)):
        message = f"文字写的全年平均执行率是 {found.shown}，季度执行表{_at(cell)}是 {as_printed(printed)}"
        yield _finding(ERROR, found, message, as_printed(printed))


def _quarter(table: QuarterlyTable, found: Quantity) -> Iterator[Finding]:
    named = _QUARTER.findall(found.sentence)
    if not named or not _OF_QUARTER.fullmatch(found.label):
        return
    row = table.quarters[quarter_number(named[-1]) - 1]
    cell = next((cell for cell in table.cells("rate") if cell.row == row.number), None)
    if cell is None or cell.number is None or row.number not in table.printed_rates:
        return
    sources = (table.printed_rates, table.rates, table.rates_of_year)
    values = [rates[row.number] for rates in sources if row.number in rates]
    if any(fit(value, found.figure).follows for value in values):
        return
    printed = as_rate(cell.number, table.printed_rates[row.number])
    message = f"文字写的{row.label}执行率是 {found.shown}，季度执行表{_at(cell)}是 {as_printed(printed)}"
    yield _finding(NOTICE, found, message, as_printed(printed))


def _at(cell: Cell) -> str:
    return f"（{cell.sheet}!{cell.address}）"


def _finding(level: str, found: Quantity, message: str, expected: str) -> Finding:
    at = found.cell
    basis = "文字与季度执行表一致"
    return Finding("Q06", level, at.sheet, at.address, message, expected, found.shown, basis)
