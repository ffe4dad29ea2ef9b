"""The text and the tables of a .docx: paragraphs, cells, notes, text boxes, also in content controls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workbooks.documents.blocks import Block, Passage, TextTable
from workbooks.files.package import parse

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The name space of the text of a document, as lxml writes it."""

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_NOTES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes",
)
# What was deleted, codes of fields, and what stands elsewhere.
_LEFT_OUT = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "txbxContent", "rt", "pPr")}
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_CONTAINERS = {
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "body")
}


def blocks_of(document: Document) -> Iterator[Block]:
    """Everything that a document says, the notes last."""
    yield from _blocks(document.element.body)
    for relation in document.part.rels.values():
        if relation.reltype in _NOTES and not relation.is_external:
            yield from _notes(parse(relation.target_part.blob))


def text_of_paragraph(paragraph: Any) -> str:
    """The words of a paragraph as they are read, without what was deleted and without its text boxes."""
    return "".join(_words(paragraph))


def _blocks(element: Any) -> Iterator[Block]:
    for child in element:
        if child.tag == f"{W}p":
            yield from _passages(child)
        elif child.tag == f"{W}tbl":
            yield TextTable(tuple(_rows(child)))
            yield from _boxes(child)
            yield from (
                TextTable(tuple(_rows(inner))) for inner in child.iter(f"{W}tbl") if inner is not child
            )
        elif child.tag in _CONTAINERS:
            yield from _blocks(child)
        elif child.tag == _ALTERNATIVES and len(child):
            yield from _blocks(child[0])


def _passages(paragraph: Any) -> Iterator[Passage]:
    for line in text_of_paragraph(paragraph).split("\n"):
        if line.strip():
            yield Passage(line.strip())
    yield from _boxes(paragraph)


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
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


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    """The rows of a table, every one as wide as the widest."""
    rows = [_cells(row) for row in _within(table, "tr")]
    width = max(map(len, rows), default=0)
    yield from ((*row, *[""] * (width - len(row))) for row in rows)


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
        cells += ["" if goes_on else _text_of_cell(cell), *[""] * (max(1, _number(span)) - 1)]
    return tuple(cells)


def _number(element: Any) -> int:
    """The number that a property holds; 0 for none, and for one that no table has."""
    value = element.get(f"{W}val", "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _text_of_cell(cell: Any) -> str:
    """The text of a cell, without that of tables and text boxes in it."""
    paragraphs = (text_of_paragraph(paragraph).strip() for paragraph in _within(cell, "p"))
    return "\n".join(filter(None, paragraphs))
