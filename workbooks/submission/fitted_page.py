"""The form of a final copy set for paper: letters to be read, no text cut off, pages ended between levels.

The live form is as wide as the screen wants it; the copy that is handed in is as wide as the paper wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from workbooks.files.dropped_rows import shrunk
from workbooks.files.package import put_before
from workbooks.files.sheet_xml import Area, Place, SheetXml, area
from workbooks.files.xlsx import MAIN
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.page.paging import ends, page_room, widest
from workbooks.forms.page.paper import MARGINS
from workbooks.forms.page.wrapping import BODY_POINTS, SetText, raised

READABLE = 7.0
"""Points: no smaller are the letters of the body when a form is fitted to the width of a page."""
_Q = f"{{{MAIN}}}"
_WIDE = 15.0
"""Characters: columns of running text, which may take more lines."""
_WIDTH, _HEIGHT = 8.43, 15.0
_AFTER_BREAKS = (
    *("colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing"),
    *("legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)


def fit(sheet: SheetXml, styles: Any, layout: FormLayout, gone: Sequence[int]) -> None:
    """Set a form of ours for paper; the rows `gone` are taken out of it already."""
    widths = _narrowed(sheet, layout)
    for row, points in raised(_texts(sheet, styles, widths), lambda row: _height(sheet, row)).items():
        sheet.row(row).set("ht", f"{points:g}")
        sheet.row(row).set("customHeight", "1")
    groups = [
        [(kept[0], kept[2]) for top, bottom in group if (kept := shrunk((top, 1, bottom, 1), gone))]
        for group in layout.page_groups
    ]
    groups = [group for group in groups if group]
    foot = groups[-1][-1][1] + 1, max(place[0] for place, _ in sheet.cells())
    page = page_room(widths, layout.landscape, MARGINS)
    held = [kept[0] for row in layout.section_rows if (kept := shrunk((row, 1, row, 1), gone))]
    rows = ends(groups, foot, layout.repeated_rows, lambda row: _height(sheet, row), page, held)
    _end_pages(sheet, rows)
    _rule_off(sheet, styles, widths, rows)


def _narrowed(sheet: SheetXml, layout: FormLayout) -> list[float]:
    """Make the columns of running text narrower until letters are readable; return the widths of all."""
    columns = _one_by_one(sheet)
    widths = [
        float(columns[number].get("width", _WIDTH)) if number in columns else _WIDTH
        for number in range(1, layout.columns + 1)
    ]
    wide = sum(width for width in widths if width >= _WIDE)
    over = sum(widths) - widest(READABLE / BODY_POINTS, layout.landscape, MARGINS)
    if 0 < over < wide:
        widths = [width * (1 - over / wide) if width >= _WIDE else width for width in widths]
        for number, width in enumerate(widths, 1):
            if number in columns:
                columns[number].set("width", f"{width:.4g}")
    return widths


def _one_by_one(sheet: SheetXml) -> dict[int, Any]:
    """What the sheet says of each column; neighbours of one kind are no longer said together."""
    found: dict[int, Any] = {}
    for column in list(sheet.root.iter(f"{_Q}col")):
        for number in range(int(column.get("max")), int(column.get("min")) - 1, -1):
            found[number] = deepcopy(column)
            found[number].attrib.update({"min": str(number), "max": str(number)})
            column.addnext(found[number])
        column.getparent().remove(column)
    return found


def _texts(
    sheet: SheetXml, styles: Any, widths: Sequence[float], only: Place | None = None
) -> Iterator[SetText]:
    """The texts, or `only` that of a cell, that take as many lines as they need in column or merged area."""
    merged = {
        block[:2]: block[2:]
        for block in (area(str(each.get("ref"))) for each in sheet.root.iter(f"{_Q}mergeCell"))
    }
    formats, fonts = styles.find(f"{_Q}cellXfs"), styles.find(f"{_Q}fonts")
    for (row, column), cell in sheet.cells():
        if only not in (None, (row, column)):
            continue
        text = "".join(cell.itertext(f"{_Q}t"))
        style = formats[int(cell.get("s", 0))]
        alignment = style.find(f"{_Q}alignment")
        if len(text) < 2 or alignment is None or alignment.get("wrapText") not in ("1", "true"):
            continue
        size = fonts[int(style.get("fontId", 0))].find(f"{_Q}sz")
        bottom, right = merged.get((row, column), (row, column))
        points = float(size.get("val")) if size is not None else BODY_POINTS
        yield SetText(text, range(row, bottom + 1), sum(widths[column - 1 : right]), points)


def _rule_off(sheet: SheetXml, styles: Any, widths: Sequence[float], rows: Sequence[int]) -> None:
    """Part the merged cells that go on below these rows, so that each page has its bottom line.

    Each part says what the whole said; where a part is too low for it, the cells stay merged.
    """
    for row in rows:
        for block in list(sheet.root.iter(f"{_Q}mergeCell")):
            top, left, bottom, right = area(str(block.get("ref")))
            if not top <= row < bottom:
                continue
            parts: list[Area] = [(top, left, row, right), (row + 1, left, bottom, right)]
            if any(_too_low(sheet, styles, widths, part, (top, left)) for part in parts):
                continue
            block.getparent().remove(block)
            for part in parts:
                if part[:2] != part[2:]:
                    sheet.merge(part)
            style = sheet.style((top, left))
            for line in range(top, bottom + 1):
                for column in range(left, right + 1):
                    sheet.cell((line, column)).set("s", str(style))
            sheet.copy_value((top, left), (row + 1, left))


def _too_low(sheet: SheetXml, styles: Any, widths: Sequence[float], part: Area, source: Place) -> bool:
    """Whether the rows of a part of merged cells are too low for the text of the whole, in `source`."""
    texts = [
        SetText(each.text, range(part[0], part[2] + 1), each.width, each.points)
        for each in _texts(sheet, styles, widths, source)
    ]
    return bool(raised(texts, lambda row: _height(sheet, row)))


def _height(sheet: SheetXml, row: int) -> float:
    return float(sheet.row(row).get("ht", _HEIGHT))


def _end_pages(sheet: SheetXml, rows: Sequence[int]) -> None:
    """End pages below rows, and nowhere else before they are full."""
    for old in sheet.root.findall(f"{_Q}rowBreaks"):
        sheet.root.remove(old)
    if not rows:
        return
    count = str(len(rows))
    listed = etree.Element(f"{_Q}rowBreaks", count=count, manualBreakCount=count)
    for row in rows:
        etree.SubElement(listed, f"{_Q}brk", id=str(row), max="16383", man="1")
    put_before(sheet.root, listed, _AFTER_BREAKS)
