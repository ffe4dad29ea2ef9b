"""The money block, budget tables and quarterly table of a blank form, by row label and column heading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from udfs.expression import Figure, shown
from udfs.regex import regex
from workbooks.filing.data_file import Filing
from workbooks.filing.quarterly_rule import QuarterlyRule
from workbooks.filing.scoring import ScoredTable
from workbooks.official.caption import caption_of
from workbooks.official.headings import bare
from workbooks.official.labels import plain
from workbooks.official.money import AMOUNTS, column_of, columns_of, row_at, row_of
from workbooks.official.money_pairs import LabelledRow, labelled_rows
from workbooks.official.printed import Printed, printed
from workbooks.official.sheet_rows import SheetRow
from workbooks.official.words import YUAN, quarter_of
from workbooks.review.recognition import name_key
from workbooks.standards.expression import parse
from workbooks.standards.form import MoneyRows
from workbooks.standards.model import Standard
from workbooks.standards.tables import Table
from workbooks.submission.template.blank_sheet import BlankSheet, Shown

_LEAD = regex(r"^(?:[一二三四五六七八九十]+、|其中[:：])")
_QUARTER_COLUMNS = {
    "累计执行数": regex(r".*累计.*(?:执行|支出).*|(?:执行|支出)累计.*"),
    "序时进度": regex(r".*序时进度.*"),
    "执行率": regex(r".*执行(?:率|进度)"),
    "得分": regex(r".*得分"),
}
_LONGEST_HEADING = 60
_LEAST_AMOUNTS = 2
_CAPTION_LINES, _FOOT_LINES = 5, 4


def fill_money(sheet: BlankSheet, standard: Standard, filing: Filing, scored: ScoredTable) -> bool:
    """Fill the money block of a project form. Returns whether the sheet has one."""
    head = standard.form.head
    if head is None:
        return False
    if labelled := labelled_rows(sheet.lines):
        _fill_labelled(sheet, labelled, head.money, standard, filing)
        return True
    headings = [number for number, line in enumerate(sheet.lines) if _is_money_heading(line)]
    if not headings:
        return False
    number = headings[0]
    below = sheet.lines[number + 1] if number + 1 < len(sheet.lines) else None
    columns = columns_of(sheet.lines[number], below)
    money = head.money
    labels = {row_of(row.label): row for row in money.rows}
    keys = {column_of(label): key for key, label in money.columns.items()}
    factor = _factor(sheet, number, money.unit)
    found: set[str] = set()
    for line in sheet.lines[number + 1 :]:
        name = row_at(line, min(columns, default=0))
        if name is None:
            break
        row = labels.get(name)
        if row is None:
            continue
        found.add(name)
        for column, heading in columns.items():
            if heading in keys:
                figure = _converted(filing.data.get(money.item_key(row, keys[heading])), factor)
                sheet.put((line.number, column), f"“{row.label}”{heading}", Shown(figure))
        if row is money.rows[0]:
            _fill_execution(sheet, line, columns, money, standard, filing, scored)
    _leave_rows(sheet, money, filing, found)
    return True


def _leave_rows(sheet: BlankSheet, money: MoneyRows, filing: Filing, found: Collection[str | None]) -> None:
    """Report the rows of the filing that the form has none for."""
    for row in money.rows:
        if row_of(row.label) not in found:
            figures = [filing.data.get(money.item_key(row, key)) for key in money.columns]
            text = "、".join(str(figure) for figure in figures if figure is not None)
            sheet.leave(f"“{row.label}”", Shown(text), "空表的项目资金里没有这一行")


def _fill_labelled(
    sheet: BlankSheet, labelled: Sequence[LabelledRow], money: MoneyRows, standard: Standard, filing: Filing
) -> None:
    """Fill a block of labels with their amounts beside them (预算数： | | 执行数： | )."""
    labels = {row_of(row.label): row for row in money.rows}
    keys = {column_of(label): key for key, label in money.columns.items()}
    first = labelled[0].line
    factor = _factor(sheet, sheet.lines.index(first), money.unit)
    for each in labelled:
        row = labels.get(each.row)
        for column, name in each.labels.items() if row is not None else ():
            if row is not None and name in keys:
                figure = _converted(filing.data.get(money.item_key(row, keys[name])), factor)
                place = sheet.right_of((each.line.number, column))
                sheet.put(place, f"“{row.label}”{name}", Shown(figure))
    above = next((line for line in sheet.lines if line.number == first.number - 1), None)
    for column, cell in above.cells.items() if above else ():
        if column_of(cell.text) == "执行率":
            value = shown(parse(money.rate, standard.money_items).root, filing.data)
            rate = Shown(value if isinstance(value, Decimal) else None, is_rate=True)
            sheet.put((first.number, column), "执行率", rate)
    _leave_rows(sheet, money, filing, {each.row for each in labelled})


def printed_head_weight(sheet: BlankSheet, standard: Standard) -> Printed | None:
    """The weight of the execution rate that the money block of a form prints."""
    headings = [number for number, line in enumerate(sheet.lines) if _is_money_heading(line)]
    if standard.form.head is None or not headings:
        return None
    number = headings[0]
    below = sheet.lines[number + 1] if number + 1 < len(sheet.lines) else None
    columns = columns_of(sheet.lines[number], below)
    first = row_of(standard.form.head.money.rows[0].label)
    for line in sheet.lines[number + 1 :]:
        if row_at(line, min(columns, default=0)) != first:
            continue
        places = ((line.number, column) for column, heading in columns.items() if heading == "分值")
        return next((printed(sheet.value(sheet.area(place)[:2])) for place in places), None)
    return None


def _is_money_heading(line: SheetRow) -> bool:
    return len(set(AMOUNTS).intersection(columns_of(line).values())) >= _LEAST_AMOUNTS


def _fill_execution(
    sheet: BlankSheet,
    line: SheetRow,
    columns: Mapping[int, str],
    money: MoneyRows,
    standard: Standard,
    filing: Filing,
    scored: ScoredTable,
) -> None:
    """Rate and score of the execution, in the first row of the money block."""
    in_head = next(child for first, _, child in standard.rows if first.in_head)
    value = shown(parse(money.rate, standard.money_items).root, filing.data)
    results = {
        "执行率": Shown(value if isinstance(value, Decimal) else None, is_rate=True),
        "得分": Shown(scored.by_indicator[in_head.name].score),
        "分值": Shown(in_head.weight),
    }
    for column, heading in columns.items():
        if heading in results:
            sheet.put((line.number, column), f"“{in_head.name}”{heading}", results[heading])


def fill_budget(sheet: BlankSheet, table: Table, filing: Filing) -> bool:
    """Fill a budget table. Returns whether the sheet has it."""
    wanted = {name_key(column.label): key for key, column in table.columns.items()}
    rows = {_row_key(row.label): row for row in table.rows}
    for number, line in enumerate(sheet.lines):
        columns = {
            column: wanted[name_key(bare(cell.text))]
            for column, cell in line.cells.items()
            if name_key(bare(cell.text)) in wanted
        }
        if len(columns) < min(2, len(wanted)):
            continue
        factor = _factor(sheet, number, table.unit)
        done = 0
        for below in sheet.lines[number + 1 :]:
            row = rows.get(_label_key(below, min(columns)))
            if row is None:
                continue
            done += 1
            figures = {key: filing.data.get(table.item_key(row, key)) for key in table.typed}
            for column, key in columns.items():
                value = figures[key] if key in figures else _number(shown(table.computed(key), figures))
                is_rate = table.columns[key].kind == "rate"
                figure: Figure = value if is_rate else _converted(value, factor)
                what = f"“{row.label}”{table.columns[key].label}"
                sheet.put((below.number, column), what, Shown(figure, is_rate))
        if done:
            return True
    return False


def fill_quarters(sheet: BlankSheet, standard: Standard, scored: ScoredTable) -> bool:
    """Fill the quarterly table. Returns whether the sheet has it."""
    if standard.quarters is None:
        return False
    rule, rows = QuarterlyRule.of(standard), list(_quarter_rows(sheet))
    if len(rows) < len(rule.cumulative):
        return False
    first = next(number for number, line in enumerate(sheet.lines) if line is rows[0])
    columns = _quarter_columns(sheet.lines[max(0, first - 2) : first])
    if "累计执行数" not in columns:
        return False
    factor = _factor(sheet, first, standard.quarters.unit)
    for line, key, period in zip(rows, rule.cumulative, rule.periods, strict=False):
        spent = _converted(scored.data.get(key), factor)
        scheduled = _converted(_number(shown(period.scheduled, scored.data)), factor)
        values = {
            "累计执行数": Shown(spent),
            "序时进度": Shown(scheduled),
            "执行率": Shown(_number(shown(period.rate, scored.data)), is_rate=True),
            "得分": Shown(_number(shown(period.points, scored.data))),
        }
        for heading, value in values.items():
            if heading in columns:
                sheet.put((line.number, columns[heading]), f"{period.label}{heading}", value)
    _fill_quarter_foot(sheet, rows[-1].number, columns, rule, scored)
    return True


def _fill_quarter_foot(
    sheet: BlankSheet, last: int, columns: Mapping[str, int], rule: QuarterlyRule, scored: ScoredTable
) -> None:
    """小计, 全年平均执行率 and 总分 below the quarters, those of them that the form has."""
    below = [line for line in sheet.lines if last < line.number <= last + _FOOT_LINES]
    values = (
        ("小计", "得分", Shown(_number(rule.subtotal(scored)))),
        (".*平均.*", "执行率", Shown(_number(rule.mean(scored)), is_rate=True)),
        (".*平均.*", "得分", Shown(_number(rule.mean_points(scored)))),
        ("总分|合计", "得分", Shown(_number(rule.total(scored)))),
    )
    for label, heading, value in values:
        for line in below:
            text = plain(line.first.text)
            if heading in columns and re.fullmatch(label, text):
                sheet.put((line.number, columns[heading]), f"{text}{heading}", value)


def _quarter_rows(sheet: BlankSheet) -> Iterator[SheetRow]:
    """The rows of the first to the fourth quarter, in this order."""
    wanted = 1
    for line in sheet.lines:
        if quarter_of(plain(line.first.text), whole=False) == wanted:
            wanted += 1
            yield line


def _quarter_columns(above: Iterable[SheetRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in above:
        for column, cell in line.cells.items():
            heading = bare(cell.text) if len(cell.text) <= _LONGEST_HEADING else ""
            for name, pattern in _QUARTER_COLUMNS.items():
                if pattern.fullmatch(heading):
                    found.setdefault(name, column)
                    break
    return found


def _factor(sheet: BlankSheet, number: int, unit: str) -> Decimal:
    """By what a figure in a unit is multiplied for the unit that the form names above the table or in it."""
    lines = sheet.lines[max(0, number - _CAPTION_LINES) : number + 2]
    printed = caption_of(lines).money_unit or unit
    if printed != unit:
        sheet.report.notes.append(f"“{sheet.name}”的金额单位是{printed}，填入的数已由{unit}换算")
    return YUAN[unit] / YUAN[printed] if {unit, printed} <= YUAN.keys() else Decimal(1)


def _converted(figure: Figure, factor: Decimal) -> Figure:
    if not isinstance(figure, Decimal) or factor == 1:
        return figure
    return (figure * factor).normalize()


def _number(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _row_key(label: str) -> str:
    return name_key(_LEAD.sub("", plain(label)))


def _label_key(line: SheetRow, first_figure: int) -> str:
    """The label left of the figures, the nearest."""
    labels = [cell.text for column, cell in line.cells.items() if column < first_figure]
    return _row_key(labels[-1]) if labels else ""
