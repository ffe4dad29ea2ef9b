"""Sums within one sentence: 在用＋闲置＝总额, and what stands behind 其中."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from udfs.regex import regex
from workbooks.findings import ERROR, NOTICE, Finding, quoted
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_OTHER_USES = regex(r"出租|出借|报废|处置|维修|损坏|盘亏|未使用|库存|其他")
_CHANGE = regex(r"比|较|增|减|占|超|节约|结余|剩余|人均|平均")
_NOT_A_PART = regex(r"每|人均|户均|单价|实际|执行|决算|同时|另|增长|上年|结余|剩余")


@check
def assets_in_use(subject: Subject) -> Iterator[Finding]:
    """T09 在用与闲置资产

    同一句话里，在用资产与闲置资产之和应等于资产总额（另有出租、出借、待处置等用途的不核对）。相差在各数舍入误差
    （每个数末位的一半）之内的是提示。
    """
    for cell in subject.narrative:
        if "闲置" not in cell.text or _OTHER_USES.search(cell.text):
            continue
        found = [each for each in quantities(cell) if each.exact]
        for _, group in groupby(found, key=lambda each: (each.whole, each.measure)):
            yield from _assets(list(group))


@check
def parts_in_text(subject: Subject) -> Iterator[Finding]:
    """T10 文字中的其中

    “甲 8.43 万元，其中乙 4.93 万元，丙 3.50 万元”：其中的每一个数不应大于前面的总数，加起来大于总数的提示；
    其中是基本支出和项目支出两个数的，加起来不等于总数也提示。
    """
    for cell in subject.narrative:
        if "其中" not in cell.text:
            continue
        for _, group in groupby(quantities(cell), key=lambda each: each.whole):
            yield from _parts(list(group))


def _assets(found: Sequence[Quantity]) -> Iterator[Finding]:
    """The assets of one sentence and one unit; nothing unless each of the three stands there once."""
    used = [each for each in found if "在用" in each.label]
    idle = [each for each in found if "闲置" in each.label]
    wholes = [
        each
        for each in found
        if re.search(r"总额|总量|总数", each.label) and not re.search(r"在用|闲置", each.label)
    ]
    if not (len(used) == len(idle) == len(wholes) == 1):
        return
    parts, whole = (used[0], idle[0]), wholes[0]
    gap = whole.value - sum((part.value for part in parts), Decimal(0))
    if gap == 0:
        return
    slack = sum((each.step / 2 for each in (whole, *parts) if each.is_money), Decimal(0))
    level = NOTICE if abs(gap) <= slack else ERROR
    unit = whole.value / whole.figure.value if whole.figure.value else Decimal(1)
    total, off = (whole.value - gap) / unit, abs(gap) / unit
    message = (
        f"在用 {used[0].shown}与闲置 {idle[0].shown}相加为 {total:f}{whole.unit}，"
        f"总额印的是 {whole.shown}，相差 {off:f}{whole.unit}"
    )
    message += "（在各数舍入误差之内）" if level == NOTICE else ""
    yield _finding("T09", level, whole, message, f"{total:f}{whole.unit}", "在用资产＋闲置资产＝资产总额")


def _parts(found: Sequence[Quantity]) -> Iterator[Finding]:
    place = next((place for place, each in enumerate(found) if each.partial), 0)
    if place == 0:
        return
    # 3,430 万元，占预算的 98%，其中……: the parts are of the amount, not of its rate.
    whole = next((each for each in reversed(found[:place]) if each.unit != "%"), found[place - 1])
    first = found[place]
    if not (whole.exact and first.exact and whole.measure == first.measure) or whole.figure.percent:
        return
    if _CHANGE.search(whole.clause) or _NOT_A_PART.search(first.clause):
        return
    basis = "“其中”所列是前面总数的一部分"
    if first.value > max(each.value for each in found[:place] if each.measure == whole.measure):
        message = f"其中{quoted(first.label)}{first.shown}，大于它前面的总数 {whole.shown}"
        yield _finding("T10", ERROR, first, message, f"≤{whole.shown}", basis)
        return
    parts = []
    for each in found[place:]:
        if each.measure != whole.measure or _NOT_A_PART.search(each.clause):
            break
        parts.append(each)
    total = sum((part.value for part in parts), Decimal(0))
    slack = sum((part.step / 2 for part in (whole, *parts)), Decimal(0))
    shown = "、".join(part.shown for part in parts)
    if total > whole.value + slack:
        message = f"其中各项（{shown}）相加大于前面的总数 {whole.shown}"
        yield _finding("T10", NOTICE, first, message, f"≤{whole.shown}", basis)
    elif total < whole.value - slack and _are_all(found[place:]):
        message = f"基本支出与项目支出（{shown}）相加小于前面的总数 {whole.shown}"
        yield _finding("T10", NOTICE, first, message, None, "基本支出＋项目支出＝支出合计")


def _are_all(parts: Sequence[Quantity]) -> bool:
    """Whether the parts are the two that every expenditure consists of."""
    labels = [part.label.removeprefix("其中") for part in parts]
    return len(labels) == 2 and all(
        re.match(kind, label) for kind, label in zip(("基本支出", "项目支出"), sorted(labels), strict=True)
    )


def _finding(code: str, level: str, at: Quantity, message: str, expected: str | None, basis: str) -> Finding:
    return Finding(code, level, at.cell.sheet, at.cell.address, message, expected, at.shown, basis)
