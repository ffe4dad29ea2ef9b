"""项目汇总 of a workbook with several projects: one line for each, filled by the macro."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from udfs.expression import Data, shown
from udfs.records import dataclass
from workbooks.files.coordinates import quote_sheetname
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.layout.kinds import PROJECT_SUMMARY_SHEET
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen
from workbooks.forms.page.paper import CellValue, Paper
from workbooks.forms.sheets.summary_sheet import Line, SummaryEntry
from workbooks.forms.sheets.work import Work
from workbooks.standards.expression import parse
from workbooks.standards.model import Standard

TITLE = "项目支出绩效自评汇总表"
HEADINGS = ("序号", "项目名称", "全年预算数", "全年执行数", "执行率", "得分", "评分等级")
WIDTHS = (16, 46, 18, 18, 12, 12, 12)
WHOLE = "合计"
HEADER_ROW = 5
FIRST_ROW = HEADER_ROW + 1
_STYLES = (look.CENTRE, look.FREE_TEXT, look.FREE_MONEY, look.FREE_MONEY, look.RATE, look.SCORE, look.CENTRE)


@dataclass(frozen=True)
class ProjectSheet:
    """What the macro read of one project: its sheet, and what its cells show."""

    title: str
    layout: FormLayout
    name: str
    data: Data
    total: CellValue
    grade: CellValue


def add(work: Work) -> None:
    """Write 项目汇总."""
    paper = work.papers[PROJECT_SUMMARY_SHEET]
    work.keep(PROJECT_SUMMARY_SHEET, write(paper, work.standard, len(work.forms)))
    for row, form in enumerate(work.forms, FIRST_ROW):
        screen.fade(paper.sheet, f"E{row}:G{row}", screen.typed_in(form.layout, form.sheet))
    last = FIRST_ROW + len(work.forms)
    screen.fade_if(paper.sheet, f"C{last}:E{last}", f"COUNT($C${FIRST_ROW}:$D${last - 1})=0")
    screen.select(paper.sheet, "B2")


def write(paper: Paper, standard: Standard, count: int) -> dict[str, str]:
    """Write the sheet with ruled lines for `count` projects; return the cells of unit and year."""
    paper.widths(WIDTHS)
    paper.banner(1, len(HEADINGS), TITLE, look.TITLE, 30)
    for row, label in ((2, standard.form.unit_label), (3, "评价年度")):
        paper.merge(row, 1, row, 1, look.HEADER)
        paper.put(row, 1, label, look.HEADER)
        paper.put(row, 2, None, look.INPUT_TEXT)
        paper.sheet.row_dimensions[row].height = 30
    unit = standard.form.head.money.unit if standard.form.head else ""
    paper.banner(4, len(HEADINGS), f"单位：{unit}", look.MEASURE, 18)
    paper.headings(HEADER_ROW, [HEADINGS])
    paper.sheet.row_dimensions[HEADER_ROW].height = 22
    for row in range(FIRST_ROW, FIRST_ROW + count + 1):
        for column, style in enumerate(_STYLES, 1):
            paper.put(row, column, None, style)
        paper.sheet.row_dimensions[row].height = 24
    hint = "按钮“填汇总”按各项目的自评表填写，均为公式，改动数据后自动更新；增加项目可复制一张自评表后再填。"
    paper.banner(FIRST_ROW + count + 1, len(HEADINGS), hint, look.HINT, 30)
    paper.print_setup((HEADER_ROW, HEADER_ROW), len(HEADINGS), landscape=True)
    return {look.UNIT_NAME: "B2", look.YEAR_NAME: "B3"}


def lines(standard: Standard, projects: Sequence[ProjectSheet]) -> list[Line]:
    """The content of the sheet: live formulas that refer to each project's form."""
    head = standard.form.head
    if head is None:
        raise ValueError(f"standard {standard.id} is not filled project by project")
    money = head.money
    budget, spent = (money.item_key(money.rows[0], key) for key in list(money.columns)[-2:])
    rate = parse(money.rate, standard.money_items).root
    filled: list[Line] = []
    for number, project in enumerate(projects, 1):
        row = FIRST_ROW + number - 1
        sheet = f"{quote_sheetname(project.title)}!"
        total, grade = (
            project.layout.cell(line) for line in (project.layout.total_row, project.layout.grade_row)
        )
        filled.append(
            [
                SummaryEntry(float(number)),
                SummaryEntry(project.name or project.title),
                _figure(f"{sheet}{budget}", project.data.get(budget)),
                _figure(f"{sheet}{spent}", project.data.get(spent)),
                SummaryEntry(
                    f"=IF(COUNT(C{row},D{row})=2,D{row}/C{row},NA())", _rate(shown(rate, project.data))
                ),
                SummaryEntry(f"={sheet}{total}", project.total),
                SummaryEntry(f"={sheet}{grade}", project.grade),
            ]
        )
    last = FIRST_ROW + len(projects) - 1
    sums = [
        _sum_of_all(f"{column}{FIRST_ROW}:{column}{last}", [line[place].value for line in filled])
        for column, place in (("C", 2), ("D", 3))
    ]
    row = last + 1
    whole = _quotient(sums[1].value, sums[0].value)
    rate_entry = SummaryEntry(f"=IF(C{row}=0,NA(),D{row}/C{row})", whole)
    return [
        *filled,
        [SummaryEntry(None), SummaryEntry(WHOLE), *sums, rate_entry, SummaryEntry(None), SummaryEntry(None)],
    ]


def _figure(reference: str, figure: object) -> SummaryEntry:
    value = figure if isinstance(figure, Decimal) else ""
    return SummaryEntry(f'=IF(ISNUMBER({reference}),{reference},"")', value)


def _sum_of_all(cells: str, figures: Sequence[CellValue]) -> SummaryEntry:
    """The sum of a figure that every project has; #N/A while one has none, which is not zero."""
    return SummaryEntry(f"=IF(COUNT({cells})=ROWS({cells}),SUM({cells}),NA())", sum_of_all(figures))


def sum_of_all(figures: Sequence[object]) -> Decimal | str:
    """What the cell of a sum shows that needs every one of its figures."""
    numbers = [figure for figure in figures if isinstance(figure, Decimal)]
    return sum(numbers, Decimal(0)) if len(numbers) == len(figures) else "#N/A"


def _rate(value: Decimal | str) -> CellValue:
    return "#N/A" if value == "#VALUE!" else value


def _quotient(part: CellValue, whole: CellValue) -> CellValue:
    if not isinstance(part, Decimal) or not isinstance(whole, Decimal) or whole == 0:
        return "#N/A"
    return part / whole
