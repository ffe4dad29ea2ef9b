"""得分率: recomputed score by weight for each first and second level, over all units of a standard."""

from __future__ import annotations

from workbooks.collect.register import Register
from workbooks.collect.summary.called import standard_name, unit_name
from workbooks.collect.summary.sheet_writer import (
    CENTRE,
    COUNT,
    NUMBER,
    RATE,
    STRONG,
    Marked,
    PaperColumn,
    SummaryBook,
    SummarySheet,
)
from workbooks.review.reading.point_sums import BONUS

_ROWS = """
WITH levels AS (
    SELECT s.standard, s.year, s.unit, s.path, s.member, i.file, i.part, i.level1, i.level2,
           grouping(i.level2) AS whole, min(i.number) AS number, sum(i.weight) AS weight,
           CASE WHEN bool_and(i.recomputed IS NOT NULL) THEN sum(i.recomputed) END AS score
    FROM items i JOIN scores s USING (file, part)
    WHERE s.counted AND s.standard <> '' AND NOT regexp_matches(i.level1 || ' ' || i.level2, $bonus)
    GROUP BY s.standard, s.year, s.unit, s.path, s.member, i.file, i.part, i.level1,
             GROUPING SETS ((), (i.level2))),
rated AS (
    SELECT *, score::DOUBLE / weight::DOUBLE AS rate FROM levels WHERE weight > 0 AND score IS NOT NULL)
SELECT * EXCLUDE (number)
FROM (SELECT standard, year, level1, level2, whole, count(*), avg(weight), avg(score),
             avg(rate), min(rate), max(rate), min(number) AS number,
             arg_min([unit, path, member], (rate, unit, path, member)) AS least
      FROM rated GROUP BY standard, year, level1, level2, whole)
ORDER BY standard, year, min(number) OVER (PARTITION BY standard, year, level1), level1, whole DESC,
         number, level2
"""
_COLUMNS = (
    PaperColumn("评分标准", 36),
    PaperColumn("年度", 6, CENTRE),
    PaperColumn("一级指标", 14),
    PaperColumn("二级指标", 20),
    PaperColumn("评分表数", 9, COUNT),
    PaperColumn("平均分值", 9, NUMBER),
    PaperColumn("平均得分", 9, NUMBER),
    PaperColumn("平均得分率", 10, RATE),
    PaperColumn("最低", 9, RATE),
    PaperColumn("最高", 9, RATE),
    PaperColumn("最低的单位", 32),
)
_NOTE = (
    "得分率＝重算得分÷分值，按评分表平均；有指标没有得分的不计入。"
    "粗体行是一级指标，其下是二级指标；加减分项和重复报送的不计。"
)


def write(book: SummaryBook, ledger: Register) -> None:
    sheet = SummarySheet(book, "得分率", "一级、二级指标得分率", [_NOTE], _COLUMNS)
    for standard, year, level1, level2, whole, *figures, least in ledger.stream(
        _ROWS, {"bonus": BONUS.pattern}
    ):
        *_, lowest, highest = figures
        named = unit_name(*least) if lowest < highest else ""
        row = [standard_name(standard), year, level1, "" if whole else level2, *figures, named]
        sheet.add([Marked(value, STRONG) for value in row] if whole else row)
    sheet.finish(frozen_columns=4, empty="没有可以统计的附表")
