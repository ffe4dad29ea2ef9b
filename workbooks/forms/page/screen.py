"""How a sheet looks on a screen: where work begins, what stays in sight, what is not begun looks blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

from workbooks.files.coordinates import absolute_coordinate, coordinate_to_tuple, get_column_letter
from workbooks.files.unseen_cells import UNBEGUN
from workbooks.files.written_with import (
    DifferentialStyle,
    Font,
    PatternFill,
    Rule,
    Selection,
    Workbook,
    Worksheet,
)
from workbooks.forms.layout.form_layout import FormLayout, printed_name, reference
from workbooks.standards.model import Indicator, Standard

ROOM = 490.0
"""Pixels that Excel's ribbon leaves for the rows of a sheet at 1366 × 768."""
ROWS_IN_SIGHT = 10
"""How many rows of a form are to be seen below its headings."""
SMALLEST = 68
"""No sheet is shown smaller than at so many per cent: at 70, 和平 has its score cut without Calibri."""
_PIXELS_PER_POINT = 4 / 3
_WIDEST, ROOM_ACROSS = 9.9, 1265.0
"""Pixels of a character where LibreOffice has no Calibri (measured), and what it leaves of 1366 across."""
_ROWS_ABOVE = 5
_PARTS: dict[tuple[bool, bool], Literal["topLeft", "topRight", "bottomLeft", "bottomRight"]] = {
    (False, False): "topLeft",
    (False, True): "topRight",
    (True, False): "bottomLeft",
    (True, True): "bottomRight",
}
"""The parts of a frozen sheet: whether they stand below the split, and right of it."""


@cache
def _unseen() -> DifferentialStyle:
    return DifferentialStyle(font=Font(color="FFFFFFFF"))


def fade(sheet: Worksheet, cells: str, typed: Iterable[str]) -> None:
    """Let #N/A look blank in cells while nothing is typed in the `typed` cells that they need."""
    needed = ",".join(dict.fromkeys(typed))
    if needed:
        fade_if(sheet, cells, f"COUNTA({needed})=0")


def fade_if(sheet: Worksheet, cells: str, unbegun: str) -> None:
    """Let #N/A look blank in cells under a condition."""
    formula = f"{UNBEGUN.format(cell=cells.partition(':')[0])}{unbegun})"
    sheet.conditional_formatting.add(cells, Rule(type="expression", formula=[formula], dxf=_unseen()))


def fade_nothing(sheet: Worksheet, cells: str, weight: str, score: str) -> None:
    """Let zeros look blank where the unit has no row of its own: no weight, no score."""
    formula = f"AND(N({weight})=0,N({score})=0)"
    sheet.conditional_formatting.add(cells, Rule(type="expression", formula=[formula], dxf=_unseen()))


@cache
def attention(bold: bool = False) -> DifferentialStyle:
    """What is to be looked at: red on the screen; bold, it is seen in a grey print."""
    font = Font(bold=True) if bold else None
    return DifferentialStyle(font=font, fill=PatternFill("solid", bgColor="FFFFD7D7"))


@cache
def _calm() -> DifferentialStyle:
    return DifferentialStyle(font=Font(color="FF8C8C8C"))


def mark_difference(sheet: Worksheet, cells: str) -> None:
    """Let a difference be seen at once in cells that should show none; nought is grey."""
    cell = cells.partition(":")[0]
    for condition, style in (("<>0", attention(bold=True)), ("=0", _calm())):
        formula = f"IF(ISNUMBER({cell}),ROUND({cell},2){condition},FALSE)"
        sheet.conditional_formatting.add(cells, Rule(type="expression", formula=[formula], dxf=style))


def let_unbegun_look_blank(sheet: Worksheet, layout: FormLayout) -> None:
    """The scores, the rates, the sums and the grade of a form, while nothing that they need is typed."""
    for place in layout.scored_places:
        if isinstance(place.child, Indicator):
            fade(sheet, layout.score_cell(place), begun_by(layout.standard, place.child.expression.keys))
            rate, actual = place.child.actual_expression, layout.rate_cell(place)
            if rate is not None and actual:
                fade(sheet, actual, rate.keys)
    sums = [cell for elsewhere, cell in (layout.total_at, layout.grade_at) if not elsewhere]
    sums += [layout.cell(place.row) for place in layout.places if place.kind == "section"]
    for cell in sums:
        fade(sheet, cell, typed_in(layout))
    for subtotal in layout.placed.subtotals if layout.placed else ():
        fade(sheet, subtotal.cell, _typed_for(layout, subtotal.rows))


def conditions(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    """The cells that look blank while nothing is begun, and when."""
    for area in sheet.conditional_formatting:
        yield from ((str(area.sqref), rule.formula[0]) for rule in area.rules)


def begun_by(standard: Standard, keys: Iterable[str]) -> list[str]:
    """Those of some data items with which a unit begins: a bureau's form has its targets printed."""
    asked = list(keys)
    return [key for key in asked if standard.items[key].place != "target"] or asked


def typed_in(layout: FormLayout, form: str = "") -> list[str]:
    """What refers to all that a form asks for, from its own sheet or (its title given) from another one."""
    standard = layout.standard
    keys = [
        reference("", key, form) if key in standard.money_items else key
        for key in begun_by(standard, standard.figures_to_score)
    ]
    return [*keys, *(reference("", area, form) for area in _own_names(layout))]


def _typed_for(layout: FormLayout, rows: Sequence[int]) -> Iterator[str]:
    """The data items that the indicators of some rows ask for."""
    for place in layout.places:
        if place.row in rows and isinstance(place.child, Indicator):
            yield from begun_by(layout.standard, place.child.expression.keys)


def _own_names(layout: FormLayout) -> Iterator[str]:
    """Where the rows of each group of the unit's own are named, or filled in where names are printed."""
    for group in layout.standard.own_rows.values():
        own = [place for place in layout.places if place.child is group]
        printed = layout.placed is not None and any(printed_name(layout, place) for place in own)
        field = "actual" if printed and layout.has("actual") else "name"
        yield ":".join(absolute_coordinate(layout.cell(place.row, field)) for place in (own[0], own[-1]))


def hold_in_sight(sheet: Worksheet, layout: FormLayout) -> None:
    """Hold headings and names; show ten rows of the form at once below them.

    The headings of a project form stand below its head, which would fill the screen: only the line with the
    total is held there, and no names, since all of it is seen across; their edge would cut its title.
    """
    held, names = layout.header_rows[1], layout.column("name")
    if layout.standard.form.head:
        held, names = 1, 0
    sheet.freeze_panes = f"{get_column_letter(names + 1)}{held + 1}"
    rows = [*range(1, held + 1), *(place.row for place in layout.places[:ROWS_IN_SIGHT])]
    last = layout.reported_column + 1 + len(layout.beside)
    _show_at(sheet, min(scale_for(pixels(sheet, rows), ROOM), _scale_across(sheet, last)))


def fit_across(sheet: Worksheet, last: int) -> None:
    """Show the columns up to one at once, as far as they stay readable, in LibreOffice as well."""
    _show_at(sheet, _scale_across(sheet, last))


def _show_at(sheet: Worksheet, scale: int) -> None:
    if scale < 100:
        sheet.sheet_view.zoomScale = sheet.sheet_view.zoomScaleNormal = scale


def pixels(sheet: Worksheet, rows: Iterable[int]) -> float:
    """The height of rows on a screen, at 100 %."""
    return sum(round((sheet.row_dimensions[row].height or 15) * _PIXELS_PER_POINT) for row in rows)


def _scale_across(sheet: Worksheet, last: int) -> int:
    """At how many per cent the columns up to one are seen at once, where they are drawn widest."""
    widths = (sheet.column_dimensions[get_column_letter(column)].width for column in range(1, last + 1))
    return scale_for(sum(widths) * _WIDEST, ROOM_ACROSS)


def scale_for(length: float, room: float) -> int:
    """At how many per cent so many pixels find room."""
    return next((scale for scale in range(100, SMALLEST, -5) if length * scale / 100 <= room), SMALLEST)


def open_at(workbook: Workbook, sheet: str, cells: Sequence[str]) -> None:
    """Open on a sheet, at the first of these cells that is blank; at the very first where none is."""
    shown = workbook[sheet]
    workbook.active = workbook.worksheets.index(shown)
    for each in workbook.worksheets:
        each.sheet_view.tabSelected = each is shown
    if cells:
        blank = (cell for cell in cells if shown[cell].value is None)
        select(shown, next(blank, cells[0]))


def begin_below_title(sheet: Worksheet, names: int, first: int) -> None:
    """Hold the title and so many columns of names; put the cursor on what is to be filled from a row on.

    For forms whose headings stand below a head of many rows, which would fill the screen.
    """
    sheet.freeze_panes = f"{get_column_letter(names + 1)}2"
    cells = (cell for row in sheet.iter_rows(min_row=first) for cell in row)
    begins = next((cell for cell in cells if not cell.protection.locked), None)
    if begins is not None:
        select(sheet, begins.coordinate)


def select(sheet: Worksheet, cell: str) -> None:
    """Put the cursor on a cell, in the part of a frozen sheet that it stands in, and that part to it."""
    row, column = coordinate_to_tuple(cell)
    view, pane = sheet.sheet_view, sheet.sheet_view.pane
    if pane is None:
        view.selection = [Selection(activeCell=cell, sqref=cell)]
        return
    held, names = int(pane.ySplit or 0), int(pane.xSplit or 0)
    part = _PARTS[row > held, column > names]
    pane.activePane = part
    if row > held + ROWS_IN_SIGHT:
        pane.topLeftCell = f"{get_column_letter(names + 1)}{row - _ROWS_ABOVE}"
    others = [each for each in view.selection if each.pane != part]
    view.selection = [*others, Selection(pane=part, activeCell=cell, sqref=cell)]
