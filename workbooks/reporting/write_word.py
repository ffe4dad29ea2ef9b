"""Writing a report as .docx: paragraphs, tables, and a bound content control for every figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
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

_GRID_STYLE = "表内文字"
_STYLES = {"title": "Title", "heading1": "Heading 1", "heading2": "Heading 2", "heading3": "Heading 3"}
# As official papers are set (GB/T 9704): 三号仿宋, 28 points a line, 22 lines a page.
_FONTS = {
    "Normal": ("仿宋", 16.0),
    "Title": ("宋体", 22.0),
    "Heading 1": ("黑体", 16.0),
    "Heading 2": ("楷体", 16.0),
    "Heading 3": ("仿宋", 16.0),
    "Caption": ("黑体", 12.0),
    _GRID_STYLE: ("宋体", 10.5),
    "Footer": ("宋体", 14.0),
}
_BOLD = ("Title", "Heading 2", "Heading 3")
_LINE = Pt(28)
_TIGHT = (_GRID_STYLE, "Footer")
_MARGINS = {"top_margin": 3.7, "bottom_margin": 3.5, "left_margin": 2.8, "right_margin": 2.6}
_FOOTER_DISTANCE = Cm(2.5)
_TWO_SIGNS = 2 * 16 * 20
_ROW_HEIGHT = Cm(0.7)
_TOTAL = "总分"
_GREY = RGBColor(0x59, 0x59, 0x59)
_PART, _PROPERTIES = "/customXml/item90.xml", "/customXml/itemProps90.xml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


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
    document.styles.add_style(_GRID_STYLE, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    for name, (font, size) in _FONTS.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold = name in _BOLD
        _set_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), font)
        spacing = style.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing = 1 if name in _TIGHT else _LINE
    _set_title(document.styles["Title"])
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        _indent(document.styles[name].element.get_or_add_pPr())
    caption = document.styles["Caption"].paragraph_format
    caption.alignment, caption.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for margin, width in _MARGINS.items():
        setattr(section, margin, Cm(width))
    section.footer_distance = _FOOTER_DISTANCE
    _number_pages(section.footer.paragraphs[0])
    about = document.core_properties
    about.author = about.comments = about.last_modified_by = ""
    about.language = "zh-CN"


def _set_fonts(fonts: Any, font: str) -> None:
    """One font for Chinese and Latin signs, so that “ ” are not those of another."""
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for signs in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{signs}"), font)


def _set_title(style: Any) -> None:
    spacing = style.paragraph_format
    spacing.alignment, spacing.space_after, spacing.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, _LINE, Pt(36)
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _indent(properties: Any) -> None:
    """Indent the first line by two signs; LibreOffice does not count signs."""
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(_TWO_SIGNS))


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _write_text(document: WordDocument, text: Text) -> None:
    paragraph = document.add_paragraph(style=_STYLES.get(text.style))
    if text.style not in _STYLES:
        _indent(paragraph._p.get_or_add_pPr())
    _fill(paragraph, text.pieces, grey=text.style in ("asked", "draft"))


def _write_grid(document: WordDocument, grid: Grid) -> None:
    document.add_paragraph(grid.caption, style="Caption")
    if grid.unit:
        unit = document.add_paragraph(f"单位：{grid.unit}", style=_GRID_STYLE)
        unit.alignment, unit.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.RIGHT, True
    table = document.add_table(rows=0, cols=len(grid.headings))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    headings = table.add_row()
    _add_row(headings, grid.headings, grid, bold=True)
    headings._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    starts: dict[int, Cell] = {}
    for row in grid.rows:
        added = table.add_row()
        cells = added.cells
        _add_row(added, row, grid)
        if grid.levels and row[0] == _TOTAL:
            _drop_blank_ends(cells[0].merge(cells[grid.levels]))
            continue
        for column in range(grid.levels):
            if row[column]:
                starts[column] = cells[column]
            elif column in starts:
                starts[column] = starts[column].merge(cells[column])
                _drop_blank_ends(starts[column])
    table.autofit = False
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    document.add_paragraph(style=_GRID_STYLE)


def _add_row(row: Any, pieces: Sequence[Piece], grid: Grid, bold: bool = False) -> None:
    """Fill a row, which stays on one page: names on the left, numbers in the middle, amounts on the right."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    row.height = _ROW_HEIGHT
    for place, (cell, piece) in enumerate(zip(row.cells, pieces, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.style = _GRID_STYLE
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        if bold or not (isinstance(piece, str) and place <= grid.levels):
            right = grid.unit and isinstance(piece, Quoted)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.CENTER
        _fill(paragraph, (piece,))
        for run in paragraph.runs:
            run.bold = bold or None


def _drop_blank_ends(cell: Cell) -> None:
    """Merging leaves a blank paragraph for each cell that was merged."""
    for paragraph in cell.paragraphs[1:]:
        if not paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)


def _fill(paragraph: Paragraph, pieces: Sequence[Piece], grey: bool = False) -> None:
    for piece in pieces:
        if isinstance(piece, Quoted):
            paragraph._p.append(_control(piece, grey))
        elif piece:
            run = paragraph.add_run(visible(piece))
            if grey:
                run.font.color.rgb = _GREY


def _control(figure: Quoted, grey: bool) -> Any:
    """A content control that shows a figure and is bound to it; its name tells what it is.

    One with Chinese in it has no kind: LibreOffice 7.4 writes the text of a plain one several times over.
    """
    control = OxmlElement("w:sdt")
    properties = OxmlElement("w:sdtPr")
    if grey:
        properties.append(_grey_look())
    properties.append(_valued("w:alias", visible(figure.key[-60:])))
    properties.append(_valued("w:tag", TAG + figure.id))
    binding = OxmlElement("w:dataBinding")
    binding.set(qn("w:prefixMappings"), PREFIXES)
    binding.set(qn("w:xpath"), xpath_of(figure.id))
    binding.set(qn("w:storeItemID"), STORE)
    properties.append(binding)
    if figure.shown.isascii():
        properties.append(OxmlElement("w:text"))
    content, run, text = (OxmlElement(f"w:{name}") for name in ("sdtContent", "r", "t"))
    if grey:
        run.append(_grey_look())
    text.text = visible(figure.shown)
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    content.append(run)
    control.append(properties)
    control.append(content)
    return control


def _grey_look() -> Any:
    look = OxmlElement("w:rPr")
    look.append(_valued("w:color", str(_GREY)))
    return look


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
