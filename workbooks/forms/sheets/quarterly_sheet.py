"""季度执行: cumulative spend, scheduled progress, rate and points of each quarter.

Budget, schedule and points are those of the indicator's own `quarterly` call, so that the table
and the score cannot disagree. The cumulative spend is typed here, or filled from the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence

from udfs.expression import Notation
from workbooks.filing.quarterly_rule import Period, QuarterlyRule
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen
from workbooks.forms.page.paper import Paper
from workbooks.forms.sheets.work import Work
from workbooks.ledger import Ledger
from workbooks.standards.model import Standard
from workbooks.standards.tables import Quarters

HEADINGS = ("季度/全年", "累计执行数", "预算序时进度", "预算执行率", "预算得分")
TOTALS = ("小计", "全年平均执行率", "总分")
WIDTHS = (18, 22, 22, 18, 16)
HEADER_ROW = 4
FIRST_ROW = HEADER_ROW + 1
NOTE_NAME = "执行明细_说明"
LEDGER_NOTE = "累计执行数按“执行明细”表汇总："
"""How the note begins once the ledger was added up."""
TYPED_NOTE = "累计执行数手工填写，或把支付明细贴入“执行明细”表后点“填季度执行”汇总。"
ROUNDING_NOTE = "各季度得分和小计不逐项舍入，只显示两位小数；总分一行四舍五入一次，与附表的指标得分相同。"


def ledger_note(ledger: Ledger, kept: Sequence[str] = ()) -> str:
    """What the note under the table says after the ledger was added up; `kept` are periods left as typed."""
    rows = sum(issue.row is not None for issue in ledger.issues)
    checks = f"；需核对 {rows} 行，原因见“执行明细”表“核对”列" if rows else ""
    checks += "".join(f"；{issue.message}" for issue in ledger.issues if issue.row is None)
    if kept:
        checks += f"；{'、'.join(kept)}没有支付记录，保留原来填的数，请核对"
    counted = f"计入 {len(ledger.payments)} 笔，合计 {ledger.total:,.2f} 元，截至 {ledger.last_date}"
    return f"{LEDGER_NOTE}{counted}{checks}。"


def add(work: Work) -> None:
    """Write 季度执行."""
    quarters = work.standard.quarters
    if quarters is not None:
        paper = work.papers[quarters.sheet]
        work.keep(quarters.sheet, write(paper, work.standard, quarters, work.writer.notation))


def write(paper: Paper, standard: Standard, quarters: Quarters, notation: Notation) -> dict[str, str]:
    """Write the sheet; return the cells of the data items typed here and of the note on the ledger."""
    rule = QuarterlyRule.of(standard)
    paper.widths(WIDTHS)
    title = quarters.heading or quarters.title
    paper.title_block(title, len(HEADINGS), measure=quarters.unit, dated=not quarters.heading)
    paper.headings(HEADER_ROW, [HEADINGS])
    for row, period in enumerate(rule.periods, FIRST_ROW):
        _write_period(paper, row, period, notation)
    last = FIRST_ROW + len(rule.cumulative) - 1
    _write_totals(paper, last, rule)
    screen.fade(paper.sheet, f"C{FIRST_ROW}:E{last + 3}", [f"$B${FIRST_ROW}:$B${last}"])
    for row in range(HEADER_ROW, last + 4):
        paper.sheet.row_dimensions[row].height = 24
    note = last + 4
    paper.banner(note, len(HEADINGS), TYPED_NOTE, look.FREE_TEXT, 40)
    paper.banner(note + 1, len(HEADINGS), ROUNDING_NOTE, look.HINT, 30)
    paper.print_setup(None, len(HEADINGS), landscape=True)
    paper.protect()
    screen.select(paper.sheet, f"B{FIRST_ROW}")
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
    for row, label in zip((subtotal, mean, total), TOTALS, strict=True):
        for column in range(1, len(HEADINGS) + 1):
            paper.put(row, column, None, look.CENTRE)
        paper.put(row, 1, label, look.CENTRE)
    mean_points = f"IF(ISNUMBER(D{mean}),MIN({rule.mean_full},MAX(0,D{mean}*{rule.mean_full})),D{mean})"
    paper.formula(subtotal, 5, f"=SUM({points})", look.SCORE, rule.subtotal)
    paper.formula(mean, 4, f"=AVERAGE({rates})", look.RATE, rule.mean)
    paper.formula(mean, 5, f"={mean_points}", look.SCORE, rule.mean_points)
    paper.formula(total, 5, f"=ROUND(E{subtotal}+E{mean},2)", look.TOTAL, rule.total)
