"""Budget, spending and balance of the whole (a unit, or the one project of a report) as texts state them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import groupby
from typing import Literal

from udfs.once import once_for
from udfs.records import dataclass
from udfs.regex import regex
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.reading.things import things_of_headings
from workbooks.review.subject import Subject

Kind = Literal["年初预算", "调整预算", "预算", "支出", "结余"]
BUDGETS: tuple[Kind, ...] = ("年初预算", "调整预算", "预算")

_END = r"(?:总额|总数|总计|合计|金额|资金|数|额)*(?:共计|合计|共|为|是|:)*$"
_OF_WHOLE = r"(?:本?年度?|部门|单位|整体|全部|支出|收入|项目|财政|资金|经费|总)*"
_LABELS: dict[Kind, re.Pattern[str]] = {
    "年初预算": regex(rf"年初{_OF_WHOLE}(?:批复|下达|安排)?{_OF_WHOLE}预算(?:安排|批复|下达)?{_END}"),
    "调整预算": regex(
        rf"(?:(?:调整|追加|变更|调剂)后的?|调整|最终|全年){_OF_WHOLE}预算(?:安排|批复|下达)?{_END}"
    ),
    "预算": regex(rf"预算(?:安排|批复|下达)?{_END}"),
    "支出": regex(
        rf"(?:总体支出|总支出|支出总|支出合|支出决算|决算支出|实际(?:总|预算)?支出|实际执行|实际使用|全年执行|(?<!收入)决算|全年支出){_END}"
    ),
    "结余": regex(rf"(?:结转和?结余|结余和?结转|结余|结转){_END}"),
}
_PART = regex(
    r"上年|去年|期初|年初结|基本|三公|公用|专项|采购|人员|拨款|接待|车|其中|季度|上半年|\d月(?!31日|底|末)|工程|设备|培训|会议|科目"
)
_CHANGE = regex(r"(?:追加|调增|调减|增加|减少|新增|核减|压减)(?!后)")
_CARRIED = regex(r"(?:上年|年初|期初|以前年度)(?:财政拨款)?结[转余]|结转资金|调剂")
_PROJECT = regex("项目")
# 财政资金预算 is the whole, 社会救助资金预算 a part.
_PURPOSE = regex(
    r"([\u4e00-\u9fff]{0,12})(?:资金|经费|补助|补贴|费用?)(?:年初|全年|总|实际)?(?:预算|支出|决算)"
)
_NO_PURPOSE = (
    "",
    "财政",
    "全部",
    "部门",
    "年度",
    "单位",
    "整体",
    "支出",
    "全年",
    "预算",
    "各项",
    "本年",
    "各类",
    "年初",
)
_YEAR = regex(r"((?:19|20)\d\d)年")
_REPORT = regex(r"绩效.{0,8}报告$")
_WHOLE_REPORT = regex("整体|部门")
_LONGEST_TITLE = 50


@dataclass(frozen=True)
class StatedAmount:
    """An amount of the whole, and what the text calls it."""

    kind: Kind
    quantity: Quantity

    @property
    def is_budget(self) -> bool:
        return self.kind in BUDGETS


@dataclass(frozen=True)
class StatedTotals:
    """What the texts of one sheet (of one report) state of the whole in its own year."""

    cells: tuple[Cell, ...]
    years: Set[str]
    of_project: bool
    amounts: tuple[StatedAmount, ...]

    @property
    def carries_over(self) -> bool:
        """Whether money of the year before may belong to the balance."""
        return any(_CARRIED.search(plain(cell.text)) for cell in self.cells)

    def of(self, *kinds: Kind) -> list[StatedAmount]:
        return [each for each in self.amounts if each.kind in kinds]

    def is_whole(self, found: Quantity) -> bool:
        """Whether a figure is of the whole and of the own year."""
        return _is_whole(found, self.years, self.of_project)


@once_for(2)
def stated_totals(subject: Subject) -> tuple[StatedTotals, ...]:
    """The totals that texts state, sheet by sheet; below headings of several things, those of each."""
    return tuple(_stated_totals(subject))


def _stated_totals(subject: Subject) -> Iterator[StatedTotals]:
    for cells in _together(subject):
        if _has_several_projects(subject, cells):
            continue
        years = subject.years or _most_named(cells)
        of_project = _is_of_project(cells)
        amounts = [
            StatedAmount(kind, found)
            for cell in cells
            for found in quantities(cell)
            if found.is_money and found.exact and not found.partial
            if _is_whole(found, years, of_project) and (kind := _kind(found))
        ]
        yield StatedTotals(cells, years, of_project, tuple(amounts))


def _together(subject: Subject) -> Iterator[tuple[Cell, ...]]:
    """The texts that speak of one whole."""
    above = things_of_headings(subject)
    for _, group in groupby(subject.narrative, key=lambda cell: cell.sheet):
        by_thing: dict[str, list[Cell]] = {}
        cells = list(group)
        for cell in cells:
            by_thing.setdefault(above.get((cell.sheet, cell.row, cell.column), ""), []).append(cell)
        yield from map(tuple, by_thing.values() if len(by_thing.keys() - {""}) > 1 else [cells])


def _kind(found: Quantity) -> Kind | None:
    if _CHANGE.search(found.label):
        return None
    return next((kind for kind, label in _LABELS.items() if label.search(found.label)), None)


def _is_whole(found: Quantity, years: Set[str], of_project: bool) -> bool:
    if _PART.search(found.sentence) or set(_YEAR.findall(found.sentence)) - years:
        return False
    return of_project or not (_PROJECT.search(found.sentence) or _of_purpose(found.sentence))


def _of_purpose(sentence: str) -> bool:
    """Whether a sentence speaks of money for one purpose: 社会救助资金预算."""
    return any(found[1][-2:] not in _NO_PURPOSE for found in _PURPOSE.finditer(sentence))


def _is_of_project(cells: Sequence[Cell]) -> bool:
    """Whether a report is on one project, by its titles; a report on the unit may follow in the same file."""
    titles = [text for cell in cells if len(text := plain(cell.text)) <= _LONGEST_TITLE]
    reports = [text for text in titles if _REPORT.search(text)]
    return bool(reports) and all("项目" in text and not _WHOLE_REPORT.search(text) for text in reports)


def _has_several_projects(subject: Subject, cells: Sequence[Cell]) -> bool:
    """Whether a report goes through several projects, each with money of its own."""
    return len(subject.workbook.money) > 1 or (_is_of_project(cells) and len(subject.tables) > 1)


def _most_named(cells: Sequence[Cell]) -> set[str]:
    """The year that texts name most often, where no table tells the year."""
    years = Counter(year for cell in cells for year in _YEAR.findall(plain(cell.text)))
    return {year for year, _ in years.most_common(1)}
