"""Defects put into tables that follow: what is changed, and what a review has to say about it.

Every defect is written down from the rule that it breaks, not from what the review happens to find.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.city.documents import Document
from benchmarks.city.grids import Place, Value

ERROR, MISSING, NOTICE = "错误", "缺失", "提示"


@dataclass(frozen=True)
class Defect:
    """A defect: it is found when one of `codes` is told at `level` on one of `cells`.

    `also` are codes that may rightly be told too, anywhere, because they follow from the same change.
    """

    name: str
    level: str
    codes: tuple[str, ...]
    cells: tuple[Place, ...]
    changes: Mapping[Place, Value] = field(default_factory=dict)
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Where the scores of an indicator table stand: `sections` are first levels with their rows."""

    sheet: str
    rows: tuple[int, ...]
    weight: str
    score: str
    total: str
    grade: str = ""
    reason: str = ""
    apart: tuple[str, ...] = ()
    sections: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    divisor: Decimal = Decimal(1)
    bonus: tuple[int, ...] = ()
    judged: tuple[int, ...] = ()
    """Rows whose points are a person's judgement: no figure in the table tells them."""


TABLES: Mapping[str, Table] = {
    "shenzhen-2021": Table(
        "评分表", tuple(range(6, 27)), "F", "I", "I27", "I28", judged=(6, 8, 12, 22, 24, 26)
    ),
    "heping-2024": Table(
        "评价指标体系", tuple(range(3, 24)), "D", "H", "H24", judged=(4, 5, 7, 9, 14, 15, 16, 17, 18)
    ),
    "wuxi-2021": Table(
        "附表2",
        (*range(6, 13), *range(13, 28), *range(29, 48), 51, 53, 54, 56),
        "D",
        "I",
        "I57",
        reason="K",
        sections={"I5": tuple(range(6, 28)), "I28": (*range(29, 48), 51), "I52": (53, 54), "I55": (56,)},
        divisor=Decimal("0.95"),
        bonus=(56,),
        judged=(6, 7, 9, 15, 16, 17, 18, 19, 22),
    ),
    "fengtai-2023": Table(
        "附件3", (14, 15, 16, 17, 29, 30, 31, 35, 36, 38, 39), "G", "H", "H41", apart=("I7",)
    ),
    "project-2020": Table("项目自评表", tuple(range(13, 21)), "G", "H", "H21", apart=("I6",)),
}

_SUMS = ("C01", "C02", "C03", "E01")


def number(value: Value) -> Decimal:
    return Decimal(str(value).replace(",", "").rstrip("%"))


def as_typed(value: Decimal) -> Value:
    return int(value) if value == value.to_integral() else float(value)


def rescored(document: Document, table: Table, scores: Mapping[int, Decimal]) -> dict[Place, Value]:
    """New scores of some rows, and the section scores and the total that follow from them."""
    changes: dict[Place, Value] = {
        (table.sheet, f"{table.score}{row}"): as_typed(score) for row, score in scores.items()
    }

    def score(row: int) -> Decimal:
        if row in scores:
            return scores[row]
        printed = document.value(table.sheet, f"{table.score}{row}")
        return number(printed) if printed is not None else Decimal(0)

    for cell, rows in table.sections.items():
        if scores.keys() & set(rows):
            changes[table.sheet, cell] = as_typed(sum((score(row) for row in rows), Decimal(0)))
    apart = sum((number(document.value(table.sheet, cell)) for cell in table.apart), Decimal(0))
    total = (sum((score(row) for row in table.rows), Decimal(0)) + apart) / table.divisor
    changes[table.sheet, table.total] = as_typed(round_cents(total))
    return changes


def round_cents(value: Decimal) -> Decimal:
    return (value * 100 + Decimal("0.5")).to_integral_value("ROUND_FLOOR") / 100


def varied(document: Document, chance: random.Random) -> Document:
    """The same table with some judged points lower, its totals following; texts on the scores left out."""
    table = TABLES[document.standard]
    if not table.judged or chance.random() < 0.3:
        return document
    scores: dict[int, Decimal] = {}
    reasons: dict[Place, Value] = {}
    for row in chance.sample(table.judged, chance.randint(1, 3)):
        lost = Decimal(chance.choice(("0.5", "1")))
        scores[row] = max(number(document.value(table.sheet, f"{table.score}{row}")) - lost, Decimal(0))
        if table.reason:
            reasons[table.sheet, f"{table.reason}{row}"] = "个别资料归档不及时"
    plain = document.without("正文", "表3.2.1")
    changes = {**rescored(plain, table, scores), **reasons}
    if table.grade:
        changes[table.sheet, table.grade] = "优" if number(changes[table.sheet, table.total]) >= 90 else "良"
    return plain.changed(changes)


def defects(document: Document, chance: random.Random) -> list[Defect]:
    """Every defect that this document can have, its figures drawn anew."""
    table = TABLES[document.standard]
    found = [*_of_scores(document, table, chance), *_of_document(document, chance)]
    sheets = {grid.name for grid in document.grids}
    return [defect for defect in found if all(sheet in sheets for sheet, _ in defect.changes)]


def _of_scores(document: Document, table: Table, chance: random.Random) -> Iterator[Defect]:
    sheet, total = table.sheet, (table.sheet, table.total)
    printed = number(document.value(*total))
    # A bonus has no bounds of its own.
    rows = [row for row in table.rows if row not in table.bonus]
    scored = [row for row in rows if document.value(sheet, f"{table.score}{row}") not in (None, 0)]
    row = chance.choice(scored)
    cell = (sheet, f"{table.score}{row}")
    weight = number(document.value(sheet, f"{table.weight}{row}"))
    wrong = printed - Decimal(chance.choice(("0.37", "1.24", "0.83")))
    yield Defect("总分不等于各指标得分之和", ERROR, ("T05", "B03"), (total,), {total: float(wrong)}, _SUMS)
    rounded = (printed * 10).to_integral_value("ROUND_HALF_UP") / 10
    if rounded != printed and table.divisor == 1:
        changes: dict[Place, Value] = {total: f"{rounded:.2f}"}
        yield Defect("总分四舍五入到一位小数", NOTICE, ("T05",), (total,), changes, _SUMS)
    over = rescored(document, table, {row: weight + Decimal("0.5")})
    if number(over[total]) <= 100:
        yield Defect("得分超过分值", ERROR, ("H01",), (cell,), over, (*_SUMS, "B01", "R01"))
    below = rescored(document, table, {row: Decimal("-0.5")})
    yield Defect("得分为负数", ERROR, ("H02",), (cell,), below, (*_SUMS, "B01", "H04", "R01"))
    yield Defect("得分没有填", MISSING, ("H12",), (cell,), {cell: None}, (*_SUMS, "T04", "T05"))
    for section in list(table.sections)[:2]:
        off = as_typed(number(document.value(sheet, section)) - Decimal(chance.choice(("0.7", "2"))))
        yield Defect(
            "一级指标得分不等于其下之和", ERROR, ("T04",), ((sheet, section),), {(sheet, section): off}
        )


def _of_document(document: Document, chance: random.Random) -> Sequence[Defect]:
    makers = {
        "shenzhen-2021": _shenzhen,
        "heping-2024": _heping,
        "wuxi-2021": _wuxi,
        "fengtai-2023": _fengtai,
        "project-2020": _project,
    }
    return list(makers[document.standard](document, chance))


def _changed_text(document: Document, sheet: str, cell: str, old: str, new: str) -> dict[Place, Value]:
    if sheet not in {grid.name for grid in document.grids}:
        return {(sheet, cell): None}
    text = str(document.value(sheet, cell))
    if old not in text:
        raise ValueError(f"{sheet}!{cell} 里没有“{old}”")
    return {(sheet, cell): text.replace(old, new, 1)}


def _shenzhen(document: Document, chance: random.Random) -> Iterator[Defect]:
    grade = ("评分表", "I28")
    other = "良" if document.value(*grade) == "优" else "优"
    yield Defect("等级与总分不符", ERROR, ("E01",), (grade,), {grade: other}, ("C03",))
    column = chance.choice("BC")
    row = chance.choice((5, 6))
    text = str(document.value("表1", f"{column}{row}"))
    more = number(text) + chance.choice((1000, 90000, 270))
    column_cells = tuple(("表1", f"{column}{each}") for each in (4, 5, 6, 9))
    yield Defect(
        "预算表加不起来", ERROR, ("T06",), column_cells, {("表1", f"{column}{row}"): f"{more:,.2f}"},
        ("C04", "C05", "T07"),
    )  # fmt: skip
    follows = ("Q03", "Q04", "Q05", "C02", "C03", "C04", "R03", "B01")
    yield Defect("全年平均执行率不对", ERROR, ("Q04",), (("表2", "D9"),), {("表2", "D9"): "64.25%"}, follows)
    yield Defect("季度执行率不对", ERROR, ("Q03",), (("表2", "D5"),), {("表2", "D5"): "85.80%"}, follows)
    lower: dict[Place, Value] = {("表2", "B6"): "206,078.40"}
    yield Defect("累计执行数比上季度少", ERROR, ("Q01",), (("表2", "B5"), ("表2", "B6")), lower, follows)
    yield Defect("序时进度不对", ERROR, ("Q02",), (("表2", "C5"),), {("表2", "C5"): "242,569.52"}, follows)
    text_change = _changed_text(document, "正文", "B22", "17.41", "14.41")
    yield Defect("文字里的得分与表不符", ERROR, ("C02",), (("正文", "B22"),), text_change)


def _heping(document: Document, chance: random.Random) -> Iterator[Defect]:
    sheet = "评价指标体系"
    title = str(document.value(sheet, "A3"))
    weighted: dict[Place, Value] = {(sheet, "A3"): title.replace("14", "15")}
    yield Defect("一级指标分值不等于其下之和", ERROR, ("T01",), ((sheet, "A3"),), weighted, ("C01",))
    yield Defect(
        "分值合计不对", ERROR, ("T02", "T03"), ((sheet, "D24"),), {(sheet, "D24"): 101}, ("C01", "E02")
    )
    row = chance.choice((4, 5))
    budget = ("表1.4.1", f"C{row}")
    around = (*(("表1.4.1", f"C{each}") for each in (4, 5, 6)), ("表1.4.1", f"G{row}"))
    more = float(number(document.value(*budget)) + 10)
    yield Defect("预算表加不起来", ERROR, ("T06",), around, {budget: more}, ("R01", "T07", "C04"))
    rate = ("表1.4.1", f"G{row}")
    yield Defect("执行率不对", ERROR, ("R01",), (rate,), {rate: "98%"})
    share = ("表3.2.1", "E7")
    yield Defect("得分率不对", ERROR, ("R01",), (share,), {share: "85.87%"})
    part = ("表3.2.1", "D9")
    yield Defect("汇总表与指标表不符", ERROR, ("C01",), (part,), {part: 9}, ("T05", "R01"))
    text = _changed_text(document, "正文", "B13", "得分3分", "得分2分")
    yield Defect("文字里的得分与表不符", ERROR, ("C02",), (("正文", "B13"),), text, ("R01", "R03"))
    text = _changed_text(document, "正文", "B2", "99.2", "98.2")
    yield Defect("文字里的总分与表不符", ERROR, ("C03",), (("正文", "B2"),), text)
    text = _changed_text(document, "正文", "B14", "66.07%", "67.60%")
    yield Defect("文字里的比率不对", ERROR, ("R03",), (("正文", "B14"),), text, ("C04",))
    text = _changed_text(document, sheet, "G13", "44.24", "45.24")
    yield Defect("在用与闲置加不成总额", ERROR, ("T09",), ((sheet, "G13"),), text, ("C04",))


def _wuxi(document: Document, _: random.Random) -> Iterator[Defect]:
    sheet, table = "附表2", TABLES["wuxi-2021"]
    for row, points in ((11, 3), (24, 2)):
        changes = rescored(document, table, {row: Decimal(points)})
        yield Defect("没有按评分标准扣分", ERROR, ("B01",), ((sheet, f"I{row}"),), changes)
    yield Defect("指标编码重复", ERROR, ("H09",), ((sheet, "B6"), (sheet, "B7")), {(sheet, "B7"): 111})
    yield Defect("一级指标分值不等于其下之和", ERROR, ("T01",), ((sheet, "D5"),), {(sheet, "D5"): 49})
    yield Defect("分值合计不对", ERROR, ("T02", "T03"), ((sheet, "D57"),), {(sheet, "D57"): 108}, ("E02",))
    text = _changed_text(document, sheet, "J24", "117.24%", "112.74%")
    yield Defect("算式算错", ERROR, ("R02",), ((sheet, "J24"),), text)


def _fengtai(document: Document, chance: random.Random) -> Iterator[Defect]:
    sheet = "附件3"
    row = chance.choice((14, 15, 16, 17, 38, 39))
    score = (sheet, f"H{row}")
    yield Defect("没有完成却得满分", ERROR, ("B01", "H03"), (score,), {(sheet, f"F{row}"): 6}, ("H04",))
    yield Defect("执行率不对", ERROR, ("R01",), ((sheet, "H7"),), {(sheet, "H7"): "98%"}, ("B01",))
    places = ((sheet, "E7"), (sheet, "E8"))
    yield Defect("资金来源加不成总额", ERROR, ("T08",), places, {(sheet, "E8"): 4.1})
    text = _changed_text(document, "附件4", "B5", "率为0%", "率为3%")
    yield Defect("文字里的比率不对", ERROR, ("R03",), (("附件4", "B5"),), text)


def _project(document: Document, chance: random.Random) -> Iterator[Defect]:
    sheet, table = "项目自评表", TABLES["project-2020"]
    lower = [row for row in table.rows if document.value(sheet, f"I{row}")]
    if lower:
        row = chance.choice(lower)
        full = number(document.value(sheet, f"G{row}"))
        if full - number(document.value(sheet, f"H{row}")) > Decimal("0.1"):
            changes = rescored(document, table, {row: full})
            yield Defect("没有完成却得满分", ERROR, ("B01", "H03"), ((sheet, f"H{row}"),), changes)
        reason = (sheet, f"I{row}")
        yield Defect("扣分没有写原因", MISSING, ("H04",), (reason,), {reason: None})
    funds = ((sheet, "F6"), (sheet, "F7"))
    spent = float(number(document.value(sheet, "F7")) + 3)
    yield Defect("资金来源加不成总额", ERROR, ("T08",), funds, {(sheet, "F7"): spent}, ("R01",))
    rate = round_cents(number(document.value(sheet, "H6")) - Decimal("2.3"))
    yield Defect("执行率不对", ERROR, ("R01",), ((sheet, "H6"),), {(sheet, "H6"): f"{rate}%"}, ("B01",))
