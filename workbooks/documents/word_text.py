"""The text and the tables of a .docx: paragraphs with their numbers, cells, notes, boxes, running heads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT

from udfs.regex import regex
from workbooks.documents.blocks import Block, Passage, TextTable
from workbooks.documents.numbering import Numbering, W
from workbooks.files.package import parse

if TYPE_CHECKING:
    from docx.document import Document

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# What was deleted, codes of fields, and what stands elsewhere.
_LEFT_OUT = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "txbxContent", "rt", "pPr")}
_MOST = 200_000
# Word has no table of more columns.
_WIDEST = 63
_PAGE_NUMBER = regex(r"[-—–~·. \d]*|第? ?\d* ?页[,，/ ]*共? ?\d* ?页?")
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_CONTAINERS = {
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "body")
}


def blocks_of(document: Document) -> Iterator[Block]:
    """Everything that a document says: its text, then its notes, then what stands on every page.

    Raises `TooMuchError` for more than any report has.
    """
    part = document.part
    reader = _Reader(Numbering(_related(part, RT.NUMBERING), _related(part, RT.STYLES)))
    yield from reader.blocks(document.element.body)
    running: list[str] = []
    for relation in part.rels.values():
        if relation.is_external:
            continue
        if relation.reltype in (RT.FOOTNOTES, RT.ENDNOTES):
            yield from _notes(parse(relation.target_part.blob))
        elif relation.reltype in (RT.HEADER, RT.FOOTER):
            root = parse(relation.target_part.blob)
            running += (text_of_paragraph(each).strip() for each in root.iter(f"{W}p"))
    for text in dict.fromkeys(running):
        if text and not _PAGE_NUMBER.fullmatch(text):
            yield Passage(text, "页眉页脚")


def embedded_in(document: Document) -> int:
    """How many workbooks stand in a document as objects, which are pictures to whoever reads its text."""
    return sum(
        relation.reltype == RT.PACKAGE and not relation.is_external
        for relation in document.part.rels.values()
    )


class TooMuchError(Exception):
    """A document holds more paragraphs and cells than any report."""


def text_of_paragraph(paragraph: Any) -> str:
    """The words of a paragraph as they are read, without what was deleted and without its text boxes."""
    return "".join(_words(paragraph))


def _related(part: Any, kind: str) -> Any | None:
    """The XML of a part that the document has one of."""
    found = [each for each in part.rels.values() if each.reltype == kind and not each.is_external]
    return parse(found[0].target_part.blob) if found else None


class _Reader:
    """Goes through the body of a document once, counting what it reads and the numbers of its lists."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._count = 0

    def blocks(self, element: Any) -> Iterator[Block]:
        for child in element:
            if child.tag == f"{W}p":
                yield from self._passages(child)
            elif child.tag == f"{W}tbl":
                yield TextTable(tuple(self._rows(child)))
                yield from _boxes(child)
                yield from (
                    TextTable(tuple(self._rows(inner)))
                    for inner in child.iter(f"{W}tbl")
                    if inner is not child
                )
            elif child.tag in _CONTAINERS:
                yield from self.blocks(child)
            elif child.tag == _ALTERNATIVES and len(child):
                yield from self.blocks(child[0])

    def _passages(self, paragraph: Any) -> Iterator[Passage]:
        self._read(1)
        text = text_of_paragraph(paragraph)
        if text.strip():
            text = self._numbering.before(paragraph) + text.lstrip(" \t\u3000")
        for line in text.split("\n"):
            if line.strip():
                yield Passage(line.strip())
        yield from _boxes(paragraph)

    def _rows(self, table: Any) -> Iterator[tuple[str, ...]]:
        """The rows of a table, every one as wide as the widest; not those that were deleted."""
        rows = []
        for row in _within(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                rows.append(_cells(row))
                self._read(len(rows[-1]))
        width = max(map(len, rows), default=0)
        self._read(width * len(rows) - sum(map(len, rows)))
        yield from ((*row, *[""] * (width - len(row))) for row in rows)

    def _read(self, count: int) -> None:
        self._count += count
        if self._count > _MOST:
            raise TooMuchError


def _words(element: Any) -> Iterator[str]:
    if element.find(f"{W}rPr/{W}vanish") is not None:
        return
    for child in element:
        if child.tag in (f"{W}t", f"{M}t"):
            yield child.text or ""
        elif child.tag == f"{M}f":
            yield "/".join("".join(_words(part)) for part in child if part.tag in (f"{M}num", f"{M}den"))
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == _ALTERNATIVES:
            if len(child):
                yield from _words(child[0])
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            yield from _words(child)


def _boxes(element: Any) -> Iterator[Passage]:
    for box in element.iter(f"{W}txbxContent"):
        if any(parent.tag.endswith("}Fallback") for parent in box.iterancestors()):
            continue
        for paragraph in box.iter(f"{W}p"):
            if text := text_of_paragraph(paragraph).strip():
                yield Passage(text, "文本框")


def _notes(root: Any) -> Iterator[Passage]:
    for note in root:
        if note.get(f"{W}type") in (None, "normal"):
            text = "".join(text_of_paragraph(paragraph) for paragraph in note.iter(f"{W}p")).strip()
            if text:
                yield Passage(text, "脚注")


def _within(element: Any, name: str) -> Iterator[Any]:
    """The elements of a name that stand in another, also through content controls and insertions."""
    for child in element:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _CONTAINERS:
            yield from _within(child, name)


def _cells(row: Any) -> tuple[str, ...]:
    cells = [""] * _number(row.find(f"{W}trPr/{W}gridBefore"))
    for cell in _within(row, "tc"):
        properties = cell.find(f"{W}tcPr")
        span = properties.find(f"{W}gridSpan") if properties is not None else None
        merged = properties.find(f"{W}vMerge") if properties is not None else None
        goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
        gone = properties is not None and properties.find(f"{W}cellDel") is not None
        wide = min(max(1, _number(span)), _WIDEST)
        cells += ["" if goes_on or gone else _text_of_cell(cell), *[""] * (wide - 1)]
    return tuple(cells)


def _number(element: Any) -> int:
    """The number that a property holds; 0 for none, and for one that no table has."""
    value = element.get(f"{W}val", "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _text_of_cell(cell: Any) -> str:
    """The text of a cell, without that of tables and text boxes in it."""
    paragraphs = (text_of_paragraph(paragraph).strip() for paragraph in _within(cell, "p"))
    return "\n".join(filter(None, paragraphs))
