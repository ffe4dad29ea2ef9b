"""项目资金 of a project form: its sources add up, spending has a budget, the score follows from the rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from udfs.regex import regex
from workbooks.findings import ERROR, MISSING, NOTICE, Finding, quoted
from workbooks.official.money import AMOUNTS
from workbooks.official.official_table import Cell, MoneyBlock
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.official.words import is_blank
from workbooks.review.as_filing import has_weight_of, head_score
from workbooks.review.reading.comparing import as_printed, as_rate
from workbooks.review.reading.point_sums import points, printed_of, shown, total_of
from workbooks.review.reading.printed_amounts import amount, printed_amount, slack
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_OTHERS = "其他资金"
"""Where it has a row, every other source has one."""
_MEDIUM_TERM = "中期资金总额"
_NATIONAL = ("当年财政拨款", "上年结转资金", _OTHERS)
# Parts of parts, and the same money by kind of spending, do not add up with the sources.
_CENTRAL = regex(r"中央(?:财政|专项|转移支付|补助)*(?:资金|拨款|安排)*")
_LOCAL = regex(r"地方(?:财政|配套|补助)*(?:资金|拨款|安排)*")
_OF_LOCAL = regex(r"[省市区县州]|自治")
_OTHER_CUT = regex(r"支出|按.*分|一般公共预算|政府性基金|国有资本|债券")


@check
def project_money(subject: Subject) -> Iterator[Finding]:
    """T08 项目资金

    项目支出绩效自评表的年度资金总额应等于当年财政拨款、上年结转资金、其他资金之和，年初预算数、全年预算数、全年
    执行数各列分别核对。各来源有没填的，只看已填的是否超过总额。各地另列来源的（中央、省级、单位资金等），至少一列
    相符才把不符的列提出来，只是提示。转移支付的表是中央、地方、其他资金之和，地方资金下面再分的各级不另加。
    """
    for money in subject.workbook.money:
        transferred = _of_transfer(money)
        if transferred:
            for column in AMOUNTS:
                yield from _sources(money, column, transferred, certain=True)
        elif set(money.rows) <= {MoneyBlock.TOTAL, *_NATIONAL}:
            for column in (*AMOUNTS, _MEDIUM_TERM):
                yield from _sources(money, column, _NATIONAL, certain=True)
        else:
            yield from _own_sources(money)


@check
def spending_without_budget(subject: Subject) -> Iterator[Finding]:
    """T11 没有预算的支出

    项目资金的全年预算数是 0（写明的 0，不是没填），全年执行数大于 0：没有预算的支出，执行率和它的得分都算不
    出来。
    """
    for money in subject.workbook.money:
        spent, budget = (money.cell(MoneyBlock.TOTAL, column) for column in ("全年执行数", "全年预算数"))
        if spent is None or budget is None or spent.number is None or budget.number is None:
            continue
        if budget.number.value != 0 or spent.number.value <= 0:
            continue
        rate, score = money.cell(MoneyBlock.TOTAL, "执行率"), money.score
        printed = [
            f"{word}印的是 {cell.text}"
            for word, cell in (("执行率", rate), ("得分", score))
            if cell is not None and cell.number is not None
        ]
        message = f"全年预算数是 0，全年执行数是 {spent.text}，没有预算的支出，分母是 0，执行率和得分算不出来"
        message += f"；{'、'.join(printed)}，请核对预算数" if printed else "，请核对预算数"
        at = next((cell for cell in (rate, score) if cell is not None and cell.number is not None), spent)
        level = ERROR if printed else NOTICE
        basis = "执行率＝全年执行数÷全年预算数"
        yield Finding("T11", level, at.sheet, at.address, message, None, at.text, basis)


@check
def score_of_execution(subject: Subject) -> Iterator[Finding]:
    """T12 预算执行率的得分

    项目资金里印有分值和执行率的，得分应为执行率×分值，超过 100% 的按满分。表头写明“分值×执行率”的，对不上是
    错误；没有写明的是提示。印有分值、执行率而没有得分的是缺失。认得评分标准的由规则类核对。
    """
    by_rule = _scored_by_rule(subject)
    for money in subject.workbook.money:
        if money.score is None or (money.score.sheet, money.score.address) not in by_rule:
            yield from _execution(money)


def _scored_by_rule(subject: Subject) -> set[tuple[str, str]]:
    """The scores in money blocks that the standard of their table has worked out."""
    found = {
        (cell.sheet, cell.address)
        for each in subject.recognised
        for item in each.scored.items
        if item.line.indicator is not None
        and item.score is not None
        and has_weight_of(each.table, item.line.indicator)
        and (cell := head_score(each.table, each.standard, item.line.indicator)) is not None
    }
    ours = [table.money.score for table in subject.tables if table.money and table.sheet in subject.standards]
    return found | {(cell.sheet, cell.address) for cell in ours if cell is not None}


def _execution(money: MoneyBlock) -> Iterator[Finding]:
    weight = printed_of(money.weight)
    rates = list(_rates(money))
    score = money.score
    if weight is None or not rates or score is None:
        return
    full = points(weight)
    right = min(rates[0], Decimal(1)) * full
    rule = f"执行率 {as_printed(Printed(rates[0], None, True))}×{shown(full)} 分"
    if is_blank(score.text):
        message = f"预算执行率有分值 {shown(full)}，得分没有填写，按{rule}应为 {shown(right)}"
        yield Finding("T12", MISSING, score.sheet, score.address, message, shown(right), None, "执行率×分值")
        return
    if score.number is None or not right >= 0:
        return
    printed = Printed(points(score.number), score.number.decimals)
    ways = [min(rate, Decimal(1)) * full for rate in rates]
    if any(fit(way, printed).follows or fit(way, printed).habit for way in ways):
        return
    level = ERROR if money.product else NOTICE
    remark = "" if money.product else "，如另有规定请写明"
    expected, found = as_printed(Printed(right)), shown(printed.value)
    message = f"预算执行率的得分印的是 {found}，按{rule}应为 {expected}{remark}"
    basis = "得分＝执行率×分值" if money.product else "得分一般为执行率×分值"
    yield Finding("T12", level, score.sheet, score.address, message, expected, found, basis)


def _rates(money: MoneyBlock) -> Iterator[Decimal]:
    """The execution rate: from the amounts, and as printed."""
    row = next((row for row in money.rows if row == MoneyBlock.TOTAL), next(iter(money.rows), ""))
    spent, budget, rate = (
        printed_of(money.cell(row, each)) for each in ("全年执行数", "全年预算数", "执行率")
    )
    exact = spent.value / budget.value if spent and budget and budget.value > 0 else None
    if exact is not None:
        yield exact
    known = exact is not None or (rate is not None and rate.percent)
    if rate is not None and known and not (budget is not None and budget.value == 0):
        yield as_rate(rate, exact or Decimal(1)).value


def _own_sources(money: MoneyBlock) -> Iterator[Finding]:
    """The sources that a region lists: flat only where none of them is a part of another."""
    sources = [row for row in money.rows if row != MoneyBlock.TOTAL]
    if any(map(_OTHER_CUT.search, sources)) or not 2 <= len(sources) <= 5:
        return
    found = {column: list(_sources(money, column, sources, certain=False)) for column in AMOUNTS}
    known = {column for column in AMOUNTS if _complete(money, column, sources)}
    if any(not found[column] for column in known):
        for column in AMOUNTS:
            yield from found[column]


def _of_transfer(money: MoneyBlock) -> list[str]:
    """The sources of a transfer: central, local, others; none where money of another kind is listed."""
    rows = [row for row in money.rows if row != MoneyBlock.TOTAL]
    central, local = ([row for row in rows if kind.fullmatch(row)] for kind in (_CENTRAL, _LOCAL))
    others = [row for row in rows if row == _OTHERS]
    rest = [row for row in rows if row not in (*central, *local, *others)]
    if not len(central) == len(local) == 1 or not all(map(_OF_LOCAL.match, rest)):
        return []
    return [*central, *local, *others]


def _complete(money: MoneyBlock, column: str, sources: Sequence[str]) -> bool:
    figures = [printed_of(money.cell(row, column)) for row in (MoneyBlock.TOTAL, *sources)]
    return None not in figures and any(figure is not None and figure.value for figure in figures)


def _printed_as(money: MoneyBlock, column: str) -> str:
    """What a form calls its total in a column; one that only sets budgets has labels and no columns."""
    if column == _MEDIUM_TERM:
        return quoted(_MEDIUM_TERM)
    only_set = {name for _, name in money.cells} <= {"全年预算数", _MEDIUM_TERM}
    return quoted(MoneyBlock.TOTAL) if only_set else f"{quoted(MoneyBlock.TOTAL)}的“{column}”"


def _sources(money: MoneyBlock, column: str, sources: Sequence[str], certain: bool) -> Iterator[Finding]:
    whole = money.cell(MoneyBlock.TOTAL, column)
    listed = sources if _OTHERS not in money.rows else [row for row in sources if row in money.rows]
    parts = [money.cell(row, column) for row in listed]
    known = [cell for cell in parts if cell is not None and cell.number is not None]
    total = total_of(cell.number for cell in known)
    if whole is None or whole.number is None or total is None:
        return
    gap = whole.number.value - total.value
    if gap == 0 or (gap > 0 and len(known) < len(parts)):
        return
    cells: list[Cell] = [whole, *known]
    rounding = abs(gap) <= slack(cells)
    level = NOTICE if rounding or not certain else ERROR
    expected, found = amount(total.value, cells), printed_amount(whole)
    names = "＋".join(row for row in sources if row in money.rows)
    message = f"{_printed_as(money, column)}印的是 {found}，各资金来源相加为 {expected}"
    message += "（相差在舍入误差之内）" if rounding else ""
    basis = f"{_MEDIUM_TERM if column == _MEDIUM_TERM else MoneyBlock.TOTAL}＝{names}"
    yield Finding("T08", level, whole.sheet, whole.address, message, expected, found, basis)
