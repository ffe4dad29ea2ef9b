"""Excel tables (表格, the kind with a name and filter buttons)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as StoredTable
from openpyxl.worksheet.table import TableStyleInfo
from xlwings import Range as AnyRange
from xlwings import base_classes

from addin.headless.addresses import Box, parse_a1
from addin.headless.names import check_name
from addin.headless.unsupported import implements, of_kind, unsupported
from udfs.regex import regex

if TYPE_CHECKING:
    from addin.headless.range_cells import Range
    from addin.headless.sheet import Sheet

_STRUCTURED = regex(r"([^\[\]]+)\[([^\[\]]+)\]")


@implements(base_classes.Table)
class Table:
    """One table of a sheet."""

    __slots__ = ("parent", "stored")

    def __init__(self, sheet: Sheet, stored: StoredTable) -> None:
        self.parent = sheet
        self.stored = stored

    @property
    def name(self) -> str:
        return str(self.stored.displayName)

    @name.setter
    def name(self, value: str) -> None:
        raise unsupported("Table.name", f"改名会使引用“{self.name}”的公式失效，请在 Excel 中操作")

    @property
    def display_name(self) -> str:
        return self.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def box(self) -> Box:
        found = parse_a1(str(self.stored.ref))
        if found is None:
            raise ValueError(f"表格“{self.name}”的区域不是单元格地址：{self.stored.ref}")
        return found

    @property
    def body(self) -> Box | None:
        """The data rows, without header and total."""
        box = self.box
        headers = 1 if self.stored.headerRowCount is None else int(self.stored.headerRowCount)
        body = box._replace(top=box.top + headers, bottom=box.bottom - int(self.stored.totalsRowCount or 0))
        return body if body.height > 0 else None

    @property
    def range(self) -> Range:
        return self.parent.block(self.box)

    @property
    def data_body_range(self) -> Range | None:
        return None if self.body is None else self.parent.block(self.body)

    @property
    def header_row_range(self) -> Range | None:
        box = self.box
        return self.parent.block(box._replace(bottom=box.top)) if self.stored.headerRowCount != 0 else None

    @property
    def totals_row_range(self) -> Range | None:
        box = self.box
        return self.parent.block(box._replace(top=box.bottom)) if self.stored.totalsRowCount else None

    @property
    def show_headers(self) -> bool:
        return self.stored.headerRowCount != 0

    @property
    def show_totals(self) -> bool:
        return bool(self.stored.totalsRowCount)

    @property
    def show_autofilter(self) -> bool:
        return self.stored.autoFilter is not None

    @property
    def table_style(self) -> str | None:
        return None if self.stored.tableStyleInfo is None else self.stored.tableStyleInfo.name

    def resize(self, range: Any) -> None:
        """Give the table more or fewer rows; its header row and its columns must stay."""
        new, old = of_kind(range, AnyRange, "新的范围应是单元格区域").impl.box, self.box
        if (new.top, new.left, new.right) != (old.top, old.left, old.right):
            raise unsupported("Table.resize", "只能增减行，表头和列要保持不变")
        if self.stored.totalsRowCount:
            raise unsupported("Table.resize", "表格带汇总行，请先在 Excel 中去掉汇总行")
        self.stored.ref = new.address()
        if self.stored.autoFilter is not None:
            self.stored.autoFilter.ref = new.address()

    def part(self, column: str) -> Box | None:
        """The block of "#All", "#Data", "#Headers" or of a named column's data."""
        if column == "#All":
            return self.box
        if column == "#Headers":
            return None if self.header_row_range is None else self.header_row_range.box
        if column == "#Data" or self.body is None:
            return self.body
        headers = [
            str(heading) for heading in self.parent.grid.rows(self.box._replace(bottom=self.box.top))[0]
        ]
        if column not in headers:
            return None
        place = self.box.left + headers.index(column)
        return self.body._replace(left=place, right=place)


@implements(base_classes.Tables)
class Tables:
    """The tables of one sheet, by name or 1-based position."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def _all(self) -> list[Table]:
        return [Table(self._sheet, stored) for stored in self._sheet.grid.sheet.tables.values()]

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def find(self, name: str) -> Table | None:
        return next((table for table in self._all() if table.name.casefold() == name.casefold()), None)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def __call__(self, key: str | int) -> Table:
        tables = self._all()
        found = self.find(key) if isinstance(key, str) else None
        if isinstance(key, int) and 1 <= key <= len(tables):
            found = tables[key - 1]
        if found is None:
            raise KeyError(f"工作表“{self._sheet.name}”没有表格“{key}”")
        return found

    def resolve(self, text: str) -> Box | None:
        """The block a reference means: "付款表" the data, "付款表[金额]" a column, "付款表[#All]" all."""
        match = _STRUCTURED.fullmatch(text)
        table = self.find(match[1] if match else text)
        if table is None:
            return None
        return table.part(match[2] if match else "#Data")

    def add(
        self,
        source_type: str | None = None,
        source: Any = None,
        link_source: bool | None = None,
        has_headers: bool = True,
        destination: Any = None,
        table_style_name: str = "TableStyleMedium2",
        name: str | None = None,
    ) -> Table:
        """Make a table of a block whose first row holds the headings; as in Excel, there is a row below them.

        Blank headings are filled and the second of two alike is counted, as a Chinese Excel does; whole
        numbers become texts. Raises ValueError for headings of other kinds.
        """
        if not has_headers:
            raise unsupported("Tables.add", "区域首行要有标题（has_headers=True）")
        box: Box = of_kind(source, AnyRange, "表格的来源应是单元格区域").impl.box
        box = self._with_a_row_below(box)
        title = self._free_name(of_kind(name, (str, type(None)), "表格名应是文字"))
        if met := next((table for table in self._all() if table.box.meet(box)), None):
            raise ValueError(f"{box.address()} 与表格“{met.name}”（{met.box.address()}）重叠")
        self._head(box._replace(bottom=box.top))
        stored = StoredTable(displayName=title, ref=box.address())
        stored.autoFilter = AutoFilter(ref=box.address())
        stored.tableStyleInfo = TableStyleInfo(name=table_style_name, showRowStripes=True)
        self._sheet.grid.sheet.add_table(stored)
        return Table(self._sheet, stored)

    def _free_name(self, name: str | None) -> str:
        """The name, else the next one a Chinese Excel gives."""
        taken = {table.name.casefold() for sheet in self._sheet.book.sheets for table in sheet.tables}
        taken |= {each.name.rpartition("!")[2].casefold() for each in self._sheet.book.names.all()}
        unused = (f"表{number}" for number in range(1, len(taken) + 2) if f"表{number}" not in taken)
        title = name or next(unused)
        if title.casefold() in taken:
            raise ValueError(f"工作簿里已有名为“{title}”的表格或名称")
        check_name(title)
        return title

    def _with_a_row_below(self, box: Box) -> Box:
        if box.height > 1:
            return box
        below = box._replace(top=box.bottom + 1, bottom=box.bottom + 1)
        if any(self._sheet.grid.filled(below.top, column) for column in range(box.left, box.right + 1)):
            raise unsupported("Tables.add", f"标题下面（{below.address()}）已有内容，请把数据也选进表格")
        return box.join(below)

    def _head(self, row: Box) -> None:
        """Give every column a heading of its own; nothing is written where all have one."""
        grid, titles = self._sheet.grid, list[str]()
        for number, column in enumerate(range(row.left, row.right + 1), 1):
            cell = grid.cells.get((row.top, column))
            if cell is not None and cell.data_type == "f":
                raise ValueError(f"表格标题不能是公式：{cell.coordinate}")
            titles.append(_unlike(titles, _title(grid.value(row.top, column), number)))
        for column, title in enumerate(titles, row.left):
            if grid.value(row.top, column) != title:
                grid.put(row.top, column, f"'{title}" if title[:1] in "='" else title)


def _title(heading: object, number: int) -> str:
    """The heading of the `number`th column as the text of a table."""
    if heading is None or heading == "":
        return f"列{number}"
    if isinstance(heading, float) and heading.is_integer():
        return str(int(heading))
    if isinstance(heading, bool) or not isinstance(heading, (str, int)):
        raise ValueError(f"表格标题应是文字：{heading}")
    return str(heading)


def _unlike(taken: list[str], heading: str) -> str:
    """The heading, counted from 2 where others have it already; capitals do not count."""
    others = {each.casefold() for each in taken}
    tries = (heading if number == 1 else f"{heading}{number}" for number in range(1, len(taken) + 2))
    return next(each for each in tries if each.casefold() not in others)
