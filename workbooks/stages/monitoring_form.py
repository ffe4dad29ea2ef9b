"""The 绩效运行监控表 in its national layout, with the targets of the year and what is known so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from decimal import Decimal
from itertools import groupby

from udfs.records import dataclass
from workbooks.files.sheet_titles import sheet_titles
from workbooks.files.written_with import DataValidation, Workbook, Worksheet
from workbooks.files.xlsx import CellValue
from workbooks.forms.layout.kinds import LEDGER_SHEET, MONITORING_SUMMARY, STAGE_SHEETS
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen, wrapping
from workbooks.forms.page.paper import Paper, add_styles, letter
from workbooks.forms.sheets import ledger_sheet
from workbooks.official.head_amounts import TOTAL
from workbooks.stages import monitor_summary
from workbooks.stages.declaration_form import Blocks, grouped, write_year
from workbooks.stages.live_links import add_sources, reference
from workbooks.stages.stage_forms import mark, monitoring_form_of
from workbooks.stages.stage_reading import STATE
from workbooks.stages.targets_set import CARRIED_OVER, FISCAL, GOAL, OTHER, SetIndicator, SetTargets

PERIOD = "1-7月"
"""The months that a 监控表 is told of where nobody says otherwise."""
WIDTHS = (8, 9, 14, 23, 13, 14, 14, 6, 6, 6, 6, 6, 18, 6, 6, 6, 12)
"""Characters: side, levels, name, target, state, forecast, five causes, reason, three likelihoods, remark."""
_FIRST = (
    "绩效指标",
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "{period}执行情况",
    "全年预计完成情况",
)
_CAUSES = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明")
_LIKELIHOODS = ("确定能", "有可能", "完全不可能")
_MONEY = ("年初预算数", "{period}执行数", "{period}执行率", "全年预计执行数")
_SOURCES = (
    (TOTAL, "年度资金总额"),
    (FISCAL, "其中：财政拨款"),
    (CARRIED_OVER, "上年结转资金"),
    (OTHER, "其他资金"),
)
_LEDGER_HINT = (
    "把国库集中支付明细连同表头粘贴到第 3 行起（要有支付日期、支付金额，几个项目的还要有项目名称），"
    "再点“填季度执行”：到监控月份为止的支付按项目名称填进各监控表的执行数。没有计入或需要核对的行，"
    "原因写在最右边的“核对”列。"
)
_TICK = "√"
_LAST = len(WIDTHS)
NAME, TARGET, PROGRESS = 4, 5, 6
BUDGET, SPENT, RATE, EXPECTED = 5, 6, 7, 10
"""Columns of the money block."""

Cells = dict[str, dict[str, CellValue]]


@dataclass
class MonitoringSheet:
    """Where things stand on the sheet of a project: the first money row, the first and last indicator."""

    title: str
    targets: SetTargets
    money_row: int = 0
    first: int = 0
    last: int = 0
    linked: dict[str, CellValue] = field(default_factory=dict)
    """The results of the cells that refer to the 申报表."""


@dataclass
class MonitoringBook:
    """A workbook with one 监控表 for each project, 执行明细 behind them."""

    workbook: Workbook
    sheets: list[MonitoringSheet]
    sources: Cells = field(default_factory=dict)
    """The results of the formulas of the 申报表 in it, where it is linked with them."""

    def results(self) -> Cells:
        """The results of its formulas, worked out from what its cells hold now."""
        return {**self.sources, **{one.title: {**one.linked, **self._rates(one)} for one in self.sheets}}

    def _rates(self, one: MonitoringSheet) -> dict[str, CellValue]:
        sheet, found = self.workbook[one.title], dict[str, CellValue]()
        for row in range(one.money_row, one.money_row + len(_SOURCES)):
            amounts = []
            for column in (BUDGET, SPENT):
                cell = sheet.cell(row, column)
                amounts.append(one.linked.get(cell.coordinate, cell.value))
            found[f"{letter(RATE)}{row}"] = _rate(*amounts)
        return found


def _rate(budget: object, spent: object) -> CellValue:
    if not all(isinstance(amount, int | float | Decimal) for amount in (budget, spent)):
        return ""
    whole, part = Decimal(str(budget)), Decimal(str(spent))
    return part / whole if whole else "#DIV/0!"


def monitoring_workbook(
    targets: Sequence[SetTargets],
    period: str = "",
    ledger_rows: Sequence[Sequence[object]] = (),
    linked: bool = False,
) -> MonitoringBook:
    """A workbook with one 监控表 for each project.

    `linked`, the 申报表 stand in it too and the targets and budgets refer to them.

    `period` is what the state is told of, else what the targets say, else 1-7月.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    form = monitoring_form_of(any(one.is_of_department for one in targets))
    titles = sheet_titles([one.project or form.title for one in targets], STAGE_SHEETS)
    values: Cells = {}
    if linked:
        targets, values = add_sources(workbook, targets)
    sheets = []
    for one, sheet_title in zip(targets, titles, strict=True):
        paper = Paper(workbook.create_sheet(sheet_title))
        writer = _Monitoring(paper, one, period or one.period or PERIOD, linked)
        sheets.append(writer.write())
    told = "按“填汇总”列出各项目，最要紧的在最上面"
    monitor_summary.write(workbook.create_sheet(MONITORING_SUMMARY), (), told, len(sheets))
    ledger_sheet.write(Paper(workbook.create_sheet(LEDGER_SHEET)), ledger_rows, _LEDGER_HINT)
    mark(workbook, form.id)
    # The forms to be worked in stand before those they come from.
    for sheet in [workbook[title] for title in values]:
        workbook.move_sheet(sheet, len(workbook.sheetnames))
    return MonitoringBook(workbook, sheets, values)


class _Monitoring:
    """One 监控表 being written, from the top down."""

    def __init__(self, paper: Paper, targets: SetTargets, period: str, linked: bool) -> None:
        self.paper = paper
        self.targets = targets
        self.period = period
        self.linked = linked
        self.form = monitoring_form_of(targets.is_of_department)
        self.place = MonitoringSheet(paper.title, targets)

    def write(self) -> MonitoringSheet:
        """Write the sheet; return where things stand on it."""
        paper, targets = self.paper, self.targets
        paper.widths(WIDTHS)
        paper.banner(1, _LAST, self.form.title, look.TITLE, 30)
        write_year(paper, _LAST, targets.year)
        row = self._head(3)
        row = self._money(row)
        headings = self._goal(row)
        self.place.first = self._headings(headings)
        blocks = self._indicators(self.place.first)
        self.place.last = blocks[-1][-1][1]
        _offer_ticks(paper.sheet, self.place.first, self.place.last)
        signatures = "填表人：　　　　　　　　联系电话：　　　　　　　　填报日期："
        paper.banner(self.place.last + 1, _LAST, signatures, look.PLAIN, 26)
        header_rows = (headings, self.place.first - 1)
        paper.print_setup(header_rows, _LAST, landscape=True)
        paper.end_pages(blocks, self.place.last + 1, header_rows, WIDTHS, landscape=True)
        screen.begin_below_title(paper.sheet, names=4, first=3 if targets.year else 2)
        screen.fit_across(paper.sheet, _LAST)
        return self.place

    def _put(self, top: int, left: int, bottom: int, right: int, value: object, style: str) -> None:
        self.paper.merge(top, left, bottom, right, style)
        self.paper.put(top, left, value, style)

    def _head(self, row: int) -> int:
        targets = self.targets
        lines: list[tuple[tuple[str, str | None, int, int, int], ...]] = [
            ((self.form.name, targets.project, 1, 3, _LAST),)
        ]
        if not targets.is_of_department:
            units = [targets.texts.get(label) for label in ("主管部门", "实施单位")]
            lines.append((("主管部门", units[0], 1, 3, 6), ("实施单位", units[1], 7, 10, _LAST)))
        for line in lines:
            for label, text, start, left, right in line:
                self._put(row, start, row, left - 1, label, look.HEADER)
                self._put(row, left, row, right, text, look.INPUT_TEXT)
            self.paper.sheet.row_dimensions[row].height = 20
            row += 1
        return row

    def _money(self, row: int) -> int:
        """The money block: the year's budget is known; the rate is worked out from what is typed."""
        targets, last = self.targets, row + len(_SOURCES)
        funds = "部门资金" if targets.is_of_department else "项目资金"
        self._put(row, 1, last, 2, f"{funds}\n（{targets.measure or '万元'}）", look.HEADER)
        spans = ((3, 4), (BUDGET, BUDGET), (SPENT, SPENT), (RATE, 9), (EXPECTED, _LAST))
        for (left, right), heading in zip(spans, ("", *_MONEY), strict=True):
            self._put(row, left, row, right, heading.format(period=self.period), look.HEADER)
        self.place.money_row = row + 1
        for number, (source, label) in enumerate(_SOURCES, row + 1):
            self._put(number, 3, number, 4, label, look.TEXT)
            address = targets.money_cells.get(source, "")
            self._linked(number, BUDGET, targets.money.get(source), address, look.INPUT_MONEY)
            self._put(number, SPENT, number, SPENT, targets.spent.get(source), look.INPUT_MONEY)
            self.paper.merge(number, RATE, number, 9, look.RATE)
            rate = f'=IF(COUNT(E{number}:F{number})<2,"",F{number}/E{number})'
            self.paper.formula(number, RATE, rate, look.RATE, _unasked)
            expected = targets.expected.get(source)
            self._put(number, EXPECTED, number, _LAST, expected, look.INPUT_MONEY)
            self.paper.sheet.row_dimensions[number].height = 18
        return last + 1

    def _linked(self, row: int, column: int, value: Decimal | str | None, address: str, style: str) -> None:
        """A value, or where links are asked for a formula that fetches it from the form it came from."""
        if value is None or value == "" or not address or not self.linked:
            self.paper.put(row, column, value, style)
            return
        self.paper.formula(row, column, reference(self.targets.sheet, address), style, _unasked)
        self.place.linked[f"{letter(column)}{row}"] = value

    def _goal(self, row: int) -> int:
        goal = self.targets.texts.get(GOAL, "")
        self._put(row, 1, row, 2, "年度总体目标", look.HEADER)
        self._put(row, 3, row, _LAST, goal, look.INPUT_TEXT)
        tall = wrapping.lines(goal, sum(WIDTHS[2:])) * wrapping.LINE_HEIGHT + 6
        self.paper.sheet.row_dimensions[row].height = max(30, tall)
        return row + 1

    def _headings(self, row: int) -> int:
        first = [text.format(period=self.period) for text in _FIRST]
        likelihoods = ["完成目标可能性"] * len(_LIKELIHOODS)
        upper = [*first, *["偏差原因分析"] * len(_CAUSES), *likelihoods, "备注"]
        lower = [*first, *_CAUSES, *_LIKELIHOODS, "备注"]
        self.paper.headings(row, (upper, lower))
        self.paper.sheet.row_dimensions[row + 1].height = 30
        return row + 2

    def _indicators(self, first: int) -> Blocks:
        """The indicators below their levels; return the rows of these."""
        row, blocks = first, Blocks()
        for level1, members in groupby(
            grouped(self.form, self.targets.indicators), lambda group: group.level1
        ):
            start = row
            blocks.append([])
            for group in members:
                blocks[-1].append((row, row + len(group.rows) - 1))
                self._put(row, 3, row + len(group.rows) - 1, 3, group.level2, look.CENTRE)
                for number, indicator in enumerate(group.rows, row):
                    self._row(number, indicator)
                row += len(group.rows)
            self._put(start, 2, row - 1, 2, level1, look.CENTRE)
        self._put(first, 1, row - 1, 1, "绩效指标", look.HEADER)
        return blocks

    def _row(self, row: int, indicator: SetIndicator) -> None:
        typed = not self.targets.indicators
        style = look.INPUT_TEXT if typed else look.TEXT
        cells = indicator.cells
        self._linked(row, NAME, indicator.name, cells.get("name", ""), style)
        kind = look.INPUT_TEXT if typed else look.CENTRE
        self._linked(row, TARGET, indicator.target, cells.get("target", ""), kind)
        texts = [indicator.state.get(state, "") for state in STATE]
        for column, text in enumerate([*texts, indicator.remark], PROGRESS):
            self.paper.put(row, column, text, look.INPUT_TEXT)
        written = [indicator.level1, indicator.level2, indicator.name, indicator.target, *texts]
        tall = max(wrapping.lines(text, width) for text, width in zip(written, WIDTHS[1:], strict=False))
        self.paper.sheet.row_dimensions[row].height = max(20, tall * wrapping.LINE_HEIGHT + 4)


def _offer_ticks(sheet: Worksheet, first: int, last: int) -> None:
    """A list with the tick, so that nobody has to look for the sign."""
    ticks = DataValidation("list", formula1=f'"{_TICK}"', allow_blank=True, showErrorMessage=True)
    ticks.errorTitle, ticks.error = "勾选", f"勾选写 {_TICK}，不勾的留空；完成目标可能性三项只勾一项"
    ticks.add(f"H{first}:L{last}")
    ticks.add(f"N{first}:P{last}")
    sheet.add_data_validation(ticks)


def _unasked(_: object) -> str:
    """The results of these formulas are worked out by `MonitoringBook.results`, without any scores."""
    return ""


def cleared(targets: SetTargets) -> SetTargets:
    """What is set, without what a 监控表 says of the state so far."""
    bare = tuple(replace(one, state={}, remark="") for one in targets.indicators if one.name)
    return replace(targets, indicators=bare, spent={}, expected={}, period="")
