"""Workbooks of openpyxl written with the values of their formulas, each sheet in one go.

openpyxl writes a sheet cell by cell through lxml into a file; that, and reading it again to put the values
in, takes three times as long. Everything but the rows is left to openpyxl.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils.datetime import to_excel, to_ISO8601
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.writer.excel import ExcelWriter

from udfs.regex import regex
from workbooks.files.coordinates import get_column_letter, rows_from_range
from workbooks.files.package import parse, to_bytes
from workbooks.files.stored_value import CellValue, stored
from workbooks.files.xml_text import in_attribute, in_text

_NO_XML = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_ROWS = b"<sheetData/>"


class BookWriter(ExcelWriter):
    """Writes a workbook into an archive, with values beside its formulas (`values[sheet][cell]`)."""

    _archive: Any

    def __init__(self, workbook: Any, archive: Any, values: Mapping[str, Mapping[str, CellValue]]) -> None:
        super().__init__(workbook, archive)
        self._values = values

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        writer = _SheetWriter(ws, self._values.get(ws.title, {}))
        self._archive.writestr(ws.path[1:], writer.content())
        ws._rels = writer._rels
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):
    """Writes all of a sheet but its rows as openpyxl does, and the rows itself."""

    ws: Any
    xf: Any
    out: Any
    _rels: Any

    def __init__(self, ws: Any, values: Mapping[str, CellValue]) -> None:
        super().__init__(ws, io.BytesIO())
        self._values = values
        self._rows = ""
        self._styles: dict[bytes, str] = {}
        self._letters: dict[int, str] = {}
        self._dimensions: dict[tuple[Any, ...], str] = {}
        self._below: set[str] = set()

    def content(self) -> bytes:
        """The part. Raises ValueError for text that no XML holds."""
        self.write()
        before, found, after = to_bytes(parse(self.out.getvalue())).partition(_NO_ROWS)
        if not found or _NO_XML.search(self._rows):
            raise ValueError(f"“{self.ws.title}”: a text that no cell can hold")
        return b"".join((before, b"<sheetData>", self._rows.encode(), b"</sheetData>", after))

    def write_rows(self) -> None:
        """Leave a place for the rows, and gather what stands in them."""
        stream = self.xf.send(True)
        with stream.element("sheetData"):
            pass
        self.xf.send(None)
        rows: dict[int, dict[int, Any]] = {row: {} for row in self.ws.row_dimensions}
        for (row, column), cell in self.ws._cells.items():
            rows.setdefault(row, {})[column] = cell
            if isinstance(cell._value, ArrayFormula):
                self._below.update(place for line in rows_from_range(cell._value.ref) for place in line)
        self._below.intersection_update(self._values)
        self._rows = "".join(part for row in sorted(rows) for part in self._row(row, rows[row]))

    def _row(self, number: int, row: dict[int, Any]) -> Iterator[str]:
        said = f' r="{number}"{self._dimension(self.ws.row_dimensions.get(number))}'
        cells = (row[column] for column in sorted(row))
        inside = [text for cell in cells if (text := self._cell(cell, number))]
        if inside:
            yield f"<row{said}>"
            yield from inside
            yield "</row>"
        else:
            yield f"<row{said}/>"

    def _dimension(self, row: Any) -> str:
        """Height, level and style of a row; thousands of steps have the same."""
        if row is None:
            return ""
        style = b"" if row._style is None else row._style.tobytes()
        said = row.ht, row.hidden, row.outlineLevel, row.collapsed, row.thickBot, row.thickTop, style
        if said not in self._dimensions:
            self._dimensions[said] = _attributes(row)
        return self._dimensions[said]

    def _cell(self, cell: Any, row: int) -> str:
        if cell._comment is not None:
            self.ws._comments.append(CommentRecord.from_cell(cell))
        value, style = cell._value, self._style(cell)
        if value is None and not style and cell._comment is None:
            return ""
        if cell.hyperlink:
            self.ws._hyperlinks.append(cell.hyperlink)
        place = f"{self._letter(cell.column)}{row}"
        calculated = cell.data_type == "f" and value is not None and value != ""
        if calculated or place in self._below:
            formula = _formula(value) if calculated else ""
            if place in self._values:
                return _calculated(f'r="{place}"{style}', formula, self._values[place])
            return f'<c r="{place}"{style}>{formula}<v/></c>'
        return self._typed(f'r="{place}"{style}', cell)

    def _typed(self, attributes: str, cell: Any) -> str:
        """A cell without a formula."""
        value, kind = cell._value, cell.data_type
        if kind == "d":
            book = self.ws.parent
            if book.iso_dates and not isinstance(value, timedelta):
                value = to_ISO8601(value)  # type: ignore[no-untyped-call]
            else:
                kind, value = "n", to_excel(value, book.epoch)  # type: ignore[no-untyped-call]
        if kind == "s":
            attributes += ' t="inlineStr"'
        elif kind != "f":
            attributes += f' t="{kind}"'
        if value is None or value == "":
            return f"<c {attributes}/>"
        if kind != "s":
            text = safe_string(value)
            return f"<c {attributes}>{_element('v', text)}</c>" if text else f"<c {attributes}><v/></c>"
        blanks = ' xml:space="preserve"' if value != value.strip() else ""
        return f"<c {attributes}><is><t{blanks}>{in_text(value)}</t></is></c>"

    def _style(self, cell: Any) -> str:
        style = cell._style
        if style is None:
            return ""
        key = style.tobytes()
        known = self._styles.get(key)
        if known is None:
            # Asked in the order of the cells: openpyxl numbers the styles as they come.
            known = f' s="{cell.style_id}"' if any(style) else ""
            self._styles[key] = known
        return known

    def _letter(self, column: int) -> str:
        if column not in self._letters:
            self._letters[column] = get_column_letter(column)
        return self._letters[column]


def _formula(value: Any) -> str:
    if isinstance(value, str):
        return f"<f>{in_text(value[1:])}</f>"
    attributes = _attributes(value)
    text = in_text(value.text[1:]) if isinstance(value, ArrayFormula) and value.text else ""
    return f"<f{attributes}>{text}</f>" if text else f"<f{attributes}/>"


def _calculated(attributes: str, formula: str, value: CellValue) -> str:
    if value is None:
        return f"<c {attributes}>{formula}</c>" if formula else f"<c {attributes}/>"
    kind, text = stored(value)
    kind = f' t="{kind}"' if kind else ""
    return f"<c {attributes}{kind}>{formula}{_element('v', text)}</c>"


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{in_text(text)}</{tag}>"


def _attributes(said: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {name}="{in_attribute(value)}"' for name, value in said)
