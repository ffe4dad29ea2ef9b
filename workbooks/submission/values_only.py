"""A workbook file made over into one of values: chosen sheets, no formulas, names or macros.

The XML of each sheet is edited in place, so that what it looks like and what is drawn on it stay.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.cells import WorkbookCells, scope_of
from workbooks.files.dropped_rows import drop_rows
from workbooks.files.package import RELATION, WORKBOOK, Package, parse, relations_part, to_bytes
from workbooks.files.sheet_xml import Area, Place, SheetXml, address, area
from workbooks.files.visible import visible
from workbooks.files.xlsx import MAIN
from workbooks.forms.layout.form_layout import FormLayout
from workbooks.forms.page.paper import INPUT_COLOUR
from workbooks.forms.page.wrapping import LINE_HEIGHT, lines
from workbooks.submission.fitted_page import fit

_Q = f"{{{MAIN}}}"
_TYPES, _STYLES = "[Content_Types].xml", "xl/styles.xml"
_ROOT_RELATIONS = relations_part("")
# Of the workbook's own relations; shared texts are written into the cells, so that none of a left-out sheet
# travels with the file.
_KEPT_KINDS = ("worksheet", "styles", "theme")
_KEPT_OF_FILE = ("officeDocument", "core-properties", "extended-properties")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
# What a sheet needs only while it is worked on: protection, input, notes, buttons, links into other sheets.
_WORKING_PARTS = (
    "dimension",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "dataValidations",
    "customSheetViews",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "legacyDrawing",
    "oleObjects",
    "controls",
    "tableParts",
    "extLst",
)
_WORKING_PARTS_OF_BOOK = (
    "fileVersion",
    "fileSharing",
    "workbookProtection",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "fileRecoveryPr",
    "webPublishing",
    "extLst",
)
_PRINT_NAMES = ("_xlnm.Print_Area", "_xlnm.Print_Titles")
_MACRO = regex(rb'\bmacro="[^"]*"')
_AREA = regex(r"[A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7}")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


@dataclass(frozen=True)
class FinalSheet:
    """A sheet to keep: its columns up to the last one of the form, its texts as they read without the others.

    `remark` is written on a line below the print area (of a sheet without one, below what is `written`), in
    the style of the cell `like`.
    """

    name: str
    last_column: int | None = None
    reworded: Callable[[str], str] = str
    remark: str = ""
    like: Place = (1, 1)
    dropped: frozenset[int] = frozenset()
    """Rows that are only there while the form is worked on."""
    layout: FormLayout | None = None
    """That of a form of ours, which is set for paper."""
    written: Area | None = None


def values_only(
    package: Package, live: WorkbookCells, saved: WorkbookCells, sheets: Sequence[FinalSheet]
) -> bytes:
    """The new file. `saved` are the cells as the file has them, `live` as they are now."""
    return _Maker(package, live, saved, sheets).content()


class _Maker:
    def __init__(
        self, package: Package, live: WorkbookCells, saved: WorkbookCells, sheets: Sequence[FinalSheet]
    ) -> None:
        self.package, self.live, self.saved = package, live, saved
        self.sheets = {sheet.name: sheet for sheet in sheets}
        self.parts = {title: part for title, part in package.sheets().items() if title in self.sheets}
        self.book = package.xml(WORKBOOK)
        self.texts = _shared_texts(package)
        self.new: dict[str, bytes] = {}

    def content(self) -> bytes:
        areas = self._print_areas()
        for title, part in self.parts.items():
            self._take_sheet(self.sheets[title], part, areas.get(title))
        self.new[_ROOT_RELATIONS] = self._relations("", _KEPT_OF_FILE)
        self.new[relations_part(WORKBOOK)] = self._relations(WORKBOOK, _KEPT_KINDS)
        self._take_book(areas)
        for part in self._reached():
            self._take_part(part)
        self.new[_TYPES] = self._types()
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for part in (_TYPES, *(part for part in self.package.parts if part != _TYPES)):
                if part in self.new:
                    archive.writestr(zipfile.ZipInfo(part, _EARLIEST), self.new[part], zipfile.ZIP_DEFLATED)
        return stream.getvalue()

    def _print_areas(self) -> dict[str, Area]:
        """The printed area of each sheet; of several on one sheet, the first."""
        titles = [str(sheet.get("name")) for sheet in self.book.iter(f"{_Q}sheet")]
        found: dict[str, Area] = {}
        for name in self.book.iter(f"{_Q}definedName"):
            reference = (name.text or "").split(",")[0].rpartition("!")[2].replace("$", "")
            title = scope_of(name.get("localSheetId"), titles)
            if title and name.get("name") == "_xlnm.Print_Area" and _AREA.fullmatch(reference):
                found[title] = area(reference)
        return found

    def _take_sheet(self, final: FinalSheet, part: str, printed: Area | None) -> None:
        sheet = SheetXml(self.package.parts[part])
        last = final.last_column or (printed[3] if printed else None)
        self._write_values(sheet, final, last)
        for name in _WORKING_PARTS:
            for element in sheet.root.findall(f"{_Q}{name}"):
                sheet.root.remove(element)
        self._drop_links(sheet)
        self._drop_conditions(sheet)
        if last is not None:
            _cut_columns(sheet, last)
        for view in sheet.root.iter(f"{_Q}sheetView"):
            view.attrib.pop("tabSelected", None)
            if final.name == next(iter(self.parts)):
                view.set("tabSelected", "1")
        below = printed or final.written
        if final.remark and below is not None:
            _write_remark(sheet, final, below)
        drop_rows(sheet, final.dropped)
        if final.layout is not None:
            fit(sheet, self.package.xml(_STYLES), final.layout, sorted(final.dropped))
        for properties in sheet.root.iter(f"{_Q}sheetPr"):
            properties.attrib.pop("codeName", None)
        self.new[part] = sheet.content

    def _write_values(self, sheet: SheetXml, final: FinalSheet, last: int | None) -> None:
        """The value of each cell as it is now, in the place of its formula."""
        known = {place for place, _ in sheet.cells()}
        formulas = sheet.formulas
        for place in sorted(known | set(_filled(self.live, final.name))):
            if last is not None and place[1] > last:
                if place in known:
                    sheet.remove(place)
                continue
            value, before = (cells.value(final.name, *place) for cells in (self.live, self.saved))
            if place in formulas or value != before:
                sheet.set(place, value)
            elif place in known:
                sheet.write_out(place, self.texts)
            if isinstance(value, str) and (reworded := visible(final.reworded(value))) != value:
                sheet.set(place, reworded)
                if place[1] == 1 and final.last_column and len(reworded) > len(value):
                    _give_room(sheet, place[0], reworded, final.last_column)

    def _drop_links(self, sheet: SheetXml) -> None:
        """Links within the workbook may lead to a sheet that is left out."""
        for links in sheet.root.findall(f"{_Q}hyperlinks"):
            for link in links.findall(f"{_Q}hyperlink"):
                if link.get(f"{RELATION}id") is None:
                    links.remove(link)
            if len(links) == 0:
                sheet.root.remove(links)

    def _drop_conditions(self, sheet: SheetXml) -> None:
        """Conditional formats that look at a defined name or another sheet have nothing to look at."""
        names = {str(name.get("name")) for name in self.book.iter(f"{_Q}definedName")}
        for formats in sheet.root.findall(f"{_Q}conditionalFormatting"):
            for rule in formats.findall(f"{_Q}cfRule"):
                texts = "".join(formula.text or "" for formula in rule.iter(f"{_Q}formula"))
                if "!" in texts or any(name in texts for name in names):
                    formats.remove(rule)
            if formats.find(f"{_Q}cfRule") is None:
                sheet.root.remove(formats)

    def _take_book(self, areas: Mapping[str, Area]) -> None:
        """The list of sheets, and of names only what is printed."""
        listed = self.book.find(f"{_Q}sheets")
        titles = [str(sheet.get("name")) for sheet in listed]
        names = list(self.book.iter(f"{_Q}definedName"))
        for name in _WORKING_PARTS_OF_BOOK:
            for element in self.book.findall(f"{_Q}{name}"):
                self.book.remove(element)
        for sheet in list(listed):
            if sheet.get("name") not in self.parts:
                listed.remove(sheet)
        kept = [str(sheet.get("name")) for sheet in listed]
        printed = etree.Element(f"{_Q}definedNames")
        for entry in names:
            title = scope_of(entry.get("localSheetId"), titles)
            if entry.get("name") in _PRINT_NAMES and title in kept:
                entry.set("localSheetId", str(kept.index(title)))
                if entry.get("name") == "_xlnm.Print_Area" and title in areas:
                    entry.text = _print_area(title, areas[title], self.sheets[title])
                printed.append(entry)
        if len(printed):
            listed.addnext(printed)
        for view in self.book.iter(f"{_Q}workbookView"):
            view.attrib.pop("firstSheet", None)
            view.attrib.pop("activeTab", None)
        for properties in self.book.iter(f"{_Q}workbookPr"):
            properties.attrib.pop("codeName", None)
        for alternate in self.book.findall("{*}AlternateContent"):
            # Where the file was last saved: a path of somebody's machine.
            self.book.remove(alternate)
        self.new[WORKBOOK] = to_bytes(self.book)

    def _relations(self, part: str, kinds: Sequence[str]) -> bytes:
        """The relations of the given kinds; of sheets only those that are kept."""
        root = parse(self.package.parts[relations_part(part)])
        targets = self.package.relations(part)
        for relation in list(root):
            kind = str(relation.get("Type")).rpartition("/")[2]
            left_out = kind == "worksheet" and targets.get(str(relation.get("Id"))) not in self.new
            if kind not in kinds or left_out:
                root.remove(relation)
        return to_bytes(root)

    def _reached(self) -> list[str]:
        """The parts that the kept sheets, the file and the workbook lead to, one after the other."""
        reached, left = list[str](), [*self.new, ""]
        while left:
            part = left.pop()
            if part.endswith(".rels") or part in reached:
                continue
            if part:
                reached.append(part)
            left += self._targets(part)
        return reached

    def _targets(self, part: str) -> list[str]:
        """Where the relations lead that a part still names, and those of the file and the workbook."""
        listed = relations_part(part)
        if listed not in self.package.parts:
            return []
        if listed not in self.new:
            root = parse(self.package.parts[listed])
            content = self.new.get(part, self.package.parts[part])
            for relation in list(root):
                if f'"{relation.get("Id")}"'.encode() not in content:
                    root.remove(relation)
            if len(root) == 0:
                return []
            self.new[listed] = to_bytes(root)
        kept = {str(relation.get("Id")) for relation in parse(self.new[listed])}
        return [target for key, target in self.package.relations(part).items() if key in kept]

    def _take_part(self, part: str) -> None:
        if part in self.new or part not in self.package.parts:
            return
        content = self.package.parts[part]
        if part.startswith("docProps/"):
            content = _CORE if "core" in part else _APP
        elif part.startswith("xl/drawings/"):
            content = _MACRO.sub(b'macro=""', content)
        elif part == _STYLES:
            content = _without_input_colour(content)
        self.new[part] = content

    def _types(self) -> bytes:
        root = parse(self.package.parts[_TYPES])
        for entry in list(root):
            part = str(entry.get("PartName", "")).lstrip("/")
            if part == WORKBOOK:
                entry.set("ContentType", _XLSX)
            elif part and part not in self.new:
                root.remove(entry)
        return to_bytes(root)


def _filled(cells: WorkbookCells, name: str) -> list[Place]:
    sheet = next(sheet for sheet in cells.sheets if sheet.name == name)
    return [
        (row, column)
        for row, values in enumerate(sheet.rows, sheet.first_row)
        for column, value in enumerate(values, sheet.first_column)
        if value not in (None, "")
    ]


def _without_input_colour(styles: bytes) -> bytes:
    """Cells to type in are white on the copy that is handed in."""
    root = parse(styles)
    for fill in root.iter(f"{_Q}patternFill"):
        colour = fill.find(f"{_Q}fgColor")
        if colour is not None and colour.get("rgb") == INPUT_COLOUR:
            fill.attrib["patternType"] = "none"
            for child in list(fill):
                fill.remove(child)
    return to_bytes(root)


def _shared_texts(package: Package) -> list[etree._Element]:
    part = "xl/sharedStrings.xml"
    return list(package.xml(part)) if part in package.parts else []


def _cut_columns(sheet: SheetXml, last: int) -> None:
    """Take away what stands beside the form: widths, merged cells and formats."""
    for columns in sheet.root.iter(f"{_Q}cols"):
        for column in list(columns):
            if int(column.get("min")) > last:
                columns.remove(column)
            elif int(column.get("max")) > last:
                column.set("max", str(last))
    for merges in sheet.root.findall(f"{_Q}mergeCells"):
        for merge in list(merges):
            if area(str(merge.get("ref")))[3] > last:
                merges.remove(merge)
        merges.set("count", str(len(merges)))
    for formats in sheet.root.findall(f"{_Q}conditionalFormatting"):
        kept = [each for each in str(formats.get("sqref")).split() if area(each)[3] <= last]
        formats.set("sqref", " ".join(kept))
        if not kept:
            sheet.root.remove(formats)
    for row in sheet.data:
        row.attrib.pop("spans", None)


def _write_remark(sheet: SheetXml, final: FinalSheet, printed: Area) -> None:
    """A line below the printed area, over its whole width."""
    row, left, right = printed[2] + 1, printed[1], final.last_column or printed[3]
    style = str(sheet.style(final.like))
    for column in range(left, right + 1):
        sheet.set((row, column), final.remark if column == left else None)
        sheet.cell((row, column)).set("s", style)
    _give_room(sheet, row, final.remark, right)
    sheet.merge((row, left, row, right))


def _give_room(sheet: SheetXml, row: int, text: str, last: int) -> None:
    """A row as high as a text over all columns up to the last needs."""
    width = sum(
        float(column.get("width", 8)) * (min(int(column.get("max")), last) - int(column.get("min")) + 1)
        for column in sheet.root.iter(f"{_Q}col")
        if int(column.get("min")) <= last
    )
    sheet.row(row).set("ht", f"{lines(text, width) * LINE_HEIGHT + 6:g}")
    sheet.row(row).set("customHeight", "1")


def _print_area(title: str, printed: Area, final: FinalSheet) -> str:
    top, left, bottom, right = printed
    bottom += bool(final.remark)
    bottom -= sum(row <= bottom for row in final.dropped)
    first, last = address((top, left)), address((bottom, final.last_column or right))
    corners = ":".join(re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", corner) for corner in (first, last))
    quoted = title.replace("'", "''")
    return f"'{quoted}'!{corners}"
