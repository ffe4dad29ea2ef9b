"""Budget tables cross-footed: rows by their labels, columns by their headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from udfs.regex import regex
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, FigureTable
from workbooks.review.reading.footing import NO_SUM, Across, CrossFooting, Foot, Footing, feet_of
from workbooks.review.reading.hierarchy import Whole, name_of
from workbooks.review.reading.printed_amounts import amount, printed_amount, slack
from workbooks.review.reading.quantities import Quantity, in_yuan, quantities
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_FEWEST_DIGITS = 4
_GRAND_TOTAL = regex(r"(?:收入|支出|收支|本年)?总计")


@check
def budget_rows(subject: Subject) -> Iterator[Finding]:
    """T06 预算表各行

    预算表里，一个项目印的数应等于其组成各行之和，合计应等于各大项之和；“其中”所列只是一部分，不得大于全部。
    组成关系由“一、（一）1. 其中 合计”看出；有的列相符、有的列不符时，不符的是错误，并写明相差多少、各组成行
    是多少才相符，文字里印有这个数的一并指出。没有一列相符的，多半是组成关系看错，只有相差很小时才提示。左右两半的
    收支总表，收入总计应等于支出总计。
    """
    if not subject.budgets:
        return
    texts = [found for cell in subject.workbook.texts for found in quantities(cell) if found.is_money]
    for table in subject.budgets:
        footing = CrossFooting(table)
        for each in footing.down:
            for foot in each.wrong():
                if not footing.follows(foot):
                    yield _row_finding(footing, each, foot, texts)
            yield from _partial(table, each.whole)
    yield from _unequal_sides(subject.budgets)


@check
def budget_columns(subject: Subject) -> Iterator[Finding]:
    """T07 预算表各列

    预算表里，列名说明了关系的（上年结余＋收入＝支出＋年末结余、调整数＝调整后－年初、在用＋闲置＝总额、
    基本支出＋项目支出＝合计），每一行都应成立。至少两行成立，才把不成立的行作为错误。
    """
    for table in subject.budgets:
        footing = CrossFooting(table)
        wrong = [foot for each in footing.down for foot in each.wrong()]
        told = {id(footing.crossing(foot)) for foot in wrong}
        for across in footing.across:
            if any(footing.explains(foot, across) for foot in wrong):
                continue
            if not any(id(cell) in told for cell in across.row.cells.values()):
                yield _column_finding(table, across)


def _unequal_sides(tables: Sequence[FigureTable]) -> Iterator[Finding]:
    """收入总计 against 支出总计 of a table with two halves, where each follows from its own rows."""
    sides: dict[tuple[str, int], list[FigureTable]] = {}
    for table in tables:
        if table.side:
            sides.setdefault((table.sheet, table.header_row), []).append(table)
    for halves in sides.values():
        totals = [cell for half in halves if (cell := _grand_total(half)) is not None]
        if len(halves) != 2 or len(totals) != 2:
            continue
        income, spending = totals
        printed = [cell.number.value for cell in totals if cell.number is not None]
        gap = abs(printed[0] - printed[1])
        if not gap:
            continue
        rounding = halves[0].unit != "元" and gap <= slack(totals)
        message = (
            f"收入总计（{income.address}）印的是 {printed_amount(income)}，支出总计印的是 "
            f"{printed_amount(spending)}，相差 {amount(gap, totals)}{halves[0].unit}，两边应相等"
        )
        message += _as_habit(NOTICE) if rounding else ""
        yield Finding(
            "T06",
            NOTICE if rounding else ERROR,
            spending.sheet,
            spending.address,
            message,
            printed_amount(income),
            printed_amount(spending),
            "收入总计等于支出总计",
        )


def _grand_total(half: FigureTable) -> Cell | None:
    """The 总计 of a half, in its first column of amounts, where its own rows add up to it."""
    rows = [row for row in half.rows if _GRAND_TOTAL.fullmatch(plain(row.label))]
    column = min(half.headings, default=0)
    cell = rows[-1].cells.get(column) if rows else None
    if len(rows) != 1 or cell is None or cell.number is None:
        return None
    feet = [foot for each in CrossFooting(half).down if each.whole.row is rows[0] for foot in each.feet]
    return cell if any(foot.whole is cell and foot.fits for foot in feet) else None


def _row_finding(footing: CrossFooting, each: Footing, foot: Foot, texts: Sequence[Quantity]) -> Finding:
    table, whole, gap = footing.table, each.whole, foot.gap or Decimal(0)
    cell, heading, unit = foot.whole, table.headings[foot.column], table.unit
    rounding = unit != "元" and abs(gap) <= slack([cell, *foot.parts])
    level = NOTICE if rounding or not each.sure else ERROR
    label, total = name_of(whole.row), amount(foot.sum, [cell, *foot.parts])
    difference = amount(abs(gap), [cell, *foot.parts])
    message = (
        f"{quoted(label)}的“{heading}”印的是 {printed_amount(cell)}，其组成各行相加为 {total}，"
        f"相差 {difference}{unit}"
    )
    basis = f"{quoted(label)}等于其组成各行之和"
    if rounding:
        message += "（在舍入误差之内）"
        return Finding("T06", level, cell.sheet, cell.address, message, total, printed_amount(cell), basis)
    if _confirmed(table, whole, foot, footing.wholes):
        message += f"；上一级的合计用的是 {printed_amount(cell)}，请先查组成各行"
    fits = {part: part.number.value + gap for part in foot.parts if part.number is not None}
    rows = {id(row.cells.get(foot.column)): name_of(row) for row in table.rows}
    if possible := [
        f"“{rows[id(part)]}”为 {amount(value, [part])}" for part, value in fits.items() if value >= 0
    ]:
        message += f"。其余不变时，{'、'.join(possible)}才相符"
    found, expected = cell, total
    if (crossing := footing.crossing(foot)) is not None and crossing in fits:
        message += f"；“{rows[id(crossing)]}”一行的各栏相加也是这样，应查这一格"
        found, expected = crossing, amount(fits[crossing], [crossing])
        return Finding(
            "T06", level, found.sheet, found.address, message, expected, printed_amount(found), basis
        )
    for part, value in fits.items():
        if (other := _printed_as(value, table, texts)) is not None:
            message += (
                f"；工作表“{other.cell.sheet}”{other.cell.address} 印有 {other.shown}，应查“{rows[id(part)]}”"
            )
            found, expected = part, amount(value, [part])
            break
    return Finding("T06", level, found.sheet, found.address, message, expected, printed_amount(found), basis)


def _confirmed(table: FigureTable, whole: Whole, foot: Foot, others: Sequence[Whole]) -> bool:
    """Whether a row, being a part itself, makes the sum above it right."""
    above = [
        (other, parts)
        for other in others
        for parts in other.parts
        if any(part is whole.row for part in parts)
    ]
    return any(
        upper.column == foot.column and upper.fits
        for other, parts in above
        for upper in feet_of(table, other.row, parts, other.coded)
    )


def _printed_as(value: Decimal, table: FigureTable, texts: Sequence[Quantity]) -> Quantity | None:
    """An amount in a text that is this one, rounded to the decimals printed there."""
    yuan = in_yuan(value, table.unit)
    for text in texts:
        digits = len(text.figure.value.normalize().as_tuple().digits)
        if yuan is not None and digits >= _FEWEST_DIGITS and abs(text.value - yuan) <= text.step / 2:
            return text
    return None


def _partial(table: FigureTable, whole: Whole) -> Iterator[Finding]:
    """其中 rows: together no more than the row above them (each alone, where they may overlap)."""
    for column, heading in table.headings.items():
        cell = whole.row.cells.get(column)
        if NO_SUM.search(plain(heading)) or cell is None or cell.number is None or cell.number.percent:
            continue
        for part in whole.partial:
            figure = part.cells[column].number if column in part.cells else None
            if figure is None or not 0 <= cell.number.value < figure.value:
                continue
            found = part.cells[column]
            message = (
                f"{quoted(name_of(part))}的“{heading}”印的是 {printed_amount(found)}，"
                f"大于它所在的{quoted(name_of(whole.row))}{printed_amount(cell)}"
            )
            basis = "“其中”所列是全部的一部分"
            yield Finding(
                "T06",
                ERROR,
                found.sheet,
                found.address,
                message,
                f"≤{printed_amount(cell)}",
                printed_amount(found),
                basis,
            )


def _column_finding(table: FigureTable, across: Across) -> Finding:
    row, equation, gap = across.row, across.equation, across.gap
    cells = [row.cells[column] for column in equation.columns if column in row.cells]
    cell = row.cells[equation.result]
    figure = cell.number.value if cell.number is not None else gap
    level = NOTICE if table.unit != "元" and abs(gap) <= slack(cells) else ERROR
    expected = amount(figure - gap, cells)
    message = (
        f"{quoted(name_of(row))}的“{table.headings[equation.result]}”印的是 {printed_amount(cell)}，"
        f"按{equation.words}应为 {expected}{_as_habit(level)}"
    )
    return Finding(
        "T07", level, cell.sheet, cell.address, message, expected, printed_amount(cell), equation.words
    )


def _as_habit(level: str) -> str:
    return "（相差在舍入误差之内）" if level == NOTICE else ""
