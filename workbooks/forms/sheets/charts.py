"""The charts of a workbook, of Excel's own kinds: they redraw when the cells behind them change.

Told apart in grey print by patterns, line styles and markers, not by colour.
"""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbooks.files.coordinates import get_column_letter

ROW_HEIGHT = 15.0
ALONE, OF_TWO = 28, 29
"""How many rows of this height fill a page across with one chart, and an upright page with each of two."""
LABELS = ("-0.00;;", "+0.00;;")
"""How points lost and won are written on their bars: zeros are left out."""
_NO_NUMBERS = ";;;"
STEP = 5
"""How many points from one line of the axis to the next."""
PARTS = 8
"""How many parts the scale has that stands under the bars."""
COLUMNS = 10
_BLACK, _DARK, _GREY, _LIGHT, _GRID = "000000", "404040", "7F7F7F", "BFBFBF", "D9D9D9"
_THIN, _THICK = 9525, 25400
_SIZE, _TITLE_SIZE = 800, 1200
_TOLD = ("showVal", "showSerName", "showCatName", "showLegendKey", "showPercent", "showBubbleSize")
_NOTHING_TOLD = dict.fromkeys(_TOLD, False)
"""What a label may say, none of it said."""
# A little less than a character of a column is wide: at the edge of the page the frame would be cut off.
_CHARACTER = 64_000


def add_waterfall(
    sheet: Worksheet, column: int, rows: tuple[int, int], top: int, height: int, scale: int
) -> None:
    """Bars from the full mark to the score; the cells: label, base, lost, won, whole.

    It takes `height` rows from `top` on. The bars are cut off below, where no axis can follow them: a scale
    of its own stands in the row below the last bar, in `PARTS` columns from `scale` on, each headed by the
    points at its end.
    """
    rows = rows[0], rows[1] + 1
    chart: Any = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    base, lost, won, whole = (_series(sheet, column + offset, rows) for offset in range(1, 5))
    base.graphicalProperties = GraphicalProperties(noFill=True)
    base.graphicalProperties.line.noFill = True
    lost.graphicalProperties = _pattern("ltUpDiag")
    won.graphicalProperties = _pattern("wdUpDiag")
    whole.graphicalProperties = GraphicalProperties(solidFill=_LIGHT)
    whole.graphicalProperties.line.noFill = True
    for offset, series in enumerate((lost, won), 2):
        series.dLbls = _labels(sheet, column + offset, rows, LABELS[offset - 2])
    parts = [_part(sheet, scale + number, rows) for number in range(PARTS)]
    chart.series = [base, lost, won, whole, *parts]
    chart.set_categories(Reference(sheet, min_col=column, min_row=rows[0], max_row=rows[1]))
    _dress(chart, "失分：从满分到得分", "", f"分，每格 {STEP} 分")
    # The first bar on top, the axis of points below.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.number_format, chart.y_axis.majorUnit = _NO_NUMBERS, STEP
    chart.legend = None
    _see_through(chart)
    _place(sheet, chart, top, height)


def _part(sheet: Worksheet, column: int, rows: tuple[int, int]) -> Any:
    """A part of the scale: a frame in the last row, with its heading at its end."""
    series, last = _series(sheet, column, rows), rows[1] - rows[0]
    series.graphicalProperties = GraphicalProperties(noFill=True)
    series.graphicalProperties.line.noFill = True
    frame = GraphicalProperties(noFill=True)
    frame.line.solidFill = _GREY
    series.dPt = [DataPoint(idx=last, spPr=frame)]
    named = DataLabel(idx=last, dLblPos="inEnd", **_NOTHING_TOLD | {"showSerName": True})
    series.dLbls = DataLabelList(dLbl=[named], **_NOTHING_TOLD)
    return series


def add_quarters(sheet: Worksheet, column: int, rows: tuple[int, int], top: int, unit: str) -> None:
    """Spend against schedule at the end of each quarter; the cells: label, scheduled, spent."""
    chart: Any = LineChart()
    scheduled, spent = (_series(sheet, column + offset, rows) for offset in (1, 2))
    _line(scheduled, _GREY, "dash", "diamond")
    _line(spent, _BLACK, "solid", "circle")
    spent.dLbls = _labels(sheet, column + 2, rows, "#,##0.00")
    spent.dLbls.dLblPos = "t"
    chart.series = [scheduled, spent]
    chart.set_categories(Reference(sheet, min_col=column, min_row=rows[0], max_row=rows[1]))
    _dress(chart, "累计执行数与序时进度", "时点（累计执行率／序时进度）", unit)
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    chart.legend.position = "t"
    _see_through(chart)
    _place(sheet, chart, top, OF_TWO)


def add_rates(
    sheet: Worksheet, names: int, rates: int, rows: tuple[int, int], top: int, title: str, columns: int
) -> None:
    """A bar for the rate of each line, in the order of the sheet, the first on top; `columns` wide."""
    chart: Any = BarChart()
    chart.type, chart.gapWidth = "bar", 45
    series = _series(sheet, rates, rows)
    series.graphicalProperties = GraphicalProperties(solidFill=_LIGHT)
    _outline(series)
    series.dLbls = _labels(sheet, rates, rows, "0.00%")
    chart.series = [series]
    chart.set_categories(Reference(sheet, min_col=names, min_row=rows[0], max_row=rows[1]))
    _dress(chart, title, "", "%")
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.number_format = "0%"
    chart.y_axis.scaling.min = 0
    chart.legend = None
    _place(sheet, chart, top, OF_TWO, columns)


def _series(sheet: Worksheet, column: int, rows: tuple[int, int]) -> Any:
    """A column of cells with its heading above."""
    values = Reference(sheet, min_col=column, min_row=rows[0] - 1, max_row=rows[1])
    return SeriesFactory(values, title_from_data=True)


def _dress(chart: Any, title: str, across: str, unit: str) -> None:
    chart.title = title
    # Without this Excel lays the titles over the plot.
    chart.title.overlay = False
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=_TITLE_SIZE, b=True))
    for axis in (chart.x_axis, chart.y_axis):
        axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=CharacterProperties(sz=_SIZE)))])
    chart.y_axis.title = f"单位：{unit}"
    if across:
        chart.x_axis.title = across
    for titled in filter(None, (chart.x_axis.title, chart.y_axis.title)):
        titled.overlay = False
    # openpyxl leaves this out, and Excel then hides the axes.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID, w=_THIN))
    chart.display_blanks = "gap"


def _see_through(chart: Any) -> None:
    """For a chart whose cells are folded away, and under which stands what will be drawn."""
    chart.visible_cells_only = False
    chart.graphical_properties = GraphicalProperties(noFill=True)
    chart.graphical_properties.line.solidFill = _GRID
    chart.plot_area.graphicalProperties = GraphicalProperties(noFill=True)


def _pattern(name: Any) -> GraphicalProperties:
    fill = PatternFillProperties(prst=name, fgClr=_colour(_DARK), bgClr=_colour("FFFFFF"))
    properties = GraphicalProperties(pattFill=fill)
    # Bars without length, of which there are always some, would be lines.
    properties.line.noFill = True
    return properties


def _colour(code: Any) -> ColorChoice:
    return ColorChoice(srgbClr=code)


def _outline(series: Any) -> None:
    series.graphicalProperties.line = LineProperties(solidFill=_DARK, w=_THIN)


def _line(series: Any, colour: str, dash: Any, marker: str) -> None:
    series.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=colour, prstDash=dash, w=_THICK)
    )
    series.smooth = False
    series.marker.symbol, series.marker.size = marker, 8
    series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
    series.marker.graphicalProperties.line = LineProperties(solidFill=colour)


def _place(sheet: Worksheet, chart: Any, top: int, height: int, columns: int = COLUMNS) -> None:
    """Put a chart over all columns of the page, from a row on."""
    width = sheet.column_dimensions[get_column_letter(columns)].width
    bottom = top - 1 + height
    # The usual height of a row is another one in each program.
    for row in range(top, bottom + 1):
        sheet.row_dimensions[row].height = ROW_HEIGHT
    chart.anchor = TwoCellAnchor(
        _from=AnchorMarker(col=0, row=top - 1),
        to=AnchorMarker(col=columns - 1, colOff=int(width * _CHARACTER), row=bottom),
    )
    sheet.add_chart(chart)


def _labels(sheet: Worksheet, column: int, rows: tuple[int, int], form: str) -> DataLabelList:
    """The value of each point, and nothing else; a program may take the number form from the cells."""
    for row in range(rows[0], rows[1] + 1):
        sheet.cell(row, column).number_format = form
    return DataLabelList(
        numFmt=form,
        **_NOTHING_TOLD | {"showVal": True},
    )
