"""A copy of a workbook that openpyxl can open where it cannot open the file itself.

Other programs leave out or spell otherwise what Excel reads without a word: fills without a pattern, no
styles at all, the strict dialect of the format, newer kinds of pictures. Values and formulas stay.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from udfs.regex import regex
from workbooks.files.archive import opened
from workbooks.files.package import parse, to_bytes

_STRICT = {
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}
_EMPTY_FILL = regex(rb"<((?:\w{1,20}:)?)fill\s{0,9}(?:/>|>\s{0,99}</\1fill>)")
_STYLE_OF_CELL = regex(rb"""(<(?:\w{1,20}:)?(?:c|row|col)\b[^<>]{0,400}?)\s(?:s|style)=["']\d{1,9}["']""")
_DRAWING = regex(rb"<(?:\w{1,20}:)?(?:drawing|legacyDrawing|picture)\s[^<>]{0,200}/>")
# How a sheet is shown and printed, and what may be chosen in it; its values stand in other elements.
_SETTINGS = regex(
    "sheetViews|pageMargins|pageSetup|printOptions|headerFooter|autoFilter|dataValidations|rowBreaks|colBreaks"
    "|conditionalFormatting|sortState|ignoredErrors|phoneticPr|tableParts|extLst|sheetProtection"
)
_TIMES = regex(rb"<dcterms:(created|modified)\b[^<>]{0,200}>[^<>]{0,200}</dcterms:\1>")
_PROPERTIES = "docProps/core.xml"
_STYLES = "xl/styles.xml"
_SHEETS = ("xl/worksheets/",)


def mended(content: bytes) -> bytes:
    """The file in the common dialect, without empty fills and without styles that are not there."""
    parts = _parts(content)
    for name in [each for each in parts if each.endswith((".xml", ".rels"))]:
        for strict, common in _STRICT.items():
            parts[name] = parts[name].replace(strict, common)
    if _STYLES in parts:
        parts[_STYLES] = _EMPTY_FILL.sub(rb"<\1fill><\1patternFill/></\1fill>", parts[_STYLES])
    else:
        parts = _without_styles(parts)
    return _packed(parts)


def unsettled(content: bytes) -> bytes:
    """The file without what only says how it is shown and printed, and by whom it was saved: styles stay."""
    parts = _parts(mended(content))
    for name in _worksheets(parts):
        parts[name] = _without_settings(parts[name])
    if _PROPERTIES in parts:
        parts[_PROPERTIES] = _TIMES.sub(b"", parts[_PROPERTIES])
    return _packed(parts)


def plainest(content: bytes) -> bytes:
    """The file without any style or drawing: what is left where mending does not help."""
    parts = _without_styles(_parts(unsettled(content)))
    for name in _worksheets(parts):
        parts[name] = _DRAWING.sub(b"", parts[name])
    return _packed({name: part for name, part in parts.items() if "/drawings/" not in name})


def _without_settings(part: bytes) -> bytes:
    sheet = parse(part)
    for each in list(sheet):
        if isinstance(each.tag, str) and _SETTINGS.fullmatch(etree.QName(each).localname):
            sheet.remove(each)
    return to_bytes(sheet)


def _without_styles(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    kept = {name: part for name, part in parts.items() if name != _STYLES}
    for name in _worksheets(kept):
        # An element has one such attribute, a column may have it among others.
        kept[name] = _STYLE_OF_CELL.sub(rb"\1", kept[name])
    return kept


def _worksheets(parts: Mapping[str, bytes]) -> list[str]:
    return [name for name in parts if name.startswith(_SHEETS) and name.endswith(".xml")]


def _parts(content: bytes) -> dict[str, bytes]:
    with opened(content) as archive:
        return {name: archive.read(name) for name in archive.entries}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()
