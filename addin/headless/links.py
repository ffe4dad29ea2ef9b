"""Hyperlinks of cells."""

from __future__ import annotations

from typing import Any

import xlwings
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink

from addin.headless.addresses import Box
from addin.headless.grid import Grid

_COLOR = "FF0563C1"


def link_at(grid: Grid, box: Box) -> str:
    """Where the first cell leads. Raises `XlwingsError` when it leads nowhere."""
    cell = grid.cells.get((box.top, box.left))
    link = None if cell is None else cell.hyperlink
    if link is None:
        raise xlwings.XlwingsError(f"{box.address()} 没有超链接")
    return link.target or f"#{link.location}"


def write_link(grid: Grid, box: Box, address: str, text: str, tip: str) -> None:
    """Link the first cell: to a web address, a file, or with "#'复核'!B3" to a place in the book."""
    area = grid.merged_at(box.top, box.left) or box
    cell: Any = grid.cell(area.top, area.left)
    inside = address.startswith("#")
    # Excel takes the text as it is; "=…" must not become a formula.
    grid.put(area.top, area.left, f"'{text}" if text[:1] in "='" else text)
    cell.hyperlink = Hyperlink(
        ref=cell.coordinate,
        target=None if inside else address,
        location=address[1:] if inside else None,
        tooltip=tip[:255],
    )
    font = cell.font
    cell.font = Font(name=font.name, sz=font.sz, b=font.b, i=font.i, u="single", color=_COLOR)
