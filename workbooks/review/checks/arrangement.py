"""How the indicators are arranged: weights in the order that the notes ask for, each once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from udfs.regex import regex
from workbooks.findings import NOTICE, Finding, quoted
from workbooks.official.labels import plain
from workbooks.official.official_table import IndicatorTable, Level, Row
from workbooks.review.reading.point_sums import points, shown
from workbooks.review.recognition import level_key, name_key
from workbooks.review.registry import check
from workbooks.review.subject import Subject

_DESCENDING = regex(r"(?:权重|分值)[^。;]{0,12}(?:从高到低|由高到低|从大到小|由大到小|降序)")
_SENTENCE = regex(r"(?:[。;]|(?<!\d)(?=\d\.(?!\d)))")
# The kinds of indicators of the national forms; other second levels may be projects, each with the same rows.
_KIND = regex(r"数量|质量|时效|成本|效益|影响|满意度")
_SHORTEST_NAME = 4


@check
def weights_in_order(subject: Subject) -> Iterator[Finding]:
    """H21 分值没有按说明从高到低

    填报说明要求分值（权重）从高到低排列的，说明点名的二级指标（没有点名的，每个二级指标）下各指标的分值应依次不增。
    每个二级指标只提示一次。
    """
    for table in subject.tables:
        if not table.has("weight"):
            continue
        for note in _orders(table):
            named = [level for level in _second_levels(table) if level_key(level.name) in note]
            for level in named or _second_levels(table):
                yield from _out_of_order(table, level)


def _orders(table: IndicatorTable) -> Iterator[str]:
    """The sentences of the notes that ask for weights in descending order, to be searched for names."""
    for cell in table.notes:
        for sentence in _SENTENCE.split(plain(cell.text)):
            if _DESCENDING.search(sentence):
                yield name_key(plain(cell.text) if len(sentence) < len(plain(cell.text)) / 2 else sentence)
                return


def _second_levels(table: IndicatorTable) -> list[Level]:
    return [level for level in table.levels if level.depth == 2 and level.rows]


def _out_of_order(table: IndicatorTable, level: Level) -> Iterator[Finding]:
    weighed = [
        (points(row.weight), row) for row in table.rows if row.number in level.rows and row.weight is not None
    ]
    for (before, first), (weight, row) in pairwise(weighed):
        if weight > before:
            message = (
                f"{quoted(level.name)}下，{quoted(row.name)}的分值 {shown(weight)} 排在"
                f"{quoted(first.name)}的 {shown(before)} 之后，填报说明要求从高到低"
            )
            cell = table.cell(row, "weight")
            basis = "填报说明：分值从高到低设置"
            yield Finding("H21", NOTICE, table.sheet, cell, message, None, shown(weight), basis)
            return


@check
def under_two_levels(subject: Subject) -> Iterator[Finding]:
    """H23 同一指标列在两个二级指标下

    数量、质量、社会效益、可持续影响等不同的二级指标下有名称相同的指标，同一件事算了两次分，请核对。二级指标是项目、
    单位的，各有同名指标，不提。
    """
    for table in subject.tables:
        first: dict[str, Row] = {}
        for row in table.rows:
            key = name_key(row.name)
            if len(key) < _SHORTEST_NAME or not _KIND.search(row.level2):
                continue
            before = first.setdefault(key, row)
            if (before.level1, before.level2) == (row.level1, row.level2):
                continue
            message = (
                f"{quoted(row.name)}在{quoted(before.level2)}（第 {before.number} 行）和"
                f"{quoted(row.level2)}下各列了一次，请核对是不是同一件事"
            )
            cell = row.cells["name"].address if "name" in row.cells else table.cell(row, "name")
            yield Finding("H23", NOTICE, table.sheet, cell, message, None, row.name, "一个指标填一行")
