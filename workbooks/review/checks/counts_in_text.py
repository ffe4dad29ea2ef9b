"""What texts count: the indicators of the table, its full mark, and what a row says was done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from udfs.regex import regex
from workbooks.findings import NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import Cell, IndicatorTable, Row
from workbooks.official.rounding import fit
from workbooks.review.checks.consistency import NamedEntries, entries_of, near_entries
from workbooks.review.reading.named_points import entry_key, is_name, name_before, spoken_of
from workbooks.review.reading.point_sums import (
    full_mark,
    points,
    printed_of,
    shown,
    total_of,
    weights_without_bonus,
)
from workbooks.review.reading.quantities import Quantity, quantities
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_DIGITS = "一二三四五六七八九"
_COUNT = rf"(\d{{1,3}}|[{_DIGITS}十两]{{1,3}})"
_LEVELS = ("一级指标", "二级指标", "三级指标")
_COUNTED = [regex(rf"{level}(?:共|为|有|:)*{_COUNT}[个项]|{_COUNT}[个项]{level}") for level in _LEVELS]
_OF_SOME = regex(
    r"扣分|失分|满分|得分|未|没有|其中|新增|调整|删除|个性|共性|完成|涉及|包括|下的?$|(?:通过|围绕|从).*等"
)
_FULL = regex(r"(?:总分值?|满分|总分值|分值合计|标准分)(?:为|是|共|:)*(\d+(?:\.\d+)?)分")
# 折算后总分为 93.68 分 is a score.
_SCORED = regex(r"得分|自评|评价|综合|最终|折算|[后得]$")
_YEAR = regex(r"((?:19|20)\d\d)年")
_CORE_END = regex(r"(?:数量|个数|人数|次数|户数|件数|长度|面积|里程|规模|数|量)$")
_LEADING = regex(
    r"^(?:(?:19|20)\d\d年[度底末]?|全年|年度|本年度?|本单位|我单位|单位|部门|我[局办]|本[局办]|共计|累计|共|已|实际|完成|并|为)+"
)
_PLANNED = regex(
    r"计划|目标|应|拟|预计|要求|力争|争取|不少于|任务|上年|去年|同期|其中|下一步|累计|季度|半年|月"
)
_DONE = regex(
    r"(?:实际|全年|年末|已|共|累计)*(?:完成|实际|安装|建成|开展|举办|培训|发放|新建|改造)(?:了|共)?"
)
_SHORTEST = 4

TableRow = tuple[IndicatorTable, Row]
_RATE_END = regex(r"(?:为|是|达到?|:|仅为){1,4}$")


@check
def counts_of_the_table(subject: Subject) -> Iterator[Finding]:
    """C13 文字里的指标个数和满分

    文字写的一级、二级、三级指标个数和满分，应与指标表相同；不同的提示。只有一张指标表时核对；扣分的、新增的、某一级
    下面的指标个数不比，写的是某个指标满分的不比。
    """
    if len(subject.tables) != 1:
        return
    table = subject.tables[0]
    for cell in subject.narrative:
        for sentence in (
            re.split(r"[。;；\n]", plain(cell.text)) if "指标" in cell.text or "满分" in cell.text else ()
        ):
            yield from _counted(cell, sentence, table)
            yield from _full_mark(subject, cell, sentence, table)


def _counted(cell: Cell, sentence: str, table: IndicatorTable) -> Iterator[Finding]:
    counts = _counts(table)
    levels = {
        key for row in table.rows for name in (row.level1, row.level2) if is_name(key := entry_key(name))
    }
    for level, pattern in zip(_LEVELS, _COUNTED, strict=True):
        said = list(pattern.finditer(sentence))
        before = re.split("[,(]", sentence[: said[0].start()])[-1] if len(said) == 1 else ""
        if len(said) != 1 or _OF_SOME.search(before) or any(name in before for name in levels):
            continue
        number = _number(said[0][1] or said[0][2])
        if number and number not in counts[level]:
            expected = "或".join(str(count) for count in sorted(counts[level]))
            message = f"写的是{level} {number} 个，指标表“{table.sheet}”里是 {expected} 个，请核对"
            yield _finding("C13", cell, message, expected, str(number), "文字与指标表的指标个数一致")


def _counts(table: IndicatorTable) -> Mapping[str, set[int]]:
    """How many indicators a table has by level; of a project form the money may count as one."""
    money = 1 if table.money is not None else 0
    rows = [row for row in table.rows if row.name]
    firsts = {row.level1 for row in rows} - {""}
    seconds = {(row.level1, row.level2) for row in rows if row.level2}
    counts = (len(firsts), len(seconds), len(rows))
    return {level: {count, count + money} for level, count in zip(_LEVELS, counts, strict=True)}


def _number(text: str) -> int:
    """A count up to 99 in digits or in Chinese: 12, 十二, 二十一."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.replace("两", "二").rpartition("十")
    if not ten:
        return _DIGITS.find(ones) + 1 if len(ones) == 1 else 0
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_DIGITS.find(ones) + 1 if ones else 0)


def _full_mark(subject: Subject, cell: Cell, sentence: str, table: IndicatorTable) -> Iterator[Finding]:
    said = _FULL.search(sentence)
    entries = entries_of(subject)
    if said is None or name_before(sentence[: said.start()], entries):
        return
    if re.match("总分(?!值)", said[0]) and _SCORED.search(sentence[: said.start()]):
        return
    weights = total_of([row.figure("weight") for row in table.rows])
    printed = printed_of((table.total or {}).get("weight"))
    money = printed_of(table.money.weight) if table.money is not None else None
    known = {full_mark(table), weights.value if weights else None, points(printed) if printed else None}
    known |= {weights.value + points(money)} if weights and money else set()
    known.add(weights_without_bonus(table))
    listed_entries = (entry for found in entries.values() for entry in found)
    of_parts = {figure.value for entry in listed_entries if (figure := entry.figure("weight")) is not None}
    value, listed = Decimal(said[1]), sorted(each for each in known if each)
    if listed and value not in listed and value not in of_parts:
        expected = "或".join(map(shown, listed))
        message = f"写的满分是 {shown(value)} 分，指标表“{table.sheet}”是 {expected} 分，请核对"
        yield _finding("C13", cell, message, expected, shown(value), "文字与指标表的满分一致")


@check
def done_against_row(subject: Subject) -> Iterator[Finding]:
    """C14 文字里的完成数与指标表

    文字写的完成数、完成的比率（改造农村饮水工程 15 处，群众满意度 95%），与指标表里名称、单位相同的指标的
    完成值不同的，提示核对。只看没有表的工作表和报告的正文，计划的、上年的、其中的数不比；名称颠倒的（农村饮水工程改造数量）、写在那个
    指标标题下面的“实际完成”也算相同。
    """
    entries = entries_of(subject)
    rows = [(table, row) for table in subject.tables for row in table.rows]
    counted = {core: (table, row) for table, row in rows if len(core := _core(row)) >= _SHORTEST}
    for column in subject.running_texts if rows else ():
        topics = {(cell, sentence): topic for cell, sentence, topic in spoken_of(column, entries)}
        for found in (each for cell in column for each in quantities(cell)):
            if not found.exact or found.unit == "分" or _PLANNED.search(found.clause):
                continue
            if set(_YEAR.findall(found.sentence)) - subject.years:
                continue
            topic = topics.get((found.cell, found.whole), "")
            same = _rows_of(subject, found, entries, counted, topic)
            if len(same) == 1:
                yield from _against(found, *same[0])


def _rows_of(
    subject: Subject, found: Quantity, entries: NamedEntries, counted: Mapping[str, TableRow], topic: str
) -> list[TableRow]:
    """The rows of the table that a quantity speaks of: by its name, or as 实际完成 of what is spoken of."""
    if found.unit == "%":
        name = name_before(_RATE_END.sub("", found.label), entries)
    elif found.partial:
        return []
    else:
        turned = [counted[core] for core in _turned(_LEADING.sub("", found.label)) if core in counted]
        if turned:
            return turned
        name = topic if _DONE.fullmatch(found.label) else ""
    near = near_entries(subject, found.cell, entries.get(name, []))
    return [(each.table, each.what) for each in near if isinstance(each.what, Row)]


def _core(row: Row) -> str:
    """What a row counts: 农村饮水工程改造 of 农村饮水工程改造数量."""
    return _CORE_END.sub("", entry_key(row.name))


def _turned(label: str) -> Iterator[str]:
    """A label and the same with its verb behind: 改造农村饮水工程, 农村饮水工程改造."""
    label = _CORE_END.sub("", _RATE_END.sub("", label))
    yield from (label[place:] + label[:place] for place in range(len(label) - 1))


def _against(found: Quantity, table: IndicatorTable, row: Row) -> Iterator[Finding]:
    actual = row.cells.get("actual")
    printed = [each for each in quantities(actual) if each.exact] if actual is not None else []
    if actual is not None and actual.number is not None and actual.number.percent and found.unit == "%":
        if fit(found.figure.value, actual.number).follows or fit(actual.number.value, found.figure).follows:
            return
    elif len(printed) != 1 or printed[0].measure != found.measure or printed[0].value == found.value:
        return
    where = f"工作表“{table.sheet}”{table.cell(row, 'actual')}"
    message = (
        f"{quoted(row.name)}写的是 {found.shown}，{where} 完成值是 {actual.text if actual else ''}，请核对"
    )
    expected = actual.text if actual else None
    yield _finding("C14", found.cell, message, expected, found.shown, "文字与指标表的完成值一致")


def _finding(code: str, cell: Cell, message: str, expected: str | None, found: str, basis: str) -> Finding:
    return Finding(code, NOTICE, cell.sheet, cell.address, message, expected, found, basis)
