"""问题整改台账: one problem a row; what people typed stays, whatever later runs find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from udfs.records import dataclass
from workbooks.followup.problems_found import Problem, Problems
from workbooks.forms.page import paper as look
from workbooks.forms.page import wrapping
from workbooks.forms.page.paper import Paper, add_styles, letter
from workbooks.problems import InputError

SHEET = "整改台账"
NUMBER, UNIT, PROBLEM, SOURCE, STATE = "序号", "单位", "问题", "来源", "复核情况"
TYPED = ("整改措施", "责任人", "期限", "完成情况", "佐证")
"""What people fill in; nothing is ever written there."""
FILE, IN_SHEET, CELL, CODE = "文件", "工作表", "单元格", "代码"
HEADINGS = (NUMBER, UNIT, PROBLEM, SOURCE, *TYPED, STATE, FILE, IN_SHEET, CELL, CODE)
WIDTHS = (5, 16, 40, 22, 26, 10, 11, 16, 14, 18, 20, 14, 8, 7)
_PRINTED = HEADINGS.index(STATE) + 1
_HEADING_ROW = 3
_LOOK_DOWN = 20
_NOTE = (
    "“整改措施”到“佐证”由单位填写，以后再运行都不动；“复核情况”写最近一次复核的结果。"
    "右边几栏是问题在哪里，不打印，请不要改。"
)
_NEW, _STILL, _GONE, _LEFT = "新发现", "仍有", "没有再查出", "这次没有"


@dataclass
class Renewed:
    """What became of the problems: new, still there, no longer found, not looked at again."""

    new: int = 0
    still: int = 0
    gone: int = 0
    left: int = 0

    def as_json(self) -> dict[str, int]:
        return {"new": self.new, "still": self.still, "gone": self.gone, "not_reviewed": self.left}


@dataclass
class _KeptRow:
    """A row of the register that we once wrote."""

    row: int
    texts: Mapping[str, str] = field(default_factory=dict)

    def key(self, *names: str) -> tuple[str, ...]:
        return tuple(self.texts[name] for name in names)


def new_register(problems: Sequence[Problem], today: date) -> Workbook:
    """A register with these problems."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    paper = Paper(workbook.create_sheet(SHEET))
    paper.widths(WIDTHS)
    paper.banner(1, _PRINTED, "绩效问题整改台账", look.TITLE, 30)
    paper.banner(2, _PRINTED, _NOTE, look.PLAIN, 20)
    paper.headings(_HEADING_ROW, [HEADINGS])
    paper.sheet.row_dimensions[_HEADING_ROW].height = 28
    columns = {heading: number for number, heading in enumerate(HEADINGS, 1)}
    for number, problem in enumerate(problems, 1):
        _write(paper, columns, _HEADING_ROW + number, number, problem, today)
    paper.print_setup((_HEADING_ROW, _HEADING_ROW), _PRINTED, landscape=True)
    paper.sheet.freeze_panes = f"D{_HEADING_ROW + 1}"
    return workbook


def renew(workbook: Workbook, name: str, problems: Problems, levels: Sequence[str], today: date) -> Renewed:
    """Bring a register up to date in place: only 复核情况 is written in rows that are there, new ones follow.

    Raises `InputError` for a workbook that is no register.
    """
    sheet, heading_row, columns = _register_in(workbook, name)
    kept, last = _kept(sheet, heading_row, columns)
    found = problems.of_levels(levels)
    pairs = _matched(kept, found)
    renewed = Renewed()
    for one in kept:
        problem = pairs.get(one.row)
        state = _state_of(one, problem, problems, today)
        renewed.still += problem is not None
        renewed.gone += state.startswith(_GONE)
        renewed.left += state.startswith(_LEFT)
        _renew_row(sheet, columns, one, problem, state)
    add_styles(workbook)
    paper = Paper(sheet)
    taken = {id(problem) for problem in pairs.values()}
    numbers = [int(one.texts[NUMBER]) for one in kept if one.texts[NUMBER].isdigit()]
    number = max(numbers, default=0)
    for problem in (each for each in found if id(each) not in taken):
        renewed.new += 1
        _write(paper, columns, last + renewed.new, number + renewed.new, problem, today)
    if renewed.new:
        sheet.print_area = f"A1:{letter(columns[STATE])}{last + renewed.new}"
    return renewed


def _register_in(workbook: Workbook, name: str) -> tuple[Worksheet, int, dict[str, int]]:
    """The sheet, the row of the headings, and their columns, wherever people moved them."""
    best: list[str] = list(HEADINGS)
    for sheet in workbook.worksheets:
        for number in range(1, min(sheet.max_row, _LOOK_DOWN) + 1):
            columns = {
                str(value): column
                for column in range(1, sheet.max_column + 1)
                if (value := sheet.cell(number, column).value) in HEADINGS
            }
            lacking = [heading for heading in HEADINGS if heading not in columns]
            if not lacking:
                return sheet, number, columns
            best = lacking if len(lacking) < len(best) else best
    if len(best) == len(HEADINGS):
        raise InputError(f"{name} 不是整改台账（没有“问题”“来源”“整改措施”等栏），请用 -o 另写一份")
    raise InputError(f"{name} 的整改台账缺少栏目“{'”“'.join(best)}”，请补上表头再更新")


def _kept(sheet: Worksheet, heading_row: int, columns: Mapping[str, int]) -> tuple[list[_KeptRow], int]:
    """The rows that we wrote, and the last row with anything in it; rows of people's own are left alone."""
    kept: list[_KeptRow] = []
    last = heading_row
    for row in range(heading_row + 1, sheet.max_row + 1):
        values = {heading: sheet.cell(row, column).value for heading, column in columns.items()}
        if any(value not in (None, "") for value in values.values()):
            last = row
        if values[CODE] not in (None, "") and values[FILE] not in (None, ""):
            texts = {heading: "" if value is None else str(value) for heading, value in values.items()}
            kept.append(_KeptRow(row, texts))
    return kept, last


def _matched(kept: Sequence[_KeptRow], found: Sequence[Problem]) -> dict[int, Problem]:
    """The problem of each row that was found again: word for word, in its cell, or elsewhere in the file."""
    pairs: dict[int, Problem] = {}
    taken: set[int] = set()
    ways = ((FILE, IN_SHEET, CELL, CODE, PROBLEM), (FILE, IN_SHEET, CELL, CODE), (FILE, CODE, PROBLEM))
    for names in ways:
        open_problems: dict[tuple[str, ...], list[Problem]] = {}
        for problem in found:
            if id(problem) not in taken:
                texts = _texts(problem)
                open_problems.setdefault(tuple(texts[name] for name in names), []).append(problem)
        for one in kept:
            waiting = open_problems.get(one.key(*names))
            if one.row not in pairs and waiting:
                pairs[one.row] = waiting.pop(0)
                taken.add(id(pairs[one.row]))
    return pairs


def _texts(problem: Problem) -> dict[str, str]:
    finding = problem.finding
    return {
        FILE: problem.file,
        IN_SHEET: finding.sheet,
        CELL: finding.cell,
        CODE: finding.code,
        PROBLEM: finding.message,
    }


def _state_of(one: _KeptRow, problem: Problem | None, problems: Problems, today: date) -> str:
    before = one.texts[STATE]
    if problem is not None:
        same = problem.finding.message == one.texts[PROBLEM]
        return f"{_STILL}（{today}）" if same else f"{_STILL}（{today}），现在是：{problem.finding.message}"
    file = one.texts[FILE]
    if file in problems.unread:
        return f"{_LEFT}读到这份文件，没有核对"
    if file not in problems.files:
        return f"{_LEFT}复核这份文件"
    return before if before.startswith(_GONE) else f"{_GONE}（{today}）"


def _renew_row(
    sheet: Worksheet, columns: Mapping[str, int], one: _KeptRow, problem: Problem | None, state: str
) -> None:
    """Write how a row stands; what somebody typed in its place stays."""
    ours = not one.texts[STATE] or one.texts[STATE].startswith((_NEW, _STILL, _GONE, _LEFT))
    if ours:
        sheet.cell(one.row, columns[STATE]).value = state
    if problem is not None:
        for heading in (IN_SHEET, CELL):
            sheet.cell(one.row, columns[heading]).value = _texts(problem)[heading] or None


def _write(
    paper: Paper, columns: Mapping[str, int], row: int, number: int, problem: Problem, today: date
) -> None:
    finding = problem.finding
    place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    source = " ".join(filter(None, (f"复核 {finding.code}（{finding.level}）", problem.file, place)))
    values: dict[str, Any] = {
        **_texts(problem),
        NUMBER: number,
        UNIT: problem.unit,
        SOURCE: source,
        STATE: f"{_NEW}（{today}）",
    }
    for heading, style in _styles():
        paper.put(row, columns[heading], values.get(heading), style)
    shown = ((PROBLEM, WIDTHS[2]), (SOURCE, WIDTHS[3]), (UNIT, WIDTHS[1]))
    tallest = max(wrapping.lines(str(values[heading]), width) for heading, width in shown)
    paper.sheet.row_dimensions[row].height = max(20, tallest * wrapping.LINE_HEIGHT + 5)


def _styles() -> Iterator[tuple[str, str]]:
    for heading in HEADINGS:
        if heading in TYPED:
            yield heading, look.INPUT_TEXT
        else:
            yield heading, look.CENTRE if heading in (NUMBER, CELL, CODE) else look.TEXT
