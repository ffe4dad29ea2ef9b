"""Printed rates: in columns, in the calculation of a remark, and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from udfs.errors import ScoreError
from udfs.targets import actual_figure
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, MoneyBlock, Row
from workbooks.official.printed import Printed
from workbooks.official.rounding import fit
from workbooks.review.checks.single_rows import target_of
from workbooks.review.reading.arithmetic import Addend, Chain, chains
from workbooks.review.reading.claims import Claim, claims
from workbooks.review.reading.comparing import as_printed, as_rate, compared, written
from workbooks.review.reading.point_sums import printed_of
from workbooks.review.reading.quantities import quantities
from workbooks.review.reading.rate_columns import rate_columns
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_REMARKS = ("remark", "analysis", "reason")
_FACTORS = (Decimal(1), Decimal(100), Decimal("0.01"))
# Two steps of a calculation that differ by less may have been rounded on the way.
_STEP_TOLERANCE = Decimal("0.01")
_NEARBY = 10
# A larger number in a number cell is more likely a count than a formatted percentage.
_MOST_OF_RATE = 2


@check
def rate_figures(subject: Subject) -> Iterator[Finding]:
    """R01 完成率、得分率、执行率

    表里印的完成率应为完成值÷目标值（都是百分数的可以直接填完成值，超额的可以填 100%，反向指标可以倒过来除），
    得分率应为得分÷分值，项目资金的执行率应为全年执行数÷全年预算数。预算表的执行率按各行都相符的栏目核对，
    只有一行不符的，那一行是错误；找不到相符的算法，或执行率不是按调整预算计算的，给一条提示。
    """
    for table in subject.workbook.tables:
        if "rate" in table.columns:
            yield from _indicator_rates(table)
    for money in subject.workbook.money:
        yield from _money_rates(money)
        yield from _interim_rates(money)
    for figures in subject.budgets:
        yield from rate_columns("R01", figures)


def _indicator_rates(table: IndicatorTable) -> Iterator[Finding]:
    heading = table.headings.get("rate", "")
    if "得分" in heading:
        rows = [(f"“{row.name or row.level2}”", row.cells) for row in table.rows]
        rows += [("合计", table.total)] if table.total else []
        for name, cells in rows:
            figures = [cells[field].number for field in ("score", "weight") if field in cells]
            found = _ratio(figures)
            if found is not None and "rate" in cells and (shown := cells["rate"].number):
                shown = as_rate(shown, found)
                yield from _some(compared("R01", cells["rate"], f"{name}得分率", shown, found, "得分÷分值"))
        return
    for row in table.rows:
        yield from _some(_completion(row))


def _completion(row: Row) -> Finding | None:
    """完成率: what was done by what was planned; other customs are let pass, not recommended."""
    actual, shown = row.figure("actual"), row.figure("rate")
    exact = _share_of_target(row)
    if exact is None or shown is None:
        return None
    shown = as_rate(shown, exact)
    customs = [exact, *([1 / exact] if exact else [])]
    customs += [Decimal(1)] if exact > 1 else []
    customs += [actual.value] if actual is not None and actual.percent else []
    if any(fit(custom, shown).follows for custom in customs):
        return None
    return compared("R01", row.cells["rate"], f"{quoted(row.name)}完成率", shown, exact, "完成值÷目标值")


def _share_of_target(row: Row) -> Decimal | None:
    """How much of its target a row reached: of two plain numbers, or of 3200平方米 and ≥3000平方米."""
    target, actual = row.figure("target"), row.figure("actual")
    if target is not None and actual is not None:
        return _ratio([actual, target]) if target.percent == actual.percent else None
    wanted, cell = target_of(row), row.cells.get("actual")
    value = cell.value if cell else None
    if (
        wanted is None
        or not wanted.number
        or wanted.upper is not None
        or not isinstance(value, str | int | float)
    ):
        return None
    try:
        return actual_figure(value, wanted) / wanted.number
    except ScoreError:
        return None


def _ratio(figures: Sequence[Printed | None]) -> Decimal | None:
    """The first figure by the second, both known and the second above 0."""
    if len(figures) != 2 or figures[0] is None or figures[1] is None or figures[1].value <= 0:
        return None
    return figures[0].value / figures[1].value


def _interim_rates(money: MoneyBlock) -> Iterator[Finding]:
    """The rate of some months: of the budget of the year, or of that of its beginning."""
    for label in money.rows:
        spent, rate = (money.cell(label, column) for column in ("期间执行数", "期间执行率"))
        budgets = [money.cell(label, column) for column in ("全年预算数", "年初预算数")]
        ways = [
            exact
            for budget in budgets
            if (exact := _ratio([printed_of(spent), printed_of(budget)])) is not None
        ]
        if rate is None or rate.number is None or not ways:
            continue
        if not any(fit(exact, as_rate(rate.number, exact)).follows for exact in ways):
            shown = as_rate(rate.number, ways[0])
            yield from _some(compared("R01", rate, f"{quoted(label)}执行率", shown, ways[0], "执行数÷预算数"))


def _money_rates(money: MoneyBlock) -> Iterator[Finding]:
    for label in money.rows:
        spent, budget, rate = (money.cell(label, column) for column in ("全年执行数", "全年预算数", "执行率"))
        exact = _ratio([printed_of(spent), printed_of(budget)])
        if exact is not None and rate is not None and rate.number is not None:
            shown = as_rate(rate.number, exact)
            yield from _some(
                compared("R01", rate, f"{quoted(label)}执行率", shown, exact, "全年执行数÷全年预算数")
            )


@check
def calculations(subject: Subject) -> Iterator[Finding]:
    """R02 备注中的计算过程

    备注、分析和说明中写出的算式（如 34/29*100%=117.24%）重新计算，等号后的数应与算式相符；分母不能是 0。
    指标名称就是算式所算的比率，而完成值（或完成率）印成百分数的，完成值也应与算式相符。
    """
    seen = set()
    for table in subject.workbook.tables:
        for row in table.rows:
            cells = [row.cells[field] for field in _REMARKS if field in row.cells]
            seen |= {(cell.sheet, cell.address) for cell in cells}
            found = [(cell, chain) for cell in cells for chain in chains(cell.text)]
            for cell, chain in found:
                yield from _chain(cell, chain, f"{quoted(row.name)}的计算过程")
            yield from _some(_against_row(row, [chain for _, chain in found]))
    for cell in subject.narrative:
        if (cell.sheet, cell.address) not in seen:
            for chain in chains(cell.text):
                yield from _chain(cell, chain, "算式")


def _chain(cell: Cell, chain: Chain, what: str) -> Iterator[Finding]:
    basis = "算式两边应相等"
    for part in chain.parts:
        if part.value is None:
            message = f"{what}“{part.text}”的分母是 0，无法计算"
            yield Finding("R02", ERROR, cell.sheet, cell.address, message, None, part.text, basis)
    known = [part for part in chain.parts if part.value is not None]
    for place, part in enumerate(known[1:], 1):
        yield from _some(_step(cell, known[:place], part, what, basis))


def _step(cell: Cell, before: Sequence[Addend], part: Addend, what: str, basis: str) -> Finding | None:
    """Compare a part with those before it; 100 for 100 % is let pass."""
    worked = [other for other in before if other.number is None]
    if not worked:
        return None
    source = worked[-1]
    if part.number is None:
        return _other_expression(cell, source, part, what, basis)
    values = [other.value * factor for other in before if other.value is not None for factor in _FACTORS]
    habits = []
    for value in values:
        found = fit(value, part.number)
        if found.follows:
            return None
        habits.append(found.habit)
    if source.value is None:
        return None
    habit = next(filter(None, habits), "")
    if habit and part.about:
        return None
    shown = part.number
    exact = min((source.value * factor for factor in _FACTORS), key=lambda value: abs(value - shown.value))
    expected = written(exact, shown)
    kind = f"（像是{habit}）" if habit else ""
    message = f"{what}“{source.text}”算得 {expected}，写的是 {part.text}{kind}"
    return Finding(
        "R02", NOTICE if habit else ERROR, cell.sheet, cell.address, message, expected, part.text, basis
    )


def _other_expression(cell: Cell, source: Addend, part: Addend, what: str, basis: str) -> Finding | None:
    """Two expressions said to be equal; a small difference comes from rounding on the way."""
    if source.value is None or part.value is None:
        return None
    gaps = [abs(source.value * factor - part.value) for factor in _FACTORS]
    if min(gaps) <= abs(part.value) * _STEP_TOLERANCE:
        return None
    plain_number = Printed(part.value)
    expected, found = written(source.value, plain_number), written(part.value, plain_number)
    message = f"{what}“{source.text}”算得 {expected}，等号后的“{part.text}”算得 {found}，两边不相等"
    return Finding("R02", ERROR, cell.sheet, cell.address, message, expected, found, basis)


def _against_row(row: Row, found: Sequence[Chain]) -> Finding | None:
    """Compare the one division of a row's remarks with the percentage printed in the row."""
    ratios = [(chain, part) for chain in found for part in chain.parts if part.ratio is not None]
    if len(ratios) != 1 or "分" in ratios[0][0].words:
        return None
    chain, part = ratios[0]
    exact = part.ratio if part.ratio is not None else Decimal(0)
    printed = [
        (field, as_rate(figure, exact))
        for field in ("actual", "rate")
        if (figure := row.figure(field)) is not None and (figure.percent or _is_rate_cell(row, figure))
    ]
    if not printed or any(fit(exact, figure).follows for _, figure in printed):
        return None
    field, figure = printed[0]
    name = plain(row.name).split("(")[0].strip('“”"')
    same = bool(name) and name in plain(chain.words)
    result = fit(exact, figure)
    expected, shown = written(exact, figure), as_printed(figure)
    habit = f"（像是{result.habit}）" if result.habit else ""
    message = f"{quoted(row.name)}印的是 {shown}，备注的算式“{part.text}”算得 {expected}{habit}"
    level = ERROR if same and not result.habit else NOTICE
    cell = row.cells[field]
    return Finding("R02", level, cell.sheet, cell.address, message, expected, shown, "备注中的计算过程")


def _is_rate_cell(row: Row, figure: Printed) -> bool:
    """Whether a number cell may be a percentage that only its format shows: 0.6694."""
    return "率" in row.name and figure.decimals is None and 0 <= figure.value <= _MOST_OF_RATE


@check
def rates_in_sentences(subject: Subject) -> Iterator[Finding]:
    """R03 文字中的比率

    一句话里印有一个比率和恰好两个同单位的数，比率应由这两个数得出：执行率、控制率、完成率等为部分÷全部，
    差异率为差额÷预算（计划）数，占比为部分÷全部；两个数写在前一句的也算。有三四个同单位的数，而只有一个能作分子的，
    以其余任一个（或两个之和）为分母都不相符时提示。“分值4分，得分3.2分，得分率80%”逐个核对。一句话里有几个比率，
    或者分不清哪个数是分子的，不作判断。
    """
    texts = _sentences(subject)
    for place, cell in enumerate(texts):
        for claim in claims(cell) if "%" in cell.text else ():
            near = texts[max(0, place - _NEARBY) :][: 2 * _NEARBY]
            yield from _some(_claimed(claim, [other for other in near if other.sheet == cell.sheet]))


def _sentences(subject: Subject) -> tuple[Cell, ...]:
    """The texts that report figures; what follows below a table may be a report as well."""
    return (*subject.narrative, *(note for table in subject.workbook.tables for note in table.notes))


def _claimed(claim: Claim, near: Sequence[Cell]) -> Finding | None:
    shown = claim.rate.figure
    if claim.follows:
        return None
    habits = [way for way in claim.ways if fit(way.value, shown).habit]
    way = habits[0] if habits else min(claim.ways, key=lambda way: abs(way.value - shown.value))
    other = _other_base(claim, near)
    remark = f"；以 {other} 为分母则正好是 {as_printed(shown)}" if other else ""
    finding = compared("R03", claim.cell, claim.word, shown, way.value, way.words, remark)
    return finding if finding is None or claim.is_sure else replace(finding, level=NOTICE)


def _other_base(claim: Claim, near: Sequence[Cell]) -> str:
    """Another amount, in the sentence or nearby, that the claimed rate would follow from."""
    if claim.part.unit == "分":
        return ""
    bases = {base[0].value for base in claim.bases if len(base) == 1}
    texts = sorted(near, key=lambda cell: abs(cell.row - claim.cell.row))
    amounts = [claim.part, *(found for cell in texts for found in quantities(cell))]
    for amount in amounts:
        same = amount.measure == claim.part.measure and amount.value not in (0, *bases)
        if same and any(fit(value, claim.rate.figure).follows for value in claim.over(amount)):
            return amount.shown
    return ""


def _some(finding: Finding | None) -> Iterator[Finding]:
    if finding is not None:
        yield finding
