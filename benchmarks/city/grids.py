"""Official tables as plain values, laid out in other ways, and written as .xlsx in about a millisecond."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

Value = str | int | float | None
Place = tuple[str, str]
"""A sheet and a cell address."""


@dataclass(frozen=True)
class Grid:
    """One sheet: rows of values from A1 on, and its merged areas.

    `header` is the last row of its headings (0: the sheet is not laid out otherwise); `groups` are the
    columns (from 1) that belong together under one heading, the first `fixed` of which keep their order;
    `leading`: these also stay on the left, as the labels of a table of figures do.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[str, ...] = ()
    header: int = 0
    groups: tuple[tuple[int, ...], ...] = ()
    fixed: int = 0
    leading: bool = False


@dataclass(frozen=True)
class Moved:
    """A sheet in another layout, and where each of its old cells now stands."""

    grid: Grid
    columns: Mapping[int, int]
    above: int
    blank: int
    notes: frozenset[int] = frozenset()
    """Rows that are one text across the sheet, which stay in the first column."""

    def cell(self, address: str) -> str:
        row, column = coordinate_to_tuple(address)
        down = self.above + (1 if self.blank and row >= self.blank else 0)
        column = column if row in self.notes else self.columns.get(column, column)
        return f"{get_column_letter(column)}{row + down}"

    def written(self) -> Grid:
        """The sheet as it is now."""
        width = max([*self.columns.values(), *map(len, self.grid.rows)])
        rows: list[list[Value]] = [[None] * width for _ in range(self.above)]
        for number, row in enumerate(self.grid.rows, 1):
            if number == self.blank:
                rows.append([None] * width)
            new: list[Value] = [None] * width
            for column, value in enumerate(row, 1):
                new[(column if number in self.notes else self.columns.get(column, column)) - 1] = value
            rows.append(new)
        return replace(self.grid, rows=tuple(map(tuple, rows)), merged=())


def in_another_layout(grid: Grid, chance: random.Random) -> Moved:
    """Columns in another order, blank columns between them, rows above the title, a row put in."""
    as_it_is = {column: column for group in grid.groups for column in group}
    if not grid.header:
        return Moved(grid, as_it_is, 0, 0)
    columns = as_it_is
    if grid.groups and chance.random() < 0.7:
        levels, others = list(grid.groups[: grid.fixed]), list(grid.groups[grid.fixed :])
        chance.shuffle(others)
        cut = 0 if grid.leading else chance.randint(0, len(others))
        order = [*others[:cut], *levels, *others[cut:]]
        columns, at = {}, 1
        for group in order:
            for column in group:
                columns[column] = at
                at += 1
            at += chance.random() < 0.15
    blank = chance.randint(grid.header + 2, len(grid.rows)) if chance.random() < 0.5 else 0
    notes = {row for row, values in enumerate(grid.rows, 1) if values[0] and not any(values[1:])}
    return Moved(grid, columns, chance.choice((0, 0, 1, 3)), blank, frozenset(notes))


def written(grids: Sequence[Grid], changes: Mapping[Place, Value]) -> bytes:
    """The sheets as an .xlsx, with some cells changed."""
    texts: dict[str, int] = {}
    parts = {}
    for number, grid in enumerate(grids, 1):
        mine = {cell: value for (sheet, cell), value in changes.items() if sheet == grid.name}
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(grid, mine, texts)
    listed = "".join(
        f'<sheet name="{escape(grid.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, grid in enumerate(grids, 1)
    )
    parts["xl/workbook.xml"] = (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>'
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(grids) + 1)
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="rIdS" Type="{_REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rIdT" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    parts["xl/sharedStrings.xml"] = f'{_XML}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{shared}</sst>'
    parts["xl/styles.xml"] = _STYLES
    parts["_rels/.rels"] = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, len(grids) + 1)
    )
    parts["[Content_Types].xml"] = (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
        f"{sheets}</Types>"
    )
    return zipped({name: text.encode() for name, text in parts.items()})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts, the same bytes whenever it is made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
    return stream.getvalue()


def _sheet(grid: Grid, changes: Mapping[str, Value], texts: dict[str, int]) -> str:
    lines = []
    for number, row in enumerate(grid.rows, 1):
        cells = []
        for column, old in enumerate(row):
            cell = f"{_LETTERS[column]}{number}"
            value = changes.get(cell, old) if changes else old
            if value is None:
                cells.append(f'<c r="{cell}" s="1"/>')
            elif isinstance(value, str):
                place = texts.setdefault(value, len(texts))
                cells.append(f'<c r="{cell}" s="1" t="s"><v>{place}</v></c>')
            else:
                cells.append(f'<c r="{cell}" s="1"><v>{value!r}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in grid.merged)
    merged = f'<mergeCells count="{len(grid.merged)}">{areas}</mergeCells>' if areas else ""
    return f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData>{merged}</worksheet>'


_LETTERS = [get_column_letter(number) for number in range(1, 60)]
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SIDES = "".join(
    f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><sz val="10"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    f'<borders count="2"><border/><border>{_SIDES}</border></borders>'
    '<cellStyleXfs count="1"><xf fontId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf fontId="0" xfId="0"/><xf fontId="1" borderId="1" xfId="0" applyAlignment="1">'
    '<alignment vertical="center" wrapText="1"/></xf></cellXfs></styleSheet>'
)
