"""The XML of one sheet, of which single cells are changed and everything else is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cached_property
from typing import Any

from lxml import etree

from workbooks.files.coordinates import coordinate_to_tuple, get_column_letter, range_boundaries
from workbooks.files.package import parse, to_bytes
from workbooks.files.refusals import RefusedFileError
from workbooks.files.visible import visible
from workbooks.files.xlsx import MAIN, is_error, set_result

Place = tuple[int, int]
"""Row and column, from 1."""
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

_Q = f"{{{MAIN}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SPREAD = ("array", "dataTable")
_LARGEST_ARRAY = 100_000


def address(place: Place) -> str:
    return f"{get_column_letter(place[1])}{place[0]}"


def area(reference: str) -> Area:
    left, top, right, bottom = range_boundaries(reference)
    return int(top or 1), int(left or 1), int(bottom or 1), int(right or 1)


class SheetXml:
    """A sheet by its cells. Styles, rows and everything beside the cells stay as they are."""

    def __init__(self, content: bytes) -> None:
        self.root = parse(content)
        self.data = self.root.find(f"{_Q}sheetData")
        if self.data is None:
            raise RefusedFileError("有一张工作表没有内容")
        self._rows: dict[int, Any] = {}
        self._cells: dict[Place, Any] = {}
        number = 0
        for row in self.data.iterchildren(f"{_Q}row"):
            number = int(row.get("r", number + 1))
            self._rows[number] = row
            column = 0
            for cell in row.iterchildren(f"{_Q}c"):
                column = coordinate_to_tuple(cell.get("r"))[1] if cell.get("r") else column + 1
                self._cells[number, column] = cell

    @property
    def content(self) -> bytes:
        return to_bytes(self.root)

    def cells(self) -> Iterator[tuple[Place, Any]]:
        """The cells that are written in the sheet, blank ones with a style included."""
        yield from list(self._cells.items())

    @cached_property
    def merged(self) -> tuple[Area, ...]:
        return tuple(area(merge.get("ref")) for merge in self.root.iter(f"{_Q}mergeCell"))

    def area_at(self, place: Place) -> Area:
        """The merged cells that a place belongs to, or the place alone."""
        row, column = place
        for found in self.merged:
            if found[0] <= row <= found[2] and found[1] <= column <= found[3]:
                return found
        return row, column, row, column

    def style(self, place: Place) -> int:
        """The number of the style that a cell has, or would have if it were written."""
        if place in self._cells:
            return int(self._cells[place].get("s", 0))
        row = self._rows.get(place[0])
        if row is not None and row.get("customFormat") in ("1", "true"):
            return int(row.get("s", 0))
        for column in self.root.iter(f"{_Q}col"):
            if int(column.get("min")) <= place[1] <= int(column.get("max")):
                return int(column.get("style", 0))
        return 0

    @cached_property
    def formulas(self) -> dict[Place, str]:
        """Every formula; each cell of a shared formula or of an array has its own."""
        found: dict[Place, str] = {}
        shared: dict[str, tuple[Place, str]] = {}
        for place, cell in self._cells.items():
            formula = cell.find(f"{_Q}f")
            if formula is None:
                continue
            text, group = formula.text or "", formula.get("si")
            if group is not None and text:
                shared[group] = place, text
            if group in shared and not text:
                origin, master = shared[group]
                from openpyxl.formula.translate import Translator

                text = Translator(f"={master}", address(origin)).translate_formula(address(place))[1:]
            found[place] = text
            if formula.get("t") in _SPREAD and formula.get("ref"):
                top, left, bottom, right = area(formula.get("ref"))
                if (bottom - top + 1) * (right - left + 1) > _LARGEST_ARRAY:
                    raise RefusedFileError("有一个数组公式大得不像附表")
                for row in range(top, bottom + 1):
                    found.update(dict.fromkeys(((row, column) for column in range(left, right + 1)), text))
        return found

    def holds_formula(self, place: Place) -> bool:
        """Whether a formula is written in this cell, not only in the array it belongs to."""
        return place in self._cells and self._cells[place].find(f"{_Q}f") is not None

    def set(self, place: Place, value: object) -> None:
        """Write a value into a cell, which keeps its style; a formula in it is gone."""
        cell = self.cell(place)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if value is None or value == "":
            return
        if isinstance(value, str) and not is_error(value):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{_Q}is"), f"{_Q}t")
            text.text = visible(value)
            text.set(_SPACE, "preserve")
            return
        set_result(cell, value)

    def set_formula(self, place: Place, formula: str, value: object) -> None:
        """Write a formula (without "=") and its result into a cell, which keeps its style."""
        cell = self.cell(place)
        for child in list(cell):
            cell.remove(child)
        etree.SubElement(cell, f"{_Q}f").text = formula
        set_result(cell, value)

    def set_cached(self, place: Place, value: object) -> None:
        """Write the result of a formula beside it; None leaves it to be calculated on opening."""
        set_result(self._cells[place], value)

    def write_out(self, place: Place, shared: Sequence[etree._Element]) -> None:
        """Write a text of the shared list into its cell, as it is formatted."""
        cell = self._cells[place]
        for name in ("cm", "vm"):
            cell.attrib.pop(name, None)
        value = cell.find(f"{_Q}v")
        if cell.get("t") != "s" or value is None:
            return
        text = etree.SubElement(cell, f"{_Q}is")
        text.extend(deepcopy(child) for child in shared[int(value.text or 0)])
        cell.remove(value)
        cell.set("t", "inlineStr")

    def cell(self, place: Place) -> Any:
        """A cell of the sheet, made where it is not there yet."""
        return self._cells[place] if place in self._cells else self._new_cell(place)

    def merge(self, merged: Area) -> None:
        """Merge cells; the sheet has merged cells already or gets its first."""
        listed = self.root.find(f"{_Q}mergeCells")
        if listed is None:
            listed = etree.Element(f"{_Q}mergeCells")
            self.data.addnext(listed)
        reference = f"{address(merged[:2])}:{address(merged[2:])}"
        etree.SubElement(listed, f"{_Q}mergeCell", ref=reference)
        listed.set("count", str(len(listed)))

    def remove(self, place: Place) -> None:
        cell = self._cells.pop(place)
        self._rows[place[0]].remove(cell)

    def remove_row(self, number: int) -> None:
        """Take a row and its cells out; the rows below keep their numbers."""
        row = self._rows.pop(number, None)
        if row is not None:
            self.data.remove(row)
        for place in [place for place in self._cells if place[0] == number]:
            del self._cells[place]

    def move_rows(self, place_of: Callable[[int], int]) -> None:
        """Give every row its new number, its cells with it; the order stays."""
        self._cells = {(place_of(row), column): cell for (row, column), cell in self._cells.items()}
        self._rows = {place_of(number): row for number, row in self._rows.items()}
        for number, row in self._rows.items():
            row.set("r", str(number))
        for place, cell in self._cells.items():
            cell.set("r", address(place))
        self.__dict__.pop("merged", None)
        self.__dict__.pop("formulas", None)

    def move_value(self, source: Place, target: Place) -> None:
        """Move what a cell holds into another one; each keeps its style."""
        self.copy_value(source, target)
        old = self.cell(source)
        old.attrib.pop("t", None)
        for child in list(old):
            old.remove(child)

    def copy_value(self, source: Place, target: Place) -> None:
        """Say in a second cell what a first one says; each keeps its style. A formula is not copied right."""
        old, new = self.cell(source), self.cell(target)
        for child in list(new):
            new.remove(child)
        new.attrib.pop("t", None)
        if old.get("t"):
            new.set("t", old.get("t"))
        new.extend(deepcopy(child) for child in old)

    def row(self, number: int) -> Any:
        """A row of the sheet, made where it is not there yet."""
        if number not in self._rows:
            new = etree.Element(f"{_Q}row", r=str(number))
            self.data.insert(sum(known < number for known in self._rows), new)
            self._rows[number] = new
        return self._rows[number]

    def _new_cell(self, place: Place) -> Any:
        row, style = self.row(place[0]), self.style(place)
        cell = etree.Element(f"{_Q}c", r=address(place))
        if style:
            cell.set("s", str(style))
        before = sum(at[0] == place[0] and at[1] < place[1] for at in self._cells)
        row.insert(before, cell)
        self._cells[place] = cell
        return cell
