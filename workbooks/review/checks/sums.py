"""Sums of indicator tables: weights and scores of the levels and in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from udfs.expression import SUM_NAME
from udfs.regex import regex
from workbooks.files.coordinates import get_column_letter
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.official_table import Cell, IndicatorTable
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit, rounded
from workbooks.review.reading.point_sums import (
    Difference,
    Figure,
    PointSum,
    difference,
    full_mark,
    is_bonus,
    is_deduction,
    points,
    printed_of,
    shown,
    sum_of_table,
    tally_of,
    total_of,
    weights_without_bonus,
)
from workbooks.review.registry import check
from workbooks.review.subject import Subject
from workbooks.sentences.notes_on_total import scales_the_total

_WORDS: dict[Figure, str] = {"weight": "分值", "score": "得分"}
_DIVISOR = regex(r"除以\s*(0\.\d+|\d{2}(?:\.\d+)?%)")


@check
def level_weights(subject: Subject) -> Iterator[Finding]:
    """T01 一级、二级指标分值

    一级、二级指标印的分值应等于其下各指标分值之和；二级指标都印有分值的，一级指标按二级指标相加。
    其下有指标没有分值的，或者每一级都各按 100% 分权重的，不作判断。
    """
    for table in _weighed(subject):
        if not tally_of(table).relative:
            yield from _levels(table, "T01", "weight")


@check
def total_weight(subject: Subject) -> Iterator[Finding]:
    """T02 分值合计

    总计行印的分值应等于各指标分值之和，项目支出绩效自评表还要加上预算执行率的分值。
    """
    for table in _weighed(subject):
        exact, cell = sum_of_table(table, "weight"), (table.total or {}).get("weight")
        if exact is None or cell is None or (found := difference(exact, cell)) is None:
            continue
        if cell.number is not None and points(cell.number) == weights_without_bonus(table):
            continue
        levels, head = _sum_of_levels(table, "weight", cell), _with_head(table)
        label = _total_label(table, "weight")
        yield _difference(
            "T02",
            cell,
            found,
            f"{label}印的是 {found.found}，各指标分值{head}相加为 {found.expected}{levels}",
            "weight",
            label,
        )


@check
def weights_make_full_mark(subject: Subject) -> Iterator[Finding]:
    """T03 分值与满分

    各指标分值相加应为满分（评分标准或本表写明 100 分的才核对）；加减分项另计，不占满分。
    """
    for table in subject.tables:
        standard = subject.standard_of(table)
        if subject.scored and standard is not None and standard.grades.only_at_full_mark:
            continue  # Said with the scores of our own forms.
        full = standard.full_mark if standard is not None else full_mark(table)
        exact, own = sum_of_table(table, "weight"), weights_without_bonus(table)
        if full is None or exact is None or own is None or own == full:
            continue
        cell = (table.total or {}).get("weight")
        printed = printed_of(cell)
        if printed is not None and points(printed) not in (exact.value, own):
            continue
        where = cell.address if cell is not None else _heading(table)
        besides = "（不含加减分）" if own != exact.value else ""
        message = f"各指标分值相加为 {shown(own)}{besides}，应为满分 {shown(full)}"
        if own < full:
            message += f"，还差 {shown(full - own)} 分：请看有没有指标没有列进表里，或分值填少了"
        else:
            message += f"，多了 {shown(own - full)} 分：请看有没有分值填多了，或一个指标列了两次"
        basis = f"满分 {shown(full)} 分"
        yield Finding("T03", ERROR, table.sheet, where, message, shown(full), shown(own), basis)


@check
def weighted_scores(subject: Subject) -> Iterator[Finding]:
    """T24 指标表的加权得分

    先按百分制评分、再按权重折算的指标表，每行的加权得分应为权重×评分÷100。半数以上的行都是这样算的，才把不符的行
    作为错误。
    """
    for table in subject.tables:
        worked = [
            (row, points(row.weight) * points(marks) / 100, row.score)
            for row in table.rows
            if row.weight and row.score and (marks := row.figure("marks"))
        ]
        wrong = [(row, exact) for row, exact, score in worked if not fit(exact, score).follows]
        for row, exact in wrong if 2 * len(wrong) < len(worked) else ():
            cell = row.cells["score"]
            message = (
                f"{quoted(row.name)}的加权得分印的是 {cell.text}，"
                f"权重 {row.text('weight')}×评分 {row.text('marks')}÷100 为 {shown(exact)}"
            )
            yield Finding(
                "T24",
                ERROR,
                cell.sheet,
                cell.address,
                message,
                shown(exact),
                cell.text,
                "加权得分＝权重×评分",
            )


@check
def level_scores(subject: Subject) -> Iterator[Finding]:
    """T04 一级、二级指标得分

    一级、二级指标印的得分应等于其下各指标得分之和；二级指标都印有得分的，一级指标按二级指标相加。
    其下有指标没有得分的，不作判断。只差在舍入上的是提示，写明是哪一种舍入。
    """
    for table in subject.workbook.tables:
        yield from _levels(table, "T04", "score")


@check
def total_score(subject: Subject) -> Iterator[Finding]:
    """T05 总分

    总分应等于各指标得分之和，项目支出绩效自评表还要加上预算执行率的得分。只差在舍入上的是提示，写明是哪一种
    舍入。评分标准另有折算办法的由规则类核对；没有识别出评分标准、表下说明写有“除以 0.95”一类折算的，折算
    与不折算都不相符时，指出与印出的总分相符的除数；写有“换算成百分制”一类、没有写明除数的，不作判断。
    """
    for table in subject.workbook.tables:
        main = _main(subject, table)
        standard = subject.standard_of(main)
        exact, cell = sum_of_table(table, "score"), (table.total or {}).get("score")
        if exact is None or cell is None or (standard is not None and standard.total != SUM_NAME):
            continue
        found = difference(exact, cell)
        if found is None or _taken_off(table, exact, cell):
            continue
        divisor = None if standard is not None else stated_divisor(main)
        if divisor is not None:
            yield from _divided(table, cell, exact, divisor)
            continue
        if standard is None and any(scales_the_total(note.text) for note in main.notes):
            continue  # By how much, and for whom, only the adopted form asks.
        label = _total_label(table, "score")
        message = f"{label}印的是 {found.found}，各指标得分{_with_head(table)}相加为 {found.expected}"
        message += _sum_of_levels(table, "score", cell)
        if _capped(table, exact, cell):
            found = replace(found, habit="像是加分后以满分封顶")
        yield _difference("T05", cell, found, message, "score", label)


def _levels(table: IndicatorTable, code: str, figure: Figure) -> Iterator[Finding]:
    word, tally = _WORDS[figure], tally_of(table)
    for level in table.levels:
        cell = level.weight if figure == "weight" else level.score
        found = tally.below(level, figure)
        if cell is None or found is None:
            continue
        exact, parts = found
        rows = tally.sum_of(level, figure)
        if rows is not None and difference(rows, cell) is None:
            continue  # The second level below that does not follow is told itself.
        if (other := difference(exact, cell)) is not None:
            message = (
                f"{quoted(level.name)}{word}印的是 {other.found}，其下各{parts}{word}相加为 {other.expected}"
            )
            yield _difference(code, cell, other, message, figure, f"{quoted(level.name)}")


def _difference(
    code: str, cell: Cell, found: Difference, message: str, figure: Figure, whole: str
) -> Finding:
    level = NOTICE if found.habit else ERROR
    habit = f"（{found.habit}）" if found.habit else ""
    basis = f"{whole}由各指标{_WORDS[figure]}相加"
    return Finding(code, level, cell.sheet, cell.address, message + habit, found.expected, found.found, basis)


def _sum_of_levels(table: IndicatorTable, figure: Figure, cell: Cell) -> str:
    """A remark where a printed total does follow from the figures printed for the first levels."""
    exact = _printed_levels(table, figure)
    if exact is None or difference(exact, cell) is not None:
        return ""
    return f"（与印出的各一级指标{_WORDS[figure]}之和相同）"


def _total_label(table: IndicatorTable, figure: Figure) -> str:
    """The figure of the total row by the row's own name: “综合评分”, “合计”的得分."""
    label = table.total_label
    if figure == "score" and "分" in label:
        return quoted(label)
    return f"{quoted(label)}的{_WORDS[figure]}" if label else f"合计{_WORDS[figure]}"


def _with_head(table: IndicatorTable) -> str:
    return "（含预算执行率）" if table.money is not None else ""


def _printed_levels(table: IndicatorTable, figure: Figure) -> PointSum | None:
    return total_of(printed_of(getattr(level, figure)) for level in table.levels if level.depth == 1)


def _weighed(subject: Subject) -> tuple[IndicatorTable, ...]:
    """The tables whose weights were typed: the summaries of our own workbooks print the standard's."""
    return subject.tables if subject.scored else subject.workbook.tables


def _main(subject: Subject, table: IndicatorTable) -> IndicatorTable:
    """The table that says how the total comes about: for a summary the one it sums up."""
    return subject.tables[0] if table.depth == 2 and len(subject.tables) == 1 else table


def _taken_off(table: IndicatorTable, exact: PointSum, cell: Cell) -> bool:
    """Whether a total follows with the points of 减分项, printed without a sign, taken off."""
    off = [row.score for row in table.rows if is_deduction(row) and row.score is not None]
    taken = sum((2 * points(score) for score in off), Decimal(0))
    return bool(taken) and difference(replace(exact, value=exact.value - taken), cell) is None


def _capped(table: IndicatorTable, exact: PointSum, cell: Cell) -> bool:
    """Whether bonus points took the sum above 100 and 100 is printed."""
    printed = printed_of(cell)
    return printed is not None and exact.value > points(printed) == 100 and any(map(is_bonus, table.rows))


def _heading(table: IndicatorTable) -> str:
    return f"{get_column_letter(table.columns.get('weight', 1))}{table.header_row}"


def stated_divisor(table: IndicatorTable) -> Decimal | None:
    for note in table.notes:
        if found := _DIVISOR.search(note.text):
            return Decimal(found[1][:-1]) / 100 if found[1].endswith("%") else Decimal(found[1])
    return None


def _divided(table: IndicatorTable, cell: Cell, exact: PointSum, divisor: Decimal) -> Iterator[Finding]:
    """Judge a total by the divisor that a note below the table speaks of."""
    printed = cell.number
    if printed is None or fit(exact.value / divisor, printed, 2).follows:
        return
    expected = rounded(exact.value / divisor, 2)
    found = cell.text
    message = (
        f"{_total_label(table, 'score')}印的是 {found}，各指标得分相加为 {shown(exact.value)}，"
        f"按说明除以 {shown(divisor)} 为 {expected}，都不相符"
    )
    levels = _printed_levels(table, "score")
    level, basis = ERROR, f"表下说明：其他指标评分加总后除以 {shown(divisor)} 填入总分"
    for whole in [exact, *([levels] if levels is not None else [])]:
        other = _fitting_divisor(whole.value, printed)
        if other is not None:
            level = NOTICE
            message += f"；像是 {shown(whole.value)} 除以 {shown(other)} 得到的"
            break
    yield Finding("T05", level, cell.sheet, cell.address, message, str(expected), found, basis)


def _fitting_divisor(whole: Decimal, printed: Printed) -> Decimal | None:
    """A divisor of two decimals, below 1, that gives a printed total."""
    if points(printed) <= 0:
        return None
    divisor = rounded(whole / points(printed), 2)
    fits = Decimal(0) < divisor < 1 and fit(whole / divisor, printed, 2).follows
    return divisor if fits else None
