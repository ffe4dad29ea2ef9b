"""Writing one sheet: named styles, formulas with their values, row heights, A4 print set-up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import copy
from decimal import Decimal
from functools import cache, partial
from typing import Any

from udfs.expression import BY_NAME, Figure, Node, Notation, guarded, shown
from udfs.regex import regex
from workbooks.files.coordinates import get_column_letter
from workbooks.files.visible import visible
from workbooks.files.written_with import (
    Alignment,
    ArrayFormula,
    Border,
    Break,
    Cell,
    CellRange,
    DataValidation,
    Font,
    HeaderFooterItem,
    NamedStyle,
    PageMargins,
    PageSetupProperties,
    PatternFill,
    Protection,
    Side,
    StyleArray,
    Workbook,
    Worksheet,
    _HeaderFooterPart,
)
from workbooks.filing.scoring import ScoredTable
from workbooks.forms.page.paging import Blocks, ends, page_room
from workbooks.forms.page.wrapping import BODY_POINTS, hold_texts, row_height
from workbooks.standards.form import UNIT_PLACE, YEAR_PLACE

CellValue = Decimal | str | None
Compute = Callable[[ScoredTable], CellValue]
"""The value of a formula cell for a scored table: number, text or error value."""

UNIT_NAME, YEAR_NAME = "单位名称", "评价年度"

MARGINS = (0.45, 0.45, 0.5, 0.5)
"""Left, right, top and bottom margin of every printed sheet, in inches."""

_PLACE = regex("[^{}]{1,8}?[省市区县]")
_TITLE_PLACES = regex(r"(\{年度\}|\{单位\})")
_FORMULA_STARTS = ("=", "+", "-", "@")

INPUT_COLOUR, _HEAD_COLOUR = "FFFFF8E1", "FFEDEDED"

TITLE, SUBTITLE, PLAIN, MEASURE, HINT = "附表标题", "附表副标题", "附表文字", "附表单位", "附表提示"
HEADER, TEXT, CENTRE, WEIGHT, SCORE = "附表表头", "附表正文", "附表居中", "附表分值", "附表得分"
MONEY, RATE, TOTAL, STATUS = "附表金额", "附表比率", "附表合计", "附表状态"
INPUT_NUMBER, INPUT_RATE, INPUT_MONEY, INPUT_TEXT = "填报数字", "填报比率", "填报金额", "填报文字"
CENTRED = {each: f"{each}居中" for each in (INPUT_NUMBER, INPUT_RATE, INPUT_MONEY, INPUT_TEXT)}
"""The same in a column of the official table that holds figures and words among each other."""
FREE_MONEY, FREE_TEXT, FREE_LINE = "明细金额", "明细文字", "明细说明"
OWN_SCORE, TOTAL_WEIGHT, INPUT_WEIGHT, STEP = "自填行得分", "附表分值合计", "填报分值", "附表步骤"
ONE_LINE, ONE_LINE_CENTRE = "附表单行", "附表单行居中"
"""Text of any length in a row that stays one line high."""
INPUT_YEAR = "填报年度"
TRIED, TRIED_TOTAL, TRIED_OFF = "情景得分", "情景总分", "情景相差"
"""What a scenario gives, not bold: bold marks there what is other than in the base."""
INPUT_STYLES = {
    "money": INPUT_MONEY,
    "rate": INPUT_RATE,
    "count": INPUT_NUMBER,
    "points": INPUT_NUMBER,
    "level": INPUT_NUMBER,
    "number": INPUT_NUMBER,
    "target": INPUT_TEXT,
    "choice": INPUT_TEXT,
    "yesno": INPUT_NUMBER,
    "grade": INPUT_TEXT,
}
"""The style of the cell in which a data item of each kind is typed."""
SHOWN_NUMBER, SHOWN_RATE = "附表数字居右", "附表比率居右"
SHOWN_STYLES = {
    "money": MONEY,
    "rate": SHOWN_RATE,
    **dict.fromkeys(("count", "points", "level", "number", "yesno"), SHOWN_NUMBER),
}
"""The style of a cell below those that shows the figure of a kind typed elsewhere; texts have another."""


def _style(
    name: str,
    *,
    size: float = BODY_POINTS,
    bold: bool = False,
    font: str = "宋体",
    across: str = "center",
    down: str = "center",
    grid: bool = True,
    fill: str | None = None,
    format: str = "General",
    locked: bool = True,
    colour: str = "FF000000",
    shrunk: bool = False,
    wrapped: bool = True,
) -> NamedStyle:
    style = NamedStyle(name=name)
    style.font = Font(name=font, size=size, bold=bold, color=colour)
    wrapped = wrapped and not shrunk
    style.alignment = Alignment(horizontal=across, vertical=down, wrap_text=wrapped, shrink_to_fit=shrunk)
    if grid:
        style.border = thin_lines()
    if fill is not None:
        style.fill = PatternFill("solid", fgColor=fill)
    style.number_format = format
    style.protection = Protection(locked=locked)
    return style


def _styles() -> list[NamedStyle]:
    """Fresh style objects: openpyxl binds each to one workbook."""
    return [
        _style(TITLE, size=16, bold=True, font="黑体", grid=False),
        _style(SUBTITLE, size=10.5, grid=False),
        _style(PLAIN, size=10, across="left", grid=False),
        _style(MEASURE, size=10, across="right", grid=False),
        _style(HINT, across="left", down="top", grid=False, colour="FF595959"),
        _style(HEADER, font="黑体", fill=_HEAD_COLOUR),
        _style(TEXT, across="left"),
        _style(CENTRE),
        _style(ONE_LINE, across="left", shrunk=True),
        _style(ONE_LINE_CENTRE, shrunk=True),
        _style(WEIGHT),
        _style(SCORE, size=10, bold=True, format="0.00"),
        _style(TRIED, size=10, format="0.00"),
        _style(TRIED_TOTAL, size=11, format="0.00"),
        _style(TRIED_OFF, size=11, format="+0.00;-0.00;0.00"),
        _style(MONEY, across="right", format="#,##0.00"),
        _style(RATE, format="0.00%"),
        _style(SHOWN_NUMBER, across="right"),
        _style(SHOWN_RATE, across="right", format="0.00%"),
        _style(TOTAL, size=11, bold=True, font="黑体", format="0.00"),
        _style(TOTAL_WEIGHT, size=11, bold=True, font="黑体"),
        _style(INPUT_WEIGHT, fill=INPUT_COLOUR, locked=False),
        _style(OWN_SCORE, size=10, bold=True, format="0.00", locked=False),
        _style(STATUS),
        _style(INPUT_NUMBER, across="right", fill=INPUT_COLOUR, locked=False),
        _style(INPUT_RATE, across="right", fill=INPUT_COLOUR, locked=False, format="0.00%"),
        _style(INPUT_MONEY, across="right", fill=INPUT_COLOUR, locked=False, format="#,##0.00"),
        _style(INPUT_TEXT, across="left", fill=INPUT_COLOUR, locked=False),
        _style(INPUT_YEAR, size=10.5, grid=False, fill=INPUT_COLOUR, locked=False),
        _style(CENTRED[INPUT_NUMBER], fill=INPUT_COLOUR, locked=False),
        _style(CENTRED[INPUT_RATE], fill=INPUT_COLOUR, locked=False, format="0.00%"),
        _style(CENTRED[INPUT_MONEY], fill=INPUT_COLOUR, locked=False, format="#,##0.00"),
        _style(CENTRED[INPUT_TEXT], fill=INPUT_COLOUR, locked=False),
        _style(FREE_MONEY, across="right", locked=False, format="#,##0.00"),
        _style(FREE_TEXT, across="left", locked=False),
        _style(FREE_LINE, across="left", grid=False, locked=False, wrapped=False),
        _style(STEP, size=8, across="left", grid=False, colour="FF8C8C8C", locked=False, shrunk=True),
    ]


@cache
def thin_lines() -> Border:
    """The thin black lines around the cells of a printed table."""
    thin = Side(style="thin", color="FF000000")
    return Border(left=thin, right=thin, top=thin, bottom=thin)


def add_styles(workbook: Workbook) -> None:
    """Make the named styles known to a workbook; those it has stay as they are."""
    known = set(workbook.named_styles)
    for style in _styles():
        if style.name not in known:
            workbook.add_named_style(style)


class Paper:
    """One sheet being written; `formulas` gathers how each formula cell gets its value."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.formulas: dict[str, Compute] = {}
        self._worked_out: dict[str, str] = {}
        self._styles: dict[str, StyleArray] = {}

    @property
    def title(self) -> str:
        return self.sheet.title

    def put(self, row: int, column: int, value: Any, style: str) -> None:
        """Write a number or text; text never becomes a formula, whatever it starts with."""
        cell = self._styled(row, column, style)
        if value is None or value == "":
            return
        cell.value = visible(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"
            if value.startswith(_FORMULA_STARTS):
                cell.quotePrefix = True

    def formula(self, row: int, column: int, formula: str, style: str, compute: Compute) -> None:
        """Write a formula of ours and remember how its value is computed without Excel."""
        cell = self._styled(row, column, style)
        # Not by `value`, which looks for what else the text may be.
        cell._value, cell.data_type = formula, "f"
        self.formulas[f"{letter(column)}{row}"] = compute

    def array(self, row: int, column: int, formula: str, style: str, computes: Sequence[Compute]) -> None:
        """Write an array formula of ours down a column; remember how each of its cells is computed."""
        first = self._styled(row, column, style)
        cells = [first, *(self._styled(row + down, column, style) for down in range(1, len(computes)))]
        first.value = ArrayFormula(f"{first.coordinate}:{cells[-1].coordinate}", formula)
        self.formulas.update(
            {cell.coordinate: compute for cell, compute in zip(cells, computes, strict=True)}
        )

    def _styled(self, row: int, column: int, style: str) -> Any:
        """A cell in a named style; openpyxl looks a style up by name among all, so that is done once."""
        sheet: Any = self.sheet
        cell: Any = sheet._cells.get((row, column))
        if cell is None:
            cell = sheet._cells[row, column] = Cell(sheet, row, column)
            # `iter_rows` takes a sheet without a current row for an empty one.
            sheet._current_row = max(row, sheet._current_row)
        known = self._styles.get(style)
        if known is None:
            cell.style = style
            self._styles[style] = copy(cell._style)
        else:
            cell._style = known.__copy__()
        return cell

    def expression(self, row: int, column: int, node: Node, style: str, notation: Notation = BY_NAME) -> None:
        """Write an expression over data items: a guarded formula, valued by the same expression."""
        formula = "=" + guarded(node, notation)
        self.formula(row, column, formula, style, lambda table: shown(node, table.data))

    def merge(self, top: int, left: int, bottom: int, right: int, style: str) -> None:
        """Merge a block; every cell of it takes the style, so that its borders are whole."""
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._styled(row, column, style)
        if (top, left) != (bottom, right):
            # Not `merge_cells`: it works out borders anew, which takes longer than all the rest.
            area = CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right)
            self.sheet.merged_cells.add(area)

    def banner(self, row: int, last_column: int, value: Any, style: str, height: float) -> None:
        """One line across the whole table."""
        self.merge(row, 1, row, last_column, style)
        self.put(row, 1, value, style)
        self.sheet.row_dimensions[row].height = height

    def title_block(
        self,
        title: str,
        last_column: int,
        unit_label: str = "",
        measure: str = "",
        number: str = "",
        *,
        dated: bool = True,
    ) -> None:
        """Rows 1 to 3: the number, the title, the year, the unit's name or the measure (单位：万元).

        A title that has the year in it needs no line for it, and leaves that to the number; one that is not
        `dated` has no year.
        """
        self.banner(3, last_column, f"单位：{measure}" if measure else None, MEASURE, 20)
        row = 1
        if number:
            self.banner(row, last_column, number, PLAIN, 16)
            row += 1
        self.banner(row, last_column, title, TITLE, 26)
        if YEAR_PLACE in title or UNIT_PLACE in title:
            self.formula(row, 1, _title_formula(title), TITLE, partial(_title_shown, title=title))
        if dated and YEAR_PLACE not in title:
            row += 1
            self.banner(row, last_column, None, SUBTITLE, 18)
            year = f'="（"&{YEAR_NAME}&"年度）"'
            self.formula(row, 1, year, SUBTITLE, lambda table: f"（{table.year}年度）")
        if unit_label:
            label = f"{unit_label}："
            self.banner(3, last_column, None, PLAIN, 20)
            self.formula(3, 1, f"={quoted(label)}&{UNIT_NAME}", PLAIN, lambda table: label + table.unit)

    def widths(self, widths: Sequence[float]) -> None:
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def headings(self, row: int, rows: Sequence[Sequence[str]], first_column: int = 1) -> None:
        """Heading rows; equal neighbours are merged, across first and then down."""
        height, width = len(rows), len(rows[0])
        done: set[tuple[int, int]] = set()
        for top in range(height):
            for left in range(width):
                if (top, left) in done:
                    continue
                text = rows[top][left]
                right, bottom = left, top
                while right + 1 < width and rows[top][right + 1] == text and (top, right + 1) not in done:
                    right += 1
                columns = range(left, right + 1)
                while bottom + 1 < height and all(rows[bottom + 1][column] == text for column in columns):
                    bottom += 1
                done.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
                self.merge(row + top, first_column + left, row + bottom, first_column + right, HEADER)
                self.put(row + top, first_column + left, text, HEADER)
                if text.startswith(YEAR_PLACE):
                    shown = partial(_title_shown, title=text)
                    self.formula(row + top, first_column + left, _title_formula(text), HEADER, shown)
                    place = f"{letter(first_column + left)}{row + top}"
                    self._worked_out[place] = text.replace(YEAR_PLACE, "2000")

    def one_of(self, cell: str, choices: Sequence[str]) -> None:
        """A drop-down of choices; none where a cell cannot offer them."""
        listed = listed_inline(choices)
        if listed is None:
            return
        rule = DataValidation("list", formula1=listed, allow_blank=False, showErrorMessage=True)
        rule.errorTitle, rule.error = "请选一个", f"只能选 {'、'.join(choices)}"[:220]
        rule.add(cell)
        self.sheet.add_data_validation(rule)

    def protect(self, rows_may_be_added: bool = False) -> None:
        """Guard locked cells against accidental typing; no password, so nobody is locked out."""
        protection = self.sheet.protection
        protection.sheet = True
        protection.formatColumns = protection.formatRows = False
        protection.insertRows = not rows_may_be_added

    def print_setup(self, header_rows: tuple[int, int] | None, last_column: int, landscape: bool) -> None:
        """A4, one page wide, heading rows repeated, page numbers at the foot."""
        sheet = self.sheet
        hold_texts(sheet, self._worked_out)
        sheet.page_setup.paperSize = 9
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        left, right, top, bottom = MARGINS
        sheet.page_margins = PageMargins(left, right, top, bottom, header=0.25, footer=0.25)
        sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="第 &P 页，共 &N 页"))
        if header_rows is not None:
            sheet.print_title_rows = f"{header_rows[0]}:{header_rows[1]}"
        sheet.print_area = f"A1:{get_column_letter(last_column)}{sheet.max_row}"

    def end_pages(
        self,
        groups: Blocks,
        foot: int,
        header_rows: tuple[int, int],
        widths: Sequence[float],
        landscape: bool,
        held: Collection[int] = (),
    ) -> None:
        """Fill pages; let them end between groups of rows (each of blocks, first row and last) if they can.

        Rows of a known height; `header_rows` stand on every page, `foot` is the first row below the groups;
        no page ends with a `held` row.
        """
        page, sheet = page_room(widths, landscape, MARGINS), self.sheet
        below = (foot, sheet.max_row)
        for row in ends(groups, below, header_rows, lambda row: row_height(sheet, row), page, held):
            sheet.row_breaks.append(Break(id=row))


def _title_formula(title: str) -> str:
    """A printed title with the year and the unit in their places."""
    unit, place = UNIT_NAME, _named_before(title)
    if place:
        unit = (
            f"IF(LEFT({UNIT_NAME},{len(place)})={quoted(place)},MID({UNIT_NAME},{len(place)},99),{UNIT_NAME})"
        )
    names = {YEAR_PLACE: YEAR_NAME, UNIT_PLACE: unit}
    return "=" + "&".join(names.get(part) or quoted(part) for part in _TITLE_PLACES.split(title) if part)


def _title_shown(table: ScoredTable, title: str) -> str:
    place, unit = _named_before(title), table.unit
    if place and unit.startswith(place):
        unit = unit[len(place) - 1 :]
    return title.replace(YEAR_PLACE, str(table.year)).replace(UNIT_PLACE, unit)


def _named_before(title: str) -> str:
    """The place that a title begins with; a unit named after it is 市某局 there, not 某市某局."""
    found = _PLACE.match(title)
    return found[0] if found and UNIT_PLACE in title else ""


_LONGEST_LIST = 250


def listed_inline(choices: Sequence[str]) -> str | None:
    """Choices as a drop-down holds them in itself; None where they are too long for it or have a comma."""
    listed = ",".join(choices)
    plainly = len(listed) <= _LONGEST_LIST and not any("," in choice or '"' in choice for choice in choices)
    return quoted(listed) if plainly else None


def letter(column: int) -> str:
    """A column as formulas name it."""
    return get_column_letter(column)


def plain(figure: Figure) -> int | float | str | None:
    """A figure as a cell stores it: an integer, the nearest double, or text."""
    if not isinstance(figure, Decimal):
        return figure
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def quoted(text: str) -> str:
    """Text as it stands inside a formula."""
    return '"' + text.replace('"', '""') + '"'
