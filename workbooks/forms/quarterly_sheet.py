"""季度执行: cumulative spend, scheduled progress, rate and points of each quarter.

Budget, schedule and points are those of the indicator's own `quarterly` call, so that the table
and the score cannot disagree. The cumulative spend is typed here, or filled from the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from udfs.errors import MISSING
from udfs.execution import proportion
from udfs.expression import Constant, Data, Item, Node, Notation, shown
from udfs.numbers import round_score, rule_number, rule_numbers
from udfs.totals import total_of
from workbooks.filing.scoring import ScoredTable
from workbooks.forms import paper as look
from workbooks.forms.paper import CellValue, Paper
from workbooks.ledger import Ledger
from workbooks.standards.expression import parse
from workbooks.standards.model import Standard
from workbooks.standards.tables import Quarters

HEADINGS = ("季度/全年", "累计执行数", "预算序时进度", "预算执行率", "预算得分")
WIDTHS = (18, 22, 22, 18, 16)
PERIODS = ("一季度", "二季度", "三季度", "四季度")
HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
NOTE_NAME = "执行明细_说明"
_TYPED_NOTE = "累计执行数手工填写，或把支付明细贴入“执行明细”表后用宏“填季度执行”汇总。"


@dataclass(frozen=True)
class Period:
    """One quarter: its scheduled progress, its rate and its points, each as an expression."""

    label: str
    scheduled: Node
    rate: Node
    points: Node


@dataclass(frozen=True)
class Progress:
    """A point of the curve of the quarters: what was scheduled and what was spent, or error values."""

    label: str
    scheduled: CellValue
    spent: CellValue


@dataclass(frozen=True)
class QuarterlyRule:
    """What the `quarterly` call of a standard says, argument by argument."""

    arguments: tuple[Node, ...]
    cumulative: tuple[str, ...]
    """Data items of the cumulative spend, one for each period."""

    @classmethod
    def of(cls, standard: Standard) -> QuarterlyRule:
        call = standard.quarterly_call
        if call is None:
            raise ValueError(f"standard {standard.id} has no quarterly table")
        return cls(call.arguments, standard.quarterly_keys)

    @cached_property
    def budget(self) -> str:
        """Data item of the year's budget."""
        return _key(self.arguments[0])

    @cached_property
    def mean_full(self) -> Decimal:
        return rule_number(_content(self.arguments[3]), "平均分值")

    @cached_property
    def shares(self) -> tuple[Decimal, ...]:
        """The scheduled share of the budget at the end of each period."""
        return tuple(rule_numbers(_content(self.arguments[1]), "序时进度"))

    def progress(self, data: Data) -> list[Progress]:
        """The curve of the quarters; a figure that is no number is #N/A, which a chart leaves out."""
        budget, points = data.get(self.budget), []
        for period, key, share in zip(self.periods, self.cumulative, self.shares, strict=True):
            spent, label = data.get(key), period.label
            if isinstance(budget, Decimal) and budget:
                rate = percent(spent / budget) if isinstance(spent, Decimal) else "—"
                label = f"{label} {rate}／序时{share:.0%}"
            scheduled = budget * share if isinstance(budget, Decimal) else MISSING
            points.append(Progress(label, scheduled, spent if isinstance(spent, Decimal) else MISSING))
        return points

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The quarters in order."""
        full = rule_numbers(_content(self.arguments[2]), "各期分值")
        known = dict.fromkeys((self.budget, *self.cumulative))
        periods = []
        for number, (key, share, points) in enumerate(zip(self.cumulative, self.shares, full, strict=True)):
            scheduled = f"{self.budget} * {share}"
            rate = f"{key} / ({scheduled})"
            texts = (scheduled, rate, f"proportion({rate}, {points})")
            label = PERIODS[number] if len(self.shares) == len(PERIODS) else f"第{number + 1}期"
            periods.append(Period(label, *(parse(text, known).root for text in texts)))
        return tuple(periods)

    def subtotal(self, table: ScoredTable) -> CellValue:
        return total_of([shown(period.points, table.data) for period in self.periods])

    def mean(self, table: ScoredTable) -> CellValue:
        rates = total_of([shown(period.rate, table.data) for period in self.periods])
        return rates if isinstance(rates, str) else rates / len(self.cumulative)

    def mean_points(self, table: ScoredTable) -> CellValue:
        mean = self.mean(table)
        return mean if isinstance(mean, str | None) else proportion(mean, self.mean_full)

    def total(self, table: ScoredTable) -> CellValue:
        total = total_of([self.subtotal(table), self.mean_points(table)])
        return total if isinstance(total, str) else round_score(total)


def ledger_note(ledger: Ledger, kept: Sequence[str] = ()) -> str:
    """What the note under the table says after the ledger was added up; `kept` are periods left as typed."""
    rows = sum(issue.row is not None for issue in ledger.issues)
    checks = f"；需核对 {rows} 行，原因见“执行明细”表“核对”列" if rows else ""
    checks += "".join(f"；{issue.message}" for issue in ledger.issues if issue.row is None)
    if kept:
        checks += f"；{'、'.join(kept)}没有支付记录，保留原来填的数，请核对"
    counted = f"计入 {len(ledger.payments)} 笔，合计 {ledger.total:,.2f} 元，截至 {ledger.last_date}"
    return f"累计执行数按“执行明细”表汇总：{counted}{checks}。"


def percent(rate: Decimal) -> str:
    """A rate to one decimal, half-up."""
    return f"{(rate * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def _key(node: Node) -> str:
    if not isinstance(node, Item):
        raise TypeError("quarterly takes data items for budget and spend")
    return node.key


def _content(node: Node) -> Decimal | str:
    if not isinstance(node, Constant):
        raise TypeError("quarterly takes constants for schedule and points")
    return node.content


def write(paper: Paper, standard: Standard, quarters: Quarters, notation: Notation) -> dict[str, str]:
    """Write the sheet; return the cells of the data items typed here and of the note on the ledger."""
    rule = QuarterlyRule.of(standard)
    paper.widths(WIDTHS)
    paper.title_block(quarters.title, len(HEADINGS), measure=quarters.unit)
    paper.headings(HEADER_ROW, [HEADINGS])
    for row, period in enumerate(rule.periods, FIRST_ROW):
        _write_period(paper, row, period, notation)
    last = FIRST_ROW + len(rule.cumulative) - 1
    _write_totals(paper, last, rule)
    for row in range(HEADER_ROW, last + 4):
        paper.sheet.row_dimensions[row].height = 24
    note = last + 4
    paper.banner(note, len(HEADINGS), _TYPED_NOTE, look.FREE_TEXT, 40)
    hint = "各季度得分和小计不逐项舍入，只显示两位小数；总分一行四舍五入一次，与附表的指标得分相同。"
    paper.banner(note + 1, len(HEADINGS), hint, look.HINT, 30)
    paper.print_setup(None, len(HEADINGS), landscape=True)
    paper.protect()
    places = {key: f"B{FIRST_ROW + offset}" for offset, key in enumerate(rule.cumulative)}
    return places | {NOTE_NAME: f"A{note}"}


def _write_period(paper: Paper, row: int, period: Period, notation: Notation) -> None:
    paper.put(row, 1, period.label, look.CENTRE)
    paper.put(row, 2, None, look.INPUT_MONEY)
    paper.expression(row, 3, period.scheduled, look.MONEY)
    paper.expression(row, 4, period.rate, look.RATE)
    paper.expression(row, 5, period.points, look.SCORE, notation)


def _write_totals(paper: Paper, last: int, rule: QuarterlyRule) -> None:
    rates, points = f"D{FIRST_ROW}:D{last}", f"E{FIRST_ROW}:E{last}"
    subtotal, mean, total = last + 1, last + 2, last + 3
    for row, label in ((subtotal, "小计"), (mean, "全年平均执行率"), (total, "总分")):
        for column in range(1, len(HEADINGS) + 1):
            paper.put(row, column, None, look.CENTRE)
        paper.put(row, 1, label, look.CENTRE)
    mean_points = f"IF(ISNUMBER(D{mean}),MIN({rule.mean_full},MAX(0,D{mean}*{rule.mean_full})),D{mean})"
    paper.formula(subtotal, 5, f"=SUM({points})", look.SCORE, rule.subtotal)
    paper.formula(mean, 4, f"=AVERAGE({rates})", look.RATE, rule.mean)
    paper.formula(mean, 5, f"={mean_points}", look.SCORE, rule.mean_points)
    paper.formula(total, 5, f"=ROUND(E{subtotal}+E{mean},2)", look.TOTAL, rule.total)
