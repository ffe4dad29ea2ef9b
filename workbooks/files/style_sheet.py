"""The style sheet of a workbook, to which styles of another one are added as they are asked for."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from workbooks.files.package import put_before
from workbooks.files.refusals import RefusedFileError
from workbooks.files.xlsx import MAIN

_Q = f"{{{MAIN}}}"
_FIRST_CUSTOM_FORMAT = 164
_WHITE = {"rgb": "FFFFFFFF"}
EMPTY_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
).encode()
_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)


class StyleSheet:
    """The styles of a workbook; those of `source` are added to them as they are asked for."""

    def __init__(self, root: Any, source: Any = None) -> None:
        self.root, self.source = root, source
        self._cells: dict[int, int] = {}
        self._differentials: dict[int, int] = {}
        self._added: dict[tuple[str, int], int] = {}
        self._formats: dict[str, int] = {}

    def cell(self, number: int) -> int:
        """The number here of a cell format there."""
        if number not in self._cells:
            listed = self._list(self.source, "cellXfs")
            if number >= len(listed):
                raise RefusedFileError("单元格格式的编号超出范围")
            entry = deepcopy(listed[number])
            for attribute, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                entry.set(attribute, str(self._part(name, int(entry.get(attribute, 0)))))
                entry.set(f"apply{attribute.removesuffix('Id').capitalize()}", "1")
            entry.set("numFmtId", str(self._number_format(entry.get("numFmtId", "0"))))
            entry.set("applyNumberFormat", "1")
            entry.set("xfId", "0")
            self._cells[number] = self._append("cellXfs", entry)
        return self._cells[number]

    def differential(self, number: int) -> int:
        """The number here of a conditional format there."""
        if number not in self._differentials:
            self._differentials[number] = self._found(
                "dxfs", deepcopy(self._list(self.source, "dxfs")[number])
            )
        return self._differentials[number]

    def unseen(self, style: int) -> int:
        """The number of a conditional format with the letters in the colour of the cells of a format here."""
        formats, fills = self._list(self.root, "cellXfs"), self._list(self.root, "fills")
        fill = int(formats[style].get("fillId", 0)) if style < len(formats) else 0
        pattern = fills[fill].find(f"{_Q}patternFill") if fill < len(fills) else None
        filled = pattern is not None and pattern.get("patternType") == "solid"
        colour = pattern.find(f"{_Q}fgColor") if pattern is not None and filled else None
        entry = etree.Element(f"{_Q}dxf")
        seen_as = dict(colour.attrib) if colour is not None else {}
        etree.SubElement(etree.SubElement(entry, f"{_Q}font"), f"{_Q}color", seen_as or _WHITE)
        return self._found("dxfs", entry)

    def _part(self, name: str, number: int) -> int:
        if (name, number) not in self._added:
            self._added[name, number] = self._append(name, deepcopy(self._list(self.source, name)[number]))
        return self._added[name, number]

    def _number_format(self, number: str) -> int:
        if int(number) < _FIRST_CUSTOM_FORMAT:
            return int(number)
        if number not in self._formats:
            code = next(
                f.get("formatCode") for f in self.source.iter(f"{_Q}numFmt") if f.get("numFmtId") == number
            )
            used = [int(f.get("numFmtId", 0)) for f in self.root.iter(f"{_Q}numFmt")]
            free = max([_FIRST_CUSTOM_FORMAT - 1, *used]) + 1
            entry = etree.Element(f"{_Q}numFmt", numFmtId=str(free), formatCode=code)
            self._append("numFmts", entry)
            self._formats[number] = free
        return self._formats[number]

    def _found(self, name: str, entry: Any) -> int:
        """The number here of an entry that is there already, or is added."""
        listed = self._list(self.root, name)
        found = next((n for n, other in enumerate(listed) if _content(other) == _content(entry)), None)
        return self._append(name, entry) if found is None else found

    def _append(self, name: str, entry: Any) -> int:
        listed = self._list(self.root, name)
        listed.append(entry)
        listed.set("count", str(len(listed)))
        return len(listed) - 1

    @staticmethod
    def _list(root: Any, name: str) -> Any:
        """A list of the style sheet, made at its place where it is not there yet."""
        found = root.find(f"{_Q}{name}")
        if found is None:
            found = etree.Element(f"{_Q}{name}")
            put_before(root, found, _ORDER[_ORDER.index(name) + 1 :])
        return found


def _content(element: Any) -> list[tuple[str, dict[str, str]]]:
    """What an element and those in it say, however the file writes its names."""
    return [(each.tag, dict(each.attrib)) for each in element.iter("*")]
