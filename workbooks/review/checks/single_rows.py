"""Checks of single rows that need no standard (H codes): weight, score, target and actual value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from udfs.errors import ScoreError
from udfs.numbers import round_score, snap
from udfs.regex import regex
from udfs.targets import Target, actual_figure, parse_target
from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter
from workbooks.filing.scoring import as_points
from workbooks.findings import ERROR, MISSING, NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.official.words import is_blank
from workbooks.review.reading.point_sums import is_bonus, points, printed_of, shown
from workbooks.review.reading.readings import LESS_IS_BETTER
from workbooks.review.reading.years import YEAR
from workbooks.review.registry import check
from workbooks.review.subject import Recognised, Subject
from workbooks.standards.model import Indicator, OwnRows

_WORDS = ("reason", "remark", "analysis")
_UNITS = (
    "%|‰|个|条|家|人次|人|次|场次|场|项|篇|份|户|批次|批|期|件|台|套|名|处|所|座|辆|株|只|本|册|张|对|届|班|幅|部"
    "|亩|公里|平方米|米|吨|万元|亿元|元"
)
_PROMISED = regex(rf"(?<![\d,.第〔(-])\d[\d,]*(?:\.\d+)?\s{{0,9}}(?:{_UNITS})(?:以上|以内)?$")
_YEAR = regex(YEAR)
_QUANTITY_IN_WORDS = regex(
    "\\d|全部|全覆盖|全员|百分之|超额|均已|[零一二三四五六七八九十百千两](?:余|多)?(?:个|条|家|人|次|场|项|篇|份|户|批|期|件|台|套|名|处|所)"
)
_OF_A_WHOLE = regex(r"(?:资产利用|合格|达标|满意|办结|公开|普及|知晓)率|满意度")
_RATIO = regex(r"(?:完成|实际)[^,。;/÷]{0,6}[/÷]\s*[^,。;]{0,6}(?:目标|指标|计划)|按(?:完成)?比例")
# No date, no bound: 建成4个, but not 2022年建成 or 建成4个以内.
_IN_WORDS = regex(
    r"(?P<words>[\u4e00-\u9fff]{2,20})(?P<number>\d{1,9}(?:\.\d{1,4})?)(?P<unit>(?![年月日号期])[\u4e00-\u9fff]{1,4})"
)
_TOLD = regex(r"^(?:已|共|实际|累计|全年|计划)+|(?:不少于|不低于|至少|了|已|共)$")
# Rows without a figure are told from those that lost it by what most rows of the table have.
_MOST = Decimal("0.8")


@check
def score_above_weight(subject: Subject) -> Iterator[Finding]:
    """H01 得分超过分值

    得分最高不能超过该指标的分值；加减分项除外。
    """
    for table, row in _rows(subject):
        weight, score = _points(row, "weight"), _points(row, "score")
        if weight is None or score is None or score <= weight or is_bonus(row):
            continue
        message = (
            f"{quoted(row.name)}得分 {shown(score)} 超过分值 {shown(weight)}，最高只能是 {shown(weight)}"
        )
        basis = "得分不超过该指标分值"
        yield _finding("H01", ERROR, table, row, "score", message, shown(weight), shown(score), basis)


@check
def negative_score(subject: Subject) -> Iterator[Finding]:
    """H02 得分为负数

    扣完为止，得分最低为 0；加减分项和评分标准允许为负的指标除外。
    """
    for table in subject.tables:
        known = _known(subject, table)
        children = known.children.items() if known else ()
        allowed = {number for number, child in children if isinstance(child, Indicator) and child.negative}
        for row in table.rows:
            score = _points(row, "score")
            if score is None or score >= 0 or is_bonus(row) or row.number in allowed:
                continue
            message = f"{quoted(row.name)}得分是 {shown(score)}，扣完为止，最低为 0"
            yield _finding("H02", ERROR, table, row, "score", message, "0", shown(score), "扣完为止")


@check
def full_marks_beside_unmet_target(subject: Subject) -> Iterator[Finding]:
    """H03 没有完成目标而得满分

    目标值、完成值都是数，单位一致，完成值明显没有达到目标值，却得了满分（“建成4个”“建成3个”这样只有数不同的也算）。只写一个数、名称像是越低越好的指标
    （控制率、成本等）不作判断；按评分标准重算过的指标由规则类核对。
    """
    for table in subject.tables:
        recomputed = _recomputed(subject, table)
        for row in table.rows:
            weight, score, target = _points(row, "weight"), _points(row, "score"), target_of(row)
            if not weight or score != weight or row.number in recomputed:
                continue
            if is_unmet(row, target) if target is not None else _is_unmet_in_words(row):
                message = (
                    f"{quoted(row.name)}目标值 {_typed(row, 'target')}，完成值 {_typed(row, 'actual')}，"
                    f"没有完成却得满分 {shown(weight)}，请核对得分或补充说明"
                )
                basis = "没有达到目标值的按规定扣分"
                yield _finding("H03", NOTICE, table, row, "score", message, None, shown(weight), basis)


@check
def deduction_without_reason(subject: Subject) -> Iterator[Finding]:
    """H04 扣分没有写原因

    表里有“扣分原因”“偏差原因”一栏的，得分低于分值的指标应写明原因；备注或分析里写了的也算。加减分项除外。
    """
    for table in subject.tables:
        if "原因" not in table.headings.get("reason", ""):
            continue
        for row in table.rows:
            weight, score = _points(row, "weight"), _points(row, "score")
            if weight is None or score is None or score >= weight or is_bonus(row) or row.shared:
                continue
            if all(is_blank(row.text(field)) for field in _WORDS):
                heading = table.headings["reason"]
                message = f"{quoted(row.name)}扣了 {shown(weight - score)} 分，“{heading}”没有填写"
                yield _finding(
                    "H04", MISSING, table, row, "reason", message, None, None, f"表中“{heading}”一栏"
                )


@check
def words_instead_of_number(subject: Subject) -> Iterator[Finding]:
    """H05 目标值是数，完成值没有数

    目标值是 20条、3家、100% 这样的数，完成值只有文字（年份和指标名称里的数不算）或没有填写，
    无法核对是否完成。本工具的附表里这样的行只能是认定的得分，每个二级指标只提示一次。
    """
    for table in subject.tables:
        if table.has("actual"):
            ours = table.sheet in subject.standards
            yield from _judged_groups(table) if ours else _words_instead(table)


def _judged_groups(table: IndicatorTable) -> Iterator[Finding]:
    """One notice for the rows of a second level that were scored by judgement."""
    for name, group in groupby(_words_instead(table), key=_second_level(table)):
        found = list(group)
        rows = _ranges([coordinate_to_tuple(each.cell)[0] for each in found])
        message = (
            f"{quoted(name)}下有 {len(found)} 个指标（第 {rows} 行）目标值是数，完成值只有文字，"
            "得分是认定的，请核对认定的依据，能填数的填数"
        )
        yield replace(found[0], level=NOTICE, message=message, found=None)


def _ranges(numbers: Sequence[int]) -> str:
    """Sheet rows as a reader lists them: 29、32—48."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda each: each[1] - each[0])
    ]
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _second_level(table: IndicatorTable) -> Callable[[Finding], str]:
    names = {table.cell(row, "actual"): row.level2 for row in table.rows}
    return lambda finding: names[finding.cell]


def _words_instead(table: IndicatorTable) -> Iterator[Finding]:
    for row in table.rows:
        if not _points(row, "score") or not _promises_number(row):
            continue
        actual, target = row.text("actual"), _typed(row, "target")
        if is_blank(actual):
            message = f"{quoted(row.name)}目标值是 {target}，完成值没有填写，请填实际完成的数"
        elif _QUANTITY_IN_WORDS.search(_YEAR.sub("", actual.replace(row.name, ""))) is None:
            message = (
                f"{quoted(row.name)}目标值是 {target}，完成值只有文字“{_short(actual)}”，请填实际完成的数"
            )
        else:
            continue
        basis = "定量目标应填完成的数"
        yield _finding("H05", MISSING, table, row, "actual", message, None, _short(actual) or None, basis)


@check
def target_of_nothing(subject: Subject) -> Iterator[Finding]:
    """H06 目标值为 0，无法按比例计分

    得分按完成值与目标值之比计算的指标，目标值不能是 0。越低越好的（≤0、投诉次数等）不在此列。
    """
    for table in subject.tables:
        known = _known(subject, table)
        for row in table.rows:
            target = target_of(row)
            if target is None or target.number != 0 or target.upper or target.operator not in ("=", ">="):
                continue
            if _divides(row, known):
                remedy = "无法计算完成值与目标值之比，请核对目标值或写明怎样认定得分"
                message = f"{quoted(row.name)}目标值是 0，{remedy}"
                yield _finding("H06", NOTICE, table, row, "target", message, None, "0", "得分按完成比例计算")


@check
def figure_left_out(subject: Subject) -> Iterator[Finding]:
    """H12 分值或得分没有填写

    其他指标都有分值和得分，这一行缺了分值、得分或两样都缺；合计一行印了分值，没有印得分。还没有评分的空表不提。
    """
    for table in subject.tables:
        counts = {
            field: sum(row.figure(field) is not None or row.is_below(field) for row in table.rows)
            for field in ("weight", "score")
        }
        if any(count < _MOST * len(table.rows) or count < 2 for count in counts.values()):
            continue
        words = {"weight": "分值", "score": "得分"}
        for row in table.rows:
            lacking = [field for field in words if is_blank(row.text(field)) and not row.is_below(field)]
            if lacking:
                what = "和".join(words[field] for field in lacking)
                message = f"{quoted(row.name)}的{what}没有填写"
                basis = "每个指标都有分值和得分"
                yield _finding("H12", MISSING, table, row, lacking[-1], message, None, None, basis)
        yield from _total_without_score(table)


def _total_without_score(table: IndicatorTable) -> Iterator[Finding]:
    total = table.total or {}
    if printed_of(total.get("weight")) is None or not is_blank(
        total["score"].text if "score" in total else ""
    ):
        return
    cell = f"{get_column_letter(table.columns['score'])}{total['weight'].row}"
    message = f"{quoted(table.total_label)}一行的得分没有填写，只有分值 {total['weight'].text}"
    yield Finding("H12", MISSING, table.sheet, cell, message, basis="总分由各指标得分相加")


@check
def too_many_decimals(subject: Subject) -> Iterator[Finding]:
    """H13 得分超过两位小数

    得分保留两位小数；没有舍入的得分相加，会与印出的总分对不上。一张表说一次，列出各行。
    """
    for table in subject.tables:
        scores = [(row, score) for row in table.rows if (score := _points(row, "score")) is not None]
        unrounded = [(row, score) for row, score in scores if snap(score) != round_score(score)]
        if not unrounded:
            continue
        row, score = unrounded[0]
        printed, right = shown(snap(score)), as_points(round_score(score))
        message = f"{quoted(row.name)}得分是 {printed}，没有保留两位小数，应为 {right}"
        if len(unrounded) > 1:
            others = _ranges([row.number for row, _ in unrounded[1:]])
            message += f"；第 {others} 行也是这样"
        yield _finding("H13", NOTICE, table, row, "score", message, right, printed, "得分保留两位小数")


@check
def above_the_whole(subject: Subject) -> Iterator[Finding]:
    """H14 完成值超过 100%

    利用率、合格率、满意度等是部分占全部的比率，完成值超过 100% 的请核对。完成率、增长率、到位率可以
    超过 100%。
    """
    for table, row in _rows(subject):
        actual = row.figure("actual")
        if actual is None or not actual.percent or actual.value <= 1 or not _OF_A_WHOLE.search(row.name):
            continue
        found = row.text("actual")
        message = f"{quoted(row.name)}的完成值是 {found}，是部分占全部的比率，不会超过 100%，请核对"
        yield _finding("H14", NOTICE, table, row, "actual", message, "不超过 100%", found, "部分不大于全部")


def _rows(subject: Subject) -> Iterator[tuple[IndicatorTable, Row]]:
    return ((table, row) for table in subject.tables for row in table.rows)


def _points(row: Row, field: str) -> Decimal | None:
    figure = row.figure(field)
    return points(figure) if figure is not None else None


def target_of(row: Row) -> Target | None:
    """The target of a row where it is one quantity (or a range), else None."""
    cell = row.cells.get("target")
    value = cell.value if cell else None
    return _quantity(value) if isinstance(value, str | int | float | Decimal) else None


@lru_cache(maxsize=1 << 13, typed=True)
def _quantity(value: str | float | Decimal) -> Target | None:
    try:
        target = parse_target(value)
    except ScoreError:
        return None
    return target if target.kind == "quantity" else None


def is_unmet(row: Row, target: Target) -> bool:
    """Whether the actual value is a number that clearly misses the target."""
    cell = row.cells.get("actual")
    value = cell.value if cell else None
    if target.number is None or not isinstance(value, str | int | float | Decimal):
        return False
    try:
        actual = actual_figure(value, target)
    except ScoreError:
        return False
    if target.operator in ("<=", "<"):
        return actual > target.number
    if target.operator == "=" and target.upper is None and LESS_IS_BETTER.search(row.name):
        return False
    return actual < target.number


def _is_unmet_in_words(row: Row) -> bool:
    """Whether target and actual value say the same with another number: 建成4个, 建成3个."""
    target, actual = (_IN_WORDS.fullmatch(plain(row.text(field))) for field in ("target", "actual"))
    if target is None or actual is None or any(map(LESS_IS_BETTER.search, (row.name, target["words"]))):
        return False
    said = [_TOLD.sub("", found["words"]) for found in (target, actual)]
    alike = said[0] == said[1] and target["unit"] == actual["unit"]
    return alike and Decimal(actual["number"]) < Decimal(target["number"])


def _promises_number(row: Row) -> bool:
    return target_of(row) is not None or bool(_PROMISED.search(row.text("target")))


def _known(subject: Subject, table: IndicatorTable) -> Recognised | None:
    return next((found for found in subject.recognised if found.table is table), None)


def _recomputed(subject: Subject, table: IndicatorTable) -> set[int]:
    """The sheet rows whose score was worked out by its standard, all of them in a workbook of our own."""
    if table.sheet in subject.standards:
        return {row.number for row in table.rows}
    known = _known(subject, table)
    if known is None:
        return set()
    named = {child.name: number for number, child in known.children.items() if isinstance(child, Indicator)}
    rows = {
        item.line.own.row if item.line.own else named.get(item.line.name)
        for item in known.scored.items
        if item.score is not None
    }
    return {number for number in rows if number is not None}


def _divides(row: Row, known: Recognised | None) -> bool:
    """Whether the score of a row is its actual value over its target."""
    child = known.children.get(row.number) if known else None
    if LESS_IS_BETTER.search(row.name):
        return False
    if known and isinstance(child, OwnRows):
        return bool(known.standard.rule_of(child).expression.calls("target_ratio"))
    rule = f"{row.text('criterion')}\n{row.text('explanation')}"
    return child is None and bool(_RATIO.search(rule))


def _typed(row: Row, field: str) -> str:
    """What is written in a column, as it was typed."""
    value = row.cells[field].value if field in row.cells else None
    return value.strip() if isinstance(value, str) else row.text(field)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 24 else line[:23] + "…"


def _finding(
    code: str,
    level: str,
    table: IndicatorTable,
    row: Row,
    field: str,
    message: str,
    expected: str | None,
    found: str | None,
    basis: str,
) -> Finding:
    return Finding(code, level, table.sheet, table.cell(row, field), message, expected, found, basis)
