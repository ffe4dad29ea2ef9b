"""What auditors ask about a form that adds up: blanks under points, copies of the target, everything full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from udfs.errors import ScoreError
from udfs.numbers import half_width
from udfs.targets import Target, actual_figure, parse_target
from workbooks.files.coordinates import get_column_letter
from workbooks.findings import MISSING, NOTICE, Finding, quoted
from workbooks.official.official_table import IndicatorTable, Row
from workbooks.official.words import is_blank
from workbooks.review.reading.point_sums import is_bonus, points, printed_of, shown
from workbooks.review.reading.readings import LESS_IS_BETTER, may_be_per_cents
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_COMPARING = (">", "<", "≥", "≤", "不低于", "不少于", "不超过", "不高于", "大于", "小于")
_WORDS = ("reason", "remark", "analysis")
_FAR_ABOVE = Decimal("1.5")
_REMARKS = (
    (Decimal(3), "像是填错了单位或目标值，请核对"),
    (Decimal(2), "目标可能定得过低，请核对目标值、单位或补充说明"),
    (_FAR_ABOVE, "请核对目标值、单位或补充说明"),
)
# 3 of 2 planned is one more, not far above.
_ONE_MORE = Decimal(1)
_SMALL = 5
_FEWEST_FULL = 5
_HEADINGS = {"target": "目标值", "actual": "完成值"}


@check
def points_for_nothing(subject: Subject) -> Iterator[Finding]:
    """H15 没有目标值、完成值而有得分

    多数指标填了目标值和完成值，这一行都没有填，却有得分：两格各是缺失。整张表的完成值都没有填、每个指标都得满分的，
    只说一次。加减分项，以及把完成情况写在备注、分析里的不提。
    """
    for table in _typed(subject):
        rows = [row for row in table.rows if _has_points(row) and not is_bonus(row)]
        blank = [row for row in rows if _is_blank(row, "actual") and _says_nothing(row)]
        if rows and len(blank) == len(rows):
            yield from _nothing_done(table, rows)
            continue
        both = [row for row in blank if _is_blank(row, "target")]
        if 2 * len(both) > len(rows):
            continue
        for row in both:
            for field, word in _HEADINGS.items():
                message = f"{quoted(row.name)}得了 {row.text('score')} 分，{word}没有填写"
                cell = table.cell(row, field)
                yield Finding("H15", MISSING, table.sheet, cell, message, basis="得分按完成值与目标值计算")


@check
def copied_target(subject: Subject) -> Iterator[Finding]:
    """H16 完成值照抄目标值

    完成值带着比较符号，与目标值一字不差（目标值 ≥1000人，完成值也是 ≥1000人），不是实际完成的数。目标值没有
    符号的，两者相同是正好完成，不提。
    """
    for table in _typed(subject):
        for row in table.rows:
            target, actual = (_normal(row.text(field)) for field in ("target", "actual"))
            if actual and actual == target and actual.startswith(_COMPARING):
                found = row.text("actual")
                message = f"{quoted(row.name)}的完成值与目标值一样是“{found}”，请填实际完成的数"
                cell = table.cell(row, "actual")
                yield Finding("H16", NOTICE, table.sheet, cell, message, None, found, "完成值是实际完成的数")


@check
def far_above_target(subject: Subject) -> Iterator[Finding]:
    """H17 远超目标而没有说明

    完成值达到目标值的 1.5 倍以上（分 1.5、2、3 倍说），“偏差原因”、备注里都没有说明：目标可能定低了，也可能
    填错了单位。只看越高越好的数；区间目标、越低越好的指标、只多一件的小数目（2 期做了 3 期）不看。
    """
    for table in _typed(subject):
        for row in table.rows:
            times = _times(row)
            if times is None or times < _FAR_ABOVE or any(not is_blank(row.text(field)) for field in _WORDS):
                continue
            found = row.text("actual")
            remark = next(words for least, words in _REMARKS if times >= least)
            message = (
                f"{quoted(row.name)}目标值 {row.text('target')}，完成值 {found}，是目标的 "
                f"{shown(times.quantize(Decimal('0.1')))} 倍，没有写原因，{remark}"
            )
            cell = table.cell(row, "actual")
            yield Finding("H17", NOTICE, table.sheet, cell, message, None, found, "偏离目标较大的要说明原因")


@check
def everything_full(subject: Subject) -> Iterator[Finding]:
    """H18 全部指标都是满分

    五个以上的指标和预算执行率个个正好满分，总分也是满分，请核对是不是逐项评过分。提示一次，不说哪一项错。
    """
    for table in subject.tables:
        rows = [row for row in table.rows if row.weight is not None and not is_bonus(row)]
        total, weight = ((table.total or {}).get(field) for field in ("score", "weight"))
        score = printed_of(total)
        if len(rows) < _FEWEST_FULL or total is None or score is None:
            continue
        if not all(row.score and row.weight and points(row.score) == points(row.weight) for row in rows):
            continue
        full = printed_of(weight)
        head = table.money.weight if table.money else None
        given = table.money.score if table.money else None
        if printed_of(head) is not None and printed_of(head) != printed_of(given):
            continue
        if full is not None and points(full) != points(score):
            continue
        if 2 * sum(row.text("target") == row.text("weight") for row in rows) > len(rows):
            continue  # Said as H07.
        message = f"{len(rows)} 个指标全部得满分，总分 {shown(points(score))}，请核对是否逐项评过分"
        cell = f"{get_column_letter(table.columns['score'])}{table.header_row}"
        yield Finding("H18", NOTICE, table.sheet, cell, message, None, total.text, "得分反映完成情况")


def _typed(subject: Subject) -> list[IndicatorTable]:
    """The tables with target and actual value that somebody typed; our own tell what they lack themselves."""
    return [
        table
        for table in subject.tables
        if table.has("target") and table.has("actual") and table.sheet not in subject.standards
    ]


def _nothing_done(table: IndicatorTable, rows: Sequence[Row]) -> Iterator[Finding]:
    if not all(row.weight and row.score and points(row.score) == points(row.weight) for row in rows):
        return
    cell = table.cell(rows[0], "actual")
    message = f"{len(rows)} 个指标都得满分，完成值一个也没有填写，请填写"
    yield Finding("H15", MISSING, table.sheet, cell, message, basis="得分按完成值与目标值计算")


def _has_points(row: Row) -> bool:
    return row.score is not None and row.score.value > 0


def _is_blank(row: Row, field: str) -> bool:
    """Whether nothing at all is written; 无 and — may say that nothing was due."""
    return not row.text(field)


def _says_nothing(row: Row) -> bool:
    return all(is_blank(row.text(field)) for field in _WORDS)


def _normal(text: str) -> str:
    return "".join(half_width(text).split()).replace(">=", "≥").replace("<=", "≤")


def _times(row: Row) -> Decimal | None:
    """How many times its target an actual value is, where more is better; None where nobody can tell."""
    target = _quantity(row, "target")
    actual = row.cells.get("actual")
    if target is None or not target.number or target.number < 0 or target.upper is not None:
        return None
    if target.operator not in (">=", ">", "=") or LESS_IS_BETTER.search(row.name) or actual is None:
        return None
    value = actual.value
    try:
        done = actual_figure(value, target) if isinstance(value, str | int | float | Decimal) else None
    except ScoreError:
        return None
    if done is None or may_be_per_cents(target, row.name):
        return None
    if target.number <= _SMALL and 0 <= done - target.number <= _ONE_MORE and _counts(target):
        return None
    return done / target.number


def _counts(target: Target) -> bool:
    return target.number is not None and target.number >= 1


def _quantity(row: Row, field: str) -> Target | None:
    cell = row.cells.get(field)
    value = cell.value if cell else None
    if not isinstance(value, str | int | float | Decimal):
        return None
    try:
        target = parse_target(value)
    except ScoreError:
        return None
    return target if target.kind == "quantity" else None
