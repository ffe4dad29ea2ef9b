"""Lists of results, a project or unit a row: the grade of each score, and the score of its form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, ListedRow, Listing
from workbooks.official.percent_weights import are_fractions, percent_cell
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.review.checks.grades import NATIONAL_BANDS, grade_name, grades_by_bands
from workbooks.review.reading.point_sums import difference, points, printed_of, shown, total_of
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_GRADES = ("优", "良", "中", "差")
_FULL = Decimal(100)
_FEWEST_ALIKE = 2


@check
def grades_of_a_list(subject: Subject) -> Iterator[Finding]:
    """E03 结果清单里的等级

    一行一个项目或单位的结果清单里，印有得分和等级的，等级与全国口径（90 分以上优、80 分以上良、60 分以上中、
    其余差）不符时提示。清单里多数行都不按这个口径的，是另有分档，不提。
    """
    for listing in subject.workbook.listings:
        listed = [*listing.rows, *([listing.total] if listing.total else [])]
        rows = [(row, *found) for row in listed if (found := _graded(listing, row)) is not None]
        wrong = [(row, score, cell) for row, score, cell, right in rows if grade_name(cell) not in right]
        if 2 * len(wrong) > len(rows):
            continue
        for row, score, cell in wrong:
            expected = "或".join(sorted(grades_by_bands(points(score), NATIONAL_BANDS)))
            message = (
                f"{_name(listing, row)}得分 {shown(points(score))}，等级印的是“{cell.text}”，"
                f"按全国口径应为“{expected}”"
            )
            basis = "财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）的全国口径"
            yield Finding("E03", NOTICE, cell.sheet, cell.address, message, expected, cell.text, basis)


@check
def sums_of_a_list(subject: Subject) -> Iterator[Finding]:
    """T21 结果清单的权重和得分合计

    结果清单的合计行印有权重的，应等于各行权重之和；印有加权得分的，每行应为权重×得分，合计应等于各行之和。得分一栏的
    合计可以是平均数，不核对。
    """
    for listing in subject.workbook.listings:
        right = list(_weighted(listing))
        for row, cell, exact in right:
            if cell.number is not None and not fit(exact, _as_points(cell)).follows:
                message = f"{_name(listing, row)}的加权得分印的是 {cell.text}，权重×得分为 {shown(exact)}"
                yield _finding(cell, message, shown(exact), "加权得分＝权重×得分")
        for field, word in (("weight", "权重"), ("weighted", "加权得分")):
            yield from _total_of_list(listing, field, word, [exact for *_, exact in right])


@check
def listed_score(subject: Subject) -> Iterator[Finding]:
    """C06 清单与自评表的得分

    同一文件的结果清单里某个项目的得分，应与该项目自评表的总分相同。项目名称相同而有几张表的，不核对；单位也相同
    的是错误，没有印单位的是提示。
    """
    forms: dict[str, list[IndicatorTable]] = {}
    for table in subject.tables:
        if table.project:
            forms.setdefault(plain(table.project), []).append(table)
    for listing in subject.workbook.listings:
        for row in listing.rows:
            name, cell = listing.cell(row, "name"), listing.cell(row, "score")
            found = forms.get(plain(name.text), []) if name is not None else []
            if len(found) != 1 or cell is None or cell.number is None:
                continue
            unit = listing.cell(row, "unit")
            same = unit is not None and plain(unit.text) == plain(found[0].unit)
            if unit is None or same or not found[0].unit:
                yield from _against_form(cell, found[0], _name(listing, row), same)


def _against_form(cell: Cell, table: IndicatorTable, name: str, same: bool) -> Iterator[Finding]:
    total = (table.total or {}).get("score")
    exact, listed = printed_of(total), printed_of(cell)
    if total is None or exact is None or listed is None:
        return
    if fit(points(exact), Printed(points(listed), listed.decimals)).follows:
        return
    message = f"{name}得分印的是 {cell.text}，它的自评表（{total.sheet}!{total.address}）总分是 {total.text}"
    level = ERROR if same else NOTICE
    basis = "清单与自评表一致"
    yield Finding("C06", level, cell.sheet, cell.address, message, total.text, cell.text, basis)


@check
def amount_of_a_list(subject: Subject) -> Iterator[Finding]:
    """T23 清单里文字与金额的单位

    一行一个项目的清单里，文字写的金额与金额一栏数字相同而相差十倍、百倍、一万倍，其他各行都不是这样的，像是写错了
    元、万元。
    """
    for listing in subject.workbook.listings:
        pairs = [pair for row in listing.rows if (pair := _same_digits(listing, row)) is not None]
        usual = Counter(exponent for *_, exponent in pairs).most_common(1)
        if not usual or usual[0][1] < _FEWEST_ALIKE:
            continue
        for row, amount, text, exponent in pairs:
            if exponent != usual[0][0]:
                message = (
                    f"{_name(listing, row)}的文字写的是 {text.shown}，金额一栏（{amount.address}）是 "
                    f"{amount.text}，与其他各行的单位不同，请核对是元还是万元"
                )
                cell = text.cell
                basis = "同一金额前后一致"
                yield Finding("T23", NOTICE, cell.sheet, cell.address, message, None, text.shown, basis)


def _same_digits(listing: Listing, row: ListedRow) -> tuple[ListedRow, Cell, Quantity, int] | None:
    """Amount and text of a row with the same digits, and how many tens lie between the two."""
    amount = listing.cell(row, "amount")
    money = [found for cell in row.cells.values() for found in quantities(cell) if found.is_money]
    if amount is None or amount.number is None or len(money) != 1 or not amount.number.value:
        return None
    one, other = amount.number.exact.normalize().as_tuple(), money[0].value.normalize().as_tuple()
    if one.digits != other.digits or not isinstance(one.exponent, int) or not isinstance(other.exponent, int):
        return None
    return row, amount, money[0], one.exponent - other.exponent


def _figure_of(listing: Listing, row: ListedRow | None, field: str) -> Cell | None:
    if row is None:
        return None
    return _weight_of(listing, row) if field == "weight" else listing.cell(row, field)


def _weight_of(listing: Listing, row: ListedRow | None) -> Cell | None:
    """The weight in a row, as per cents where those of the whole list are parts of 1."""
    cell = listing.cell(row, "weight") if row is not None else None
    fractions = are_fractions(printed_of(listing.cell(each, "weight")) for each in listing.rows)
    return percent_cell(cell) if cell is not None and fractions else cell


def _weighted(listing: Listing) -> Iterator[tuple[ListedRow, Cell, Decimal]]:
    """What 权重×得分 is in each row, in a list in which that is how it is worked out."""
    found = []
    for row in listing.rows:
        weight, score = printed_of(_weight_of(listing, row)), printed_of(listing.cell(row, "score"))
        cell = listing.cell(row, "weighted")
        if weight is None or score is None or cell is None or cell.number is None:
            return
        found.append((row, cell, points(weight) / _FULL * points(score)))
    if any(fit(exact, _as_points(cell)).follows for _, cell, exact in found):
        yield from found


def _total_of_list(listing: Listing, field: str, word: str, right: Sequence[Decimal]) -> Iterator[Finding]:
    """A total that follows neither from the rows as printed nor from the rows as they should be."""
    cells = [_figure_of(listing, row, field) for row in (*listing.rows, listing.total)]
    cell, exact = cells.pop(), total_of(map(printed_of, cells))
    if cell is None or exact is None or (found := difference(exact, cell)) is None:
        return
    if field == "weighted" and right and fit(sum(right, Decimal(0)), _as_points(cell)).follows:
        return
    message = f"合计的{word}印的是 {found.found}，各行相加为 {found.expected}"
    level = NOTICE if found.habit else ERROR
    yield replace(_finding(cell, message, found.expected, f"合计由各行{word}相加"), level=level)


def _as_points(cell: Cell) -> Printed:
    return Printed(points(cell.number), cell.number.decimals) if cell.number else Printed(Decimal(0))


def _finding(cell: Cell, message: str, expected: str, basis: str) -> Finding:
    return Finding("T21", ERROR, cell.sheet, cell.address, message, expected, cell.text, basis)


def _graded(listing: Listing, row: ListedRow) -> tuple[Printed, Cell, set[str]] | None:
    """Score, grade and the right grades of a row that has both, out of a hundred."""
    score, cell = printed_of(listing.cell(row, "graded")), listing.cell(row, "grade")
    if score is None and row is listing.total:
        score = printed_of(listing.cell(row, "weighted"))
    if score is None or cell is None or score.percent or not 0 <= points(score) <= _FULL:
        return None
    if grade_name(cell) not in _GRADES:
        return None
    return score, cell, grades_by_bands(points(score), NATIONAL_BANDS)


def _name(listing: Listing, row: ListedRow) -> str:
    if row is listing.total:
        return "合计"
    cell = listing.cell(row, "name") or listing.cell(row, "unit")
    return quoted(cell.text) if cell is not None else f"第 {row.number} 行"
