"""One sheet of the summary being written, row after row: styles, texts that stay texts, links, A4 print."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.visible import percent_encoded, visible
from workbooks.forms.page.paper import MARGINS
from workbooks.forms.page.wrapping import BODY_POINTS
from workbooks.forms.page.wrapping import lines as lines_in

TEXT, CENTRE, NUMBER, RATE, COUNT, LINK = "text", "centre", "number", "rate", "count", "link"
ALARM, STRONG = "alarm", "strong"

# Excel itself takes no more links on one sheet.
MAX_LINKS = 65_000
_MAX_LINK, _MAX_PLACE, _MAX_TEXT = 2000, 250, 32_767
_TOP_WITH_TITLE = 0.8
_MAX_HEADER = 255
_LINE_HEIGHT, _MOST_LINES = 13.0, 30
_FORMULA_STARTS = ("=", "+", "-", "@")
_ADDRESS = regex(r"[A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?")
_IN_URL = {ord(char): f"%{ord(char):02X}" for char in '%# "<>[]`^{}'}

_BODY: dict[str, object] = {"font_name": "宋体", "font_size": BODY_POINTS, "border": 1, "valign": "vcenter"}
_KINDS: dict[str, dict[str, object]] = {
    TEXT: {"align": "left", "text_wrap": True},
    CENTRE: {"align": "center", "text_wrap": True},
    NUMBER: {"align": "right", "num_format": "0.00"},
    RATE: {"align": "right", "num_format": "0.00%"},
    COUNT: {"align": "center", "num_format": "0"},
    LINK: {"align": "left", "text_wrap": True, "font_color": "#0563C1", "underline": 1},
}
_ACCENTS: dict[str, dict[str, object]] = {
    ALARM: {"font_color": "#C00000", "bold": True},
    STRONG: {"bold": True},
}
_TITLE: dict[str, object] = {
    "font_name": "黑体",
    "font_size": 16,
    "bold": True,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
_NOTE: dict[str, object] = {
    "font_name": "宋体",
    "font_size": 10,
    "align": "left",
    "valign": "vcenter",
    "text_wrap": True,
}
_HEAD: dict[str, object] = {
    "font_name": "黑体", "font_size": BODY_POINTS, "border": 1, "bg_color": "#EDEDED", "align": "center",
    "valign": "vcenter", "text_wrap": True,
}  # fmt: skip


@dataclass(frozen=True)
class PaperColumn:
    heading: str
    width: float
    kind: str = TEXT


@dataclass(frozen=True)
class Link:
    """A text that leads to a file, and to a cell in it."""

    text: str
    path: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Marked:
    """A value with an accent: ALARM or STRONG."""

    value: object
    accent: str


@dataclass
class SummaryBook:
    """The summary being written; `path` is where it will stand, so that links can be relative to it."""

    workbook: Workbook
    path: Path
    _formats: dict[tuple[str, str, bool], Format] = field(default_factory=dict)

    def format(self, kind: str, accent: str = "", quoted: bool = False) -> Format:
        key = (kind, accent, quoted)
        if key not in self._formats:
            properties = _BODY | _KINDS[kind] | _ACCENTS.get(accent, {})
            self._formats[key] = self.workbook.add_format(
                properties | ({"quote_prefix": True} if quoted else {})
            )
        return self._formats[key]

    def url(self, link: Link) -> Url | None:
        """The address of a link, relative where that can be; None where no spreadsheet program takes it."""
        if "://" in link.path:
            return None
        try:
            path = os.path.relpath(link.path, self.path.parent)
        except ValueError:  # Another drive.
            path = link.path
        target = percent_encoded(path.replace(os.sep, "/").translate(_IN_URL))
        place = ""
        # A name with signs that are not to be seen leads to the file alone.
        if link.sheet and link.sheet == visible(link.sheet):
            sheet = link.sheet.replace("'", "''")
            place = f"'{sheet}'!{link.cell if _ADDRESS.fullmatch(link.cell) else 'A1'}"
        if len(target) > _MAX_LINK or len(place) > _MAX_PLACE:
            return None
        url = Url("external:file")
        # XlsxWriter writes backslashes, which lead nowhere outside Windows; and as it keeps every link until
        # the end, those to one file share its address.
        url._relationship_link = sys.intern(f"file:///{target}" if Path(path).is_absolute() else target)
        url._anchor = place
        return url


class SummarySheet:
    """A sheet with title, notes and one table; rows are written from top to bottom."""

    def __init__(
        self,
        book: SummaryBook,
        name: str,
        title: str,
        notes: Sequence[str],
        columns: Sequence[PaperColumn],
        across: float = 250,
        screen_only: int = 0,
    ) -> None:
        """Begin a sheet; title and notes stand over so many characters, that they are seen at once.

        So many columns at the right as are `screen_only` are not printed.
        """
        self.book, self.columns = book, columns
        name, title, notes = visible(name), visible(title), [visible(note) for note in notes]
        self._printed = len(columns) - screen_only
        self._head = (title, notes[0])
        self.sheet: Worksheet = book.workbook.add_worksheet(name)
        self._links = 0
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, column.width)
        widths = accumulate(column.width for column in columns[: self._printed])
        shown = list(takewhile(lambda width: width <= across, widths))
        self._across, width = max(1, len(shown) - 1), shown[-1]
        size = int(str(_TITLE["font_size"]))
        self._banner(0, title, _TITLE, 6 + 1.5 * size * lines_in(title, width, size))
        for row, note in enumerate(notes, 1):
            self._banner(row, note, _NOTE, max(18.0, 14.0 * lines_in(note, width, 10)))
        self.header = len(notes) + 1
        self.row = self.header + 1
        head = book.workbook.add_format(_HEAD)
        tallest = max(lines_in(column.heading, column.width) for column in columns)
        self.sheet.set_row(self.header, max(28.0, 6 + _LINE_HEIGHT * min(tallest, _MOST_LINES)))
        for number, column in enumerate(columns):
            self.sheet.write_string(self.header, number, _clean(column.heading), head)

    def _banner(self, row: int, text: str, style: dict[str, object], height: float) -> None:
        self.sheet.set_row(row, height)
        style_of = self.book.workbook.add_format(style)
        self.sheet.merge_range(row, 0, row, self._across, "", style_of)
        self.sheet.write_string(row, 0, _clean(text), style_of)

    def add(self, values: Sequence[object]) -> None:
        """Write one row."""
        pairs = zip(values, self.columns, strict=True)
        needed = max(_lines(_text(value), column.width) for value, column in pairs)
        self.sheet.set_row(self.row, max(16.0, 3 + _LINE_HEIGHT * min(needed, _MOST_LINES)))
        for number, (value, column) in enumerate(zip(values, self.columns, strict=True)):
            self._cell(number, value, column.kind)
        self.row += 1

    def _cell(self, column: int, value: object, kind: str, accent: str = "") -> None:
        if isinstance(value, Marked):
            return self._cell(column, value.value, kind, value.accent)
        if isinstance(value, Link):
            return self._link(column, value)
        style = self.book.format(kind, accent)
        if value is None or value == "":
            self.sheet.write_blank(self.row, column, None, style)
        elif isinstance(value, Decimal | int | float):
            self.sheet.write_number(self.row, column, float(value), style)
        else:
            text = _clean(str(value))
            wrapped = TEXT if kind in (NUMBER, RATE, COUNT) else kind
            style = self.book.format(wrapped, accent, text.startswith(_FORMULA_STARTS))
            self.sheet.write_string(self.row, column, text, style)
        return None

    def _link(self, column: int, link: Link) -> None:
        url = self.book.url(link) if self._links < MAX_LINKS else None
        text = _clean(link.text)
        quoted = text.startswith(_FORMULA_STARTS)
        if url is not None:
            self._links += 1
            url.text = text
            self.sheet.write_url(self.row, column, url, self.book.format(LINK, "", quoted))
            return
        self.sheet.write_string(self.row, column, text, self.book.format(TEXT, "", quoted))

    def finish(self, frozen_columns: int = 0, wide: bool = False, empty: str = "没有") -> None:
        """Filters, frozen panes, A4 across, headings on every page; `wide` goes over several pages."""
        last = len(self.columns) - 1
        if self.row == self.header + 1:
            self.add([empty, *[""] * last])
        sheet = self.sheet
        sheet.autofilter(self.header, 0, self.row - 1, last)
        sheet.freeze_panes(self.header + 1, frozen_columns)
        sheet.repeat_rows(self.header)
        # A title over the columns of one page would be cut off on the next; each has it at its head.
        sheet.print_area(self.header if wide else 0, 0, self.row - 1, self._printed - 1)
        print_setup(sheet, *self._head if wide else ())
        if wide:
            sheet.repeat_columns(0, frozen_columns - 1)
            sheet.set_print_scale(75)
        else:
            sheet.fit_to_pages(1, 0)


def print_setup(sheet: Worksheet, title: str = "", note: str = "") -> None:
    """A4 across, page numbers at the foot, and a title at the head of every page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.center_horizontally()
    left, right, top, bottom = MARGINS
    sheet.set_margins(left, right, _TOP_WITH_TITLE if title else top, bottom)
    if title:
        head = f'&C&"黑体,Bold"&14{title.replace("&", "&&")}'
        sheet.set_header(f'{head}\n&"宋体,Regular"&9 {note.replace("&", "&&")}'[:_MAX_HEADER])
    sheet.set_footer("&C第 &P 页，共 &N 页")


@lru_cache(maxsize=20_000)
def _lines(text: str, width: float) -> int:
    """Lines that a text takes; the same few thousand names and rules come again and again."""
    return lines_in(text, width) if len(text) * 2 > width or "\n" in text else 1


def _text(value: object) -> str:
    if isinstance(value, Marked):
        return _text(value.value)
    if isinstance(value, Link):
        return value.text
    return value if isinstance(value, str) else ""


def _clean(text: str) -> str:
    """Text as a cell can hold it."""
    return visible(text)[:_MAX_TEXT]


def options() -> dict[str, Any]:
    """How XlsxWriter is to write: row by row, and no text taken for anything but text."""
    never = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    return {"constant_memory": True, **dict.fromkeys(never, False)}
