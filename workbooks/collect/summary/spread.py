"""等级分布, 失分 and 图表: how many units have each grade, and where the points are lost."""

from __future__ import annotations

from typing import Any

from workbooks.collect.register import Register
from workbooks.collect.summary.called import region, standard_name
from workbooks.collect.summary.comparison import has_own_rows
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
    print_setup,
)
from workbooks.review.reading.point_sums import BONUS

_ALL = "全部"
_GRADES = """
WITH grades AS (
    SELECT standard, year, unnest([reported_grade, recomputed_grade]) AS grade, unnest([1, 0]) AS reported
    FROM scores WHERE counted)
SELECT grouping(standard) AS whole, standard, year,
       CASE WHEN grade = '' THEN '未评' ELSE grade END AS name,
       count(*) FILTER (reported = 1), count(*) FILTER (reported = 0)
FROM grades GROUP BY GROUPING SETS ((name), (standard, year, name))
ORDER BY whole DESC, standard = '', standard, year,
         coalesce(list_position(['优', '良', '中', '差', '未评'], name), 4.5), name
"""
_LOSSES = """
WITH lost AS (
    SELECT s.standard, s.year, i.file, i.part, i.level1, i.level2,
           CASE WHEN list_contains($own_rows, s.standard) THEN '' ELSE i.name END AS name,
           sum(i.weight) AS weight, sum(i.recomputed) AS score
    FROM items i JOIN scores s USING (file, part)
    WHERE s.counted AND s.standard <> '' AND i.weight > 0 AND i.recomputed IS NOT NULL
      AND NOT regexp_matches(i.level1 || ' ' || i.level2, $bonus)
    GROUP BY ALL)
SELECT standard, year, level1, level2, name, count(*), count(*) FILTER (score < weight),
       avg(weight), avg(score), avg(weight - score) AS loss, sum(weight - score)::DOUBLE / sum(weight)::DOUBLE
FROM lost GROUP BY ALL HAVING avg(weight - score) > 0
ORDER BY loss DESC, standard, year, level1, level2, name LIMIT 100
"""
_GRADE_COLUMNS = (
    PaperColumn("评分标准", 46),
    PaperColumn("年度", 8, CENTRE),
    PaperColumn("等级", 12, CENTRE),
    PaperColumn("原报评分表数", 14, COUNT),
    PaperColumn("重算评分表数", 14, COUNT),
)
_LOSS_COLUMNS = (
    PaperColumn("评分标准", 36),
    PaperColumn("年度", 6, CENTRE),
    PaperColumn("一级指标", 14),
    PaperColumn("二级指标", 18),
    PaperColumn("指标", 28),
    PaperColumn("评分表数", 9, COUNT),
    PaperColumn("失分的", 8, COUNT),
    PaperColumn("分值", 8, NUMBER),
    PaperColumn("平均得分", 9, NUMBER),
    PaperColumn("平均失分", 9, NUMBER),
    PaperColumn("失分率", 9, RATE),
    PaperColumn("图里的名称", 40),
)
_GRADE_SHEET, _LOSS_SHEET = "等级分布", "失分"
_IN_CHART = 12
_LABEL = len(_LOSS_COLUMNS) - 1
# Pixels; both charts fit on one page.
_WIDTH, _HEIGHT = 1000, 340
_ROWS_OF_CHART = 18


def write(book: SummaryBook, ledger: Register) -> None:
    grades, losses = _write_grades(book, ledger), _write_losses(book, ledger)
    sheet = book.workbook.add_worksheet("图表")
    print_setup(sheet)
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)
    charts = [
        chart for chart in (_grade_chart(book, *grades), _loss_chart(book, *losses)) if chart is not None
    ]
    for number, chart in enumerate(charts):
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        sheet.insert_chart(number * _ROWS_OF_CHART, 0, chart)


def _write_grades(book: SummaryBook, ledger: Register) -> tuple[int, int, int]:
    """Write the table; return its heading row and the first and last row of the whole."""
    note = "按评分表计，重复报送的不计；“未评”是没有写等级，或没有总分、没有评分标准而评不出等级。"
    sheet = SummarySheet(book, _GRADE_SHEET, "评价等级分布", [note], _GRADE_COLUMNS)
    first, whole_rows = sheet.row, 0
    for whole, standard, year, *figures in ledger.stream(_GRADES):
        whole_rows += whole
        row = [_ALL if whole else standard_name(standard), year, *figures]
        sheet.add([Marked(value, STRONG) for value in row] if whole else row)
    sheet.finish(empty="没有可以统计的附表")
    return sheet.header, first, first + whole_rows - 1


def _write_losses(book: SummaryBook, ledger: Register) -> tuple[int, int, int]:
    """Write the table; return its heading row and the first and last row that the chart shows."""
    note = (
        "平均失分＝分值减重算得分，按评分表平均，由多到少列前 100 个；"
        "单位自己填写的指标按二级指标合计，加减分项不计。"
        f"“图表”里是前 {_IN_CHART} 个。"
    )
    sheet = SummarySheet(book, _LOSS_SHEET, "失分较多的指标", [note], _LOSS_COLUMNS, screen_only=1)
    standards = [
        name for (name,) in ledger.query("SELECT DISTINCT standard FROM scores WHERE standard <> ''")
    ]
    own_rows = [name for name in standards if has_own_rows(name)]
    first = sheet.row
    chosen = {"own_rows": own_rows, "bonus": BONUS.pattern}
    for standard, year, level1, level2, name, *figures in ledger.stream(_LOSSES, chosen):
        own = name or level2 or level1
        sheet.add(
            [standard_name(standard), year, level1, level2, own, *figures, f"{own}（{region(standard)}）"]
        )
    rows = min(sheet.row - first, _IN_CHART)
    sheet.finish(empty="没有失分的指标")
    return sheet.header, first, first + rows - 1


def _grade_chart(book: SummaryBook, header: int, first: int, last: int) -> Any:
    if last < first:
        return None
    chart = book.workbook.add_chart({"type": "column"})
    for column, colour in ((3, "#A6A6A6"), (4, "#2F5597")):
        chart.add_series(
            {
                "name": [_GRADE_SHEET, header, column],
                "categories": [_GRADE_SHEET, first, 2, last, 2],
                "values": [_GRADE_SHEET, first, column, last, column],
                "fill": {"color": colour},
                "data_labels": {"value": True},
            }
        )
    chart.set_title({"name": "评价等级分布（评分表数）", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    return chart


def _loss_chart(book: SummaryBook, header: int, first: int, last: int) -> Any:
    if last < first:
        return None
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": [_LOSS_SHEET, header, 9],
            "categories": [_LOSS_SHEET, first, _LABEL, last, _LABEL],
            "values": [_LOSS_SHEET, first, 9, last, 9],
            "fill": {"color": "#C55A11"},
            "data_labels": {"value": True, "num_format": "0.00"},
        }
    )
    chart.set_title({"name": "平均失分最多的指标（分）", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "0.0", "label_position": "high", "major_gridlines": {"visible": False}})
    return chart
