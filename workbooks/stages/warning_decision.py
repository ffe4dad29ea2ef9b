"""What is to be decided after a warning, on 预警: the day it came, the last day, a choice for each project.

The working days are counted on 算式, a row for each day after the warning with how many there were up to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from udfs.records import dataclass
from workbooks.files.written_with import DataValidation, Worksheet
from workbooks.files.xlsx import CellValue
from workbooks.forms.layout.kinds import WARNING_SHEET, WORKINGS_SHEET
from workbooks.forms.page import paper as look
from workbooks.forms.page.paper import Paper, letter
from workbooks.standards.strict import Strict, at_least, at_most, not_empty

DECISION_HEADINGS = ("处理", "处理情况")
DECISION_WIDTHS = (14, 26)
UNDATED = "请填预警日期"
"""How a warned project stands before anybody says when the warning came."""
_MOST_DAYS = 30
_MOST_AHEAD = 90
"""Days within which so many working days are found, whatever the holidays."""
_CHOICE, _STATE = 7, 8
_OFF, _WORKED = 7, 8
_CALENDAR_ROW, _CALENDAR_LINES = 3, 12
"""Where the days off and those worked in exchange are typed: beside the rules."""
_DAY = "yyyy-mm-dd"


@dataclass(frozen=True, kw_only=True)
class Decision(Strict):
    """The choices there are within some working days, and what happens to whoever makes none."""

    working_days: Annotated[int, at_least(1), at_most(_MOST_DAYS)]
    choices: Annotated[tuple[str, ...], not_empty]
    otherwise: str

    @property
    def told(self) -> str:
        """What a finding says of it."""
        return (
            f"请在收到预警后 {self.working_days} 个工作日内选一项："
            f"{'、'.join(self.choices)}；过期没有选的{self.otherwise}"
        )


class DecisionLines:
    """The lines below the rules, from `row` on, and what stands beside the line of each project.

    `results` are those of its formulas while nothing is typed; those of the projects are asked for.
    """

    def __init__(self, paper: Paper, steps: Worksheet, decision: Decision, row: int) -> None:
        self.paper = paper
        self.steps = steps
        self.decision = decision
        self.warned, self.days, self.last = (f"$C${row + number}" for number in range(3))
        self.end = max(row + 3, _CALENDAR_ROW + _CALENDAR_LINES + 1)
        self.results: dict[str, dict[str, Callable[[], CellValue]]] = {WARNING_SHEET: {}, WORKINGS_SHEET: {}}
        top = _CALENDAR_ROW + 1
        self._off, self._worked = (
            f"${letter(column)}${top}:${letter(column)}${top + _CALENDAR_LINES - 1}"
            for column in (_OFF, _WORKED)
        )
        self._write_inputs(row)

    def _write_inputs(self, row: int) -> None:
        paper = self.paper
        labels = ("预警日期（收到预警的那一天）", "几个工作日内选定", "最迟在这一天选定")
        for number, label in enumerate(labels, row):
            paper.merge(number, 1, number, 2, look.TEXT)
            paper.put(number, 1, label, look.TEXT)
        self._input_day(row, 3)
        paper.put(row + 1, 3, self.decision.working_days, look.INPUT_NUMBER)
        paper.headings(_CALENDAR_ROW, (("放假日", "调休上班日"),), _OFF)
        for line in range(_CALENDAR_ROW + 1, _CALENDAR_ROW + _CALENDAR_LINES + 1):
            for column in (_OFF, _WORKED):
                self._input_day(line, column)
        dates = DataValidation("date", formula1="36526", showErrorMessage=True)
        dates.operator = "greaterThan"
        dates.errorTitle, dates.error = "日期", "请写日期，如 2025-10-01"
        whole = DataValidation("whole", formula1="1", formula2=str(_MOST_DAYS))
        whole.showErrorMessage, whole.errorTitle = True, "工作日"
        whole.error = f"请写 1—{_MOST_DAYS} 的整数"
        for area in (self.warned, self._off, self._worked):
            dates.add(area.replace("$", ""))
        whole.add(self.days.replace("$", ""))
        for validation in (dates, whole):
            paper.sheet.add_data_validation(validation)

    def _input_day(self, row: int, column: int) -> None:
        self.paper.put(row, column, None, look.INPUT_TEXT)
        self.paper.sheet.cell(row, column).number_format = _DAY

    def write_project(self, row: int, last: int, colours: str, is_warned: Callable[[], bool]) -> None:
        """The choice of a project beside its lines, and how it stands; `colours` are its own cells."""
        self.paper.merge(row, _CHOICE, last, _CHOICE, look.INPUT_TEXT)
        self.paper.merge(row, _STATE, last, _STATE, look.CENTRE)
        choice = f"{letter(_CHOICE)}{row}"
        listed = look.listed_inline(self.decision.choices)
        choices = DataValidation("list", formula1=listed, allow_blank=True, showErrorMessage=True)
        choices.errorTitle, choices.error = "处理", f"请选一项：{'、'.join(self.decision.choices)}"
        choices.add(choice)
        self.paper.sheet.add_data_validation(choices)
        late = look.quoted(f"过期没有选，{self.decision.otherwise}")
        until = f'IF(TODAY()>{self.last},{late},"最迟 "&TEXT({self.last},"{_DAY}")&" 选定")'
        told = f'IF({choice}<>"",{choice},IF({self.last}="",{look.quoted(UNDATED)},{until}))'
        formula = f'=IF(COUNTIF({colours},"?*")=0,"",{told})'
        self._formula(row, _STATE, formula, lambda: UNDATED if is_warned() else "")

    def write_days(self, row: int) -> None:
        """The days after the warning on 算式 from `row` on, and from them the last day to decide."""
        off, worked, warned = (f"{WARNING_SHEET}!{area}" for area in (self._off, self._worked, self.warned))
        end = row + _MOST_AHEAD - 1
        for ahead, line in enumerate(range(row, end + 1), 1):
            before = f"B{line - 1}+" if ahead > 1 else ""
            plainly = f"IF(COUNTIF({off},A{line})>0,0,IF(WEEKDAY(A{line},2)<6,1,0))"
            working = f"IF(COUNTIF({worked},A{line})>0,1,{plainly})"
            self._step(f"A{line}", f'=IF(ISNUMBER({warned}),{warned}+{ahead},"")')
            self._step(f"B{line}", f'=IF(A{line}="","",{before}{working})')
        days, counts = (f"{WORKINGS_SHEET}!${column}${row}:${column}${end}" for column in "AB")
        cell = self.paper.sheet[self.last.replace("$", "")]
        found = f'=IFERROR(INDEX({days},MATCH({self.days},{counts},0)),"")'
        self._formula(cell.row, cell.column, found, lambda: "")
        cell.number_format = _DAY

    def _formula(self, row: int, column: int, formula: str, result: Callable[[], CellValue]) -> None:
        self.paper.formula(row, column, formula, look.CENTRE, lambda _: "")
        self.results[WARNING_SHEET][f"{letter(column)}{row}"] = result

    def _step(self, cell: str, formula: str) -> None:
        self.steps[cell].value = formula
        self.results[WORKINGS_SHEET][cell] = lambda: ""
