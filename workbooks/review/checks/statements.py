"""What texts state against figures elsewhere: rates of the whole, of counts, and balances that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from decimal import Decimal
from itertools import groupby, pairwise

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.findings import NOTICE, Finding, quoted
from workbooks.official.headings import bare
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, FigureRow, FigureTable
from workbooks.official.rounding import fit
from workbooks.review.reading.comparing import as_printed, as_rate, written
from workbooks.review.reading.hierarchy import is_total, name_of
from workbooks.review.reading.printed_amounts import amount, printed_amount
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.reading.whole_amounts import BUDGETS, StatedTotals, stated_totals
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_RATE_HEADING = regex(r"(?:预算|资金)?(?:执行|支出|支付)率(?:%|\(%\))?")
_WHOLE_RATE = regex(
    r"(?:.*[,、:])?(?:(?:19|20)\d\d年度?)?(?:全年|年度|本年度?|[我本](?:单位|部门|[局办厅委院校])|单位|部门|整体|总体|资金|的)*"
    r"(?:预算执行|总?支出)率(?:为|是|达到?|:)?"
)
_OF_A_PART = regex(r"项目|专项|季度|\d月|月底|月末|上半年|三公|公用|采购|人员|基本|上年|去年")
_YEAR = regex(r"((?:19|20)\d\d)年")

_DONE = regex(r"(?:完成|整改|办结|解决|处置|改造)(?:的|了)?(?:整改|改造|办结)?$")
_ALL = regex(r"共有?|应|计划|总|需")
_DONE_RATE = regex(r"(?:完成|整改|办结|解决|改造|处置)率?")
_COMMON = regex(
    r"完成|整改|工作|情况|全年|年度|单位|部门|累计|共有|提升|进行|开展|要求|按照|截至|年底|目标|指标|全部|实际|已经|方面"
)

_CARRIED = regex(r"(?:上年|年初|期初).*(?:结余|结转)")
_CLOSING = regex(r"(?:年末|期末|本年|累计|年终).*(?:结余|结转)|^结余|^结转")
_INCOME = regex(r"收入(?:合计|总计|数|决算)?$")
_SPENDING = regex(r"支出(?:合计|总计|数|决算)?$")


@check
def rate_of_the_whole(subject: Subject) -> Iterator[Finding]:
    """R04 文字里的执行率与预算表

    文件里只有一张印有执行率合计的预算表时，文字、分析里写的本部门预算执行率应与它相同；不同的可能是口径不同
    （全部资金、财政拨款），提示写明。项目、专项、季度、别的年度的执行率和界限不比。
    """
    printed = total_rate(subject)
    if printed is None:
        return
    table, total = printed
    for found in _figures(subject.narrative, "%"):
        if not _is_rate_of_the_whole(
            found, subject.years if subject.titled or not table.year else {str(table.year)}
        ):
            continue
        if total.number is None or _same_rate(found, total):
            continue
        where = f"工作表“{total.sheet}”{total.address}"
        shown = as_printed(as_rate(total.number, found.figure.value))
        message = f"预算执行率写的是 {found.shown}，{where} 合计印的是 {shown}，请写明各按什么口径"
        yield _finding("R04", found, message, shown, "同一口径的执行率只有一个")


def total_rate(subject: Subject) -> tuple[FigureTable, Cell] | None:
    """The execution rate of a total row; None unless just one table prints one."""
    totals = [found for table in subject.budgets for found in _total_rates(table)]
    return totals[0] if len(totals) == 1 else None


def _is_rate_of_the_whole(found: Quantity, years: Set[str]) -> bool:
    """Whether a percentage is the execution rate of all the money, in one of these years or in none named."""
    named = set(_YEAR.findall(found.sentence))
    whole = _WHOLE_RATE.fullmatch(found.label) and not _OF_A_PART.search(found.sentence[-30:])
    return bool(whole) and found.exact and named <= years


def _total_rates(table: FigureTable) -> Iterator[tuple[FigureTable, Cell]]:
    columns = [column for column, heading in table.headings.items() if _RATE_HEADING.fullmatch(bare(heading))]
    for row in table.rows:
        for column in columns if is_total(row) else ():
            if column in row.cells and row.cells[column].number is not None:
                yield table, row.cells[column]


def _same_rate(found: Quantity, total: Cell) -> bool:
    """Whether two printed rates agree at the coarser of their decimals."""
    if total.number is None:
        return True
    other = as_rate(total.number, found.figure.value)
    return fit(found.figure.value, other).follows or fit(other.value, found.figure).follows


@dataclass(frozen=True)
class _Counted:
    """A count of what was done out of a count of all, in one sentence."""

    whole: Quantity
    part: Quantity

    @property
    def share(self) -> Decimal:
        return self.part.value / self.whole.value

    @property
    def words(self) -> set[str]:
        """Pairs of characters that say what was counted."""
        return _pairs(self.whole.sentence + self.whole.label + self.part.clause)


@check
def implied_rate(subject: Subject) -> Iterator[Finding]:
    """R05 数目隐含的完成率

    一句话写了总数和完成数（“共有燃气用户 25418 户，已完成整改 25228 户”），别处写同一件事的完成率（“完成率
    100%”“100% 完成”）却不是这两个数之比，提示核对。没有全部完成的才比，说的是不是同一件事由审核人员认定。
    """
    counted = [found for cell in subject.narrative for found in _counted(cell)]
    for found in _figures(subject.narrative, "%") if counted else ():
        if not found.exact or not _claims_done(found):
            continue
        for pair in counted:
            if found.cell == pair.part.cell and found.whole == pair.part.whole:
                continue
            if fit(pair.share, found.figure).follows or not _same_matter(pair, found):
                continue
            exact = written(pair.share, found.figure)
            at = pair.part.cell
            message = (
                f"写的是 {found.shown}，工作表“{at.sheet}”{at.address} 写的是 {pair.whole.shown}中完成 "
                f"{pair.part.shown}，为 {exact}，请核对是不是同一件事"
            )
            yield _finding("R05", found, message, exact, "完成率＝完成数÷总数")
            break


def _counted(cell: Cell) -> Iterator[_Counted]:
    for _, group in groupby(quantities(cell), key=lambda each: each.whole):
        found = [each for each in group if each.exact and not each.is_money and each.unit not in ("%", "分")]
        for whole, part in pairwise(found):
            named = _ALL.search(whole.clause) and _DONE.search(part.label)
            if named and whole.measure == part.measure and 0 < part.value < whole.value:
                yield _Counted(whole, part)


def _claims_done(found: Quantity) -> bool:
    """Whether a percentage says how much of something was done: 整改率为100%, “100%”要求完成改造."""
    if _DONE_RATE.search(found.label) and "年初" not in found.label:
        return found.figure.value <= 1
    after = found.whole[len(found.sentence) :]
    return found.figure.value == 1 and bool(re.match(r"\d+%[”\"]?(?:要求|地)?(?:完成|整改)", after))


def _same_matter(pair: _Counted, found: Quantity) -> bool:
    after = found.whole[len(found.sentence) :][:24]
    words = _pairs(found.sentence[-24:].split(",")[-1]) | _pairs(re.split("[,、;]", after)[0])
    return len(words & pair.words) >= 2


def _pairs(text: str) -> set[str]:
    kept = _COMMON.sub(" ", text)
    pairs = (kept[place : place + 2] for place in range(len(kept) - 1))
    return {pair for pair in pairs if re.fullmatch(r"[\u4e00-\u9fff]{2}", pair)}


@check
def impossible_balance(subject: Subject) -> Iterator[Finding]:
    """T13 不可能的结余

    文字写明预算全部支出（全年预算数等于总支出），同一年度又写有结转结余金额的，提示核对；预算表里支出大于收入与上年
    结余之和、又没有年末结余一栏的，也提示。预算减支出正好等于结转结余的相符。项目的报告没有写上年结转、收回的，结余不等于任何一个预算减支出也提示。
    """
    for stated in stated_totals(subject):
        yield from _balance_in_texts(stated)
    for table in subject.budgets:
        yield from _overspent(table)


def _balance_in_texts(stated: StatedTotals) -> Iterator[Finding]:
    budgets, spent, balances = (
        [each.quantity for each in stated.of(*kinds)] for kinds in (BUDGETS, ("支出",), ("结余",))
    )
    pairs = [(one, other) for one in budgets for other in spent if one.value == other.value]
    gaps = {abs(one.value - other.value) for one in budgets for other in spent}
    for balance in balances:
        if not balance.value or not gaps or any(abs(balance.value - gap) <= balance.step for gap in gaps):
            continue
        if pairs:
            yield _balance_of_nothing(balance, *pairs[0], spent)
        elif stated.of_project and not stated.carries_over and len({each.value for each in spent}) == 1:
            yield _other_balance(balance, budgets, spent[0])
        return


def _balance_of_nothing(
    balance: Quantity, budget: Quantity, all_spent: Quantity, spent: Sequence[Quantity]
) -> Finding:
    others = dict.fromkeys(each.shown for each in spent if each.value != budget.value)
    more = f"；另一处的支出是 {'、'.join(others)}" if others else ""
    message = (
        f"结转结余写的是 {balance.shown}，预算 {budget.shown}与支出 {all_spent.shown}相同，"
        f"结余应为 0{more}，请核对口径"
    )
    return _finding("T13", balance, message, None, "结转结余＝预算－支出")


def _other_balance(balance: Quantity, budgets: Sequence[Quantity], spent: Quantity) -> Finding:
    ways = dict.fromkeys(f"{budget.shown}－{spent.shown}" for budget in budgets)
    message = f"结余写的是 {balance.shown}，不是预算减支出（{'、'.join(ways)}），请核对"
    return _finding("T13", balance, message, None, "结余＝预算－支出")


def _overspent(table: FigureTable) -> Iterator[Finding]:
    names = {column: bare(heading) for column, heading in table.headings.items()}
    carried, income, spending = (
        [column for column, name in names.items() if pattern.search(name)]
        for pattern in (_CARRIED, _INCOME, _SPENDING)
    )
    closing = [column for column, name in names.items() if _CLOSING.search(name) and column not in carried]
    if closing or not (len(carried) == len(income) == len(spending) == 1):
        return
    for row in table.rows:
        finding = _row_overspent(row, carried[0], income[0], spending[0])
        if finding is not None:
            yield finding


def _row_overspent(row: FigureRow, carried: int, income: int, spending: int) -> Finding | None:
    cells = [row.cells.get(column) for column in (carried, income, spending)]
    known = [cell for cell in cells if cell is not None and cell.number is not None]
    if len(known) < len(cells):
        return None
    before, earned, spent = (cell.number.value for cell in known if cell.number is not None)
    if spent <= before + earned or not earned:
        return None
    most, cell = amount(before + earned, known), known[-1]
    message = (
        f"{quoted(name_of(row))}支出 {printed_amount(cell)}，大于收入与上年结余之和 {most}，"
        "年末结余成了负数，请核对"
    )
    shown = printed_amount(cell)
    return Finding("T13", NOTICE, cell.sheet, cell.address, message, f"≤{most}", shown, "年末结余不小于 0")


def _figures(cells: Iterable[Cell], sign: str = "") -> Iterator[Quantity]:
    """The quantities of texts, of one unit where `sign` names it."""
    for cell in cells:
        if sign in plain(cell.text):
            yield from (found for found in quantities(cell) if not sign or found.unit == sign)


def _finding(code: str, at: Quantity, message: str, expected: str | None, basis: str) -> Finding:
    return Finding(code, NOTICE, at.cell.sheet, at.cell.address, message, expected, at.shown, basis)
