"""The weights of a form against those that its own note prescribes: 产出 50 分, 效益 30 分, 满意度 10 分."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from udfs.regex import regex
from workbooks.findings import NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, Level
from workbooks.review.reading.point_sums import points, printed_of, shown, tally_of
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_RATE = "预算执行率"
_NAMES = {
    _RATE: r"(?:预算|资金)(?:资金)?(?:支出)?执行(?:率|情况)?",
    "产出": r"产出(?:类)?",
    "效益": r"(?:效益|效果)(?:类)?",
    "满意度": r"(?:服务对象|受益对象)?满意度?",
    "成本": r"成本(?:类)?",
    "决策": r"决策",
    "过程": r"过程",
}
_SAID = regex(
    rf"({'|'.join(_NAMES.values())})(?:一级)?(?:指标)?(?:的?(?:分值|权重))?(?:为|占|:|\()?(\d{{1,3}})(分|%)"
)
_SENTENCE = regex(r"[^。;；\n]+")
_UNLESS = regex(r"若|如果|如无|没有满意度|不适用")
_FEWEST, _WHOLES = 3, (90, 100)


@check
def weights_against_note(subject: Subject) -> Iterator[Finding]:
    """T22 分值与表内说明的分配不同

    表里的说明写明各一级指标分值（产出 50 分、效益 30 分、满意度 10 分、预算执行率 10 分）的，印的分值应与它
    相同。说明里没有写到的一级指标（如成本）可以从产出或效益里分出来。说明多半允许调整，所以只提示。
    """
    for table in subject.tables:
        note, wanted = _prescribed(subject, table)
        if note is None:
            continue
        for name, (where, found) in _differing(table, wanted).items():
            asked = shown(wanted[name])
            message = (
                f"{quoted(name)}的分值合计是 {shown(found)}，表内说明（{note.address}）写的是 {asked} 分，"
                "请核对，另有规定请写明"
            )
            basis = "表内说明的分值分配"
            yield Finding("T22", NOTICE, where.sheet, where.address, message, asked, shown(found), basis)


def _prescribed(subject: Subject, table: IndicatorTable) -> tuple[Cell | None, Mapping[str, Decimal]]:
    """The note that gives the weights of the first levels, and these; the first that gives a whole."""
    alone = sum(other.sheet == table.sheet for other in subject.tables) == 1
    texts = [cell for cell in subject.workbook.texts if alone and cell.sheet == table.sheet]
    for cell in (*table.notes, *texts):
        text = plain(cell.text)
        # A look at the text first: nearly none of them gives as many weights.
        if text.count("分") + text.count("%") < _FEWEST:
            continue
        for sentence in _SENTENCE.findall(text):
            said = {_name_of(name): Decimal(number) for name, number, _ in _SAID.findall(sentence)}
            if len(said) >= _FEWEST and sum(said.values()) in _WHOLES and not _UNLESS.search(sentence):
                return cell, said
    return None, {}


def _name_of(text: str) -> str:
    return next((name for name, pattern in _NAMES.items() if re.fullmatch(pattern, text)), text)


def _differing(table: IndicatorTable, wanted: Mapping[str, Decimal]) -> dict[str, tuple[Cell, Decimal]]:
    """The first levels (and the execution rate) whose weights are not those that are wanted."""
    found = dict(_weights(table))
    if not found or any(name not in found for name in wanted if name != _RATE):
        return {}
    spare = sum((weight for name, (_, weight) in found.items() if name not in wanted), Decimal(0))
    wrong = {name: found[name] for name in wanted if name in found and found[name][1] != wanted[name]}
    lacking = [name for name, (_, weight) in wrong.items() if weight + spare == wanted[name]]
    return {} if spare and len(wrong) == len(lacking) == 1 else wrong


def _weights(table: IndicatorTable) -> Iterator[tuple[str, tuple[Cell, Decimal]]]:
    if (weight := table.money.weight if table.money else None) is not None and weight.number is not None:
        yield _RATE, (weight, points(weight.number))
    for level in table.levels:
        if level.depth == 1 and (exact := _weight_of(table, level)) is not None:
            yield _level_name(level), (level.heading, exact)


def _weight_of(table: IndicatorTable, level: Level) -> Decimal | None:
    rows = tally_of(table).sum_of(level, "weight")
    printed = printed_of(level.weight)
    return rows.value if rows is not None else points(printed) if printed is not None else None


def _level_name(level: Level) -> str:
    name = plain(level.name).removesuffix("指标")
    return _name_of(name)
