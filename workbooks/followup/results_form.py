"""绩效自评情况汇总表 in its official layout: one project a row, amounts in 万元, A4 across."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook

from udfs.records import dataclass
from workbooks.collect.jobs import EvaluatedProject
from workbooks.files.xlsx import CellValue
from workbooks.forms.page import paper as look
from workbooks.forms.page import wrapping
from workbooks.forms.page.paper import Paper, add_styles

SHEET, LEFT_OUT = "自评情况汇总表", "没有列入"
HEADINGS = (
    "序号",
    "单位",
    "项目名称",
    "预算数",
    "执行数",
    "执行率",
    "自评得分",
    "等级",
    "未完成原因",
    "备注",
)
WIDTHS = (5, 20, 28, 13, 13, 9, 9, 7, 36, 22)
_LAST = len(WIDTHS)
_WHOLE = "部门整体"
_FOOT = "填表人：　　　　　　　　联系电话：　　　　　　　　填报日期：　　　　　　　　负责人（签字）："


@dataclass(frozen=True)
class ResultRow:
    """A project with the file it comes from."""

    file: str
    project: EvaluatedProject


@dataclass(frozen=True)
class LeftOut:
    """A file that is not in the table, and why."""

    file: str
    why: str


def results_workbook(
    rows: Sequence[ResultRow], left: Sequence[LeftOut], unit: str = ""
) -> tuple[Workbook, dict[str, dict[str, CellValue]]]:
    """The table of these projects and the results of its formulas; `unit` is who fills it in.

    What is not in it stands on a sheet of its own.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_styles(workbook)
    paper = Paper(workbook.create_sheet(SHEET))
    values = _write(paper, rows, unit)
    if left:
        _write_left_out(Paper(workbook.create_sheet(LEFT_OUT)), left)
    return workbook, {SHEET: values}


def ordered_rows(rows: Sequence[ResultRow]) -> list[ResultRow]:
    """The rows by unit in the order in which the units come, each told where it was handed in twice."""
    units = list(dict.fromkeys(row.project.unit for row in rows))
    return sorted(rows, key=lambda row: units.index(row.project.unit))


def _write(paper: Paper, rows: Sequence[ResultRow], unit: str) -> dict[str, CellValue]:
    paper.widths(WIDTHS)
    years = sorted({row.project.year for row in rows if row.project.year is not None})
    paper.banner(1, _LAST, "绩效自评情况汇总表", look.TITLE, 30)
    subtitle = f"（{'、'.join(map(str, years))}年度）" if years else None
    paper.banner(2, _LAST, subtitle, look.SUBTITLE, 18)
    paper.merge(3, 1, 3, _LAST - 2, look.PLAIN)
    paper.put(3, 1, f"填报单位（盖章）：{unit}", look.PLAIN)
    paper.merge(3, _LAST - 1, 3, _LAST, look.MEASURE)
    paper.put(3, _LAST - 1, "单位：万元、分", look.MEASURE)
    paper.sheet.row_dimensions[3].height = 20
    paper.headings(4, [HEADINGS])
    paper.sheet.row_dimensions[4].height = 30
    values: dict[str, CellValue] = {}
    first = 5
    remarks = _repeated(rows)
    for number, row in enumerate(rows):
        _write_row(paper, first + number, number + 1, row.project, remarks.get(number, ""), values)
    last = first + len(rows) - 1
    _write_total(paper, last + 1, first, rows, values)
    paper.banner(last + 2, _LAST, _FOOT, look.PLAIN, 28)
    paper.print_setup((4, 4), _LAST, landscape=True)
    paper.sheet.freeze_panes = f"D{first}"
    return values


def _write_row(
    paper: Paper,
    at: int,
    number: int,
    project: EvaluatedProject,
    repeated: str,
    values: dict[str, CellValue],
) -> None:
    remark = "；".join(filter(None, (project.remark, repeated)))
    name = project.project or _WHOLE
    paper.put(at, 1, number, look.CENTRE)
    paper.put(at, 2, project.unit, look.TEXT)
    paper.put(at, 3, name, look.TEXT)
    paper.put(at, 4, _number(project.budget), look.MONEY)
    paper.put(at, 5, _number(project.spent), look.MONEY)
    _rate(paper, at, project.budget, project.spent, values)
    paper.put(at, 7, _number(project.score), look.SCORE)
    paper.put(at, 8, project.grade, look.CENTRE)
    paper.put(at, 9, project.missed, look.TEXT)
    paper.put(at, 10, remark, look.TEXT)
    texts = zip((project.unit, name, project.missed, remark), (2, 3, 9, 10), strict=True)
    tallest = max(wrapping.lines(text, WIDTHS[column - 1]) for text, column in texts)
    paper.sheet.row_dimensions[at].height = max(20, tallest * wrapping.LINE_HEIGHT + 5)


def _write_total(
    paper: Paper, at: int, first: int, rows: Sequence[ResultRow], values: dict[str, CellValue]
) -> None:
    paper.merge(at, 1, at, 3, look.HEADER)
    paper.put(at, 1, "合计", look.HEADER)
    sums: dict[str, Decimal | None] = {}
    columns = (("D", [row.project.budget for row in rows]), ("E", [row.project.spent for row in rows]))
    for column, (letter, amounts) in enumerate(columns, 4):
        known = [amount for amount in amounts if amount is not None]
        total = sum(known, Decimal(0)) if known else None
        area = f"{letter}{first}:{letter}{at - 1}"
        formula = f'=IF(COUNT({area})=0,"",SUM({area}))'
        paper.formula(at, column, formula, look.MONEY, lambda _: None)
        values[f"{letter}{at}"] = "" if total is None else total
        sums[letter] = total
    _rate(paper, at, sums["D"], sums["E"], values)
    for column in range(7, _LAST + 1):
        paper.put(at, column, None, look.CENTRE)
    paper.sheet.row_dimensions[at].height = 22


def _rate(
    paper: Paper, at: int, budget: Decimal | None, spent: Decimal | None, values: dict[str, CellValue]
) -> None:
    """执行率 as a formula; none where an amount is missing or the budget is nothing."""
    formula = f'=IF(COUNT(D{at}:E{at})<2,"",IF(D{at}=0,"",E{at}/D{at}))'
    paper.formula(at, 6, formula, look.RATE, lambda _: None)
    known = budget is not None and spent is not None and budget != 0
    values[f"F{at}"] = spent / budget if known and budget and spent is not None else ""


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else int(value) if value == value.to_integral_value() else float(value)


def _repeated(rows: Sequence[ResultRow]) -> dict[int, str]:
    """The rows of one unit, project and year that stand more than once."""
    places: dict[tuple[str, str, int | None], list[int]] = {}
    for number, row in enumerate(rows):
        one = row.project
        places.setdefault((one.unit, one.project, one.year), []).append(number)
    return {
        number: f"与序号 {'、'.join(str(other + 1) for other in same if other != number)} 重复，请核对"
        for same in places.values()
        if len(same) > 1
        for number in same
    }


def _write_left_out(paper: Paper, left: Sequence[LeftOut]) -> None:
    paper.widths((6, 44, 80))
    paper.banner(1, 3, "没有列入汇总表的文件", look.TITLE, 30)
    paper.headings(2, [("序号", "文件", "原因和办法")])
    for number, each in enumerate(left, 1):
        for column, (value, style) in enumerate(
            ((number, look.CENTRE), (each.file, look.TEXT), (each.why, look.TEXT)), 1
        ):
            paper.put(number + 2, column, value, style)
        tallest = max(wrapping.lines(each.file, 44), wrapping.lines(each.why, 80))
        paper.sheet.row_dimensions[number + 2].height = max(18, tallest * wrapping.LINE_HEIGHT + 4)
    paper.print_setup((2, 2), 3, landscape=True)
