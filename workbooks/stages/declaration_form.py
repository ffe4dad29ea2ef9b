"""An 绩效目标申报表 on a sheet, laid out by its form: head, money, goals, indicators, signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from workbooks.files.sheet_titles import sheet_titles
from workbooks.files.written_with import DataValidation, Workbook
from workbooks.files.xlsx import CellValue
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen, wrapping
from workbooks.forms.page.paper import Paper, add_styles, letter
from workbooks.official.head_amounts import TOTAL
from workbooks.official.split_targets import split_target
from workbooks.review.recognition import level_key
from workbooks.stages.stage_forms import StageForm, mark
from workbooks.stages.targets_set import FISCAL, GOAL, OTHER, TERM_GOAL, SetIndicator, SetTargets, SetTask

_SOURCES = ((TOTAL, "资金总额"), (FISCAL, "其中：财政拨款"), (OTHER, "其他资金"))
_TASK_MONEY = ((TOTAL, "总额"), (FISCAL, "财政拨款"), (OTHER, "其他资金"))
TEXT_OF = {
    "主管部门及代码": "主管部门",
    "年度目标": GOAL,
    "年度总体目标": GOAL,
    "中期目标": TERM_GOAL,
}
"""What the labels of the head are called in what is set; the others are called the same."""
_BLANK_ROWS = 2
"""How many rows a second level has that nothing is filled in for."""
_BLANK_TASKS = 4
_SIGNATURES = "填表人：　　　　　　　　联系电话：　　　　　　　　填报日期：　　　　　　　　单位（盖章）："
_SIDE = 2
"""The labels of the head take the first two columns."""
_ROW, _GOAL_ROW = 20.0, 44.0

Cells = dict[str, dict[str, CellValue]]
Blocks = list[list[tuple[int, int]]]
"""The first and last row of each second level, those of a first level together."""


def declaration_workbook(form: StageForm, targets: Sequence[SetTargets]) -> tuple[Workbook, Cells]:
    """A workbook with one 申报表 for each project, and the results of its formulas."""
    workbook, values = Workbook(), Cells()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    titles = sheet_titles([one.project or form.title for one in targets], ())
    for one, title in zip(targets, titles, strict=True):
        values[title] = Declaration(Paper(workbook.create_sheet(title)), form, one).write()
    mark(workbook, form.id)
    return workbook, values


class Declaration:
    """One 申报表 being written, from the top down.

    `cells` are the addresses of name and target of each indicator (by its identity), `money_cells` those of
    the year's budget by source.
    """

    def __init__(self, paper: Paper, form: StageForm, targets: SetTargets) -> None:
        self.paper = paper
        self.form = form
        self.targets = targets
        self.last = len(form.columns)
        self.values: dict[str, CellValue] = {}
        self.cells: dict[int, dict[str, str]] = {}
        self.money_cells: dict[str, str] = {}

    def write(self) -> dict[str, CellValue]:
        """Write the sheet; return the results of its formulas."""
        form, paper, year = self.form, self.paper, self.targets.year
        widths = [column.width for column in form.columns]
        paper.widths(widths)
        paper.banner(1, self.last, form.title.partition("（年度）")[0], look.TITLE, 30)
        write_year(paper, self.last, year)
        row = self._head(3)
        row = self._tasks(row) if form.money == "tasks" else self._money(row)
        headings = self._goals(row)
        paper.headings(headings, (list(self._headings()),))
        paper.sheet.row_dimensions[headings].height = 28
        first = headings + 1
        blocks = self._indicators(first)
        last = blocks[-1][-1][1]
        paper.banner(last + 1, self.last, _SIGNATURES, look.PLAIN, 26)
        paper.print_setup((headings, headings), self.last, landscape=False)
        paper.end_pages(blocks, last + 1, (headings, headings), widths, landscape=False)
        screen.begin_below_title(paper.sheet, names=0, first=3 if year else 2)
        return self.values

    def _headings(self) -> Iterator[str]:
        """What stands over each column; one without a heading is the last one's."""
        heading = ""
        for column in self.form.columns:
            heading = column.heading or heading
            yield heading

    def _put(self, top: int, left: int, bottom: int, right: int, value: object, style: str) -> None:
        self.paper.merge(top, left, bottom, right, style)
        self.paper.put(top, left, value, style)

    def _head(self, row: int) -> int:
        left, left_end = self.form.left
        for line in self.form.head:
            if len(line) == 1:
                self._labelled(row, line[0], 1, left, self.last)
            else:
                self._labelled(row, line[0], 1, left, left_end)
                self._labelled(row, line[1], left_end + 1, *self.form.right)
            self.paper.sheet.row_dimensions[row].height = _ROW
            row += 1
        return row

    def _labelled(self, row: int, label: str, start: int, left: int, right: int) -> None:
        """A label from `start` up to what is typed from `left` to `right`."""
        named = label == self.form.name
        text = self.targets.project if named else self.targets.texts.get(TEXT_OF.get(label, label))
        self._put(row, start, row, left - 1, label, look.HEADER)
        self._put(row, left, row, right, text, look.INPUT_TEXT)

    def _money(self, row: int) -> int:
        """The budget by source: of several years and of this one beside each other, or of this one."""
        (left, left_end), (_, right_end) = self.form.left, self.form.right
        last = row + len(_SOURCES) - 1
        self._put(row, 1, last, _SIDE, f"项目资金\n（{self.targets.measure or '万元'}）", look.HEADER)
        for number, (source, label) in enumerate(_SOURCES, row):
            whole = number == row
            year = self.targets.money.get(source)
            at = left_end + 2 if self.form.money == "terms" else left + 1
            self.money_cells[source] = f"{letter(at)}{number}"
            if self.form.money == "terms":
                term = self.targets.term_money.get(source)
                self._amount(number, left, left_end, f"中期{label}" if whole else label, term)
                self._amount(number, left_end + 1, right_end, f"年度{label}" if whole else label, year)
            else:
                self._amount(number, left, right_end, f"年度{label}" if whole else label, year)
            self.paper.sheet.row_dimensions[number].height = _ROW
        return last + 1

    def _amount(self, row: int, left: int, right: int, label: str, amount: Decimal | None) -> None:
        self._put(row, left, row, left, label, look.TEXT)
        self._put(row, left + 1, row, right, amount, look.INPUT_MONEY)

    def _tasks(self, row: int) -> int:
        """The tasks of a department's year with their money, and the sum of each column."""
        tasks = [*self.targets.tasks, *[SetTask("")] * max(0, _BLANK_TASKS - len(self.targets.tasks))]
        name, content = self.form.left
        money = f"预算金额（{self.targets.measure or '万元'}）"
        upper = ["年度主要任务"] * _SIDE + ["任务名称", "主要内容", *[money] * len(_TASK_MONEY), "备注"]
        lower = [*upper[:content], *(label for _, label in _TASK_MONEY), "备注"]
        self.paper.headings(row, (upper, lower))
        first = row + 2
        total = first + len(tasks)
        self._put(first, 1, total, _SIDE, "年度主要任务", look.HEADER)
        for number, task in enumerate(tasks, first):
            self._put(number, name, number, name, task.name, look.INPUT_TEXT)
            self._put(number, content, number, content, task.content, look.INPUT_TEXT)
            for column, (source, _) in enumerate(_TASK_MONEY, content + 1):
                self._put(number, column, number, column, task.money.get(source), look.INPUT_MONEY)
            self._put(number, self.last, number, self.last, None, look.INPUT_TEXT)
            self._fit(number, {name: task.name, content: task.content})
        self._put(total, name, total, content, "金额合计", look.HEADER)
        for column, (source, _) in enumerate(_TASK_MONEY, content + 1):
            self._total(total, column, first, [task.money.get(source) for task in tasks])
            if self.values[f"{letter(column)}{total}"] != "":
                self.money_cells[source] = f"{letter(column)}{total}"
        self._put(total, self.last, total, self.last, None, look.TEXT)
        return total + 1

    def _total(self, row: int, column: int, first: int, amounts: Sequence[Decimal | None]) -> None:
        cells = f"{letter(column)}{first}:{letter(column)}{row - 1}"
        self.paper.formula(row, column, f'=IF(COUNT({cells})=0,"",SUM({cells}))', look.MONEY, _unasked)
        known = [amount for amount in amounts if amount is not None]
        self.values[f"{letter(column)}{row}"] = sum(known, Decimal()) if known else ""

    def _goals(self, row: int) -> int:
        """What is to be reached, in words: over several years beside this one, or this year."""
        texts = [self.targets.texts.get(TEXT_OF[goal], "") for goal in self.form.goals]
        (left, left_end), right_end = self.form.left, self.form.right[1]
        if len(texts) == 1:
            self._put(row, 1, row, _SIDE, self.form.goals[0], look.HEADER)
            self._put(row, left, row, right_end, texts[0], look.INPUT_TEXT)
            self._fit(row, {left: texts[0]}, {left: right_end}, _GOAL_ROW)
            return row + 1
        self._put(row, 1, row + 1, _SIDE, "总体目标", look.HEADER)
        halves = {left: left_end, left_end + 1: right_end}
        for (start, end), goal, text in zip(halves.items(), self.form.goals, texts, strict=True):
            self._put(row, start, row, end, goal, look.HEADER)
            self._put(row + 1, start, row + 1, end, text, look.INPUT_TEXT)
        self._fit(row + 1, dict(zip(halves, texts, strict=True)), halves, _GOAL_ROW)
        return row + 2

    def _fit(
        self, row: int, texts: dict[int, str], ends: dict[int, int] | None = None, least: float = _ROW
    ) -> None:
        """Give a row the height of its tallest text, each from its column to its end."""
        widths = [column.width for column in self.form.columns]
        tallest = max(
            wrapping.lines(text, sum(widths[start - 1 : (ends or {}).get(start, start)]))
            for start, text in texts.items()
        )
        self.paper.sheet.row_dimensions[row].height = max(least, tallest * wrapping.LINE_HEIGHT + 6)

    def _indicators(self, first: int) -> Blocks:
        """The indicators below their levels; return the rows of these."""
        row, blocks = first, Blocks()
        for level1, members in groupby(
            grouped(self.form, self.targets.indicators), lambda group: group.level1
        ):
            start = row
            blocks.append([])
            for group in members:
                self._group(row, group)
                blocks[-1].append((row, row + len(group.rows) - 1))
                row += len(group.rows)
            column = self.form.column("level1")
            self._put(start, column, row - 1, column, level1, look.CENTRE)
        side = self.form.column("side")
        self._put(first, side, row - 1, side, "绩效指标", look.HEADER)
        self._offer_signs(first, row - 1)
        return blocks

    def _group(self, first: int, group: LevelGroup) -> None:
        for field in ("level2", "term_level2"):
            if self.form.has(field):
                column = self.form.column(field)
                self._put(first, column, first + len(group.rows) - 1, column, group.level2, look.CENTRE)
        for row, indicator in enumerate(group.rows, first):
            texts = dict[int, str]()
            self.cells[id(indicator)] = {
                field: f"{letter(self.form.column(field))}{row}" for field in ("name", "target")
            }
            for column, end, value in self._cells(indicator):
                style = look.INPUT_WEIGHT if isinstance(value, Decimal) else look.INPUT_TEXT
                self._put(row, column, row, end, value, style)
                texts[column] = str(value or "")
            self._fit(row, texts)

    def _cells(self, indicator: SetIndicator) -> Iterator[tuple[int, int, Decimal | str | None]]:
        """What is typed in a row of an indicator, with the first and the last column of each cell."""
        split = split_target(indicator.target) if self.form.has("measure") else None
        values: dict[str, Decimal | str | None] = {
            "name": indicator.name,
            "relation": split.relation if split else None,
            "target": split.value if split else indicator.target,
            "measure": split.measure if split else None,
            "weight": indicator.weight,
            "remark": indicator.remark,
            "term_name": indicator.term_name,
            "term_target": indicator.term_target,
        }
        fields = [column.field for column in self.form.columns]
        for field, value in values.items():
            if field in fields:
                first = fields.index(field) + 1
                yield first, first + fields.count(field) - 1, value

    def _offer_signs(self, first: int, last: int) -> None:
        """A list of the signs, so that nobody has to look for them."""
        if not self.form.has("relation"):
            return
        signs = DataValidation("list", formula1='"≥,≤,=,>,<,定性"', allow_blank=True, showErrorMessage=True)
        signs.errorTitle, signs.error = "指标性质", "从下拉列表里选：≥、≤、=、>、<；文字的指标值选 定性"
        column = letter(self.form.column("relation"))
        signs.add(f"{column}{first}:{column}{last}")
        self.paper.sheet.add_data_validation(signs)


def write_year(paper: Paper, last: int, year: int | None) -> None:
    """The year under the title of a form, up to the column `last`: known, or to be filled in."""
    paper.banner(2, last, f"（{year}年度）" if year else "（　　　　年度）", look.INPUT_YEAR, 18)
    rule = DataValidation("custom", formula1='ISNUMBER(FIND("年度",A2))', showErrorMessage=True)
    rule.errorTitle, rule.error = "年度", "请写成：（2026年度）"
    rule.showInputMessage, rule.promptTitle, rule.prompt = True, "年度", "写成：（2026年度）"
    rule.add("A2")
    paper.sheet.add_data_validation(rule)


class LevelGroup(NamedTuple):
    """The indicators of one second level."""

    level1: str
    level2: str
    rows: Sequence[SetIndicator]


def grouped(form: StageForm, indicators: Sequence[SetIndicator]) -> list[LevelGroup]:
    """The indicators by level in the order of the form, levels of their own after those of their first level.

    Without any indicator every level of the form has blank rows.
    """
    if not indicators:
        return [
            LevelGroup(level1, level2, [SetIndicator(level1, level2, "", "")] * _BLANK_ROWS)
            for level1, level2 in form.groups()
        ]
    known = {level_key(level1): level1 for level1 in form.levels}
    rows: dict[str, dict[str, list[SetIndicator]]] = {level1: {} for level1 in form.levels}
    for one in indicators:
        level1 = known.get(level_key(one.level1), one.level1)
        seconds = {level_key(level2): level2 for level2 in form.levels.get(level1, ())}
        level2 = seconds.get(level_key(one.level2), one.level2)
        rows.setdefault(level1, {}).setdefault(level2, []).append(one)
    places = {level2: number for number, (_, level2) in enumerate(form.groups())}
    return [
        LevelGroup(level1, level2, found)
        for level1, seconds in rows.items()
        for level2, found in sorted(seconds.items(), key=lambda item: places.get(item[0], len(places)))
    ]


def _unasked(_: object) -> str:
    """The results of our formulas are worked out beside them, without any scores."""
    return ""
