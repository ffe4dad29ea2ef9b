"""Checks of the 绩效目标申报表 (G codes): targets that can be measured, its levels, weights and money."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from udfs.errors import ScoreError
from udfs.regex import regex
from udfs.targets import Target, parse_target
from workbooks.files.coordinates import get_column_letter
from workbooks.findings import ERROR, MISSING, NOTICE, Finding, quoted
from workbooks.official.form_stage import is_declared, stage_of
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, MoneyBlock, Row
from workbooks.official.words import is_blank
from workbooks.review.reading.point_sums import points, shown
from workbooks.review.reading.printed_amounts import amount, printed_amount, slack
from workbooks.review.reading.readings import may_be_per_cents
from workbooks.review.recognition import level_key
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_REQUIRED = ("产出", "效益", "满意度")
_COST, _OUTPUT = "成本", "产出"
_COST_ALONE_FROM = 2022
_MEASURED = regex("数量|成本|满意度")
_TIMED = regex("时效|进度")
_WEIGHTS = (Decimal(100), Decimal(90))
_EQUAL = regex("=|等于|^(?:共|计)")
# A word of praise or of trend and nothing else: nobody can say whether it was reached.
_MANNER = "|".join(
    [
        "显著",
        "明显",
        "有效",
        "持续",
        "不断",
        "稳步",
        "逐步",
        "进一步",
        "大幅",
        "大幅度",
        "较大",
        "切实",
        "有所",
        "得到",
        "充分",
        "极大",
        "全面",
        "基本",
        "长期",
        "较为",
        "比较",
    ]
)
_TREND = "|".join(
    [
        "提升",
        "提高",
        "改善",
        "增强",
        "增加",
        "促进",
        "加强",
        "完善",
        "优化",
        "保障",
        "推动",
        "推进",
        "减少",
        "降低",
        "下降",
        "好转",
        "发展",
        "良好",
        "较好",
        "好",
        "高",
        "满意",
    ]
)
_PRAISE = regex(rf"(?:{_MANNER})*(?:地)?(?:{_TREND})+")
_BASIS = "绩效目标要指向明确、细化量化、合理可行"


@check
def declared_value(subject: Subject) -> Iterator[Finding]:
    """G01 指标值

    申报表（批复表）的每个三级指标都要有指标值；一个三级指标也没有填的表（监控表也是），说一次。
    """
    for table in subject.tables:
        sets = is_declared(table) or stage_of(table) == "监控表"
        if sets and table.has("target") and not any(map(_is_named, table.rows)):
            cell = _heading(table, "name")
            message = "还没有填三级指标"
            yield Finding("G01", MISSING, table.sheet, cell, message, "三级指标和指标值", None, _BASIS)
    for table in _declared(subject):
        for row in filter(_is_named, table.rows):
            if is_blank(row.text("target")):
                message = f"{quoted(row.name)}没有填指标值"
                yield Finding(
                    "G01", MISSING, table.sheet, table.cell(row, "target"), message, "指标值", None, _BASIS
                )


@check
def sign_and_unit(subject: Subject) -> Iterator[Finding]:
    """G02 指标值的符号和单位

    申报表里数量的指标值要有符号（≥、≤、＝，或“不少于”“以内”）和单位：只写 8，不知道是不少于还是不超过，
    也不知道是 8 什么。区间、日期不用符号；100% 不能再多，0 不能再少，也不用。
    """
    for table, row, target in _targets(subject):
        if target is None or target.kind != "quantity":
            continue
        lacks = [
            (field, word)
            for field, word, lacking in (
                ("relation", "符号（≥、≤、＝）", not _has_sign(row, target)),
                ("measure", "单位", not _has_unit(row, target)),
            )
            if lacking
        ]
        if lacks:
            field = lacks[0][0] if table.has(lacks[0][0]) else "target"
            words = "和".join(word for _, word in lacks)
            message = f"{quoted(row.name)}的指标值是{quoted(row.text('target'))}，没有写{words}"
            yield Finding(
                "G02",
                NOTICE,
                table.sheet,
                table.cell(row, field),
                message,
                words,
                row.text("target"),
                _BASIS,
            )


@check
def can_be_measured(subject: Subject) -> Iterator[Finding]:
    """G03 能量化的要量化

    申报表里数量、成本、满意度指标的指标值应是数，时效指标应是日期或时间；其他指标可以用文字，但不能只写“显著提升”“有效
    改善”一类看不出怎样算达到的话。
    """
    for table, row, target in _targets(subject):
        if target is not None and target.kind != "qualitative":
            continue
        text, levels = row.text("target"), row.level1 + row.level2
        if _MEASURED.search(levels):
            message = f"{quoted(row.name)}的指标值是{quoted(text)}，应写成数和单位"
        elif _TIMED.search(levels):
            message = f"{quoted(row.name)}的指标值是{quoted(text)}，应写明日期或时间"
        elif _PRAISE.fullmatch(plain(text).strip("。.;；")):
            message = f"{quoted(row.name)}的指标值只写了{quoted(text)}，看不出怎样算达到，请写明标准或数"
        else:
            continue
        yield Finding("G03", NOTICE, table.sheet, table.cell(row, "target"), message, None, text, _BASIS)


@check
def required_levels(subject: Subject) -> Iterator[Finding]:
    """G04 一级指标

    申报表要有产出、效益、满意度三个一级指标（名称写成“满意度”“产出指标（50分）”也算）。
    """
    for table in _declared(subject):
        has = {level_key(row.level1) for row in table.rows if _is_named(row)}
        missing = [level for level in _REQUIRED if level not in has]
        if has and missing:
            names = "、".join(f"{level}指标" for level in missing)
            message = f"没有一级指标：{names}"
            basis = "一级指标：产出、成本、效益、满意度"
            yield Finding("G04", MISSING, table.sheet, _heading(table, "level1"), message, names, None, basis)


@check
def cost_stands_alone(subject: Subject) -> Iterator[Finding]:
    """G05 成本指标单列

    2022 年起的申报表，成本指标是一级指标（财预〔2021〕101号以后的做法，按记忆整理，以当地通知为准）：放在产出
    指标下面、或没有成本指标的，提示。没有写年度的表不说。
    """
    for table in _declared(subject):
        rows = list(filter(_is_named, table.rows))
        if not rows or table.year is None or table.year < _COST_ALONE_FROM:
            continue
        if any(level_key(row.level1) == _COST for row in rows):
            continue
        below = next((row for row in rows if _COST in row.level2), None)
        cell = table.cell(below, "level2") if below and table.has("level2") else _heading(table, "level1")
        message = "成本指标在产出指标下面，应单列为一级指标" if below else "没有成本指标"
        basis = "财预〔2021〕101号以后成本指标单列，以当地通知为准"
        yield Finding("G05", NOTICE, table.sheet, cell, message, "一级指标：成本指标", None, basis)


@check
def declared_weights(subject: Subject) -> Iterator[Finding]:
    """G06 申报的权重

    申报表有权重一栏的，每个三级指标都要填；加起来是 100，或 90（另 10 分是预算执行率；几个项目列在一张表里的
    是它的几倍），别的提示。一个也没填的不说。
    """
    for table in _declared(subject):
        rows = list(filter(_is_named, table.rows))
        weights = [row.weight for row in rows if not row.is_below("weight")]
        known = [points(weight) for weight in weights if weight is not None]
        if not table.has("weight") or not known:
            continue
        if len(known) < len(weights):
            for row in rows:
                if row.weight is None and not row.is_below("weight"):
                    message = f"{quoted(row.name)}没有填权重"
                    cell = table.cell(row, "weight")
                    yield Finding("G06", MISSING, table.sheet, cell, message, "权重", None, _BASIS)
            continue
        total = sum(known, Decimal())
        # A list of several projects has as many times 100.
        if not any(total and total % weight == 0 for weight in _WEIGHTS):
            message = f"权重加起来是 {shown(total)}，一般是 100，或 90（另 10 分是预算执行率）"
            cell = table.cell(rows[0], "weight")
            yield Finding("G06", NOTICE, table.sheet, cell, message, "100 或 90", shown(total), _BASIS)


@check
def money_of_tasks(subject: Subject) -> Iterator[Finding]:
    """G07 年度主要任务的金额

    部门整体申报表里，每个任务的总额应等于财政拨款与其他资金之和，各列的金额合计应等于各任务之和；有一个没填的不比。
    """
    for money in subject.workbook.money:
        for task in money.tasks:
            sources = [task.cells.get(source) for source in ("当年财政拨款", "其他资金")]
            parts = [cell for cell in sources if cell is not None]
            label = f"任务{quoted(task.name.text)}的总额"
            if len(parts) == len(sources):
                yield from _sum(label, task.cells.get(MoneyBlock.TOTAL), parts, "财政拨款＋其他资金")
        for source, _ in money.cells if money.tasks else ():
            column = [task.cells[source] for task in money.tasks if source in task.cells]
            if len(column) == len(money.tasks):
                whole = money.cell(source, "全年预算数")
                yield from _sum("金额合计", whole, column, "各任务之和")


def _sum(label: str, whole: Cell | None, parts: list[Cell], basis: str) -> Iterator[Finding]:
    """Where a whole is not the sum of its parts, all of them being known."""
    numbers = [cell.number.value for cell in parts if cell.number is not None]
    if whole is None or whole.number is None or len(numbers) < len(parts):
        return
    total, cells = sum(numbers, Decimal()), [whole, *parts]
    gap = abs(whole.number.value - total)
    if gap == 0:
        return
    level = NOTICE if gap <= slack(cells) else ERROR
    expected, found = amount(total, cells), printed_amount(whole)
    message = f"{label}印的是 {found}，{basis}是 {expected}"
    yield Finding("G07", level, whole.sheet, whole.address, message, expected, found, basis)


def _declared(subject: Subject) -> Iterator[IndicatorTable]:
    """The 申报表 of a file."""
    return filter(is_declared, subject.tables)


def _targets(subject: Subject) -> Iterator[tuple[IndicatorTable, Row, Target | None]]:
    """The targets that are filled in, as read; None where they are words that say more than a quantity."""
    for table in _declared(subject):
        for row in filter(_is_named, table.rows):
            if not is_blank(row.text("target")):
                yield table, row, _read(row.text("target"))


def _read(text: str) -> Target | None:
    try:
        return parse_target(text)
    except ScoreError:
        return None


def _is_named(row: Row) -> bool:
    return bool(row.name) and not is_blank(row.name)


def _has_sign(row: Row, target: Target) -> bool:
    percent = target.unit == "%" or may_be_per_cents(target, row.name)
    bounded = target.upper is not None or target.number == 0 or (target.number == 1 and percent)
    return (
        bounded or target.operator != "=" or bool(_EQUAL.search(plain(row.text("target")))) or _relates(row)
    )


def _relates(row: Row) -> bool:
    return bool(row.text("relation")) and not is_blank(row.text("relation"))


def _has_unit(row: Row, target: Target) -> bool:
    unit = bool(target.unit) or may_be_per_cents(target, row.name)
    return unit or (bool(row.text("measure")) and not is_blank(row.text("measure")))


def _heading(table: IndicatorTable, field: str) -> str:
    column = table.columns.get(field) or next(iter(table.columns.values()))
    return f"{get_column_letter(column)}{table.header_row}"
