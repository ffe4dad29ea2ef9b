"""Writing a report as .docx: paragraphs, tables, and a bound content control for every figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from workbooks.files.visible import visible
from workbooks.reporting.bound_figures import PREFIXES, PROPERTIES, STORE, TAG, figures_part, xpath_of
from workbooks.reporting.outline import Grid, Part, Piece, Text
from workbooks.reporting.quoted_figures import Quoted

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell as Cell
    from docx.text.paragraph import Paragraph

_STYLES = {"title": "Title", "heading1": "Heading 1", "heading2": "Heading 2"}
_FONTS = {
    "Normal": ("宋体", 12.0),
    "Title": ("黑体", 20.0),
    "Heading 1": ("黑体", 15.0),
    "Heading 2": ("黑体", 13.0),
}
_GREY = RGBColor(0x59, 0x59, 0x59)
_PART, _PROPERTIES = "/customXml/item90.xml", "/customXml/itemProps90.xml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_INDENT = Pt(24)
_NUMBERS_FROM = 3


def write_report(parts: Sequence[Part], stream: IO[bytes]) -> None:
    """Write a report of these parts."""
    document = Document()
    _drop_copy_of_styles(document)
    _look(document)
    for part in parts:
        if isinstance(part, Text):
            _write_text(document, part)
        else:
            _write_grid(document, part)
    _add_figures(document, parts)
    document.save(stream)


def _drop_copy_of_styles(document: WordDocument) -> None:
    """Leave out the styles for Word 2010 of the blank document, which would have to agree with ours."""
    for id, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.drop_rel(id)
            document.part.rels.pop(id, None)


def _look(document: WordDocument) -> None:
    for name, (font, size) in _FONTS.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        fonts.set(qn("w:eastAsia"), font)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    about = document.core_properties
    about.author = about.comments = about.last_modified_by = ""


def _write_text(document: WordDocument, text: Text) -> None:
    paragraph = document.add_paragraph(style=_STYLES.get(text.style))
    if text.style == "title":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif text.style not in _STYLES:
        paragraph.paragraph_format.first_line_indent = _INDENT
    _fill(paragraph, text.pieces)
    if text.style in ("asked", "draft"):
        for run in paragraph.runs:
            run.font.color.rgb = _GREY
            run.italic = text.style == "draft"


def _write_grid(document: WordDocument, grid: Grid) -> None:
    caption = document.add_paragraph(grid.caption)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = document.add_table(rows=0, cols=len(grid.headings))
    table.style = "Table Grid"
    _add_row(table.add_row().cells, grid.headings, bold=True)
    _repeat_on_each_page(table.rows[0])
    starts: dict[int, Cell] = {}
    for row in grid.rows:
        cells = list(table.add_row().cells)
        _add_row(cells, row)
        for column in range(min(2, len(row) - _NUMBERS_FROM)):
            if row[column] or row[0] == "总分":
                starts[column] = cells[column]
            elif column in starts:
                starts[column] = starts[column].merge(cells[column])
                _drop_blank_ends(starts[column])
    table.autofit = False
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    document.add_paragraph()


def _add_row(cells: Sequence[Cell], pieces: Sequence[Piece], bold: bool = False) -> None:
    for cell, piece in zip(cells, pieces, strict=True):
        _fill(cell.paragraphs[0], (piece,))
        for run in cell.paragraphs[0].runs:
            run.bold = bold or None


def _drop_blank_ends(cell: Cell) -> None:
    """Merging leaves a blank paragraph for each cell that was merged."""
    for paragraph in cell.paragraphs[1:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)


def _repeat_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _fill(paragraph: Paragraph, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        if isinstance(piece, Quoted):
            paragraph._p.append(_control(piece))
        elif piece:
            paragraph.add_run(visible(piece))


def _control(figure: Quoted) -> Any:
    """A content control that shows a figure and is bound to it; its name tells what it is."""
    control = OxmlElement("w:sdt")
    properties = OxmlElement("w:sdtPr")
    properties.append(_valued("w:alias", visible(figure.key[-60:])))
    properties.append(_valued("w:tag", TAG + figure.id))
    binding = OxmlElement("w:dataBinding")
    binding.set(qn("w:prefixMappings"), PREFIXES)
    binding.set(qn("w:xpath"), xpath_of(figure.id))
    binding.set(qn("w:storeItemID"), STORE)
    properties.append(binding)
    properties.append(OxmlElement("w:text"))
    content, run, text = (OxmlElement(f"w:{name}") for name in ("sdtContent", "r", "t"))
    text.text = visible(figure.shown)
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    content.append(run)
    control.append(properties)
    control.append(content)
    return control


def _valued(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def _add_figures(document: WordDocument, parts: Sequence[Part]) -> None:
    package = document.part.package
    part = PackagePart(PackURI(_PART), "application/xml", figures_part(_figures(parts)), package)
    about = PackagePart(PackURI(_PROPERTIES), _PROPERTIES_TYPE, PROPERTIES, package)
    part.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _figures(parts: Sequence[Part]) -> Iterator[Quoted]:
    for part in parts:
        rows = [part.pieces] if isinstance(part, Text) else part.rows
        yield from (piece for row in rows for piece in row if isinstance(piece, Quoted))
