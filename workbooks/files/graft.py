"""Sheets of one workbook put into another: styles and texts come along, everything else there stays.

The workbook they come from is one of our own, written by openpyxl; the one they go into is anybody's.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from copy import deepcopy
from dataclasses import field
from typing import Any

from lxml import etree

from udfs.records import dataclass
from udfs.regex import regex
from workbooks.files.package import RELATION, WORKBOOK, Package, parse, relations_part, to_bytes
from workbooks.files.style_sheet import EMPTY_STYLES, StyleSheet
from workbooks.files.xlsx import CALCULATED_BY, MAIN

_Q = f"{{{MAIN}}}"
_TYPES, _STYLES = "[Content_Types].xml", "xl/styles.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_PRINT_AREA = "_xlnm.Print_Area"
_CHOSEN = regex(rb'(<(?:\w{1,40}:)?sheetView\b[^<>]{0,1000}?)\stabSelected="(?:1|true)"')
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass
class Grafted:
    """What becomes of a package: parts that are new or changed, and parts that are gone."""

    parts: dict[str, bytes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    style_part: str = _STYLES


def graft(
    target: Package,
    source: Package,
    titles: Iterable[str],
    names: Mapping[str, str],
    dropped: Container[str] = frozenset(),
    printed: tuple[str, str] | None = None,
    opened: str = "",
) -> Grafted:
    """Put the sheets `titles` of `source` behind those of `target`; sheets and names in `dropped` go before.

    `names` are the defined names of the whole workbook that go with them; `printed` is a sheet there with the
    area that it prints from now on, unless it says so itself; the workbook opens on `opened`, or on the sheet
    that it opened on. Raises `RefusedFileError` for a workbook that contradicts itself.
    """
    return _Graft(target, source, opened).grafted(list(titles), names, dropped, printed)


class _Graft:
    def __init__(self, target: Package, source: Package, opened: str) -> None:
        self.target, self.source = target, source
        self.book = target.xml(WORKBOOK)
        self.opened = opened or self._active()
        self.relations = target.xml(relations_part(WORKBOOK))
        self.types = target.xml(_TYPES)
        self.done = Grafted()
        self.texts = (
            list(source.xml("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in source.parts else []
        )

    def grafted(
        self,
        titles: list[str],
        names: Mapping[str, str],
        dropped: Container[str],
        printed: tuple[str, str] | None,
    ) -> Grafted:
        styles = StyleSheet(self._style_sheet(), self.source.xml(_STYLES))
        parts = self.source.sheets()
        self._remove([title for title in self.target.sheets() if title in dropped])
        for name in list(self.book.iter(f"{_Q}definedName")):
            if name.get("localSheetId") is None and name.get("name") in dropped:
                name.getparent().remove(name)
        for title in titles:
            self._add(title, parts[title], styles)
        self._name(titles, names)
        self._open()
        if printed is not None:
            self._print_only(*printed)
        if self._all_known(titles):
            self._keep_results()
        part = self.done.style_part = self._style_part()
        self.done.parts |= {
            part: to_bytes(styles.root),
            WORKBOOK: to_bytes(self.book),
            relations_part(WORKBOOK): to_bytes(self.relations),
            _TYPES: to_bytes(self.types),
        }
        return self.done

    def _style_part(self) -> str:
        """The part of the styles, whatever it is called; a new one where there is none."""
        for relation in self.relations:
            if str(relation.get("Type")).endswith("/styles"):
                found = self.target.relations(WORKBOOK).get(str(relation.get("Id")), "")
                if found in self.target.parts:
                    return found
        if _STYLES not in self.target.parts:
            self._relate("styles", "styles.xml")
            self._type(_STYLES, _STYLES_TYPE)
        return _STYLES

    def _style_sheet(self) -> Any:
        part = self._style_part()
        return parse(self.target.parts.get(part, EMPTY_STYLES))

    def _remove(self, titles: list[str]) -> None:
        """Take away sheets of these titles, with their names."""
        listed = self.book.find(f"{_Q}sheets")
        parts = self.target.sheets()
        before = [str(sheet.get("name")) for sheet in listed]
        for sheet in list(listed):
            title = str(sheet.get("name"))
            if title not in titles:
                continue
            listed.remove(sheet)
            for relation in list(self.relations):
                if relation.get("Id") == sheet.get(f"{RELATION}id"):
                    self.relations.remove(relation)
            self._drop_part(parts[title])
        after = [str(sheet.get("name")) for sheet in listed]
        for name in list(self.book.iter(f"{_Q}definedName")):
            local = name.get("localSheetId")
            if local is None:
                continue
            title = before[int(local)] if local.isdecimal() and int(local) < len(before) else ""
            if title in after:
                name.set("localSheetId", str(after.index(title)))
            else:
                name.getparent().remove(name)

    def _active(self) -> str:
        """The sheet that the workbook opens on."""
        views = (int(view.get("activeTab", 0)) for view in self.book.iter(f"{_Q}workbookView"))
        titles, at = [str(sheet.get("name")) for sheet in self.book.iter(f"{_Q}sheet")], next(views, 0)
        return titles[at] if at < len(titles) else ""

    def _open(self) -> None:
        """Let the workbook open on its sheet; no other one is chosen, or both would be typed in at once."""
        titles = [str(sheet.get("name")) for sheet in self.book.iter(f"{_Q}sheet")]
        at = titles.index(self.opened) if self.opened in titles else 0
        views = list(self.book.iter(f"{_Q}workbookView"))
        if not views and at:
            listed = etree.Element(f"{_Q}bookViews")
            self.book.find(f"{_Q}sheets").addprevious(listed)
            views = [etree.SubElement(listed, f"{_Q}workbookView")]
        for view in views:
            if int(view.get("activeTab", 0)) != at:
                view.set("activeTab", str(at))
        for title, part in self.target.sheets().items():
            if title in titles and title != self.opened and part not in self.done.gone:
                before = self.target.parts[part]
                after = _CHOSEN.sub(rb"\1", before)
                if after != before and part not in self.done.parts:
                    self.done.parts[part] = after

    def _drop_part(self, part: str) -> None:
        """Drop a part and what only it leads to: its relations, drawings and notes."""
        if part in self.done.gone or part not in self.target.parts:
            return
        self.done.gone.add(part)
        for entry in list(self.types):
            if str(entry.get("PartName", "")).lstrip("/") == part:
                self.types.remove(entry)
        listed = relations_part(part)
        if listed in self.target.parts:
            for reached in self.target.relations(part).values():
                self._drop_part(reached)
            self.done.gone.add(listed)

    def _add(self, title: str, part: str, styles: StyleSheet) -> None:
        taken = {name.lower() for name in self.target.parts} - {name.lower() for name in self.done.gone}
        taken |= {name.lower() for name in self.done.parts}
        number = next(n for n in range(1, 10_000) if f"xl/worksheets/sheet{n}.xml" not in taken)
        new = f"xl/worksheets/sheet{number}.xml"
        original = next(s for s in self.source.xml(WORKBOOK).iter(f"{_Q}sheet") if s.get("name") == title)
        self.done.parts[new] = self._sheet(title, part, styles)
        self.done.gone.discard(new)
        self._type(new, _SHEET_TYPE)
        identity = self._relate("worksheet", f"worksheets/sheet{number}.xml")
        listed = self.book.find(f"{_Q}sheets")
        ids = [int(sheet.get("sheetId", 0)) for sheet in listed]
        entry = etree.SubElement(listed, f"{_Q}sheet", name=title, sheetId=str(max(ids, default=0) + 1))
        if original.get("state", "visible") != "visible":
            entry.set("state", original.get("state"))
        entry.set(f"{RELATION}id", identity)

    def _sheet(self, title: str, part: str, styles: StyleSheet) -> bytes:
        """A sheet with the numbers of the styles there, and its texts written out."""
        root = self.source.xml(part)
        for name in ("drawing", "legacyDrawing"):
            for element in root.findall(f"{_Q}{name}"):
                root.remove(element)
        for element in root.iter(f"{_Q}c", f"{_Q}row", f"{_Q}col"):
            attribute = "style" if element.tag == f"{_Q}col" else "s"
            if element.get(attribute) is not None:
                element.set(attribute, str(styles.cell(int(element.get(attribute)))))
            if element.get("t") == "s":
                self._write_out(element)
        for rule in root.iter(f"{_Q}cfRule"):
            if rule.get("dxfId") is not None:
                rule.set("dxfId", str(styles.differential(int(rule.get("dxfId")))))
        for view in root.iter(f"{_Q}sheetView"):
            view.attrib.pop("tabSelected", None)
            if title == self.opened:
                view.set("tabSelected", "1")
        return to_bytes(root)

    def _write_out(self, cell: Any) -> None:
        value = cell.find(f"{_Q}v")
        text = self.texts[int(value.text)]
        cell.remove(value)
        cell.set("t", "inlineStr")
        inline = etree.SubElement(cell, f"{_Q}is")
        inline.extend(deepcopy(child) for child in text)
        for child in inline.iter(f"{_Q}t"):
            child.set(_SPACE, "preserve")

    def _relate(self, kind: str, to: str) -> str:
        used = {str(relation.get("Id")) for relation in self.relations}
        identity = next(f"rIdJx{number}" for number in range(1, 10_000) if f"rIdJx{number}" not in used)
        namespace = etree.QName(self.relations).namespace
        entry = etree.SubElement(self.relations, f"{{{namespace}}}Relationship")
        entry.set("Id", identity)
        entry.set("Type", f"{_OFFICE}/{kind}")
        entry.set("Target", to)
        return identity

    def _type(self, part: str, content_type: str) -> None:
        entry = etree.SubElement(self.types, f"{{{_TYPES_NS}}}Override")
        entry.set("PartName", f"/{part}")
        entry.set("ContentType", content_type)

    def _name(self, titles: list[str], names: Mapping[str, str]) -> None:
        """The names of the sheets that came, and those of the workbook that go with them."""
        listed = self.book.find(f"{_Q}definedNames")
        if listed is None:
            listed = etree.Element(f"{_Q}definedNames")
            above = [child for child in self.book if etree.QName(child).localname in _BEFORE_NAMES]
            above[-1].addnext(listed)
        for name in list(listed):
            if name.get("localSheetId") is None and name.get("name") in names:
                listed.remove(name)
        for key, text in names.items():
            etree.SubElement(listed, f"{_Q}definedName", name=key).text = text
        here = [str(sheet.get("name")) for sheet in self.book.find(f"{_Q}sheets")]
        there = [str(sheet.get("name")) for sheet in self.source.xml(WORKBOOK).iter(f"{_Q}sheet")]
        for name in self.source.xml(WORKBOOK).iter(f"{_Q}definedName"):
            local = name.get("localSheetId")
            if local is not None and there[int(local)] in titles:
                copied = etree.SubElement(listed, f"{_Q}definedName", name=str(name.get("name")))
                copied.set("localSheetId", str(here.index(there[int(local)])))
                copied.text = name.text
        if len(listed) == 0:
            self.book.remove(listed)

    def _print_only(self, title: str, area: str) -> None:
        """Say what a sheet prints, where it does not itself."""
        here = [str(sheet.get("name")) for sheet in self.book.find(f"{_Q}sheets")]
        local, listed = str(here.index(title)), self.book.find(f"{_Q}definedNames")
        named = [name for name in listed if name.get("name") == _PRINT_AREA]
        if all(name.get("localSheetId") != local for name in named):
            entry = etree.SubElement(listed, f"{_Q}definedName", name=_PRINT_AREA, localSheetId=local)
            entry.text = area

    def _all_known(self, titles: list[str]) -> bool:
        """Whether every formula that comes has its result beside it."""
        parts = self.source.sheets()
        return all(
            formula.getparent().find(f"{_Q}v") is not None
            for title in titles
            for formula in self.source.xml(parts[title]).iter(f"{_Q}f")
        )

    def _keep_results(self) -> None:
        """Have Excel show the results in the file instead of calculating anew on opening."""
        calculation = self.book.find(f"{_Q}calcPr")
        if calculation is None:
            calculation = etree.Element(f"{_Q}calcPr")
            last = self.book.find(f"{_Q}definedNames")
            (self.book.find(f"{_Q}sheets") if last is None else last).addnext(calculation)
        calculation.set("calcId", str(CALCULATED_BY))
        calculation.attrib.pop("fullCalcOnLoad", None)
