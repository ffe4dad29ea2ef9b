"""The 绩效运行监控表 in its national layout, with the targets of the year filled in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workbooks.files.xlsx import CellValue
from workbooks.forms import paper as look
from workbooks.forms.form_sheets import sheet_titles
from workbooks.forms.paper import Paper, add_styles
from workbooks.stages.targets_set import SetTargets

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
    ("资金总额", "年度资金总额"),
    ("财政拨款", "其中：财政拨款"),
    ("上年结转", "上年结转资金"),
    ("其他资金", "其他资金"),
)
_TICK = "√"
_LAST = len(WIDTHS)


def monitoring_workbook(
    targets: Sequence[SetTargets], period: str = "1-7月"
) -> tuple[Workbook, dict[str, dict[str, CellValue]]]:
    """A workbook with one 监控表 for each project, and the results of its formulas, all blank as yet.

    `period` is what the state is told of.
    """
    workbook, values = Workbook(), dict[str, dict[str, CellValue]]()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    for one, title in zip(targets, sheet_titles([one.project for one in targets], ()), strict=True):
        paper = Paper(workbook.create_sheet(title))
        _write(paper, one, period)
        values[title] = dict.fromkeys(paper.formulas, "")
    return workbook, values


def _write(paper: Paper, targets: SetTargets, period: str) -> None:
    paper.widths(WIDTHS)
    paper.banner(1, _LAST, "项目支出绩效运行监控表", look.TITLE, 30)
    paper.banner(2, _LAST, f"（{targets.year}年度）" if targets.year else None, look.SUBTITLE, 18)
    row = _write_head(paper, targets, 3)
    row = _write_money(paper, targets, period, row)
    first = _write_headings(paper, period, row)
    last = _write_indicators(paper, targets, first)
    _offer_ticks(paper.sheet, first, last)
    paper.banner(
        last + 1, _LAST, "填表人：　　　　　　　　联系电话：　　　　　　　　填报日期：", look.PLAIN, 26
    )
    paper.print_setup((row, first - 1), _LAST, landscape=True)
    paper.sheet.freeze_panes = f"E{first}"


def _write_head(paper: Paper, targets: SetTargets, row: int) -> int:
    lines = (
        (("项目名称", targets.project, 2, _LAST),),
        (
            ("主管部门", targets.texts.get("主管部门"), 2, 6),
            ("实施单位", targets.texts.get("实施单位"), 9, _LAST),
        ),
    )
    for line in lines:
        for label, text, left, right in line:
            start = 1 if left == 2 else 7
            paper.merge(row, start, row, left, look.HEADER)
            paper.put(row, start, label, look.HEADER)
            paper.merge(row, left + 1, row, right, look.INPUT_TEXT)
            paper.put(row, left + 1, text, look.INPUT_TEXT)
        paper.sheet.row_dimensions[row].height = 20
        row += 1
    return row


def _write_money(paper: Paper, targets: SetTargets, period: str, row: int) -> int:
    """The money block: the year's budget is known; the rate is worked out from what is typed."""
    paper.merge(row, 1, row + len(_SOURCES), 2, look.HEADER)
    paper.put(row, 1, "项目资金\n（万元）", look.HEADER)
    spans = ((3, 4), (5, 5), (6, 6), (7, 9), (10, _LAST))
    for (left, right), heading in zip(spans, ("", *_MONEY), strict=True):
        paper.merge(row, left, row, right, look.HEADER)
        paper.put(row, left, heading.format(period=period), look.HEADER)
    for number, (source, label) in enumerate(_SOURCES, row + 1):
        paper.merge(number, 3, number, 4, look.TEXT)
        paper.put(number, 3, label, look.TEXT)
        paper.put(number, 5, targets.money.get(source), look.INPUT_MONEY)
        paper.put(number, 6, None, look.INPUT_MONEY)
        paper.merge(number, 7, number, 9, look.RATE)
        paper.formula(
            number, 7, f'=IF(COUNT(E{number}:F{number})<2,"",F{number}/E{number})', look.RATE, _blank
        )
        paper.merge(number, 10, number, _LAST, look.INPUT_MONEY)
        paper.sheet.row_dimensions[number].height = 18
    row += len(_SOURCES) + 1
    goal = targets.texts.get("预期目标", "")
    paper.merge(row, 1, row, 2, look.HEADER)
    paper.put(row, 1, "年度总体目标", look.HEADER)
    paper.merge(row, 3, row, _LAST, look.INPUT_TEXT)
    paper.put(row, 3, goal, look.INPUT_TEXT)
    width = sum(WIDTHS[2:])
    paper.sheet.row_dimensions[row].height = max(30, look.lines(goal, width) * look.LINE_HEIGHT + 6)
    return row + 1


def _write_headings(paper: Paper, period: str, row: int) -> int:
    first = [text.format(period=period) for text in _FIRST]
    upper = [*first, *["偏差原因分析"] * len(_CAUSES), *["完成目标可能性"] * len(_LIKELIHOODS), "备注"]
    lower = [*first, *_CAUSES, *_LIKELIHOODS, "备注"]
    paper.headings(row, (upper, lower))
    paper.sheet.row_dimensions[row + 1].height = 30
    return row + 2


def _write_indicators(paper: Paper, targets: SetTargets, first: int) -> int:
    rows = targets.indicators
    last = first + max(len(rows), 1) - 1
    for number, indicator in enumerate(rows, first):
        paper.put(number, 4, indicator.name, look.TEXT)
        paper.put(number, 5, indicator.target, look.CENTRE)
        for column in range(6, _LAST + 1):
            paper.put(number, column, None, look.INPUT_TEXT)
        texts = (indicator.level1, indicator.level2, indicator.name, indicator.target)
        tallest = max(look.lines(text, width) for text, width in zip(texts, WIDTHS[1:5], strict=True))
        paper.sheet.row_dimensions[number].height = max(20, tallest * look.LINE_HEIGHT + 4)
    paper.merge(first, 1, last, 1, look.HEADER)
    paper.put(first, 1, "绩效指标", look.HEADER)
    for column, level in ((2, lambda one: one.level1), (3, lambda one: (one.level1, one.level2))):
        place = first
        for key, group in groupby(rows, level):
            size = len(list(group))
            paper.merge(place, column, place + size - 1, column, look.CENTRE)
            paper.put(place, column, key if isinstance(key, str) else key[1], look.CENTRE)
            place += size
    return last


def _offer_ticks(sheet: Worksheet, first: int, last: int) -> None:
    """A list with the tick, so that nobody has to look for the sign."""
    ticks = DataValidation("list", formula1=f'"{_TICK}"', allow_blank=True, showErrorMessage=True)
    ticks.errorTitle, ticks.error = "勾选", f"勾选写 {_TICK}，不勾的留空；完成目标可能性三项只勾一项"
    ticks.add(f"H{first}:L{last}")
    ticks.add(f"N{first}:P{last}")
    sheet.add_data_validation(ticks)


def _blank(_: object) -> str:
    return ""
