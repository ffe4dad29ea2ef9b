"""One worksheet's cells together with the results its formulas had when the file was last calculated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from copy import copy
from functools import lru_cache
from typing import Any, cast

from openpyxl.cell.cell import MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel, to_excel
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from addin.headless.addresses import MAX_COLUMN, MAX_ROW, Box
from addin.headless.dimensions import column_at
from addin.headless.unsupported import unsupported
from workbooks.files.coordinates import get_column_letter
from workbooks.files.visible import visible

Place = tuple[int, int]

# More cells than any form or ledger holds; beyond it a slip such as sheet.cells.value would fill the memory.
MAX_READ = 20_000_000

_MOMENTS = (dt.date, dt.time, dt.timedelta)
_GENERAL = "General"
_is_date_format = lru_cache(maxsize=256)(is_date_format)


class Grid:
    """Reads and writes cells without creating the ones that are only looked at.

    A cached result counts only while its cell still holds the formula it belongs to.
    """

    __slots__ = ("_bounds", "_counted", "_known", "cells", "sheet")

    def __init__(self, sheet: Worksheet, cached: Mapping[Place, object]) -> None:
        self.sheet = sheet
        # The stubs of openpyxl know neither a cell's row number nor its style record.
        self.cells: dict[Place, Any] = cast(Any, sheet)._cells
        self._known: dict[Place, tuple[str, object]] = {}
        for place, value in cached.items():
            cell = self.cells.get(place)
            if cell is not None and cell.data_type == "f":
                self._known[place] = (formula_text(cell), value)
            if cell is not None and isinstance(cell.value, ArrayFormula):
                self._spread(CellRange(cell.value.ref), cached)
        self._counted = -1
        self._bounds = Box(1, 1, 0, 0)

    def _spread(self, area: CellRange, cached: Mapping[Place, object]) -> None:
        """Put the results of an array formula below its first cell, as reading a file does."""
        for place in list(area.cells)[1:]:
            if place in cached and place in self.cells:
                self.cells[place].value = cached[place]

    def known(self) -> dict[str, object]:
        """The cached results still valid, by address, in row order."""
        return {
            f"{get_column_letter(column)}{row}": value
            for (row, column), (_, value) in sorted(self._known.items(), key=lambda item: item[0])
            if self._result((row, column)) is not None
        }

    def value(self, row: int, column: int) -> object:
        """The cell's value, for a formula its cached result, else None."""
        cell = self.cells.get((row, column))
        if cell is None:
            return None
        return self._shown(cell)

    def rows(self, box: Box) -> list[list[object]]:
        """All values of a block; raises ValueError beyond 20 million cells."""
        if box.size > MAX_READ:
            raise ValueError(f"区域 {box.address()} 太大，请用 used_range 或 expand() 缩小范围")
        get = self.cells.get
        columns = range(box.left, box.right + 1)
        bottom = min(box.bottom, self.bounds.bottom)
        found: list[list[object]] = []
        for row in range(box.top, bottom + 1):
            line: list[object] = []
            for column in columns:
                cell = get((row, column))
                if cell is None:
                    line.append(None)
                else:
                    line.append(self._shown(cell))
            found.append(line)
        found.extend([None] * box.width for _ in range(box.height - len(found)))
        return found

    def _shown(self, cell: Any) -> object:
        """The value as Excel hands it out: whether a number is a date is a matter of the format alone."""
        value = cell.value
        if cell.data_type == "f":
            result = self._result((cell.row, cell.column))
            value = None if result is None else result[1]
        epoch = cast(Any, self.sheet.parent).epoch
        if type(value) in {int, float}:
            # Excel has no date before its first day, and shows the number as signs.
            is_date = value >= 0 and _is_date_format(str(cell.number_format))
            return from_excel(value, epoch) if is_date else value
        if isinstance(value, _MOMENTS) and not _is_date_format(str(cell.number_format)):
            return float(to_excel(value, epoch))  # type: ignore[no-untyped-call]
        return value

    def _result(self, place: Place) -> tuple[str, object] | None:
        known = self._known.get(place)
        cell = self.cells.get(place)
        if known is None or cell is None or cell.data_type != "f" or formula_text(cell) != known[0]:
            return None
        return known

    def filled(self, row: int, column: int) -> bool:
        """Whether Excel counts the cell as not empty: a value or a formula, whatever the formula shows."""
        cell = self.cells.get((row, column))
        return cell is not None and cell.value is not None and cell.value != ""

    @property
    def bounds(self) -> Box:
        """The used rectangle; openpyxl's max_row walks every cell, so it is kept up to date here."""
        if len(self.cells) != self._counted:
            rows = [row for row, _ in self.cells]
            columns = [column for _, column in self.cells]
            self._bounds = Box(min(rows), min(columns), max(rows), max(columns)) if rows else Box(1, 1, 0, 0)
            self._counted = len(self.cells)
        return self._bounds

    def put(self, row: int, column: int, value: object) -> None:
        """Type a value into a cell as Excel does: "=…" is a formula unless the cell is text, "'…" is text.

        A covered cell of a merged area stays blank, as in Excel. `value` comes from `storable`.
        """
        cell = self.cells.get((row, column))
        if cell is None:
            if value is None:
                return
            cell = self.cell(row, column)
        if isinstance(cell, MergedCell):
            return
        self._known.pop((row, column), None)
        literal = isinstance(value, str) and value.startswith("'")
        form = str(cell.number_format)
        cell.value = visible(value[literal:]) if isinstance(value, str) else value
        # A date takes a format of its own only where there was none; openpyxl would put it over any.
        if isinstance(value, _MOMENTS) and form != _GENERAL:
            cell.number_format = form
        if literal or bool(cell.quotePrefix):
            cell.quotePrefix = literal
        # openpyxl takes "=…" and "#N/A" for a formula and an error even where Excel keeps plain text.
        if cell.data_type in {"f", "e"} and (literal or cell.number_format == "@"):
            cell.data_type = "s"

    def copy(self, box: Box, down: int, right: int) -> None:
        """Copy a block so many rows down and columns to the right; areas do not overlap."""
        sources = {(cell.row, cell.column): cell for cell in self.existing(box)}
        rules = self.sheet.data_validations.dataValidation
        for row, column in places(box):
            source, place = sources.get((row, column)), (row + down, column + right)
            if source is None:
                self.put(*place, None)
                continue
            if isinstance(source, MergedCell) or source.coordinate in self.sheet.merged_cells:
                raise unsupported("Range.copy", f"合并单元格（{source.coordinate}），请在 Excel 中操作")
            target = self.cell(*place)
            self._known.pop(place, None)
            target.value, target.data_type = source.value, source.data_type
            if source.data_type == "f":
                formula = Translator(formula_text(source), source.coordinate)
                target.value = formula.translate_formula(target.coordinate)
            if isinstance(source.value, ArrayFormula):
                area = CellRange(source.value.ref)
                area.shift(right, down)
                target.value = ArrayFormula(area.coord, target.value)
            target._style = copy(source._style)
            for rule in rules:
                if source.coordinate in rule.sqref and target.coordinate not in rule.sqref:
                    rule.add(target.coordinate)

    def fill(self, box: Box, value: object) -> None:
        """Put one value into every cell; a formula is adjusted from the top-left cell as Excel does."""
        if value is None:
            for cell in self.existing(box):
                self.put(cell.row, cell.column, None)
            return
        if box.whole_columns or box.whole_rows:
            raise unsupported("Range.value", f"整行整列写入（{box.address()}），请写明起止单元格")
        formula = value if isinstance(value, str) and len(value) > 1 and value.startswith("=") else None
        translator = (
            Translator(formula, Box(box.top, box.left, box.top, box.left).address()) if formula else None
        )
        for row, column in places(box):
            if translator is not None:
                value = translator.translate_formula(f"{get_column_letter(column)}{row}")
            self.put(row, column, value)

    def cell(self, row: int, column: int) -> Any:
        """The cell, created with the format of its row or column where it is new, as in Excel."""
        cell = self.cells.get((row, column))
        if cell is not None:
            return cell
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            raise IndexError(f"单元格超出工作表范围：第 {row} 行第 {column} 列")
        bounds, complete = self.bounds, len(self.cells)
        cell = cast(Any, self.sheet.cell(row, column))
        if len(self.cells) == complete + 1:
            here = Box(row, column, row, column)
            self._bounds = bounds.join(here) if complete else here
            self._counted = complete + 1
        inherited: Any = self.sheet.row_dimensions.get(row)
        if inherited is None or not inherited.has_style:
            inherited = column_at(self.sheet, column)
        if inherited is not None and inherited.has_style:
            cell._style = copy(inherited._style)
        return cell

    def existing(self, box: Box) -> list[Any]:
        """The cells of a block that exist, in row order."""
        if box.size < len(self.cells):
            found = (self.cells.get(place) for place in places(box))
            return [cell for cell in found if cell is not None]
        inside = (place for place in self.cells if box.contains(Box(*place, *place)))
        return [self.cells[place] for place in sorted(inside)]

    def merged_at(self, row: int, column: int) -> Box | None:
        """The merged area that covers a cell."""
        here = Box(row, column, row, column)
        return next((area for area in self.merged_in(here)), None)

    def merged_in(self, box: Box) -> list[Box]:
        """The merged areas that touch a block."""
        areas = (Box(r.min_row, r.min_col, r.max_row, r.max_col) for r in self.sheet.merged_cells.ranges)
        return [area for area in areas if area.meet(box) is not None]

    def merge(self, box: Box) -> None:
        """Merge a block, keeping the top-left value; an area sticking out of the block is refused."""
        inside = self.merged_in(box)
        if any(not box.contains(area) for area in inside):
            raise ValueError(f"{box.address()} 与已有的合并单元格交叉，不能合并")
        for area in inside:
            self._split(area)
        if box.size > 1:
            self.sheet.merge_cells(box.address())

    def unmerge(self, box: Box) -> None:
        """Separate every merged area that touches the block; the formats of covered cells stay."""
        for area in self.merged_in(box):
            self._split(area)

    def _split(self, area: Box) -> None:
        styles: dict[Place, StyleArray] = {
            (cell.row, cell.column): cell._style
            for cell in self.existing(area)
            if (cell.row, cell.column) != (area.top, area.left) and cell.has_style
        }
        self.sheet.unmerge_cells(area.address())
        for (row, column), style in styles.items():
            cast(Any, self.sheet.cell(row, column))._style = style

    def clear(self, box: Box) -> None:
        """Remove contents, formats, notes and the merged areas lying inside the block."""
        for area in self.merged_in(box):
            if box.contains(area):
                self._split(area)
        kept = {(area.top, area.left) for area in self.merged_in(box)}
        for cell in self.existing(box):
            if isinstance(cell, MergedCell):
                continue
            place = (cell.row, cell.column)
            self._known.pop(place, None)
            if place in kept:
                cell.value, cell._style = None, StyleArray()
            else:
                del self.cells[place]


def places(box: Box) -> Iterator[Place]:
    return (
        (row, column) for row in range(box.top, box.bottom + 1) for column in range(box.left, box.right + 1)
    )


def formula_text(cell: Any) -> str:
    """The formula of a formula cell, also of an array formula."""
    value = cell.value
    return str(value.text if isinstance(value, ArrayFormula) else value)


def typed_text(cell: Any, epoch: dt.datetime) -> str:
    """What Excel's formula bar holds: the formula, or the value as text (dates as serial numbers)."""
    value = None if cell is None else cell.value
    if cell is None or value is None:
        return ""
    if cell.data_type == "f":
        return formula_text(cell)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        value = to_excel(value, epoch)  # type: ignore[no-untyped-call]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
