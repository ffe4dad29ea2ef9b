"""Worksheets: finding, adding, showing and removing them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from openpyxl import Workbook
from openpyxl.worksheet.views import SheetView
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import NoSuchObjectError, base_classes

from addin.headless.addresses import MAX_COLUMN, MAX_ROW, Box, parse_a1, parse_reference
from addin.headless.grid import Grid, formula_text
from addin.headless.list_objects import Tables
from addin.headless.names import Names
from addin.headless.notes import Note
from addin.headless.printing import PageSetup
from addin.headless.range_cells import Range
from addin.headless.unsupported import implements, of_kind, unsupported
from udfs.regex import regex

if TYPE_CHECKING:
    from addin.headless.book import Book

_FORBIDDEN = regex(r"[\\/?*\[\]:]")


@implements(base_classes.Sheet)
class Sheet:
    """One worksheet; several objects of the same sheet share its cells."""

    __slots__ = ("book", "grid")

    def __init__(self, book: Book, grid: Grid) -> None:
        self.book = book
        self.grid = grid

    @property
    def name(self) -> str:
        return str(self.grid.sheet.title)

    @name.setter
    def name(self, value: str) -> None:
        """Rename; refused while formulas or names mention the sheet, because they would break."""
        if value == self.name:
            return
        self.book.sheets.check_new_name(value, besides=self)
        if place := _mention(self.book.workbook, self.name, besides=None):
            raise unsupported("Sheet.name", f"{place} 引用了“{self.name}”，改名会使它失效，请在 Excel 中操作")
        self.grid.sheet.title = value

    @property
    def index(self) -> int:
        return self.book.sheets.worksheets.index(self.grid.sheet) + 1

    @property
    def names(self) -> Names:
        return Names(self.book, self)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        cells = sorted(self.grid.cells.items())
        return [Note(self.cell_range(*place)) for place, cell in cells if cell.comment is not None]

    # Ranges

    def block(self, box: Box) -> Range:
        return Range(self, box)

    def cell_range(self, row: int, column: int) -> Range:
        """One cell; raises IndexError outside the sheet."""
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            raise IndexError(f"单元格超出工作表范围：第 {row} 行第 {column} 列")
        return Range(self, Box(row, column, row, column))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """A range from an address, a name, a table, a (row, column) pair or two corners."""
        if isinstance(arg1, int) and isinstance(arg2, int):
            return self.cell_range(arg1, arg2)
        box = self._box(arg1)
        return Range(self, box if arg2 is None else box.join(self._box(arg2)))

    def _box(self, key: Any) -> Box:
        if isinstance(key, Range):
            return key.box
        if isinstance(key, str):
            return self._named(key.strip())
        row, column, *shape = of_kind(key, (tuple, list), "区域应写地址、名称或（行，列）")
        if not shape:
            return self.cell_range(row, column).box
        height, width = shape
        return Box(row, column, row + height - 1, column + width - 1)

    def _named(self, text: str) -> Box:
        box = parse_a1(text) or self.tables.resolve(text)
        if box is not None:
            return box
        target = parse_reference(text)
        name = self.names.find(text) or self.book.names.find(text)
        if target is None and name is not None:
            target = parse_reference(name.refers_to)
        if target is None:
            raise NoSuchObjectError(f"工作表“{self.name}”上没有地址或名称“{text}”")
        if target[0].casefold() != self.name.casefold():
            hint = f'请用 book.names["{text}"].refers_to_range' if name is not None else "请先取那张工作表"
            raise NoSuchObjectError(f"“{text}”在工作表“{target[0]}”上，不在“{self.name}”上；{hint}")
        return target[1]

    @property
    def cells(self) -> Range:
        return Range(self, Box(1, 1, MAX_ROW, MAX_COLUMN))

    @property
    def used_range(self) -> Range:
        """From the first to the last cell with a value or a format; A1 on an empty sheet."""
        used = self.grid.bounds
        return Range(self, used if used.size else Box(1, 1, 1, 1))

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def clear_formats(self) -> None:
        self.used_range.clear_formats()

    def clear(self) -> None:
        self.used_range.clear()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    # The sheet as a whole

    @property
    def visible(self) -> bool:
        return bool(self.grid.sheet.sheet_state == "visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        """Show or hide; the last visible sheet stays, and hiding the active sheet activates the next one."""
        if not value and self.visible:
            self._leave("隐藏")
        self.grid.sheet.sheet_state = "visible" if value else "hidden"

    def _leave(self, action: str) -> None:
        others = [sheet for sheet in self.book.sheets if sheet.visible and sheet.grid is not self.grid]
        if not others:
            raise ValueError(f"“{self.name}”是唯一可见的工作表，不能{action}")
        if self.book.sheets.active.grid is self.grid:
            next((sheet for sheet in others if sheet.index > self.index), others[-1]).activate()

    def activate(self) -> None:
        """Make it the sheet shown first; a second selected sheet would make Excel edit both at once."""
        if not self.visible:
            raise ValueError(f"工作表“{self.name}”是隐藏的，不能激活")
        self.book.workbook.active = self.grid.sheet
        for sheet in self.book.sheets:
            sheet.grid.sheet.sheet_view.tabSelected = sheet.grid is self.grid

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        """Remove the sheet; refused while other sheets' formulas or names mention it."""
        if place := _mention(self.book.workbook, self.name, besides=self.grid.sheet):
            raise unsupported("Sheet.delete", f"{place} 引用了“{self.name}”，删除后会变成 #REF!")
        if self.visible:
            self._leave("删除")
        active = self.book.workbook.active
        self.book.workbook.remove(self.grid.sheet)
        self.book.forget(self.grid)
        self.book.workbook.active = active  # type: ignore[assignment]

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Put the sheet before or after another one; the active sheet stays active."""
        workbook = self.book.workbook
        active = workbook.active
        tabs = _tabs(workbook)
        tabs.remove(self.grid.sheet)
        neighbour: Any = before or after
        tabs.insert(tabs.index(neighbour.grid.sheet) + (before is None), self.grid.sheet)
        workbook.active = active  # type: ignore[assignment]

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        raise unsupported("Sheet.copy", "会丢失数据验证、条件格式和表格，请在 Excel 中复制")

    @property
    def show_gridlines(self) -> bool:
        """Whether the window shows them; as in Excel, a hidden sheet has no window to ask."""
        shown = self._view.showGridLines
        return shown is None or bool(shown)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._view.showGridLines = value

    @property
    def _view(self) -> SheetView:
        if not self.visible:
            raise ValueError(f"工作表“{self.name}”是隐藏的，没有网格线可言")
        return self.grid.sheet.sheet_view

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)


@implements(base_classes.Sheets)
class Sheets:
    """The worksheets of a book by name (upper and lower case alike) or 1-based position."""

    __slots__ = ("_book",)

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def worksheets(self) -> list[Worksheet]:
        return [tab for tab in _tabs(self._book.workbook) if isinstance(tab, Worksheet)]

    @property
    def active(self) -> Sheet:
        active = self._book.workbook.active
        return self._sheet(active if isinstance(active, Worksheet) else self.worksheets[0])

    def _sheet(self, worksheet: Worksheet) -> Sheet:
        return Sheet(self._book, self._book.grid(worksheet))

    def __len__(self) -> int:
        return len(self.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([self._sheet(worksheet) for worksheet in self.worksheets])

    def contains(self, name: str) -> bool:
        return any(worksheet.title.casefold() == name.casefold() for worksheet in self.worksheets)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.contains(name)

    def __call__(self, key: str | int) -> Sheet:
        """A sheet; raises KeyError naming the sheets there are."""
        if isinstance(key, int):
            if not 1 <= key <= len(self):
                raise KeyError(f"工作簿有 {len(self)} 张工作表，没有第 {key} 张")
            return self._sheet(self.worksheets[key - 1])
        for worksheet in self.worksheets:
            if worksheet.title.casefold() == str(key).casefold():
                return self._sheet(worksheet)
        there = "、".join(worksheet.title for worksheet in self.worksheets)
        raise KeyError(f"没有工作表“{key}”，现有：{there}")

    def check_new_name(self, name: str, besides: Sheet | None = None) -> None:
        """Raise ValueError for a sheet name Excel does not take."""
        if (
            not name
            or len(name) > 31
            or _FORBIDDEN.search(name)
            or name.startswith("'")
            or name.endswith("'")
        ):
            raise ValueError(f"工作表名“{name}”不合规：1 到 31 个字符，不含 \\ / ? * [ ] :，首尾不能是单引号")
        taken = (
            sheet
            for sheet in _tabs(self._book.workbook)
            if besides is None or sheet is not besides.grid.sheet
        )
        if any(sheet.title.casefold() == name.casefold() for sheet in taken):
            raise ValueError(f"工作簿里已有工作表“{name}”")

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Add a sheet before or after another one, else before the active one, and activate it."""
        if name is None:
            name = next(each for each in (f"Sheet{n}" for n in range(1, 2**31)) if not self.contains(each))
        self.check_new_name(name)
        neighbour = before or after or self.active
        place = _tabs(self._book.workbook).index(neighbour.grid.sheet)
        worksheet = self._book.workbook.create_sheet(name, place + (before is None and after is not None))
        added = self._sheet(worksheet)
        added.activate()
        return added


def _tabs(workbook: Workbook) -> list[Any]:
    """The workbook's own list of tabs, chart sheets included."""
    tabs: list[Any] = cast(Any, workbook)._sheets
    return tabs


def _mention(workbook: Workbook, title: str, besides: Worksheet | None) -> str | None:
    """Where a formula, a name or a rule mentions a sheet: the first place found, for the user to look at."""
    plain, inside = re.escape(title), re.escape(title.replace("'", "''"))
    # Alone, or within quotes: 'A:B'!, '[1]A'!. What stands before it is not read, as that may be endless.
    mention = re.compile(rf"(?<![\w.']){plain}[!:]|{inside}'!|(?<=['\]]){inside}:", re.IGNORECASE)
    others = [tab for tab in _tabs(workbook) if isinstance(tab, Worksheet) and tab is not besides]
    named = [
        *workbook.defined_names.values(),
        *(name for sheet in others for name in sheet.defined_names.values()),
    ]
    for name in named:
        if mention.search(name.attr_text or ""):
            return f"名称“{name.name}”"
    for sheet in others:
        for cell in sheet._cells.values():
            if cell.data_type == "f" and mention.search(formula_text(cell)):
                return f"“{sheet.title}”的 {cell.coordinate}"
        for rule in sheet.data_validations.dataValidation:
            if mention.search(f"{rule.formula1} {rule.formula2}"):
                return f"“{sheet.title}”的数据验证"
        for each in sheet.conditional_formatting:
            if any(mention.search(str(formula)) for rule in each.rules for formula in rule.formula):
                return f"“{sheet.title}”的条件格式"
        if cast(Any, sheet)._charts:
            return f"“{sheet.title}”的图表可能"
    return None
