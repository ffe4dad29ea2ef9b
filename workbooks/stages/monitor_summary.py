"""监控汇总: how far each project is, the worst first, with a chart of what they have spent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from udfs.records import dataclass
from workbooks.files.written_with import Worksheet
from workbooks.forms.page import paper as look
from workbooks.forms.page import screen
from workbooks.forms.page.paper import CellValue, Paper, letter
from workbooks.forms.sheets.charts import OF_TWO, add_rates
from workbooks.official.head_amounts import TOTAL
from workbooks.official.words import YUAN, is_blank
from workbooks.review.linked_forms import months_of
from workbooks.stages.progress_warnings import WarningRules, of_execution, of_goal_and_money, of_indicator
from workbooks.stages.targets_set import SetTargets

HEADINGS = (
    "序号",
    "项目名称",
    "实施单位",
    "年初预算数",
    "执行数",
    "执行率",
    "预警",
    "红",
    "黄",
    "蓝",
    "有可能完成",
    "完全不可能",
    "没填情况的指标",
)
NAME, BUDGET, SPENT, RATE = (
    HEADINGS.index(each) + 1 for each in ("项目名称", "年初预算数", "执行数", "执行率")
)
FIRST_ROW = 5
WIDTHS = (6, 30, 22, 13, 13, 10, 8, 6, 6, 6, 8, 8, 9)
_STYLES = {
    "项目名称": look.TEXT,
    "实施单位": look.TEXT,
    "年初预算数": look.MONEY,
    "执行数": look.MONEY,
    "执行率": look.RATE,
}
_RED, _YELLOW, _BLUE, _GREEN, _WARNED = "红", "黄", "蓝", "绿", "预警"
WORST_FIRST = (_RED, _WARNED, _YELLOW, _BLUE, _GREEN)
_COUNTED = (_RED, _YELLOW, _BLUE)
_MEASURE = "万元"


@dataclass(frozen=True)
class ProjectProgress:
    """How far one project is; amounts in 万元, None where they are not filled in.

    `colours` are those of its indicators and of its money; `source` is the file or sheet it was read from.
    """

    project: str
    source: str
    unit: str
    budget: Decimal | None
    spent: Decimal | None
    colours: Counter[str]
    possible: int
    impossible: int
    unfilled: int

    @property
    def rate(self) -> Decimal | None:
        """What was spent of the budget; None where it cannot be said."""
        if self.budget is None or self.spent is None or self.budget == 0:
            return None
        return self.spent / self.budget

    @property
    def worst(self) -> str:
        """The worst colour among its indicators and its money; "" without rules."""
        return next((colour for colour in WORST_FIRST if self.colours[colour]), "")

    @property
    def order(self) -> tuple[int, int, int, bool, Decimal]:
        """What a list of projects is sorted by, the worst first; what is not known comes last."""
        rank = WORST_FIRST.index(self.worst) if self.worst else len(WORST_FIRST)
        rate = self.rate
        return rank, -self.impossible, -self.possible, rate is None, rate or Decimal()

    @property
    def told(self) -> str:
        """One line about it."""
        rate = "" if self.rate is None else f"，执行率 {self.rate:.2%}"
        colour = f"{self.worst}：" if self.worst else ""
        left = f"，{self.unfilled} 个指标没有填情况" if self.unfilled else ""
        return (
            f"{colour}{self.project}{rate}，有可能 {self.possible} 个，完全不可能 {self.impossible} 个{left}"
        )

    def as_json(self) -> dict[str, object]:
        amounts = {"budget": self.budget, "spent": self.spent, "rate": self.rate}
        return {
            "project": self.project,
            "source": self.source,
            "unit": self.unit,
            **{key: None if value is None else float(value) for key, value in amounts.items()},
            "worst": self.worst or None,
            "colours": dict(self.colours),
            "possible": self.possible,
            "impossible": self.impossible,
            "unfilled": self.unfilled,
        }

    @property
    def line(self) -> list[CellValue]:
        """Its cells on the sheet, without its number."""
        counts = [Decimal(self.colours[colour]) if self.worst else None for colour in _COUNTED]
        counts += [Decimal(self.possible), Decimal(self.impossible), Decimal(self.unfilled)]
        return [self.project, self.unit, self.budget, self.spent, self.rate, self.worst or None, *counts]


def colours_of(targets: SetTargets, rules: WarningRules) -> Counter[str]:
    """The colours of the indicators and of the money of a 监控表, by rules."""
    months = months_of(targets.period)
    if months is None:
        return Counter()
    states = [(one.target, one.state.get("progress", "")) for one in targets.indicators]
    budget, spent = targets.money.get(TOTAL), targets.spent.get(TOTAL)
    told = [of_indicator(rules, target, done, months) for target, done in states]
    told += [of_goal_and_money(rules, target, done, budget, spent) for target, done in states]
    told.append(of_execution(rules, budget, spent, months))
    return Counter(colour for colour in told if colour)


def progress_of(targets: SetTargets, colours: Counter[str], source: str = "") -> ProjectProgress:
    """How far the project of a 监控表 is; `colours` are none where no rules were chosen."""
    budget, spent = (_in_ten_thousands(found.get(TOTAL), targets) for found in (targets.money, targets.spent))
    states = [one.state for one in targets.indicators]
    return ProjectProgress(
        targets.project,
        source,
        targets.texts.get("实施单位") or targets.unit,
        budget,
        spent,
        colours,
        sum("possible" in state for state in states),
        sum("impossible" in state for state in states),
        sum(is_blank(state.get("progress", "")) for state in states),
    )


def told_of(periods: Iterable[str], rules: str) -> str:
    """What stands under the title: the months, and the title of the rules of warnings ("" for none)."""
    listed = sorted(set(periods))
    months = listed[0] if len(listed) == 1 else f"各表月份不同（{'、'.join(listed)}）"
    return f"{months}；{f'预警规则：{rules}' if rules else '没有选预警规则，按可能性和执行率排'}"


def worst_first(projects: Sequence[ProjectProgress]) -> list[ProjectProgress]:
    """The projects by how far they are, the worst first."""
    return sorted(projects, key=lambda one: one.order)


def write(sheet: Worksheet, projects: Sequence[ProjectProgress], told: str, room: int = 1) -> None:
    """Write the sheet with `room` for lines at least, its chart beneath; `told` stands under the title."""
    paper = Paper(sheet)
    paper.widths(WIDTHS)
    paper.banner(1, len(HEADINGS), "绩效运行监控情况汇总表", look.TITLE, 30)
    paper.banner(2, len(HEADINGS), told, look.SUBTITLE, 18)
    paper.banner(3, len(HEADINGS), f"单位：{_MEASURE}", look.MEASURE, 16)
    paper.headings(FIRST_ROW - 1, (HEADINGS,))
    paper.sheet.row_dimensions[FIRST_ROW - 1].height = 30
    blank: list[list[CellValue]] = [[None] * len(HEADINGS)] * max(0, room - len(projects))
    rows = [*lines(projects), *blank]
    for row, line in enumerate(rows, FIRST_ROW):
        for column, value in enumerate(line, 1):
            paper.put(row, column, value, _STYLES.get(HEADINGS[column - 1], look.CENTRE))
    last = FIRST_ROW + len(rows) - 1
    # Before anything is listed, the empty chart says how it is drawn.
    how = "" if projects else "点“填汇总”画出，"
    title = f"执行率（{how}最要紧的项目在最上面）"
    add_rates(sheet, NAME, RATE, (FIRST_ROW, last), last + 2, title, len(HEADINGS))
    paper.print_setup((FIRST_ROW - 1, FIRST_ROW - 1), len(HEADINGS), landscape=True)
    sheet.print_area = f"A1:{letter(len(HEADINGS))}{last + 1 + OF_TWO}"
    sheet.freeze_panes = f"A{FIRST_ROW}"
    screen.fit_across(sheet, len(HEADINGS))


def lines(projects: Sequence[ProjectProgress]) -> list[list[CellValue]]:
    """The rows of the sheet, the worst project first."""
    return [[Decimal(number), *one.line] for number, one in enumerate(worst_first(projects), 1)]


def _in_ten_thousands(amount: Decimal | None, targets: SetTargets) -> Decimal | None:
    """An amount in 万元; a form that does not say is in 万元."""
    return None if amount is None else amount * YUAN[targets.measure or _MEASURE] / YUAN[_MEASURE]
