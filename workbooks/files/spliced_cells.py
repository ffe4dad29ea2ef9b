"""Single cells of a sheet replaced in its bytes: every byte that is no part of them stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.parsers import expat

from lxml import etree

from workbooks.files.sheet_xml import Place, SheetXml, address
from workbooks.files.xml_text import in_attribute, in_text

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def spliced(content: bytes, changed: SheetXml, places: Iterable[Place]) -> bytes:
    """The sheet `content` with the cells at some places as `changed` has them.

    Where one of them is not written in the bytes yet, or the sheet writes its names with a prefix or in
    another encoding, the whole sheet is written anew.
    """
    wanted = {address(place): changed.cell(place) for place in places}
    spans = _spans(content, set(wanted))
    if spans is None or spans.keys() != wanted.keys():
        return changed.content
    parts, at = list[bytes](), 0
    for reference, (first, last) in sorted(spans.items(), key=lambda span: span[1]):
        parts += [content[at:first], _cell(wanted[reference])]
        at = last
    return b"".join([*parts, content[at:]])


def _spans(content: bytes, wanted: set[str]) -> dict[str, tuple[int, int]] | None:
    """First byte and the byte behind the last of each cell; None where the bytes cannot be counted on."""
    spans: dict[str, tuple[int, int]] = {}
    opened: list[tuple[str, int]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            opened.append((attributes.get("r", ""), parser.CurrentByteIndex))

    def end(name: str) -> None:
        if name == "c":
            reference, first = opened.pop()
            if reference in wanted:
                # Where an empty element (<c/>) ends, parsers tell differently.
                opening = content.index(b">", first)
                empty = content[opening - 1 : opening] == b"/"
                last = opening if empty else content.index(b">", parser.CurrentByteIndex)
                spans[reference] = first, last + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        return None
    return spans if is_utf8(content) else None


def is_utf8(content: bytes) -> bool:
    """Whether XML is written in UTF-8, so that bytes may be put into it."""
    said = content[:200].split(b"?>")[0].lower()
    return content[:2] not in _UTF_16 and (b"encoding" not in said or b"utf-8" in said)


def _cell(cell: Any) -> bytes:
    """A cell with a formula or a figure, as Excel writes it."""
    attributes = "".join(f' {key}="{in_attribute(str(value))}"' for key, value in cell.attrib.items())
    names = [(etree.QName(child).localname, str(child.text or "")) for child in cell]
    inside = "".join(f"<{name}>{in_text(text)}</{name}>" for name, text in names)
    return f"<c{attributes}>{inside}</c>".encode()
