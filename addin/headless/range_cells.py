"""The range: values, formulas and formats of a block of cells."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

import xlwings
from openpyxl.styles import PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.formula import ArrayFormula
from xlwings import base_classes, expansion

from addin.headless import navigation
from addin.headless.addresses import Box, parse_reference, quoted
from addin.headless.autofit import fit_columns, free_rows
from addin.headless.dimensions import column_width, columns_exactly, from_characters, row_height
from addin.headless.formats import Font, Rgb, restyle, to_hex, to_rgb, uniform
from addin.headless.grid import Grid, formula_text, typed_text
from addin.headless.links import link_at, write_link
from addin.headless.list_objects import Table
from addin.headless.names import Name
from addin.headless.notes import Note
from addin.headless.unsupported import implements, of_kind, unsupported

if TYPE_CHECKING:
    from addin.headless.sheet import Sheet

T = TypeVar("T")

_KEEP_WHOLE = "插入或删除会打乱公式、合并单元格和名称，请在 Excel 中操作"
_HORIZONTAL = {"center_across_selection": "centerContinuous"}


@implements(base_classes.Range)
class Range:
    """A block of cells of one sheet; it may be empty, then reading gives None and writing does nothing."""

    __slots__ = ("box", "grid", "options", "sheet")

    def __init__(self, sheet: Sheet, box: Box) -> None:
        self.sheet = sheet
        self.grid: Grid = sheet.grid
        self.box = box
        self.options: dict[str, object] = {}

    # Without a budget xlwings reads and writes every block in one go.
    max_cells_per_read = None
    max_cells_per_write = None

    def __len__(self) -> int:
        return self.box.size

    def __call__(self, row: int, column: int | None = None) -> Range:
        """A cell counted from 1 at the top left; with one number it counts along the rows."""
        for number in (row, column or 0):
            of_kind(number, int, "行号、列号应是整数")
        if column is None:
            rows, columns = divmod(row - 1, self.box.width)
            row, column = rows + 1, columns + 1
        return self.sheet.cell_range(self.box.top + row - 1, self.box.left + column - 1)

    @property
    def row(self) -> int:
        return self.box.top

    @property
    def column(self) -> int:
        return self.box.left

    @property
    def shape(self) -> tuple[int, int]:
        return self.box.height, self.box.width

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet.name, self.box.top, self.box.left, self.box.height, self.box.width

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    @property
    def arg1_input(self) -> str:
        return self.get_address(False, False, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        address = self.box.address(row_absolute, col_absolute)
        if not external:
            return address
        book, sheet = self.sheet.book.name, self.sheet.name
        plain = quoted(sheet) == sheet and book.replace(".", "").isalnum()
        return (
            f"[{book}]{sheet}!{address}"
            if plain
            else f"'[{book}]{sheet.replace(chr(39), chr(39) * 2)}'!{address}"
        )

    # Values and formulas

    @property
    def raw_value(self) -> list[list[object]] | None:
        return self.grid.rows(self.box) if self.box.size else None

    @raw_value.setter
    def raw_value(self, value: object) -> None:
        self._write(value)

    def _write(self, value: object) -> None:
        if not isinstance(value, (list, tuple)):
            self.grid.fill(self.box, value)
            return
        rows = value if value and isinstance(value[0], (list, tuple)) else [value]
        for row, line in enumerate(rows[: self.box.height], self.box.top):
            for column, each in enumerate(line[: self.box.width], self.box.left):
                self.grid.put(row, column, each)

    @property
    def formula(self) -> str | tuple[tuple[str, ...], ...]:
        """The formula bar's text: of one cell, or row by row."""
        epoch, cells, box = self.sheet.book.workbook.epoch, self.grid.cells, self.box
        lines = tuple(
            tuple(typed_text(cells.get((row, column)), epoch) for column in range(box.left, box.right + 1))
            for row in range(box.top, box.bottom + 1)
        )
        return lines[0][0] if box.size == 1 else lines

    @formula.setter
    def formula(self, value: object) -> None:
        self._write(value)

    # openpyxl writes both alike; a spilling formula would need Excel's own array marker.
    formula2 = formula

    @property
    def has_array(self) -> bool:
        return any(isinstance(cell.value, ArrayFormula) for cell in self.grid.existing(self.box))

    @property
    def formula_array(self) -> str | None:
        cell = self.grid.cells.get((self.box.top, self.box.left))
        return formula_text(cell) if cell is not None and isinstance(cell.value, ArrayFormula) else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        raise unsupported("Range.formula_array", "请在 Excel 中输入数组公式")

    # Finding the way

    def expand(self, mode: str = "table") -> Range:
        expander: Any = expansion.expanders.get(mode, mode)
        of_kind(expander, expansion.Expander, "延伸的方向应是 table、down 或 right")
        found: Range = expander.expand(xlwings.Range(impl=self)).impl
        return found

    def end(self, direction: str) -> Range:
        return self.sheet.cell_range(*navigation.end(self.grid, (self.box.top, self.box.left), direction))

    @property
    def current_region(self) -> Range:
        return self.sheet.block(navigation.current_region(self.grid, self.box))

    @property
    def name(self) -> Name | None:
        """The first defined name that means exactly this block."""
        for name in self.sheet.book.names.all():
            target = parse_reference(name.refers_to)
            if (
                target is not None
                and target[1] == self.box
                and target[0].casefold() == self.sheet.name.casefold()
            ):
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={quoted(self.sheet.name)}!{self.address}")

    @property
    def table(self) -> Table | None:
        here = Box(self.box.top, self.box.left, self.box.top, self.box.left)
        return next((table for table in self.sheet.tables if table.box.contains(here)), None)

    def select(self) -> None:
        """Leave the cursor here; the sheet becomes the active one."""
        self.sheet.activate()
        top_left = Box(self.box.top, self.box.left, self.box.top, self.box.left)
        for selection in self.grid.sheet.sheet_view.selection:
            selection.activeCell, selection.sqref = top_left.address(), self.box.address()

    # Contents and formats

    def clear_contents(self) -> None:
        self.grid.fill(self.box, None)

    def clear_formats(self) -> None:
        """Take all formats away; merged areas inside the block are separated as in Excel."""
        for area in self.grid.merged_in(self.box):
            if self.box.contains(area):
                self.grid.unmerge(area)
        for cell in self.grid.existing(self.box):
            cell._style = StyleArray()

    def clear(self) -> None:
        self.grid.clear(self.box)

    @property
    def font(self) -> Font:
        return Font(self.grid, self.box)

    @property
    def number_format(self) -> str | None:
        return uniform(self.grid, self.box, lambda cell: str(cell.number_format), "General")

    @number_format.setter
    def number_format(self, value: str) -> None:
        restyle(self.grid, self.box, lambda cell: setattr(cell, "number_format", value))

    @property
    def color(self) -> Rgb | None:
        """The fill colour; None without a fill or where the cells differ."""
        return uniform(
            self.grid,
            self.box,
            lambda cell: to_rgb(cell.fill.fgColor) if cell.fill.fill_type == "solid" else None,
            None,
        )

    @color.setter
    def color(self, value: Rgb | str | int | None) -> None:
        fill = PatternFill() if value is None else PatternFill("solid", fgColor=to_hex(value))
        restyle(self.grid, self.box, lambda cell: setattr(cell, "fill", fill))

    def _align(self, attribute: str, value: object) -> None:
        def change(cell: Any) -> None:
            alignment = copy(cell.alignment)
            setattr(alignment, attribute, value)
            cell.alignment = alignment

        restyle(self.grid, self.box, change)

    @property
    def wrap_text(self) -> bool | None:
        return uniform(self.grid, self.box, lambda cell: bool(cell.alignment.wrap_text), False)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._align("wrap_text", value)

    @property
    def horizontal_alignment(self) -> str | None:
        back = {stored: name for name, stored in _HORIZONTAL.items()}
        found = uniform(self.grid, self.box, lambda cell: cell.alignment.horizontal or "general", "general")
        return back.get(found, found) if found else None

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self._align("horizontal", _HORIZONTAL.get(value, value))

    @property
    def vertical_alignment(self) -> str | None:
        return uniform(self.grid, self.box, lambda cell: cell.alignment.vertical or "bottom", "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._align("vertical", value)

    # Widths and heights

    @property
    def column_width(self) -> float | None:
        widths = {
            column_width(self.grid.sheet, column) for column in range(self.box.left, self.box.right + 1)
        }
        return widths.pop() if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        width = from_characters(value)
        for entry in columns_exactly(self.grid.sheet, self.box.left, self.box.right):
            entry.width, entry.hidden = width, value == 0

    @property
    def row_height(self) -> float | None:
        # One row below everything stands for all the rows still untouched.
        touched = max(self.grid.bounds.bottom, *self.grid.sheet.row_dimensions, self.box.top)
        rows = range(self.box.top, min(self.box.bottom, touched + 1) + 1)
        heights = {row_height(self.grid.sheet, row) for row in rows}
        return heights.pop() if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        if not 0 <= of_kind(value, (int, float), "行高应是数") <= 409.5:
            raise ValueError(f"行高应在 0 到 409.5 磅之间：{value}")
        if self.box.whole_columns:
            raise unsupported("Range.row_height", "整列设行高，请写明起止行")
        for row in range(self.box.top, self.box.bottom + 1):
            entry = self.grid.sheet.row_dimensions[row]
            entry.ht, entry.hidden = value, value == 0

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns to their texts, rows by leaving their height to Excel; with an axis, only those."""
        used = self.box.meet(self.grid.bounds) if self.grid.bounds.size else None
        if used is None:
            return
        if axis in {None, "c", "columns"}:
            fit_columns(self.grid, used)
        if axis in {None, "r", "rows"}:
            free_rows(self.grid, used)

    # Merged cells, links and notes

    @property
    def merge_area(self) -> Range:
        area = self.grid.merged_at(self.box.top, self.box.left)
        return self if area is None else self.sheet.block(area)

    @property
    def merge_cells(self) -> bool | None:
        """True when all cells are merged, False when none is, None when some are."""
        parts = [area.meet(self.box) for area in self.grid.merged_in(self.box)]
        covered = sum(part.size for part in parts if part is not None)
        return None if 0 < covered < self.box.size else covered > 0

    def merge(self, across: bool) -> None:
        rows = range(self.box.top, self.box.bottom + 1) if across else ()
        for box in [self.box._replace(top=row, bottom=row) for row in rows] or [self.box]:
            self.grid.merge(box)

    def unmerge(self) -> None:
        self.grid.unmerge(self.box)

    @property
    def hyperlink(self) -> str:
        return link_at(self.grid, self.box)

    def add_hyperlink(self, address: str, text_to_display: str, screen_tip: str) -> None:
        write_link(self.grid, self.box, address, text_to_display, screen_tip)

    @property
    def note(self) -> Note | None:
        cell = self.grid.cells.get((self.box.top, self.box.left))
        return None if cell is None or cell.comment is None else Note(self)

    def add_note(self, text: str) -> Note:
        return Note.write(self, text)

    def copy(self, destination: xlwings.Range | None = None) -> None:
        """Copy values, formulas (adjusted), formats and validation; conditional formats stay as they are."""
        if destination is None:
            raise unsupported("Range.copy", "没有剪贴板，请写明目标区域")
        there: Range = of_kind(destination, xlwings.Range, "目标应是单元格区域").impl
        if there.grid is not self.grid:
            raise unsupported("Range.copy", "只能复制到同一张工作表")
        self.grid.copy(self.box, there.box.top - self.box.top, there.box.left - self.box.left)

    # What openpyxl would do wrongly is refused with the reason

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        raise unsupported("Range.insert", _KEEP_WHOLE)

    def delete(self, shift: str | None = None) -> None:
        raise unsupported("Range.delete", _KEEP_WHOLE)
