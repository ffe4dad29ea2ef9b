"""Budget and spending in the text against the money block, or the total of the budget table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from udfs.regex import regex
from workbooks.findings import NOTICE, Finding
from workbooks.official.headings import bare
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, FigureTable, MoneyBlock
from workbooks.review.reading.hierarchy import is_total
from workbooks.review.reading.printed_amounts import printed_amount
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.reading.whole_amounts import stated_totals
from workbooks.review.registry import check
from workbooks.review.subject import Subject

Figures = Mapping[str, Cell]
"""The cells that texts may quote: 年初, 全年, 支出."""

_LABELS = {
    "年初": regex(r"年初预算(?:数|金额|安排|总额)?(?:为|是|:)?$"),
    "全年": regex(r"(?:全年|调整后?)预算(?:数|金额|安排|总额)?(?:为|是|:)?$"),
    "支出": regex(
        r"(?:全年执行|实际支出|实际执行|总支出|总体支出|支出合计|支出总额|支出决算)(?:数|金额)?(?:为|是|:)?$"
    ),
}
_COLUMNS = {"年初": "年初预算数", "全年": "全年预算数", "支出": "全年执行数"}
_HEADINGS = {
    "年初": regex(r"年初预算(?:数|安排)?"),
    "全年": regex(r"(?:全年|调整后?)预算(?:数)?"),
    "支出": regex(r"(?:全年执行|支出合计|总支出|(?:实际|全年)?支出|执行|决算)(?:数)?"),
}
_WORDS = {"年初": "年初预算", "全年": "全年预算", "支出": "支出"}
_OF_PROJECT = regex(r"(?:本|该|此)项目(?!支出|数)|项目(?:经费|资金|预算)")
_OF_PART = regex(
    r"采购|设备|三公|公用|基本支出|项目支出|财政拨款|人员|其中|上年|去年|月(?!31日|底|末)|季度|工程|培训费|会议费"
)
_OF_UNIT = regex(r"部门|单位|整体|我[局办委厅院校]|本[局办委厅院校]|全年|年度")
_YEAR = regex(r"((?:19|20)\d\d)年")
_SCALES = (Decimal(1), Decimal(10_000), Decimal("0.0001"))


@check
def amounts_against_tables(subject: Subject) -> Iterator[Finding]:
    """C12 文字里的预算数、支出数与表

    文件里只有一个项目的，文字写本项目的年初预算、全年预算、全年执行数应与项目资金表相同；只有一张预算表的，文字写
    部门的也应与合计相同（万元与元折算后比较）。其中一部分、别的年度、约数不比；可能口径不同，提示核对。
    """
    blocks = [money for money in subject.workbook.money if _of_block(money)]
    totals = [figures for table in subject.budgets if (figures := _of_table(table))]
    stated = stated_totals(subject)
    whole = {each.quantity for sheet in stated for each in sheet.amounts}
    of_project = {each.quantity for sheet in stated if sheet.of_project for each in sheet.amounts}
    names = {plain(table.project) for table in subject.tables if table.project}
    for found in [each for cell in subject.narrative for each in quantities(cell)]:
        if not (found.is_money and found.exact) or found.partial or not _of_this_year(found, subject):
            continue
        own = (
            found in of_project
            or _OF_PROJECT.search(found.whole)
            or any(name in found.whole for name in names)
        )
        if own and len(blocks) == 1:
            yield from _against(found, _of_block(blocks[0]))
        elif not own and len(totals) == 1 and not blocks and (found in whole or _OF_UNIT.search(found.whole)):
            yield from _against(found, totals[0])


def _against(found: Quantity, figures: Figures) -> Iterator[Finding]:
    kind = next((kind for kind, label in _LABELS.items() if label.search(found.label)), None)
    cell = figures.get(kind or "")
    if kind is None or cell is None or cell.number is None or _OF_PART.search(_before(found)):
        return
    printed = cell.number.value
    if any(_same(found, printed * scale) for scale in _SCALES):
        return
    message = (
        f"{_WORDS[kind]}写的是 {found.shown}，工作表“{cell.sheet}”{cell.address} 印的是 "
        f"{printed_amount(cell)}，请核对是不是同一个数"
    )
    at = found.cell
    yield Finding(
        "C12", NOTICE, at.sheet, at.address, message, printed_amount(cell), found.shown, "同一金额前后一致"
    )


def _before(found: Quantity) -> str:
    """The words before a number that may say it is only a part: those of its clause, and of its subject."""
    first = re.split("[,;:]", found.sentence)[0]
    return f"{first}{found.clause}"


def _same(found: Quantity, value: Decimal) -> bool:
    """Whether a number is this one at the decimals that the text prints."""
    step = Decimal(1).scaleb(-(found.figure.decimals or 0))
    return abs(found.figure.value - value) < step


def _of_this_year(found: Quantity, subject: Subject) -> bool:
    years = set(_YEAR.findall(found.sentence))
    return not years or not subject.years or years <= subject.years


def _of_block(money: MoneyBlock) -> Figures:
    cells = {kind: money.cell(MoneyBlock.TOTAL, column) for kind, column in _COLUMNS.items()}
    return {kind: cell for kind, cell in cells.items() if cell is not None}


def _of_table(table: FigureTable) -> Figures:
    totals = [row for row in table.rows if is_total(row)]
    if len(totals) != 1:
        return {}
    found: dict[str, Cell] = {}
    for kind, heading in _HEADINGS.items():
        columns = [column for column, text in table.headings.items() if heading.fullmatch(bare(text))]
        if len(columns) == 1 and columns[0] in totals[0].cells:
            found[kind] = totals[0].cells[columns[0]]
    return found
