"""Workbooks as other programs write them: the strict dialect, prefixed elements, chart and macro sheets."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart

_COMMON, _STRICT = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
_MAIN = f"{_COMMON}spreadsheetml/2006/main"
_OFFICE = "http://schemas.microsoft.com/office/"
_MACRO_PART = "xl/macrosheets/sheet1.xml"
_MACRO_SHEET = (
    f'<xm:macrosheet xmlns="{_MAIN}" xmlns:xm="{_OFFICE}excel/2006/main">'
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></xm:macrosheet>'
)
Rewrite = Callable[[str, str], str]


def written(path: Path, rows: Sequence[Sequence[object]], kind: str, title: str = "支付明细") -> Path:
    """A workbook with one sheet of rows: 普通, strict, prefixed, chart or macro."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if kind == "chart":
        book.create_chartsheet("图").add_chart(BarChart())
    book.save(path)
    if kind in _REWRITES:
        rewrite, more = _REWRITES[kind]
        rewritten(path, rewrite, more)
    return path


def rewritten(path: Path, rewrite: Rewrite, more: Mapping[str, str]) -> None:
    """Write the parts of a package another way, in place."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, rewrite(name, content.decode("utf-8")))
        for name, text in more.items():
            package.writestr(name, text)


def _strict(name: str, text: str) -> str:
    text = text.replace(_MAIN, f"{_STRICT}spreadsheetml/main")
    text = text.replace(
        f"{_COMMON}officeDocument/2006/relationships", f"{_STRICT}officeDocument/relationships"
    )
    return text.replace("<workbook ", '<workbook conformance="strict" ', 1)


def _prefixed(name: str, text: str) -> str:
    if not re.fullmatch(r"xl/(worksheets/\w+|workbook|sharedStrings)\.xml", name):
        return text
    text = text.replace(f'xmlns="{_MAIN}"', f'xmlns:x="{_MAIN}"')
    return re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2", text)


def _with_macros(name: str, text: str) -> str:
    if name == "[Content_Types].xml":
        kind = f'<Override PartName="/{_MACRO_PART}" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
        return text.replace("</Types>", f"{kind}</Types>")
    if name == "xl/_rels/workbook.xml.rels":
        kind = f'Type="{_OFFICE}2006/relationships/xlMacrosheet" Target="macrosheets/sheet1.xml"'
        return text.replace("</Relationships>", f'<Relationship Id="rId99" {kind}/></Relationships>')
    if name == "xl/workbook.xml":
        names = f'xmlns:r="{_COMMON}officeDocument/2006/relationships"'
        return text.replace("</sheets>", f'<sheet {names} name="宏1" sheetId="99" r:id="rId99"/></sheets>')
    return text


_REWRITES: Mapping[str, tuple[Rewrite, Mapping[str, str]]] = {
    "strict": (_strict, {}),
    "prefixed": (_prefixed, {}),
    "macro": (_with_macros, {_MACRO_PART: _MACRO_SHEET}),
}
