"""Checks by the standard of a table (B codes): scores, weights, indicators and the total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from udfs.expression import SUM_NAME, Arithmetic, CellError, Constant, Data, Judged, Node, Sum, When
from udfs.numbers import round_score
from udfs.records import dataclass
from workbooks.files.coordinates import get_column_letter
from workbooks.filing.scoring import ItemScore, ScoredTable, as_points
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.official_table import Cell
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.official.words import is_blank
from workbooks.review.as_filing import has_weight_of, head_score
from workbooks.review.reading.limits_broken import limits_broken
from workbooks.review.reading.point_sums import points, printed_of, shown, sum_of_table, total_of
from workbooks.review.reading.readings import in_words, other_readings, units_differ, working
from workbooks.review.recognition import NATIONAL
from workbooks.review.registry import check
from workbooks.review.subject import Recognised, Subject
from workbooks.standards.model import Indicator

# A score further from the exact one than a tenth of a point was not rounded but given.
_MOST_ROUNDED = Decimal("0.1")
_DIVISORS = [Decimal(hundredths) / 100 for hundredths in range(90, 101)]


@check
def scores_by_rule(subject: Subject) -> Iterator[Finding]:
    """B01 得分与评分标准不符

    认得评分标准的表，凡计分用的数据印在表里的指标，都按标准重算一遍。得分对不上的是错误，并写明重算用的数据和
    口径；只差舍入的，或者标准允许认定、表里又写了原因的，是提示；
    全国自评表没有规定没有完成扣多少分，得分比重算的低也只提示。
    """
    for found in subject.recognised:
        for other in _differences(found):
            if other.printed in other.readings.values() or _is_coarser(found, other):
                continue
            level, remark = ERROR, ""
            habit = fit(other.right, other.shown, 2).habit
            if habit and abs(other.printed - other.right) <= _MOST_ROUNDED:
                level, remark = NOTICE, f"（像是{habit}）"
            elif _may_be_judged(found, other):
                level, remark = NOTICE, "；如是按偏差认定的得分，请核对依据"
            elif other.readings:
                remark = f"；换一种读法，{in_words(other.readings)}，也都不是印出的得分"
            yield other.finding("B01", level, remark)


@check
def scores_by_another_reading(subject: Subject) -> Iterator[Finding]:
    """B02 得分取决于对评分标准的读法

    评分标准没有写明“每超过一个百分点”中不足一点怎么算（满一点才扣、不足一点按一点、按比例），印出的得分按另一种
    读法成立时，列出各种读法的得分，由审核人员认定。全国自评表没有写明未完成怎样计分，完成值与目标值相除的也算；
    目标值没有写 ≥ 或 ≤ 的，按越低越好算得出的也算。
    """
    for found in subject.recognised:
        for other in _differences(found):
            if other.printed in other.readings.values():
                yield other.finding(
                    "B02", NOTICE, f"；换一种读法，{in_words(other.readings)}，请确认用哪一种"
                )


@check
def total_by_rule(subject: Subject) -> Iterator[Finding]:
    """B03 总分没有按规定折算

    评分标准规定总分要折算的（如没有专项资金的部门，其他指标得分之和除以 0.95），按印出的得分重算总分；
    对不上的，再找出表里实际用的除数。
    """
    for found in subject.recognised:
        cell = (found.table.total or {}).get("score")
        if found.standard.total == SUM_NAME or cell is None or cell.number is None:
            continue
        ways = list(_ways(found))
        fits = [fit(way.total, cell.number, 2) for way in ways]
        if not ways or any(one.follows for one in fits):
            continue
        habit = next((one.habit for one in fits if one.habit), "")
        right, printed = as_points(ways[0].total), as_points(cell.number.value)
        used = f"像是{habit}" if habit else _used(ways, cell.number)
        message = f"总分印的是 {printed}，{'；'.join(way.words for way in ways)}{used and f'（{used}）'}"
        level = NOTICE if habit else ERROR
        yield Finding("B03", level, found.table.sheet, cell.address, message, right, printed, ways[0].how)


@check
def weights_by_rule(subject: Subject) -> Iterator[Finding]:
    """B04 分值与评分标准不同

    认得评分标准的表，文件写明的指标，其分值应与评分标准一致。
    """
    for found in subject.recognised:
        for row in found.table.rows:
            child = found.children.get(row.number)
            if not isinstance(child, Indicator) or row.weight is None or points(row.weight) == child.weight:
                continue
            right, printed = shown(child.weight), shown(points(row.weight))
            message = f"{quoted(child.name)}的分值印的是 {printed}，评分标准是 {right}"
            cell, basis = found.table.cell(row, "weight"), found.standard.source.title
            yield Finding("B04", ERROR, found.table.sheet, cell, message, right, printed, basis)


@check
def indicators_by_rule(subject: Subject) -> Iterator[Finding]:
    """B05 指标与评分标准不一致

    认得评分标准的表，列出标准里有而表里没有的指标、编码与标准不同的指标；标准不让单位自己增加指标的，再列出表里多出
    的指标。
    """
    for found in subject.recognised:
        table, standard = found.table, found.standard
        present = {child.name for child in found.children.values() if isinstance(child, Indicator)}
        missing = [
            child.name for first, _, child in standard.rows if not first.in_head and child.name not in present
        ]
        if missing:
            cell = f"{get_column_letter(table.columns.get('name', 1))}{table.header_row}"
            names = "”“".join(missing)
            message = f"表里没有评分标准的这些指标：“{names}”"
            yield Finding("B05", NOTICE, table.sheet, cell, message, None, None, standard.source.title)
        for row in table.rows:
            child = found.children.get(row.number)
            if isinstance(child, Indicator) and child.code and row.code not in ("", child.code):
                message = f"{quoted(child.name)}的编码印的是 {row.code}，评分标准是 {child.code}"
                cell = row.cells["code"].address
                yield Finding(
                    "B05", NOTICE, table.sheet, cell, message, child.code, row.code, standard.source.title
                )
            if row.number not in found.children and not standard.own_rows and (row.weight or row.score):
                message = f"{quoted(row.name)}不是评分标准里的指标，没有核对它的得分"
                cell = row.cells["name"].address if "name" in row.cells else table.cell(row, "name")
                yield Finding("B05", NOTICE, table.sheet, cell, message, None, None, standard.source.title)


@dataclass(frozen=True)
class _Difference:
    """A printed score that is not the one of the standard, and what other readings of its rule give."""

    table: ScoredTable
    item: ItemScore
    cell: Cell
    shown: Printed
    right: Decimal

    @property
    def printed(self) -> Decimal:
        return points(self.shown)

    @cached_property
    def readings(self) -> dict[str, Decimal]:
        return other_readings(self.table, self.item)

    def finding(self, code: str, level: str, remark: str) -> Finding:
        right, printed = as_points(self.right), as_points(self.printed)
        how = working(self.table, self.item)
        message = f"{quoted(self.item.line.name)}印的是 {printed} 分，{how}，应得 {right} 分{remark}"
        basis = self.item.line.criterion or self.table.standard.title
        return Finding(code, level, self.cell.sheet, self.cell.address, message, right, printed, basis)


def _differences(found: Recognised) -> Iterator[_Difference]:
    rows = {row.number: row for row in found.table.rows}
    named = {
        child.name: None if rows[number].shared else rows[number].cells.get("score")
        for number, child in found.children.items()
        if isinstance(child, Indicator)
    }
    in_doubt = {one.name for one in limits_broken(found)}
    for item in found.scored.items:
        own, indicator = item.line.own, item.line.indicator
        if indicator is not None and indicator.name in in_doubt:
            continue
        cell = rows[own.row].cells.get("score") if own and own.row else None
        if indicator is not None:
            cell = named.get(indicator.name) or _in_head(found, indicator)
        shown_score = cell.number if cell else None
        if cell is None or shown_score is None or item.score is None or units_differ(found.scored, item.line):
            continue
        if round_score(points(shown_score)) != item.score:
            yield _Difference(found.scored, item, cell, shown_score, item.score)


def _in_head(found: Recognised, indicator: Indicator) -> Cell | None:
    """The score in the money block, where that has the weight that the standard knows."""
    cell = head_score(found.table, found.standard, indicator)
    return cell if has_weight_of(found.table, indicator) else None


def _is_coarser(found: Recognised, other: _Difference) -> bool:
    """Whether a score was rounded half-up to one decimal where no rule asks for two."""
    coarser = Printed(other.printed, other.shown.places)
    return found.standard.region == NATIONAL and coarser.places == 1 and fit(other.right, coarser).follows


def _may_be_judged(found: Recognised, other: _Difference) -> bool:
    """Whether the score of a row of the unit's own may be a judgement.

    That is where the rule lets a person judge or take points off and the row gives a reason; the national
    form leaves it to the regions how many points a missed target costs.
    """
    own, root = other.item.line.own, other.item.line.expression.root
    less = other.printed < other.right
    if own is None or not (less or isinstance(root, Judged)):
        return False
    reason = own.texts.get("reason" if found.table.has("reason") else "remark", "")
    return not is_blank(reason) or (less and found.standard.region == NATIONAL)


@dataclass(frozen=True)
class _Way:
    """A total that the rule allows: which scores were added, to what, and what becomes of the sum."""

    parts: str
    base: Decimal
    how: str
    total: Decimal

    @property
    def words(self) -> str:
        return f"{self.parts}得分之和 {shown(self.base)}，{self.how}，应为 {as_points(self.total)}"


def _ways(found: Recognised) -> Iterator[_Way]:
    """Every total that the rule allows: of the rows, and of the first levels where these add up otherwise."""
    root = found.standard.total_expression.root
    for data in total_cases(found):
        how = total_rule(root, data)
        for parts, base in _sums(found):
            try:
                total = found.standard.total_expression.score({**data, SUM_NAME: base})
            except CellError:
                continue
            yield _Way(parts, base, how, total)


def total_cases(found: Recognised) -> list[Data]:
    """The figures of the total, once for each choice of a condition that the table does not tell."""
    data, root = found.scored.data, found.standard.total_expression.root
    if not isinstance(root, When) or data.get(root.condition.key) is not None:
        return [data]
    options = found.standard.items[root.condition.key].options
    return [{**data, root.condition.key: option} for option in options]


def _sums(found: Recognised) -> Iterator[tuple[str, Decimal]]:
    """The sums of the printed scores, where none is missing."""
    rows = sum_of_table(found.table, "score")
    levels = total_of(printed_of(level.score) for level in found.table.levels if level.depth == 1)
    if rows is not None:
        yield "各行", rows.value
    if levels is not None and (rows is None or levels.value != rows.value):
        yield "一级指标", levels.value


def total_rule(root: Node, data: Data) -> str:
    """What the rule does with the sum of the scores, and when."""
    when = ""
    if isinstance(root, When):
        has = bool(data.get(root.condition.key))
        when = root.condition.key if has else f"没有{root.condition.key.removeprefix('有')}"
        root = root.yes if has else root.no
    if isinstance(root, Arithmetic) and root.operator == "/" and isinstance(root.right, Constant):
        return f"{when}的除以 {root.right.content}"
    return f"{when}的不折算" if isinstance(root, Sum) else "按规定折算"


def _used(ways: list[_Way], printed: Printed) -> str:
    """The divisor that gives the printed total."""
    for way in ways:
        for divisor in _DIVISORS:
            if fit(way.base / divisor, printed, 2).follows:
                return f"{shown(printed.value)} 是 {shown(way.base)} 除以 {divisor} 的结果"
    return ""
